"""Schedule: what the clock starts: a rule at the moments of a cron expression, at a distance from a date of each
record, or when a record has seen no activity for some days.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum
from typing import Any

from dougong_formula import workday
from dougong_model import Value
from dougong_rule.condition import Condition
from dougong_rule.moments import moments_between

MOST_DAYS = 3_650
MOST_HOURS = 24 * 366
GRACE_DAYS = 31
LATE = timedelta(minutes=10)
"""A moment that is looked at within this time has not been missed."""

_SPAN = 3
_SLACK = 60
"""Days that working days reach at most: three for each, and the longest holidays."""


class CatchUp(StrEnum):
    """What becomes of moments that were missed: the last of them acts, each of them, or none."""

    ONCE = "once"
    EACH = "each"
    NONE = "none"


class Unit(StrEnum):
    """What an offset counts."""

    DAY = "day"
    WORKING_DAY = "working_day"
    HOUR = "hour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A whole number, written or given by a setting."""

    number: int = 0
    value: Condition | None = None

    def of(self, settings: Mapping[str, Any]) -> int:
        """Return the number; 0 when the setting is blank or no number."""
        if self.value is None:
            return self.number
        found: Value = self.value.value({"settings": settings})
        return int(found) if isinstance(found, Decimal | int) else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cron:
    """At the moments of a cron expression, on the workspace's clock."""

    cron: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """So many units after (before, when negative) what `field` holds; days at a time of day."""

    field: str
    offset: Amount
    unit: Unit
    dated: bool
    at: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inactive:
    """Every day at a time, for records that for so many days were not created and saw nothing of `fields` (dates
    and times), `lists` (rows that were added) or, with `states`, a step of their state machine.
    """

    days: Amount
    at: time
    fields: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    states: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When the clock starts a rule, and what becomes of moments missed by at most `grace_days`."""

    timing: Cron | Relative | Inactive
    catch_up: CatchUp = CatchUp.ONCE
    grace_days: int = GRACE_DAYS

    @property
    def cron(self) -> str | None:
        """Return the moments at which records are looked for; None: all the time, as each has its own."""
        match self.timing:
            case Cron(cron=cron):
                return cron
            case Relative(at=time() as at) | Inactive(at=at):
                return f"{at.minute} {at.hour} * * *"
            case _:
                return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One time at which a rule acts: its moment (UTC), and since when (without it) dates of records count."""

    at: datetime
    since: datetime


def due(schedule: Schedule, after: datetime, until: datetime, zone: tzinfo) -> list[Due]:
    """Return when a rule is to act of what lies after one moment and up to another, the first one first."""
    earliest = until - (
        LATE if schedule.catch_up is CatchUp.NONE else timedelta(days=schedule.grace_days) + LATE
    )
    since = max(after, earliest)
    if since >= until:
        return []
    if schedule.cron is None:
        return [Due(at=until, since=since)]
    found = moments_between(schedule.cron, since, until, zone)
    if isinstance(schedule.timing, Relative):
        # Each record has its own date: nothing is missed by looking for all of them together.
        return [Due(at=found[-1], since=since)] if found else []
    if schedule.catch_up is not CatchUp.EACH:
        found = found[-1:]
    return [Due(at=one, since=since) for one in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holidays:
    """The exceptions of the working calendar, sorted: weekdays that are free, weekend days that are worked."""

    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()


def dates_of(offset: int, unit: Unit, first: date, last: date, calendar: Holidays) -> tuple[date, date]:
    """Return the first and last date from which an offset leads to one of the days from `first` to `last`; the
    first comes after the last when none does.
    """
    if unit is Unit.DAY:
        return first - timedelta(days=offset), last - timedelta(days=offset)
    reach = _SPAN * abs(offset) + _SLACK
    start = first - timedelta(days=offset) - timedelta(days=reach)
    around = [start + timedelta(days=one) for one in range((last - first).days + 2 * reach + 1)]

    def reached(day: date) -> date:
        found = workday(day, Decimal(offset), calendar.holidays, calendar.workdays)
        return found if isinstance(found, date) else day

    low = bisect_left(around, first, key=reached)
    high = bisect_left(around, last + timedelta(days=1), key=reached) - 1
    return around[low], around[high]


def days_between(since: datetime, until: datetime, at: time, zone: tzinfo) -> tuple[date, date]:
    """Return the first and last day on which a time of day comes after one moment and up to another; the first
    comes after the last when it comes on none.
    """
    first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    if datetime.combine(first, at, zone) <= since:
        first += timedelta(days=1)
    if datetime.combine(last, at, zone) > until:
        last -= timedelta(days=1)
    return first, last
