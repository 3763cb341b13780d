"""Deliver: after the commit, the worker carries out the outside effects, each once."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.automation import outbox, runs
from dougong.connect import connections, deliveries
from dougong.connect.contract import ConnectorError
from dougong.database import Database
from dougong.errors import DougongError
from dougong.failpoints import reach
from dougong.metadata import published_apps
from dougong.settings import Settings

_STEP_STATES = {"done": "done", "failed": "retrying", "refused": "failed"}
"""What the step of a run is when its delivery is so."""


class DeliveryFailed(Exception):
    """At least one effect should be tried again."""


def deliver(
    database: Database, settings: Settings, identity: UUID, now: datetime, *, last: bool = False
) -> None:
    """Carry out what one transaction left; raises DeliveryFailed when something is worth another attempt, of which
    there is none after the `last`.

    Each effect is noted under its key as soon as it is done, in a transaction of its own, so another attempt
    (or another worker after a crash) repeats at most the one that was under way.
    """
    with database.begin() as conn:
        left = outbox.claim(conn, identity)
        if left is None:
            return
    reach("outbox.claim.after")
    failures = [
        failure
        for effect in left.effects
        if (failure := _carry_out(database, settings, effect, now, last=last))
    ]
    if failures:
        raise DeliveryFailed("; ".join(failures))
    reach("outbox.mark.before")
    with database.begin() as conn:
        outbox.done(conn, identity, now)
    reach("outbox.mark.after")


def _carry_out(
    database: Database, settings: Settings, effect: Mapping[str, Any], now: datetime, *, last: bool
) -> str | None:
    """Call a connector unless it was called with success; returns why another attempt is needed."""
    with database.begin() as conn:
        known = deliveries.state_of(conn, effect["key"])
    if known == "done" or known == "refused":
        return None
    started = time.perf_counter()
    reach("outbox.send.before")
    answer, error, again = _call(database, settings, effect)
    reach("outbox.send.after")
    spent = int((time.perf_counter() - started) * 1000)
    state = "done" if error is None else "failed" if again and not last else "refused"
    with database.begin() as conn:
        document = _document(conn, effect)
        deliveries.note(
            conn,
            effect["key"],
            effect["action"],
            state,
            answer,
            error,
            now,
            None if document is None else connections.identity_of(conn, effect["app"], document, now),
        )
        if effect.get("run"):
            if error is not None:
                runs.keep_unsent(conn, UUID(effect["run"]), effect["position"], effect, now)
            runs.finish_step(
                conn,
                UUID(effect["run"]),
                effect["position"],
                _STEP_STATES[state],
                result=answer if error is None else None,
                error=error,
                milliseconds=spent,
            )
    return error if again else None


def _document(conn: sa.Connection, effect: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the published document of an effect's connection; None when it is gone."""
    app = next((one for one in published_apps(conn) if one.id == effect["app"]), None)
    return None if app is None else app.documents("connection").get(effect["connection"])


def _input(settings: Settings, effect: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a connector is given: where something leads to, with the address that people use."""
    given: Mapping[str, Any] = effect["input"]
    if "link" not in effect:
        return given
    address = f"{settings.public_url.rstrip('/')}{effect['link']}"
    return {**given, "text": f"{given['text']}\n\n{address}" if given.get("text") else address}


def _call(
    database: Database, settings: Settings, effect: Mapping[str, Any]
) -> tuple[Mapping[str, Any], str | None, bool]:
    """Return the other side's answer, why there is none, and whether to ask again; no database connection is
    held meanwhile.
    """
    try:
        with database.begin() as conn:
            document = _document(conn, effect)
            if document is None:
                raise ConnectorError(f"The connection “{effect['connection']}” is not set up.", again=False)
            call = connections.ready(
                conn,
                settings,
                effect["app"],
                document,
                effect["action"],
                _input(settings, effect),
                effect["key"],
            )
        answer = call()
    except ConnectorError as error:
        return {}, str(error), error.again
    except DougongError as error:
        return {}, error.detail or error.title, False
    return answer, None, False
