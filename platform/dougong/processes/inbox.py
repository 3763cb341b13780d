"""Inbox: what waits for a person, what he decided, and what he asked for, page by page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.errors import BadRequest
from dougong.identity.tables import person
from dougong.metadata.tables import app
from dougong.processes.tables import flow_instance, flow_seat, flow_visit


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """One line of a box; `seat` is None in the box of one's own requests."""

    seat: UUID | None
    instance: UUID
    app_id: str
    entity: str
    record: UUID
    flow: str
    definition: int
    node: str | None
    initiator: UUID
    initiator_name: str
    state: str
    seat_state: str | None
    verb: str | None
    at: datetime
    due_at: datetime | None
    decided_at: datetime | None

    @property
    def id(self) -> UUID:
        """Return what identifies the line: the seat, else the instance."""
        return self.seat or self.instance


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What of a box is wanted: requests of a flow (ids of app and key of flow), of who asked, since a moment; `late` at
    a moment: whose time limit had passed by then.
    """

    flow: tuple[str, str] | None = None
    initiator: UUID | None = None
    since: datetime | None = None
    late: datetime | None = None


def todo_count(conn: sa.Connection, person_id: UUID, for_others: Sequence[UUID] = ()) -> int:
    """Return how many seats wait for a person, those of people for whom he acts among them."""
    waiting = (
        sa.select(sa.func.count())
        .select_from(flow_seat.join(flow_instance, flow_instance.c.id == flow_seat.c.instance_id))
        .where(_held(person_id, for_others), flow_seat.c.state == "open", _installed())
    )
    return int(conn.execute(waiting).scalar_one())


def unread_count(conn: sa.Connection, person_id: UUID) -> int:
    """Return how many copies a person has not looked at."""
    statement, _, _ = _copied(person_id, ())
    unread = statement.where(flow_seat.c.decided_at.is_(None), _installed()).subquery()
    return int(conn.execute(sa.select(sa.func.count()).select_from(unread)).scalar_one())


def flows_in(
    conn: sa.Connection, person_id: UUID, box: str, for_others: Sequence[UUID] = ()
) -> Sequence[tuple[str, str, int]]:
    """Return the flows of which a box holds requests: app, key, and the latest definition among them."""
    statement, _, _ = BOXES[box](person_id, for_others)
    held = statement.where(_installed()).subquery()
    rows = conn.execute(
        sa.select(held.c.app_id, held.c.flow, sa.func.max(held.c.definition))
        .group_by(held.c.app_id, held.c.flow)
        .order_by(held.c.app_id, held.c.flow)
    )
    return [(app_id, flow, definition) for app_id, flow, definition in rows]


def inbox_page(
    conn: sa.Connection,
    person_id: UUID,
    box: str,
    *,
    limit: int,
    after: tuple[datetime, UUID] | None = None,
    for_others: Sequence[UUID] = (),
    narrowed: Narrowing | None = None,
) -> Sequence[InboxRow]:
    """Return a page of one box, newest first; `after` is the moment and id of the last line before it.

    Boxes: `todo` (open seats, also of people for whom he acts), `done` (seats he decided himself), `mine` (requests
    he started), `copied` (requests copied to him).
    """
    if box not in BOXES:
        raise BadRequest("There is no such box. One of: " + ", ".join(BOXES))
    statement, moment, identity = BOXES[box](person_id, for_others)
    if after is not None:
        statement = statement.where(sa.tuple_(moment, identity) < sa.tuple_(*after))
    if narrowed is not None:
        statement = statement.where(*_narrowed(narrowed, box, moment))
    statement = statement.where(_installed()).order_by(moment.desc(), identity.desc()).limit(limit)
    return [InboxRow(**row._mapping) for row in conn.execute(statement)]


def _narrowed(
    narrowed: Narrowing, box: str, moment: sa.ColumnElement[datetime]
) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if narrowed.flow is not None:
        app_id, flow = narrowed.flow
        found += [flow_instance.c.app_id == app_id, flow_instance.c.flow == flow]
    if narrowed.initiator is not None:
        found.append(flow_instance.c.initiator_id == narrowed.initiator)
    if narrowed.since is not None:
        found.append(moment >= narrowed.since)
    if narrowed.late is not None and box == "todo":
        found.append(flow_seat.c.due_at < narrowed.late)
    elif narrowed.late is not None:
        other = flow_seat.alias()
        found.append(
            sa.exists(
                sa.select(other.c.id).where(
                    other.c.instance_id == flow_instance.c.id,
                    other.c.state == "open",
                    other.c.due_at < narrowed.late,
                )
            )
        )
    return found


def seat_row(conn: sa.Connection, seat_id: UUID) -> InboxRow | None:
    """Return the line of one seat, whatever its state, or None."""
    statement, _, _ = _seats(flow_seat.c.opened_at)
    row = conn.execute(statement.where(flow_seat.c.id == seat_id)).one_or_none()
    return InboxRow(**row._mapping) if row else None


def seats_on(conn: sa.Connection, person_id: UUID, records: Sequence[UUID]) -> Sequence[InboxRow]:
    """Return the seats of a person at some records, open ones and those that he used."""
    statement, _, _ = _seats(flow_seat.c.opened_at)
    mine = statement.where(
        flow_seat.c.person_id == person_id,
        flow_seat.c.state.in_(("open", "done", "copied")),
        flow_instance.c.record_id.in_(records),
        _installed(),
    )
    return [InboxRow(**row._mapping) for row in conn.execute(mine)]


def _installed() -> sa.ColumnElement[bool]:
    """Return that the app of an instance is still there: what an uninstalled one leaves behind is no work."""
    return sa.exists(sa.select(app.c.id).where(app.c.id == flow_instance.c.app_id, app.c.live_version > 0))


_Box = tuple[sa.Select[Any], sa.ColumnElement[datetime], sa.ColumnElement[UUID]]


def _held(person_id: UUID, for_others: Sequence[UUID]) -> sa.ColumnElement[bool]:
    """Return that a seat is a person's, or that of somebody for whom he acts, but not in his own request."""
    own = flow_seat.c.person_id == person_id
    if not for_others:
        return own
    theirs = sa.and_(flow_seat.c.person_id.in_(for_others), flow_instance.c.initiator_id != person_id)
    return sa.or_(own, theirs)


def _todo(person_id: UUID, for_others: Sequence[UUID]) -> _Box:
    statement, moment, identity = _seats(flow_seat.c.opened_at)
    return statement.where(_held(person_id, for_others), flow_seat.c.state == "open"), moment, identity


def _done(person_id: UUID, for_others: Sequence[UUID]) -> _Box:
    statement, moment, identity = _seats(flow_seat.c.decided_at)
    mine = statement.where(
        flow_seat.c.person_id.in_((person_id, *for_others)),
        flow_seat.c.state == "done",
        flow_seat.c.decided_by_id == person_id,
    )
    return mine, moment, identity


def _copied(person_id: UUID, for_others: Sequence[UUID]) -> _Box:
    statement, moment, identity = _seats(flow_seat.c.opened_at)
    return (
        statement.where(flow_seat.c.person_id == person_id, flow_seat.c.state == "copied"),
        moment,
        identity,
    )


def _mine(person_id: UUID, for_others: Sequence[UUID]) -> _Box:
    nothing = sa.null()
    statement = sa.select(
        nothing.label("seat"),
        *_instance_columns(),
        nothing.label("node"),
        nothing.label("seat_state"),
        nothing.label("verb"),
        nothing.label("due_at"),
        nothing.label("decided_at"),
        flow_instance.c.started_at.label("at"),
    ).join_from(flow_instance, person, person.c.id == flow_instance.c.initiator_id)
    return (
        statement.where(flow_instance.c.initiator_id == person_id),
        flow_instance.c.started_at,
        flow_instance.c.id,
    )


def _seats(moment: Any) -> _Box:
    statement = sa.select(
        flow_seat.c.id.label("seat"),
        *_instance_columns(),
        flow_visit.c.node,
        flow_seat.c.state.label("seat_state"),
        flow_seat.c.verb,
        flow_seat.c.due_at,
        flow_seat.c.decided_at,
        moment.label("at"),
    ).select_from(
        flow_seat.join(flow_instance, flow_instance.c.id == flow_seat.c.instance_id)
        .join(flow_visit, flow_visit.c.id == flow_seat.c.visit_id)
        .join(person, person.c.id == flow_instance.c.initiator_id)
    )
    return statement, moment, flow_seat.c.id


def _instance_columns() -> tuple[Any, ...]:
    table = flow_instance
    return (
        table.c.id.label("instance"),
        table.c.app_id,
        table.c.entity,
        table.c.record_id.label("record"),
        table.c.flow,
        table.c.definition_id.label("definition"),
        table.c.initiator_id.label("initiator"),
        person.c.name.label("initiator_name"),
        table.c.state,
    )


BOXES: Mapping[str, Callable[[UUID, Sequence[UUID]], _Box]] = {
    "todo": _todo,
    "done": _done,
    "mine": _mine,
    "copied": _copied,
}
"""Boxes by name."""
