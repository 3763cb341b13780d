"""Units stand below each other and staff look up what their unit says: no ring, the way shown, values followed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from dougong import user_jobs
from dougong.actions.import_records import import_job
from dougong.metadata.check import check_documents
from dougong.metadata.documents import tree_of_folder
from tests.world import World

UNITS = "/apps/firm/entities/unit/records"
STAFF = "/apps/firm/entities/staff/records"


def prop(identity: str, kind: str, **own: Any) -> dict[str, Any]:
    """Return the property of a field."""
    return {"x-dougong": {"id": identity, "type": kind, "label": {"en": kind.title()}, **own}}


def entity(identity: str, key: str, **fields: Any) -> dict[str, Any]:
    """Return an entity document with a name and some fields."""
    name = prop(f"{identity[:4]}name", "text")
    schema = {"type": "object", "required": ["name"], "properties": {"name": name, **fields}}
    return {
        "format": 1,
        "id": identity,
        "key": key,
        "name": {"en": key.title()},
        "title": "name",
        "schema": schema,
    }


SIZES = [
    {"key": "s", "label": {"en": "Small", "zh": "小"}, "colour": "blue"},
    {"key": "l", "label": {"en": "Large", "zh": "大"}, "colour": "green"},
]
UNIT = entity(
    "un000001",
    "unit",
    upper=prop("un000002", "tree_parent", entity="unit", on_delete="refuse"),
    size=prop("un000003", "select", options=SIZES),
    budget=prop("un000004", "money", currency="CNY"),
    since=prop("un000005", "date_range"),
)
PERSONS = entity(
    "st000001",
    "staff",
    unit=prop("st000002", "reference", entity="unit", on_delete="clear"),
    unit_size=prop("st000003", "lookup", formula="unit.size"),
    above=prop("st000004", "lookup", formula="unit.upper.name"),
    unit_budget=prop("st000005", "lookup", formula="unit.budget"),
    begun=prop("st000006", "lookup", formula="unit.since.start"),
    boss=prop("st000007", "lookup", formula="owner.name"),
    again=prop("st000008", "formula", formula='unit_size & "!"', result="text"),
)


def write(folder: Path, *entities: dict[str, Any]) -> Path:
    """Write an app of some entities."""
    (folder / "entities").mkdir(parents=True)
    app = {"format": 1, "id": "fi000001", "key": "firm", "version": "1.0.0", "name": {"en": "Firm"}}
    (folder / "app.json").write_text(json.dumps(app))
    for one in entities:
        (folder / "entities" / f"{one['key']}.json").write_text(json.dumps(one))
    return folder


@pytest.fixture
def firm(world: World, tmp_path: Path) -> World:
    """A firm with units and staff."""
    assert world.install_folder(write(tmp_path / "firm", UNIT, PERSONS)) == "firm"
    return world


def unit(world: World, name: str, parent: str | None = None, **more: Any) -> dict[str, Any]:
    """Enter a unit."""
    made: dict[str, Any] = world.admin.post(UNITS, {"values": {"name": name, "upper": parent, **more}}, 201)
    return made


def test_a_tree_shows_the_way_and_has_no_ring(firm: World) -> None:
    """Labels lead from the top; a move below itself is refused with the way, alone and within one request."""
    admin = firm.admin
    europe = unit(firm, "Europe")
    france = unit(firm, "France", europe["id"])
    lyon = unit(firm, "Lyon", france["id"])
    assert lyon["labels"]["upper"] == "Europe / France"
    listed = {one["values"]["name"]: one["labels"]["upper"] for one in admin.get(UNITS)["items"]}
    assert listed == {"Europe": None, "France": "Europe", "Lyon": "Europe / France"}
    found = admin.get(UNITS, filter='upper.upper.name = "Europe"')["items"]
    assert [one["values"]["name"] for one in found] == ["Lyon"]

    path = f"{UNITS}/{europe['id']}"
    refused = admin.patch(path, {"values": {"upper": lyon["id"]}}, europe["version"], status=422)
    ((pointer, code, message),) = [(one["pointer"], one["code"], one["message"]) for one in refused["errors"]]
    assert (pointer, code) == ("/upper", "tree_cycle")
    assert message == "A record cannot stand below itself: Europe / France / Lyon / Europe."
    admin.patch(path, {"values": {"upper": europe["id"]}}, europe["version"], status=422)

    asia, japan = unit(firm, "Asia"), unit(firm, "Japan")
    moves = [
        {"op": "update", "id": one["id"], "values": {"upper": other["id"]}, "version": one["version"]}
        for one, other in ((asia, japan), (japan, asia))
    ]
    admin.post(f"{UNITS}/batch", {"items": moves, "atomic": True}, status=(400, 409, 422))
    assert {
        one["values"]["upper"] for one in admin.get(UNITS, filter='name IN ("Asia", "Japan")')["items"]
    } == {None}
    admin.delete(f"{UNITS}/{france['id']}", status=(409, 422))
    deep = lyon
    for level in range(7):
        deep = unit(firm, f"L{level}", deep["id"])
    assert deep["labels"]["upper"] == "… / L0 / L1 / L2 / L3 / L4 / L5"


def test_a_tree_is_exported_and_imported_by_its_ways(firm: World) -> None:
    """The cell of an export is the way; an import finds the record at its end, in the list or in the file."""
    admin = firm.admin
    france = unit(firm, "France", unit(firm, "Europe")["id"])
    unit(firm, "Lyon", france["id"])
    answer = admin.request("GET", f"{UNITS}/export", params={"fields": "name,upper", "sort": "name"})
    assert "Lyon,Europe / France" in answer.text
    text = "Name,Upper\nParis,Europe / France\nMontmartre,Europe / France / Paris\n"
    file = admin.request("POST", "/files", files={"file": ("u.csv", text.encode(), "text/csv")}).json()["id"]
    mapping = {"Name": "name", "Upper": "upper"}
    job = admin.post(f"{UNITS}/import", {"file": file, "mapping": mapping, "rules": False}, status=202)["job"]
    begun = user_jobs.begin(firm.database, UUID(job))
    assert begun is not None
    import_job(begun, firm.settings)
    labels = {one["values"]["name"]: one["labels"]["upper"] for one in admin.get(UNITS)["items"]}
    assert (labels["Paris"], labels["Montmartre"]) == ("Europe / France", "Europe / France / Paris")


def test_lookups_follow_what_they_show(firm: World) -> None:
    """A choice, an amount, a day, a text two steps away: read, filtered, sorted, exported, and never written."""
    admin = firm.admin
    top = unit(firm, "Top")
    since = {"start": "2020-01-01", "end": "2030-12-31"}
    small = unit(firm, "Low", top["id"], size="s", budget={"amount": "10", "currency": "CNY"}, since=since)
    large = unit(firm, "High", top["id"], size="l", budget={"amount": "90", "currency": "CNY"})
    ann = admin.post(STAFF, {"values": {"name": "Ann", "unit": small["id"]}}, status=201)
    admin.post(STAFF, {"values": {"name": "Bob", "unit": large["id"]}}, status=201)
    admin.post(STAFF, {"values": {"name": "Cid"}}, status=201)
    shown = admin.get(f"{STAFF}/{ann['id']}")["values"]
    wanted = {"unit_size": "s", "above": "Top", "unit_budget": "10", "begun": "2020-01-01", "again": "s!"}
    assert {key: shown[key] for key in wanted} == wanted
    assert shown["boss"] == "管理员"

    fields = {one["key"]: one for one in admin.get("/apps/firm")["entities"]["staff"]["fields"]}
    kinds = {key: fields[key]["settings"]["result"] for key in ("unit_size", "unit_budget", "begun")}
    assert kinds == {"unit_size": "text", "unit_budget": "money", "begun": "date"}
    assert [one["label"]["zh"] for one in fields["unit_size"]["options"]] == ["小", "大"]
    assert fields["unit_size"]["read_only"] is True

    def found(**asked: str) -> list[str]:
        return [one["values"]["name"] for one in admin.get(STAFF, **asked)["items"]]

    assert found(filter='unit_size = "l"') == ["Bob"]
    assert found(filter="unit_budget < 50") == ["Ann"]
    assert found(filter="NOT(ISBLANK(unit))", sort="-unit_budget") == ["Bob", "Ann"]
    answer = admin.request("GET", f"{STAFF}/export", params={"fields": "name,unit_size", "sort": "name"})
    assert "Ann,Small" in answer.text
    admin.patch(f"{STAFF}/{ann['id']}", {"values": {"unit_size": "l"}}, ann["version"], status=422)
    admin.patch(f"{UNITS}/{small['id']}", {"values": {"size": "l"}}, small["version"])
    assert found(filter='unit_size = "l"', sort="name") == ["Ann", "Bob"]


@pytest.mark.parametrize("path", ["unit.upper", "unit", "unit.nothing", "name", "unit.since", ""])
def test_a_lookup_that_leads_to_no_value_is_told_before_it_is_published(tmp_path: Path, path: str) -> None:
    """A record, a list, a value of several parts, a field of the record itself: none of them can be shown."""
    broken = json.loads(json.dumps(PERSONS))
    broken["schema"]["properties"]["above"]["x-dougong"]["formula"] = path
    problems = check_documents(tree_of_folder(write(tmp_path / "firm", UNIT, broken)).documents)
    assert "/schema/properties/above/x-dougong/formula" in {one.pointer for one in problems}


def test_a_tree_of_another_list_is_told_before_it_is_published(tmp_path: Path) -> None:
    """The parent in a tree is a record of the same list."""
    broken = json.loads(json.dumps(UNIT))
    broken["schema"]["properties"]["upper"]["x-dougong"]["entity"] = "staff"
    problems = check_documents(tree_of_folder(write(tmp_path / "firm", broken, PERSONS)).documents)
    assert ("not_a_tree", "/schema/properties/upper/x-dougong/entity") in {
        (one.code, one.pointer) for one in problems
    }
