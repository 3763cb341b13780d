"""Results: what a score card says of one record, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from dougong_rule.definition import Band, CardLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a line: whether it matched, how many events it counted, and how many on which days; a condition
    has the one day since which it holds.
    """

    matched: bool = False
    count: int = 0
    days: Mapping[date, int] = field(default_factory=dict)

    def more(self, count: int, day: date) -> Kept:
        """Return the same with so many more events of a day."""
        days = {**self.days, day: self.days.get(day, 0) + count}
        return Kept(matched=True, count=self.count + count, days=days)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineResult:
    """What one line gave: its points (0 when it did not match), how many events it has counted and on which days, and
    the next day on which its points may be others.
    """

    line: CardLine
    matched: bool
    points: Decimal
    count: int = 0
    days: Mapping[date, int] = field(default_factory=dict)
    changes_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreResult:
    """The total, the most there is, the band reached, and every line, matched or not."""

    total: Decimal
    maximum: Decimal
    band: Band | None
    lines: tuple[LineResult, ...]
