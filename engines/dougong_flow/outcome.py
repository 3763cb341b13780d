"""Outcome: how the seats of one visit make its result; pure, asked again after every change of a seat."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from dougong_flow.definition import Mode
from dougong_flow.instance import Seat, SeatState

APPROVING = frozenset({"approve", "auto_same_person"})


class Outcome(StrEnum):
    """The result of a human node so far."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


def outcome(mode: Mode, seats: Sequence[Seat], any_reject: str = "all") -> Outcome:
    """Return what the seats decide together.

    `all`: approved when all approve, rejected on the first reject. `any`: approved on the first
    approve; rejected when all reject, or on the first reject with `any_reject` = `first`. No seats: open.
    """
    decided = [seat for seat in seats if seat.state is SeatState.DONE]
    approved = sum(seat.verb in APPROVING for seat in decided)
    rejected = sum(seat.verb == "reject" for seat in decided)
    asked = len(decided) + sum(seat.state is SeatState.OPEN for seat in seats)
    if mode is Mode.ALL:
        if rejected:
            return Outcome.REJECTED
        return Outcome.APPROVED if asked and approved == asked else Outcome.OPEN
    if approved:
        return Outcome.APPROVED
    if rejected and (any_reject == "first" or rejected == asked):
        return Outcome.REJECTED
    return Outcome.OPEN
