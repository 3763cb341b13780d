"""Workload: how much people have in hand, were given today, and whether they are there, as limits ask it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dougong.access.scope import scope_of
from dougong.actions.act import Act, Site
from dougong.automation import assigned
from dougong.context import system_principal
from dougong.database import lock
from dougong.identity.tables import person
from dougong.processes import proxies
from dougong.records.meeting import count_held
from dougong.working_calendar import WorkingCalendar, calendar_of
from dougong_rule import Assignment, Hours, Load

_SATURDAY = 5


class SiteWorkload:
    """The workload of people for a step at a site; without an assignment what each owns of the site's entity counts.

    Whoever asks for numbers holds them until the transaction ends: two assignments at once see each other's, so that
    no limit is passed and nobody is the least loaded twice.
    """

    def __init__(self, act: Act, site: Site, assignment: Assignment | None = None) -> None:
        self._act, self._site = act, site
        self._load = Load(entity=site.entity, field="owner") if assignment is None else assignment.load
        self._field = "owner" if assignment is None else assignment.field

    def load(self, people: Sequence[UUID]) -> Mapping[UUID, int]:
        """Return how many records each has in hand, besides the one at hand."""
        self._hold()
        act, load = self._act, self._load
        everything = scope_of(act.app, load.entity, system_principal("assignments"))
        conditions = [] if load.condition is None else [load.condition.expression]
        besides = self._site.record
        return count_held(act.context, everything, load.field, people, conditions, besides=besides)

    def given_today(self, people: Sequence[UUID]) -> Mapping[UUID, int]:
        """Return how many records besides the one at hand each was given since his own day began."""
        self._hold()
        context = self._act.context
        since: dict[datetime, list[UUID]] = {}
        for one, zone in self._zones(people).items():
            day = context.now.astimezone(zone).date()
            since.setdefault(datetime.combine(day, time(), zone), []).append(one)
        site = self._site
        return assigned.given_since(context, self._act.app, site.entity, since, besides=site.record)

    def away(self, people: Sequence[UUID]) -> Collection[UUID]:
        """Return those for whom somebody acts now."""
        return proxies.away(self._act.context.conn, people, self._act.context.now)

    def off_work(self, people: Sequence[UUID], hours: Hours) -> Mapping[UUID, str]:
        """Return those who are not at work now, with their own time of day."""
        found = {}
        for one, zone in self._zones(people).items():
            local = self._act.context.now.astimezone(zone)
            if not _at_work(local, hours, self._calendar):
                found[one] = local.strftime("%H:%M")
        return found

    def previous(self) -> Collection[UUID]:
        """Return who has the record now, or had it before as far as it is known."""
        act, site = self._act, self._site
        old = site.reserved.get("old")
        before = old.get(self._field) if isinstance(old, Mapping) else None
        holders = [act.rows.stored(site.entity, site.record).get(self._field)]
        holders.append(before.get("id") if isinstance(before, Mapping) else before)
        known = {one for one in holders if isinstance(one, UUID)}
        return known | assigned.had(act.context, act.app, site.entity, self._field, site.record)

    def _hold(self) -> None:
        act = self._act
        for entity in sorted({self._site.entity, self._load.entity}):
            lock(act.context.conn, "assign", act.app.id, entity)

    @cached_property
    def _calendar(self) -> WorkingCalendar:
        return calendar_of(self._act.context)

    def _zones(self, people: Sequence[UUID]) -> dict[UUID, ZoneInfo]:
        asked = sa.select(person.c.id, person.c.zone).where(person.c.id.in_(list(people)))
        return {row.id: ZoneInfo(row.zone) for row in self._act.context.conn.execute(asked)}


def _at_work(local: datetime, hours: Hours, calendar: WorkingCalendar) -> bool:
    """Say whether a moment of somebody's clock lies in his hours; those that pass midnight belong to the day before."""
    clock, day = local.time(), local.date()
    if hours.from_ <= hours.to:
        inside = hours.from_ <= clock < hours.to
    else:
        inside = clock >= hours.from_ or clock < hours.to
        if clock < hours.to:
            day -= timedelta(days=1)
    works = day in calendar.workdays or (day.weekday() < _SATURDAY and day not in calendar.holidays)
    return inside and (works or hours.rest_days)
