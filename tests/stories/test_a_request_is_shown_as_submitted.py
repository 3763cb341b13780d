"""A flow may show its people the record as it was submitted: what changes later does not move under their eyes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.stories.test_flows_in_full import DIRECTOR, LEAD, Play, flow_of
from tests.stories.test_purchase_approval import RECORDS, decide, todo
from tests.world import Person, World

WAYS = "start lead, lead change, change director, director end"
NODES: dict[str, Any] = {
    "lead": {**LEAD, "fields": {"edit": ["needed_by"]}},
    "change": {"kind": "action", "do": [{"SetFields": {"subject": '"Gold"', "urgent": "TRUE"}}]},
    "director": DIRECTOR,
}
CALLED = {
    "readOnly": True,
    "title": "Called",
    "x-dougong": {
        "id": "f10w1x2y",
        "type": "formula",
        "result": "text",
        "label": {"en": "Called", "zh": "称呼"},
        "formula": 'subject & IF(urgent, "!", "")',
    },
}


def _called(entity: dict[str, Any]) -> None:
    """Give the request a value that is computed from what may change, and let it be called by its subject."""
    entity["schema"]["properties"]["called"] = CALLED
    entity["title"] = "subject"


def desk_of(world: World, folder: Path, view: str) -> Play:
    """Return the desk; its lead may move the day, a step changes the rest before the director is asked."""

    def change(document: dict[str, Any]) -> None:
        flow_of(WAYS, **NODES)(document)
        document["view"] = view

    others = {"flows/approval.json": change, "entities/request.json": _called}
    return Play(world, folder, WAYS, others, **NODES)


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Play:
    return desk_of(world, tmp_path, "snapshot")


def seat_of(person: Person, box: str = "todo") -> dict[str, Any]:
    """Return the newest seat in a box, with its line."""
    line = person.get("/inbox", box=box)["items"][0]
    seat = person.get(f"/seats/{line['id']}")
    assert (seat["title"], seat["summary"]) == (line["title"], line["summary"])
    return dict(seat)


def shown(seat: dict[str, Any], *keys: str) -> list[Any]:
    """Return values of the record of a seat."""
    return [seat["record"]["values"][key] for key in keys]


def test_people_see_what_was_submitted_and_what_steps_filled_in(desk: Play) -> None:
    """In the inbox, at the seat and in its past; who asked sees the record as it is."""
    made = desk.submit(needed_by="2030-12-01")
    decide(desk.lead, "approve", values={"needed_by": "2030-12-24"})
    seat = seat_of(desk.director)
    assert seat["title"] == "Paper"
    assert shown(seat, "subject", "urgent", "called", "needed_by") == ["Paper", False, "Paper", "2030-12-24"]
    assert shown(seat, "total", "status") == ["20", "in_approval"]
    assert seat["submitted"]["version"] < seat["record"]["version"]
    now = desk.record(made)["values"]
    assert (now["subject"], now["called"], now["needed_by"]) == ("Gold", "Gold!", "2030-12-24")
    moment = desk.director.get(f"/seats/{seat['id']}/moment", version=seat["record"]["version"])
    then = {one["field"]: one["value"] for one in moment["values"]}
    assert (then["subject"], then["needed_by"], moment["differs"]) == ("Paper", "2030-12-24", [])
    moment = desk.director.get(f"/seats/{seat['id']}/moment", version=seat["submitted"]["version"])
    assert [(one["field"], one["old"], one["new"]) for one in moment["differs"]] == [
        ("needed_by", "2030-12-01", "2030-12-24")
    ]
    decide(desk.director, "approve")
    assert shown(seat_of(desk.director, "done"), "subject", "called") == ["Paper", "Paper"]


def test_nothing_else_opens_the_record(desk: Play) -> None:
    """Who sees it by his seat alone has no page of it, and no notice tells what it is called now."""
    made = desk.submit()
    decide(desk.lead, "approve")
    seat = seat_of(desk.director)
    assert seat["has_page"] is False
    desk.director.get(f"{RECORDS}/{made['id']}", status=404)
    desk.director.get(f"{RECORDS}/{made['id']}/moment", version=seat["record"]["version"], status=404)
    assert "Gold" not in str(desk.director.get("/notices"))


def test_without_it_people_see_the_record_as_it_is(world: World, tmp_path: Path) -> None:
    """The default."""
    desk = desk_of(world, tmp_path, "latest")
    desk.submit()
    decide(desk.lead, "approve")
    seat = seat_of(desk.director)
    assert (seat["title"], seat["submitted"], shown(seat, "called")) == ("Gold", None, ["Gold!"])


def test_what_comes_back_is_submitted_anew(desk: Play) -> None:
    """Who decided before still sees what he decided about: its rows, and what was computed from them."""
    made = desk.submit(price="10")
    assert shown(seat_of(desk.lead), "total") == ["20"]
    decide(desk.lead, "return", comment="?")
    mended = desk.record(made)
    (kept,) = mended["values"]["lines"]
    assert seat_of(desk.employee)["submitted"] is None
    lines = [
        {"id": kept["id"], "item": "A3", "quantity": "3", "price": kept["price"]},
        {"item": "Pen", "quantity": "1", "price": {"amount": "5", "currency": "CNY"}},
    ]
    values = {"subject": "Paper and pens", "lines": lines}
    desk.employee.patch(f"{RECORDS}/{made['id']}", {"values": values}, mended["version"])

    def decided() -> None:
        before = seat_of(desk.lead, "done")
        assert (before["title"], shown(before, "called", "total")) == ("Paper", ["Paper", "20"])
        (row,) = before["record"]["values"]["lines"]
        assert (row["id"], row["item"], row["quantity"], row["amount"]) == (kept["id"], "A4", "2", "20")

    decided()
    decide(desk.employee, "submit")
    decided()
    again = seat_of(desk.lead)
    assert (again["title"], shown(again, "total")) == ("Paper and pens", ["35"])
    assert [row["item"] for row in again["record"]["values"]["lines"]] == ["A3", "Pen"]
    assert len(todo(desk.lead)) == 1
