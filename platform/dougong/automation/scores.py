"""Scores: the lines of score cards for each record, kept so that a record can say why it has its score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.automation.definitions import cards_of
from dougong.automation.tables import rule_score_line
from dougong.context import Context
from dougong.identity.home import home_zone
from dougong.metadata import App
from dougong.plans import Prepared, given_rows
from dougong_model import number_text
from dougong_rule import Card, CardLine, Kept, ScoreResult, whole_points


def _keep() -> Prepared:
    table = rule_score_line
    rows = given_rows("lines", table.c)
    given = insert(table).from_select([one.name for one in table.c], sa.select(*rows.c))
    return Prepared(
        given.on_conflict_do_update(
            index_elements=[table.c.record_id, table.c.card_id, table.c.line_id],
            set_={
                name: given.excluded[name]
                for name in ("matched", "points", "count", "at", "days", "changes_on")
            },
            where=sa.or_(
                table.c.points != given.excluded.points,
                table.c.count != given.excluded.count,
                table.c.matched != given.excluded.matched,
                table.c.days != given.excluded.days,
                table.c.changes_on.is_distinct_from(given.excluded.changes_on),
            ),
        )
    )


_KEEP = _keep()
_KEPT = Prepared(
    sa.select(
        rule_score_line.c.record_id,
        rule_score_line.c.line_id,
        rule_score_line.c.matched,
        rule_score_line.c.count,
        rule_score_line.c.days,
        rule_score_line.c.at,
    ).where(
        rule_score_line.c.record_id == sa.any_(sa.bindparam("records", type_=sa.ARRAY(sa.Uuid))),
        rule_score_line.c.card_id == sa.bindparam("card", type_=sa.Text),
        rule_score_line.c.line_id == sa.any_(sa.bindparam("lines", type_=sa.ARRAY(sa.Text))),
    )
)


def kept_lines(
    conn: sa.Connection, card: Card, records: Sequence[UUID], zone: ZoneInfo
) -> dict[UUID, dict[str, Kept]]:
    """Return what is kept of the lines of a card that count events or lose value, by record and line id.

    What was given before days were kept counts from the day of its last change in a time zone.
    """
    lines = [line.id for line in card.lines if line.trigger is not None or line.decay is not None]
    found: dict[UUID, dict[str, Kept]] = {record: {} for record in records}
    if not lines:
        return found
    rows = _KEPT.all(conn, {"records": list(records), "card": card.id, "lines": lines})
    for record, line, matched, count, days, at in rows:
        found[record][line] = _kept(matched, int(count), days, at, zone)
    return found


def _kept(matched: bool, count: int, days: Mapping[str, int], at: datetime, zone: ZoneInfo) -> Kept:
    by_day = {date.fromisoformat(day): events for day, events in days.items()}
    undated = count - sum(by_day.values()) if count else int(matched and not by_day)
    kept = Kept(matched=matched, count=count, days=by_day)
    if undated <= 0:
        return kept
    dated = kept.more(undated, at.astimezone(zone).date())
    return Kept(matched=matched, count=count, days=dated.days)


def changing(
    conn: sa.Connection, card: Card, today: date, limit: int, after: UUID | None = None
) -> list[UUID]:
    """Return records, by id from after one on, for which the points of a card are others on a day by decay."""
    table = rule_score_line
    due = sa.or_(table.c.changes_on.is_(None), table.c.changes_on <= today)
    found = (
        sa.select(table.c.record_id)
        .distinct()
        .where(table.c.card_id == card.id, table.c.line_id.in_(card.decaying), table.c.points != 0, due)
        .order_by(table.c.record_id)
        .limit(limit)
    )
    if after is not None:
        found = found.where(table.c.record_id > after)
    return list(conn.scalars(found))


def total_of(conn: sa.Connection, card: Card, record: UUID) -> Decimal | None:
    """Return the total that a record has been given by a card; None when it was never read for it."""
    table = rule_score_line
    lines = [line.id for line in card.lines]
    statement = sa.select(sa.func.sum(table.c.points)).where(
        table.c.record_id == record, table.c.card_id == card.id, table.c.line_id.in_(lines)
    )
    found: Decimal | None = conn.execute(statement).scalar_one()
    return None if found is None else card.total(found)


def write(context: Context, card: Card, results: Mapping[UUID, ScoreResult]) -> None:
    """Keep the lines of records' scores."""
    rows = [
        {
            "record_id": record,
            "card_id": card.id,
            "line_id": one.line.id,
            "matched": one.matched,
            "points": one.points,
            "count": one.count,
            "at": context.now,
            "days": {day.isoformat(): count for day, count in one.days.items()},
            "changes_on": one.changes_on,
        }
        for record, result in results.items()
        for one in result.lines
    ]
    if not rows:
        return
    _KEEP.write(context.conn, [{"lines": rows}])


def score_of(conn: sa.Connection, app: App, entity: str, record: UUID) -> dict[str, Any] | None:
    """Return the score of a record with a reason for every line, matched or not; None without a card."""
    card = next((one for one in cards_of(app) if one.entity == entity), None)
    if card is None:
        return None
    table = rule_score_line
    zone = home_zone(conn)
    rows = {
        row.line_id: row
        for row in conn.execute(
            sa.select(table).where(table.c.record_id == record, table.c.card_id == card.id)
        )
    }
    points = sum((row.points for row in rows.values()), Decimal(0))
    total = card.total(points)
    band = next((one for one in card.bands if total >= one.from_), None)
    return {
        "card": card.key,
        "name": card.name,
        "total": number_text(total),
        "max": number_text(card.limit),
        "cap": None if card.cap is None or points <= card.cap else number_text(card.cap),
        "band": None if band is None else {"key": band.key, "label": band.label},
        "lines": [_line_shown(line, rows.get(line.id), zone) for line in card.lines],
    }


def _line_shown(line: CardLine, row: sa.Row[Any] | None, zone: ZoneInfo) -> dict[str, Any]:
    count = 0 if row is None else int(row._mapping[rule_score_line.c.count])
    kept = Kept() if row is None else _kept(row.matched, count, row.days, row.at, zone)
    return {
        "id": line.id,
        "reason": line.reason,
        "points": number_text(line.points),
        "matched": kept.matched,
        "given": "0" if row is None else number_text(row.points),
        "event": None if line.trigger is None else line.trigger.event,
        "count": count,
        "whole": number_text(whole_points(line, kept)),
        "since": max(kept.days) if line.decay is not None and kept.days else None,
    }
