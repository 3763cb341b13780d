"""Working days: counted in closed form with the exceptions of the working calendar.

The calendar stands beside the row: `$holidays` (weekdays that are free) and `$workdays` (weekend days that
are worked), sorted dates without repetition. Days are counted from 1, 0001-01-01, which is a Monday.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from dougong_formula.checking import Checker
from dougong_formula.functions.arithmetic import whole_part
from dougong_formula.functions.definition import (
    NUMBER_ERROR,
    VALUE,
    Failing,
    Function,
    argument,
)
from dougong_formula.functions.sql_parts import Element, constant_text, error, integer, whole
from dougong_formula.limits import MAX_WORKDAYS, WORKDAY_SLACK
from dougong_formula.tree import Call as CallTree
from dougong_formula.typed import Node
from dougong_formula.types import DATE, NUMBER, Type, list_of
from dougong_model import ErrorCode, Value

Days = Sequence[date]
_LAST = date.max.toordinal()
# Whole weeks, added so that no day before the first leaves a negative remainder.
_SHIFT = 70_000


def _listed(days: Days, ordinal: int) -> int:
    """Count the days of a sorted list up to a day."""
    if ordinal < 1:
        return 0
    return len(days) if ordinal > _LAST else bisect_right(days, date.fromordinal(ordinal))


def _worked(ordinal: int, holidays: Days, workdays: Days) -> int:
    """Count the working days up to a day."""
    weeks, rest = divmod(ordinal + _SHIFT, 7)
    return weeks * 5 + min(rest, 5) - _listed(holidays, ordinal) + _listed(workdays, ordinal)


def networkdays(start: date, end: date, holidays: Days, workdays: Days) -> Value:
    """Count the working days from one date to another, both included; negative when they go back."""
    first, last = sorted((start.toordinal(), end.toordinal()))
    count = _worked(last, holidays, workdays) - _worked(first - 1, holidays, workdays)
    return Decimal(-count if start > end else count)


def workday(start: date, days: Decimal, holidays: Days, workdays: Days) -> Value:
    """Return the date so many working days on; #VALUE! beyond the limits of the search."""
    count = whole_part(days)
    if abs(count) > MAX_WORKDAYS:
        return VALUE
    if count == 0:
        return start
    here, wanted = start.toordinal(), abs(count)

    def worked(distance: int) -> int:
        low, high = (here, here + distance) if count > 0 else (here - distance - 1, here - 1)
        return _worked(high, holidays, workdays) - _worked(low, holidays, workdays)

    distances = range(wanted, 2 * wanted + WORKDAY_SLACK + 1)
    place = bisect_left(distances, wanted, key=worked)
    if place == len(distances):
        return VALUE
    found = here + (distances[place] if count > 0 else -distances[place])
    return date.fromordinal(found) if 1 <= found <= _LAST else NUMBER_ERROR


def _first_day() -> Element:
    return sa.cast(constant_text("0001-01-01"), sa.Date)


def _ordinal(day_: Element) -> Element:
    return sa.type_coerce(day_ - _first_day(), sa.Integer) + whole(1)


def _date(ordinal: Element) -> Element:
    return sa.type_coerce(_first_day() + (ordinal - whole(1)), sa.Date)


def _worked_sql(ordinal: Element, holidays: Element, workdays: Element) -> Element:
    """Count the working days up to a day; the lists are searched by halves."""
    shifted = ordinal + whole(_SHIFT)
    weekdays = (shifted // whole(7)) * whole(5) + sa.func.least(sa.func.mod(shifted, whole(7)), whole(5))
    free = sa.func.width_bucket(_date(ordinal), holidays, type_=sa.Integer)
    made_up = sa.func.width_bucket(_date(ordinal), workdays, type_=sa.Integer)
    return sa.type_coerce(weekdays - free + made_up, sa.Integer)


def _given(**values: Element) -> sa.Subquery:
    """Compute values once, under names."""
    labelled = [value.label(name) for name, value in values.items()]
    return sa.select(*labelled).correlate_except(None).subquery()


def networkdays_sql(start: Element, end: Element, holidays: Element, workdays: Element) -> Element:
    given = _given(
        first=_ordinal(sa.func.least(start, end, type_=sa.Date)),
        last=_ordinal(sa.func.greatest(start, end, type_=sa.Date)),
        sign=sa.case((start > end, whole(-1)), (start <= end, whole(1))),
    )
    count = _worked_sql(given.c.last, holidays, workdays) - _worked_sql(
        given.c.first - whole(1), holidays, workdays
    )
    counted = sa.select(sa.cast(count * given.c.sign, sa.Numeric)).select_from(given)
    return counted.correlate_except(given).scalar_subquery()


def workday_sql(start: Element, days: Element, holidays: Element, workdays: Element) -> Failing:
    # The distances are made one by one as they are looked at, so the search ends with the answer.
    counted = integer(days)
    near = sa.func.least(sa.func.abs(counted), whole(MAX_WORKDAYS), type_=sa.Integer)
    given = _given(here=_ordinal(start), count=sa.func.sign(counted, type_=sa.Integer) * near, wanted=near)
    distance = sa.func.generate_series(given.c.wanted, given.c.wanted * 2 + WORKDAY_SLACK, type_=sa.Integer)
    tried = sa.select(given.c.here, given.c.count, given.c.wanted, distance.label("distance")).subquery()
    here, far, back = tried.c.here, tried.c.distance, tried.c.count < whole(0)
    high = sa.case((back, here - whole(1)), else_=here + far)
    low = sa.case((back, here - far - whole(1)), else_=here)
    worked = _worked_sql(high, holidays, workdays) - _worked_sql(low, holidays, workdays)
    place = sa.case((back, here - far), else_=here + far)
    inside = place.between(whole(1), whole(_LAST))

    def found(answer: Element) -> Element:
        search = sa.select(answer).select_from(tried).where(worked >= tried.c.wanted).limit(whole(1))
        return search.correlate_except(tried).scalar_subquery()

    beyond = sa.func.abs(counted) > whole(MAX_WORKDAYS)
    none = counted == whole(0)
    value = sa.case(
        (beyond, sa.null()), (none, start), else_=found(sa.case((inside, _date(place)), else_=sa.null()))
    )
    outside = found(sa.case((inside, constant_text("")), else_=error(ErrorCode.NUMBER)))
    failure = sa.case(
        (sa.or_(start.is_(None), none), sa.null()),
        (beyond, error(ErrorCode.VALUE)),
        else_=sa.func.nullif(
            sa.func.coalesce(outside, error(ErrorCode.VALUE), type_=sa.Text), constant_text(""), type_=sa.Text
        ),
    )
    return Failing(sa.type_coerce(value, sa.Date), failure)


def _rule(
    name: str, kinds: tuple[str, str], type_: Type, signature: str
) -> Callable[[Checker, CallTree], Node]:
    def rule(checker: Checker, call: CallTree) -> Node:
        trees = checker.arguments(call, 2, 2, signature)
        nodes: list[Node] = [argument(checker, tree, kind) for tree, kind in zip(trees, kinds, strict=True)]
        nodes += [checker.name((key,), list_of(DATE), call.place) for key in ("$holidays", "$workdays")]
        return checker.call(name, nodes, type_, call.place, (7, 0))

    return rule


FUNCTIONS: tuple[Function, ...] = (
    Function(
        name="NETWORKDAYS",
        group="dates",
        signature="NETWORKDAYS(start, end)",
        rule=_rule("NETWORKDAYS", ("day", "day"), NUMBER, "NETWORKDAYS(start, end)"),
        parameters=("day", "day", "days", "days"),
        python=networkdays,
        sql=networkdays_sql,
        help={
            "en": "Working days from one date to another by the organisation's calendar, both included; "
            "negative when the end lies before the start.",
            "zh": "按组织的工作日历计算两个日期之间的工作日数（含首尾）；结束早于开始时为负数。",
        },
        examples=(
            ("NETWORKDAYS(DATE(2024, 3, 1), DATE(2024, 3, 4))", "2"),
            ("NETWORKDAYS(DATE(2024, 3, 4), DATE(2024, 3, 1))", "-2"),
        ),
        reading={
            "en": "the working days from {0} to {1}",
            "zh": "{0} 至 {1} 的工作日数",
        },
    ),
    Function(
        name="WORKDAY",
        group="dates",
        signature="WORKDAY(start, days)",
        rule=_rule("WORKDAY", ("day", "number"), DATE, "WORKDAY(start, days)"),
        parameters=("day", "number", "days", "days"),
        python=workday,
        sql=workday_sql,
        help={
            "en": "The date some working days after a date by the organisation's calendar, before it when "
            f"negative; at most {MAX_WORKDAYS:,} days, else #VALUE!.",
            "zh": f"按组织的工作日历，某日期之后（负数为之前）若干个工作日的日期；最多 {MAX_WORKDAYS:,} 天，"
            "超出为 #VALUE!。",
        },
        examples=(
            ("WORKDAY(DATE(2024, 3, 1), 1)", "2024-03-04"),
            ("WORKDAY(DATE(2024, 3, 4), -1)", "2024-03-01"),
        ),
        reading={
            "en": "{0} plus {1} working days",
            "zh": "{0} 加 {1} 个工作日",
        },
    ),
)
