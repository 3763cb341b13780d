"""Answers about rules: the times of their schedules, the texts of their messages."""

from __future__ import annotations

from datetime import date, datetime

from dougong.api.answers.base import Answer, Localised, absent
from dougong.api.problems import ProblemItem


class MessagePreview(Answer):
    """The texts of a message filled in for a record, by language; one that was not asked for is absent."""

    subject: Localised = absent()
    body: Localised = absent()


class DueRecords(Answer):
    """On how many records a rule would act; null while no such rule with a schedule is published and switched on."""

    records: int | None


class ScheduleTime(Answer):
    """A time at which a rule acts; of one that follows a date, the dates of its records then."""

    at: datetime
    first: date | None
    last: date | None


class ScheduleTimes(Answer):
    """The next times of a schedule in a time zone, or what is wrong with it."""

    zone: str
    times: list[ScheduleTime]
    problems: list[ProblemItem]
