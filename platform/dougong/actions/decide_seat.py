"""Decide a seat: one transaction from the lock on the instance to what follows from the decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dougong.actions.act import Act
from dougong.actions.apply import new_act
from dougong.actions.draft import BLANK
from dougong.actions.flows import command_flow, settle_notice
from dougong.context import Context
from dougong.errors import Conflict, Invalid, NotFound
from dougong.identity.people import names_of
from dougong.processes import rights, store
from dougong.processes.definitions import app_of, pinned_flow
from dougong.processes.store import Loaded
from dougong.records.changes import Change
from dougong_flow import Decide, FieldRights, Instance, Seat, SeatState, Verb
from dougong_form import CompiledForm
from dougong_model import Problem

_COMPLETING = frozenset({Verb.APPROVE, Verb.SUBMIT})


def decide_seat(
    context: Context,
    seat_id: UUID,
    verb: Verb,
    *,
    comment: str | None = None,
    values: Mapping[str, Any] | None = None,
    to: str | None = None,
) -> Instance:
    """Use one's seat: approve, reject, return or submit, with the fields that the node lets one fill in.

    The instance's row is locked first, so of several decisions at once one wins and the others get a
    Conflict that says who decided and when. Raises NotFound for a seat of somebody else, Invalid for values
    the node does not offer or that are missing.
    """
    loaded = store.hold_by_seat(context.conn, seat_id)
    seat = _own_seat(context, loaded, seat_id)
    app = app_of(context.conn, loaded.app_id)
    flow = pinned_flow(context.conn, app, loaded.definition)
    visit = loaded.instance.visit(seat.visit)
    assert visit is not None
    fields = rights.node_rights(flow, visit.node)
    act = new_act(context.with_(cause=f"flow:{flow.key}"), app)
    if values:
        _fill_in(act, loaded.instance, fields, values, rights.node_form(app, flow, visit.node))
    if verb in _COMPLETING:
        _require(act, loaded.instance, fields)
    command = Decide(seat=seat_id, person=seat.person, verb=verb, comment=comment, to=to)
    after = command_flow(act, loaded, command)
    settle_notice(act, seat.person, seat_id)
    act.finish()
    return after


def _own_seat(context: Context, loaded: Loaded, seat_id: UUID) -> Seat:
    seat = loaded.instance.seat(seat_id)
    if seat is None or seat.person != context.principal.person:
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
    name = names_of(context.conn, [last.person]).get(last.person, "")
    moment = last.decided_at.astimezone(context.zone).strftime("%Y-%m-%d %H:%M:%S")
    return Conflict(f"Already decided by {name} at {moment}.", extra=extra)


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
    """Refuse to complete a node whose required fields are blank."""
    record = act.rows.row(instance.entity, instance.record)
    missing = [key for key in sorted(fields.require) if record[key] in BLANK]
    if missing:
        raise Invalid(
            "Fill in what this step requires.",
            problems=[
                Problem(code="required", pointer=f"/{key}", message="This is required here.")
                for key in missing
            ],
        )
