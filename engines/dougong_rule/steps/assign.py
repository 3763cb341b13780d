"""Assign: give the record an owner by a list of strategies, each tried until one finds somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.definition import Pick
from dougong_rule.selectors import parse_selectors
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`strategies` are people selectors; `field` is the member field to set, the owner when absent."""
    parse_selectors(body.get("strategies"), f"{pointer}/strategies", reading, pick=Pick.ROUND_ROBIN)
    field = body.get("field", "owner")
    if reading.vocabulary is None:
        return
    member = reading.vocabulary.members(reading.entity).get(field)
    if member is None or member.type.entity != "person":
        reading.refuse(f"{pointer}/field", "member_expected", f"“{field}” is not a member field.")
