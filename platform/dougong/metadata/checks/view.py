"""Check of views: columns, filter, order, and what a board needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.metadata.checks.surroundings import Surroundings
from dougong_formula import BOOLEAN
from dougong_model import Problem


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
    for name in ("group", "sum"):
        if name in body:
            yield from around.unknown_fields(entity, [body[name]], f"/{name}")
    if body.get("kind") == "kanban":
        declared = around.entities.get(entity)
        field = None if declared is None else declared.fields.get(str(body.get("group")))
        if declared is not None and (field is None or field.type.name != "select"):
            yield Problem(
                code="group", pointer="/group", message="A board is grouped by a single-select field."
            )
    yield from around.unknown("role", body.get("roles", ()), "/roles")
