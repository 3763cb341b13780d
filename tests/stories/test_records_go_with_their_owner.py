"""A record that is given to somebody is in his department from then on."""

from __future__ import annotations

from typing import Any

from tests.stories.leads import BASE, Office


def moved(office: Office, login: str, name: str) -> str:
    """Put somebody into a new department and return its id."""
    place = str(office.admin.post("/departments", {"name": name})["id"])
    office.admin.patch(f"/people/{office.id_of(login)}", {"department": place})
    return place


def department(office: Office, lead: str) -> Any:
    """Return the department of a lead."""
    return office.read("lead", lead)["values"]["department"]


def test_by_hand(office: Office) -> None:
    """Given to Ann it goes to her department, given to Bob to his; a department that is named stays; a change
    of something else moves nothing."""
    east, north = moved(office, "ann", "East"), moved(office, "bob", "North")
    lead = office.lead()["id"]
    assert department(office, lead) is None
    office.change(lead, owner=office.id_of("ann"))
    assert department(office, lead) == east
    office.change(lead, owner=office.id_of("bob"), department=east)
    assert department(office, lead) == east
    office.change(lead, department=north)
    office.change(lead, need="urgent")
    assert department(office, lead) == north
    office.change(lead, owner=None)
    assert department(office, lead) == north


def test_by_a_rule_and_for_many(office: Office) -> None:
    """The rule that assigns qualified leads takes them along; so does a batch; the timeline says so."""
    east, north = moved(office, "ann", "East"), moved(office, "bob", "North")
    made = office.lead(employees=200, decides=True)
    office.activity(made["id"])
    office.press(made["id"], "demo")
    lead = office.read("lead", made["id"])
    assert (lead["values"]["owner"], lead["values"]["department"]) == (office.id_of("ann"), east)
    first = office.admin.get(f"{BASE}/lead/records/{made['id']}/timeline")["items"]
    assert "East" in [one.get("new_label") for item in first for one in item.get("changes", ())]
    leads = [office.lead(company=f"Firm {number}") for number in range(3)]
    items = [
        {
            "op": "update",
            "id": one["id"],
            "version": office.read("lead", one["id"])["version"],
            "values": {"owner": office.id_of("bob")},
        }
        for one in leads
    ]
    office.admin.post(f"{BASE}/lead/records/batch", {"items": items})
    assert {department(office, one["id"]) for one in leads} == {north}


def test_what_depends_on_a_person_is_told_before_he_goes(office: Office) -> None:
    """Living records are counted by list, those in the trash are not; a colleague is not told."""
    ann = office.id_of("ann")
    assert office.admin.get(f"/people/{ann}/holdings") == {"lists": [], "seats": 0}
    for _ in range(2):
        office.change(office.lead()["id"], owner=ann)
    gone = office.lead()["id"]
    office.change(gone, owner=ann)
    office.admin.delete(f"{BASE}/lead/records/{gone}")
    assert office.admin.get(f"/people/{ann}/holdings") == {
        "lists": [{"app": "leads", "entity": "lead", "records": 2}],
        "seats": 0,
    }
    office.bob.get(f"/people/{ann}/holdings", status=403)
    office.admin.get("/people/00000000-0000-0000-0000-000000000000/holdings", status=404)
