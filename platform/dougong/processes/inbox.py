"""Inbox: what waits for a person, what he decided, and what he asked for, page by page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from dougong.errors import BadRequest
from dougong.identity.tables import person
from dougong.metadata.tables import app
from dougong.plans import Prepared
from dougong.processes.tables import flow_instance, flow_seat, flow_visit
from dougong_flow import START, UNDECIDED, SeatState, VisitState

PARKED = frozenset({SeatState.WAITING_ADDED.value, SeatState.WAITING_DELEGATE.value})
"""States of a seat whose person has asked others, who are to answer first."""


class InboxRow(NamedTuple):
    """One line of a box, with the columns of its page; `seat` is None in the box of one's own requests.

    `holder` is whose seat it is, `decided_by` who used it; nobody decides a `suspended` request.
    """

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
    holder: UUID | None
    decided_by: UUID | None
    suspended: bool

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
    row = _counting(bool(for_others)).first(conn, {"person": person_id, "others": list(for_others)})
    return int(row[0]) if row else 0


def unread_count(conn: sa.Connection, person_id: UUID) -> int:
    """Return how many copies a person has not looked at."""
    row = _UNREAD.first(conn, {"person": person_id})
    return int(row[0]) if row else 0


def flows_in(
    conn: sa.Connection, person_id: UUID, box: str, for_others: Sequence[UUID] = ()
) -> Sequence[tuple[str, str, int]]:
    """Return the flows of which a box holds requests: app, key, and the latest definition among them."""
    statement, _, _ = BOXES[box](bool(for_others))
    held = statement.where(_installed()).subquery()
    rows = conn.execute(
        sa.select(held.c.app_id, held.c.flow, sa.func.max(held.c.definition))
        .group_by(held.c.app_id, held.c.flow)
        .order_by(held.c.app_id, held.c.flow),
        {"person": person_id, "others": list(for_others)},
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

    Boxes: `todo` (open seats, also of people for whom he acts), `done` (his seats that he or somebody for him decided, those of whom he acts for that he did,
    and his that wait for whom he has asked, by when they came to him), `mine` (requests
    he started), `copied` (requests copied to him).
    """
    if box not in BOXES:
        raise BadRequest("There is no such box. One of: " + ", ".join(BOXES))
    given: dict[str, Any] = {"person": person_id, "others": list(for_others), "limit": limit}
    if after is not None:
        given |= {"after_at": after[0], "after_id": after[1]}
    wanted = narrowed or Narrowing()
    if wanted.flow is not None:
        given |= {"flow_app": wanted.flow[0], "flow": wanted.flow[1]}
    more = {"initiator": wanted.initiator, "since": wanted.since, "late": wanted.late}
    given |= {name: value for name, value in more.items() if value is not None}
    narrowing = frozenset(given) & {"after_id", "flow", *more}
    return [InboxRow._make(row) for row in paging(box, bool(for_others), narrowing).all(conn, given)]


@cache
def paging(box: str, for_others: bool, narrowing: frozenset[str]) -> Prepared:
    """Return the statement of a page; `narrowing` are its conditions by a value they bind: `after_id`, `flow`,
    `initiator`, `since`, `late`.
    """
    statement, moment, identity = BOXES[box](for_others)
    conditions = _conditions(box, moment, identity)
    statement = statement.where(*(conditions[name]() for name in sorted(narrowing)), _installed())
    newest = statement.order_by(moment.desc(), identity.desc())
    return Prepared(_in_order(newest.limit(sa.bindparam("limit", type_=sa.Integer))))


def _in_order(statement: sa.Select[Any]) -> sa.Select[Any]:
    """Select the columns in the order of the members of a line."""
    columns = {one.name: one for one in statement.selected_columns}
    return statement.with_only_columns(*(columns[name] for name in InboxRow._fields))


def _conditions(
    box: str, moment: sa.ColumnElement[datetime], identity: sa.ColumnElement[UUID]
) -> Mapping[str, Callable[[], sa.ColumnElement[bool]]]:
    def late() -> sa.ColumnElement[bool]:
        moment_of = _at("late")
        if box == "todo":
            return sa.and_(flow_seat.c.due_at < moment_of, flow_instance.c.suspended_at.is_(None))
        other = flow_seat.alias()
        return sa.exists(
            sa.select(other.c.id).where(
                other.c.instance_id == flow_instance.c.id,
                other.c.state == "open",
                other.c.due_at < moment_of,
                flow_instance.c.suspended_at.is_(None),
            )
        )

    return {
        "after_id": lambda: sa.tuple_(moment, identity) < sa.tuple_(_at("after_at"), _id("after_id")),
        "flow": lambda: sa.and_(
            flow_instance.c.app_id == sa.bindparam("flow_app", type_=sa.Text),
            flow_instance.c.flow == sa.bindparam("flow", type_=sa.Text),
        ),
        "initiator": lambda: flow_instance.c.initiator_id == _id("initiator"),
        "since": lambda: moment >= _at("since"),
        "late": late,
    }


def _id(name: str) -> sa.BindParameter[UUID]:
    return sa.bindparam(name, type_=sa.Uuid(as_uuid=True))


def _at(name: str) -> sa.BindParameter[datetime]:
    return sa.bindparam(name, type_=sa.DateTime(timezone=True))


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


def asked_from(
    conn: sa.Connection, lines: Sequence[InboxRow]
) -> Mapping[UUID, tuple[str, Sequence[tuple[UUID, str]]]]:
    """Return of each seat that waits for others how they were asked, and who of them has not answered."""
    parked = [line for line in lines if line.seat_state in PARKED]
    if not parked:
        return {}
    rows = conn.execute(
        sa.select(flow_seat.c.parent_seat_id, flow_seat.c.origin, person.c.id, person.c.name)
        .join_from(flow_seat, person, person.c.id == flow_seat.c.person_id)
        .where(
            flow_seat.c.instance_id.in_({line.instance for line in parked}),
            flow_seat.c.parent_seat_id.in_({line.seat for line in parked}),
            flow_seat.c.state.in_(sorted(UNDECIDED)),
        )
        .order_by(flow_seat.c.ordinal)
    )
    found: dict[UUID, tuple[str, list[tuple[UUID, str]]]] = {}
    for seat, origin, identity, name in rows:
        found.setdefault(seat, (origin, []))[1].append((identity, name))
    return found


def submissions(conn: sa.Connection, lines: Sequence[InboxRow]) -> Mapping[UUID, tuple[int, datetime]]:
    """Return the version of its record, and when, that each line's request was last submitted with before the line."""
    rows = conn.execute(
        sa.select(flow_visit.c.instance_id, flow_visit.c.finished_at, flow_visit.c.record_version)
        .where(
            flow_visit.c.instance_id.in_({line.instance for line in lines}),
            flow_visit.c.node == START,
            flow_visit.c.state == VisitState.DONE.value,
            flow_visit.c.record_version.is_not(None),
        )
        .order_by(flow_visit.c.ordinal)
    ).all()
    return {
        line.id: (int(row.record_version), row.finished_at)
        for line in lines
        for row in rows
        if row.instance_id == line.instance and row.finished_at <= line.at
    }


def _installed() -> sa.ColumnElement[bool]:
    """Return that the app of an instance is still there: what an uninstalled one leaves behind is no work."""
    return sa.exists(sa.select(app.c.id).where(app.c.id == flow_instance.c.app_id, app.c.live_version > 0))


_Box = tuple[sa.Select[Any], sa.ColumnElement[datetime], sa.ColumnElement[UUID]]


def _others() -> sa.ColumnElement[Any]:
    return sa.any_(sa.bindparam("others", type_=sa.ARRAY(sa.Uuid(as_uuid=True))))


def _held(for_others: bool) -> sa.ColumnElement[bool]:
    """Return that a seat is a person's, or that of somebody for whom he acts, but not in his own request."""
    own = flow_seat.c.person_id == _id("person")
    if not for_others:
        return own
    theirs = sa.and_(flow_seat.c.person_id == _others(), flow_instance.c.initiator_id != _id("person"))
    return sa.or_(own, theirs)


def _todo(for_others: bool) -> _Box:
    statement, moment, identity = _seats(flow_seat.c.opened_at)
    return statement.where(_held(for_others), flow_seat.c.state == "open"), moment, identity


def _done(for_others: bool) -> _Box:
    statement, moment, identity = _seats(sa.func.coalesce(flow_seat.c.decided_at, flow_seat.c.opened_at))
    parked = [flow_seat.c.state == state for state in sorted(PARKED)]
    own = sa.and_(
        flow_seat.c.person_id == _id("person"), sa.or_(flow_seat.c.decided_by_id.is_not(None), *parked)
    )
    theirs = sa.and_(flow_seat.c.person_id == _others(), flow_seat.c.decided_by_id == _id("person"))
    mine = statement.where(
        sa.or_(own, theirs) if for_others else own, sa.or_(flow_seat.c.state == "done", *parked)
    )
    return mine, moment, identity


def _copied(for_others: bool) -> _Box:
    statement, moment, identity = _seats(flow_seat.c.opened_at)
    copies = statement.where(flow_seat.c.person_id == _id("person"), flow_seat.c.state == "copied")
    return copies, moment, identity


def _mine(for_others: bool) -> _Box:
    nothing = sa.null()
    statement = sa.select(
        nothing.label("seat"),
        *_instance_columns(),
        nothing.label("node"),
        nothing.label("seat_state"),
        nothing.label("verb"),
        nothing.label("due_at"),
        nothing.label("decided_at"),
        nothing.label("holder"),
        nothing.label("decided_by"),
        flow_instance.c.started_at.label("at"),
    ).join_from(flow_instance, person, person.c.id == flow_instance.c.initiator_id)
    mine = statement.where(flow_instance.c.initiator_id == _id("person"))
    return mine, flow_instance.c.started_at, flow_instance.c.id


def _seats(moment: Any) -> _Box:
    statement = sa.select(
        flow_seat.c.id.label("seat"),
        *_instance_columns(),
        flow_visit.c.node,
        flow_seat.c.state.label("seat_state"),
        flow_seat.c.verb,
        flow_seat.c.due_at,
        flow_seat.c.decided_at,
        flow_seat.c.person_id.label("holder"),
        flow_seat.c.decided_by_id.label("decided_by"),
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
        table.c.suspended_at.is_not(None).label("suspended"),
    )


BOXES: Mapping[str, Callable[[bool], _Box]] = {
    "todo": _todo,
    "done": _done,
    "mine": _mine,
    "copied": _copied,
}
"""Boxes by name; their statements bind `person`, and `others` when he acts for somebody."""


@cache
def _counting(for_others: bool) -> Prepared:
    return Prepared(
        sa.select(sa.func.count())
        .select_from(flow_seat.join(flow_instance, flow_instance.c.id == flow_seat.c.instance_id))
        .where(_held(for_others), flow_seat.c.state == "open", _installed())
    )


_UNREAD = Prepared(
    sa.select(sa.func.count()).select_from(
        _copied(False)[0].where(flow_seat.c.decided_at.is_(None), _installed()).subquery()
    )
)
