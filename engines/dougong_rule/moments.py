"""Moments: when the clock starts a rule, by a cron expression on the clock of a time zone.

A moment that the change to summer time leaves out comes by the clock before the change, and one that the change
back repeats comes the first time, as RFC 5545 has it; an expression for every hour comes in both of the repeated
hours.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from heapq import heappop, heappush
from itertools import islice, takewhile

from croniter import CroniterBadDateError, croniter

_FIELDS = 5
_HOUR = 1
_MARGIN = timedelta(hours=3)
"""More than any clock was ever moved at once."""


def is_cron(text: str) -> bool:
    """Say whether a text is a cron expression that ever comes: minute, hour, day, month, day of the week."""
    if len(text.split()) != _FIELDS or not croniter.is_valid(text):
        return False
    return next(_by_the_clock(text, datetime(2000, 1, 1)), None) is not None


def moments(cron: str, after: datetime, zone: tzinfo) -> Iterator[datetime]:
    """Yield the moments of a cron expression after another, each once and in their order, in UTC."""
    every_hour = cron.split()[_HOUR] == "*"
    waiting: list[datetime] = []
    last = after
    for local in _by_the_clock(cron, after.astimezone(zone).replace(tzinfo=None) - _MARGIN):
        settled = local.replace(tzinfo=zone).astimezone(UTC) - _MARGIN
        while waiting and waiting[0] < settled:
            moment = heappop(waiting)
            if moment > last:
                yield moment
                last = moment
        for moment in _instants(local, zone, every_hour):
            heappush(waiting, moment)
    while waiting:
        moment = heappop(waiting)
        if moment > last:
            yield moment
            last = moment


def moments_between(cron: str, after: datetime, until: datetime, zone: tzinfo) -> list[datetime]:
    """Return the moments after one and up to another, which may be one itself, in UTC."""
    return list(takewhile(lambda moment: moment <= until, moments(cron, after, zone)))


def next_moments(cron: str, after: datetime, zone: tzinfo, count: int) -> list[datetime]:
    """Return so many moments after another, in UTC."""
    return list(islice(moments(cron, after, zone), count))


def _by_the_clock(cron: str, after: datetime) -> Iterator[datetime]:
    """Yield what the expression names by a clock that is never changed."""
    found = croniter(cron, after)
    while True:
        try:
            yield found.get_next(datetime)
        except CroniterBadDateError:
            return


def _instants(local: datetime, zone: tzinfo, every_hour: bool) -> list[datetime]:
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return [first, second] if every_hour and second > first else [first]
