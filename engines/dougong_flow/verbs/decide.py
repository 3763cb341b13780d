"""Decide: approve, reject, complete, return, submit, advise, claim, release."""

from __future__ import annotations

from uuid import UUID

from dougong_flow.commands import Decide
from dougong_flow.definition import START, Verb
from dougong_flow.errors import ReturnRefused, VerbRefused
from dougong_flow.instance import Seat, SeatState, Visit
from dougong_flow.machine import Machine
from dougong_flow.nodes.start import submitted
from dougong_flow.outcome import votes
from dougong_flow.returns import INITIATOR, go_back, jumps_back, offered_targets, return_targets
from dougong_flow.seating import answered, decide
from dougong_flow.verbs.choose import choose
from dougong_flow.verbs.offered import claimed


def use_seat(machine: Machine, command: Decide) -> None:
    """Use a seat; raises FlowError when its person, state or node does not allow it."""
    seat, visit = claimed(machine, command.seat, command.person, command.verb)
    match command.verb:
        case Verb.RETURN:
            _return(machine, visit, seat, command)
        case Verb.CLAIM:
            _claim(machine, visit, seat, command.person)
        case Verb.RELEASE:
            _release(machine, visit, seat, command.person)
        case _:
            if command.verb is Verb.ADVISE and not (command.comment or "").strip():
                raise VerbRefused("Say what you think: an opinion needs words.", [Verb.ADVISE.value])
            choose(machine, command.chosen, INITIATOR if command.verb is Verb.SUBMIT else "previous")
            decide(machine, seat, command.verb.value, actor=command.person, comment=command.comment)
            if command.verb is Verb.SUBMIT:
                submitted(machine, visit)
            else:
                answered(machine, seat)


def _return(machine: Machine, visit: Visit, seat: Seat, command: Decide) -> None:
    offered = offered_targets(machine, visit)
    to = command.to or INITIATOR
    if to == "previous" and offered and "previous" not in offered:
        to = offered[0]
    if to not in offered:
        raise ReturnRefused(f"A request cannot be returned to “{to}”.", offered)
    target = START if to == INITIATOR else to
    assert target in return_targets(machine, visit)
    decide(machine, seat, command.verb.value, actor=command.person, comment=command.comment, to=to)
    machine.cancel_seats(visit.id, SeatState.CANCELLED_BY_RETURN)
    machine.close_visit(visit, "returned")
    go_back(machine, visit, target, jump_back=jumps_back(machine, visit))


def _claim(machine: Machine, visit: Visit, seat: Seat, person: UUID) -> None:
    """Let one of a pool take the work; the others are not asked until he releases it."""
    for other in machine.seats_of(visit.id):
        if other.id != seat.id and votes(other) and other.state is SeatState.OPEN:
            machine.give_up(machine.change_seat(other, state=SeatState.WAITING_CLAIM))
    machine.record("claim", actor=person, on_behalf_of=seat.person, visit=visit, seat=seat.id)


def _release(machine: Machine, visit: Visit, seat: Seat, person: UUID) -> None:
    for other in machine.seats_of(visit.id):
        if other.state is SeatState.WAITING_CLAIM:
            machine.change_seat(other, state=SeatState.OPEN, opened_at=machine.now)
    machine.record("release", actor=person, on_behalf_of=seat.person, visit=visit, seat=seat.id)
