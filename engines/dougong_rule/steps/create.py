"""Create: make a record, and do steps about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.steps.values import check_entity, check_values
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`entity` and `values`, the expressions over the record at hand; `do` are steps about what was made, in which
    `parent` is the record at hand.
    """
    entity = check_entity(body.get("entity"), f"{pointer}/entity", reading)
    if entity is not None:
        check_values(entity, body.get("values", {}), f"{pointer}/values", reading)
        if "do" in body:
            reading.inside(entity).steps(body["do"], f"{pointer}/do")
