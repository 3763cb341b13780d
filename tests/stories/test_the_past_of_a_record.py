"""A record as it was: its versions, what it was on a date, and bringing that back with today's rights and gates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from dougong.records.tables import history
from tests.crm.conftest import Crm, crm

__all__ = ["crm"]


def lead(crm: Crm) -> str:
    """A lead that was changed twice, with a row that came and went."""
    made = str(crm.arrive(contact_name="Li Na", company="Acme", needs="A crane")["id"])
    crm.change("lead", made, needs="Two cranes", contacts=[{"name": "Zhao"}])
    crm.change("lead", made, needs="Three cranes", contacts=[])
    return made


def versions(crm: Crm, record: str) -> list[dict[str, Any]]:
    """Return the versions that changed the needs, newest first."""
    items = crm.admin.get(f"{crm.path('lead', record)}/versions")["items"]
    return [one for one in items if "needs" in one["fields"]]


def test_what_it_was_at_each_version(crm: Crm) -> None:
    """Each version tells its fields; the record at one of them is what it was, beside what it is."""
    record = lead(crm)
    newest, middle, first = versions(crm, record)
    assert (first["kind"], middle["kind"], newest["kind"]) == ("create", "update", "update")
    assert middle["actor"]["kind"] == "person"
    assert set(middle["fields"]) >= {"needs", "contacts"}
    then = crm.admin.get(f"{crm.path('lead', record)}/moment", version=middle["version"])
    told = {one["field"]: (one["old"], one["new"]) for one in then["differs"]}
    assert told["needs"] == ("Two cranes", "Three cranes")
    assert [row["name"] for row in told["contacts"][0]] == ["Zhao"]
    assert {one["field"]: one["value"] for one in then["values"]}["company"] == "Acme"
    assert all(one["may"] for one in then["differs"] if one["field"] in ("needs", "contacts"))


def test_what_it_was_on_a_date(crm: Crm) -> None:
    """A moment is a version; before it was there it was nothing."""
    record = lead(crm)
    long_ago = datetime.now(UTC) - timedelta(days=10)
    with crm.world.transaction() as context:
        first = versions(crm, record)[-1]["version"]
        context.conn.execute(
            sa.update(history)
            .where(history.c.record_id == record, history.c.version <= first)
            .values(at=long_ago)
        )
    path = f"{crm.path('lead', record)}/moment"
    then = crm.admin.get(path, at=(datetime.now(UTC) - timedelta(days=5)).isoformat())
    assert {one["field"]: one["old"] for one in then["differs"]}["needs"] == "A crane"
    crm.admin.get(path, status=404, at=(datetime.now(UTC) - timedelta(days=20)).isoformat())
    crm.admin.get(path, status=400)


def test_it_is_brought_back(crm: Crm) -> None:
    """Some fields or all; a row that is gone is made anew; the timeline says from which version."""
    record = lead(crm)
    middle = versions(crm, record)[1]["version"]
    path = f"{crm.path('lead', record)}/bring-back"
    present = crm.read("lead", record)["version"]
    body = {"version": middle, "fields": ["needs"]}
    crm.admin.post(path, body, status=428)
    crm.admin.post(path, body, status=412, **{"If-Match": f'"{present - 1}"'})
    back = crm.admin.post(path, body, **{"If-Match": f'"{present}"'})
    assert (back["values"]["needs"], back["values"]["contacts"]) == ("Two cranes", [])
    whole = crm.admin.post(path, {"version": middle}, **{"If-Match": f'"{back["version"]}"'})
    assert [row["name"] for row in whole["values"]["contacts"]] == ["Zhao"]
    items = crm.admin.get(f"{crm.path('lead', record)}/timeline")["items"]
    assert any(item["cause"] == f"restore:{middle}" for item in items)


def test_files_of_others_come_back(crm: Crm) -> None:
    """A file that somebody else has put there, and that was taken away, is brought back by whoever may write."""
    seller = crm.as_("east_1")
    made = str(crm.arrive(contact_name="Li Na", company="Acme", owner=crm.ids["east_1"])["id"])
    sent = {"file": ("offer.txt", b"An offer", "text/plain")}
    kept = seller.request("POST", "/files", files=sent).json()["id"]
    held = crm.change("lead", made, seller, attachments=[kept])
    emptied = crm.change("lead", made, attachments=[])
    back = crm.admin.post(
        f"{crm.path('lead', made)}/bring-back",
        {"version": held["version"], "fields": ["attachments"]},
        **{"If-Match": f'"{emptied["version"]}"'},
    )
    assert back["values"]["attachments"] == [kept]
    other = seller.request("POST", "/files", files=sent).json()["id"]
    crm.admin.patch(crm.path("lead", made), {"values": {"attachments": [other]}}, back["version"], status=422)


def test_gates_and_rights_are_todays(crm: Crm) -> None:
    """An earlier state is no step that the state machine allows; a seller is told which fields he may not write."""
    made = str(crm.arrive(contact_name="Li Na", company="Acme", owner=crm.ids["east_1"])["id"])
    begun = crm.read("lead", made)
    fields = crm.admin.get("/apps/crm")["entities"]["lead"]["fields"]
    reason = next(one for one in fields if one["key"] == "invalid_reason")["options"][0]["key"]
    crm.change("lead", made, crm.as_("east_1"), status="invalid", invalid_reason=reason)
    path = f"{crm.path('lead', made)}/moment"
    then = crm.as_("east_1").get(path, version=begun["version"])
    status = next(one for one in then["differs"] if one["field"] == "status")
    assert (status["old"], status["new"], status["old_label"]) == ("new", "invalid", "新线索")
    present = crm.read("lead", made)["version"]
    refused = crm.admin.post(
        f"{crm.path('lead', made)}/bring-back",
        {"version": begun["version"], "fields": ["status"]},
        status=(200, 422),
        **{"If-Match": f'"{present}"'},
    )
    assert refused.get("errors", [{"pointer": "/status"}])[0]["pointer"] == "/status"
    crm.as_("north_1").get(path, status=404, version=1)
