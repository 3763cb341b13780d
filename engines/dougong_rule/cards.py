"""Score cards: points for what is true of a record and for what has happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from dougong_rule.definition import Band, Card, CardLine
from dougong_rule.results import Kept, LineResult, ScoreResult

_NOTHING = Kept()


def evaluate_card(card: Card, scope: Mapping[str, Any], kept: Mapping[str, Kept], today: date) -> ScoreResult:
    """Return the score of one record on a day.

    `kept` holds, by line id, what was kept of a line when the card was read last, with the events that have happened
    since. A line that did not match is in the result with 0 points, so that the record can show why it has *not* more.
    """
    lines = tuple(_line(line, scope, kept.get(line.id, _NOTHING), today) for line in card.lines)
    total = card.total(sum((result.points for result in lines), Decimal(0)))
    return ScoreResult(total=total, maximum=card.limit, band=_band(card.bands, total), lines=lines)


def whole_points(line: CardLine, kept: Kept) -> Decimal:
    """Return what a line would give without decay."""
    if line.trigger is not None:
        return _capped(line, line.points * kept.count)
    return line.points if kept.matched else Decimal(0)


def _line(line: CardLine, scope: Mapping[str, Any], kept: Kept, today: date) -> LineResult:
    if line.trigger is None:
        holds = line.condition is not None and line.condition.holds(scope)
        since = kept.days if kept.matched and kept.days else {today: 1}
        kept = Kept(matched=holds, days=since if holds and line.decay is not None else {})
    else:
        kept = Kept(matched=kept.count > 0, count=kept.count, days=kept.days)
    points = _decayed(line, kept, today)
    return LineResult(
        line=line,
        matched=kept.matched,
        points=points,
        count=kept.count,
        days=kept.days,
        changes_on=_changes(line, kept, today) if points else None,
    )


def _decayed(line: CardLine, kept: Kept, today: date) -> Decimal:
    """Return what is left of the points of a line, with as many decimals as its points have."""
    if line.decay is None or not kept.days:
        return whole_points(line, kept)
    if line.cap is None:
        # It gives points once: those of the last time.
        left = line.points * line.decay.left(max(kept.days), today)
    else:
        parts = (line.decay.left(day, today) * count for day, count in kept.days.items())
        left = _capped(line, line.points * sum(parts, Decimal(0)))
    return left.quantize(_unit(line), ROUND_HALF_UP)


def _unit(line: CardLine) -> Decimal:
    exponent = line.points.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0)


def _changes(line: CardLine, kept: Kept, today: date) -> date | None:
    if line.decay is None:
        return None
    days = (line.decay.changes(day, today) for day in kept.days)
    return min((day for day in days if day is not None), default=None)


def _capped(line: CardLine, given: Decimal) -> Decimal:
    """Points of an event line: once, unless its cap allows more."""
    return min(given, line.limit) if line.points >= 0 else max(given, line.limit)


def _band(bands: tuple[Band, ...], total: Decimal) -> Band | None:
    return next((band for band in bands if total >= band.from_), None)
