"""Outbox: what leaves a transaction, one row and one job however many rules took part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from dougong.automation.tables import outbox
from dougong.context import Context
from dougong.plans import Prepared
from dougong.queue import enqueue
from dougong_model import uuid7

TASK = "outbox"
_LEAVE = Prepared(
    sa.insert(outbox).values(
        {name: sa.bindparam(name, type_=outbox.c[name].type) for name in ("id", "at", "effects")}
    )
)


def leave(context: Context, effects: Sequence[Mapping[str, Any]]) -> None:
    """Write what is to leave and enqueue its job; nothing happens when there is nothing.

    What may only leave later, by its `at`, waits in rows of its own.
    """
    later: dict[str, list[Mapping[str, Any]]] = {}
    for one in effects:
        later.setdefault(one.get("at") or "", []).append(one)
    for at, left in later.items():
        identity = uuid7()
        _LEAVE.write(context.conn, [{"id": identity, "at": context.now, "effects": left}])
        when = datetime.fromisoformat(at).astimezone(UTC) if at else None
        enqueue(context.conn, TASK, {"outbox": str(identity)}, at=when)


def repeated_keys(conn: sa.Connection, prefix: str, limit: int) -> list[str]:
    """Return keys of effects, among those that begin with a prefix, that several transactions have left."""
    effects = sa.func.jsonb_array_elements(outbox.c.effects).table_valued(sa.column("value", JSONB))
    key = effects.c.value["key"].astext.label("key")
    left = sa.select(key).select_from(outbox.join(effects, sa.true())).subquery()
    repeated = (
        sa.select(left.c.key)
        .where(left.c.key.startswith(prefix))
        .group_by(left.c.key)
        .having(sa.func.count() > 1)
        .order_by(left.c.key)
        .limit(limit)
    )
    return list(conn.scalars(repeated))


def claim(conn: sa.Connection, identity: UUID) -> sa.Row[Any] | None:
    """Lock and return an outbox row that is still to be done; None when it is done."""
    return conn.execute(
        sa.select(outbox).where(outbox.c.id == identity, outbox.c.done_at.is_(None)).with_for_update()
    ).one_or_none()


def done(conn: sa.Connection, identity: UUID, at: Any) -> None:
    """Mark an outbox row as done."""
    conn.execute(sa.update(outbox).where(outbox.c.id == identity).values(done_at=at))
