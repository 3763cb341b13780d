"""Check of views: columns, filter, order, and what each kind of view needs to show anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dougong.metadata.checks.surroundings import Surroundings
from dougong_formula import BOOLEAN, Type
from dougong_model import Problem

_DATES = frozenset({"date", "datetime"})
_ORDERED = frozenset({"number", "date", "time", "datetime", "duration"})

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "kanban": ("group",),
    "calendar": ("start_field",),
    "gantt": ("start_field", "end_field"),
    "tree": ("parent_field",),
    "map": ("place_field",),
    "rows": ("rows_field",),
}
"""What a kind of view cannot do without."""


def check(body: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with a saved list."""
    entity = str(body.get("entity"))
    if not around.knows_entity(entity):
        yield from around.unknown("entity", [entity], "/entity")
        return
    yield from around.expression(body.get("filter"), "/filter", entity, "user", "settings", expected=BOOLEAN)
    yield from around.unknown_fields(entity, body.get("columns", ()), "/columns", paths=True)
    yield from around.unknown_fields(entity, body.get("card", ()), "/card")
    yield from around.unknown_fields(
        entity, [one.removeprefix("-") for one in body.get("sort", ())], "/sort", paths=True
    )
    for name in ("sum", *_FITTING):
        if name in body:
            yield from _one_field(around, entity, body[name], f"/{name}", name)
    yield from _groups(body, around, entity)
    yield from _totals(body, around, entity)
    yield from _colours(body, around, entity)
    holds_both = _declared(around, entity, str(body.get("start_field"))) == "date_range"
    for name in _NEEDED.get(str(body.get("kind")), ()):
        if name not in body and not (name == "end_field" and holds_both):
            yield _missing(name)
    if holds_both and "end_field" in body:
        yield Problem(
            code="end_field",
            pointer="/end_field",
            message="The date range at which entries begin holds their end too.",
            hint="Leave the end out.",
        )
    yield from around.unknown("role", body.get("roles", ()), "/roles")


def _missing(name: str) -> Problem:
    return Problem(code=name, pointer=f"/{name}", message=_WANTED[name])


def _one_field(around: Surroundings, entity: str, key: Any, at: str, name: str) -> Iterator[Problem]:
    unknown = [
        Problem(code=one.code, pointer=at, message=one.message)
        for one in around.unknown_fields(entity, [key], at)
    ]
    yield from unknown
    fits = _FITTING.get(name)
    if not unknown and fits is not None and not fits(around, entity, str(key)):
        yield _missing(name)


def _type(around: Surroundings, entity: str, key: str) -> Type | None:
    member = around.names.members(entity).get(key)
    return None if member is None else member.type


def _kind(around: Surroundings, entity: str, key: str) -> str:
    found = _type(around, entity, key)
    return "" if found is None else found.kind


def _declared(around: Surroundings, entity: str, key: str) -> str:
    field = around.entities[entity].fields.get(key) if entity in around.entities else None
    return "" if field is None else field.type.name


def _names_own(around: Surroundings, entity: str, key: str) -> bool:
    found = _type(around, entity, key)
    if found is not None and found.kind == "list":
        found = found.item
    return found is not None and found.kind == "record" and found.entity == entity


def _group_fits(around: Surroundings, entity: str, key: str) -> bool:
    return entity not in around.entities or _declared(around, entity, key) == "select"


_FITTING: Mapping[str, Callable[[Surroundings, str, str], bool]] = {
    "group": _group_fits,
    "start_field": lambda around, entity, key: (
        _kind(around, entity, key) in _DATES or _declared(around, entity, key) == "date_range"
    ),
    "end_field": lambda around, entity, key: _kind(around, entity, key) in _DATES,
    "colour_field": lambda around, entity, key: _declared(around, entity, key) == "select",
    "picture_field": lambda around, entity, key: _declared(around, entity, key) in {"image", "attachment"},
    "parent_field": _names_own,
    "after_field": _names_own,
    "progress_field": lambda around, entity, key: _kind(around, entity, key) == "number",
    "place_field": lambda around, entity, key: _declared(around, entity, key) == "location",
    "rows_field": lambda around, entity, key: _declared(around, entity, key) == "sub_table",
}

_WANTED: Mapping[str, str] = {
    "group": "A board is grouped by a single-select field.",
    "start_field": "A calendar or plan begins its entries at a field that holds a date or a date range.",
    "end_field": "A plan ends its entries at a field that holds a date.",
    "colour_field": "Entries take their colours from a single-select field.",
    "picture_field": "The picture of a card comes from a field of pictures or files.",
    "parent_field": "A tree needs a field that names another record of the same entity.",
    "after_field": "What comes before is named by a field that names another record of the same entity.",
    "progress_field": "Progress is a number from 0 to 1, or a percentage.",
    "place_field": "A map needs a field that holds a place.",
    "rows_field": "A list of rows needs a sub-table.",
}


def _groups(body: Mapping[str, Any], around: Surroundings, entity: str) -> Iterator[Problem]:
    seen: set[tuple[str, str | None]] = set()
    for index, one in enumerate(body.get("groups", ())):
        at = f"/groups/{index}/field"
        key = str(one["field"])
        unknown = list(_one_field(around, entity, key, at, ""))
        yield from unknown
        if unknown:
            continue
        kind = _kind(around, entity, key)
        if kind == "list":
            yield Problem(code="group", pointer=at, message="Rows cannot be grouped by a list of values.")
        if "period" in one and kind not in _DATES:
            yield Problem(
                code="period", pointer=f"/groups/{index}/period", message="Only dates have spans of time."
            )
        if (key, one.get("period")) in seen:
            yield Problem(code="repeated", pointer=at, message="The rows are grouped by this already.")
        seen.add((key, one.get("period")))


def _totals(body: Mapping[str, Any], around: Surroundings, entity: str) -> Iterator[Problem]:
    for key, how in body.get("totals", {}).items():
        at = f"/totals/{key}"
        unknown = list(_one_field(around, entity, key, at, ""))
        yield from unknown
        kind = _kind(around, entity, key)
        wanted = {"sum": {"number"}, "average": {"number"}, "min": _ORDERED, "max": _ORDERED}.get(how)
        if not unknown and wanted is not None and kind not in wanted:
            yield Problem(code="total", pointer=at, message="This column has nothing to add up or compare.")


def _colours(body: Mapping[str, Any], around: Surroundings, entity: str) -> Iterator[Problem]:
    for index, one in enumerate(body.get("colours", ())):
        yield from around.expression(
            one["when"], f"/colours/{index}/when", entity, "user", "settings", expected=BOOLEAN
        )
        if "field" in one:
            yield from _one_field(around, entity, one["field"], f"/colours/{index}/field", "")
