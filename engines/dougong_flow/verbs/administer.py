"""Administer: what an administrator may do: mend incidents, move tokens and seats, halt and end an instance."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from dougong_flow.commands import (
    AddApprovers,
    Jump,
    RemoveApprover,
    Resume,
    Retry,
    Skip,
    Suspend,
    Terminate,
)
from dougong_flow.definition import START, Edge, HumanTask, Order
from dougong_flow.errors import FlowError, PersonRefused, ReturnRefused, SeatTaken, SeatUnknown, StepRefused
from dougong_flow.instance import Incident, InstanceState, SeatState, Visit, VisitState
from dougong_flow.joining import fire, region_of
from dougong_flow.machine import Machine, Move
from dougong_flow.outcome import votes
from dougong_flow.returns import INITIATOR, go_back, return_targets
from dougong_flow.seating import added_left, settle
from dougong_flow.verbs.offered import check_newcomer
from dougong_model import replace


def retry(machine: Machine, command: Retry) -> None:
    """Enter the node of an incident again."""
    incident, visit = _open_incident(machine, command.incident)
    machine.resolve(incident, command.person)
    token = machine.token_of(visit)
    edge = _edge_in(machine, token.edge_in) if visit.waits_for == "join" else None
    machine.close_visit(visit, None, VisitState.CANCELLED)
    machine.record("retry", actor=command.person, visit=visit, comment=command.comment)
    machine.moves.append(Move(token=token, node=visit.node, edge=edge, previous=visit.previous))


def skip(machine: Machine, command: Skip) -> None:
    """Lead an instance on past the node of an incident: by its one way, the approved one or the default one."""
    incident, visit = _open_incident(machine, command.incident)
    machine.resolve(incident, command.person)
    machine.record("skip", actor=command.person, visit=visit, comment=command.comment)
    if visit.waits_for == "join":
        token = machine.token_of(visit)
        region = region_of(machine, token, token.node)
        waiting = [
            one
            for one in machine.live()
            if one.node == token.node and region_of(machine, one, one.node) == region
        ]
        fire(machine, token.node, region, waiting)
        return
    machine.cancel_seats(visit.id, SeatState.CANCELLED_BY_OUTCOME)
    machine.cancel_children(visit)
    machine.close_visit(visit, "skipped")
    edges = machine.flow.outgoing[visit.node]
    way = (
        machine.flow.way(visit.node) if len(edges) == 1 else next((one for one in edges if one.default), None)
    )
    way = way or machine.flow.way(visit.node, "approved") or machine.flow.way(visit.node)
    if way is None:
        raise StepRefused("There is no way on from this node.")
    machine.leave(machine.token_of(visit), way)


def jump(machine: Machine, command: Jump) -> None:
    """Put a token at another node of its branch, or back to where the request has been; raises ReturnRefused."""
    visit = machine.visits.get(command.visit)
    if visit is None or visit.state is not VisitState.OPEN:
        raise StepRefused("This step is not running.")
    back = [INITIATOR if key == START else key for key in return_targets(machine, visit)]
    beside = _beside(machine, visit)
    if command.to not in (*back, *beside):
        raise ReturnRefused(f"A request cannot go from here to “{command.to}”.", (*back, *beside))
    machine.record("jump", actor=command.person, visit=visit, comment=command.comment, to=command.to)
    token = machine.token_of(visit)
    machine.drop(token, SeatState.CANCELLED_BY_RETURN, keep_token=True)
    if command.to in back:
        go_back(machine, visit, START if command.to == INITIATOR else command.to)
        return
    machine.moves.append(Move(token=token, node=command.to, previous=visit.id))


def jump_targets(machine: Machine, visit: Visit) -> tuple[str, ...]:
    """Return where an administrator may put the token of an open visit."""
    back = [INITIATOR if key == START else key for key in return_targets(machine, visit)]
    return tuple(dict.fromkeys([*back, *_beside(machine, visit)]))


def _beside(machine: Machine, visit: Visit) -> list[str]:
    """Return the other nodes in the same branch; not the start, and no join, which awaits others."""
    graph = machine.flow.graph
    return [
        key
        for key in machine.flow.nodes
        if key not in (START, visit.node)
        and key not in graph.joins
        and graph.places[key] == graph.places[visit.node]
    ]


def add_approvers(machine: Machine, command: AddApprovers) -> None:
    """Let more people decide at an open visit; they come last, with weight 1."""
    visit = machine.visits.get(command.visit)
    node = machine.node_of(visit) if visit else None
    if visit is None or visit.state is not VisitState.OPEN or not isinstance(node, HumanTask):
        raise StepRefused("This step is not running.")
    people = tuple(dict.fromkeys(command.people))
    if not people:
        raise PersonRefused("Say who is to be asked.")
    seats = [seat for seat in machine.seats_of(visit.id) if votes(seat)]
    if not seats:
        raise StepRefused("This step waits for an administrator, not for people.")
    last = max(seat.position for seat in seats)
    for at, person in enumerate(people, 1):
        check_newcomer(machine, visit.id, person)
        state = SeatState.WAITING_TURN if node.order is Order.SEQUENTIAL else SeatState.OPEN
        if any(seat.state is SeatState.WAITING_CLAIM for seat in seats):
            state = SeatState.WAITING_CLAIM
        machine.open_seat(visit, person, "added", last + at, state=state)
    machine.record(
        "add_approvers",
        actor=command.person,
        visit=visit,
        comment=command.comment,
        people=[str(person) for person in people],
    )
    settle(machine, visit)


def remove_approver(machine: Machine, command: RemoveApprover) -> None:
    """Ask somebody no more; a node may not become empty."""
    seat = machine.seats.get(command.seat)
    if seat is None or machine.visits[seat.visit].node == START:
        raise SeatUnknown("There is no such seat.")
    if not seat.undecided:
        raise SeatTaken(seat.id, "This seat is not open any more.")
    visit = machine.visits[seat.visit]
    left = [one for one in machine.seats_of(visit.id) if votes(one) and one.id != seat.id]
    if votes(seat) and not any(one.undecided or one.state is SeatState.DONE for one in left):
        raise PersonRefused("The last person of a step cannot be removed.")
    machine.record(
        "remove_approver",
        actor=command.person,
        visit=visit,
        seat=seat.id,
        comment=command.comment,
        person=str(seat.person),
    )
    machine.cancel_seat(seat, SeatState.CANCELLED_BY_REMOVAL)
    if votes(seat):
        for added in machine.seats_of(visit.id):
            if added.parent_seat == seat.id and added.undecided:
                machine.cancel_seat(added, SeatState.CANCELLED_BY_REMOVAL)
        _reopen_unclaimed(machine, visit)
        settle(machine, visit)
    else:
        assert seat.parent_seat is not None
        added_left(machine, machine.seats[seat.parent_seat], seat.origin)


def _reopen_unclaimed(machine: Machine, visit: Visit) -> None:
    """Offer the work to the pool again when who claimed it is asked no more."""
    pool = [seat for seat in machine.seats_of(visit.id) if votes(seat)]
    if any(
        seat.state in (SeatState.OPEN, SeatState.WAITING_ADDED, SeatState.WAITING_DELEGATE) for seat in pool
    ):
        return
    for seat in pool:
        if seat.state is SeatState.WAITING_CLAIM:
            machine.change_seat(seat, state=SeatState.OPEN, opened_at=machine.now)


def suspend(machine: Machine, command: Suspend) -> None:
    """Halt an instance: its timers keep the time that is left."""
    machine.header.suspended_at = machine.now
    for timer in list(machine.timers.values()):
        if timer.pending:
            left = max(0, int((timer.due_at - machine.now).total_seconds()))
            machine.timers[timer.id] = replace(timer, frozen_left=left)
    machine.record("suspend", actor=command.person, comment=command.comment)


def resume(machine: Machine, command: Resume) -> None:
    """Let a suspended instance go on; what was to fall due does so as much later."""
    since = machine.header.suspended_at
    if since is None:
        raise FlowError("This request is not suspended.")
    machine.header.suspended_at = None
    for timer in list(machine.timers.values()):
        if timer.pending and timer.frozen_left is not None:
            due = machine.now + timedelta(seconds=timer.frozen_left)
            machine.timers[timer.id] = replace(timer, due_at=due, frozen_left=None)
    for seat in list(machine.seats.values()):
        if seat.undecided and seat.due_at is not None:
            machine.change_seat(seat, due_at=seat.due_at + (machine.now - since))
    machine.record("resume", actor=command.person, comment=command.comment)


def terminate(machine: Machine, command: Terminate) -> None:
    """End an instance."""
    machine.clear(SeatState.CANCELLED_BY_END)
    machine.record("terminate", actor=command.person, comment=command.comment)
    machine.restore(0)
    machine.finish(InstanceState.TERMINATED)


def _open_incident(machine: Machine, identity: UUID) -> tuple[Incident, Visit]:
    incident = machine.incidents.get(identity)
    if incident is None or incident.resolved_at is not None:
        raise FlowError("This incident is not open.")
    return incident, machine.visits[incident.visit]


def _edge_in(machine: Machine, name: str | None) -> Edge | None:
    return next((edge for edge in machine.flow.edges if edge.name == name), None)
