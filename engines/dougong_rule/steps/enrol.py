"""Enrol: the record at hand enters a sequence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`sequence` is the key of a sequence for records of this entity."""
    check_sequence(body.get("sequence"), f"{pointer}/sequence", reading)


def check_sequence(key: object, pointer: str, reading: Reading) -> None:
    """Note when a key names no sequence, or one for other records."""
    found = reading.key_of("sequence", key, pointer)
    entity = reading.surroundings.sequences.get(found)
    if entity is not None and entity != reading.entity:
        reading.refuse(pointer, "wrong_entity", f"The sequence “{found}” is not for these records.")
