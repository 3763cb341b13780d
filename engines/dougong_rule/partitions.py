"""Partitions: the values of an input in regions that no cell of its column tells apart.

A cell that compares its input with constants alone changes its answer only at these constants. So a column
of such cells is known everywhere once it is known for one example of each region: what a table is compiled
to looks the region up, and the analysis goes through regions in the place of values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dougong_formula import Call, Expression, Literal, Name, Node, to_python
from dougong_model import FormulaErrorValue, Value
from dougong_rule.condition import Condition
from dougong_rule.definition import Input

_EQUALITY = ("=", "<>", "IN")
_ORDER = ("<", "<=", ">", ">=")
_DAY = timedelta(days=1)
OTHER = "…"
"""Of this sign are the texts made that stand for all others."""
_CLASSES: Mapping[str, type] = {"number": Decimal, "date": date, "text": str, "boolean": bool}


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Values that no cell tells apart: one of them, and whether an input can have any of them."""

    example: Value
    possible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """The regions of an input of the type `kind`: below, at and above each of `points` in order for numbers
    and dates; each of `points`, then all others, for texts; FALSE and TRUE for conditions. The last is blank.
    """

    kind: str
    points: Sequence[Any]
    regions: tuple[Region, ...]


def partition(column: Input, tests: Sequence[Condition]) -> Partition | None:
    """Return the regions that tests over `input` tell apart; None for a type whose values stand in no order.

    Tests that compare with anything but constants (see `constants`) are passed over.
    """
    kind = column.value.expression.type.kind
    if kind not in _CLASSES:
        return None
    found = [one for test in tests for one in constants(test, kind) or ()]
    known: set[Any] = {one for one in found if one.__class__ is _CLASSES[kind]} - {""}
    blank = Region(example=None, possible=kind != "boolean")
    match kind:
        case "boolean":
            return Partition(
                kind=kind, points=(), regions=(Region(example=False), Region(example=True), blank)
            )
        case "text":
            texts = [*column.choices, *sorted(known - set(column.choices))]
            others = Region(example=_other(texts), possible=not column.choices)
            listed = [
                Region(example=one, possible=not column.choices or one in column.choices) for one in texts
            ]
            return Partition(kind=kind, points=tuple(texts), regions=(*listed, others, blank))
    points = sorted(known)
    between = _between_dates if kind == "date" else _between_numbers
    regions = []
    for low, high in zip([None, *points], [*points, None], strict=True):
        regions.append(between(low, high))
        if high is not None:
            regions.append(Region(example=high))
    return Partition(kind=kind, points=tuple(points), regions=(*regions, blank))


def constants(test: Condition, kind: str) -> Sequence[Any] | None:
    """Return the constants with which a test over `input` compares it; None when it asks anything else."""
    return _constants(test.expression.tree, kind)


def _constants(node: Node, kind: str) -> list[Any] | None:
    if not isinstance(node, Call):
        return None
    if node.function in ("AND", "OR", "NOT"):
        parts = [_constants(one, kind) for one in node.arguments]
        return None if None in parts else [value for part in parts for value in part or ()]
    first, *others = node.arguments
    if not (isinstance(first, Name) and first.path == ("input",)):
        return None
    if node.function not in _EQUALITY and not (node.function in _ORDER and kind in ("number", "date")):
        return None
    values = []
    for one in others:
        if isinstance(one, Literal):
            values.append(one.value)
        elif isinstance(one, Call) and one.function == "DATE" and kind == "date":
            if not all(isinstance(part, Literal) for part in one.arguments):
                return None
            values.append(_calculated(one))
        else:
            return None
    return None if any(isinstance(value, FormulaErrorValue) for value in values) else values


def _calculated(node: Node) -> Value:
    expression = Expression(
        text="",
        tree=node,
        type=node.type,
        references=frozenset(),
        prefixes_used=frozenset(),
        volatile=False,
        root=None,
    )
    return to_python(expression)({})


def _other(texts: Sequence[str]) -> str:
    """Return a text that is none of these."""
    other = OTHER
    while other in texts:
        other += OTHER
    return other


def _between_numbers(low: Decimal | None, high: Decimal | None) -> Region:
    """Return the numbers between two, with a whole one as the example where there is one."""
    if low is None:
        return Region(example=Decimal(0) if high is None else (high - 1).__floor__() * Decimal(1))
    whole = Decimal(low.__floor__() + 1)
    if high is None or whole < high:
        return Region(example=whole)
    return Region(example=(low + high) / 2)


def _between_dates(low: date | None, high: date | None) -> Region:
    if low is None and high is None:
        return Region(example=date(2000, 1, 1))
    if low is None:
        assert high is not None
        return _day(high, -1)
    following = _day(low, 1)
    if high is not None and following.example == high:
        return Region(example=None, possible=False)
    return following


def _day(day: date, by: int) -> Region:
    """Return the day beside another; the calendar has a first and a last one."""
    try:
        return Region(example=day + by * _DAY)
    except OverflowError:
        return Region(example=None, possible=False)
