"""Withdraw: the initiator takes his request back."""

from __future__ import annotations

from uuid import UUID

from dougong_flow.commands import Withdraw
from dougong_flow.definition import START, Flow, HumanTask, WithdrawPolicy
from dougong_flow.errors import WithdrawRefused
from dougong_flow.instance import Instance, InstanceState, SeatState, TokenState
from dougong_flow.machine import Machine


def withdraw(machine: Machine, command: Withdraw) -> None:
    """End the instance as withdrawn; raises WithdrawRefused."""
    refusal = withdraw_refusal(machine.flow, machine.read_out().instance, command.person)
    if refusal:
        raise WithdrawRefused(refusal)
    machine.clear(SeatState.CANCELLED_BY_WITHDRAW)
    machine.record("withdraw", actor=command.person, comment=command.comment)
    machine.restore(0)
    machine.finish(InstanceState.WITHDRAWN)


def withdraw_refusal(flow: Flow, instance: Instance, person: UUID) -> str | None:
    """Return why somebody may not withdraw a request, or None when he may."""
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
        visit for visit in instance.visits[last_start:] if isinstance(flow.nodes.get(visit.node), HumanTask)
    ]
    return any(
        visit.outcome is not None or any(seat.state is SeatState.DONE for seat in instance.seats_of(visit.id))
        for visit in human
    )
