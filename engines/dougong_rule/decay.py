"""Decay: what points are still worth some days after they were given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum


class DecayKind(StrEnum):
    """Half of the value is left after each `days`, an even part is lost every day until nothing is left after `days`,
    or all of it is lost then.
    """

    HALF_LIFE = "half_life"
    LINEAR = "linear"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decay:
    """How points lose their value with the days since they were given."""

    kind: DecayKind
    days: int

    def left(self, since: date, today: date) -> Decimal:
        """Return which part of points given on a day is left on another, from 1 down to 0."""
        age = max((today - since).days, 0)
        if self.kind is DecayKind.HALF_LIFE:
            return Decimal("0.5") ** (Decimal(age) / self.days)
        if self.kind is DecayKind.LINEAR:
            return max(Decimal(self.days - age), Decimal(0)) / self.days
        return Decimal(1 if age < self.days else 0)

    def changes(self, since: date, today: date) -> date | None:
        """Return the next day on which something else may be left of points given on a day; None when nothing is."""
        if self.left(since, today) == 0:
            return None
        if self.kind is DecayKind.OFF:
            return since + timedelta(days=self.days)
        return max(since, today) + timedelta(days=1)
