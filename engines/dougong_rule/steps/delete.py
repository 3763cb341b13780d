"""Delete: put records that the record at hand points at into the trash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.steps.update import target_entity
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`record` gives the records."""
    target_entity(body, pointer, reading)
