"""Refuse: do not save, and say why, at a field when one is named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.steps.values import check_text
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`message` is a text in the app's languages; `field` the place to show it at."""
    check_text(body.get("message"), f"{pointer}/message", reading)
    field = body.get("field")
    if (
        field is not None
        and reading.vocabulary is not None
        and field not in reading.vocabulary.members(reading.entity)
    ):
        reading.refuse(f"{pointer}/field", "unknown_field", f"There is no field “{field}”.")
