"""Advance: a command on an instance leads to a step. Pure: time, ids, record and people are arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from dougong_flow.commands import (
    AddApprovers,
    AddSign,
    ChildEnded,
    Chosen,
    Command,
    Complete,
    Copy,
    Decide,
    Delegate,
    Fail,
    Jump,
    MarkRead,
    Reassign,
    Remind,
    RemoveAdded,
    RemoveApprover,
    Resume,
    Retry,
    Signal,
    Skip,
    Suspend,
    TakeBack,
    Terminate,
    TimerDue,
    Transfer,
    Withdraw,
)
from dougong_flow.definition import START, Flow
from dougong_flow.errors import InstanceFinished, InstanceSuspended
from dougong_flow.instance import Instance, InstanceState, Step
from dougong_flow.machine import Machine, Move
from dougong_flow.nodes.start import submitted
from dougong_flow.returns import INITIATOR
from dougong_flow.surroundings import Surroundings
from dougong_flow.verbs import add_sign, administer, answers, inform, take_back, transfer, withdraw
from dougong_flow.verbs.choose import choose
from dougong_flow.verbs.decide import use_seat
from dougong_flow.walking import walk

_VERBS: Mapping[type[Any], Callable[[Machine, Any], None]] = {
    Decide: use_seat,
    Transfer: transfer.transfer,
    Delegate: transfer.delegate,
    Reassign: transfer.reassign,
    AddSign: add_sign.add_sign,
    RemoveAdded: add_sign.remove_added,
    TakeBack: take_back.take_back,
    Remind: inform.remind_seat,
    Copy: inform.copy,
    MarkRead: inform.mark_read,
    Withdraw: withdraw.withdraw,
    Complete: answers.complete,
    Fail: answers.fail,
    TimerDue: answers.timer_due,
    Signal: answers.signal,
    ChildEnded: answers.child_ended,
    Retry: administer.retry,
    Skip: administer.skip,
    Jump: administer.jump,
    AddApprovers: administer.add_approvers,
    RemoveApprover: administer.remove_approver,
    Suspend: administer.suspend,
    Resume: administer.resume,
    Terminate: administer.terminate,
}

_AFTERWARDS = (Decide, Copy, MarkRead)
"""Commands that an ended instance answers for itself: a seat says who decided it, a copy may still be given."""

_WHILE_SUSPENDED = (Resume, Terminate, Complete, Fail, ChildEnded, Copy, MarkRead)


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
    parent: UUID | None = None,
    parent_visit: UUID | None = None,
    chosen: Chosen | None = None,
) -> Step:
    """Start an instance of a flow on a record; `previous` links it to the finished one before.

    `entering` is the state that the record enters when the request is approved; the host carries it there.
    `parent` and `parent_visit` are whose sub-flow it is, `chosen` whom the initiator picks for nodes.
    """
    machine = Machine(
        flow,
        Instance(
            instance,
            flow.key,
            version,
            flow.entity,
            record,
            initiator,
            InstanceState.RUNNING,
            now,
            previous=previous,
            entering=entering,
            parent=parent,
            parent_visit=parent_visit,
        ),
        now,
        surroundings,
    )
    visit = machine.open_visit(Move(machine.new_token(START), START))
    machine.record("started", actor=initiator, visit=visit, record_version=machine.record_version)
    choose(machine, chosen or {}, INITIATOR)
    submitted(machine, visit)
    walk(machine)
    return machine.read_out()


def advance(
    flow: Flow, instance: Instance, command: Command, now: datetime, surroundings: Surroundings
) -> Step:
    """Carry out one command and everything that follows without a person or the host.

    `flow` must be the definition the instance was started with. Raises FlowError, with nothing changed,
    when the command may not be carried out.
    """
    if not instance.running and not isinstance(command, _AFTERWARDS):
        raise InstanceFinished("This request has already ended.")
    if instance.suspended_at is not None and not isinstance(command, _WHILE_SUSPENDED):
        raise InstanceSuspended("This request is suspended.")
    machine = Machine(flow, instance, now, surroundings)
    _VERBS[type(command)](machine, command)
    walk(machine)
    return machine.read_out()
