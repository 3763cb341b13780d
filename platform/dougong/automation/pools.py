"""Pools: what happened in them: claims, what was given back or taken back, warnings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.automation.tables import pool_event
from dougong.context import Context
from dougong_model import uuid7
from dougong_rule import Pool


def claimed_since(context: Context, pool: Pool, person: UUID, since: datetime) -> int:
    """Count what a person claimed since a moment."""
    found = context.conn.scalar(
        sa.select(sa.func.count()).where(
            pool_event.c.pool_id == pool.id,
            pool_event.c.person_id == person,
            pool_event.c.kind == "claimed",
            pool_event.c.at >= since,
        )
    )
    return found or 0


def note(
    context: Context,
    pool: Pool,
    record: UUID,
    person: UUID | None,
    kind: str,
    *,
    reason: str | None = None,
    day: date | None = None,
    days_before: int | None = None,
) -> bool:
    """Write down what happened to a record; False for a warning that was given before."""
    given = insert(pool_event).values(
        id=uuid7(),
        at=context.now,
        pool_id=pool.id,
        record_id=record,
        person_id=person,
        kind=kind,
        day=day,
        days_before=days_before,
        reason=reason,
    )
    return context.conn.execute(given.on_conflict_do_nothing().returning(pool_event.c.id)).first() is not None


def lost_by(context: Context, pool: Pool, record: UUID, person: UUID) -> datetime | None:
    """Return when a person last gave a record back, or it was taken from him."""
    found: datetime | None = context.conn.scalar(
        sa.select(sa.func.max(pool_event.c.at)).where(
            pool_event.c.pool_id == pool.id,
            pool_event.c.record_id == record,
            pool_event.c.person_id == person,
            pool_event.c.kind.in_(("released", "recycled")),
        )
    )
    return found


def events_of(context: Context, pool: Pool, record: UUID, limit: int) -> list[Mapping[str, Any]]:
    """Return what happened to a record in a pool, the latest first; warnings left out."""
    rows = context.conn.execute(
        sa.select(pool_event)
        .where(
            pool_event.c.record_id == record,
            pool_event.c.pool_id == pool.id,
            pool_event.c.kind != "warned",
        )
        .order_by(pool_event.c.id.desc())
        .limit(limit)
    )
    return [dict(row._mapping) for row in rows]
