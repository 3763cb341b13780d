"""A deal comes out of a converted lead, and out of nothing else; its timeline goes on where the lead's was."""

from __future__ import annotations

from tests.crm.conftest import Crm
from tests.crm.test_leads_become_deals import BANT, press, qualified


def test_a_deal_names_no_lead_that_was_not_converted(crm: Crm) -> None:
    """Not typed in, not on a deal that exists; the gate of conversion is the only way."""
    lead = qualified(crm)
    rep = crm.as_("north_1")
    values = {"name": "Around the gate", "source_lead": lead["id"]}
    refused = rep.post(crm.path("opportunity"), {"values": values}, 422)
    assert {(one["pointer"], one["code"]) for one in refused["errors"]} == {("/source_lead", "read_only")}
    made = crm.create("opportunity", rep, name="By itself")
    for who in (rep, crm.as_("director")):
        crm.change("opportunity", made["id"], who, expect=422, source_lead=lead["id"])
    field = next(
        one
        for one in rep.get("/apps/crm")["entities"]["opportunity"]["fields"]
        if one["key"] == "source_lead"
    )
    assert field["writable"] is False


def test_what_was_said_about_the_lead_is_read_on_the_deal(crm: Crm) -> None:
    """Row 53: comments and changes of the lead stand in the deal's timeline, said to be the lead's."""
    lead = qualified(crm, **BANT)
    rep = crm.as_("north_1")
    rep.post(crm.path("lead", lead["id"]) + "/comments", {"text": "Met them at the fair"}, 201)
    press(crm, "north_1", lead["id"])
    deal = crm.read("lead", lead["id"])["values"]["converted_opportunity"]
    items = rep.get(crm.path("opportunity", deal) + "/timeline")["items"]
    said = next(one for one in items if one["kind"] == "comment")
    assert said["text"] == "Met them at the fair"
    assert said["origin"] == {"entity": "lead", "id": lead["id"], "title": "Li Na", "name": "线索"}
    assert {one["kind"] for one in items if "origin" in one} >= {"created", "change", "rule", "comment"}
    assert {one["kind"] for one in items if "origin" not in one} >= {"created"}
    assert [one["at"] for one in items] == sorted((one["at"] for one in items), reverse=True)


def test_who_does_not_see_the_lead_reads_the_deal_alone(crm: Crm) -> None:
    """The lead is read under the reader's own rights."""
    lead = qualified(crm, **BANT)
    press(crm, "north_1", lead["id"])
    deal = crm.read("lead", lead["id"])["values"]["converted_opportunity"]
    crm.change("opportunity", deal, crm.as_("director"), owner=crm.ids["east_1"])
    items = crm.as_("east_1").get(crm.path("opportunity", deal) + "/timeline")["items"]
    assert items
    assert not [one for one in items if "origin" in one]


def test_the_timeline_tells_what_people_know(crm: Crm) -> None:
    """Keys that only the system compares are not told; a switch says what it was and is."""
    lead = crm.arrive(company="Huachen Ltd")
    crm.change("lead", lead["id"], company="Huachen Tools Ltd", authority_ok=True)
    items = crm.admin.get(crm.path("lead", lead["id"]) + "/timeline")["items"]
    changes = {
        one["field"]: one for item in items if item["kind"] == "change" for one in item.get("changes", ())
    }
    assert "company_norm" not in changes
    assert (changes["authority_ok"]["old_label"], changes["authority_ok"]["new_label"]) == ("No", "Yes")


def test_conversion_ends_the_task_of_qualifying(crm: Crm) -> None:
    """What the rule asked for is done; other tasks go on, now with the deal."""
    lead = qualified(crm, **BANT)
    rep = crm.as_("north_1")
    crm.create("todo", rep, subject="Send the brochure", lead=lead["id"])
    press(crm, "north_1", lead["id"])
    tasks = crm.admin.get(crm.path("todo"), filter=f'lead = "{lead["id"]}"')["items"]
    found = {one["values"]["kind"]: (one["values"]["status"], one["values"]["done_at"]) for one in tasks}
    assert found["qualify"][0] == "done"
    assert found["qualify"][1] is not None
    assert {status for status, _ in found.values()} == {"done", "todo"}
    assert all(one["values"]["opportunity"] for one in tasks)
