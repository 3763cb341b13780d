"""Idempotency keys: the same POST sent twice does its work once and answers the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.database import WORKSPACE, try_lock
from dougong.errors import BadRequest, Conflict, Invalid
from dougong.failpoints import reach

KEY_LIMIT = 200

idempotency = sa.Table(
    "idempotency",
    WORKSPACE,
    sa.Column("actor", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that can be kept and given again: status and JSON bytes."""

    status: int
    body: bytes


def once(
    conn: sa.Connection, actor: str, key: str | None, request: bytes, act: Callable[[], Answer]
) -> Answer:
    """Run `act` once for an actor and key within 24 hours; afterwards give the kept answer.

    Raises Conflict while the first request is in flight and Invalid when the key was used for another
    request. Without a key the act simply runs.
    """
    if not key:
        return act()
    if len(key) > KEY_LIMIT:
        raise BadRequest(f"An Idempotency-Key has at most {KEY_LIMIT} characters.")
    if not try_lock(conn, "idempotency", actor, key):
        raise Conflict("The same request is being worked on. Ask again in a moment.")
    fingerprint = hashlib.sha256(request).hexdigest()
    kept = conn.execute(
        sa.select(idempotency.c.fingerprint, idempotency.c.status, idempotency.c.body).where(
            idempotency.c.actor == actor, idempotency.c.key == key
        )
    ).one_or_none()
    if kept is not None:
        if kept.fingerprint != fingerprint:
            raise Invalid("This Idempotency-Key was used for another request. Choose a new one.")
        return Answer(kept.status, bytes(kept.body))
    answer = act()
    reach("answer.keep.before")
    conn.execute(
        insert(idempotency).values(
            actor=actor,
            key=key,
            fingerprint=fingerprint,
            status=answer.status,
            body=answer.body,
            at=datetime.now(UTC),
        )
    )
    reach("answer.keep.after")
    return answer
