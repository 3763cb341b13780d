"""A business user changes the type of a field: he sees first what fits, and nothing he had is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dougong.metadata.publish import purge_removed
from tests.stories.test_builder_changes_an_app import DRAFT, change, colour, install, properties, publish
from tests.world import World

SUPPLIERS = "/apps/desk/entities/supplier/records"
NUMBER = {"type": ["string", "null"], "format": "decimal"}


@pytest.fixture
def desk(world: World) -> World:
    """The purchase desk with suppliers that have a colour."""
    install(world)
    change(world.admin, "entity", "supplier", lambda one: properties(one).update(colour=colour()))
    publish(world.admin)
    for name, text in (("Acme", "12.50"), ("Bolt", "red"), ("Cog", "1,000"), ("Dent", "red"), ("Eel", None)):
        world.admin.post(SUPPLIERS, {"values": {"name": name, "colour": text}}, status=201)
    return world


def number(document: dict[str, Any]) -> None:
    """Make the colour a number."""
    own = properties(document)["colour"]["x-dougong"]
    properties(document)["colour"] = {**NUMBER, "x-dougong": {**own, "type": "number"}}


def colours(desk: World, key: str = "colour") -> dict[str, Any]:
    """Return the colours by the names of suppliers."""
    return {one["values"]["name"]: one["values"][key] for one in desk.admin.get(SUPPLIERS)["items"]}


def test_i_see_what_fits_before_i_change_anything(desk: World) -> None:
    """Counts, examples, the values that do not fit and the records they stand in, a page at a time."""
    asked = {"entity": "supplier", "field": "c0l0ur01"}
    as_number = {**NUMBER, "x-dougong": {"type": "number", "label": {"en": "Colour"}}}
    told = desk.admin.post(f"{DRAFT}/conversion", {**asked, "definition": as_number, "limit": 1})
    assert (told["before"]["name"], told["after"]["name"]) == ("text", "number")
    assert (told["possible"], told["filled"], told["fits"], told["unfit"]) == (True, 4, 2, 2)
    assert {"before": "1,000", "after": "1000"} in told["examples"]
    assert told["values"] == [{"value": "red", "count": 2, "reason": "“red” is not a number."}]
    assert [(one["title"], one["value"]) for one in told["items"]] == [("Bolt", "red")]
    page = {**asked, "definition": as_number, "limit": 1, "cursor": told["next"]}
    rest = desk.admin.post(f"{DRAFT}/conversion", page)
    assert ([one["title"] for one in rest["items"]], rest["next"]) == (["Dent"], None)
    assert colours(desk)["Bolt"] == "red"


def test_a_change_that_cannot_be_is_said_and_one_that_needs_no_reading(desk: World) -> None:
    """A text becomes no picture; a longer text takes everything as it stands."""
    asked = {"entity": "supplier", "field": "c0l0ur01"}
    image = {"type": "array", "x-dougong": {"type": "image", "label": {"en": "Colour"}}}
    told = desk.admin.post(f"{DRAFT}/conversion", {**asked, "definition": image})
    assert told["possible"] is False
    assert "number" in told["ways"]
    longer = {"type": "string", "x-dougong": {"type": "long_text", "label": {"en": "Colour"}}}
    told = desk.admin.post(f"{DRAFT}/conversion", {**asked, "definition": longer})
    assert (told["possible"], told["reads"], told["unfit"]) == (True, False, 0)
    desk.admin.post(f"{DRAFT}/conversion", {**asked, "field": "n0where1"}, status=404)
    desk.admin.post(f"{DRAFT}/conversion", {**asked, "definition": {"x-dougong": {"type": "?"}}}, status=422)


def test_what_does_not_fit_goes_blank_and_what_was_there_can_be_brought_back(desk: World) -> None:
    """The plan says how many; the old values wait with the removed fields, and stand beside when I want them."""
    change(desk.admin, "entity", "supplier", number)
    plan = desk.admin.get(f"{DRAFT}/plan")
    (step,) = [one for one in plan["steps"] if one["kind"] == "data"]
    assert (step["rows"], step["severity"]) == (2, "danger")
    assert step["detail"]["en"].startswith("2 of 4 values fit, 2 go blank")
    desk.admin.post("/apps/desk/publish", {"plan": plan["hash"]}, status=422)
    publish(desk.admin)
    assert colours(desk) == {"Acme": "12.5", "Bolt": None, "Cog": "1000", "Dent": None, "Eel": None}
    (kept,) = desk.admin.get("/apps/desk/removed")["items"]
    assert (kept["reason"], kept["values"], kept["name"]["zh"]) == ("converted", 4, "颜色 (文本)")
    desk.admin.post(f"/apps/desk/removed/{kept['element']}/bring-back", {})
    desk.admin.post(f"/apps/desk/removed/{kept['element']}/bring-back", {}, status=409)
    publish(desk.admin)
    assert colours(desk, "colour_before") == {
        "Acme": "12.50",
        "Bolt": "red",
        "Cog": "1,000",
        "Dent": "red",
        "Eel": None,
    }
    assert desk.admin.get("/apps/desk/removed")["items"] == []


def test_what_does_not_fit_is_kept_as_text(desk: World) -> None:
    """A text field takes the words of the values that are no numbers."""

    def keeping(document: dict[str, Any]) -> None:
        number(document)
        other = colour("c0l0ur02")
        other["x-dougong"]["kept_from"] = {"field": "c0l0ur01", "values": "unfit"}
        properties(document)["colour_unfit"] = other

    change(desk.admin, "entity", "supplier", keeping)
    plan = desk.admin.get(f"{DRAFT}/plan")
    (step,) = [one for one in plan["steps"] if one["kind"] == "data"]
    assert "2 go into a text field" in step["detail"]["en"]
    publish(desk.admin)
    assert colours(desk, "colour_unfit") == {
        "Acme": None,
        "Bolt": "red",
        "Cog": None,
        "Dent": "red",
        "Eel": None,
    }


def test_the_old_field_stays_beside(desk: World) -> None:
    """Another field of the old type takes over everything as it was; nothing waits with the removed ones."""

    def keeping(document: dict[str, Any]) -> None:
        number(document)
        other = colour("c0l0ur02")
        other["x-dougong"]["kept_from"] = {"field": "c0l0ur01", "values": "all"}
        properties(document)["colour_text"] = other

    change(desk.admin, "entity", "supplier", keeping)
    publish(desk.admin)
    assert colours(desk)["Acme"] == "12.5"
    assert colours(desk, "colour_text")["Bolt"] == "red"
    assert desk.admin.get("/apps/desk/removed")["items"] == []


def test_names_become_people_and_choices(desk: World) -> None:
    """A text that names a colleague becomes him; a choice becomes its label and comes back."""
    desk.admin.post(SUPPLIERS, {"values": {"name": "Fox", "colour": "管理员"}}, status=201)

    def member(document: dict[str, Any]) -> None:
        own = properties(document)["colour"]["x-dougong"]
        prop = {"type": ["string", "null"], "format": "uuid", "x-dougong": {**own, "type": "member"}}
        properties(document)["colour"] = prop

    change(desk.admin, "entity", "supplier", member)
    publish(desk.admin)
    found = {one["values"]["name"]: one for one in desk.admin.get(SUPPLIERS)["items"]}
    assert found["Fox"]["labels"]["colour"] == "管理员"
    assert found["Bolt"]["values"]["colour"] is None

    def text(document: dict[str, Any]) -> None:
        properties(document)["colour"] = colour()

    change(desk.admin, "entity", "supplier", text)
    publish(desk.admin)
    assert colours(desk)["Fox"] == "管理员"


def test_indexes_and_unique_values_hold_after_the_change(desk: World) -> None:
    """A unique field stays unique in its new type; values that become equal are refused, and nothing changes."""

    def unique(document: dict[str, Any]) -> None:
        number(document)
        properties(document)["colour"]["x-dougong"]["unique"] = True

    change(desk.admin, "entity", "supplier", unique)
    publish(desk.admin)
    desk.admin.post(SUPPLIERS, {"values": {"name": "Gem", "colour": "12.50"}}, status=422)

    def whole(document: dict[str, Any]) -> None:
        own = properties(document)["colour"]["x-dougong"]
        properties(document)["colour"] = {"type": ["integer", "null"], "x-dougong": {**own, "precision": 0}}

    desk.admin.post(SUPPLIERS, {"values": {"name": "Hob", "colour": "12.6"}}, status=201)
    desk.admin.post(SUPPLIERS, {"values": {"name": "Ink", "colour": "13"}}, status=201)
    change(desk.admin, "entity", "supplier", whole)
    plan = desk.admin.get(f"{DRAFT}/plan")
    accepted = [step["accept"] for step in plan["steps"] if step["accept"]]
    refused = desk.admin.post("/apps/desk/publish", {"plan": plan["hash"], "accept": accepted}, status=422)
    assert refused["detail"] == "Present records do not fit the new version."
    assert colours(desk)["Hob"] == "12.6"


def test_a_removed_field_is_listed_comes_back_and_goes_for_good_in_time(desk: World) -> None:
    """Who removed it, how many values it had, until when it is kept; after that it is dropped."""
    change(desk.admin, "entity", "supplier", lambda one: properties(one).pop("colour"))
    publish(desk.admin)
    found = desk.admin.get("/apps/desk/removed")
    (kept,) = found["items"]
    assert (found["days"], kept["kind"], kept["key"], kept["reason"]) == (30, "field", "colour", "removed")
    assert (kept["values"], kept["author"]["name"]) == (4, "管理员")
    desk.admin.post(f"/apps/desk/removed/{kept['element']}/bring-back", {})
    publish(desk.admin)
    assert colours(desk)["Bolt"] == "red"
    assert desk.admin.get("/apps/desk/removed")["items"] == []
    change(desk.admin, "entity", "supplier", lambda one: properties(one).pop("colour"))
    publish(desk.admin)
    with desk.transaction() as context:
        assert purge_removed(context.conn, context.now + timedelta(days=8), 9) == 0
        assert purge_removed(context.conn, context.now + timedelta(days=10), 9) == 1
    assert desk.admin.get("/apps/desk/removed")["items"] == []
    desk.admin.post(f"/apps/desk/removed/{kept['element']}/bring-back", {}, status=404)


def test_a_removed_data_table_comes_back_with_its_records(desk: World) -> None:
    """Not only fields: a data table waits with its records, and its key must be free."""
    note = {
        "format": 1,
        "id": "n0te0001",
        "key": "note",
        "name": {"en": "Note", "zh": "便条"},
        "title": "name",
        "schema": {"type": "object", "properties": {"name": {**colour("n0te0002")}}},
    }
    path = f"{DRAFT}/entity/note"
    desk.admin.put(path, {"document": note}, **{"If-None-Match": "*"})
    publish(desk.admin)
    desk.admin.post("/apps/desk/entities/note/records", {"values": {"name": "first"}}, status=201)
    desk.admin.delete(path, **{"If-Match": '"1"'})
    publish(desk.admin)
    (kept,) = desk.admin.get("/apps/desk/removed")["items"]
    assert (kept["kind"], kept["values"], kept["name"]["zh"]) == ("entity", 1, "便条")
    desk.admin.post("/apps/desk/removed/n0te0001/bring-back", {})
    publish(desk.admin)
    (back,) = desk.admin.get("/apps/desk/entities/note/records")["items"]
    assert back["values"]["name"] == "first"


def test_only_designers_see_and_bring_back(desk: World) -> None:
    """Whoever may not design is told so."""
    somebody = desk.person("bea", roles={"desk": ["employee"]})
    somebody.get("/apps/desk/removed", status=403)
    somebody.post(f"{DRAFT}/conversion", {"entity": "supplier", "field": "c0l0ur01"}, status=403)
    somebody.post("/apps/desk/removed/c0l0ur01/bring-back", {}, status=403)
