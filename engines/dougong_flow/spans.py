"""Spans: durations of a document and when they end, on the clock or on the working calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

LONGEST_DAYS = 3_660
"""Days that a span may reach ahead: ten years."""

_SATURDAY = 5


class Unit(StrEnum):
    """What a span is counted in; the last two pass only while people work."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORK_HOURS = "work_hours"
    WORK_DAYS = "work_days"


@dataclass(frozen=True, slots=True)
class Span:
    """A duration: so many of a unit."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The working calendar: Monday to Friday from `opens` to `closes` in `zone`, but for `holidays`, and for the
    weekend days in `workdays`.
    """

    zone: tzinfo = UTC
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    opens: time = time(9)
    closes: time = time(18)

    def works_on(self, day: date) -> bool:
        """Say whether people work on a day."""
        return day in self.workdays or (day.weekday() < _SATURDAY and day not in self.holidays)

    def hours_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the stretches of working time from a moment on; gives up after `LONGEST_DAYS`."""
        first = moment.astimezone(self.zone).date()
        for ahead in range(LONGEST_DAYS):
            day = first + timedelta(days=ahead)
            if self.works_on(day):
                begin = max(_at(day, self.opens, self.zone), moment)
                end = _at(day, self.closes, self.zone)
                if begin < end:
                    yield begin, end


def later(span: Span, moment: datetime, calendar: Calendar) -> datetime:
    """Return when a span that begins at a moment ends, in UTC.

    Days keep the time of day in the calendar's zone, also over a change of the clock.
    """
    match span.unit:
        case Unit.MINUTES:
            return moment + timedelta(minutes=span.amount)
        case Unit.HOURS:
            return moment + timedelta(hours=span.amount)
        case Unit.DAYS:
            local = moment.astimezone(calendar.zone)
            return _at(local.date() + timedelta(days=span.amount), local.time(), calendar.zone)
        case Unit.WORK_DAYS:
            return _work_days(span.amount, moment, calendar)
    return _work_hours(timedelta(hours=span.amount), moment, calendar)


def _work_days(amount: int, moment: datetime, calendar: Calendar) -> datetime:
    local = moment.astimezone(calendar.zone)
    day = local.date()
    for _ in range(LONGEST_DAYS):
        if amount == 0:
            break
        day += timedelta(days=1)
        amount -= calendar.works_on(day)
    return _at(day, local.time(), calendar.zone)


def _work_hours(left: timedelta, moment: datetime, calendar: Calendar) -> datetime:
    end = moment
    for begin, end in calendar.hours_from(moment):
        if left <= end - begin:
            return begin + left
        left -= end - begin
    return end


def _at(day: date, moment: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, moment.replace(tzinfo=None), zone).astimezone(UTC)
