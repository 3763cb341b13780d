"""Working days: the calendar of the workspace decides what WORKDAY and NETWORKDAYS answer, everywhere at once."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dougong.actions.install_app import install_tree
from dougong.metadata.documents import Document, Tree, tree_of_folder
from tests.world import World

DESK = Path(__file__).resolve().parents[1] / "apps" / "desk"
REQUESTS = "/apps/desk/entities/request/records"
NATIONAL_DAY = {"en": "National Day", "zh": "国庆节"}


def with_working_days() -> Tree:
    """The purchase desk, whose requests say when they are due and how many working days are left."""
    tree = tree_of_folder(DESK)
    fields = {
        "due": ("date", "WORKDAY(needed_by, 5)"),
        "days": ("number", "NETWORKDAYS(needed_by, due)"),
    }

    def changed(one: Document) -> Document:
        if one.kind != "entity" or one.body["key"] != "request":
            return one
        body = copy.deepcopy(one.body)
        for index, (key, (result, formula)) in enumerate(fields.items()):
            body["schema"]["properties"][key] = {
                "readOnly": True,
                "x-dougong": {
                    "id": f"f9{index}wkday",
                    "type": "formula",
                    "result": result,
                    "label": {"en": key, "zh": key},
                    "formula": formula,
                },
            }
        del body["schema"]["properties"]["needed_by"]["x-dougong"]["check"]
        return replace(one, body=body)

    return replace(tree, documents=tuple(changed(one) for one in tree.documents))


@pytest.fixture
def desk(world: World) -> World:
    """A desk that counts working days."""
    with world.transaction() as context:
        install_tree(context, with_working_days())
    return world


def made(world: World, day: str) -> dict[str, Any]:
    """Write down a request that is needed by a day."""
    line = {"item": "A4", "quantity": "2", "price": {"amount": "3"}}
    body = {"values": {"subject": "Paper", "needed_by": day, "lines": [line]}}
    record: dict[str, Any] = world.admin.post(REQUESTS, body, status=201)
    return record


def test_a_due_day_lies_behind_the_national_day(desk: World) -> None:
    """Five working days from 30 September 2026 are 7 October by the week alone, 13 October in China."""
    before = made(desk, "2026-09-30")
    assert (before["values"]["due"], before["values"]["days"]) == ("2026-10-07", "6")

    loaded = desk.admin.post("/calendar/china", {"year": 2026})
    assert {"day": "2026-10-01", "kind": "holiday", "name": NATIONAL_DAY} in loaded["days"]
    assert {"day": "2026-10-10", "kind": "workday", "name": NATIONAL_DAY} in loaded["days"]

    # The record is as it was; its answers are new at once, in the list, on its page and in a filter.
    again = desk.admin.get(f"{REQUESTS}/{before['id']}")
    assert (again["values"]["due"], again["values"]["days"]) == ("2026-10-13", "6")
    (item,) = desk.admin.get(REQUESTS, filter='due = "2026-10-13" AND NETWORKDAYS("2026-10-01", due) = 5')[
        "items"
    ]
    assert item["id"] == before["id"]
    # What the server computes while it writes agrees with what it reads.
    after = made(desk, "2026-09-30")
    assert (after["values"]["due"], after["values"]["days"]) == ("2026-10-13", "6")
    exceptions = desk.admin.get("/calendar/exceptions")
    assert [day for day in exceptions["holidays"] if day > "2026-09-30"] == [
        f"2026-10-0{number}" for number in (1, 2, 5, 6, 7)
    ]
    assert exceptions["workdays"][-2:] == ["2026-09-20", "2026-10-10"]


def test_an_administrator_makes_a_day_free_and_takes_it_back(desk: World) -> None:
    """A year is set as a whole; other years stay; a member reads it but does not change it."""
    desk.admin.post("/calendar/china", {"year": 2025})
    free = {"day": "2026-10-09", "kind": "holiday", "name": {"en": "Outing"}}
    assert desk.admin.put("/calendar?year=2026", {"days": [free]})["days"] == [free]
    record = made(desk, "2026-10-08")
    assert record["values"]["due"] == "2026-10-16"
    desk.admin.put("/calendar?year=2026", {"days": []})
    assert desk.admin.get(f"{REQUESTS}/{record['id']}")["values"]["due"] == "2026-10-15"
    assert len(desk.admin.get("/calendar", year=2025)["days"]) > 20

    member = desk.person("member")
    assert member.get("/calendar", year=2026)["days"] == []
    member.put("/calendar?year=2026", {"days": [free]}, status=403)
    member.post("/calendar/china", {"year": 2026}, status=403)


def test_china_lies_over_what_was_there_and_leaves_the_rest(world: World) -> None:
    """A day of the company's own stays; a day that China names is China's."""
    own = {"day": "2026-12-24", "kind": "holiday", "name": {"en": "Christmas Eve"}}
    named = {"day": "2026-10-01", "kind": "holiday", "name": {"en": "Mine"}}
    world.admin.put("/calendar?year=2026", {"days": [own, named]})
    days = {one["day"]: one for one in world.admin.post("/calendar/china", {"year": 2026})["days"]}
    assert days["2026-12-24"] == own
    assert days["2026-10-01"]["name"] == NATIONAL_DAY
    assert world.admin.post("/calendar/china", {"year": 2026})["days"] == list(days.values())


def test_days_that_cannot_be_are_refused_where_they_stand(world: World) -> None:
    """Another year, the same day twice, a weekday that is worked anyway; a year that nobody knows yet."""
    day = {"kind": "holiday", "day": "2026-10-01"}
    wrong = [
        day,
        {**day, "day": "2027-01-01"},
        day,
        {"kind": "workday", "day": "2026-10-09"},
    ]
    refused = world.admin.put("/calendar?year=2026", {"days": wrong}, status=422)
    assert [(one["pointer"], one["message"]) for one in refused["errors"]] == [
        ("/days/1/day", "This day is not in 2026."),
        ("/days/2/day", "This day is given twice."),
        ("/days/3/day", "This day is a weekday, so it is worked without being named here."),
    ]
    assert world.admin.get("/calendar", year=2026)["days"] == []
    world.admin.patch("/me", {"language": "zh"})
    unknown = world.admin.post("/calendar/china", {"year": 2031}, status=404)
    assert unknown["errors"][0]["message"] == "中国节假日数据从 2004 年到 2026 年。"
