"""Limits: how long people have at a node, and what happens when they let it pass."""

from __future__ import annotations

from uuid import UUID

from dougong_flow.definition import HumanTask, Limit, Overdue
from dougong_flow.instance import Seat, SeatState, Timer, Visit, VisitState
from dougong_flow.machine import Machine
from dougong_flow.organisation import ReportingCycle
from dougong_flow.outcome import Outcome, outcome, votes
from dougong_flow.people import find_people
from dougong_flow.seating import close_added, conclude, decide, settle
from dougong_flow.spans import later
from dougong_model import Effect


def arm(machine: Machine, visit: Visit, node: HumanTask) -> None:
    """Start the timers of a node's time limit."""
    for step, limit in enumerate(node.limits):
        due = later(limit.after, machine.now, machine.surroundings.calendar)
        machine.start_timer(visit, "limit", due, step=step)


def pass_limit(machine: Machine, timer: Timer, visit: Visit) -> None:
    """Do what a step of a time limit says; one that repeats is counted on from now, never made up for."""
    node = machine.node_of(visit)
    assert isinstance(node, HumanTask)
    limit = node.limits[timer.step]
    match limit.do:
        case Overdue.REMIND:
            for seat in _open(machine, visit):
                remind(machine, seat, None)
        case Overdue.ESCALATE:
            _escalate(machine, visit)
        case Overdue.TRANSFER:
            _transfer(machine, visit, limit)
        case Overdue.APPROVE | Overdue.REJECT:
            _decide_all(machine, visit, node, f"auto_{limit.do.value}")
        case Overdue.EDGE:
            machine.cancel_seats(visit.id, SeatState.CANCELLED_BY_OUTCOME)
            conclude(machine, visit, "timeout")
    again = limit.every is not None and timer.times + 1 < limit.times
    if again and limit.every and machine.visits[visit.id].state is VisitState.OPEN:
        due = later(limit.every, machine.now, machine.surroundings.calendar)
        machine.start_timer(visit, "limit", due, step=timer.step, times=timer.times + 1)


def remind(machine: Machine, seat: Seat, actor: UUID | None, comment: str | None = None) -> None:
    """Ask whoever holds a seat to decide."""
    changed = machine.change_seat(seat, reminders=seat.reminders + 1, reminded_at=machine.now)
    machine.effects.append(
        Effect(
            kind="Notify",
            target=machine.target,
            key=f"remind:{seat.id}:{changed.reminders}",
            arguments={
                "seat": str(seat.id),
                "person": str(seat.person),
                "node": machine.visits[seat.visit].node,
                "instance": str(machine.header.id),
            },
        )
    )
    machine.record(
        "remind",
        actor=actor,
        visit=machine.visits[seat.visit],
        seat=seat.id,
        comment=comment,
        person=str(seat.person),
    )


def move_seat(machine: Machine, seat: Seat, to: UUID, origin: str, **more: object) -> Seat:
    """Give a seat to somebody else; whom its person had asked is asked no more."""
    close_added(machine, seat)
    machine.give_up(seat)
    asked_from = seat.state in (SeatState.WAITING_ADDED, SeatState.WAITING_DELEGATE)
    kept = seat.origin in ("add_before", "add_after", "delegate")
    return machine.change_seat(
        seat,
        person=to,
        origin=seat.origin if kept else origin,
        state=SeatState.OPEN if asked_from else seat.state,
        opened_at=machine.now,
        **more,
    )


def sits(machine: Machine, visit: UUID, person: UUID) -> bool:
    """Say whether somebody has, or had, a seat in a visit; copies do not count."""
    return any(seat.person == person and seat.origin != "copy" for seat in machine.seats_of(visit))


def _open(machine: Machine, visit: Visit) -> list[Seat]:
    return [seat for seat in machine.seats_of(visit.id) if seat.state is SeatState.OPEN]


def _escalate(machine: Machine, visit: Visit) -> None:
    for seat in machine.seats_of(visit.id):
        if not (seat.undecided and votes(seat)):
            continue
        try:
            above = machine.surroundings.organisation.supervisor(seat.person)
        except ReportingCycle:
            above = None
        moved = above is not None and not sits(machine, visit.id, above)
        machine.record(
            "escalate",
            visit=visit,
            seat=seat.id,
            person=str(seat.person),
            to=str(above) if moved else None,
        )
        if moved and above is not None:
            move_seat(machine, seat, above, "escalation")


def _transfer(machine: Machine, visit: Visit, limit: Limit) -> None:
    active = machine.surroundings.organisation.active
    try:
        found = [one for rule in limit.to for one in find_people(rule, machine.asking(visit))]
    except ReportingCycle:
        found = []
    free = [one for one in dict.fromkeys(found) if one in active and not sits(machine, visit.id, one)]
    for seat, to in zip(_open(machine, visit), free, strict=False):
        machine.record("transfer", visit=visit, seat=seat.id, person=str(seat.person), to=str(to))
        move_seat(machine, seat, to, "transfer")


def _decide_all(machine: Machine, visit: Visit, node: HumanTask, verb: str) -> None:
    """Decide seat by seat, those that wait too, until the node is decided."""
    seats = sorted((one for one in machine.seats_of(visit.id) if votes(one)), key=lambda one: one.position)
    for seat in seats:
        if outcome(node.mode, machine.seats_of(visit.id), node.any_reject, node.ratio) is not Outcome.OPEN:
            break
        if seat.undecided:
            close_added(machine, seat)
            decide(machine, machine.seats[seat.id], verb, actor=None)
    settle(machine, visit)
