"""Enrolments by hand: people let records into sequences, and stop, pause, resume or skip a step of what is in one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from dougong.access import Scope
from dougong.access.values import role_keys
from dougong.actions.act import Act
from dougong.actions.apply import new_act
from dougong.actions.each_record import each_record
from dougong.actions.sequences import allowed, by_id, end, enrol, go_on, refusal
from dougong.automation import sequences as rows
from dougong.automation.definitions import sequences_of
from dougong.automation.sequences import Enrolment
from dougong.context import Context
from dougong.errors import Conflict, NotAllowed, NotFound
from dougong.identity.people import names_of
from dougong.metadata import App
from dougong.metadata.told_errors import told_error
from dougong.records.permit import permit_rows
from dougong.records.read import scope_in
from dougong.records.titles import titles
from dougong_rule import Sequence as Definition

Json = dict[str, Any]
Verb = Literal["stop", "pause", "resume", "skip"]

ENDED_SHOWN = 5
BY_HAND = "hand"
_WHY_NOT = {
    "off": "This sequence is switched off.",
    "not_meant": "This sequence is not for this record.",
    "leaving": "The record has a reason to leave this sequence already.",
    "already": "The record is in this sequence already.",
    "again": "The record has been through this sequence.",
    "full": "As many records are in this sequence as may be at the same time.",
}


def enrol_records(context: Context, app: App, entity: str, key: str, records: Sequence[UUID]) -> list[Json]:
    """Let records into a sequence; each by itself, so that one that may not enter refuses no other."""
    sequence = _sequence(app, entity, key)
    scope = _scope(context, app, entity)

    def let_in(record: UUID) -> Json:
        _permit(context, app, sequence, scope, record)
        act = new_act(context.with_(cause=BY_HAND), app)
        if record not in act.rows.read(entity, [record], lock=True):
            raise NotFound("There is no such record.")
        why = enrol(act, sequence, record, BY_HAND)
        if why is not None:
            raise Conflict(_WHY_NOT[why])
        return {}

    return each_record(context, records, let_in)


def show_record(context: Context, app: App, entity: str, record: UUID) -> Json:
    """Return the sequences that a record is in, and the last ones it was in, with those that the caller may let it
    enter; raises NotFound for a record that he does not see.
    """
    scope = _scope(context, app, entity)
    permit_rows(context, scope, [record], "see")
    found = rows.of_record(context.conn, record)
    present = [one for one in found if one.ended_at is None]
    ended = [one for one in found if one.ended_at is not None][:ENDED_SHOWN]
    act = new_act(context, app)
    offered = [
        {"key": one.key, "name": one.name}
        for one in sequences_of(app).values()
        if one.entity == entity
        and refusal(act, one, record) is None
        and _may(context, app, one, scope, record)
    ]
    return {"items": _shown(context, app, [*present, *ended], scope), "offered": offered}


def show_sequence(context: Context, app: App, key: str) -> Json:
    """Return how many records are in a sequence, finished it, left it by which exit, and took which step."""
    sequence = sequences_of(app).get(key)
    if sequence is None:
        return {"states": {}, "exits": {}, "steps": {}}
    states, steps = rows.counts(context.conn, sequence.id)
    by_state: dict[str, int] = {}
    for (state, _), many in states.items():
        by_state[state] = by_state.get(state, 0) + many
    exits = {str(left_by): many for (_, left_by), many in states.items() if left_by is not None}
    return {"states": by_state, "exits": exits, "steps": steps}


def list_enrolments(
    context: Context,
    app: App,
    key: str,
    *,
    states: Sequence[str] = (),
    left_by: str | None = None,
    after: UUID | None = None,
) -> Json:
    """Return a page of the enrolments of a sequence, the last one first; one not published yet has none."""
    sequence = sequences_of(app).get(key)
    if sequence is None:
        return {"items": [], "next": None}
    found = rows.listed(context.conn, sequence.id, states=states, left_by=left_by, after=after)
    items = _shown(context, app, found, _scope(context, app, sequence.entity))
    return {"items": items, "next": found[-1].id if len(found) == rows.PAGE else None}


def show_history(context: Context, app: App, identity: UUID) -> list[Json]:
    """Return what happened to a record in a sequence, the first thing first; raises NotFound for a record that the
    caller does not see.
    """
    found = _found(context, app, identity)
    sequence = by_id(app, found.sequence_id)
    entity = _entity_of(app, found)
    permit_rows(context, _scope(context, app, entity), [found.record_id], "see")
    steps = {} if sequence is None else {step.key: step.name for step in sequence.steps}
    events = rows.history(context.conn, identity)
    names = names_of(context.conn, [one.person_id for one in events if one.person_id])
    return [
        {
            "at": one.at,
            "kind": one.kind,
            "step": None if one.step is None else {"key": one.step, "name": steps.get(one.step, {})},
            "person": None
            if one.person_id is None
            else {"id": one.person_id, "name": names.get(one.person_id, "")},
        }
        for one in events
    ]


def change_enrolment(context: Context, app: App, identity: UUID, verb: Verb) -> Json:
    """Stop, pause or resume what is in a sequence, or leave out the step that comes next; returns it as it is then.

    Raises NotFound, NotAllowed, and Conflict when it has ended, or is in no state for it.
    """
    found = _found(context, app, identity)
    entity = _entity_of(app, found)
    scope = _scope(context, app, entity)
    sequence = by_id(app, found.sequence_id)
    if sequence is None:
        raise Conflict("The sequence does not exist any more.")
    _permit(context, app, sequence, scope, found.record_id)
    act = new_act(context.with_(cause=BY_HAND), app)
    act.rows.read(entity, [found.record_id], lock=True)
    enrolment = rows.get(context.conn, identity, lock=True)
    if enrolment.ended_at is not None:
        raise Conflict("The record is not in this sequence any more.")
    _VERBS[verb](act, sequence, enrolment)
    return _shown(context, app, [rows.get(context.conn, identity)], scope)[0]


def _stop(act: Act, sequence: Definition, enrolment: Enrolment) -> None:
    end(act, enrolment, "stopped", why=BY_HAND, person=act.person.person)


def _pause(act: Act, sequence: Definition, enrolment: Enrolment) -> None:
    if enrolment.state != "running":
        raise Conflict("This is paused already.")
    rows.change(act.context, enrolment, state="paused", why=BY_HAND)
    rows.note(act.context, enrolment, sequence.id, "paused", person=act.person.person)


def _resume(act: Act, sequence: Definition, enrolment: Enrolment) -> None:
    """Let it go on: a step whose time came meanwhile is taken as soon as it may."""
    if enrolment.state != "paused":
        raise Conflict("This is not paused.")
    step = sequence.standing(enrolment.step, _done(act, enrolment))
    due = enrolment.due_at
    if step is not None and due <= act.context.now:
        due = allowed(act, sequence, step)
    rows.change(act.context, enrolment, state="running", why=None, error=None, due_at=due)
    rows.note(act.context, enrolment, sequence.id, "resumed", person=act.person.person)


def _skip(act: Act, sequence: Definition, enrolment: Enrolment) -> None:
    step = sequence.standing(enrolment.step, _done(act, enrolment))
    if step is not None:
        rows.note(act.context, enrolment, sequence.id, "skipped", step=step.key, person=act.person.person)
    go_on(act, sequence, enrolment)
    if enrolment.why == BY_HAND and rows.get(act.context.conn, enrolment.id).ended_at is None:
        rows.change(act.context, enrolment, state="paused", why=BY_HAND)


_VERBS = {"stop": _stop, "pause": _pause, "resume": _resume, "skip": _skip}


def _done(act: Act, enrolment: Enrolment) -> set[str]:
    return rows.done_by(act.context.conn, [enrolment.id]).get(enrolment.id, set())


def _shown(context: Context, app: App, found: Sequence[Enrolment], scope: Scope) -> list[Json]:
    done = rows.done_by(context.conn, [one.id for one in found if one.ended_at is None])
    named = titles(context, app, scope.entity, {one.record_id for one in found})
    return [_one(context, app, one, done.get(one.id, set()), named, scope) for one in found]


def _one(
    context: Context,
    app: App,
    enrolment: Enrolment,
    done: set[str],
    named: dict[UUID, str],
    scope: Scope,
) -> Json:
    sequence = by_id(app, enrolment.sequence_id)
    step = None if sequence is None or enrolment.step is None else sequence.standing(enrolment.step, done)
    exits = {} if sequence is None else {one.key: one.name for one in sequence.exits}
    seen = enrolment.record_id in named
    may = seen and sequence is not None and _may(context, app, sequence, scope, enrolment.record_id)
    return {
        "id": enrolment.id,
        "at": enrolment.at,
        "sequence": {
            "key": "" if sequence is None else sequence.key,
            "name": sequence.name if sequence else {},
        },
        "enabled": sequence is not None and sequence.enabled,
        "version": enrolment.version,
        "record": enrolment.record_id,
        "title": named.get(enrolment.record_id),
        "state": enrolment.state,
        "step": None
        if step is None or sequence is None
        else {"key": step.key, "name": step.name, "number": sequence.place(step.key)},
        "steps": 0 if sequence is None else len(sequence.steps),
        "due_at": enrolment.due_at,
        "ended_at": enrolment.ended_at,
        "exit": None
        if enrolment.exit is None
        else {"key": enrolment.exit, "name": exits.get(enrolment.exit, {})},
        "why": enrolment.why,
        "error": told_error(enrolment.error, context.language, app, scope.entity)
        if enrolment.error and may
        else None,
        "may_change": may,
    }


def _permit(context: Context, app: App, sequence: Definition, scope: Scope, record: UUID) -> None:
    """Raise NotFound for a record that is not seen, NotAllowed for one that the caller may not let in or out."""
    permit_rows(context, scope, [record], "see" if sequence.roles else "change")
    if sequence.roles and not context.principal.administrator:
        held = role_keys(app, context.principal)
        if not set(sequence.roles) & set(held):
            raise NotAllowed("This sequence is for other roles.")


def _may(context: Context, app: App, sequence: Definition, scope: Scope, record: UUID) -> bool:
    try:
        _permit(context, app, sequence, scope, record)
    except (NotAllowed, NotFound):
        return False
    return True


def _found(context: Context, app: App, identity: UUID) -> Enrolment:
    found = rows.get(context.conn, identity)
    if found.app_id != app.id:
        raise NotFound("There is no such enrolment.")
    return found


def _entity_of(app: App, enrolment: Enrolment) -> str:
    for key, one in app.entities.items():
        if one.entity.id == enrolment.entity_id:
            return key
    raise NotFound("There is no such enrolment.")


def _sequence(app: App, entity: str, key: str) -> Definition:
    sequence = sequences_of(app).get(key)
    if sequence is None or sequence.entity != entity:
        raise NotFound("There is no such sequence.")
    return sequence


def _scope(context: Context, app: App, entity: str) -> Scope:
    if entity not in app.entities:
        raise NotFound("There is no such entity.")
    return scope_in(context, app, entity)
