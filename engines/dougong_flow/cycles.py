"""Cycles: the moments that a cron expression names, in a time zone."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from croniter import croniter

_FIELDS = 5


def is_cycle(text: str) -> bool:
    """Say whether a text is a cron expression: minute, hour, day, month, day of the week."""
    return len(text.split()) == _FIELDS and bool(croniter.is_valid(text))


def next_moment(cycle: str, after: datetime, zone: tzinfo) -> datetime:
    """Return the first moment of a cycle after another, in UTC; the expression speaks of the zone's clock."""
    found: datetime = croniter(cycle, after.astimezone(zone)).get_next(datetime)
    return found.astimezone(UTC)
