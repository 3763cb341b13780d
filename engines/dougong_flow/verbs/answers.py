"""Answers: what the host reports: effects done or failed, times that came, messages, sub-flows that ended."""

from __future__ import annotations

from uuid import UUID

from dougong_flow.commands import ChildEnded, Complete, Fail, Signal, TimerDue
from dougong_flow.definition import StartEvent
from dougong_flow.errors import StepRefused
from dougong_flow.instance import SeatState, Visit, VisitState
from dougong_flow.limits import pass_limit
from dougong_flow.machine import Machine
from dougong_flow.nodes import sub_flow, timer, wait
from dougong_flow.nodes.action import ActionStep
from dougong_flow.nodes.decision import DecisionStep
from dougong_flow.nodes.sub_flow import SubFlow
from dougong_model import replace

_ACTING = (StartEvent, ActionStep, DecisionStep, SubFlow)
"""Kinds of node whose effects the host carries out."""


def complete(machine: Machine, command: Complete) -> None:
    """Go on after the effects of a visit; raises StepRefused when it does not wait for them."""
    visit = _acting(machine, command.visit)
    machine.record("done", visit=visit)
    if isinstance(machine.node_of(visit), SubFlow):
        sub_flow.started(machine, visit)
    else:
        machine.pass_on(visit)


def _acting(machine: Machine, identity: UUID) -> Visit:
    """Return an open visit whose effects the host carries out; raises StepRefused for any other."""
    visit = machine.visits.get(identity)
    if visit is None or visit.state is not VisitState.OPEN:
        raise StepRefused("This step is not running.")
    node = machine.node_of(visit)
    if not isinstance(node, _ACTING):
        raise StepRefused("This node waits for people, not for effects.")
    seats = machine.seats_of(visit.id) if isinstance(node, StartEvent) else ()
    if any(seat.state is SeatState.OPEN for seat in seats):
        raise StepRefused("This node waits for its initiator.")
    incidents = machine.incidents.values()
    if incidents and any(one.visit == visit.id and one.resolved_at is None for one in incidents):
        raise StepRefused("This step is not running.")
    return visit


def fail(machine: Machine, command: Fail) -> None:
    """Take the `error` way out of a visit whose effects could not be carried out, else show an incident."""
    visit = _acting(machine, command.visit)
    if isinstance(machine.node_of(visit), SubFlow):
        visit.children = ()
    if machine.flow.way(visit.node, "error") is not None:
        machine.record("failed", visit=visit, code=command.code, message=command.message)
        machine.pass_on(visit, "error", "error")
    else:
        machine.halt(visit, command.code, command.message)


def timer_due(machine: Machine, command: TimerDue) -> None:
    """Let a timer fire once; raises StepRefused when it has fired, does not run or is not due."""
    found = machine.timers.get(command.timer)
    if found is None or not found.pending:
        raise StepRefused("This timer does not run any more.")
    if machine.now < found.due_at:
        raise StepRefused("This timer is not due yet.")
    visit = machine.visits[found.visit]
    machine.timers[found.id] = replace(found, fired_at=machine.now)
    machine.record("timer_due", visit=visit, due_at=found.due_at.isoformat(), kind=found.kind)
    if found.kind == "limit":
        pass_limit(machine, found, visit)
    elif found.kind == "timeout":
        machine.pass_on(visit, "timeout", "timeout")
    else:
        timer.fell_due(machine, found, visit)


def signal(machine: Machine, command: Signal) -> None:
    """Let go on what waits for something that happened; raises StepRefused when nothing waits for it."""
    waits_for = wait.RECORD if command.kind == wait.RECORD else f"{command.kind}:{command.name}"
    waiting = [
        visit
        for visit in machine.visits.values()
        if visit.state is VisitState.OPEN and visit.waits_for == waits_for
    ]
    if not waiting:
        raise StepRefused("Nothing waits for this.")
    for visit in waiting:
        wait.signalled(machine, visit)


def child_ended(machine: Machine, command: ChildEnded) -> None:
    """Note how a sub-flow ended; raises StepRefused when the visit does not wait for it."""
    visit = machine.visits.get(command.visit)
    if visit is None or visit.state is not VisitState.OPEN or not isinstance(machine.node_of(visit), SubFlow):
        raise StepRefused("This step is not running.")
    if not sub_flow.child_ended(machine, visit, command.child, command.outcome):
        raise StepRefused("This step does not wait for this sub-flow.")
