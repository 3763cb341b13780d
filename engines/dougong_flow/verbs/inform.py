"""Inform: reminders, copies, and that a copy has been read."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from dougong_flow.commands import Copy, MarkRead, Remind
from dougong_flow.definition import START, HumanTask
from dougong_flow.errors import NotTheSeatsPerson, PersonRefused, RemindRefused, SeatUnknown
from dougong_flow.instance import Seat, SeatState, Visit
from dougong_flow.limits import remind
from dougong_flow.machine import Machine

BETWEEN_REMINDERS = timedelta(hours=1)
"""How long a seat is left in peace after somebody was reminded."""


def remind_seat(machine: Machine, command: Remind) -> None:
    """Ask whoever holds a seat to decide; raises RemindRefused."""
    seat = machine.seats.get(command.seat)
    if seat is None or seat.state is not SeatState.OPEN:
        raise SeatUnknown("There is no such seat.")
    refusal = remind_refusal(machine, seat, command.person, command.administrator)
    if refusal:
        raise RemindRefused(refusal)
    remind(machine, seat, command.person, command.comment)


def remind_refusal(machine: Machine, seat: Seat, person: UUID, administrator: bool) -> str | None:
    """Return why somebody may not remind the person of an open seat, or None when he may."""
    decided = any(one.decided_by == person and one.state is SeatState.DONE for one in machine.seats.values())
    if person == seat.person or not (administrator or decided or person == machine.header.initiator):
        return "Only who asked for it, who decided before or an administrator may remind."
    if seat.reminded_at is not None and machine.now - seat.reminded_at < BETWEEN_REMINDERS:
        return "This person has been reminded within the last hour."
    node = machine.node_of(machine.visits[seat.visit])
    if isinstance(node, HumanTask) and node.remind_limit is not None and seat.reminders >= node.remind_limit:
        return "This person has been reminded as often as the flow allows."
    return None


def copy(machine: Machine, command: Copy) -> None:
    """Let others see the request; those who have a copy already are left out."""
    visit = _visit_of(machine, command.person)
    rights = machine.rights(visit.node)
    if rights.hide or rights.read is not None:
        raise PersonRefused("This step hides fields from you: the request cannot be copied from it.")
    active = machine.surroundings.organisation.active
    if any(person not in active for person in command.people):
        raise PersonRefused("This person is not active.")
    known = {seat.person for seat in machine.seats.values() if seat.state is SeatState.COPIED}
    people = [person for person in dict.fromkeys(command.people) if person not in known]
    for person in people:
        machine.open_seat(visit, person, "copy", state=SeatState.COPIED)
    machine.record(
        "copy",
        actor=command.person,
        visit=visit,
        comment=command.comment,
        people=[str(person) for person in people],
    )


def _visit_of(machine: Machine, person: UUID) -> Visit:
    """Return where somebody copies from: the last step where he had a seat, else the start."""
    mine = [seat for seat in machine.seats.values() if seat.person == person or seat.decided_by == person]
    if mine:
        return machine.visits[mine[-1].visit]
    return next(visit for visit in reversed(list(machine.visits.values())) if visit.node == START)


def mark_read(machine: Machine, command: MarkRead) -> None:
    """Note that a copy was seen."""
    seat = machine.seats.get(command.seat)
    if seat is None or seat.state is not SeatState.COPIED:
        raise SeatUnknown("There is no such seat.")
    if seat.person != command.person:
        raise NotTheSeatsPerson("This seat belongs to somebody else.")
    if seat.decided_at is None:
        machine.change_seat(seat, decided_at=machine.now, decided_by=command.person)
        machine.record("read", actor=command.person, visit=machine.visits[seat.visit], seat=seat.id)
