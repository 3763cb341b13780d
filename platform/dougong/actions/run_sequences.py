"""Run sequences: every record whose next step is due takes it.

Each is a transaction of its own in which the step is done and the next one begins to wait, so that it is done once,
however many workers there are and whenever one dies; one that fails leaves the others alone.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from dougong.actions.act import Act
from dougong.actions.apply import new_act
from dougong.actions.sequences import STEP_DUE, allowed, by_id, carry_out, end, go_on, leave, run_of
from dougong.automation import sequences as rows
from dougong.automation.definitions import sequences_of
from dougong.automation.sequences import Enrolment
from dougong.context import system_principal
from dougong.database import Database
from dougong.failpoints import reach
from dougong.identity.home import at_home
from dougong.logs import log
from dougong.metadata.published import published_apps
from dougong.processes.definitions import app_of
from dougong_rule import Sequence, SequenceStep

BATCH = 200
_NAME = "run_sequences"


def run_sequences(database: Database, now: datetime) -> int:
    """Take every step that is due, the longest due first; returns for how many records."""
    with database.begin() as conn:
        enabled: list[str] = []
        for app in published_apps(conn):
            known = sequences_of(app).values()
            enabled += [one.id for one in known if one.enabled]
            rows.stop_removed(conn, app.id, [one.id for one in known], now)
    taken = 0
    after: tuple[datetime, UUID] | None = None
    while enabled:
        with database.begin() as conn:
            page = rows.due(conn, enabled, now, BATCH, after)
        for moment, identity in page:
            after = (moment, identity)
            try:
                taken += _take(database, now, identity)
                reach("sequence.commit.after")
            except Exception as error:
                log.error("step of a sequence not taken", enrolment=str(identity), exc_info=error)
        if len(page) < BATCH:
            break
    return taken


def _take(database: Database, now: datetime, identity: UUID) -> bool:
    """Take the step that an enrolment waits for; False when it is not due any more, or was moved."""
    with database.begin() as conn:
        found = rows.get(conn, identity)
        app = app_of(conn, found.app_id)
        sequence = by_id(app, found.sequence_id)
        if sequence is None or not sequence.enabled:
            return False
        context = at_home(conn, system_principal(_NAME)).with_(now=now, cause=f"sequence:{sequence.key}")
        act = new_act(context, app)
        there = act.rows.read(sequence.entity, [found.record_id], lock=True)
        enrolment = rows.get(conn, identity, lock=True)
        if enrolment.state != "running" or enrolment.due_at > now:
            return False
        if found.record_id not in there:
            end(act, enrolment, "stopped", why="deleted")
            taken = False
        else:
            taken = _go(act, sequence, enrolment)
        act.finish()
        return taken


def _go(act: Act, sequence: Sequence, enrolment: Enrolment) -> bool:
    scope = act.scope(sequence.entity, enrolment.record_id)
    reason = sequence.reason_to_leave(scope)
    if reason is not None:
        leave(act, sequence, enrolment, reason, 0)
        return False
    done = rows.done_by(act.context.conn, [enrolment.id]).get(enrolment.id, set())
    step = sequence.standing(enrolment.step, done)
    if step is None:
        end(act, enrolment, "finished")
        return False
    moment = allowed(act, sequence, step)
    if moment > act.context.now:
        rows.change(act.context, enrolment, step=step.key, due_at=moment)
        return False
    if step.unless is not None and step.unless.holds(scope):
        rows.note(act.context, enrolment, sequence.id, "skipped", step=step.key)
        go_on(act, sequence, enrolment)
        return False
    _do(act, sequence, enrolment, step)
    return True


def _do(act: Act, sequence: Sequence, enrolment: Enrolment, step: SequenceStep) -> None:
    """Do a step; one that is refused pauses the enrolment until somebody looks after it."""
    run = run_of(act, sequence, enrolment, STEP_DUE, "sequence step")
    refused = carry_out(act, sequence, enrolment, run, step.effects, step.key)
    if refused is not None:
        rows.change(act.context, enrolment, state="paused", why="failed", error=refused, step=step.key)
        rows.note(act.context, enrolment, sequence.id, "failed", step=step.key, run=run.id)
        return
    rows.note(act.context, enrolment, sequence.id, "done", step=step.key, run=run.id)
    # What the step did may have made the record leave.
    if rows.get(act.context.conn, enrolment.id).state == "running":
        go_on(act, sequence, enrolment)
