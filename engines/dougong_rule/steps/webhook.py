"""Webhook: send the record's values to another system, signed; a job does it after the commit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`connection` names a connection document; `values` maps names to expressions over the record."""
    reading.key_of("connection", body.get("connection"), f"{pointer}/connection")
    check_inputs(body.get("values", {}), f"{pointer}/values", reading)


def check_inputs(values: object, pointer: str, reading: Reading) -> None:
    """Check a `{name: expression}` map whose names are the other system's."""
    if not isinstance(values, Mapping):
        reading.refuse(pointer, "values_expected", "An object of names and expressions is needed.")
        return
    for name, text in values.items():
        reading.expression(text, f"{pointer}/{name}")
