"""Update: change records that the record at hand points at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.steps.values import check_values, list_entity
from dougong_rule.surroundings import Reading


def target_entity(body: Mapping[str, Any], pointer: str, reading: Reading) -> str | None:
    """Return the entity of `record`, an expression giving a record or a list of records."""
    return list_entity(body.get("record"), f"{pointer}/record", reading)


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`record` gives the records, `values` the new values, over the record at hand."""
    entity = target_entity(body, pointer, reading)
    if entity is not None:
        check_values(entity, body.get("values", {}), f"{pointer}/values", reading)
