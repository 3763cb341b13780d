"""Answers about pools: where a record stands, and what became of claims."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from dougong.api.answers.base import Answer, PersonRef, absent


class PoolName(Answer):
    """The pool of a record; nothing is claimed or taken back when it is not enabled."""

    key: str
    name: str
    enabled: bool


class PoolRoom(Answer):
    """What the caller holds and has claimed today, with the bounds; null: none."""

    held: int
    hold: int | None
    claimed_today: int
    per_day: int | None
    department_held: int
    department_hold: int | None


class OtherPool(Answer):
    """A pool to which a record may be given back."""

    key: str
    name: str


class PoolEvent(Answer):
    """What happened to a record in its pool, and who had it then."""

    at: datetime
    kind: Literal["claimed", "assigned", "released", "recycled"]
    person: PersonRef | None
    reason: str | None


class PoolState(Answer):
    """Where a record stands in its pool; only `pool`, null, when none is about it.

    `last_day` is the last one on which it is still its owner's, and at `contact_by` it goes back unless there was an
    activity. `why_not` says what stands against a claim, `hidden` (labels) which fields are read only once it is claimed.
    """

    pool: PoolName | None
    claimed_at: datetime | None = absent()
    recycle_on: date | None = absent()
    last_day: date | None = absent()
    contact_by: datetime | None = absent()
    may_claim: bool = absent()
    why_not: str | None = absent()
    may_release: bool = absent()
    may_assign: bool = absent()
    hidden: list[str] = absent()
    give_back_to: list[OtherPool] = absent()
    room: PoolRoom | None = absent()
    events: list[PoolEvent] = absent()


class ClaimRefusal(Answer):
    """Why a record was not claimed."""

    status: int
    code: str
    detail: str


class ClaimRefused(Answer):
    """A record that was not claimed."""

    id: UUID
    error: ClaimRefusal


class Released(Answer):
    """A record that was claimed or given back, with its version."""

    id: UUID
    version: int


class Claims(Answer):
    """What became of each claim, in their order."""

    items: list[Released | ClaimRefused]
