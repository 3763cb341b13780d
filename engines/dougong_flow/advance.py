"""Advance: a command on an instance leads to a step. Pure: time, ids, record and people are arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dougong_flow.commands import Command, Complete, Decide, Retry, Terminate, Withdraw
from dougong_flow.definition import START, ActionStep, ApprovalTask, Flow, StartEvent, Verb, WithdrawPolicy
from dougong_flow.errors import (
    FlowError,
    InstanceFinished,
    NotTheSeatsPerson,
    SeatTaken,
    SeatUnknown,
    StepRefused,
    VerbRefused,
    WithdrawRefused,
)
from dougong_flow.instance import (
    Instance,
    InstanceState,
    Seat,
    SeatState,
    Step,
    TokenState,
    Visit,
    VisitState,
)
from dougong_flow.machine import Machine
from dougong_flow.surroundings import Surroundings

RETURN_TARGETS = ("initiator",)
"""Where a return may go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedActions:
    """What one person may do now: verbs by open seat of his, and whether he may withdraw."""

    seats: Mapping[UUID, tuple[Verb, ...]]
    withdraw: bool


def begin(
    flow: Flow,
    *,
    instance: UUID,
    version: int,
    record: UUID,
    initiator: UUID,
    now: datetime,
    surroundings: Surroundings,
    previous: UUID | None = None,
    entering: str | None = None,
) -> Step:
    """Start an instance of a flow on a record; `previous` links it to the finished one before.

    `entering` is the state that the record enters when the request is approved; the host carries it there.
    """
    machine = Machine(
        flow,
        Instance(
            id=instance,
            flow=flow.key,
            version=version,
            entity=flow.entity,
            record=record,
            initiator=initiator,
            state=InstanceState.RUNNING,
            started_at=now,
            previous=previous,
            entering=entering,
        ),
        now,
        surroundings,
    )
    visit = machine.open_visit(machine.new_token(START).id, flow.start)
    machine.record("started", actor=initiator, visit=visit)
    machine.submitted(visit)
    return machine.step()


def advance(
    flow: Flow, instance: Instance, command: Command, now: datetime, surroundings: Surroundings
) -> Step:
    """Carry out one command and everything that follows without a person or the host.

    `flow` must be the definition the instance was started with. Raises FlowError, with nothing changed,
    when the command may not be carried out.
    """
    if not instance.running and not isinstance(command, Decide):
        raise InstanceFinished("This request has already ended.")
    machine = Machine(flow, instance, now, surroundings)
    match command:
        case Decide():
            _decide(machine, instance, command)
        case Withdraw():
            _withdraw(machine, instance, command)
        case Complete():
            _complete(machine, instance, command)
        case Retry():
            _retry(machine, instance, command)
        case Terminate():
            machine.clear(SeatState.CANCELLED_BY_END)
            machine.record("terminate", actor=command.person, comment=command.comment)
            machine.restore(0)
            machine.finish(InstanceState.TERMINATED)
    return machine.step()


def allowed_actions(flow: Flow, instance: Instance, person: UUID) -> AllowedActions:
    """Return what a person may do with an instance now."""
    seats = {seat.id: _verbs(flow, instance, seat) for seat in instance.open_seats() if seat.person == person}
    return AllowedActions(seats=seats, withdraw=_withdraw_refusal(flow, instance, person) is None)


def _verbs(flow: Flow, instance: Instance, seat: Seat) -> tuple[Verb, ...]:
    visit = instance.visit(seat.visit)
    node = flow.nodes[visit.node] if visit else None
    if isinstance(node, StartEvent):
        return (Verb.SUBMIT,)
    return tuple(verb for verb in Verb if verb in node.verbs) if isinstance(node, ApprovalTask) else ()


def _decide(machine: Machine, instance: Instance, command: Decide) -> None:
    seat, visit = _claimed(instance, command)
    verbs = _verbs(machine.flow, instance, seat)
    if command.verb not in verbs:
        raise VerbRefused(f"“{command.verb.value}” is not offered here.", [verb.value for verb in verbs])
    if command.verb is Verb.RETURN and command.to not in (None, *RETURN_TARGETS):
        raise VerbRefused(f"A request cannot be returned to “{command.to}”.", RETURN_TARGETS)
    machine.decide(seat, command.verb.value, actor=command.person, comment=command.comment)
    match command.verb:
        case Verb.RETURN:
            machine.cancel_seats(visit.id, SeatState.CANCELLED_BY_RETURN)
            machine.close_visit(visit, "returned")
            machine.send_back()
        case Verb.SUBMIT:
            machine.submitted(visit)
        case _:
            machine.settle(visit)


def _claimed(instance: Instance, command: Decide) -> tuple[Seat, Visit]:
    seat = instance.seat(command.seat)
    visit = instance.visit(seat.visit) if seat else None
    if seat is None or visit is None:
        raise SeatUnknown("There is no such seat.")
    if seat.person != command.person:
        raise NotTheSeatsPerson("This seat belongs to somebody else.")
    if seat.state is not SeatState.OPEN:
        raise SeatTaken(seat.id, "This seat is not open any more.")
    return seat, visit


def _withdraw(machine: Machine, instance: Instance, command: Withdraw) -> None:
    refusal = _withdraw_refusal(machine.flow, instance, command.person)
    if refusal:
        raise WithdrawRefused(refusal)
    machine.clear(SeatState.CANCELLED_BY_WITHDRAW)
    machine.record("withdraw", actor=command.person, comment=command.comment)
    machine.restore(0)
    machine.finish(InstanceState.WITHDRAWN)


def _withdraw_refusal(flow: Flow, instance: Instance, person: UUID) -> str | None:
    if not instance.running:
        return "This request has already ended."
    if person != instance.initiator:
        return "Only the person who started it may withdraw a request."
    if any(token.state is TokenState.LIVE and token.node == START for token in instance.tokens):
        return None
    if flow.withdraw is WithdrawPolicy.NEVER:
        return "Requests of this kind cannot be withdrawn."
    if flow.withdraw is WithdrawPolicy.BEFORE_FIRST_DECISION and _decided_since_submission(flow, instance):
        return "Somebody has already decided: the request cannot be withdrawn any more."
    return None


def _decided_since_submission(flow: Flow, instance: Instance) -> bool:
    last_start = max((index for index, visit in enumerate(instance.visits) if visit.node == START), default=0)
    human = [
        visit
        for visit in instance.visits[last_start:]
        if isinstance(flow.nodes.get(visit.node), ApprovalTask)
    ]
    return any(
        visit.outcome is not None or any(seat.state is SeatState.DONE for seat in instance.seats_of(visit.id))
        for visit in human
    )


def _complete(machine: Machine, instance: Instance, command: Complete) -> None:
    visit = instance.visit(command.visit)
    if visit is None or visit.state is not VisitState.OPEN:
        raise StepRefused("This step is not running.")
    if not isinstance(machine.flow.nodes[visit.node], StartEvent | ActionStep):
        raise StepRefused("This node waits for people, not for effects.")
    if any(seat.state is SeatState.OPEN for seat in instance.seats_of(visit.id)):
        raise StepRefused("This node waits for its initiator.")
    machine.record("done", visit=visit)
    machine.pass_on(visit)


def _retry(machine: Machine, instance: Instance, command: Retry) -> None:
    incident = machine.incidents.get(command.incident)
    if incident is None or incident.resolved_at is not None:
        raise FlowError("This incident is not open.")
    visit = machine.visits[incident.visit]
    machine.resolve(incident, command.person)
    machine.close_visit(visit, None, VisitState.CANCELLED)
    machine.record("retry", actor=command.person, visit=visit)
    machine.enter(visit.token, machine.flow.nodes[visit.node], None)
