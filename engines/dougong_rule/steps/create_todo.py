"""CreateTodo: put something to do on somebody's list, in the entity that the step names, `todo` unless said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.definition import Pick
from dougong_rule.selectors import parse_selectors
from dougong_rule.steps.values import check_entity, check_text, check_values
from dougong_rule.surroundings import Reading

TODO = "todo"
"""The entity of a step that names none."""

NEEDED = frozenset({"subject", "due"})


def todo_entity(body: Mapping[str, Any]) -> str:
    """Return the key of the entity in which a step puts its entry."""
    return str(body.get("entity", TODO))


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`entity` takes the entry, `assignee` are people selectors, `subject` a text, `due` an expression,
    `values` further fields.
    """
    at = f"{pointer}/entity" if "entity" in body else pointer
    entity = check_entity(body.get("entity", TODO), at, reading)
    base = None if entity is None else reading.surroundings.entities.vocabulary(entity)
    if entity is None or base is None:
        return
    members = base.members(entity)
    if not set(members) >= NEEDED:
        reading.refuse(at, "no_todo_entity", f"The entity “{entity}” has no fields subject and due.")
        return
    parse_selectors(body.get("assignee"), f"{pointer}/assignee", reading, pick=Pick.ROUND_ROBIN)
    check_text(body.get("subject"), f"{pointer}/subject", reading)
    if "due" in body:
        reading.expression(body["due"], f"{pointer}/due", members["due"].type)
    if "values" in body:
        check_values(entity, body["values"], f"{pointer}/values", reading, besides=NEEDED)
