"""Sequences: steps that a record goes through with time between them, until the last one or a reason to leave.

Knows no database: what a record has done of them, the moment and the working calendar are arguments.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum
from typing import Any

from dougong_formula import workday
from dougong_model import Effect, Event
from dougong_rule.condition import Condition
from dougong_rule.definition import Text, Trigger
from dougong_rule.match import fits
from dougong_rule.schedule import Amount, Holidays

_SATURDAY = 5
_LOOKED_AT = 800
"""Moves after which a moment is taken as it is: more than two years of days on which nothing is done."""


class WaitUnit(StrEnum):
    """What the time before a step is counted in."""

    HOURS = "hours"
    DAYS = "days"
    WORK_DAYS = "work_days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """When no step is taken, on the workspace's clock: from one time of day to another, which may lie beyond
    midnight, and with `rest_days` on days on which nobody works.
    """

    begin: time | None = None
    end: time | None = None
    rest_days: bool = False

    def covers(self, moment: time) -> bool:
        """Say whether a time of day is in the quiet hours."""
        if self.begin is None or self.end is None:
            return False
        if self.begin <= self.end:
            return self.begin <= moment < self.end
        return moment >= self.begin or moment < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceStep:
    """One step: so much time after the one before it, at a time of day and on some weekdays (1 is Monday; none
    given: any), the effects; left out when `unless` holds then.
    """

    key: str
    name: Text
    effects: tuple[Effect, ...]
    amount: Amount
    unit: WaitUnit = WaitUnit.DAYS
    at: time | None = None
    weekdays: frozenset[int] = frozenset()
    unless: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """A reason to leave: one of some events, or (without them) whatever changes, when the condition holds; and what
    is done then.
    """

    key: str
    name: Text
    condition: Condition | None = None
    triggers: tuple[Trigger, ...] = ()
    effects: tuple[Effect, ...] = ()

    def holds(self, scope: Mapping[str, Any]) -> bool:
        """Say whether a record as it is has this reason; one that waits for events has it at these alone."""
        return not self.triggers and self.condition is not None and self.condition.holds(scope)

    def happened(self, event: Event, scope: Mapping[str, Any]) -> bool:
        """Say whether an event is this reason."""
        if not any(fits(trigger, event) for trigger in self.triggers):
            return False
        return self.condition is None or self.condition.holds(scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """Steps for records of `entity`, those on which `when` holds.

    A record goes through it once, or again so many days after it left; at most `most` are in it at the same time.
    `roles` may let records in and out by hand (empty: whoever may change them).
    """

    id: str
    key: str
    name: Text
    entity: str
    steps: tuple[SequenceStep, ...]
    exits: tuple[Exit, ...] = ()
    when: Condition | None = None
    again_after_days: int | None = None
    most: int | None = None
    roles: tuple[str, ...] = ()
    quiet: Quiet = Quiet()
    enabled: bool = True

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Return the conditions of exits that are asked at every change."""
        return tuple(one.condition for one in self.exits if not one.triggers and one.condition is not None)

    def following(self, done: Collection[str]) -> SequenceStep | None:
        """Return the step after the last one that was done; None when none is left."""
        last = max((at for at, step in enumerate(self.steps) if step.key in done), default=-1)
        return next(iter(self.steps[last + 1 :]), None)

    def standing(self, key: str | None, done: Collection[str]) -> SequenceStep | None:
        """Return the step that a record waits for; of one that was taken out of the document, the one that comes in
        its place: after the last one that was done.
        """
        named = next((step for step in self.steps if step.key == key), None)
        return self.following(done) if named is None or named.key in done else named

    def place(self, key: str) -> int | None:
        """Return the number of a step, the first is 1; None when it is gone."""
        return next((at for at, step in enumerate(self.steps, 1) if step.key == key), None)

    def reason_to_leave(self, scope: Mapping[str, Any]) -> Exit | None:
        """Return the first reason to leave that a record as it is has."""
        return next((one for one in self.exits if one.holds(scope)), None)


def step_moment(
    sequence: Sequence,
    step: SequenceStep,
    since: datetime,
    settings: Mapping[str, Any],
    calendar: Holidays,
    zone: tzinfo,
) -> datetime:
    """Return when (UTC) a step is due that begins to wait at a moment.

    Days keep the time of day, also over a change of the clock; hours are hours.
    """
    amount = max(0, step.amount.of(settings))
    after = since + timedelta(hours=amount) if step.unit is WaitUnit.HOURS else since
    if step.unit is WaitUnit.HOURS and step.at is None:
        return allowed_moment(sequence, step, after, calendar, zone)
    local = after.astimezone(zone)
    day = local.date()
    if step.unit is WaitUnit.DAYS:
        day += timedelta(days=amount)
    elif step.unit is WaitUnit.WORK_DAYS:
        found = workday(day, Decimal(amount), calendar.holidays, calendar.workdays)
        day = found if isinstance(found, date) else day + timedelta(days=amount)
    if step.at is None and day == local.date():
        return allowed_moment(sequence, step, after, calendar, zone)
    at = local.time() if step.at is None else step.at
    moment = _moment(day, at, zone)
    if moment < after:
        moment = _moment(day + timedelta(days=1), at, zone)
    return allowed_moment(sequence, step, moment, calendar, zone)


def allowed_moment(
    sequence: Sequence, step: SequenceStep, moment: datetime, calendar: Holidays, zone: tzinfo
) -> datetime:
    """Return the first moment (UTC), from one on, at which a step may be taken.

    Quiet hours move it to their end; a day on which it may not be taken, to the same time of the next.
    """
    quiet = sequence.quiet
    for _ in range(_LOOKED_AT):
        here = moment.astimezone(zone)
        at = here.time()
        if quiet.end is not None and quiet.covers(at):
            day = here.date() + timedelta(days=at >= quiet.end)
            # When the clock goes back an hour comes twice: the second one must not be moved to the end of the first.
            moment = datetime.combine(day, quiet.end, zone).replace(fold=here.fold).astimezone(UTC)
        elif not _taken_on(here.date(), step, quiet, calendar):
            moment = _moment(here.date() + timedelta(days=1), at, zone)
        else:
            break
    return moment


def _taken_on(day: date, step: SequenceStep, quiet: Quiet, calendar: Holidays) -> bool:
    if step.weekdays and day.isoweekday() not in step.weekdays:
        return False
    if not quiet.rest_days:
        return True
    return day in calendar.workdays or (day.weekday() < _SATURDAY and day not in calendar.holidays)


def _moment(day: date, at: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, at.replace(fold=0), zone).astimezone(UTC)
