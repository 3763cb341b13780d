"""Commands: what may be asked of an instance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TypeAlias
from uuid import UUID

from dougong_flow.definition import Verb
from dougong_model import plain_data

Chosen = Mapping[str, tuple[UUID, ...]]
"""People picked for later nodes, by node key."""


@plain_data
class Decide:
    """A person uses a seat: approve, reject, complete, return, submit, advise, claim or release.

    `to` names a target of return (None: the initiator); `chosen` are people he picks for later nodes.
    """

    seat: UUID
    person: UUID
    verb: Verb
    comment: str | None = None
    to: str | None = None
    chosen: Chosen = field(default_factory=dict)


@plain_data
class Transfer:
    """A person gives his seat to somebody else for good."""

    seat: UUID
    person: UUID
    to: UUID
    comment: str | None = None


@plain_data
class Delegate:
    """A person asks somebody for an opinion before he decides."""

    seat: UUID
    person: UUID
    to: UUID
    comment: str | None = None


@plain_data
class AddSign:
    """A person asks others to decide before him, or approves and asks others to decide `after` him."""

    seat: UUID
    person: UUID
    people: tuple[UUID, ...]
    after: bool = False
    comment: str | None = None


@plain_data
class RemoveAdded:
    """A person takes back that he asked somebody, who has not decided yet; `seat` is that somebody's."""

    seat: UUID
    person: UUID
    comment: str | None = None


@plain_data
class TakeBack:
    """A person takes his decision back, as long as nobody has gone on from it."""

    seat: UUID
    person: UUID
    comment: str | None = None


@plain_data
class Remind:
    """Somebody asks whoever holds a seat to decide; the host says whether he may as an `administrator`."""

    seat: UUID
    person: UUID
    administrator: bool = False
    comment: str | None = None


@plain_data
class Copy:
    """Somebody who takes part lets others see the request."""

    person: UUID
    people: tuple[UUID, ...]
    comment: str | None = None


@plain_data
class MarkRead:
    """Somebody has seen the request that was copied to him."""

    seat: UUID
    person: UUID


@plain_data
class Withdraw:
    """The initiator takes his request back."""

    person: UUID
    comment: str | None = None


@plain_data
class Complete:
    """The host has carried out the effects of a visit."""

    visit: UUID


@plain_data
class Fail:
    """The host could not carry out the effects of a visit, or start what it was to start."""

    visit: UUID
    code: str
    message: str


@plain_data
class TimerDue:
    """A timer has fallen due."""

    timer: UUID


@plain_data
class Signal:
    """Something happened that nodes may wait for: `message` or `webhook` with its name, or `record` (changed)."""

    kind: str
    name: str = ""


@plain_data
class ChildEnded:
    """A sub-flow that a visit started has ended; `outcome` is the child's state."""

    visit: UUID
    child: UUID
    outcome: str


@plain_data
class Retry:
    """An administrator has mended the cause of an incident: the node is entered again."""

    incident: UUID
    person: UUID
    comment: str | None = None


@plain_data
class Skip:
    """An administrator leads an instance on past the node of an incident."""

    incident: UUID
    person: UUID
    comment: str


@plain_data
class Jump:
    """An administrator puts the token of an open visit at another node of the same branch, or sends it back."""

    visit: UUID
    person: UUID
    to: str
    comment: str


@plain_data
class Reassign:
    """An administrator gives a seat to somebody else."""

    seat: UUID
    person: UUID
    to: UUID
    comment: str


@plain_data
class AddApprovers:
    """An administrator adds people who decide like the others."""

    visit: UUID
    person: UUID
    people: tuple[UUID, ...]
    comment: str


@plain_data
class RemoveApprover:
    """An administrator takes somebody out of a visit who has not decided."""

    seat: UUID
    person: UUID
    comment: str


@plain_data
class Suspend:
    """An administrator halts an instance, or the host its record's going to the trash: nobody decides and no time passes."""

    person: UUID | None
    comment: str | None


@plain_data
class Resume:
    """An administrator lets a suspended instance go on, or the host when the record is back."""

    person: UUID | None
    comment: str | None = None


@plain_data
class Terminate:
    """An administrator ends an instance, or the flow whose sub-flow it is (`person` None); the reason stands in the
    history.
    """

    person: UUID | None
    comment: str | None


Command: TypeAlias = (
    Decide
    | Transfer
    | Delegate
    | AddSign
    | RemoveAdded
    | TakeBack
    | Remind
    | Copy
    | MarkRead
    | Withdraw
    | Complete
    | Fail
    | TimerDue
    | Signal
    | ChildEnded
    | Retry
    | Skip
    | Jump
    | Reassign
    | AddApprovers
    | RemoveApprover
    | Suspend
    | Resume
    | Terminate
)
