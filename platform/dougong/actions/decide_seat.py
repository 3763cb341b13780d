"""Decide a seat, or hand it on: one transaction from the lock on the instance to what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from dougong.actions.act import Act
from dougong.actions.apply import new_act
from dougong.actions.draft import BLANK
from dougong.actions.flow_notices import settle_notice
from dougong.actions.flows import command_flow
from dougong.actions.seat_scope import held_by
from dougong.actions.show_seat_moment import show_seat_moment
from dougong.context import Context
from dougong.errors import Conflict, Invalid, NotFound
from dougong.identity.people import names_of
from dougong.processes import decision_files, rights, store
from dougong.processes.decision_files import Given
from dougong.processes.definitions import app_of_row, pinned_flow
from dougong.processes.store import Loaded
from dougong.records.changes import Change
from dougong_flow import (
    AddSign,
    Chosen,
    Command,
    Decide,
    Delegate,
    FieldRights,
    Instance,
    Seat,
    SeatState,
    Transfer,
    Verb,
)
from dougong_form import CompiledForm
from dougong_model import Problem, localised

_COMPLETING = frozenset({Verb.APPROVE, Verb.COMPLETE, Verb.SUBMIT, Verb.ADD_AFTER})
_FILLING = _COMPLETING | {Verb.REJECT, Verb.RETURN}


def decide_seat(
    context: Context,
    seat_id: UUID,
    verb: Verb,
    *,
    comment: str | None = None,
    values: Mapping[str, Any] | None = None,
    to: str | None = None,
    people: Sequence[UUID] = (),
    chosen: Chosen | None = None,
    given: Given | None = None,
    record_version: int | None = None,
) -> Instance:
    """Use one's seat, or that of somebody for whom one acts, with the fields that the node lets one fill in.

    `to` names a target of return, `people` to whom the seat goes or who is asked besides, `chosen` who is picked
    for later nodes, `given` what goes with the decision, `record_version` what he saw of the record. The instance's row is locked first, so of
    several decisions at once one wins and the others get a Conflict that says who decided and when; so does who decides about what has changed
    since. Raises NotFound for a seat of somebody else, Invalid for values the node does not offer or that are missing, and for a signature or files.
    """
    loaded = store.hold_by_seat(context.conn, seat_id)
    seat = _own_seat(context, loaded, seat_id)
    app = app_of_row(context.conn, loaded.live)
    flow = pinned_flow(context.conn, app, loaded.definition)
    visit = loaded.instance.visit(seat.visit)
    assert visit is not None
    fields = rights.node_rights(flow, visit.node)
    act = new_act(context.with_(cause=f"flow:{flow.key}"), app)
    if record_version is not None:
        _refuse_changed(act, loaded.instance, seat_id, record_version)
    given = given or Given()
    decision_files.check(context, flow.nodes.get(visit.node), verb, given)
    if values and verb not in _FILLING:
        raise Invalid.at("/values", "Fields are filled in with a decision.", code="not_editable")
    if values:
        _fill_in(act, loaded.instance, fields, values, rights.node_form(app, flow, visit.node))
    if verb in _COMPLETING:
        _require(act, loaded.instance, fields)
    actor = context.principal.person
    assert actor is not None
    command = _command(seat_id, actor, verb, comment, to, tuple(people), chosen or {})
    after = command_flow(act, loaded, command)
    decision_files.keep(context, loaded, seat_id, given)
    settle_notice(act, seat.person, seat_id)
    # It leaves his other screens too, and those of whom he decides for.
    for one in {seat.person, actor}:
        act.announce({"event": "inbox", "person": str(one)})
    act.finish()
    return after


def _command(
    seat: UUID,
    person: UUID,
    verb: Verb,
    comment: str | None,
    to: str | None,
    people: tuple[UUID, ...],
    chosen: Chosen,
) -> Command:
    match verb:
        case Verb.TRANSFER | Verb.DELEGATE:
            if len(people) != 1:
                raise Invalid.at("/people", "Name exactly one person.", code="people")
            kind = Transfer if verb is Verb.TRANSFER else Delegate
            return kind(seat=seat, person=person, to=people[0], comment=comment)
        case Verb.ADD_BEFORE | Verb.ADD_AFTER:
            after = verb is Verb.ADD_AFTER
            return AddSign(seat=seat, person=person, people=people, after=after, comment=comment)
    return Decide(seat=seat, person=person, verb=verb, comment=comment, to=to, chosen=chosen)


def _own_seat(context: Context, loaded: Loaded, seat_id: UUID) -> Seat:
    seat = loaded.instance.seat(seat_id)
    if seat is None or not held_by(context, seat):
        raise NotFound("There is no such seat.")
    if seat.state is not SeatState.OPEN:
        raise taken(context, loaded.instance, seat)
    return seat


def taken(context: Context, instance: Instance, seat: Seat) -> Conflict:
    """Say what happened to a seat that is not open any more: who decided the node, and when."""
    extra = {"seat": str(seat.id), "state": seat.state.value, "instance_state": instance.state.value}
    deciders = [
        other
        for other in instance.seats_of(seat.visit)
        if other.state is SeatState.DONE and other.decided_at is not None
    ]
    if not deciders:
        return Conflict(
            "This request is not waiting for you any more: it was withdrawn or sent back.", extra=extra
        )
    last = (
        seat
        if seat.state is SeatState.DONE
        else max(deciders, key=lambda one: one.decided_at or one.opened_at)
    )
    assert last.decided_at is not None
    by = last.decided_by or last.person
    name = names_of(context.conn, [by]).get(by, "")
    moment = last.decided_at.astimezone(context.zone).strftime("%Y-%m-%d %H:%M:%S")
    return Conflict(f"Already decided by {name} at {moment}.", extra=extra)


def _refuse_changed(act: Act, instance: Instance, seat: UUID, version: int) -> None:
    """Refuse to decide about a record that the seat shows otherwise by now; what it does not show may have changed."""
    if act.rows.stored(instance.entity, instance.record).get("version") == version:
        return
    differs = [one["field"] for one in show_seat_moment(act.context, seat, version)["differs"]]
    if differs:
        fields = act.app.entities[instance.entity].fields
        names = ", ".join(
            localised(fields[key].label, act.context.language) or key if key in fields else key
            for key in differs
        )
        raise Conflict(
            f"The record has changed since you opened it: {names}. Look at it again before you decide.",
            extra={"seat": str(seat), "fields": differs},
        )


def _fill_in(
    act: Act,
    instance: Instance,
    fields: FieldRights,
    values: Mapping[str, Any],
    form: CompiledForm | None,
) -> None:
    """Write, as the person, the fields that the node lets him edit; the form that it shows has its say."""
    problems = [
        Problem(code="not_editable", pointer=f"/{key[:60]}", message="This field cannot be changed here.")
        for key in values
        if key not in fields.edit
    ]
    if not problems:
        typed, problems = act.app.entities[instance.entity].validator.read(values, partial=True)
    if problems:
        raise Invalid("Some values are refused.", problems=problems)
    change = Change(entity=instance.entity, kind="update", id=instance.record, values=typed)
    act.save([change], form=None if form is None else form.at_step(fields.edit))


def _require(act: Act, instance: Instance, fields: FieldRights) -> None:
    """Refuse to complete a node whose required fields are blank; who decides several at once sees no field, so each is named."""
    record = act.rows.row(instance.entity, instance.record)
    known = act.app.entities[instance.entity].fields
    missing = [key for key in known if key in fields.require and record[key] in BLANK]
    if missing:
        labels = ", ".join(localised(known[key].label, act.context.language) or key for key in missing)
        raise Invalid(
            f"Fill in what this step requires: {labels}.",
            problems=[
                Problem(code="required", pointer=f"/{key}", message="This is required here.")
                for key in missing
            ],
        )
