"""A lead goes to the trash with what belongs to it, and comes back with all of it; its score stays right."""

from __future__ import annotations

from tests.crm.conftest import Crm


def test_a_scored_lead_goes_with_its_activities_and_comes_back(crm: Crm) -> None:
    """Its activities gave it points: that they go along with it is nothing it should be scored anew for."""
    lead = crm.arrive(employees=50)
    call = crm.create(
        "activity",
        subject="call",
        kind="call",
        lead=lead["id"],
        budget_confirmed=True,
        timeline_confirmed=True,
    )
    before = crm.read("lead", lead["id"])
    assert before["values"]["score"] == 40
    crm.admin.delete(crm.path("lead", lead["id"]), **{"If-Match": f'"{before["version"]}"'})
    crm.admin.get(crm.path("lead", lead["id"]), 404)
    crm.admin.get(crm.path("activity", call["id"]), 404)
    crm.admin.post(crm.path("lead", lead["id"]) + "/restore")
    back = crm.read("lead", lead["id"])
    assert (back["values"]["score"], back["values"]["status"]) == (40, before["values"]["status"])
    assert crm.read("activity", call["id"])["values"]["lead"] == lead["id"]
