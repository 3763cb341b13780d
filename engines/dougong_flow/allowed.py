"""Allowed: what one person may do with an instance now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dougong_flow.definition import Flow, Verb
from dougong_flow.instance import Instance, SeatState, VisitState
from dougong_flow.machine import Machine
from dougong_flow.returns import offered_targets
from dougong_flow.surroundings import Surroundings
from dougong_flow.verbs.administer import jump_targets
from dougong_flow.verbs.choose import choosable
from dougong_flow.verbs.inform import remind_refusal
from dougong_flow.verbs.offered import acts_for, seat_verbs
from dougong_flow.verbs.take_back import take_back_refusal
from dougong_flow.verbs.withdraw import withdraw_refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedActions:
    """What one person may do now: verbs by open seat of his (or of whom he stands in for), and the rest.

    `returns` are targets of return by seat, `take_back` seats whose decision he may take back, `remind` seats
    whose people he may remind, `remove` seats of those he asked, `choose` nodes whose people he picks when he
    decides, `jump` where an administrator may put the token of an open visit.
    """

    seats: Mapping[UUID, tuple[Verb, ...]]
    withdraw: bool
    returns: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)
    take_back: tuple[UUID, ...] = ()
    remind: tuple[UUID, ...] = ()
    remove: tuple[UUID, ...] = ()
    copy: bool = False
    choose: tuple[str, ...] = ()
    jump: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)


def allowed_actions(
    flow: Flow,
    instance: Instance,
    person: UUID,
    *,
    now: datetime | None = None,
    surroundings: Surroundings | None = None,
    administrator: bool = False,
) -> AllowedActions:
    """Return what a person may do with an instance now.

    Without `now` and `surroundings` only his own seats' verbs and withdrawing are told.
    """
    withdraws = withdraw_refusal(flow, instance, person) is None and instance.suspended_at is None
    if surroundings is None or now is None:
        own = {
            seat.id: _verbs(flow, instance, seat.id)
            for seat in instance.open_seats()
            if seat.person == person
        }
        return AllowedActions(seats=own, withdraw=withdraws)
    machine = Machine(flow, instance, now, surroundings)
    going = instance.running and instance.suspended_at is None
    organisation = surroundings.organisation
    mine = [
        seat for seat in machine.seats.values() if acts_for(organisation, person, seat, instance.initiator)
    ]
    seats = {
        seat.id: _verbs(flow, instance, seat.id) for seat in mine if seat.state is SeatState.OPEN and going
    }
    asked = {seat.id for seat in mine}
    return AllowedActions(
        seats=seats,
        withdraw=withdraws,
        returns={
            seat: offered_targets(machine, machine.visits[machine.seats[seat].visit])
            for seat, verbs in seats.items()
            if Verb.RETURN in verbs
        },
        take_back=tuple(
            seat.id
            for seat in machine.seats.values()
            if going and seat.decided_by == person and take_back_refusal(machine, seat, person) is None
        ),
        remind=tuple(
            seat.id
            for seat in instance.open_seats()
            if going and remind_refusal(machine, seat, person, administrator) is None
        ),
        remove=tuple(
            seat.id
            for seat in machine.seats.values()
            if going and seat.parent_seat in asked and seat.undecided
        ),
        copy=bool(mine) or person == instance.initiator or administrator,
        choose=tuple(choosable(flow, "initiator" if _submits(seats) else "previous")) if seats else (),
        jump={
            visit.id: jump_targets(machine, visit)
            for visit in instance.visits
            if administrator and going and visit.state is VisitState.OPEN and visit.waits_for != "join"
        },
    )


def _submits(seats: Mapping[UUID, tuple[Verb, ...]]) -> bool:
    return any(Verb.SUBMIT in verbs for verbs in seats.values())


def _verbs(flow: Flow, instance: Instance, seat_id: UUID) -> tuple[Verb, ...]:
    seat = instance.seat(seat_id)
    visit = instance.visit(seat.visit) if seat else None
    if seat is None or visit is None:
        return ()
    return seat_verbs(flow, visit, seat, instance.seats_of(visit.id))
