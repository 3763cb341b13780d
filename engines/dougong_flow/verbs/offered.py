"""Offered: which verbs a seat has now, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from uuid import UUID

from dougong_flow.definition import Flow, HumanTask, StartEvent, Verb
from dougong_flow.errors import NotTheSeatsPerson, PersonRefused, SeatTaken, SeatUnknown, VerbRefused
from dougong_flow.instance import Seat, SeatState, Visit
from dougong_flow.limits import sits
from dougong_flow.machine import Machine
from dougong_flow.organisation import Organisation
from dougong_flow.outcome import votes

_ADDED = frozenset({"add_before", "add_after"})
_ADDING = frozenset({Verb.DELEGATE, Verb.ADD_BEFORE, Verb.ADD_AFTER})


def seat_verbs(flow: Flow, visit: Visit, seat: Seat, seats: Sequence[Seat]) -> tuple[Verb, ...]:
    """Return the verbs of a seat, given all seats of its visit; none unless it is open."""
    node = flow.nodes.get(visit.node)
    if seat.state is not SeatState.OPEN:
        return ()
    if isinstance(node, StartEvent):
        return (Verb.SUBMIT,)
    if not isinstance(node, HumanTask):
        return ()
    if seat.origin == "delegate":
        return (Verb.ADVISE,)
    verbs = node.verbs
    if seat.origin in _ADDED:
        verbs -= _ADDING
    elif node.claim:
        pool = [one for one in seats if votes(one)]
        claimed = any(one.state is SeatState.WAITING_CLAIM for one in pool)
        if not claimed and sum(one.state is SeatState.OPEN for one in pool) > 1:
            return (Verb.CLAIM,)
        verbs |= {Verb.RELEASE} if claimed else set()
    return _in_order(verbs)


@cache
def _in_order(verbs: frozenset[Verb]) -> tuple[Verb, ...]:
    return tuple(verb for verb in Verb if verb in verbs)


def acts_for(organisation: Organisation, person: UUID, seat: Seat, initiator: UUID) -> bool:
    """Say whether somebody may use a seat: it is his, or he stands in for its person, but not in a request of his
    own.
    """
    return person == seat.person or (person != initiator and organisation.may_act_for(person, seat.person))


def claimed(machine: Machine, seat_id: UUID, person: UUID, verb: Verb) -> tuple[Seat, Visit]:
    """Return an open seat with its visit, for somebody who may use it so; raises FlowError."""
    seat = machine.seats.get(seat_id)
    if seat is None or seat.state is SeatState.COPIED:
        raise SeatUnknown("There is no such seat.")
    if not acts_for(machine.surroundings.organisation, person, seat, machine.header.initiator):
        raise NotTheSeatsPerson("This seat belongs to somebody else.")
    if seat.state is not SeatState.OPEN:
        raise SeatTaken(seat.id, "This seat is not open any more.")
    visit = machine.visits[seat.visit]
    verbs = seat_verbs(machine.flow, visit, seat, machine.seats_of(visit.id))
    if verb not in verbs:
        raise VerbRefused(f"“{verb.value}” is not offered here.", [one.value for one in verbs])
    return seat, visit


def check_newcomer(machine: Machine, visit: UUID, person: UUID) -> None:
    """Raise PersonRefused unless somebody is active and has no seat in a visit yet."""
    if person not in machine.surroundings.organisation.active:
        raise PersonRefused("This person is not active.")
    if sits(machine, visit, person):
        raise PersonRefused("This person already has a seat in this step.")
