"""Score cards: points for what is true of a record and for what has happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from dougong_rule.definition import Band, Card, CardLine
from dougong_rule.results import LineResult, ScoreResult


def evaluate_card(card: Card, scope: Mapping[str, Any], counts: Mapping[str, int]) -> ScoreResult:
    """Return the score of one record.

    `counts` holds, by line id, how many events of an event line have been counted. A line that did not
    match is in the result with 0 points, so that the record can show why it has *not* more.
    """
    lines = tuple(_line(line, scope, counts.get(line.id, 0)) for line in card.lines)
    total = card.total(sum((result.points for result in lines), Decimal(0)))
    return ScoreResult(total=total, maximum=card.limit, band=_band(card.bands, total), lines=lines)


def _line(line: CardLine, scope: Mapping[str, Any], count: int) -> LineResult:
    if line.trigger is not None:
        points = _capped(line, count)
        return LineResult(line=line, matched=count > 0, points=points, count=count)
    matched = line.condition is not None and line.condition.holds(scope)
    return LineResult(line=line, matched=matched, points=line.points if matched else Decimal(0))


def _capped(line: CardLine, count: int) -> Decimal:
    """Points of an event line: once, unless its cap allows more."""
    given = line.points * count
    return min(given, line.limit) if line.points >= 0 else max(given, line.limit)


def _band(bands: tuple[Band, ...], total: Decimal) -> Band | None:
    return next((band for band in bands if total >= band.from_), None)
