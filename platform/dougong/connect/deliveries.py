"""Deliveries: what was sent by a connection, each under the key of its effect, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on, insert

from dougong.connect.tables import delivery

SHOWN = 30
_TOLD = (delivery.c.at, delivery.c.action, delivery.c.state, delivery.c.attempts, delivery.c.error)


def state_of(conn: sa.Connection, key: str) -> str | None:
    """Return what became of a delivery; None when it was never tried."""
    return conn.execute(sa.select(delivery.c.state).where(delivery.c.key == key)).scalar_one_or_none()


def note(
    conn: sa.Connection,
    key: str,
    action: str,
    state: str,
    answer: Mapping[str, Any],
    error: str | None,
    at: datetime,
    connection: UUID | None,
) -> None:
    """Note an attempt: `done`, `failed` (it is tried again) or `refused` (it is not)."""
    told = {"state": state, "answer": dict(answer), "error": error, "at": at, "connection_id": connection}
    statement = insert(delivery).values(key=key, action=action, attempts=1, **told)
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=[delivery.c.key], set_={**told, "attempts": delivery.c.attempts + 1}
        )
    )


def open_again(conn: sa.Connection, key: str) -> None:
    """Let a delivery that was refused be tried again; one that was done stays done."""
    conn.execute(
        sa.update(delivery).where(delivery.c.key == key, delivery.c.state == "refused").values(state="failed")
    )


def latest(conn: sa.Connection, connection: UUID) -> Sequence[Mapping[str, Any]]:
    """Return the latest deliveries of a connection, newest first."""
    wanted = (
        sa.select(*_TOLD)
        .where(delivery.c.connection_id == connection)
        .order_by(delivery.c.at.desc(), delivery.c.key)
        .limit(SHOWN)
    )
    return [dict(row) for row in conn.execute(wanted).mappings()]


def last_of(conn: sa.Connection, connections: Iterable[UUID]) -> Mapping[UUID, Mapping[str, Any]]:
    """Return the latest delivery of each connection that has one."""
    wanted = (
        sa.select(delivery.c.connection_id, *_TOLD)
        .ext(distinct_on(delivery.c.connection_id))
        .where(delivery.c.connection_id.in_(list(connections)))
        .order_by(delivery.c.connection_id, delivery.c.at.desc())
    )
    rows = conn.execute(wanted).mappings()
    return {
        row["connection_id"]: {name: value for name, value in row.items() if name != "connection_id"}
        for row in rows
    }
