"""Periods: a span of days by name, the one before it, and the span of a bucket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dougong_report.definition import Bucket
from dougong_report.errors import ReportError

ALL = "all"
NAMED = (
    "today",
    "this_week",
    "this_month",
    "this_quarter",
    "this_year",
    "last_week",
    "last_month",
    "last_quarter",
    "last_year",
    "last_7_days",
    "last_30_days",
    "last_90_days",
    "last_365_days",
    "last_180_days",
    ALL,
)
"""Names of periods; besides, `2026-01-01..2026-03-31` gives the days themselves, either end may be empty."""

PLACE = "/period"
"""Where a query names its period."""

_MONTHS = {Bucket.MONTH: 1, Bucket.QUARTER: 3, Bucket.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included; None is open."""

    first: date | None
    last: date | None

    def filters(self, expression: str) -> tuple[str, ...]:
        """Return the conditions that keep a date expression in the period."""
        parts = []
        if self.first is not None:
            parts.append(f"({expression}) >= {date_text(self.first)}")
        if self.last is not None:
            parts.append(f"({expression}) < {date_text(self.last + timedelta(days=1))}")
        return tuple(parts)

    def before(self, bucket: Bucket | None) -> Period | None:
        """Return the period just before: one calendar bucket back, or as many days; None when open."""
        if self.first is None or self.last is None:
            return None
        last = self.first - timedelta(days=1)
        if bucket is not None:
            return Period(bucket_start(last, bucket), last)
        return Period(last - (self.last - self.first), last)

    def year_before(self) -> Period | None:
        """Return the same days a year earlier; None when open."""
        if self.first is None or self.last is None:
            return None
        return Period(add_months(self.first, -12), add_months(self.last, -12))


def date_text(day: date) -> str:
    """Write a day as a text that the expression language takes for a date beside another date."""
    return f'"{day.isoformat()}"'


def bucket_start(day: date, bucket: Bucket) -> date:
    """Return the first day of the bucket a day lies in; weeks begin on Monday."""
    match bucket:
        case Bucket.DAY:
            return day
        case Bucket.WEEK:
            return day - timedelta(days=day.weekday())
        case Bucket.MONTH:
            return day.replace(day=1)
        case Bucket.QUARTER:
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case Bucket.YEAR:
            return day.replace(month=1, day=1)


def bucket_period(first: date, bucket: Bucket) -> Period:
    """Return the days of the bucket that begins on a day."""
    if bucket in _MONTHS:
        return Period(first, add_months(first, _MONTHS[bucket]) - timedelta(days=1))
    return Period(first, first + timedelta(days=6 if bucket is Bucket.WEEK else 0))


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, at most the last of its month."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - timedelta(days=1)).day))


def named_period(name: str, today: date) -> tuple[Period, Bucket | None]:
    """Return the period a name stands for and its calendar bucket, if it is one; raises ReportError."""
    if name in ("", ALL):
        return Period(None, None), None
    if ".." in name:
        return _written(name), None
    head, _, tail = name.partition("_")
    if name == "today":
        return Period(today, today), Bucket.DAY
    if name not in NAMED:
        message = f"There is no period “{name[:60]}”; one of: {', '.join(NAMED)}."
        raise ReportError("unknown_period", message, PLACE)
    if tail.endswith("_days"):
        return Period(today - timedelta(days=int(tail.removesuffix("_days")) - 1), today), None
    bucket = Bucket(tail)
    first = bucket_start(today, bucket)
    if head == "last":
        first = bucket_start(first - timedelta(days=1), bucket)
    return bucket_period(first, bucket), bucket


def _written(text: str) -> Period:
    ends = text.split("..")
    try:
        first, last = (date.fromisoformat(end.strip()) if end.strip() else None for end in ends)
    except ValueError:
        raise ReportError("unknown_period", "A period is written 2026-01-01..2026-03-31.", PLACE) from None
    if first and last and first > last:
        raise ReportError("unknown_period", "The period ends before it begins.", PLACE)
    return Period(first, last)
