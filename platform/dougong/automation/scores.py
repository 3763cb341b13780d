"""Scores: the lines of score cards for each record, kept so that a record can say why it has its score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.automation.definitions import cards_of
from dougong.automation.tables import rule_score_line
from dougong.context import Context
from dougong.metadata import App
from dougong.plans import Prepared, given_rows
from dougong_model import number_text
from dougong_rule import Card, ScoreResult


def _keep() -> Prepared:
    table = rule_score_line
    rows = given_rows("lines", table.c)
    given = insert(table).from_select([one.name for one in table.c], sa.select(*rows.c))
    return Prepared(
        given.on_conflict_do_update(
            index_elements=[table.c.record_id, table.c.card_id, table.c.line_id],
            set_={name: given.excluded[name] for name in ("matched", "points", "count", "at")},
            where=sa.or_(
                table.c.points != given.excluded.points,
                table.c.count != given.excluded.count,
                table.c.matched != given.excluded.matched,
            ),
        )
    )


_KEEP = _keep()
_COUNTS = Prepared(
    sa.select(rule_score_line.c.record_id, rule_score_line.c.line_id, rule_score_line.c.count).where(
        rule_score_line.c.record_id == sa.any_(sa.bindparam("records", type_=sa.ARRAY(sa.Uuid))),
        rule_score_line.c.card_id == sa.bindparam("card", type_=sa.Text),
        rule_score_line.c.line_id == sa.any_(sa.bindparam("lines", type_=sa.ARRAY(sa.Text))),
    )
)


def counts(conn: sa.Connection, card: Card, records: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """Return how many events each event line of a card has counted, by record and line id."""
    lines = [line.id for line in card.lines if line.trigger is not None]
    found: dict[UUID, dict[str, int]] = {record: {} for record in records}
    if not lines:
        return found
    for record, line, count in _COUNTS.all(conn, {"records": list(records), "card": card.id, "lines": lines}):
        found[record][line] = int(count)
    return found


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
        "lines": [
            {
                "id": line.id,
                "reason": line.reason,
                "points": number_text(line.points),
                "matched": line.id in rows and rows[line.id].matched,
                "given": number_text(rows[line.id].points) if line.id in rows else "0",
                "event": None if line.trigger is None else line.trigger.event,
                "count": int(rows[line.id]._mapping[table.c.count]) if line.id in rows else 0,
            }
            for line in card.lines
        ],
    }
