"""CreateLines: make a row or a record of every record of a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.steps.values import check_entity, check_values, list_entity
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`records` gives the lines to copy, `when` is a condition on each, and `values` are expressions over it, in
    which `parent` is the record at hand.

    `into` names a sub-table of the record at hand whose rows they become, or `entity` that of new records.
    """
    source = list_entity(body.get("records"), f"{pointer}/records", reading)
    if ("into" in body) == ("entity" in body):
        reading.refuse(pointer, "target_shape", "Name a sub-table (into) or an entity, one of both.")
        return
    if "into" in body:
        field = str(body["into"])
        entity = reading.surroundings.sub_tables.get(reading.entity, {}).get(field)
        if entity is None:
            reading.refuse(f"{pointer}/into", "sub_table_expected", f"“{field}” is no sub-table.")
    else:
        entity = check_entity(body["entity"], f"{pointer}/entity", reading)
    if source is None or entity is None:
        return
    inner = reading.inside(source)
    inner.condition(body.get("when"), f"{pointer}/when")
    check_values(entity, body.get("values", {}), f"{pointer}/values", inner)
