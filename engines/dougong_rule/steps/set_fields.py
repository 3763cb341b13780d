"""SetFields: give fields of the record at hand new values, `{"status": "\\"sql\\""}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.steps.values import check_values
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """Every member is a field of the record and an expression of its type."""
    check_values(reading.entity, body, pointer, reading)
