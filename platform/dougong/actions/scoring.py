"""Scoring: score cards read again for the records a save concerns, set-wise, and their totals written.

A card concerns a record when the record itself changed, when a record that points at it changed and the card
asks about that list, or when an event happened that one of its lines counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from dougong.access.kept import kept
from dougong.actions.act import DEPTH_LIMIT, Act, Site
from dougong.actions.watching import Watched, watched
from dougong.automation import scores
from dougong.automation.definitions import cards_of
from dougong.identity.home import home_zone
from dougong.metadata import App
from dougong.records.changes import Change, Written
from dougong_model import Event, Value
from dougong_rule import Card, Kept, ScoreResult, evaluate_card
from dougong_rule.match import fits


def score(act: Act, written: Sequence[Written], events: Sequence[Event], depth: int) -> None:
    """Read the cards again that a save concerns."""
    for card in cards_of(act.app):
        counted = _counted(card, events)
        concerned = dict.fromkeys([*_watched(act.app, card).concerned(written), *counted])
        records = [one for one in concerned if one not in act.removed]
        if records and depth < DEPTH_LIMIT:
            _read_again(act, card, records, counted, depth)


def _counted(card: Card, events: Sequence[Event]) -> dict[UUID, dict[str, int]]:
    """Return how many of these events each event line of a card counts, by record."""
    found: dict[UUID, dict[str, int]] = {}
    for event in events:
        for line in card.lines:
            if (
                line.trigger is not None
                and event.record is not None
                and event.entity == card.entity
                and fits(line.trigger, event)
            ):
                lines = found.setdefault(event.record, {})
                lines[line.id] = lines.get(line.id, 0) + 1
    return found


def _watched(app: App, card: Card) -> Watched:
    conditions = [line.condition for line in card.lines if line.condition is not None]
    return kept(app, ("card watches", card.id), lambda: watched(app, card.entity, conditions))


def read_again(act: Act, card: Card, records: Sequence[UUID]) -> None:
    """Read a card again for records that nothing happened to: days have passed."""
    _read_again(act, card, records, {}, 0)


def _read_again(
    act: Act, card: Card, records: Sequence[UUID], counted: Mapping[UUID, Mapping[str, int]], depth: int
) -> None:
    # Days are those of the workspace, whoever acts: points of one record are given by people everywhere.
    zone = home_zone(act.context.conn) if card.decaying else act.context.zone
    today = act.context.now.astimezone(zone).date()
    known = scores.kept_lines(act.context.conn, card, records, zone)
    for record in records:
        act.rows.row(card.entity, record)
    results: dict[UUID, ScoreResult] = {}
    for record in records:
        if not act.rows.stored(card.entity, record):
            continue
        kept_lines = dict(known[record])
        for line, more in counted.get(record, {}).items():
            kept_lines[line] = kept_lines.get(line, Kept()).more(more, today)
        results[record] = evaluate_card(card, act.scope(card.entity, record), kept_lines, today)
    scores.write(act.context, card, results)
    changes = [change for record, result in results.items() if (change := _total(act, card, record, result))]
    if changes:
        touched = act.touched
        act.change(
            changes,
            Site(
                entity=card.entity,
                record=changes[0].id,
                cause=f"scorecard:{card.key}",
                key=f"scorecard:{card.id}/0",
                depth=depth,
            ),
        )
        act.touched = touched


def _total(act: Act, card: Card, record: UUID, result: ScoreResult) -> Change | None:
    stored = act.rows.stored(card.entity, record)
    wanted: dict[str, Any] = {}
    if card.into is not None:
        wanted[card.into] = result.total
    if card.band_into is not None:
        wanted[card.band_into] = None if result.band is None else result.band.key
    values: dict[str, Value] = {key: value for key, value in wanted.items() if stored.get(key) != value}
    return Change(entity=card.entity, kind="update", id=record, values=values) if values else None
