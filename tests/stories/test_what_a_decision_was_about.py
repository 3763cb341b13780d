"""Each decision was about a version of the record: it is shown as it was then, beside what it is now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dougong.actions.empty_trash import empty_trash
from tests.stories.test_an_approver_without_a_role import Office
from tests.stories.test_flows_in_full import DIRECTOR, LEAD, Play
from tests.stories.test_purchase_approval import RECORDS, decide, todo
from tests.world import World

FILLS = {"edit": ["needed_by"]}


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Play:
    """The lead and the director may move the day by which it is needed."""
    return Play(
        world,
        tmp_path,
        "start lead, lead director, director end",
        lead={**LEAD, "fields": FILLS},
        director={**DIRECTOR, "fields": FILLS},
    )


def about(instance: dict[str, Any], verb: str, at: int = 0) -> int:
    """Return the version of the record that a decision was about."""
    lines = [one for one in instance["history"] if one["verb"] == verb]
    return int(lines[at]["data"]["record_version"])


def test_a_decision_keeps_what_it_was_about(desk: Play) -> None:
    """With what was filled in along with it, and without what the next one changed."""
    made = desk.submit(needed_by="2030-12-01")
    decide(desk.lead, "approve", values={"needed_by": "2030-12-02"})
    decide(desk.director, "approve", values={"needed_by": "2030-12-03"})
    instance = desk.instance(made)
    versions = [about(instance, "started"), about(instance, "approve"), about(instance, "approve", 1)]
    assert versions == sorted(set(versions))
    then = {
        version: desk.employee.get(f"{RECORDS}/{made['id']}/moment", version=version) for version in versions
    }
    days = [
        next(one["value"] for one in moment["values"] if one["field"] == "needed_by")
        for moment in then.values()
    ]
    assert days == ["2030-12-01", "2030-12-02", "2030-12-03"]
    (changed,) = (one for one in then[versions[1]]["differs"] if one["field"] == "needed_by")
    assert (changed["old"], changed["new"]) == ("2030-12-02", "2030-12-03")


def test_at_a_seat_one_reads_of_the_past_what_it_shows(world: World, tmp_path: Path) -> None:
    """Who has no role in the app sees the record then by his seat, without the field that the step hides."""
    office = Office(world, tmp_path)
    seat = office.seat()
    started = about(seat["instance"], "started")
    office.boss.post(f"/seats/{seat['id']}/approve", {"values": {"needed_by": "2031-01-01"}}, status=200)
    moment = office.boss.get(f"/seats/{seat['id']}/moment", version=started)
    assert {one["field"] for one in moment["values"]} >= {"subject", "needed_by", "supplier", "lines"}
    assert "urgent" not in {one["field"] for one in [*moment["values"], *moment["differs"]]}
    (day,) = (one for one in moment["differs"] if one["field"] == "needed_by")
    assert (day["old"], day["new"], day["may"]) == ("2030-12-01", "2031-01-01", False)
    office.boss.get(f"{RECORDS}/{office.request['id']}/moment", version=started, status=404)
    office.desk.stranger.get(f"/seats/{seat['id']}/moment", version=started, status=404)
    office.boss.get(f"/seats/{seat['id']}/moment", version=999, status=404)


def test_nobody_decides_about_what_has_changed_since_he_looked(desk: Play) -> None:
    """What an administrator changed meanwhile is named; looked at again, it is decided. What is not shown does not matter."""
    made = desk.submit()
    seat = todo(desk.lead)[0]["id"]
    seen = desk.lead.get(f"/seats/{seat}")["record"]["version"]
    changed = desk.world.admin.patch(f"{RECORDS}/{made['id']}", {"values": {"subject": "Gold"}}, seen)
    refused = decide(desk.lead, "approve", status=409, record_version=seen)
    assert refused["detail"] == "您打开之后，这条记录已被修改：事由。请重新查看后再决定。"
    assert refused["fields"] == ["subject"]
    desk.world.admin.patch(f"{RECORDS}/{made['id']}", {"values": {"subject": "Paper"}}, changed["version"])
    decide(desk.lead, "approve", record_version=seen)
    assert desk.instance(made)["tokens"] == ["director"]


def test_what_a_seat_hides_may_change_meanwhile(world: World, tmp_path: Path) -> None:
    """Who does not see a field is not told that it changed."""
    office = Office(world, tmp_path)
    seat = office.seat()
    seen = seat["record"]["version"]
    world.admin.patch(f"{RECORDS}/{office.request['id']}", {"values": {"urgent": True}}, seen)
    office.boss.post(f"/seats/{seat['id']}/approve", {"record_version": seen}, status=200)


def test_a_request_rests_while_its_record_lies_in_the_trash(desk: Play) -> None:
    """Nobody decides about what was deleted, and no time limit does; restored, it goes on. An administrator may end it."""
    admin = desk.world.admin
    made = desk.submit()
    seat = todo(desk.lead)[0]["id"]
    place = f"/flow-instances/{desk.instance(made)['id']}"
    desk.delete(made)
    assert [(one["suspended"], one["verbs"]) for one in todo(desk.lead)] == [(True, [])]
    desk.lead.post(f"/seats/{seat}/approve", {}, status=409)
    assert admin.get(place)["suspended_at"]
    refused = admin.post(f"{place}/resume", {}, status=409)
    assert refused["detail"] == "The record of this request was deleted. Restore it from the trash first."
    admin.post(f"{RECORDS}/{made['id']}/restore")
    assert desk.instance(made)["suspended_at"] is None
    desk.lead.post(f"/seats/{seat}/approve", {}, status=200)

    other = desk.submit()
    place = f"/flow-instances/{desk.instance(other)['id']}"
    admin.post(f"{place}/suspend", {"comment": "audit"})
    desk.delete(other)
    admin.post(f"{RECORDS}/{other['id']}/restore")
    assert desk.instance(other)["suspended_at"]
    admin.post(f"{place}/terminate", {"comment": "not needed"})
    assert desk.instance(other)["state"] == "terminated"


def test_what_ends_in_the_trash_is_put_back_there(desk: Play) -> None:
    """An administrator ends a request whose record was deleted: restored, the record can be handed in anew."""
    admin = desk.world.admin
    made = desk.submit()
    before = desk.status(made)
    place = f"/flow-instances/{desk.instance(made)['id']}"
    desk.delete(made)
    admin.post(f"{place}/terminate", {"comment": "not needed"})
    assert admin.get(place)["state"] == "terminated"
    admin.post(f"{RECORDS}/{made['id']}/restore")
    assert (before, desk.status(made)) == ("in_approval", "draft")


def test_a_request_ends_with_its_record(desk: Play) -> None:
    """What is removed from the trash for good waits for nobody any more; who decided what is kept."""
    made = desk.submit()
    decide(desk.lead, "approve")
    assert todo(desk.director)
    place = f"/flow-instances/{desk.instance(made)['id']}"
    desk.delete(made)
    later = datetime.now(UTC) + timedelta(days=91)
    assert empty_trash(desk.world.database, desk.world.settings.home, later) == 1
    assert todo(desk.director) == []
    ended = desk.world.admin.get(place)
    assert ended["state"] == "terminated"
    assert "approve" in [one["verb"] for one in ended["history"]]


def test_who_decides_from_the_list_decides_about_what_it_shows(desk: Play) -> None:
    """A line names the version of the record that it shows, for a decision without opening the request."""
    made = desk.submit()
    line = todo(desk.lead)[0]
    assert line["record_version"] == desk.record(made)["version"]
    desk.world.admin.patch(f"{RECORDS}/{made['id']}", {"values": {"subject": "Gold"}}, line["record_version"])
    decide(desk.lead, "approve", status=409, record_version=line["record_version"])
    decide(desk.lead, "approve", record_version=todo(desk.lead)[0]["record_version"])
