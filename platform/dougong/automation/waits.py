"""Waits: what is left of a rule or a button until its time has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.automation.tables import rule_wait
from dougong.context import Context
from dougong_model import uuid7


def add(context: Context, values: Mapping[str, Any]) -> None:
    """Keep what is left, in the caller's transaction; `values` are columns of the table."""
    context.conn.execute(sa.insert(rule_wait).values(id=uuid7(), at=context.now, **values))


def due(conn: sa.Connection, now: datetime, limit: int, after: tuple[datetime, UUID] | None) -> Sequence[Any]:
    """Return (moment, id) of those whose time has come, the longest due first; `after` is where the last page ended."""
    beyond = sa.tuple_(rule_wait.c.due_at, rule_wait.c.id) > sa.tuple_(*after) if after else sa.true()
    asked = (
        sa.select(rule_wait.c.due_at, rule_wait.c.id)
        .where(rule_wait.c.state == "waiting", rule_wait.c.due_at <= now, beyond)
        .order_by(rule_wait.c.due_at, rule_wait.c.id)
        .limit(limit)
    )
    return [(row.due_at, row.id) for row in conn.execute(asked)]


def take(conn: sa.Connection, identity: UUID) -> sa.Row[Any] | None:
    """End a wait and return it; None when another worker has it, or had it before."""
    held = (
        sa.select(rule_wait.c.id)
        .where(rule_wait.c.id == identity, rule_wait.c.state == "waiting")
        .with_for_update(skip_locked=True)
    )
    if conn.execute(held).one_or_none() is None:
        return None
    ended = sa.update(rule_wait).where(rule_wait.c.id == identity).values(state="ended")
    return conn.execute(ended.returning(rule_wait)).one()


def find(conn: sa.Connection, identity: UUID) -> sa.Row[Any] | None:
    """Return a wait, ended or not."""
    return conn.execute(sa.select(rule_wait).where(rule_wait.c.id == identity)).one_or_none()
