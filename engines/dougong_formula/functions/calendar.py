"""Calendar: what the date functions compute, once in Python and once in SQL."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dougong_formula.checking import Checker, number_literal
from dougong_formula.errors import formula_error
from dougong_formula.functions.arithmetic import EXACT, divide, scaled, whole_part
from dougong_formula.functions.definition import (
    NUMBER_ERROR,
    VALUE,
    Failing,
    day,
)
from dougong_formula.functions.sql_parts import (
    Element,
    check,
    constant_text,
    error,
    integer,
    interval,
    number,
    part,
    rounded,
    times,
    whole,
)
from dougong_formula.limits import MAX_DAYS
from dougong_formula.tree import Call as CallTree
from dougong_formula.tree import Place
from dougong_formula.typed import Literal, Node
from dougong_formula.types import NUMBER
from dougong_model import ErrorCode, Value

_FIRST_MONTH, _LAST_MONTH = 12, 9999 * 12 + 11
_DAY = 86_400_000_000
ONE = number_literal(1, Place(0, 0))


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def zone_of(zone: object) -> ZoneInfo:
    """Return the zone of a scope's `$zone`, a ZoneInfo or a name."""
    return zone if isinstance(zone, ZoneInfo) else _zone(str(zone))


def local(moment: datetime, zone: object) -> datetime:
    """Return a date-time on the reader's clock; without a zone it is taken as UTC."""
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return aware.astimezone(zone_of(zone))


def _month_index(day_: date) -> int:
    return day_.year * 12 + day_.month - 1


def _from_index(index: int, day_of_month: int) -> date:
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day_of_month, _length(index)))


def _length(index: int) -> int:
    year, month = divmod(index, 12)
    if month == 11:
        return 31
    return (date(year, month + 2, 1) - date(year, month + 1, 1)).days


def add_days(day_: date, days: Decimal) -> Value:
    """Move a date by whole days (downwards rounded); #NUM! outside the years 1 to 9999."""
    count = scaled(days, 0, "ROUND_FLOOR")
    if count.copy_abs() > MAX_DAYS:
        return NUMBER_ERROR
    ordinal = day_.toordinal() + int(count)
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else NUMBER_ERROR


def _days_on(day_: Element, count: Element) -> tuple[Element, Element]:
    """Return the date so many days on, and whether it is in the years 1 to 9999 (NULL without a date).

    Counted in days since the first, not in dates: PostgreSQL fails on dates before 4713 BC.
    """
    first = sa.cast(constant_text("0001-01-01"), sa.Date)
    place = sa.type_coerce(day_ - first, sa.Integer) + count
    inside = place.between(whole(0), whole(date.max.toordinal() - 1))
    return sa.case((inside, sa.type_coerce(first + place, sa.Date))), inside


def add_days_sql(day_: Element, days: Element) -> Failing:
    far = sa.func.abs(sa.func.floor(days)) > number(MAX_DAYS)
    value, inside = _days_on(day_, integer(sa.func.floor(days), MAX_DAYS))
    bad = sa.and_(day_.is_not(None), sa.or_(far, sa.not_(inside)))
    return check(bad, value, ErrorCode.NUMBER)


def add_to_moment(moment: datetime, days: Decimal) -> Value:
    micros = scaled(EXACT.multiply(days, Decimal(_DAY)), 0, "ROUND_HALF_UP")
    if days.copy_abs() > MAX_DAYS:
        return NUMBER_ERROR
    try:
        return moment + timedelta(microseconds=int(micros))
    except OverflowError:
        return NUMBER_ERROR


def add_to_moment_sql(moment: Element, days: Element) -> Failing:
    # Never further back than the year before the first: PostgreSQL fails on moments before 4713 BC.
    earliest = sa.func.greatest(number(-MAX_DAYS), number(-719_529) - part("epoch", moment) / number(86_400))
    within = sa.func.least(sa.func.greatest(days, earliest), number(MAX_DAYS), type_=sa.Numeric)
    micros = rounded(within * number(_DAY), 0)
    hour = number(3_600_000_000)
    hours, rest = sa.func.div(micros, hour), sa.func.mod(micros, hour)
    # Counted in hours and microseconds, both exact as double precision and free of the session's zone.
    moved = sa.type_coerce(
        moment + times("1 hour", hours) + times("1 microsecond", rest), sa.TIMESTAMP(timezone=True)
    )
    low = sa.cast(constant_text("0001-01-01 00:00:00+00"), sa.TIMESTAMP(timezone=True))
    high = sa.cast(constant_text("10000-01-01 00:00:00+00"), sa.TIMESTAMP(timezone=True))
    outside = sa.or_(sa.func.abs(days) > number(MAX_DAYS), moved < low, moved >= high)
    return check(sa.and_(moment.is_not(None), outside), moved, ErrorCode.NUMBER)


def micros(end: datetime, start: datetime) -> Decimal:
    return Decimal((end - start) // timedelta(microseconds=1))


def days_of_moments(end: datetime, start: datetime) -> Value:
    return divide(micros(end, start), Decimal(_DAY))


def seconds(end: Element, start: Element) -> Element:
    return part("epoch", end) - part("epoch", start)


def make_date(year: Decimal, month: Decimal, day_: Decimal) -> Value:
    index = whole_part(year) * 12 + whole_part(month) - 1
    days = whole_part(day_, MAX_DAYS)
    if not _FIRST_MONTH <= index <= _LAST_MONTH:
        return NUMBER_ERROR
    ordinal = _from_index(index, 1).toordinal() + days - 1
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else NUMBER_ERROR


def make_date_sql(year: Element, month: Element, day_: Element) -> Failing:
    index = sa.type_coerce(integer(year) * 12 + integer(month) - 1, sa.Integer)
    within = sa.case((index.between(whole(_FIRST_MONTH), whole(_LAST_MONTH)), index))
    first = sa.func.make_date(
        sa.func.div(within, whole(12)).cast(sa.Integer),
        sa.func.mod(within, whole(12)) + 1,
        whole(1),
        type_=sa.Date,
    )
    value, inside = _days_on(first, integer(day_, MAX_DAYS) - whole(1))
    good = sa.func.coalesce(inside, sa.false())
    return Failing(value, sa.case((good, sa.null()), else_=error(ErrorCode.NUMBER)))


def make_time(hour: Decimal, minute: Decimal, second: Decimal) -> Value:
    """Make a time of day; what is too much rolls over, past midnight too, and below zero is #NUM!."""
    total = whole_part(hour) * 3600 + whole_part(minute) * 60 + whole_part(second)
    if total < 0:
        return NUMBER_ERROR
    return time(total // 3600 % 24, total // 60 % 60, total % 60)


def make_time_sql(hour: Element, minute: Element, second: Element) -> Failing:
    total = sum(
        (
            sa.cast(integer(part_), sa.BigInteger) * whole(seconds_)
            for part_, seconds_ in ((hour, 3600), (minute, 60), (second, 1))
        ),
        whole(0),
    )
    # A time takes an interval past midnight as the clock does.
    value = sa.cast(constant_text("00:00"), sa.Time) + times("1 second", sa.func.mod(total, whole(86_400)))
    return check(total < whole(0), sa.type_coerce(value, sa.Time), ErrorCode.NUMBER)


def edate(day_: date, months: Decimal) -> Value:
    index = _month_index(day_) + whole_part(months)
    return _from_index(index, day_.day) if _FIRST_MONTH <= index <= _LAST_MONTH else NUMBER_ERROR


def eomonth(day_: date, months: Decimal) -> Value:
    index = _month_index(day_) + whole_part(months)
    return _from_index(index, 31) if _FIRST_MONTH <= index <= _LAST_MONTH else NUMBER_ERROR


def _moved_index(day_: Element, months: Element) -> Element:
    return sa.type_coerce(
        sa.cast(part("year", day_) * 12 + part("month", day_) - 1, sa.Integer) + integer(months), sa.Integer
    )


def _months_within(day_: Element, months: Element) -> tuple[Element, Element]:
    index = _moved_index(day_, months)
    fails = sa.not_(index.between(whole(_FIRST_MONTH), whole(_LAST_MONTH)))
    return fails, sa.case((fails, whole(0)), else_=integer(months))


def edate_sql(day_: Element, months: Element) -> Failing:
    fails, within = _months_within(day_, months)
    moved = sa.cast(sa.cast(day_, sa.TIMESTAMP) + sa.func.make_interval(whole(0), within), sa.Date)
    return check(fails, moved, ErrorCode.NUMBER)


def eomonth_sql(day_: Element, months: Element) -> Failing:
    fails, within = _months_within(day_, months)
    first = sa.func.date_trunc("month", sa.cast(day_, sa.TIMESTAMP))
    last = sa.cast(first + sa.func.make_interval(whole(0), within + 1) - interval("1 day"), sa.Date)
    return check(fails, last, ErrorCode.NUMBER)


def _months_between(start: date, end: date) -> int:
    return _month_index(end) - _month_index(start) - (end.day < start.day)


def difference(unit: str) -> Callable[[date, date], Value]:
    def difference(start: date, end: date) -> Value:
        if start > end:
            return NUMBER_ERROR
        if unit == "d":
            return Decimal((end - start).days)
        months = _months_between(start, end)
        return Decimal(months if unit == "m" else months // 12)

    return difference


def difference_sql(unit: str) -> Callable[[Element, Element], Failing]:
    def difference(start: Element, end: Element) -> Failing:
        if unit == "d":
            return check(
                start > end, sa.cast(sa.type_coerce(end - start, sa.Integer), sa.Numeric), ErrorCode.NUMBER
            )
        short = sa.case((part("day", end) < part("day", start), number(1)), else_=number(0))
        months = (
            (part("year", end) - part("year", start)) * number(12)
            + part("month", end)
            - part("month", start)
            - short
        )
        return check(
            start > end, months if unit == "m" else sa.func.floor(months / number(12)), ErrorCode.NUMBER
        )

    return difference


def datedif_rule(checker: Checker, call: CallTree) -> Node:
    parts = checker.arguments(call, 3, 3, 'DATEDIF(start, end, "y" | "m" | "d")')
    dates = [day(checker, checker.node(tree)) for tree in parts[:2]]
    unit = checker.node(parts[2])
    if not isinstance(unit, Literal) or unit.value not in ("y", "m", "d"):
        raise formula_error(
            "bad_format",
            unit.place.position,
            unit.place.length,
            "The unit of DATEDIF is not known.",
            'Write "y", "m" or "d".',
        )
    return checker.call(f"DATEDIF_{unit.value}".upper(), dates, NUMBER, call.place, (7, 0))


def weekday(day_: date, kind: Decimal) -> Value:
    number_ = day_.isoweekday()
    by_kind = {1: number_ % 7 + 1, 2: number_, 3: number_ - 1}
    found = by_kind.get(int(kind)) if kind == int(kind) else None
    return NUMBER_ERROR if found is None else Decimal(found)


def weekday_sql(day_: Element, kind: Element) -> Failing:
    iso = part("isodow", day_)
    value = sa.case(
        (kind == number(1), sa.func.mod(iso, number(7)) + number(1)),
        (kind == number(2), iso),
        (kind == number(3), iso - number(1)),
    )
    fails = sa.and_(day_.is_not(None), sa.not_(kind.in_([number(1), number(2), number(3)])))
    return check(fails, value, ErrorCode.NUMBER)


def weeknum(day_: date) -> Decimal:
    first = date(day_.year, 1, 1).isoweekday() % 7
    return Decimal((day_.timetuple().tm_yday - 1 + first) // 7 + 1)


def weeknum_sql(day_: Element) -> Element:
    first = part("dow", sa.func.date_trunc("year", sa.cast(day_, sa.TIMESTAMP), type_=sa.TIMESTAMP))
    return sa.func.floor((part("doy", day_) - number(1) + first) / number(7), type_=sa.Numeric) + number(1)


def truncated(unit: str) -> Callable[[Element], Element]:
    return lambda day_: sa.cast(sa.func.date_trunc(unit, sa.cast(day_, sa.TIMESTAMP)), sa.Date)


def week_start(day_: date) -> Value:
    ordinal = day_.toordinal() - day_.weekday()
    return date.fromordinal(max(ordinal, 1))


def datevalue(text: str) -> Value:
    trimmed = text.strip(" ")
    if not trimmed:
        return None
    found = _DATE.fullmatch(trimmed)
    if found is None:
        return VALUE
    try:
        return date(*(int(group) for group in found.groups()))
    except ValueError:
        return VALUE


_DATE = re.compile("([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")


def datevalue_sql(text: Element) -> Failing:
    trimmed = sa.func.btrim(text, constant_text(" "), type_=sa.Text)
    shaped = trimmed.op("~", is_comparison=True)(constant_text("^[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}$"))
    safe = sa.case(
        (shaped, sa.func.translate(trimmed, constant_text("/"), constant_text("-"))),
        else_=constant_text("0000-0-0"),
    )
    year, month, day_ = (
        sa.cast(sa.func.split_part(safe, constant_text("-"), whole(index)), sa.Integer) for index in (1, 2, 3)
    )
    inside = sa.and_(year >= whole(1), month.between(whole(1), whole(12)), day_.between(whole(1), whole(31)))
    first = sa.func.make_date(
        sa.func.greatest(year, whole(1)),
        sa.func.least(sa.func.greatest(month, whole(1)), whole(12)),
        whole(1),
        type_=sa.Date,
    )
    value = sa.type_coerce(first + day_ - whole(1), sa.Date)
    good = sa.and_(inside, part("month", value) == sa.cast(month, sa.Numeric))
    blank = trimmed == constant_text("")
    return Failing(
        sa.case((good, value)), sa.case((sa.or_(blank, good), sa.null()), else_=error(ErrorCode.VALUE))
    )
