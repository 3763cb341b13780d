"""Instance: one running case as plain data. It holds keys and ids, never a definition.

Tokens say where the case stands, visits are activations of nodes, seats are people's places in a
visit. Visits, seats and history are only ever added or closed, never removed. Nobody changes an instance or its parts:
a machine changes the header, tokens and visits, which are copies of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from dougong_model import Effect, plain_data, working_data


class InstanceState(StrEnum):
    """A running instance, or the way it ended."""

    RUNNING = "running"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"


class TokenState(StrEnum):
    """A live token stands at a node; a done one reached an end; a consumed one went on as others, behind a split
    or a join; a cancelled one was taken away.
    """

    LIVE = "live"
    DONE = "done"
    CONSUMED = "consumed"
    CANCELLED = "cancelled"


class VisitState(StrEnum):
    """A visit is open while its node waits: for people, a time, a message, other branches, its effects, or for an
    incident's end.
    """

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class SeatState(StrEnum):
    """An open seat awaits its person, a waiting one will be open later; the cancelled kinds say why nobody asks
    any more. A copied seat only tells its person.
    """

    OPEN = "open"
    WAITING_TURN = "waiting_turn"
    WAITING_CLAIM = "waiting_claim"
    WAITING_ADDED = "waiting_added"
    WAITING_DELEGATE = "waiting_delegate"
    DONE = "done"
    COPIED = "copied"
    CANCELLED_BY_OUTCOME = "cancelled_by_outcome"
    CANCELLED_BY_RETURN = "cancelled_by_return"
    CANCELLED_BY_WITHDRAW = "cancelled_by_withdraw"
    CANCELLED_BY_TAKE_BACK = "cancelled_by_take_back"
    CANCELLED_BY_REMOVAL = "cancelled_by_removal"
    CANCELLED_BY_END = "cancelled_by_end"


WAITING = frozenset(
    {
        SeatState.WAITING_TURN,
        SeatState.WAITING_CLAIM,
        SeatState.WAITING_ADDED,
        SeatState.WAITING_DELEGATE,
    }
)
UNDECIDED = WAITING | {SeatState.OPEN}
"""States of a seat that may still decide."""


@plain_data
class Region:
    """One execution of a split: how many tokens its join awaits, and how many came.

    `visit` is the split's, `joined` the token that left the join when it opened.
    """

    id: UUID
    node: str
    parent: UUID | None
    round: int
    expected: int
    arrived: int
    visit: UUID | None = None
    joined: UUID | None = None
    fired_by: UUID | None = None


@working_data
class Token:
    """Where one branch stands; it lives in one branch of one region, and ends there.

    `branch` is the edge by which its branch left the split, `visit` the present visit, `last_visit` the last human
    one on its path.
    """

    id: UUID
    node: str
    round: int
    state: TokenState
    edge_in: str | None = None
    region: UUID | None = None
    branch: str | None = None
    visit: UUID | None = None
    last_visit: UUID | None = None


@working_data
class Visit:
    """One activation of a node; `trace` tells how its people were found or its edge was chosen.

    `record_version` is the record's version when the visit closed: what its people had seen. `previous` is the
    visit from which the token came, `waits_for` what an event must be to let it go on, `children` the sub-flows
    started (instance, record, outcome), `jump_back` the node to go to instead of walking the way again.
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
    previous: UUID | None = None
    waits_for: str | None = None
    children: tuple[Mapping[str, Any], ...] = ()
    jump_back: Mapping[str, Any] | None = None


@plain_data
class Seat:
    """One person's place in a visit.

    `origin` says where it comes from: `rule`, `fallback`, `superior`, `initiator`, `transfer`, `escalation`,
    `added` (by an administrator), `add_before`, `add_after` or `delegate` (of `parent_seat`), `copy`. `verb` is the
    decision; those that begin with `auto` are the engine's. `revision` counts its changes.
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
    transfers: int = 0
    reminders: int = 0
    reminded_at: datetime | None = None
    revision: int = 0

    @property
    def undecided(self) -> bool:
        """Say whether the seat may still decide."""
        return self.state in UNDECIDED


@plain_data
class Timer:
    """Something that falls due: `kind` is `timer`, `limit` (with the place of its step) or `timeout`.

    `times` counts how often it fired before; `frozen_left` keeps the seconds left while the instance is halted.
    """

    id: UUID
    visit: UUID
    kind: str
    due_at: datetime
    fired_at: datetime | None = None
    frozen_left: int | None = None
    cancelled_at: datetime | None = None
    step: int = 0
    times: int = 0

    @property
    def pending(self) -> bool:
        """Say whether it still runs, or would if the instance were not halted."""
        return self.fired_at is None and self.cancelled_at is None


@plain_data
class Incident:
    """Why an instance cannot go on by itself; an administrator mends the cause and retries, or leads it on."""

    id: UUID
    visit: UUID
    code: str
    message: str
    opened_at: datetime
    resolved_at: datetime | None = None
    resolved_by: UUID | None = None


@working_data
class Instance:
    """One case of a flow: the header and its parts; `sequence` is the number of the last history line.

    `parent` is the instance whose sub-flow it is, `parent_visit` the visit there. `chosen` are people picked for
    nodes, by node key. While it is suspended only an administrator moves it.
    """

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
    parent: UUID | None = None
    parent_visit: UUID | None = None
    suspended_at: datetime | None = None
    chosen: Mapping[str, Any] = field(default_factory=dict)
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
        return tuple([seat for seat in self.seats if seat.state is SeatState.OPEN])

    def seats_of(self, visit: UUID) -> tuple[Seat, ...]:
        """Return the seats of one visit, in order."""
        return tuple([seat for seat in self.seats if seat.visit == visit])


@plain_data
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


@plain_data
class Step:
    """What a command led to: the instance after it, effects to carry out, history to append.

    `acting` are the visits whose effects these are: when they are done the host sends `Complete` for each, or
    `Fail`, so that what follows sees the record as they left it.
    """

    instance: Instance
    effects: tuple[Effect, ...] = ()
    events: tuple[HistoryEvent, ...] = ()
    acting: tuple[UUID, ...] = ()
