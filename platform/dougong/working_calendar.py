"""The working calendar: which weekdays are free and which weekend days are worked, for NETWORKDAYS and WORKDAY.

One calendar for the workspace. Whoever changes it raises the organisation's revision, under which each
process keeps the two lists that expressions read, so no request asks for them twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert

from dougong.context import Context
from dougong.database import WORKSPACE, memory
from dougong.errors import Invalid, NotFound
from dougong.workspace import organisation
from dougong_model import Problem

Kind = Literal["holiday", "workday"]
_SATURDAY = 5
_KEPT = "working calendar"
_CHINA = Path(__file__).with_name("china_days.json")

calendar_day = sa.Table(
    "calendar_day",
    WORKSPACE,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column(
        "kind",
        sa.Text,
        sa.CheckConstraint("kind IN ('holiday', 'workday')", name="kind"),
        nullable=False,
        comment="holiday: nobody works, workday: a weekend day that is worked",
    ),
    sa.Column("name", JSONB, nullable=False, server_default="{}", comment="by language"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """A day that is not what its day of the week says, or that has a name."""

    day: date
    kind: Kind
    name: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The exceptions as expressions read them: sorted weekdays that are free, weekend days that are worked."""

    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()

    def names(self) -> dict[str, tuple[date, ...]]:
        """Return the reserved names of expressions."""
        return {"$holidays": self.holidays, "$workdays": self.workdays}

    def exceptions(self) -> dict[str, tuple[date, ...]]:
        """Return both lists by name, as answers hold them."""
        return {"holidays": self.holidays, "workdays": self.workdays}


def working_calendar(conn: sa.Connection, revision: int) -> WorkingCalendar:
    """Return the calendar at a revision of the organisation; 0: at the present one."""
    known = memory(conn)
    if not revision:
        revision = conn.execute(sa.select(organisation.c.revision)).scalar_one_or_none() or 0
    kept: tuple[int, WorkingCalendar] | None = known.get(_KEPT)
    if kept is None or kept[0] != revision:
        kept = known[_KEPT] = (revision, _read(conn))
    return kept[1]


def calendar_of(context: Context) -> WorkingCalendar:
    """Return the calendar of whoever acts, or in whose name somebody acts."""
    behind = context.on_behalf_of or context.principal
    return working_calendar(context.conn, behind.revision)


def _read(conn: sa.Connection) -> WorkingCalendar:
    found = conn.execute(
        sa.select(calendar_day.c.day, calendar_day.c.kind).order_by(calendar_day.c.day)
    ).all()
    return WorkingCalendar(
        tuple(day for day, kind in found if kind == "holiday" and day.weekday() < _SATURDAY),
        tuple(day for day, kind in found if kind == "workday" and day.weekday() >= _SATURDAY),
    )


def days_of(conn: sa.Connection, year: int) -> list[dict[str, Any]]:
    """Return the calendar's days of a year in their order: `day`, `kind`, `name`."""
    asked = sa.select(calendar_day).where(_within(year)).order_by(calendar_day.c.day)
    return [dict(row) for row in conn.execute(asked).mappings()]


def set_days(conn: sa.Connection, year: int, days: Sequence[CalendarDay]) -> None:
    """Make these the calendar's days of a year; raises Invalid with the place of each day that cannot be."""
    _check(year, days)
    conn.execute(sa.delete(calendar_day).where(_within(year)))
    _write(conn, days)


def load_china(conn: sa.Connection, year: int) -> None:
    """Lay China's days of a year over the calendar; others of that year stay. Raises NotFound."""
    days = china_days().get(year)
    if days is None:
        known = china_years()
        raise NotFound.at("/year", f"China’s days are known from {known[0]} to {known[-1]}.")
    conn.execute(sa.delete(calendar_day).where(calendar_day.c.day.in_([one.day for one in days])))
    _write(conn, days)


def _within(year: int) -> sa.ColumnElement[bool]:
    return calendar_day.c.day.between(date(year, 1, 1), date(year, 12, 31))


def _write(conn: sa.Connection, days: Iterable[CalendarDay]) -> None:
    rows = [{"day": one.day, "kind": one.kind, "name": dict(one.name)} for one in days]
    if rows:
        conn.execute(insert(calendar_day), rows)
    conn.execute(sa.update(organisation).values(revision=organisation.c.revision + 1))


def _check(year: int, days: Sequence[CalendarDay]) -> None:
    problems: list[Problem] = []
    seen: set[date] = set()
    for index, one in enumerate(days):
        message = None
        if one.day.year != year:
            message = f"This day is not in {year}."
        elif one.day in seen:
            message = "This day is given twice."
        elif one.kind == "workday" and one.day.weekday() < _SATURDAY:
            message = "This day is a weekday, so it is worked without being named here."
        seen.add(one.day)
        if message is not None:
            problems.append(Problem(code="calendar_day", pointer=f"/days/{index}/day", message=message))
    if problems:
        raise Invalid("The calendar cannot have these days.", problems=problems)


@lru_cache(maxsize=1)
def china_days() -> Mapping[int, Sequence[CalendarDay]]:
    """Return China's public holidays and worked weekend days, by year."""
    document = json.loads(_CHINA.read_text("utf-8"))
    names = document["names"]
    return {
        int(year): sorted(
            (
                CalendarDay(day=date.fromisoformat(f"{year}-{day}"), kind=kind, name=names[key])
                for kind, found in kinds.items()
                for day, key in found.items()
            ),
            key=lambda one: one.day,
        )
        for year, kinds in document["years"].items()
    }


def china_years() -> list[int]:
    """Return the years of which China's days are known."""
    return sorted(china_days())
