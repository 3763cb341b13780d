"""ForEach: do steps about every record of a list; `parent` is the record that the rule is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.steps.values import list_entity
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`records` gives the records, `when` is a condition on each, `do` are the steps about it."""
    entity = list_entity(body.get("records"), f"{pointer}/records", reading)
    if entity is None:
        return
    inner = reading.inside(entity)
    inner.condition(body.get("when"), f"{pointer}/when")
    inner.steps(body.get("do"), f"{pointer}/do")
