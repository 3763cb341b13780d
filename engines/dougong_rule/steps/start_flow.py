"""StartFlow: start a flow on the record at hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`flow` is the key of a flow of this app."""
    reading.key_of("flow", body.get("flow"), f"{pointer}/flow")
