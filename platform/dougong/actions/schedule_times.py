"""Schedule times: when a rule would act next, of a schedule that is being edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dougong.access.settings_types import setting_value, typed_settings
from dougong.context import Context
from dougong.errors import NotFound
from dougong.identity.people import organisation_row
from dougong.metadata import published, settings_of
from dougong.metadata.checks import Surroundings
from dougong.metadata.drafts import draft_documents
from dougong.metadata.references import readable_of
from dougong.metadata.vocabulary import SETTING_TYPES
from dougong.working_calendar import calendar_of
from dougong_formula import TEXT
from dougong_model import Problem
from dougong_rule import Holidays, Reading, Relative, Schedule, dates_of, next_moments, parse_schedule

COUNT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleTime:
    """A moment (UTC), and between which dates those of its records lie when it follows a date."""

    at: datetime
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleTimes:
    """The next times in the workspace's zone, or what is wrong with the schedule."""

    zone: str
    times: Sequence[ScheduleTime] = ()
    problems: Sequence[Problem] = ()


def schedule_times(context: Context, app: str, entity: str, body: Mapping[str, Any]) -> ScheduleTimes:
    """Return the next ten times of a schedule for an entity of the draft; none when each record has its own."""
    zone = ZoneInfo(organisation_row(context.conn).zone)
    document, entities, tables = readable_of(draft_documents(context.conn, app))
    reading = Reading(Surroundings({"app": {"app": document}, "table": tables}, entities).rules, entity)
    schedule = parse_schedule(body, "", reading)
    if reading.problems:
        return ScheduleTimes(zone=zone.key, problems=reading.problems)
    if schedule.cron is None:
        return ScheduleTimes(zone=zone.key)
    moments = next_moments(schedule.cron, context.now, zone, COUNT)
    settings = draft_settings(context, app, document)
    return ScheduleTimes(
        zone=zone.key, times=[_time(context, schedule, moment, zone, settings) for moment in moments]
    )


def draft_settings(context: Context, key: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is set in the live app, and of settings that are new in the draft what they are to begin with."""
    fresh = {
        one["key"]: setting_value(SETTING_TYPES.get(one.get("type", ""), TEXT), one.get("default"))
        for one in document.get("settings", ())
    }
    try:
        live = published(context.conn, key)
    except NotFound:
        return fresh
    return {**fresh, **typed_settings(live, settings_of(context.conn, live))}


def _time(
    context: Context, schedule: Schedule, moment: datetime, zone: ZoneInfo, settings: Mapping[str, Any]
) -> ScheduleTime:
    timing = schedule.timing
    if not isinstance(timing, Relative):
        return ScheduleTime(at=moment)
    calendar = calendar_of(context)
    known = Holidays(holidays=calendar.holidays, workdays=calendar.workdays)
    day = moment.astimezone(zone).date()
    first, last = dates_of(timing.offset.of(settings), timing.unit, day, day, known)
    # On a free day nothing is so many working days away.
    return ScheduleTime(at=moment) if first > last else ScheduleTime(at=moment, first=first, last=last)
