"""Answers about the working calendar."""

from __future__ import annotations

from datetime import date
from typing import Literal

from dougong.api.answers.base import Answer, Localised


class NamedDay(Answer):
    """A day that is free, or a weekend day that is worked."""

    day: date
    kind: Literal["holiday", "workday"]
    name: Localised


class CalendarYear(Answer):
    """Such days of one year, and the years of which China's days are known."""

    year: int
    days: list[NamedDay]
    china: list[int]


class CalendarExceptions(Answer):
    """Free weekdays and worked weekend days, as NETWORKDAYS and WORKDAY read them."""

    holidays: list[date]
    workdays: list[date]
