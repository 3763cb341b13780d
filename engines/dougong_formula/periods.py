"""Periods: comparisons of a date with a span of days that people have a word for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from dougong_formula.check import parse_expression
from dougong_formula.tree import Place
from dougong_formula.typed import Call, Field, Literal, Name, Node
from dougong_formula.types import DATE, DATETIME
from dougong_formula.vocabulary import Member, PlainVocabulary

_WEEK = "DAYS(d, TODAY()) + MOD(WEEKDAY(TODAY()) + 5, 7)"
_PERIODS: Mapping[str, tuple[str, str]] = {
    "DAYS(d, TODAY()) = 0": ("{0} is today", "{0} 为今天"),
    "DAYS(TODAY(), d) = 1": ("{0} is yesterday", "{0} 为昨天"),
    "DAYS(d, TODAY()) = 1": ("{0} is tomorrow", "{0} 为明天"),
    f"BETWEEN({_WEEK}, 0, 6)": ("{0} is in this week", "{0} 在本周"),
    f"BETWEEN({_WEEK}, -7, -1)": ("{0} is in last week", "{0} 在上周"),
    f"BETWEEN({_WEEK}, 7, 13)": ("{0} is in next week", "{0} 在下周"),
    "EOMONTH(d, 0) = EOMONTH(TODAY(), 0)": ("{0} is in this month", "{0} 在本月"),
    "EOMONTH(d, 0) = EOMONTH(TODAY(), -1)": ("{0} is in last month", "{0} 在上月"),
    "EOMONTH(d, 0) = EOMONTH(TODAY(), 1)": ("{0} is in next month", "{0} 在下月"),
    "QUARTER_START(d) = QUARTER_START(TODAY())": ("{0} is in this quarter", "{0} 在本季度"),
    "QUARTER_START(d) = EDATE(QUARTER_START(TODAY()), -3)": ("{0} is in last quarter", "{0} 在上季度"),
    "YEAR(d) = YEAR(TODAY())": ("{0} is in this year", "{0} 在今年"),
    "YEAR(d) = YEAR(TODAY()) - 1": ("{0} is in last year", "{0} 在去年"),
    "DAYS(TODAY(), d) > 0": ("{0} is in the past", "{0} 已过"),
}
_NAMES = PlainVocabulary(
    root="row",
    entities={"row": {key: Member(key, type_) for key, type_ in (("day", DATE), ("at", DATETIME))}},
)
_NOWHERE = Place(0, 0)
_SILENT = ("LOCAL_DATE", "CHECK_NUMBER", "AT_MIDNIGHT")
_DAYS = ("DAYS_BETWEEN", "DAYS_BETWEEN_MOMENTS")


def period(node: Call) -> tuple[Node, tuple[str, str]] | None:
    """Return what lies in a period, and the reading of that in English and Chinese; None for anything else."""
    dates = list(_dates(node))
    if not dates or any(one != dates[0] for one in dates):
        return None
    reading = _readings().get(_shape(node))
    return None if reading is None else (dates[0], reading)


def between(node: Call) -> tuple[Node, Node, Node] | None:
    """Return the value and both ends when a node says that a value lies between two others."""
    if node.function != "AND" or len(node.arguments) != 2:
        return None
    low, high = node.arguments
    if not (isinstance(low, Call) and isinstance(high, Call)):
        return None
    if (low.function, high.function) != (">=", "<="):
        return None
    value = low.arguments[0]
    same = value == high.arguments[0]
    return (value, low.arguments[1], high.arguments[1]) if same else None


def window(value: Node, low: Node, high: Node) -> tuple[Node, Node, int] | None:
    """Return a date, the day that it is within some days of, and their number: below 0 when the date comes
    first.
    """
    while isinstance(value, Call) and value.function in _SILENT:
        value = value.arguments[0]
    counted = isinstance(value, Call) and value.function in _DAYS
    if not (counted and isinstance(value, Call) and _number(low) == 0):
        return None
    last = _number(high)
    if last is None or last < 0:
        return None
    later, earlier = value.arguments[:2]
    if is_today(earlier):
        return later, earlier, int(last) + 1
    return earlier, later, -int(last) - 1


def _number(node: Node) -> Decimal | None:
    return node.value if isinstance(node, Literal) and isinstance(node.value, Decimal) else None


def is_today(node: Node) -> bool:
    """Say whether a node is today's date."""
    while isinstance(node, Call) and node.function in _SILENT:
        node = node.arguments[0]
    return isinstance(node, Name) and node.path == ("$today",)


def _dates(node: Node) -> Iterator[Node]:
    """Yield every field of a row, without its place."""
    if isinstance(node, Field):
        yield Field(node.type, node.depth, node.path, node.entity, _NOWHERE)
    elif isinstance(node, Call):
        for part in node.arguments:
            yield from _dates(part)


def _shape(node: Node) -> str:
    """Write a node without saying which date it is about."""
    match node:
        case Call() if node.function in _SILENT:
            return _shape(node.arguments[0])
        case Call():
            name = _DAYS[0] if node.function in _DAYS else node.function
            parts = [_shape(part) for part in node.arguments]
            return f"{name}({','.join(part for part in parts if part)})"
        case Literal():
            return str(node.value)
        case Field():
            return "#"
        case Name():
            return "" if node.path == ("$zone",) else ".".join(node.path)
        case _:
            return "?"


@lru_cache(maxsize=1)
def _readings() -> Mapping[str, tuple[str, str]]:
    found = {}
    for text, reading in _PERIODS.items():
        for key in ("day", "at"):
            written = text.replace("(d,", f"({key},").replace("(d)", f"({key})").replace(", d)", f", {key})")
            found[_shape(parse_expression(written, _NAMES).tree)] = reading
    return found
