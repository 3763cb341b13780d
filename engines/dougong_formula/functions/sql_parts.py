"""SQL parts: the few shapes that the SQL forms of functions are made of."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import INTERVAL
from sqlalchemy.sql.elements import Grouping, UnaryExpression

from dougong_formula.functions.definition import Failing
from dougong_model import ErrorCode

Element = ColumnElement[Any]
MAX_WHOLE = Decimal(10) ** 28


def number(value: int | str | Decimal) -> Element:
    """Write a numeric constant of our own into the statement."""
    return sa.cast(sa.literal_column(str(value)), sa.Numeric)


def whole(value: int) -> Element:
    """Write an integer constant of our own into the statement."""
    return sa.literal_column(str(value), sa.Integer)


def constant_text(value: str) -> Element:
    """Write a text constant of our own into the statement."""
    return sa.literal_column("'" + value.replace("'", "''") + "'", sa.Text)


def integer(element: Element, limit: int = 1_000_000) -> Element:
    """Cut a number to an integer within ± limit."""
    within = sa.func.least(sa.func.greatest(sa.func.trunc(element), number(-limit)), number(limit))
    return sa.cast(within, sa.Integer)


def is_null(element: Element) -> Element:
    """Say whether a value is NULL; `NOT x IS NULL`, unless grouped, asks the opposite of x."""
    plain = Grouping(element) if isinstance(element, UnaryExpression) else element
    return plain.is_(None)


def check(fails: Element, value: Element, code: ErrorCode = ErrorCode.VALUE) -> Failing:
    """Give the value unless a condition holds; then the error."""
    return Failing(sa.case((fails, sa.null()), else_=value), sa.case((fails, error(code)), else_=sa.null()))


def error(code: ErrorCode) -> Element:
    """Write an error's code."""
    return constant_text(code.value)


def rounded(element: Element, places: int = 10) -> Element:
    """Round half away from zero."""
    return sa.func.round(element, whole(places), type_=sa.Numeric)


def divided(dividend: Element, divisor: Element) -> Element:
    """Divide, rounded half away to 10 decimals; NULL over zero. Plain `round(a / b, 10)` rounds twice."""
    quotient = sa.func.div(dividend * number("1e11"), sa.func.nullif(divisor, number(0)), type_=sa.Numeric)
    return rounded(quotient * number("1e-11"))


def part(name: str, element: Element) -> Element:
    """Extract a part of a date or time as a number."""
    return sa.cast(sa.extract(name, element), sa.Numeric)


def interval(text: str) -> Element:
    """Write an interval of our own."""
    return sa.cast(constant_text(text), INTERVAL)


def times(text: str, count: Element) -> Element:
    """Write an interval of our own so many times."""
    return interval(text).op("*", return_type=INTERVAL())(sa.cast(count, sa.Double))
