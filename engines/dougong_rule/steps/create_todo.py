"""CreateTodo: put something to do on somebody's list, in the app's entity `todo`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.definition import Pick
from dougong_rule.selectors import parse_selectors
from dougong_rule.steps.values import check_text, check_values
from dougong_rule.surroundings import Reading

ENTITY = "todo"
NEEDED = frozenset({"subject", "due"})


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`assignee` are people selectors, `subject` a text, `due` an expression, `values` further fields."""
    base = reading.surroundings.entities.vocabulary(ENTITY)
    if base is None or not set(base.members(ENTITY)) >= NEEDED:
        reading.refuse(pointer, "no_todo_entity", "The app has no entity “todo” with fields subject and due.")
        return
    parse_selectors(body.get("assignee"), f"{pointer}/assignee", reading, pick=Pick.ROUND_ROBIN)
    check_text(body.get("subject"), f"{pointer}/subject", reading)
    if "due" in body:
        reading.expression(body["due"], f"{pointer}/due", base.members(ENTITY)["due"].type)
    if "values" in body:
        check_values(ENTITY, body["values"], f"{pointer}/values", reading, besides=NEEDED)
