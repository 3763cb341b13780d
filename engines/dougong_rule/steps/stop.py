"""Stop: nothing more of these steps is done; inside ForEach, nothing more for the record at hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """It has no arguments."""
    for name in body:
        reading.refuse(f"{pointer}/{name}", "unknown_member", "Stop has no members.")
