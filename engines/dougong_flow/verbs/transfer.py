"""Transfer and delegate: a seat goes to somebody else for good, or somebody is asked for an opinion first."""

from __future__ import annotations

from dougong_flow.commands import Delegate, Reassign, Transfer
from dougong_flow.definition import Verb
from dougong_flow.errors import SeatTaken, SeatUnknown, VerbRefused
from dougong_flow.instance import Seat, SeatState
from dougong_flow.limits import move_seat
from dougong_flow.machine import Machine
from dougong_flow.verbs.offered import check_newcomer, claimed

MOST_TRANSFERS = 20
"""How often one seat may change its person."""


def transfer(machine: Machine, command: Transfer) -> None:
    """Give one's seat to somebody else, with all rights."""
    seat, visit = claimed(machine, command.seat, command.person, Verb.TRANSFER)
    check_newcomer(machine, visit.id, command.to)
    _move(machine, seat, command, "transfer")


def reassign(machine: Machine, command: Reassign) -> None:
    """Give anybody's undecided seat to somebody else, as an administrator."""
    seat = machine.seats.get(command.seat)
    if seat is None or seat.state is SeatState.COPIED:
        raise SeatUnknown("There is no such seat.")
    if not seat.undecided:
        raise SeatTaken(seat.id, "This seat is not open any more.")
    check_newcomer(machine, seat.visit, command.to)
    _move(machine, seat, command, "reassign")


def _move(machine: Machine, seat: Seat, command: Transfer | Reassign, verb: str) -> None:
    if seat.transfers >= MOST_TRANSFERS:
        raise VerbRefused("This seat has been handed on too often.", ())
    machine.record(
        verb,
        actor=command.person,
        visit=machine.visits[seat.visit],
        seat=seat.id,
        comment=command.comment,
        person=str(seat.person),
        to=str(command.to),
    )
    move_seat(machine, seat, command.to, "transfer", transfers=seat.transfers + 1)


def delegate(machine: Machine, command: Delegate) -> None:
    """Ask somebody for an opinion; the seat waits for it and then is open again."""
    seat, visit = claimed(machine, command.seat, command.person, Verb.DELEGATE)
    check_newcomer(machine, visit.id, command.to)
    machine.change_seat(seat, state=SeatState.WAITING_DELEGATE)
    machine.record(
        "delegate",
        actor=command.person,
        on_behalf_of=seat.person,
        visit=visit,
        seat=seat.id,
        comment=command.comment,
        to=str(command.to),
    )
    machine.open_seat(visit, command.to, "delegate", seat.position, parent=seat.id)
