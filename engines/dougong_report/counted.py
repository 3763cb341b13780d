"""Counted: which rows of a group a measure speaks of, as a condition anybody can read.

`SUMIF(won, amount)` speaks of the rows that are won, `COUNTIF(a) / COUNTIF(b)` of those that are a or b.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dougong_formula import FUNCTIONS, Tree, parse
from dougong_formula.parse import children
from dougong_formula.tree import Call, Path

Said = Callable[[Tree], str]
"""The text of a part of a formula."""

_AGGREGATES = frozenset(name for name, function in FUNCTIONS.items() if function.group == "aggregates")
_CONDITION_FIRST = frozenset({"COUNTIF", "SUMIF", "MINIF", "MAXIF"})
_OF_VALUES = frozenset({"SUM", "MIN", "MAX", "AVERAGE", "MEDIAN", "COUNTA", "COUNTBLANK"})
"""These are also functions of several values, each of which may be an aggregate: `SUM(COUNT(), 1)`."""


def counted(formula: str) -> str | None:
    """Return the condition on a row that some aggregate of a measure takes it; None when all rows count."""
    found: dict[str, None] = {}
    for call in _aggregates(parse(formula)):
        condition = _taken(call, lambda tree: _text(formula, tree))
        if condition is None:
            return None
        found[condition] = None
    return " OR ".join(_enclosed(list(found))) or None


def names_in(formula: str) -> frozenset[str]:
    """Return the first word of every path in a formula."""
    return frozenset(path.names[0] for path in _paths(parse(formula)))


def replaced(formula: str, formulas: Mapping[str, str]) -> str:
    """Return a formula with the names of `formulas` replaced by what they stand for."""
    text = formula
    for path in sorted(_paths(parse(formula)), key=lambda path: -path.place.position):
        meaning = formulas.get(path.names[0]) if len(path.names) == 1 else None
        if meaning is not None:
            start = path.place.position
            text = f"{text[:start]}({meaning}){text[start + path.place.length :]}"
    return text


def _taken(call: Call, said: Said) -> str | None:
    """Return the condition under which one aggregate takes a row; None for every row."""
    name, parts = call.name.upper(), call.arguments
    if name in _CONDITION_FIRST and parts:
        return said(parts[0])
    if name == "AVERAGEIF" and len(parts) == 2:
        return " AND ".join(_enclosed([said(parts[0]), f"NOT(ISBLANK({said(parts[1])}))"]))
    if name == "COUNTIFS":
        return " AND ".join(_enclosed([said(part) for part in parts]))
    if name == "SUMIFS":
        return " AND ".join(_enclosed([said(part) for part in parts[1:]]))
    if name in ("AVERAGE", "COUNT", "COUNTA") and len(parts) == 1:
        return f"NOT(ISBLANK({said(parts[0])}))"
    if name == "COUNTBLANK" and len(parts) == 1:
        return f"ISBLANK({said(parts[0])})"
    if name == "EXISTS" and parts:
        return " AND ".join(_enclosed([said(part) for part in parts]))
    return None


def _aggregates(tree: Tree) -> list[Call]:
    """Return the outermost aggregates of a measure; what stands inside them is about one row."""
    if isinstance(tree, Call) and _is_aggregate(tree):
        return [tree]
    return [found for part in children(tree) for found in _aggregates(part)]


def _is_aggregate(call: Call) -> bool:
    name = call.name.upper()
    return name in _AGGREGATES and not (name in _OF_VALUES and len(call.arguments) > 1)


def _paths(tree: Tree) -> list[Path]:
    if isinstance(tree, Path):
        return [tree]
    return [found for part in children(tree) for found in _paths(part)]


def _text(formula: str, tree: Tree) -> str:
    return formula[tree.place.position : tree.place.position + tree.place.length]


def _enclosed(conditions: list[str]) -> list[str]:
    return conditions if len(conditions) == 1 else [f"({condition})" for condition in conditions]
