"""The working calendar: which days are free and which weekend days are worked."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from dougong.api.answers.base import answered
from dougong.api.answers.calendar import CalendarExceptions, CalendarYear
from dougong.api.bodies import Closed
from dougong.api.deps import AdministratorContext, MemberContext
from dougong.api.opening import ContextRoute
from dougong.errors import Invalid, NotFound
from dougong.working_calendar import (
    CalendarDay,
    calendar_of,
    china_years,
    days_of,
    load_china,
    set_days,
)

router = APIRouter(route_class=ContextRoute, prefix="/calendar", tags=["Organisation"])

Year = Annotated[int, Field(ge=1970, le=2200)]


class DayName(Closed):
    """What a day is called."""

    en: str | None = Field(None, max_length=100)
    zh: str | None = Field(None, max_length=100)


class GivenDay(Closed):
    """A day that is not what its day of the week says: a holiday, or a weekend day that is worked."""

    day: date
    kind: Literal["holiday", "workday"]
    name: DayName = Field(default_factory=lambda: DayName(en=None, zh=None))


class GivenDays(Closed):
    """Every such day of a year."""

    days: list[GivenDay] = Field(max_length=366)


class ChinaYear(Closed):
    """The year whose days in China shall be loaded."""

    year: Year


@router.get("", responses=answered(CalendarYear, Invalid))
def get_calendar(context: MemberContext, year: Annotated[Year, Query()]) -> dict[str, Any]:
    """Return the days of a year that are not what their day of the week says, and the years of which China's
    days can be loaded.
    """
    return {"year": year, "days": days_of(context.conn, year), "china": china_years()}


@router.get("/exceptions", responses=answered(CalendarExceptions))
def get_exceptions(context: MemberContext) -> dict[str, Any]:
    """Return the free weekdays and the worked weekend days of all years, as expressions read them."""
    return calendar_of(context).exceptions()


@router.put("", responses=answered(CalendarYear, Invalid))
def put_calendar(
    body: GivenDays, context: AdministratorContext, year: Annotated[Year, Query()]
) -> dict[str, Any]:
    """Make these the days of a year."""
    days = [
        CalendarDay(day=one.day, kind=one.kind, name=one.name.model_dump(exclude_none=True))
        for one in body.days
    ]
    set_days(context.conn, year, days)
    return {"year": year, "days": days_of(context.conn, year), "china": china_years()}


@router.post("/china", responses=answered(CalendarYear, NotFound, Invalid))
def post_china(body: ChinaYear, context: AdministratorContext) -> dict[str, Any]:
    """Load China's public holidays and worked weekend days of a year; other days of that year stay."""
    load_china(context.conn, body.year)
    return {"year": body.year, "days": days_of(context.conn, body.year), "china": china_years()}
