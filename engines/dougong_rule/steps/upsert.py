"""Upsert: change the record that a unique field tells apart, or make it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.steps.values import check_entity, check_values
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`match` are the fields of `entity` by which the record is known, unique together; `values` give these and
    whatever else it shall hold.
    """
    entity = check_entity(body.get("entity"), f"{pointer}/entity", reading)
    if entity is None:
        return
    values = body.get("values", {})
    check_values(entity, values, f"{pointer}/values", reading)
    match = body.get("match")
    fields = (
        tuple(sorted(match)) if isinstance(match, list) and all(isinstance(one, str) for one in match) else ()
    )
    unique = [tuple(sorted(one)) for one in reading.surroundings.unique.get(entity, ())]
    if fields not in unique:
        reading.refuse(
            f"{pointer}/match",
            "not_unique",
            "Name fields that tell records apart: a field that is unique, or several that are unique together.",
            hint="One of: " + "; ".join(", ".join(one) for one in unique) if unique else None,
        )
        return
    for key in fields:
        if not isinstance(values, Mapping) or key not in values:
            reading.refuse(f"{pointer}/values/{key}", "value_expected", f"Say what “{key}” is.")
