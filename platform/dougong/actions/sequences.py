"""Sequences: records enter them, go from step to step, and leave.

Whoever lets a record in or out holds the record first, then its enrolment: saves that make one leave, the worker that
takes a step, and people who stop one do it in the same order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from dougong.access.kept import kept
from dougong.actions.act import DEPTH_LIMIT, Act, Site
from dougong.actions.steps import carry_out_steps
from dougong.actions.watching import Watched, watched
from dougong.automation import sequences as rows
from dougong.automation.definitions import sequences_of
from dougong.automation.runs import Run
from dougong.automation.sequences import Enrolment
from dougong.context import Context
from dougong.database import lock
from dougong.errors import DougongError
from dougong.identity.people import organisation_row
from dougong.logs import log
from dougong.metadata import App
from dougong.records.changes import Written
from dougong.working_calendar import calendar_of
from dougong_model import Effect, Event, uuid7
from dougong_rule import Exit, Holidays, SequenceStep, allowed_moment, step_moment
from dougong_rule import Sequence as Definition

STEP_DUE = "sequence.step"
LEFT = "sequence.left"


def by_id(app: App, identity: str) -> Definition | None:
    """Return the sequence of an element id; None when the app has it no more."""
    return next((one for one in sequences_of(app).values() if one.id == identity), None)


def refusal(act: Act, sequence: Definition, record: UUID) -> str | None:
    """Return why a record may not enter: off, not_meant, leaving, already or again."""
    scope = act.scope(sequence.entity, record)
    if not sequence.enabled:
        return "off"
    if sequence.when is not None and not sequence.when.holds(scope):
        return "not_meant"
    if sequence.reason_to_leave(scope) is not None:
        return "leaving"
    last = rows.last_of(act.context.conn, sequence.id, record)
    if last is not None and last.ended_at is None:
        return "already"
    return None if last is None or _may_again(act.context, sequence, last) else "again"


def enrol(act: Act, sequence: Definition, record: UUID, cause: str) -> str | None:
    """Let a record in; returns why it may not enter, as `refusal` or full."""
    refused = refusal(act, sequence, record)
    if refused is not None:
        return refused
    conn = act.context.conn
    if sequence.most is not None:
        lock(conn, "sequence", sequence.id)
        if rows.count_open(conn, sequence.id) >= sequence.most:
            return "full"
    first = sequence.steps[0]
    entered = rows.add(
        act.context,
        {
            "app_id": act.app.id,
            "sequence_id": sequence.id,
            "version": act.app.version,
            "entity_id": act.app.entities[sequence.entity].id,
            "record_id": record,
            "person_id": act.person.person,
            "cause": cause,
            "step": first.key,
            "due_at": moment_of(act, sequence, first),
        },
    )
    if entered is None:
        return "already"
    rows.note(act.context, entered, sequence.id, "enrolled", person=act.person.person)
    return None


def _may_again(context: Context, sequence: Definition, last: Enrolment) -> bool:
    if sequence.again_after_days is None:
        return False
    return bool(last.ended_at + timedelta(days=sequence.again_after_days) <= context.now)


def moment_of(act: Act, sequence: Definition, step: SequenceStep) -> datetime:
    """Return when a step is due that begins to wait now, on the workspace's clock."""
    now, settings = act.context.now, act.names["settings"]
    return step_moment(sequence, step, now, settings, days_of(act.context), zone_of(act.context))


def allowed(act: Act, sequence: Definition, step: SequenceStep) -> datetime:
    """Return from when on a step may be taken that is due now."""
    return allowed_moment(sequence, step, act.context.now, days_of(act.context), zone_of(act.context))


def zone_of(context: Context) -> ZoneInfo:
    """Return the workspace's zone, on whose clock sequences go, whoever asks."""
    return ZoneInfo(organisation_row(context.conn).zone)


def days_of(context: Context) -> Holidays:
    """Return the days that are not what their day of the week says."""
    calendar = calendar_of(context)
    return Holidays(holidays=calendar.holidays, workdays=calendar.workdays)


def go_on(act: Act, sequence: Definition, enrolment: Enrolment) -> None:
    """Let an enrolment wait for the step after those that were done; without one it is finished."""
    done = rows.done_by(act.context.conn, [enrolment.id]).get(enrolment.id, set())
    step = sequence.following(done)
    if step is None:
        end(act, enrolment, "finished")
        return
    rows.change(
        act.context,
        enrolment,
        state="running",
        why=None,
        error=None,
        step=step.key,
        due_at=moment_of(act, sequence, step),
    )


def end(
    act: Act,
    enrolment: Enrolment,
    state: str,
    *,
    why: str | None = None,
    left_by: str | None = None,
    person: UUID | None = None,
    run: UUID | None = None,
) -> None:
    """End an enrolment, and write down how."""
    rows.change(
        act.context,
        enrolment,
        state=state,
        why=why,
        exit=left_by,
        error=None,
        step=None,
        due_at=None,
        ended_at=act.context.now,
    )
    rows.note(act.context, enrolment, enrolment.sequence_id, state, person=person, run=run)


def leave(act: Act, sequence: Definition, enrolment: Enrolment, reason: Exit, depth: int) -> None:
    """Let a record leave for a reason, and do what is to be done then; what is refused leaves nothing behind and
    keeps no record in.
    """
    run = None
    if reason.effects:
        run = run_of(act, sequence, enrolment, LEFT, "sequence exit", depth)
    end(act, enrolment, "exited", left_by=reason.key, run=None if run is None else run.id)
    if run is not None:
        carry_out(act, sequence, enrolment, run, reason.effects, f"exit:{reason.key}", depth)


def run_of(act: Act, sequence: Definition, enrolment: Enrolment, event: str, why: str, depth: int = 0) -> Run:
    """Begin a run of a step or an exit, for the history of runs."""
    run = Run(
        id=uuid7(),
        rule_id=sequence.id,
        rule_key=sequence.key,
        entity_id=enrolment.entity_id,
        record=enrolment.record_id,
        version=None,
        event=event,
        cause=f"sequence:{sequence.key}",
        depth=depth,
        trace={"why": why},
    )
    act.runs.append(run)
    return run


def carry_out(
    act: Act,
    sequence: Definition,
    enrolment: Enrolment,
    run: Run,
    effects: Sequence[Effect],
    name: str,
    depth: int = 0,
) -> str | None:
    """Carry out effects about a record in a sequence; returns what was refused, of which nothing is left.

    What leaves the database has the enrolment and the step in its key, whatever is run again.
    """
    site = Site(
        entity=sequence.entity,
        record=enrolment.record_id,
        cause=f"sequence:{sequence.key}",
        key=f"sequence:{enrolment.id}:{name}/0",
        depth=depth,
        run=run.id,
        reserved={"old": None, "event": {"kind": run.event, "at": act.context.now, "cause": run.cause}},
    )
    try:
        with act.undone_when_refused():
            carry_out_steps(act, run, effects, site)
    except DougongError as error:
        run.state, run.trace["undone"] = "refused", True
        for step in (*run.steps, *run.inner):
            if step.state in ("done", "waiting"):
                step.state = "undone"
        log.warning(
            "step of a sequence refused",
            app=act.app.key,
            sequence=sequence.key,
            record=str(enrolment.record_id),
            error=error.detail,
        )
        return error.told
    return None


def leave_after(act: Act, written: Sequence[Written], events: Sequence[Event], depth: int) -> None:
    """Let records leave their sequences for what was written and what happened: a reason to leave has come to hold,
    or they went to the trash.
    """
    known = sequences_of(act.app)
    if not known or depth >= DEPTH_LIMIT:
        return
    gone = [one.id for one in written if one.kind == "delete"]
    if gone:
        for enrolment in rows.open_of(act.context.conn, gone):
            end(act, enrolment, "stopped", why="deleted")
    for sequence in known.values():
        happened: dict[UUID, list[Event]] = {}
        for event in events:
            if event.record is not None and event.entity == sequence.entity:
                happened.setdefault(event.record, []).append(event)
        listening = any(one.triggers for one in sequence.exits)
        concerned = [*_watched(act.app, sequence).concerned(written), *(happened if listening else ())]
        records = [one for one in dict.fromkeys(concerned) if one not in act.removed]
        if not records:
            continue
        for enrolment in rows.open_of(act.context.conn, records, [sequence.id]):
            # What let the record in makes it leave no more.
            later = [one for one in happened.get(enrolment.record_id, ()) if one.at > enrolment.at]
            reason = _reason(act, sequence, enrolment.record_id, later)
            if reason is not None:
                leave(act, sequence, enrolment, reason, depth)


def _watched(app: App, sequence: Definition) -> Watched:
    return kept(
        app,
        ("sequence watches", sequence.id),
        lambda: watched(app, sequence.entity, sequence.conditions),
    )


def _reason(act: Act, sequence: Definition, record: UUID, events: Sequence[Event]) -> Exit | None:
    for one in sequence.exits:
        if one.holds(act.scope(sequence.entity, record)):
            return one
        for event in events if one.triggers else ():
            told: Mapping[str, Any] = {
                "kind": event.kind,
                "at": event.at,
                "cause": event.cause,
                **event.data,
            }
            if one.happened(event, act.scope(sequence.entity, record, {"old": None, "event": told})):
                return one
    return None
