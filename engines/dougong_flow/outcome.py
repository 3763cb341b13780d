"""Outcome: how the seats of one visit make its result; pure, asked again after every change of a seat."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from math import ceil

from dougong_flow.definition import Mode
from dougong_flow.instance import UNDECIDED, Seat, SeatState

APPROVING = frozenset({"approve", "complete", "auto_same_person", "auto_approve"})
REJECTING = frozenset({"reject", "auto_reject"})
_ASIDE = frozenset({"add_before", "add_after", "delegate", "copy"})
_TO_DECIDE = UNDECIDED - {SeatState.WAITING_CLAIM}
"""States of a seat whose decision is still awaited."""


class Outcome(StrEnum):
    """The result of a human node so far."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


def votes(seat: Seat) -> bool:
    """Say whether a seat counts: added people and delegates belong to the seat they were asked from."""
    return seat.origin not in _ASIDE


def outcome(
    mode: Mode, seats: Sequence[Seat], any_reject: str = "all", ratio: Fraction = Fraction(1)
) -> Outcome:
    """Return what the seats decide together.

    `all`: approved when all approve, rejected on the first reject. `any`: approved on the first
    approve; rejected when all reject, or on the first reject with `any_reject` = `first`. `ratio`: approved when
    those who approve weigh at least that part of all, rounded up; rejected as soon as that cannot be any more.
    Whoever claimed a visit decides it alone. No seats: open.
    """
    decided: list[Seat] = []
    undecided: list[Seat] = []
    for seat in seats:
        if seat.origin in _ASIDE:
            continue
        if seat.state is SeatState.DONE:
            decided.append(seat)
        elif seat.state in _TO_DECIDE:
            undecided.append(seat)
    approved = sum([seat.verb in APPROVING for seat in decided])
    rejected = sum([seat.verb in REJECTING for seat in decided])
    asked = len(decided) + len(undecided)
    if mode is Mode.RATIO:
        return _ratio(decided, undecided, ratio)
    if mode is Mode.ALL:
        if rejected:
            return Outcome.REJECTED
        return Outcome.APPROVED if asked and approved == asked else Outcome.OPEN
    if approved:
        return Outcome.APPROVED
    if rejected and (any_reject == "first" or rejected == asked):
        return Outcome.REJECTED
    return Outcome.OPEN


def _ratio(decided: Sequence[Seat], undecided: Sequence[Seat], ratio: Fraction) -> Outcome:
    left = sum(seat.weight for seat in undecided)
    needed = ceil(ratio * (left + sum(seat.weight for seat in decided)))
    approved = sum(seat.weight for seat in decided if seat.verb in APPROVING)
    if approved >= needed:
        return Outcome.APPROVED if decided or undecided else Outcome.OPEN
    return Outcome.REJECTED if approved + left < needed else Outcome.OPEN
