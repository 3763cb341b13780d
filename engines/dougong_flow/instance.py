"""Instance: one running case as plain, frozen data. It holds keys and ids, never a definition.

Tokens say where the case stands, visits are activations of nodes, seats are people's places in a
visit. Visits, seats and history are only ever added or closed, never removed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from dougong_model import Effect


class InstanceState(StrEnum):
    """A running instance, or the way it ended."""

    RUNNING = "running"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"


class TokenState(StrEnum):
    """A live token stands at a node; a done one reached an end; a cancelled one was taken away."""

    LIVE = "live"
    DONE = "done"
    CANCELLED = "cancelled"


class VisitState(StrEnum):
    """A visit is open while its node waits: for people, for its effects, or for an incident's end."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class SeatState(StrEnum):
    """An open seat awaits its person; the cancelled kinds say why nobody asks any more."""

    OPEN = "open"
    DONE = "done"
    CANCELLED_BY_OUTCOME = "cancelled_by_outcome"
    CANCELLED_BY_RETURN = "cancelled_by_return"
    CANCELLED_BY_WITHDRAW = "cancelled_by_withdraw"
    CANCELLED_BY_END = "cancelled_by_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One execution of a split: how many tokens its join awaits, and how many came."""

    id: UUID
    node: str
    parent: UUID | None
    round: int
    expected: int
    arrived: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """Where one branch stands; `last_visit` is the last human visit on its path."""

    id: UUID
    node: str
    round: int
    state: TokenState
    edge_in: str | None = None
    region: UUID | None = None
    last_visit: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One activation of a node; `trace` tells how its people were found or its edge was chosen.

    `record_version` is the record's version when the visit closed: what its people had seen.
    """

    id: UUID
    token: UUID
    node: str
    round: int
    state: VisitState
    started_at: datetime
    finished_at: datetime | None = None
    outcome: str | None = None
    trace: tuple[Mapping[str, Any], ...] = ()
    record_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One person's place in a visit.

    `origin` says where it comes from: `rule`, `fallback`, `superior` or `initiator`.
    `verb` is the decision; `auto_same_person` is one that the engine took for its person.
    """

    id: UUID
    visit: UUID
    person: UUID
    origin: str
    state: SeatState
    position: int
    opened_at: datetime
    verb: str | None = None
    comment: str | None = None
    decided_at: datetime | None = None
    decided_by: UUID | None = None
    due_at: datetime | None = None
    parent_seat: UUID | None = None
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Something that falls due; `frozen_left` keeps the seconds left while the instance is halted."""

    id: UUID
    visit: UUID
    kind: str
    due_at: datetime
    fired_at: datetime | None = None
    frozen_left: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Why an instance cannot go on by itself; an administrator mends the cause and retries."""

    id: UUID
    visit: UUID
    code: str
    message: str
    opened_at: datetime
    resolved_at: datetime | None = None
    resolved_by: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One case of a flow: the header and its parts; `sequence` is the number of the last history line."""

    id: UUID
    flow: str
    version: int
    entity: str
    record: UUID
    initiator: UUID
    state: InstanceState
    started_at: datetime
    finished_at: datetime | None = None
    sequence: int = 0
    previous: UUID | None = None
    entering: str | None = None
    """The state that the record enters when the request is approved: the step that was asked for."""
    tokens: tuple[Token, ...] = ()
    visits: tuple[Visit, ...] = ()
    seats: tuple[Seat, ...] = ()
    regions: tuple[Region, ...] = ()
    timers: tuple[Timer, ...] = ()
    incidents: tuple[Incident, ...] = ()

    @property
    def running(self) -> bool:
        """Say whether the instance has not ended."""
        return self.state is InstanceState.RUNNING

    def seat(self, seat: UUID) -> Seat | None:
        """Return one seat, or None."""
        return next((each for each in self.seats if each.id == seat), None)

    def visit(self, visit: UUID) -> Visit | None:
        """Return one visit, or None."""
        return next((each for each in self.visits if each.id == visit), None)

    def open_seats(self) -> tuple[Seat, ...]:
        """Return the seats that wait for a person."""
        return tuple(seat for seat in self.seats if seat.state is SeatState.OPEN)

    def seats_of(self, visit: UUID) -> tuple[Seat, ...]:
        """Return the seats of one visit, in order."""
        return tuple(seat for seat in self.seats if seat.visit == visit)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEvent:
    """One line of an instance's history; `actor` None is the flow itself."""

    sequence: int
    at: datetime
    verb: str
    actor: UUID | None = None
    on_behalf_of: UUID | None = None
    node: str | None = None
    visit: UUID | None = None
    seat: UUID | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a command led to: the instance after it, effects to carry out, history to append.

    `acting` is the visit whose effects these are: when they are done the host sends `Complete` for it,
    so that what follows sees the record as they left it.
    """

    instance: Instance
    effects: tuple[Effect, ...] = ()
    events: tuple[HistoryEvent, ...] = ()
    acting: tuple[UUID, ...] = ()
