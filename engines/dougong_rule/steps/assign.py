"""Assign: give the record an owner by a list of strategies, each tried until one leaves somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.assignment import read_assignment
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`strategies` are people selectors with `limits` of their own, else those of the step; `load` says what counts as
    work in hand, `field` is the member field to set, the owner when absent; `otherwise` what happens with nobody left.
    """
    read_assignment(body, pointer, reading)
