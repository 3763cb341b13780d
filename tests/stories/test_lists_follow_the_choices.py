"""Lists that are sorted by a choice follow the order of the choices, wherever the server sorts."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dougong.access import scope_for
from dougong.metadata import published
from dougong.records.query import parse_query
from dougong.records.statements import PageShape, page
from tests.stories.test_trees_and_lookups import PERSONS, STAFF, UNITS, entity, prop, write
from tests.world import World

STAGES = ("open", "held", "won", "lost")
"""Neither in the order of their keys nor in its reverse."""
RANKS = ("first", "second", "third")


def options(*keys: str) -> list[dict[str, Any]]:
    """Return choices by their keys, in this order."""
    return [{"key": key, "label": {"en": key.title()}, "colour": "blue"} for key in keys]


UNIT = entity(
    "un000001",
    "unit",
    upper=prop("un000002", "tree_parent", entity="unit", on_delete="refuse"),
    size=prop("un000003", "select", options=options(*STAGES)),
    budget=prop("un000004", "money", currency="CNY"),
    since=prop("un000005", "date_range"),
    stage=prop("un000006", "select", options=options(*STAGES)),
    rank=prop("un000007", "select", options=options(*RANKS)),
)
UNIT["schema"]["required"].append("stage")
UNIT["states"] = {"field": "stage", "transitions": [{"from": ["open"], "to": one} for one in STAGES[1:]]}
UNIT["indexes"] = [["rank"]]
SIZES = {
    "a": "lost",
    "b": "won",
    "c": "open",
    "d": None,
    "e": "held",
    "f": "open",
    "g": "lost",
    "h": "held",
}
RANKED = {
    "a": "first",
    "b": "second",
    "c": "third",
    "d": None,
    "e": "first",
    "f": "second",
    "g": "third",
    "h": "first",
}
UPWARDS = ["open", "open", "held", "held", "won", "lost", "lost", None]


@pytest.fixture
def firm(world: World, tmp_path: Path) -> World:
    """A firm whose units have sizes, one of them none, each with one of the staff."""
    assert world.install_folder(write(tmp_path / "firm", UNIT, PERSONS)) == "firm"
    for name, size in SIZES.items():
        values = {"name": name, "size": size, "rank": RANKED[name], "stage": "open"}
        made = world.admin.post(UNITS, {"values": values}, 201)
        world.admin.post(STAFF, {"values": {"name": name, "unit": made["id"]}}, 201)
    return world


def walked(
    world: World, path: str, sort: str, limit: int, then: Callable[[], None] | None = None
) -> list[str]:
    """Return the names of a list, gone through page by page; `then` happens after the first page."""
    found: list[str] = []
    asked: dict[str, Any] = {"sort": sort, "limit": str(limit)}
    while True:
        answer = world.admin.get(path, **asked)
        found += [one["values"]["name"] for one in answer["items"]]
        if answer["next"] is None:
            return found
        asked["cursor"] = answer["next"]
        if then is not None:
            then()
            then = None


def edit(world: World, change: Callable[[dict[str, Any]], None]) -> None:
    """Edit the fields of a unit and publish."""
    draft = "/apps/firm/draft"
    found = world.admin.get(f"{draft}/entity/unit")
    change(found["document"]["schema"]["properties"])
    tag: dict[str, Any] = {"If-Match": f'"{found["version"]}"'}
    world.admin.put(f"{draft}/entity/unit", {"document": found["document"]}, **tag)
    plan = world.admin.get(f"{draft}/plan")
    accepted = [step["accept"] for step in plan["steps"] if step["accept"]]
    world.admin.post("/apps/firm/publish", {"plan": plan["hash"], "accept": accepted})


def put(*keys: str) -> Callable[[dict[str, Any]], None]:
    """Return the edit that leaves these sizes, in this order."""
    return lambda fields: fields["size"]["x-dougong"].update(options=options(*keys))


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
@pytest.mark.parametrize(
    ("path", "key"), [(UNITS, "size"), (STAFF, "unit.size"), (STAFF, "unit_size")], ids=lambda one: str(one)
)
def test_pages_follow_the_choices(firm: World, path: str, key: str, limit: int) -> None:
    """Up, blanks last, and down, blanks first; alone and with keys that go the other way; through a reference."""
    up = walked(firm, path, key, limit)
    assert [SIZES[name] for name in up] == UPWARDS
    assert walked(firm, path, f"-{key}", limit) == up[::-1]
    assert walked(firm, path, f"{key},-name", limit) == ["f", "c", "h", "e", "b", "g", "a", "d"]
    assert walked(firm, path, f"-{key},name", limit) == ["d", "a", "g", "b", "e", "h", "c", "f"]


def test_the_state_too_and_an_export(firm: World) -> None:
    """The field of the states is sorted like any choice; a table that goes out stands as the list does."""
    units = {one["values"]["name"]: one for one in firm.admin.get(UNITS)["items"]}
    for name, state in {"a": "won", "b": "lost", "c": "held"}.items():
        firm.admin.patch(f"{UNITS}/{units[name]['id']}", {"values": {"stage": state}}, units[name]["version"])
    assert walked(firm, UNITS, "stage,name", 3) == ["d", "e", "f", "g", "h", "c", "a", "b"]
    answer = firm.admin.request("GET", f"{UNITS}/export?format=csv&sort=-stage,name&fields=name")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert "".join(row["Text"] for row in rows) == "bacdefgh"


def test_groups_follow_them(firm: World) -> None:
    """Groups by a choice stand in its order, by default and when asked, in pages, and through a reference."""

    def groups(path: str, name: str, **asked: Any) -> list[Any]:
        rows = firm.admin.post(f"{path}/aggregate", {"group": [name], "measures": {}, **asked})["rows"]
        return [row["group"][0] for row in rows]

    for path, name in ((UNITS, "size"), (STAFF, "unit.size"), (STAFF, "unit_size")):
        assert groups(path, name) == [*STAGES, None]
        assert groups(path, name, sort=f"-{name}") == [*STAGES[::-1], None]
        assert groups(path, name, sort=name, limit=2, offset=1) == ["held", "won"]


def test_a_choice_that_is_gone_stands_with_the_blanks(firm: World) -> None:
    """Records that still hold a choice that was removed come last, and no page loses or repeats any."""
    edit(firm, put("lost", "open", "won"))
    for limit in (1, 2, 50):
        up = walked(firm, UNITS, "size,name", limit)
        assert up == ["a", "g", "c", "f", "b", "d", "e", "h"]
        assert walked(firm, UNITS, "-size,-name", limit) == up[::-1]
    rows = firm.admin.post(f"{UNITS}/aggregate", {"group": ["size"], "measures": {}})["rows"]
    assert [row["group"][0] for row in rows] == ["lost", "open", "won", "held", None]


def test_pages_go_on_when_the_order_is_changed_between_them(firm: World) -> None:
    """A cursor names the choice, not its place: it goes on after it in the new order, whatever that is."""
    assert walked(firm, UNITS, "size,name", 3, lambda: edit(firm, put("lost", "held", "open", "won"))) == [
        *("c", "f", "e"),
        *("h", "c", "f", "b", "d"),
    ]
    assert walked(firm, UNITS, "size,name", 3, lambda: edit(firm, put(*sorted(STAGES)))) == [
        *("a", "g", "e"),
        *("h", "a", "g", "c", "f", "b", "d"),
    ]
    assert walked(firm, UNITS, "size,name", 3, lambda: edit(firm, put(*STAGES))) == [
        *("e", "h", "a"),
        *("g", "d"),
    ]


def test_keys_in_order_are_read_by_an_index(firm: World) -> None:
    """Where the keys stand in the order of the choices, the index of the field gives the page unsorted.

    A cursor of one way goes on in the other.
    """
    with firm.transaction() as context:
        scope = scope_for(context, published(context.conn, "firm"), "unit")
        plans = {}
        context.conn.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for name in ("rank", "size"):
            text, given = firm.database.compiled(page(scope, PageShape(parse_query({"sort": [f"-{name}"]}))))
            rows = context.conn.connection.driver_connection.execute(
                f"EXPLAIN (COSTS OFF) {text}", dict(given)
            )
            plans[name] = "\n".join(row[0] for row in rows)
    assert "Sort Key" not in plans["rank"], plans["rank"]
    assert "Sort Key" in plans["size"], plans["size"]

    def turned(fields: dict[str, Any]) -> None:
        fields["rank"]["x-dougong"].update(options=fields["rank"]["x-dougong"]["options"][::-1])

    ranks = ["first", "first", "first", "second", "second", "third", "third", None]
    assert [RANKED[name] for name in walked(firm, UNITS, "rank", 2)] == ranks
    # From the index to places, and back.
    assert walked(firm, UNITS, "rank,name", 4, lambda: edit(firm, turned)) == [*"aehb", *"faehd"]
    assert walked(firm, UNITS, "rank,name", 2, lambda: edit(firm, turned)) == [*"cg", "d"]
