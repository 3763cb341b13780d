"""Add sign: somebody lets others decide before him or after him; they belong to his seat and do not change the vote."""

from __future__ import annotations

from dougong_flow.commands import AddSign, RemoveAdded
from dougong_flow.definition import Verb
from dougong_flow.errors import NotTheSeatsPerson, PersonRefused, SeatTaken, SeatUnknown
from dougong_flow.instance import SeatState
from dougong_flow.machine import Machine
from dougong_flow.seating import added_left
from dougong_flow.verbs.offered import acts_for, check_newcomer, claimed


def add_sign(machine: Machine, command: AddSign) -> None:
    """Ask others from one's seat; `after` is the adder's approval, which counts when they have approved too."""
    verb = Verb.ADD_AFTER if command.after else Verb.ADD_BEFORE
    seat, visit = claimed(machine, command.seat, command.person, verb)
    people = tuple(dict.fromkeys(command.people))
    if not people:
        raise PersonRefused("Say who is to be asked.")
    for person in people:
        check_newcomer(machine, visit.id, person)
    machine.change_seat(seat, state=SeatState.WAITING_ADDED)
    machine.record(
        verb.value,
        actor=command.person,
        on_behalf_of=seat.person,
        visit=visit,
        seat=seat.id,
        comment=command.comment,
        record_version=machine.record_version,
        to=[str(person) for person in people],
    )
    for person in people:
        machine.open_seat(visit, person, verb.value, seat.position, parent=seat.id)


def remove_added(machine: Machine, command: RemoveAdded) -> None:
    """Ask somebody no more whom one has asked from one's seat, as long as he has not decided."""
    seat = machine.seats.get(command.seat)
    parent = machine.seats.get(seat.parent_seat) if seat and seat.parent_seat else None
    if seat is None or parent is None:
        raise SeatUnknown("There is no such seat.")
    if not acts_for(machine.surroundings.organisation, command.person, parent, machine.header.initiator):
        raise NotTheSeatsPerson("Only who asked somebody may take it back.")
    if not seat.undecided:
        raise SeatTaken(seat.id, "This seat is not open any more.")
    machine.record(
        "remove_added",
        actor=command.person,
        visit=machine.visits[seat.visit],
        seat=seat.id,
        comment=command.comment,
        person=str(seat.person),
    )
    machine.cancel_seat(seat, SeatState.CANCELLED_BY_REMOVAL)
    added_left(machine, parent, seat.origin)
