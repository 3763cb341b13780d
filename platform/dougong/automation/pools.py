"""Pools: what happened in them: claims, what was given back or taken back, warnings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
    """Count what a person claimed since a moment, or got of a pool that hands its records out."""
    found = context.conn.scalar(
        sa.select(sa.func.count()).where(
            pool_event.c.pool_id == pool.id,
            pool_event.c.person_id == person,
            pool_event.c.kind == _taking(pool),
            pool_event.c.at >= since,
        )
    )
    return found or 0


def last_claim(context: Context, pool: Pool, person: UUID) -> datetime | None:
    """Return when a person last claimed a record of a pool, or got one of a pool that hands them out."""
    found: datetime | None = context.conn.scalar(
        sa.select(sa.func.max(pool_event.c.at)).where(
            pool_event.c.pool_id == pool.id,
            pool_event.c.person_id == person,
            pool_event.c.kind == _taking(pool),
        )
    )
    return found


def _taking(pool: Pool) -> str:
    return "assigned" if pool.assign == "auto" else "claimed"


def last_given(context: Context, pool: Pool, people: Collection[UUID]) -> Mapping[UUID, datetime]:
    """Return when some people last got a record of a pool, whoever got one."""
    rows = context.conn.execute(
        sa.select(pool_event.c.person_id, sa.func.max(pool_event.c.at).label("at"))
        .where(
            pool_event.c.pool_id == pool.id,
            pool_event.c.person_id.in_(list(people)),
            pool_event.c.kind.in_(("claimed", "assigned")),
        )
        .group_by(pool_event.c.person_id)
    )
    return {row.person_id: row.at for row in rows}


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


def lost_by(context: Context, record: UUID, person: UUID) -> datetime | None:
    """Return when a person last gave a record back, or it was taken from him, whatever the pool."""
    found: datetime | None = context.conn.scalar(
        sa.select(sa.func.max(pool_event.c.at)).where(
            pool_event.c.record_id == record,
            pool_event.c.person_id == person,
            pool_event.c.kind.in_(("released", "recycled")),
        )
    )
    return found


def events_of(context: Context, record: UUID, limit: int) -> list[Mapping[str, Any]]:
    """Return what happened to a record in its pools, the latest first; warnings left out."""
    rows = context.conn.execute(
        sa.select(pool_event)
        .where(
            pool_event.c.record_id == record,
            pool_event.c.kind != "warned",
        )
        .order_by(pool_event.c.id.desc())
        .limit(limit)
    )
    return [dict(row._mapping) for row in rows]
