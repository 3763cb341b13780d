"""Deliver: after the commit, the worker tells open screens and carries out the outside effects, each once."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.automation import outbox, runs
from dougong.connect import connections
from dougong.connect.contract import ConnectorError
from dougong.connect.tables import delivery
from dougong.database import Database
from dougong.errors import DougongError
from dougong.notify import live
from dougong.settings import Settings


class DeliveryFailed(Exception):
    """At least one effect should be tried again."""


def deliver(database: Database, settings: Settings, identity: UUID, now: datetime) -> None:
    """Carry out what one transaction left; raises DeliveryFailed when something is worth another attempt.

    Each effect is noted under its key as soon as it is done, in a transaction of its own, so another attempt
    (or another worker after a crash) repeats at most the one that was under way.
    """
    with database.begin() as conn:
        left = outbox.claim(conn, identity)
        if left is None:
            return
        live.announce(conn, database.workspace_schema, left.live)
        outbox.told(conn, identity)
    failures = [
        failure for effect in left.effects if (failure := _carry_out(database, settings, effect, now))
    ]
    if failures:
        raise DeliveryFailed("; ".join(failures))
    with database.begin() as conn:
        outbox.done(conn, identity, now)


def _carry_out(
    database: Database, settings: Settings, effect: Mapping[str, Any], now: datetime
) -> str | None:
    """Call a connector unless it was called with success; returns why another attempt is needed."""
    with database.begin() as conn:
        known = conn.execute(
            sa.select(delivery.c.state).where(delivery.c.key == effect["key"])
        ).scalar_one_or_none()
    if known == "done" or known == "refused":
        return None
    started = time.perf_counter()
    answer, error, again = _call(database, settings, effect)
    spent = int((time.perf_counter() - started) * 1000)
    state = "done" if error is None else "failed" if again else "refused"
    with database.begin() as conn:
        _note(conn, effect, state, answer, error, now)
        if effect.get("run"):
            runs.finish_step(
                conn,
                UUID(effect["run"]),
                effect["position"],
                "done" if error is None else "failed",
                result=answer,
                error=error,
                milliseconds=spent,
            )
    return error if again else None


def _note(
    conn: sa.Connection,
    effect: Mapping[str, Any],
    state: str,
    answer: Mapping[str, Any],
    error: str | None,
    now: datetime,
) -> None:
    told = {"state": state, "answer": dict(answer), "error": error, "at": now}
    statement = insert(delivery).values(
        key=effect["key"], connection_id=None, action=effect["action"], attempts=1, **told
    )
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=[delivery.c.key], set_={**told, "attempts": delivery.c.attempts + 1}
        )
    )


def _call(
    database: Database, settings: Settings, effect: Mapping[str, Any]
) -> tuple[Mapping[str, Any], str | None, bool]:
    """Return the other side's answer, why there is none, and whether to ask again; no database connection is
    held meanwhile.
    """
    try:
        with database.begin() as conn:
            call = connections.ready(
                conn,
                settings,
                effect["app"],
                effect["connection"],
                effect["action"],
                effect["input"],
                effect["key"],
            )
        answer = call()
    except ConnectorError as error:
        return {}, str(error), error.again
    except DougongError as error:
        return {}, error.detail or error.title, False
    return answer, None, False
