"""Update: change records that the record at hand points at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.steps.values import check_values
from dougong_rule.surroundings import Reading


def target_entity(body: Mapping[str, Any], pointer: str, reading: Reading) -> str | None:
    """Return the entity of `record`, an expression giving a record or a list of records."""
    found = reading.expression(body.get("record"), f"{pointer}/record")
    if found is None:
        return None
    type_ = found.expression.type
    type_ = type_.item if type_.kind == "list" and type_.item is not None else type_
    if type_.kind != "record" or type_.entity is None or type_.entity.startswith("@"):
        reading.refuse(
            f"{pointer}/record",
            "record_expected",
            "This does not give records.",
            hint="For example account, or this.",
        )
        return None
    return type_.entity


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`record` gives the records, `values` the new values, over the record at hand."""
    entity = target_entity(body, pointer, reading)
    if entity is not None:
        check_values(entity, body.get("values", {}), f"{pointer}/values", reading)
