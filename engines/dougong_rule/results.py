"""Results: what a score card says of one record, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dougong_rule.definition import Band, CardLine


@dataclass(frozen=True, slots=True, kw_only=True)
class LineResult:
    """What one line gave: its points (0 when it did not match) and how many events it has counted."""

    line: CardLine
    matched: bool
    points: Decimal
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreResult:
    """The total, the most there is, the band reached, and every line, matched or not."""

    total: Decimal
    maximum: Decimal
    band: Band | None
    lines: tuple[LineResult, ...]
