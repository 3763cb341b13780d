"""Leave: the record at hand leaves a sequence, or all that it is in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.steps.enrol import check_sequence
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`sequence` is the key of a sequence for records of this entity; without it all are meant."""
    if "sequence" in body:
        check_sequence(body["sequence"], f"{pointer}/sequence", reading)
