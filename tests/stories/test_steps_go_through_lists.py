"""Steps about other records: a request becomes an order with its lines, chosen ways are taken, tags come and go."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.stories.edited import edited
from tests.stories.test_purchase_approval import DESK
from tests.world import World

BASE = "/apps/desk/entities"


def text(key: str) -> dict[str, str]:
    return {"en": key, "zh": key}


def field(identity: str, key: str, type_: str, **more: Any) -> dict[str, Any]:
    return {"x-dougong": {"id": identity, "type": type_, "label": text(key), **more}}


def entity(identity: str, key: str, properties: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "id": identity,
        "key": key,
        "name": text(key),
        "title": next(iter(properties)),
        "schema": {"type": "object", "properties": dict(properties)},
        **more,
    }


ORDER_LINE = entity(
    "ol000001",
    "order_line",
    {
        "item": field("ol000002", "item", "text"),
        "quantity": field("ol000003", "quantity", "number", precision=0),
        "packed": {**field("ol000004", "packed", "number", precision=0), "default": 0},
        "note": field("ol000005", "note", "text", default='"for " & item'),
    },
    parent="order",
)
ORDER = entity(
    "or000001",
    "order",
    {
        "subject": field("or000002", "subject", "text"),
        "request": field("or000003", "request", "reference", entity="request"),
        "lines": field("or000004", "lines", "sub_table", entity="order_line"),
        "labels": field(
            "or000005",
            "labels",
            "multi_select",
            options=[{"key": key, "label": text(key)} for key in ("large", "urgent", "new")],
        ),
        "supplier": field("or000006", "supplier", "reference", entity="supplier"),
        "twin": field("or000007", "twin", "reference", entity="order", on_delete="clear"),
    },
    buttons=[],
)
NOTE = entity(
    "no000001",
    "note",
    {
        "subject": field("no000002", "subject", "text"),
        "order": field(
            "no000003", "order", "reference", entity="order", inverse={"key": "notes", "label": text("notes")}
        ),
    },
)


def button(identity: str, key: str, *steps: dict[str, Any]) -> dict[str, Any]:
    return {"id": identity, "key": key, "label": text(key), "do": list(steps)}


TO_ORDER = {
    "Create": {
        "entity": "order",
        "values": {"subject": "subject", "request": "id"},
        "do": [
            {
                "CreateLines": {
                    "records": "parent.lines",
                    "when": "quantity > 1",
                    "into": "lines",
                    "values": {"item": 'item & " for " & parent.subject', "quantity": "quantity"},
                }
            },
            {
                "CreateLines": {
                    "records": "lines",
                    "entity": "note",
                    "values": {"subject": "item", "order": "parent"},
                }
            },
            {"Tag": {"field": "labels", "tags": ["new"]}},
        ],
    }
}
SORT = {
    "Branch": {
        "ways": [
            {
                "when": "SUM(lines, quantity) > 100",
                "do": [{"Tag": {"field": "labels", "tags": ["large", "urgent"]}}],
            },
            {"when": "COUNT(lines) > 0", "do": [{"Untag": {"field": "labels", "tags": ["new"]}}]},
        ],
        "otherwise": [{"Stop": {}}],
    }
}
COUNT = {
    "ForEach": {
        "records": "notes",
        "do": [
            {"Branch": {"ways": [{"when": 'FIND("paper", subject) > 0', "do": [{"Stop": {}}]}]}},
            {"SetFields": {"subject": 'parent.subject & ": " & subject'}},
            {
                "Upsert": {
                    "entity": "supplier",
                    "match": ["name"],
                    "values": {"name": "order.request.reason", "blocked": "TRUE"},
                }
            },
        ],
    }
}


FIND = (
    {
        "Find": {
            "entity": "supplier",
            "match": [{"name": "request.reason"}, {"name": "subject"}],
            "into": "supplier",
            "do": [
                {"SetFields": {"blocked": "TRUE"}},
                {"Branch": {"ways": [{"when": 'name = "Office"', "do": [{"Stop": {}}]}]}},
                {"Update": {"record": "parent", "values": {"subject": 'parent.subject & " of " & name'}}},
            ],
        }
    },
    {"Find": {"entity": "order", "match": [{"subject": "subject"}], "into": "twin"}},
)


@pytest.fixture
def desk(world: World, tmp_path: Path) -> World:
    """The purchase desk, which makes orders out of requests."""
    edits = {
        "entities/order_line.json": ORDER_LINE,
        "entities/order.json": {
            **ORDER,
            "buttons": [button("bt000001", "sort", SORT, COUNT), button("bt000003", "find", *FIND)],
        },
        "entities/note.json": NOTE,
        "entities/request.json": lambda one: one.update(buttons=[button("bt000002", "to_order", TO_ORDER)]),
    }
    world.install_folder(edited(DESK, tmp_path, edits))
    return world


def order(desk: World, *lines: tuple[str, int]) -> Any:
    """Make a request of these lines into an order, and return the order."""
    rows = [
        {"item": item, "quantity": str(quantity), "price": {"amount": "1", "currency": "CNY"}}
        for item, quantity in lines
    ]
    values = {"subject": "Office", "needed_by": "2027-01-01", "reason": "Ink Ltd", "lines": rows}
    made = desk.admin.post(f"{BASE}/request/records", {"values": values}, 201)
    pressed = desk.admin.post(f"{BASE}/request/records/{made['id']}/actions/to_order")
    [effect] = pressed["effects"]
    return desk.admin.get(f"{BASE}/order/records/{effect['id']}")


def test_rows_begin_as_their_entity_says(desk: World) -> None:
    """Made by a step, or handed in without a value: rows get their defaults, constants and expressions; what was given stays."""
    made = order(desk, ("ink", 2))
    [row] = made["values"]["lines"]
    assert (row["packed"], row["note"]) == (0, "for ink for Office")
    lines = [
        {"id": row["id"]},
        {"item": "pen", "quantity": 1},
        {"item": "cap", "packed": None, "note": "red"},
    ]
    path = f"{BASE}/order/records/{made['id']}"
    desk.admin.patch(path, {"values": {"lines": lines}}, made["version"])
    found = desk.admin.get(path)["values"]["lines"]
    assert [(row["packed"], row["note"]) for row in found] == [
        (0, "for ink for Office"),
        (0, "for pen"),
        (None, "red"),
    ]


def sort(desk: World, made: Any) -> Any:
    """Press the button of an order that sorts it, and return the order."""
    desk.admin.post(f"{BASE}/order/records/{made['id']}/actions/sort")
    return desk.admin.get(f"{BASE}/order/records/{made['id']}")


def all_of(desk: World, kind: str, member: str) -> list[Any]:
    return sorted(one["values"][member] for one in desk.admin.get(f"{BASE}/{kind}/records")["items"])


def rows(made: Any) -> list[tuple[str, int]]:
    return [(row["item"], row["quantity"]) for row in made["values"]["lines"]]


def test_a_record_is_made_with_its_lines(desk: World) -> None:
    """Lines that meet the condition become rows of the order, rows become records that point at it."""
    made = order(desk, ("paper", 5), ("pen", 1), ("ink", 2))
    assert rows(made) == [("paper for Office", 5), ("ink for Office", 2)]
    assert made["values"]["labels"] == ["new"]
    assert all_of(desk, "note", "subject") == ["ink for Office", "paper for Office"]


def test_the_first_way_that_holds_is_taken_and_tags_stay_beside_others(desk: World) -> None:
    """A large order is tagged, a small one loses a tag, one without lines is left alone: nothing after it is done."""
    large = sort(desk, order(desk, ("paper", 200)))
    assert large["values"]["labels"] == ["new", "large", "urgent"]
    assert sort(desk, order(desk, ("paper", 2)))["values"]["labels"] == []
    empty = sort(desk, order(desk, ("paper", 1)))
    assert empty["values"]["labels"] == ["new"]
    run = desk.admin.get(f"{BASE}/order/records/{empty['id']}/runs")["items"][0]
    assert [(step["kind"], step["depth"]) for step in run["steps"]] == [("Branch", 0), ("Stop", 1)]


def test_steps_about_each_record_know_the_one_they_came_from(desk: World) -> None:
    """Stop ends the steps about one note; the others go on, and all of them mean one supplier."""
    made = sort(desk, order(desk, ("paper", 3), ("ink", 3), ("glue", 3)))
    notes = ["Office: glue for Office", "Office: ink for Office", "paper for Office"]
    assert all_of(desk, "note", "subject") == notes
    assert all_of(desk, "supplier", "name") == ["Ink Ltd"]
    run = desk.admin.get(f"{BASE}/order/records/{made['id']}/runs")["items"][0]
    steps = [(step["kind"], step["depth"]) for step in run["steps"]]
    assert steps[:2] == [("Branch", 0), ("Untag", 1)]
    assert steps[2] == ("ForEach", 0)
    assert steps.count(("Stop", 2)) == 1
    assert steps.count(("Upsert", 1)) == 2
    inner = [step for step in run["steps"] if step["depth"] == 1 and step["kind"] == "Upsert"]
    assert {run["labels"][step["record"]] for step in inner} == {
        "Office: ink for Office",
        "Office: glue for Office",
    }
    assert {step["entity"] for step in run["steps"] if step["depth"] == 0} == {"order"}
    results = [step["result"] for step in run["steps"] if step["kind"] == "Upsert"]
    assert [one["created"] for one in results] == [True, False]
    [supplier] = desk.admin.get(f"{BASE}/supplier/records")["items"]
    assert supplier["values"]["blocked"] is True


def find(desk: World, made: Any) -> tuple[Any, list[Any]]:
    """Press the button of an order that looks for others; return its values, and what the steps say they found."""
    path = f"{BASE}/order/records/{made['id']}"
    desk.admin.post(f"{path}/actions/find")
    run = desk.admin.get(f"{path}/runs")["items"][0]
    return desk.admin.get(path)["values"], [
        step["result"]["found"] for step in run["steps"] if step["kind"] == "Find"
    ]


def test_a_record_is_found_and_none_is_made(desk: World) -> None:
    """By the first way that finds one, the oldest; a blank finds nothing; not what lies in the trash, nor the record itself."""
    first = order(desk, ("ink", 1))
    values, found = find(desk, first)
    assert (values["supplier"], values["twin"], found) == (None, None, [None, None])
    assert all_of(desk, "supplier", "name") == []
    office = desk.admin.post(f"{BASE}/supplier/records", {"values": {"name": "Office"}}, 201)
    second = order(desk, ("ink", 1))
    values, found = find(desk, second)
    assert (values["supplier"], values["twin"]) == (office["id"], first["id"])
    assert found == [office["id"], first["id"]]
    assert desk.admin.get(f"{BASE}/supplier/records/{office['id']}")["values"]["blocked"] is True
    assert values["subject"] == "Office"
    ink = desk.admin.post(f"{BASE}/supplier/records", {"values": {"name": "Ink Ltd"}}, 201)
    values, found = find(desk, second)
    assert (values["supplier"], values["subject"]) == (ink["id"], "Office of Ink Ltd")
    assert (values["twin"], found[1]) == (first["id"], None)
    desk.admin.delete(f"{BASE}/order/records/{first['id']}")
    request = desk.admin.get(f"{BASE}/request/records/{second['values']['request']}")
    desk.admin.patch(
        f"{BASE}/request/records/{request['id']}", {"values": {"reason": None}}, request["version"]
    )
    third = order(desk, ("ink", 1))
    again = desk.admin.get(f"{BASE}/request/records/{third['values']['request']}")
    desk.admin.patch(f"{BASE}/request/records/{again['id']}", {"values": {"reason": None}}, again["version"])
    values, found = find(desk, third)
    assert (values["supplier"], values["twin"], found) == (office["id"], None, [office["id"], None])


def test_what_one_record_of_a_list_refuses_undoes_the_whole(desk: World) -> None:
    """A request of another person's supplier: the button answers with the fault, and nothing is left of it."""
    made = order(desk, ("ink", 2))
    note = desk.admin.get(f"{BASE}/note/records")["items"][0]
    request = desk.admin.get(f"{BASE}/request/records/{made['values']['request']}")
    desk.admin.patch(
        f"{BASE}/request/records/{request['id']}", {"values": {"reason": None}}, request["version"]
    )
    refused = desk.admin.post(f"{BASE}/order/records/{made['id']}/actions/sort", status=422)
    assert refused["errors"]
    assert desk.admin.get(f"{BASE}/note/records/{note['id']}")["values"]["subject"] == "ink for Office"
    assert desk.admin.get(f"{BASE}/order/records/{made['id']}")["values"]["labels"] == ["new"]
