"""Dates: dates have no zone, date-times are UTC and read in the reader's zone. A blank date gives blank."""

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
from dougong_formula.functions.definition import (
    NUMBER_ERROR,
    VALUE,
    Failing,
    Function,
    day,
    internal,
    special,
    strict,
)
from dougong_formula.functions.maths import EXACT, divide, scaled, whole_part
from dougong_formula.functions.sql_parts import (
    Element,
    check,
    constant_text,
    divided,
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
from dougong_formula.operators import days_between
from dougong_formula.tree import Call as CallTree
from dougong_formula.tree import Place
from dougong_formula.typed import Literal, Node
from dougong_formula.types import DATE, DATETIME, NUMBER, TIME
from dougong_model import ErrorCode, Value

_FIRST_MONTH, _LAST_MONTH = 12, 9999 * 12 + 11
_DAY = 86_400_000_000
_ONE = number_literal(1, Place(0, 0))
_FIRST, _LAST = "0001-01-01", "9999-12-31"


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


def _in_years(value: Element) -> Element:
    low = sa.cast(constant_text(_FIRST), sa.Date)
    high = sa.cast(constant_text(_LAST), sa.Date)
    return sa.and_(value >= low, value <= high)


def _add_days_sql(day_: Element, days: Element) -> Failing:
    far = sa.func.abs(sa.func.floor(days)) > number(MAX_DAYS)
    moved = day_ + integer(sa.func.floor(days), MAX_DAYS)
    value = sa.type_coerce(moved, sa.Date)
    bad = sa.and_(day_.is_not(None), sa.or_(far, sa.not_(_in_years(value))))
    return check(bad, value, ErrorCode.NUMBER)


def _add_to_moment(moment: datetime, days: Decimal) -> Value:
    micros = scaled(EXACT.multiply(days, Decimal(_DAY)), 0, "ROUND_HALF_UP")
    if days.copy_abs() > MAX_DAYS:
        return NUMBER_ERROR
    try:
        return moment + timedelta(microseconds=int(micros))
    except OverflowError:
        return NUMBER_ERROR


def _add_to_moment_sql(moment: Element, days: Element) -> Failing:
    within = sa.func.least(sa.func.greatest(days, number(-MAX_DAYS)), number(MAX_DAYS), type_=sa.Numeric)
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


def _micros(end: datetime, start: datetime) -> Decimal:
    return Decimal((end - start) // timedelta(microseconds=1))


def _days_of_moments(end: datetime, start: datetime) -> Value:
    return divide(_micros(end, start), Decimal(_DAY))


def _seconds(end: Element, start: Element) -> Element:
    return part("epoch", end) - part("epoch", start)


def _make_date(year: Decimal, month: Decimal, day_: Decimal) -> Value:
    index = whole_part(year) * 12 + whole_part(month) - 1
    days = whole_part(day_, MAX_DAYS)
    if not _FIRST_MONTH <= index <= _LAST_MONTH:
        return NUMBER_ERROR
    ordinal = _from_index(index, 1).toordinal() + days - 1
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else NUMBER_ERROR


def _make_date_sql(year: Element, month: Element, day_: Element) -> Failing:
    index = sa.type_coerce(integer(year) * 12 + integer(month) - 1, sa.Integer)
    within = sa.case((sa.and_(index >= _FIRST_MONTH, index <= _LAST_MONTH), index))
    first = sa.func.make_date(
        sa.func.div(within, whole(12)).cast(sa.Integer),
        sa.func.mod(within, whole(12)) + 1,
        whole(1),
        type_=sa.Date,
    )
    value = sa.type_coerce(first + integer(day_, MAX_DAYS) - whole(1), sa.Date)
    good = sa.func.coalesce(_in_years(value), sa.false())
    return Failing(sa.case((good, value)), sa.case((good, sa.null()), else_=error(ErrorCode.NUMBER)))


def _edate(day_: date, months: Decimal) -> Value:
    index = _month_index(day_) + whole_part(months)
    return _from_index(index, day_.day) if _FIRST_MONTH <= index <= _LAST_MONTH else NUMBER_ERROR


def _eomonth(day_: date, months: Decimal) -> Value:
    index = _month_index(day_) + whole_part(months)
    return _from_index(index, 31) if _FIRST_MONTH <= index <= _LAST_MONTH else NUMBER_ERROR


def _moved_index(day_: Element, months: Element) -> Element:
    return sa.type_coerce(
        sa.cast(part("year", day_) * 12 + part("month", day_) - 1, sa.Integer) + integer(months), sa.Integer
    )


def _months_within(day_: Element, months: Element) -> tuple[Element, Element]:
    index = _moved_index(day_, months)
    fails = sa.or_(index < whole(_FIRST_MONTH), index > whole(_LAST_MONTH))
    return fails, sa.case((fails, whole(0)), else_=integer(months))


def _edate_sql(day_: Element, months: Element) -> Failing:
    fails, within = _months_within(day_, months)
    moved = sa.cast(sa.cast(day_, sa.TIMESTAMP) + sa.func.make_interval(whole(0), within), sa.Date)
    return check(fails, moved, ErrorCode.NUMBER)


def _eomonth_sql(day_: Element, months: Element) -> Failing:
    fails, within = _months_within(day_, months)
    first = sa.func.date_trunc("month", sa.cast(day_, sa.TIMESTAMP))
    last = sa.cast(first + sa.func.make_interval(whole(0), within + 1) - interval("1 day"), sa.Date)
    return check(fails, last, ErrorCode.NUMBER)


def _months_between(start: date, end: date) -> int:
    return _month_index(end) - _month_index(start) - (end.day < start.day)


def _difference(unit: str) -> Callable[[date, date], Value]:
    def difference(start: date, end: date) -> Value:
        if start > end:
            return NUMBER_ERROR
        if unit == "d":
            return Decimal((end - start).days)
        months = _months_between(start, end)
        return Decimal(months if unit == "m" else months // 12)

    return difference


def _difference_sql(unit: str) -> Callable[[Element, Element], Failing]:
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


def _datedif_rule(checker: Checker, call: CallTree) -> Node:
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


def _weekday(day_: date, kind: Decimal) -> Value:
    number_ = day_.isoweekday()
    by_kind = {1: number_ % 7 + 1, 2: number_, 3: number_ - 1}
    found = by_kind.get(int(kind)) if kind == int(kind) else None
    return NUMBER_ERROR if found is None else Decimal(found)


def _weekday_sql(day_: Element, kind: Element) -> Failing:
    iso = part("isodow", day_)
    value = sa.case(
        (kind == number(1), sa.func.mod(iso, number(7)) + number(1)),
        (kind == number(2), iso),
        (kind == number(3), iso - number(1)),
    )
    fails = sa.and_(day_.is_not(None), sa.not_(kind.in_([number(1), number(2), number(3)])))
    return check(fails, value, ErrorCode.NUMBER)


def _weeknum(day_: date) -> Decimal:
    first = date(day_.year, 1, 1).isoweekday() % 7
    return Decimal((day_.timetuple().tm_yday - 1 + first) // 7 + 1)


def _weeknum_sql(day_: Element) -> Element:
    first = part("dow", sa.func.date_trunc("year", sa.cast(day_, sa.TIMESTAMP), type_=sa.TIMESTAMP))
    return sa.func.floor((part("doy", day_) - number(1) + first) / number(7), type_=sa.Numeric) + number(1)


def _truncated(unit: str) -> Callable[[Element], Element]:
    return lambda day_: sa.cast(sa.func.date_trunc(unit, sa.cast(day_, sa.TIMESTAMP)), sa.Date)


def _week_start(day_: date) -> Value:
    ordinal = day_.toordinal() - day_.weekday()
    return date.fromordinal(max(ordinal, 1))


def _datevalue(text: str) -> Value:
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


def _datevalue_sql(text: Element) -> Failing:
    trimmed = sa.func.btrim(text, constant_text(" "), type_=sa.Text)
    shaped = trimmed.op("~", is_comparison=True)(constant_text("^[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}$"))
    safe = sa.case(
        (shaped, sa.func.translate(trimmed, constant_text("/"), constant_text("-"))),
        else_=constant_text("0000-0-0"),
    )
    year, month, day_ = (
        sa.cast(sa.func.split_part(safe, constant_text("-"), whole(index)), sa.Integer) for index in (1, 2, 3)
    )
    inside = sa.and_(
        year >= whole(1), month >= whole(1), month <= whole(12), day_ >= whole(1), day_ <= whole(31)
    )
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


def _today(checker: Checker, call: CallTree) -> Node:
    checker.arguments(call, 0, 0, "TODAY()")
    return checker.name(("$today",), DATE, call.place)


def _now(checker: Checker, call: CallTree) -> Node:
    checker.arguments(call, 0, 0, "NOW()")
    return checker.name(("$now",), DATETIME, call.place)


def _days(checker: Checker, call: CallTree) -> Node:
    end, start = checker.arguments(call, 2, 2, "DAYS(end, start)")
    nodes = []
    for tree in (end, start):
        node = checker.node(tree)
        nodes.append(node if node.type == DATETIME else day(checker, node))
    return days_between(checker, nodes[0], nodes[1], call.place)


def _clock(name: str) -> Callable[[Checker, CallTree], Node]:
    def rule(checker: Checker, call: CallTree) -> Node:
        (tree,) = checker.arguments(call, 1, 1, f"{name}(time)")
        node = checker.node(tree)
        converted = checker.convert(node, TIME)
        if node.type == DATETIME:
            converted = checker.call("LOCAL_TIME", (node, checker.zone(node.place)), TIME, node.place)
        if converted is None:
            raise checker.mismatch(node, "date-time")
        return checker.call(f"{name}_OF", (converted,), NUMBER, call.place, (2, 0))

    return rule


def _part(
    name: str,
    python: Callable[[date], int],
    sql: Callable[[Element], Element],
    help: tuple[str, str],
    example: tuple[str, str],
    reading: tuple[str, str] | None = None,
) -> Function:
    return strict(
        name,
        "dates",
        f"{name}(date)",
        "day",
        NUMBER,
        lambda day_: Decimal(python(day_)),
        sql,
        help=help,
        examples=(example,),
        digits=(4, 0),
        reading=reading,
    )


def _start(
    name: str, python: Callable[[date], Value], unit: str, help: tuple[str, str], example: tuple[str, str]
) -> Function:
    return strict(
        name, "dates", f"{name}(date)", "day", DATE, python, _truncated(unit), help=help, examples=(example,)
    )


FUNCTIONS: tuple[Function, ...] = (
    special(
        "TODAY",
        "dates",
        "TODAY()",
        _today,
        help=("The day it is for the reader.", "今天的日期。"),
        examples=(("TODAY()", ""),),
        reading=("today", "今天"),
    ),
    special(
        "NOW",
        "dates",
        "NOW()",
        _now,
        help=("The present moment.", "现在的日期时间。"),
        examples=(("NOW()", ""),),
        reading=("now", "现在"),
    ),
    strict(
        "DATE",
        "dates",
        "DATE(year, month, day)",
        "number number number",
        DATE,
        _make_date,
        _make_date_sql,
        help=(
            "A date from its parts; a month or day too many rolls over.",
            "由年、月、日组成日期；超出的月、日自动进位。",
        ),
        examples=(("DATE(2024, 13, 1)", "2025-01-01"), ("DATE(2024, 3, 0)", "2024-02-29")),
    ),
    strict(
        "DATEVALUE",
        "dates",
        "DATEVALUE(text)",
        "text",
        DATE,
        _datevalue,
        _datevalue_sql,
        help=("The date that a text writes, or #VALUE!.", "文本所写的日期，不是日期时为 #VALUE!。"),
        examples=(('DATEVALUE("2026-01-31")', "2026-01-31"),),
    ),
    _part(
        "YEAR",
        lambda d: d.year,
        lambda d: part("year", d),
        ("The year of a date.", "年份。"),
        ("YEAR(DATE(2026, 1, 31))", "2026"),
        ("the year of {0}", "{0} 的年份"),
    ),
    _part(
        "QUARTER",
        lambda d: (d.month + 2) // 3,
        lambda d: part("quarter", d),
        ("The quarter, 1 to 4.", "季度，1 到 4。"),
        ("QUARTER(DATE(2026, 5, 1))", "2"),
        ("the quarter of {0}", "{0} 的季度"),
    ),
    _part(
        "MONTH",
        lambda d: d.month,
        lambda d: part("month", d),
        ("The month, 1 to 12.", "月份，1 到 12。"),
        ("MONTH(DATE(2026, 5, 1))", "5"),
        ("the month of {0}", "{0} 的月份"),
    ),
    _part(
        "DAY",
        lambda d: d.day,
        lambda d: part("day", d),
        ("The day of the month.", "日，1 到 31。"),
        ("DAY(DATE(2026, 5, 9))", "9"),
        ("the day of {0}", "{0} 的日"),
    ),
    special(
        "HOUR",
        "dates",
        "HOUR(time)",
        _clock("HOUR"),
        help=("The hour, 0 to 23.", "小时，0 到 23。"),
        examples=(("HOUR(NOW())", ""),),
    ),
    special(
        "MINUTE",
        "dates",
        "MINUTE(time)",
        _clock("MINUTE"),
        help=("The minute, 0 to 59.", "分钟，0 到 59。"),
        examples=(("MINUTE(NOW())", ""),),
    ),
    strict(
        "WEEKDAY",
        "dates",
        "WEEKDAY(date, [kind])",
        "day number",
        NUMBER,
        _weekday,
        _weekday_sql,
        help=(
            "The day of the week: kind 1 Sunday is 1, kind 2 Monday is 1, kind 3 Monday is 0.",
            "星期几：类型 1 星期日为 1，类型 2 星期一为 1，类型 3 星期一为 0。",
        ),
        examples=(("WEEKDAY(DATE(2024, 1, 7))", "1"), ("WEEKDAY(DATE(2024, 1, 7), 2)", "7")),
        defaults=(_ONE,),
        digits=(1, 0),
    ),
    strict(
        "WEEKNUM",
        "dates",
        "WEEKNUM(date)",
        "day",
        NUMBER,
        _weeknum,
        _weeknum_sql,
        help=("The week of the year; weeks start on Sunday.", "一年中的第几周，周日为一周的开始。"),
        examples=(("WEEKNUM(DATE(2024, 1, 7))", "2"),),
        digits=(2, 0),
    ),
    _part(
        "ISOWEEKNUM",
        lambda d: d.isocalendar().week,
        lambda d: part("week", d),
        ("The week of the year by ISO 8601.", "ISO 8601 的周数。"),
        ("ISOWEEKNUM(DATE(2024, 1, 7))", "1"),
    ),
    strict(
        "EDATE",
        "dates",
        "EDATE(date, months)",
        "day number",
        DATE,
        _edate,
        _edate_sql,
        help=(
            "The date some months later, at most the last of the month.",
            "若干个月之后的日期，不超过月末。",
        ),
        examples=(("EDATE(DATE(2024, 1, 31), 1)", "2024-02-29"),),
        reading=("{0} plus {1} months", "{0} 之后 {1} 个月"),
    ),
    strict(
        "EOMONTH",
        "dates",
        "EOMONTH(date, months)",
        "day number",
        DATE,
        _eomonth,
        _eomonth_sql,
        help=("The last day of the month some months later.", "若干个月之后的月末。"),
        examples=(("EOMONTH(DATE(2024, 1, 15), 1)", "2024-02-29"),),
    ),
    special(
        "DATEDIF",
        "dates",
        'DATEDIF(start, end, "y" | "m" | "d")',
        _datedif_rule,
        help=("Complete years, months or days between two dates.", "两个日期之间的整年、整月或天数。"),
        examples=(('DATEDIF(DATE(2024, 1, 31), DATE(2024, 3, 30), "m")', "1"),),
    ),
    special(
        "DAYS",
        "dates",
        "DAYS(end, start)",
        _days,
        help=(
            "Days between two dates; between two date-times with decimals.",
            "两个日期之间的天数；两个日期时间之间含小数。",
        ),
        examples=(("DAYS(DATE(2024, 3, 1), DATE(2024, 2, 1))", "29"),),
    ),
    strict(
        "MINUTES",
        "dates",
        "MINUTES(end, start)",
        "datetime datetime",
        NUMBER,
        lambda end, start: divide(_micros(end, start), Decimal(60_000_000)),
        lambda end, start: divided(_seconds(end, start), number(60)),
        help=("Minutes between two date-times.", "两个日期时间之间的分钟数。"),
        examples=(("MINUTES(NOW(), NOW())", "0"),),
        digits=(12, 10),
        reading=("the minutes from {1} to {0}", "{1} 到 {0} 的分钟数"),
    ),
    _start(
        "YEAR_START",
        lambda d: d.replace(month=1, day=1),
        "year",
        ("The first day of the year.", "年初。"),
        ("YEAR_START(DATE(2026, 5, 9))", "2026-01-01"),
    ),
    _start(
        "QUARTER_START",
        lambda d: d.replace(month=(d.month - 1) // 3 * 3 + 1, day=1),
        "quarter",
        ("The first day of the quarter.", "季初。"),
        ("QUARTER_START(DATE(2026, 5, 9))", "2026-04-01"),
    ),
    _start(
        "MONTH_START",
        lambda d: d.replace(day=1),
        "month",
        ("The first day of the month.", "月初。"),
        ("MONTH_START(DATE(2026, 5, 9))", "2026-05-01"),
    ),
    _start(
        "WEEK_START",
        _week_start,
        "week",
        ("The Monday of the week.", "本周的星期一。"),
        ("WEEK_START(DATE(2026, 5, 9))", "2026-05-04"),
    ),
    _start(
        "DAY_START",
        lambda d: d,
        "day",
        ("The day of a date-time.", "日期时间所在的日期。"),
        ("DAY_START(DATE(2026, 5, 9))", "2026-05-09"),
    ),
    internal("DATEDIF_Y", "date date", _difference("y"), _difference_sql("y")),
    internal("DATEDIF_M", "date date", _difference("m"), _difference_sql("m")),
    internal("DATEDIF_D", "date date", _difference("d"), _difference_sql("d")),
    internal(
        "DAYS_BETWEEN",
        "date date",
        lambda end, start: Decimal((end - start).days),
        lambda end, start: sa.cast(sa.type_coerce(end - start, sa.Integer), sa.Numeric),
    ),
    internal(
        "DAYS_BETWEEN_MOMENTS",
        "datetime datetime",
        _days_of_moments,
        lambda end, start: divided(_seconds(end, start), number(86_400)),
    ),
    internal("ADD_DAYS", "date number", add_days, _add_days_sql),
    internal("ADD_DAYS_TO_MOMENT", "datetime number", _add_to_moment, _add_to_moment_sql),
    internal(
        "LOCAL_DATE",
        "datetime zone",
        lambda moment, zone: local(moment, zone).date(),
        lambda moment, zone: sa.cast(sa.func.timezone(zone, moment), sa.Date),
    ),
    internal(
        "LOCAL_TIME",
        "datetime zone",
        lambda moment, zone: local(moment, zone).time(),
        lambda moment, zone: sa.cast(sa.func.timezone(zone, moment), sa.Time),
    ),
    internal(
        "AT_MIDNIGHT",
        "date zone",
        lambda day_, zone: datetime.combine(day_, time(), zone_of(zone)).astimezone(UTC),
        lambda day_, zone: sa.func.timezone(
            zone, sa.cast(day_, sa.TIMESTAMP), type_=sa.TIMESTAMP(timezone=True)
        ),
    ),
    internal("HOUR_OF", "time", lambda t: Decimal(t.hour), lambda t: part("hour", t)),
    internal("MINUTE_OF", "time", lambda t: Decimal(t.minute), lambda t: part("minute", t)),
)
