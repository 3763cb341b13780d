"""Evaluation: what compiled formulas call at run time. Values in, values out; nothing here raises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from dougong_formula.functions.arithmetic import EXACT, divide
from dougong_formula.functions.definition import DIVISION, NUMBER_ERROR, VALUE, Function
from dougong_model import FormulaErrorValue, Money, Value

Row = Mapping[str, Any]
_ZERO = Decimal(0)
_DEFAULTS: Mapping[str, Any] = {"number": _ZERO, "text": "", "boolean": False, "zone": "UTC", "days": ()}


# Reading a row


def hop(row: Any, key: str) -> Any:
    """Return a member of a record; a blank reference and a bare id have none."""
    if isinstance(row, Mapping):
        return row.get(key)
    return row if isinstance(row, FormulaErrorValue) else None


def as_number(value: Any) -> Any:
    """Return a stored number as a Decimal; of money the amount."""
    if value is None or isinstance(value, Decimal | FormulaErrorValue):
        return value
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        return Decimal(str(value))
    return VALUE


def identity(value: Any) -> Any:
    """Return the id of a record, however it is given."""
    if isinstance(value, Mapping):
        value = value.get("id")
    return UUID(value) if isinstance(value, str) else value


def identities(values: Any) -> Any:
    """Return the ids of a list of records."""
    if values is None or isinstance(values, FormulaErrorValue):
        return values
    return tuple(identity(value) for value in values)


# Comparing


def normal(value: Any) -> Any:
    """Return a value as comparison sees it: an empty text is blank."""
    return None if value == "" else value


def equal(left: Any, right: Any) -> Any:
    """Compare null-safely; an error comes first."""
    for value in (left, right):
        if value.__class__ is FormulaErrorValue:
            return value
    return bool(normal(left) == normal(right))


def equal_booleans(left: Any, right: Any) -> Any:
    """Compare conditions; a blank one is FALSE."""
    return equal(left or False, right or False)


def unequal(left: Any, right: Any) -> Any:
    """Tell two values apart."""
    answer = equal(left, right)
    return answer if answer.__class__ is FormulaErrorValue else not answer


def unequal_booleans(left: Any, right: Any) -> Any:
    """Tell two conditions apart."""
    return unequal(left or False, right or False)


def _order(holds: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
    def compare(left: Any, right: Any) -> Any:
        for value in (left, right):
            if value.__class__ is FormulaErrorValue:
                return value
        left, right = normal(left), normal(right)
        return False if left is None or right is None else holds(left, right)

    return compare


less = _order(lambda left, right: bool(left < right))
less_or_equal = _order(lambda left, right: bool(left <= right))
greater = _order(lambda left, right: bool(left > right))
greater_or_equal = _order(lambda left, right: bool(left >= right))


def member(needle: Any, *items: Any) -> Any:
    """Say whether a value equals one of the items."""
    for value in (needle, *items):
        if value.__class__ is FormulaErrorValue:
            return value
    return normal(needle) in {normal(item) for item in items}


def member_of_booleans(needle: Any, *items: Any) -> Any:
    """Say whether a condition equals one of the items."""
    return member(needle or False, *(item or False for item in items))


def member_of_list(needle: Any, values: Any) -> Any:
    """Say whether a list holds a value; a blank is in no list."""
    for value in (needle, values):
        if value.__class__ is FormulaErrorValue:
            return value
    needle = normal(needle)
    return needle is not None and values is not None and needle in values


# Conditions


def first_error(*values: Any) -> Any:
    """Return the first error among values of which none but errors is left undecided."""
    return next((value for value in values if value.__class__ is FormulaErrorValue), True)


def negation(value: Any) -> Any:
    """Turn a condition round."""
    return value if value.__class__ is FormulaErrorValue else not value


def exclusive(*values: Any) -> Any:
    """Say whether an odd number of conditions hold."""
    for value in values:
        if value.__class__ is FormulaErrorValue:
            return value
    return sum(1 for value in values if value) % 2 == 1


def is_blank(value: Any) -> Any:
    """Say whether a value is blank."""
    if value.__class__ is FormulaErrorValue:
        return value
    return value is None or value == ""


def list_count(values: Any) -> Any:
    """Count the items of a list."""
    if values.__class__ is FormulaErrorValue:
        return values
    return Decimal(0 if values is None else len(values))


# Arithmetic


def add(*values: Any) -> Any:
    """Add exactly, a blank being 0."""
    for value in values:
        if value.__class__ is FormulaErrorValue:
            return value
    total = _ZERO
    for value in values:
        if value is not None:
            total = EXACT.add(total, value)
    return total


def multiply(*values: Any) -> Any:
    """Multiply exactly, a blank being 0."""
    product = Decimal(1)
    for value in values:
        if value.__class__ is FormulaErrorValue:
            return value
    for value in values:
        product = EXACT.multiply(product, _ZERO if value is None else value)
    return product or _ZERO


def join(*values: Any) -> Any:
    """Join texts, a blank being empty."""
    for value in values:
        if value.__class__ is FormulaErrorValue:
            return value
    return "".join(value for value in values if value is not None)


def strict(function: Function) -> Callable[..., Any]:
    """Return a function as compiled code calls it: errors first, blanks by the kind of parameter."""
    python = function.python
    assert python is not None
    kinds = function.parameters

    def called(*arguments: Any) -> Any:
        blank = False
        clean = []
        for index, value in enumerate(arguments):
            if value.__class__ is FormulaErrorValue:
                return value
            if value is None:
                kind = kinds[index] if index < len(kinds) else kinds[-1]
                value = _DEFAULTS.get(kind)
                blank = blank or (value is None and kind != "any")
            clean.append(value)
        return None if blank else python(*clean)

    return called


# Aggregates


def total(values: Sequence[Any]) -> Value:
    """Sum numbers exactly."""
    result = _ZERO
    for value in values:
        result = EXACT.add(result, value)
    return result


def average(values: Sequence[Any]) -> Value:
    """Average numbers; over nothing #DIV/0!."""
    result = total(values)
    assert isinstance(result, Decimal)
    return divide(result, Decimal(len(values))) if values else DIVISION


def median(values: Sequence[Any]) -> Value:
    """Return the middle number, or half the sum of the two in the middle; blank over nothing."""
    if not values:
        return None
    ordered = sorted(values)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return EXACT.multiply(EXACT.add(low, high), Decimal("0.5")) or _ZERO


def _filled(values: Iterable[Any]) -> list[Any]:
    return [value for value in values if value is not None and value != ""]


SUMMARIES: Mapping[str, Callable[[list[Any]], Any]] = {
    "SUM": lambda values: total(_filled(values)),
    "AVERAGE": lambda values: average(_filled(values)),
    "MEDIAN": lambda values: median(_filled(values)),
    "MIN": lambda values: min(_filled(values), default=None),
    "MAX": lambda values: max(_filled(values), default=None),
    "COUNT": lambda values: Decimal(len(values)),
    "COUNT_VALUES": lambda values: Decimal(len(_filled(values))),
    "COUNTBLANK": lambda values: Decimal(len(values) - len(_filled(values))),
    "COUNT_DISTINCT": lambda values: Decimal(len(set(_filled(values)))),
    "EXISTS": lambda values: bool(values),
    "FIRST": lambda values: values[0] if values else None,
    "LAST": lambda values: values[-1] if values else None,
}
"""What an aggregate does with the values of the rows that meet its condition."""


def summary(function: str) -> Callable[..., Any]:
    """Return an aggregate over plain values; an error among them is the answer."""
    summarise = SUMMARIES[function]

    def called(*values: Any) -> Any:
        for value in values:
            if value.__class__ is FormulaErrorValue:
                return value
        return summarise(list(values))

    return called


def aggregate(
    function: str,
    fuel: list[int],
    rows: Any,
    condition: Callable[[Any], Any] | None,
    value: Callable[[Any], Any] | None,
    separator: Any = None,
) -> Any:
    """Run an aggregate over rows; of several errors the first by its code is the answer.

    `fuel` holds how many rows this evaluation may still visit; beyond that the answer is #NUM!.
    """
    if rows.__class__ is FormulaErrorValue:
        return rows
    found: list[Any] = []
    errors: list[FormulaErrorValue] = []
    if separator.__class__ is FormulaErrorValue:
        errors.append(separator)
    for row in rows or ():
        fuel[0] -= 1
        if fuel[0] < 0:
            return NUMBER_ERROR
        met = True if condition is None else condition(row)
        if not met:
            continue
        item = met if met.__class__ is FormulaErrorValue or value is None else value(row)
        if item.__class__ is FormulaErrorValue:
            errors.append(item)
        else:
            found.append(item)
    if errors:
        return min(errors, key=lambda error: error.code.value)
    if function == "TEXTJOIN":
        return (separator or "").join(_filled(found))
    return SUMMARIES[function](found)
