"""Answers about the working calendar and the rates of currencies."""

from __future__ import annotations

from datetime import date
from typing import Literal

from dougong.api.answers.base import Answer, Digits, Localised


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


class DatedRate(Answer):
    """What one unit of a currency is worth from a day on."""

    from_day: date
    rate: Digits


class RateList(Answer):
    """The rates of one currency, the oldest first."""

    currency: str
    rates: list[DatedRate]


class CurrencyRates(Answer):
    """The rates of every currency that has some; `currency` is the workspace's."""

    currency: str
    currencies: dict[str, list[DatedRate]]
