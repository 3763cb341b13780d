"""End waits: the rest of a rule or a button goes on when its time has come, with the record as it is then.

Each is a transaction of its own in which the wait ends, so that it goes on once, however many workers there are and
whenever one dies; one that fails leaves the others alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.actions.act import Act, Site
from dougong.actions.apply import new_act
from dougong.actions.old_values import old_again
from dougong.actions.rows import Row
from dougong.actions.run_rules import find_rule
from dougong.actions.steps import carry_out_steps
from dougong.automation import runs, waits
from dougong.automation.definitions import expression, surroundings_of
from dougong.automation.runs import Run
from dougong.context import Context, system_principal
from dougong.database import Database
from dougong.errors import DougongError
from dougong.identity.home import at_home
from dougong.identity.sessions import read_principal
from dougong.logs import log
from dougong.metadata import App
from dougong.processes.definitions import app_of
from dougong_formula import BOOLEAN
from dougong_model import DocumentError, uuid7
from dougong_rule import parse_steps

BATCH = 200


def end_waits(database: Database, now: datetime) -> int:
    """Go on with everything whose time has come, the longest due first; returns how many."""
    ended = 0
    after: tuple[datetime, UUID] | None = None
    while True:
        with database.begin() as conn:
            page = waits.due(conn, now, BATCH, after)
        for moment, identity in page:
            after = (moment, identity)
            try:
                ended += _end(database, now, identity)
            except Exception as error:
                log.error("what waited could not go on", wait=str(identity), exc_info=error)
        if len(page) < BATCH:
            return ended


def _end(database: Database, now: datetime, identity: UUID) -> bool:
    with database.begin() as conn:
        wait = waits.take(conn, identity)
        if wait is None:
            return False
        run = _carry_on(_context(conn, wait, now), wait)
        runs.finish_step(
            conn,
            wait.run_id,
            wait.position,
            "done",
            result={"until": wait.due_at.isoformat(), "then": run.state},
        )
        return True


def go_on_again(context: Context, wait: sa.Row[Any], left_out: Mapping[int, str], attempt: int) -> Run:
    """Do once more what was left after a wait and was refused then, in the name of whoever it was done for.

    `left_out` are the places of steps that are not taken this time; returns the new run.
    """
    return _carry_on(_context(context.conn, wait, context.now), wait, left_out, attempt)


def _context(conn: sa.Connection, wait: sa.Row[Any], now: datetime) -> Context:
    principal = read_principal(conn, wait.person_id) if wait.person_id else system_principal("end_waits")
    return at_home(conn, principal).with_(now=now, cause=f"wait:{wait.run_id}")


def _carry_on(
    context: Context, wait: sa.Row[Any], left_out: Mapping[int, str] | None = None, attempt: int = 1
) -> Run:
    """Do what is left, if there is still what it is about, and keep the run of it."""
    app = app_of(context.conn, wait.app_id)
    act = new_act(context, app)
    run = _run(wait)
    act.runs.append(run)
    entity = next((key for key, one in app.entities.items() if one.entity.id == wait.entity_id), None)
    if entity is None or wait.record_id not in act.rows.read(entity, [wait.record_id]):
        _cancel(run, "the record is gone")
    elif wait.cause.startswith("rule:") and find_rule(app, wait.rule_key) is None:
        _cancel(run, "the rule is gone")
    else:
        _go_on(act, app, run, wait, _site(act, entity, run, wait), left_out, attempt)
    act.finish()
    return run


def _run(wait: sa.Row[Any]) -> Run:
    return Run(
        id=uuid7(),
        rule_id=wait.rule_id,
        rule_key=wait.rule_key,
        entity_id=wait.entity_id,
        record=wait.record_id,
        version=None,
        event=wait.event,
        cause=f"wait:{wait.run_id}",
        depth=0,
        trace={"why": "waited"},
    )


def _site(act: Act, entity: str, run: Run, wait: sa.Row[Any]) -> Site:
    old = old_again(act.app, entity, wait.old)
    return Site(
        entity=entity,
        record=wait.record_id,
        cause=wait.cause,
        key=f"{run.id}/0",
        depth=0,
        run=run.id,
        reserved={
            "old": None if old is None else Row(act.rows, entity, wait.record_id, old),
            "event": {"kind": wait.event, "at": wait.at, "cause": wait.cause, **wait.data},
        },
    )


def _cancel(run: Run, why: str) -> None:
    run.state, run.trace = "skipped", {"why": why}


def _go_on(
    act: Act,
    app: App,
    run: Run,
    wait: sa.Row[Any],
    site: Site,
    left_out: Mapping[int, str] | None,
    attempt: int,
) -> None:
    """Do what is left, unless its condition holds; what is refused leaves nothing behind, is written down, and can be
    tried again.
    """
    try:
        steps = parse_steps(wait.steps, site.entity, surroundings_of(app)) if wait.steps else ()
        scope: Mapping[str, Any] = act.scope(site.entity, site.record, site.reserved)
        if wait.unless and expression(app, site.entity, wait.unless, BOOLEAN).holds(scope):
            _cancel(run, "need not go on")
            return
        with act.undone_when_refused():
            carry_out_steps(act, run, steps, site, left_out, attempt)
    except DocumentError:
        run.state, run.trace = "failed", {"why": "the app has changed", "undone": True, "wait": str(wait.id)}
    except DougongError as error:
        run.state = "failed"
        run.trace = {**run.trace, "undone": True, "wait": str(wait.id)}
        for step in (*run.steps, *run.inner):
            if step.state in ("done", "waiting"):
                step.state = "undone"
        log.warning("what waited was refused", app=app.key, rule=run.rule_key, error=error.detail)
