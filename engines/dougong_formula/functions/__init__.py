"""Functions: the registry of the language, one file per group.

Uses checking, operators. Public: FUNCTIONS (by name, internal ones included), PUBLIC_FUNCTIONS, Function.
"""

from __future__ import annotations

from collections.abc import Mapping

from dougong_formula.functions import (
    aggregates,
    business,
    dates,
    decisions,
    formats,
    logic,
    lookup,
    maths,
    people,
    text,
    workdays,
)
from dougong_formula.functions.definition import Function

_GROUPS = (logic, maths, aggregates, text, formats, dates, workdays, lookup, decisions, people, business)

FUNCTIONS: Mapping[str, Function] = {
    function.name: function for group in _GROUPS for function in group.FUNCTIONS
}
"""Every function by name; `internal` ones are written by the checker only."""

PUBLIC_FUNCTIONS: Mapping[str, Function] = {
    name: function for name, function in FUNCTIONS.items() if not function.internal
}
"""The functions people write."""

__all__ = ["FUNCTIONS", "PUBLIC_FUNCTIONS", "Function"]
