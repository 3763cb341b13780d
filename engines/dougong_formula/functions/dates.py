"""Dates: dates have no zone, date-times are UTC and read in the reader's zone. A blank date gives blank."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal

import sqlalchemy as sa

from dougong_formula.checking import Checker
from dougong_formula.functions.arithmetic import divide
from dougong_formula.functions.calendar import (
    ONE,
    add_days,
    add_days_sql,
    add_to_moment,
    add_to_moment_sql,
    datedif_rule,
    datevalue,
    datevalue_sql,
    days_of_moments,
    difference,
    difference_sql,
    edate,
    edate_sql,
    eomonth,
    eomonth_sql,
    local,
    make_date,
    make_date_sql,
    make_time,
    make_time_sql,
    micros,
    seconds,
    truncated,
    week_start,
    weekday,
    weekday_sql,
    weeknum,
    weeknum_sql,
    zone_of,
)
from dougong_formula.functions.definition import (
    Function,
    day,
    internal,
    special,
    strict,
)
from dougong_formula.functions.sql_parts import (
    Element,
    divided,
    number,
    part,
)
from dougong_formula.operators import days_between
from dougong_formula.tree import Call as CallTree
from dougong_formula.typed import Node
from dougong_formula.types import DATE, DATETIME, NUMBER, TIME
from dougong_model import Value


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
        name, "dates", f"{name}(date)", "day", DATE, python, truncated(unit), help=help, examples=(example,)
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
        make_date,
        make_date_sql,
        help=(
            "A date from its parts; a month or day too many rolls over.",
            "由年、月、日组成日期；超出的月、日自动进位。",
        ),
        examples=(("DATE(2024, 13, 1)", "2025-01-01"), ("DATE(2024, 3, 0)", "2024-02-29")),
    ),
    strict(
        "TIME",
        "dates",
        "TIME(hour, minute, second)",
        "number number number",
        TIME,
        make_time,
        make_time_sql,
        help=(
            "A time of day from its parts; what is too much rolls over.",
            "由时、分、秒组成时间；超出的部分自动进位。",
        ),
        examples=(("TIME(8, 90, 0)", "09:30"),),
        reading=("the time {0}:{1}:{2}", "时间 {0}:{1}:{2}"),
    ),
    strict(
        "DATEVALUE",
        "dates",
        "DATEVALUE(text)",
        "text",
        DATE,
        datevalue,
        datevalue_sql,
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
        weekday,
        weekday_sql,
        help=(
            "The day of the week: kind 1 Sunday is 1, kind 2 Monday is 1, kind 3 Monday is 0.",
            "星期几：类型 1 星期日为 1，类型 2 星期一为 1，类型 3 星期一为 0。",
        ),
        examples=(("WEEKDAY(DATE(2024, 1, 7))", "1"), ("WEEKDAY(DATE(2024, 1, 7), 2)", "7")),
        defaults=(ONE,),
        digits=(1, 0),
    ),
    strict(
        "WEEKNUM",
        "dates",
        "WEEKNUM(date)",
        "day",
        NUMBER,
        weeknum,
        weeknum_sql,
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
        edate,
        edate_sql,
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
        eomonth,
        eomonth_sql,
        help=("The last day of the month some months later.", "若干个月之后的月末。"),
        examples=(("EOMONTH(DATE(2024, 1, 15), 1)", "2024-02-29"),),
    ),
    special(
        "DATEDIF",
        "dates",
        'DATEDIF(start, end, "y" | "m" | "d")',
        datedif_rule,
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
        lambda end, start: divide(micros(end, start), Decimal(60_000_000)),
        lambda end, start: divided(seconds(end, start), number(60)),
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
        week_start,
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
    internal("DATEDIF_Y", "date date", difference("y"), difference_sql("y")),
    internal("DATEDIF_M", "date date", difference("m"), difference_sql("m")),
    internal("DATEDIF_D", "date date", difference("d"), difference_sql("d")),
    internal(
        "DAYS_BETWEEN",
        "date date",
        lambda end, start: Decimal((end - start).days),
        lambda end, start: sa.cast(sa.type_coerce(end - start, sa.Integer), sa.Numeric),
    ),
    internal(
        "DAYS_BETWEEN_MOMENTS",
        "datetime datetime",
        days_of_moments,
        lambda end, start: divided(seconds(end, start), number(86_400)),
    ),
    internal("ADD_DAYS", "date number", add_days, add_days_sql),
    internal("ADD_DAYS_TO_MOMENT", "datetime number", add_to_moment, add_to_moment_sql),
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
