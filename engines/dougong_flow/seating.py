"""Seating: people at a human node. Seats open in order, decide, and together make the node's outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from dougong_flow.definition import START, HumanTask, Order, Rejection, SamePersonPolicy
from dougong_flow.instance import WAITING, Seat, SeatState, TokenState, Visit
from dougong_flow.lineage import passed
from dougong_flow.machine import Machine
from dougong_flow.outcome import APPROVING, REJECTING, Outcome, outcome, votes
from dougong_flow.resolve import Approver
from dougong_flow.returns import go_back, jump_target, previous_target, return_targets, send_back


def ask(machine: Machine, visit: Visit, node: HumanTask, approvers: Sequence[Approver]) -> None:
    """Open the seats of a visit; in sequence only the first is open, the others wait for their turn."""
    for position, approver in enumerate(approvers):
        waits = node.order is Order.SEQUENTIAL and position > 0
        machine.open_seat(
            visit,
            approver.person,
            approver.origin,
            position,
            state=SeatState.WAITING_TURN if waits else SeatState.OPEN,
            weight=approver.weight,
        )
    _approve_for_same_person(machine, visit, node)


def _approve_for_same_person(machine: Machine, visit: Visit, node: HumanTask) -> None:
    """Let the engine approve for who approved before, when he is alone here and has nothing new to see or fill."""
    if node.same_person is SamePersonPolicy.OFF or node.asks_for_more:
        return
    seats = machine.seats_of(visit.id)
    if len(seats) != 1:
        return
    before = _approved_before(machine, visit, node.same_person)
    approved = [
        one
        for one in before
        if one.outcome == "approved" and one.record_version == machine.record_version
        for seat in machine.seats.values()
        if seat.visit == one.id and seat.person == seats[0].person and seat.verb in APPROVING
    ]
    if any(not _sent_back_since(machine, one) for one in approved):
        decide(machine, seats[0], "auto_same_person", actor=None)
        settle(machine, visit)


def _approved_before(machine: Machine, visit: Visit, policy: SamePersonPolicy) -> list[Visit]:
    if policy is SamePersonPolicy.CONSECUTIVE:
        last = machine.last_human(machine.token_of(visit))
        return [last] if last else []
    return list(passed(machine.visits, machine.regions, machine.tokens, visit.previous))


def _sent_back_since(machine: Machine, visit: Visit) -> bool:
    """Say whether the request went back since a visit: whoever it then comes to is to look at it."""
    after = list(machine.visits).index(visit.id) + 1
    return any(_sent_back(machine, one) for one in list(machine.visits.values())[after:])


def _sent_back(machine: Machine, visit: Visit) -> bool:
    if visit.outcome != Outcome.REJECTED:
        return visit.outcome == "returned"
    node = machine.flow.nodes.get(visit.node)
    leads_back = (Rejection.INITIATOR, Rejection.PREVIOUS, Rejection.NODE)
    return isinstance(node, HumanTask) and node.reject in leads_back


def decide(
    machine: Machine,
    seat: Seat,
    verb: str,
    *,
    actor: UUID | None,
    comment: str | None = None,
    **payload: Any,
) -> None:
    """Close a seat with a decision and write it down; an actor other than its person acts for him."""
    machine.change_seat(
        seat, state=SeatState.DONE, verb=verb, comment=comment, decided_at=machine.now, decided_by=actor
    )
    machine.record(
        verb,
        actor=actor,
        on_behalf_of=seat.person if actor is not None else None,
        visit=machine.visits[seat.visit],
        seat=seat.id,
        comment=comment,
        record_version=machine.record_version,
        **payload,
    )


def answered(machine: Machine, seat: Seat) -> None:
    """Go on after a seat has decided: with the seat it was asked from, else with the whole visit."""
    seat = machine.seats[seat.id]
    parent = machine.seats[seat.parent_seat] if seat.parent_seat else None
    if parent is None or not parent.undecided:
        settle(machine, machine.visits[seat.visit])
    elif seat.origin == "delegate":
        machine.change_seat(parent, state=SeatState.OPEN, opened_at=machine.now)
    elif seat.verb in REJECTING:
        _follow_added(machine, parent, "reject", seat.decided_by)
    else:
        added_left(machine, parent, seat.origin)


def added_left(machine: Machine, parent: Seat, origin: str) -> None:
    """Go on with a seat whose added people have all decided or are asked no more."""
    added = [seat for seat in machine.seats_of(parent.visit) if seat.parent_seat == parent.id]
    if any(seat.undecided for seat in added):
        return
    if origin == "add_after":
        node = machine.node_of(machine.visits[parent.visit])
        assert isinstance(node, HumanTask)
        _follow_added(machine, parent, node.completing.value, parent.person)
    else:
        machine.change_seat(parent, state=SeatState.OPEN, opened_at=machine.now)


def _follow_added(machine: Machine, seat: Seat, verb: str, by: UUID | None) -> None:
    """Decide a seat as its added people did."""
    close_added(machine, seat)
    machine.change_seat(seat, state=SeatState.DONE, verb=verb, decided_at=machine.now, decided_by=by)
    visit = machine.visits[seat.visit]
    machine.record("follow_added", visit=visit, seat=seat.id, outcome=verb)
    answered(machine, seat)


def close_added(machine: Machine, seat: Seat) -> None:
    """Ask those no more whom somebody asked from his seat."""
    for added in machine.seats_of(seat.visit):
        if added.parent_seat == seat.id and added.undecided:
            machine.cancel_seat(added, SeatState.CANCELLED_BY_OUTCOME)


def settle(machine: Machine, visit: Visit) -> None:
    """Conclude a human visit when its seats have decided, else ask the next in turn."""
    node = machine.node_of(visit)
    assert isinstance(node, HumanTask)
    seats = machine.seats_of(visit.id)
    result = outcome(node.mode, seats, node.any_reject, node.ratio)
    if result is not Outcome.OPEN:
        machine.cancel_seats(visit.id, SeatState.CANCELLED_BY_OUTCOME)
        conclude(machine, visit, result.value)
    else:
        next_turn(machine, visit)


def next_turn(machine: Machine, visit: Visit) -> None:
    """Open the next seat in sequence, unless one before it is still to decide."""
    seats = sorted((seat for seat in machine.seats_of(visit.id) if votes(seat)), key=lambda one: one.position)
    waiting = [seat for seat in seats if seat.state is SeatState.WAITING_TURN]
    busy = any(
        seat.state is SeatState.OPEN or seat.state in WAITING - {SeatState.WAITING_TURN} for seat in seats
    )
    if waiting and not busy:
        machine.change_seat(waiting[0], state=SeatState.OPEN, opened_at=machine.now)


def conclude(machine: Machine, visit: Visit, result: str) -> None:
    """Close a human visit and send its token on its way; `result` is an outcome, or `timeout` for that edge."""
    node = machine.node_of(visit)
    assert isinstance(node, HumanTask)
    machine.close_visit(visit, result)
    token = machine.token_of(visit)
    token.last_visit = visit.id
    if result == Outcome.REJECTED:
        _reject(machine, visit, node)
        return
    target = jump_target(machine, visit) if result == Outcome.APPROVED else None
    if target is not None:
        machine.moves.append(target)
        return
    edge = machine.flow.way(node.key, result)
    if result == Outcome.APPROVED:
        edge = edge or machine.flow.way(node.key)
    if edge is None:
        token.state = TokenState.DONE
    else:
        machine.leave(token, edge)


def _reject(machine: Machine, visit: Visit, node: HumanTask) -> None:
    match node.reject:
        case Rejection.INITIATOR:
            send_back(machine)
            return
        case Rejection.PREVIOUS:
            go_back(machine, visit, previous_target(machine, visit))
            return
        case Rejection.NODE:
            allowed = node.reject_to in return_targets(machine, visit)
            go_back(machine, visit, node.reject_to if allowed and node.reject_to else START)
            return
    edge = machine.flow.way(node.key, Outcome.REJECTED.value)
    if edge is not None and node.reject is Rejection.EDGE:
        machine.leave(machine.token_of(visit), edge)
        return
    machine.reject(machine.token_of(visit))
