"""Errors: commands that a flow refuses, each with a code that the platform translates at its border."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID


class FlowError(Exception):
    """A command that may not be carried out now; nothing has changed."""

    code = "flow_refused"


class InstanceFinished(FlowError):
    """The instance has already ended."""

    code = "flow_finished"


class InstanceSuspended(FlowError):
    """The instance is halted by an administrator."""

    code = "flow_suspended"


class SeatUnknown(FlowError):
    """There is no such seat in this instance."""

    code = "seat_unknown"


class SeatTaken(FlowError):
    """The seat is not open any more: decided by somebody, or cancelled."""

    code = "seat_taken"

    def __init__(self, seat: UUID, message: str) -> None:
        self.seat = seat
        super().__init__(message)


class NotTheSeatsPerson(FlowError):
    """The command comes from somebody who does not hold the seat."""

    code = "not_your_seat"


class VerbRefused(FlowError):
    """The node does not offer this verb, or not with this target; `allowed` names what it offers."""

    code = "verb_refused"

    def __init__(self, message: str, allowed: Sequence[str] = ()) -> None:
        self.allowed = tuple(allowed)
        super().__init__(message)


class ReturnRefused(VerbRefused):
    """The request cannot go back to this place; `allowed` names where it can."""

    code = "return_refused"


class PersonRefused(FlowError):
    """Somebody cannot be given a seat: he is not active, or has one in this visit already."""

    code = "person_refused"


class PickMissing(FlowError):
    """The decision leads to nodes for which its person must pick people; `nodes` are their keys."""

    code = "pick_missing"

    def __init__(self, nodes: Sequence[str]) -> None:
        self.nodes = tuple(nodes)
        super().__init__("Choose first who decides at the next step.")


class WithdrawRefused(FlowError):
    """Only the initiator may withdraw, and only while the flow's policy lets him."""

    code = "withdraw_refused"


class TakeBackRefused(FlowError):
    """The decision cannot be taken back any more."""

    code = "take_back_refused"


class RemindRefused(FlowError):
    """Nobody may be reminded so often, or not by this person."""

    code = "remind_refused"


class StepRefused(FlowError):
    """The visit is not waiting for what the command reports."""

    code = "step_refused"
