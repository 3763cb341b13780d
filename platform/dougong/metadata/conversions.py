"""Conversions: how stored values of one column kind become another's; what does not fit becomes blank."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from dougong.metadata.physical import column_type
from dougong_form import Field

Element = sa.ColumnElement[Any]

_NUMBER = r"^\s*-?[0-9]{1,28}(\.[0-9]{1,10})?\s*$"
_WHOLE = r"^\s*-?[0-9]{1,15}\s*$"
_DATE = r"^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"

_MOMENT = _DATE.removesuffix("$") + "[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?Z?$"


def _when(pattern: str, column: Element, result: Element) -> Element:
    return sa.case((column.regexp_match(pattern), result))


def _interval(text: str) -> Element:
    """Return a length of time that stands in the statement itself: DDL takes no parameters."""
    return sa.cast(sa.literal_column(text, sa.Text), sa.Interval())


def _text_to_date(column: Element) -> Element:
    part = (
        sa.cast(sa.func.substr(column, 1, 4), sa.Integer),
        sa.cast(sa.func.substr(column, 6, 2), sa.Integer),
    )
    day = sa.cast(sa.func.substr(column, 9, 2), sa.Integer)
    month = sa.func.make_date(part[0], part[1], 1)
    last = sa.extract("day", month + _interval("'1 month'") - _interval("'1 day'"))
    return sa.case(
        (column.regexp_match(_DATE), sa.case((day <= last, sa.func.make_date(part[0], part[1], day))))
    )


def _text_to_moment(column: Element) -> Element:
    """Read a day, or a day and a time of it, in UTC."""
    day = sa.cast(_text_to_date(sa.func.substr(column, 1, 10)), sa.DateTime())
    clock = sa.cast(sa.func.rtrim(sa.func.substr(column, 12, 8), "Z"), sa.Interval())
    return sa.case(
        (column.regexp_match(_DATE), sa.func.timezone("UTC", day)),
        (column.regexp_match(_MOMENT), sa.func.timezone("UTC", day + clock)),
    )


def _iso(column: Element) -> Element:
    return sa.func.to_char(column, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')


_CONVERSIONS: Mapping[tuple[str, str], Callable[[Element], Element]] = {
    ("text", "numeric"): lambda column: _when(_NUMBER, column, sa.cast(column, column_type("numeric"))),
    ("text", "bigint"): lambda column: _when(_WHOLE, column, sa.cast(column, sa.BigInteger())),
    ("text", "date"): _text_to_date,
    ("text", "timestamptz"): _text_to_moment,
    ("text", "text[]"): lambda column: sa.case(
        (column.is_not(None), sa.cast(sa.func.string_to_array(column, "\n"), column_type("text[]")))
    ),
    ("bigint", "numeric"): lambda column: sa.cast(column, column_type("numeric")),
    ("numeric", "bigint"): lambda column: sa.case(
        (sa.func.abs(column) < sa.literal(10**15), sa.cast(sa.func.round(column), sa.BigInteger()))
    ),
    ("bigint", "text"): lambda column: sa.cast(column, column_type("text")),
    ("numeric", "text"): lambda column: sa.cast(sa.func.trim_scale(column), column_type("text")),
    ("date", "text"): lambda column: sa.func.to_char(column, "YYYY-MM-DD"),
    ("timestamptz", "text"): _iso,
    ("date", "timestamptz"): lambda column: sa.func.timezone("UTC", sa.cast(column, sa.DateTime())),
    ("timestamptz", "date"): lambda column: sa.cast(sa.func.timezone("UTC", column), sa.Date()),
    ("time", "text"): lambda column: sa.func.to_char(column, "HH24:MI"),
    ("interval", "numeric"): lambda column: sa.func.round(
        sa.cast(sa.extract("epoch", column), sa.Numeric) / sa.literal(3600), 10
    ),
    ("interval", "bigint"): lambda column: sa.cast(
        sa.func.round(sa.cast(sa.extract("epoch", column), sa.Numeric) / sa.literal(3600)), sa.BigInteger()
    ),
    ("boolean", "text"): lambda column: sa.cast(column, column_type("text")),
    ("text[]", "text"): lambda column: sa.func.array_to_string(column, ", "),
}


def convertible(old: Field, new: Field, same_target: bool) -> bool:
    """Say whether the values of a field can be kept when its definition changes to another type.

    `same_target`: both point to the same entity (by id, for its key may have changed), or to none.
    """
    if old.type.name != new.type.name and new.type.name not in old.type.conversions:
        return False
    if old.type.name == new.type.name and not same_target:
        return False
    if not old.columns or not new.columns:
        return not old.columns and not new.columns
    kinds = old.columns[0].kind, new.columns[0].kind
    return kinds[0] == kinds[1] or kinds in _CONVERSIONS


def conversion(column: sa.Column[Any], old_kind: str, new_kind: str) -> Element | None:
    """Return the expression that gives the new value, or None when the column stays as it is."""
    if old_kind == new_kind:
        return None
    return _CONVERSIONS[old_kind, new_kind](sa.column(column.name, column_type(old_kind)))
