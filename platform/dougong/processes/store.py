"""Store: an instance from its rows under a lock, and a step back into them by difference.

Reading is one statement. What a step has changed is written row by row, and travels as one pipeline. Only actions/apply and the flow actions call the writing half (12-contracts, one writer).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by, array

from dougong.database import Database, after_commit
from dougong.errors import Conflict, NotFound
from dougong.failpoints import reach
from dougong.metadata.tables import app
from dougong.plans import Asked, Prepared
from dougong.processes.definitions import LIVE
from dougong.processes.saving import adding, changing, creating
from dougong.processes.tables import (
    PART_TABLES,
    column_name,
    flow_event,
    flow_instance,
    flow_seat,
    flow_timer,
    flow_token,
    flow_visit,
)
from dougong_flow import (
    PARTS,
    UNDECIDED,
    HistoryEvent,
    Instance,
    InstanceState,
    Seat,
    SeatState,
    Step,
    TokenState,
    VisitState,
    from_rows,
    header_row,
    part_row,
)
from dougong_model import uuid_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """An instance with what the platform adds: app and entity by element id, the pinned definition.

    `saved` is the instance as its rows have it and `events` the history not yet written; `save` closes both.
    `live` is what was read of the app with it (definitions.LIVE).
    """

    instance: Instance
    app_id: str
    entity_id: str
    definition: int
    saved: Instance
    events: tuple[HistoryEvent, ...] = ()
    live: tuple[Any, ...] | None = None

    def after(self, step: Step) -> Loaded:
        """Return the instance as a step left it, to be saved later."""
        return replace(self, instance=step.instance, events=(*self.events, *step.events))


def load(conn: sa.Connection, instance_id: UUID) -> Loaded:
    """Return an instance from its rows; raises NotFound."""
    row = _LOAD.first(conn, {"instance": instance_id})
    if row is None:
        raise NotFound("There is no such flow instance.")
    return _loaded(row)


def load_of(conn: sa.Connection, app_id: str, entity_id: str, record: UUID, limit: int) -> list[Loaded]:
    """Return the latest instances on a record, newest first, in one statement."""
    given = {"app": app_id, "entity": entity_id, "record": record, "limit": limit}
    return [_loaded(row) for row in _LOAD_OF.all(conn, given)]


def _loaded(row: Sequence[Any]) -> Loaded:
    app_id, entity_id, definition = row[:3]
    parts, live = 3 + len(_HEADER), 3 + len(_HEADER) + len(PART_TABLES)
    rows = {"instance": [dict(zip(_HEADER, row[3:parts], strict=True))]}
    for name, lines in zip(PART_TABLES, row[parts:live], strict=True):
        rows[name] = [_typed(name, line) for line in lines or ()]
    instance = from_rows(rows)
    return Loaded(
        instance=instance,
        app_id=app_id,
        entity_id=entity_id,
        definition=definition,
        saved=instance,
        live=tuple(row[live:]),
    )


def hold(conn: sa.Connection, instance_id: UUID) -> Loaded:
    """Lock the row of an instance until the transaction ends, then return it; raises NotFound.

    The lock is a statement of its own: what is read after it is what the holder before left.
    """
    reach("flow.lock.before")
    _hold_above(conn, instance_id)
    if _HOLD.first(conn, {"instance": instance_id}) is None:
        raise NotFound("There is no such flow instance.")
    reach("flow.lock.after")
    return load(conn, instance_id)


def _hold_above(conn: sa.Connection, instance_id: UUID) -> None:
    """Lock the instances whose sub-flow one is, the outermost first, so that all lock in one order."""
    above: list[UUID] = []
    row = _PARENT.first(conn, {"instance": instance_id})
    while row is not None and row[0] is not None:
        above.append(row[0])
        row = _PARENT.first(conn, {"instance": row[0]})
    for one in reversed(above):
        _HOLD.first(conn, {"instance": one})


def hold_by_seat(conn: sa.Connection, seat_id: UUID) -> Loaded:
    """Lock the instance of a seat, after those above it, until the transaction ends, then return it; raises NotFound."""
    reach("flow.lock.before")
    held = _HOLD_OF_SEAT.ask(conn, {"seat": seat_id})
    row = _LOAD_OF_SEAT.first(conn, {"seat": seat_id})
    if held.first() is None or row is None:
        return hold(conn, instance_of_seat(conn, seat_id))
    reach("flow.lock.after")
    return _loaded(row)


def instance_of_seat(conn: sa.Connection, seat_id: UUID) -> UUID:
    """Return the instance of a seat; raises NotFound."""
    found = _INSTANCE_OF_SEAT.first(conn, {"seat": seat_id})
    if found is None:
        raise NotFound("There is no such seat.")
    instance: UUID = found[0]
    return instance


def due_timers(
    conn: sa.Connection, now: datetime, limit: int, after: tuple[datetime, UUID] | None = None
) -> list[tuple[UUID, UUID, datetime]]:
    """Return timers that are due, with their instances and moments, the longest due first; `after` is where the
    last page ended.
    """
    beyond = sa.tuple_(flow_timer.c.due_at, flow_timer.c.id) > sa.tuple_(*after) if after else sa.true()
    rows = conn.execute(
        sa.select(flow_timer.c.id, flow_timer.c.instance_id, flow_timer.c.due_at)
        .join(flow_instance, flow_instance.c.id == flow_timer.c.instance_id)
        .where(
            flow_timer.c.due_at <= now,
            flow_timer.c.fired_at.is_(None),
            flow_timer.c.cancelled_at.is_(None),
            flow_timer.c.frozen_left.is_(None),
            beyond,
            flow_instance.c.state == InstanceState.RUNNING.value,
        )
        .order_by(flow_timer.c.due_at, flow_timer.c.id)
        .limit(limit)
    )
    return [(row.id, row.instance_id, row.due_at) for row in rows]


def undecided_seats(conn: sa.Connection, person_id: UUID) -> list[tuple[UUID, UUID]]:
    """Return the seats of a person that are still to decide, each with its instance."""
    rows = conn.execute(
        sa.select(flow_seat.c.id, flow_seat.c.instance_id)
        .join(flow_instance, flow_instance.c.id == flow_seat.c.instance_id)
        .where(
            flow_seat.c.person_id == person_id,
            flow_seat.c.state.in_([one.value for one in UNDECIDED]),
            flow_instance.c.state == InstanceState.RUNNING.value,
        )
        .order_by(flow_seat.c.opened_at, flow_seat.c.id)
    )
    return [(row.id, row.instance_id) for row in rows]


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest instance of a flow on a record."""

    id: UUID
    running: bool


@dataclass(frozen=True, slots=True)
class AskedLatest:
    """What will say which instance is the latest of a flow on a record."""

    asked: Asked

    def answer(self) -> Latest | None:
        """Return the latest instance; while one runs, it is the one."""
        row = self.asked.first()
        return Latest(row[0], row[1] == "running") if row else None


def ask_latest(conn: sa.Connection, app_id: str, entity_id: str, record: UUID, flow: str) -> AskedLatest:
    """Ask for the latest instance of a flow on a record."""
    given = {"app": app_id, "entity": entity_id, "record": record, "flow": flow}
    return AskedLatest(_LATEST.ask(conn, given))


def create(conn: sa.Connection, step: Step, *, app_id: str, entity_id: str, definition: int) -> Loaded:
    """Write a new instance with its parts and history.

    Raises Conflict when another transaction has started the same flow on the record meanwhile.
    """
    instance = step.instance
    header = _header(instance) | {
        "app_id": app_id,
        "entity_id": entity_id,
        "definition_id": definition,
    }
    reach("flow.save.before")
    made = creating().ask(conn, header)
    for name, table in PART_TABLES.items():
        addition = adding(table, beginning=True)
        for ordinal, part in enumerate(getattr(instance, name)):
            addition.ask(conn, part_row(part, instance.id) | {"ordinal": ordinal})
    _tell(conn, instance.id, step.events, beginning=True)
    if made.first() is None:
        raise Conflict("This approval is already running on the record.")
    _reach_saved(conn)
    return Loaded(
        instance=instance, app_id=app_id, entity_id=entity_id, definition=definition, saved=instance
    )


def save(conn: sa.Connection, loaded: Loaded) -> None:
    """Write what differs from the rows; raises Conflict when a seat it closes is not open any more."""
    before, after = loaded.saved, loaded.instance
    reach("flow.save.before")
    changed = [one for name in PART_TABLES for one in _save_parts(conn, name, getattr(before, name), after)]
    _tell(conn, after.id, loaded.events, beginning=False)
    header, was = _header(after), _header(before)
    moved = tuple(member for member, value in header.items() if value != was[member])
    if moved:
        changing(flow_instance, moved).ask(conn, header)
    if any(one.first() is None for one in changed):
        raise Conflict("This seat has been decided meanwhile.")
    _reach_saved(conn)


def _save_parts(conn: sa.Connection, name: str, before: Sequence[Any], after: Instance) -> list[Asked]:
    """Ask for the rows of the parts that are new or differ; returns what will say whether a seat was still as it was read."""
    table, known = PART_TABLES[name], {part.id: part for part in before}
    found = []
    for ordinal, part in enumerate(getattr(after, name)):
        was = known.get(part.id)
        if was is part:
            continue
        row = part_row(part, after.id)
        if was is None:
            adding(table, beginning=False).ask(conn, row | {"ordinal": ordinal})
            continue
        old = part_row(was, after.id)
        members = tuple(member for member, value in row.items() if value != old[member])
        if not members:
            continue
        if isinstance(was, Seat):
            row |= {"read": was.revision, "revision": was.revision + 1}
            found.append(changing(table, (*members, "revision")).ask(conn, row))
        else:
            changing(table, members).ask(conn, row)
    return found


def _tell(conn: sa.Connection, instance: UUID, events: Sequence[HistoryEvent], *, beginning: bool) -> None:
    line = adding(flow_event, beginning=beginning)
    for event in events:
        line.ask(conn, _event_row(instance, event))


def _header(instance: Instance) -> dict[str, Any]:
    return header_row(instance) | {"outcome": _outcome(instance)}


def _reach_saved(conn: sa.Connection) -> None:
    reach("flow.save.after")
    after_commit(conn, _committed)


def _committed(database: Database) -> None:
    reach("flow.commit.after")


def end_all(conn: sa.Connection, app_id: str, now: datetime) -> list[UUID]:
    """End every running instance of an app that is taken away, close what it waits for, and return the seats
    closed.
    """
    running = sa.select(flow_instance.c.id).where(
        flow_instance.c.app_id == app_id, flow_instance.c.state == InstanceState.RUNNING.value
    )
    seats = conn.scalars(
        sa.update(flow_seat)
        .where(flow_seat.c.instance_id.in_(running), flow_seat.c.state.in_([one.value for one in UNDECIDED]))
        .values(state=SeatState.CANCELLED_BY_END.value)
        .returning(flow_seat.c.id)
    ).all()
    ends: tuple[tuple[sa.Table, str, str], ...] = (
        (flow_visit, VisitState.OPEN.value, VisitState.CANCELLED.value),
        (flow_token, TokenState.LIVE.value, TokenState.CANCELLED.value),
    )
    for table, before, after in ends:
        conn.execute(
            sa.update(table)
            .where(table.c.instance_id.in_(running), table.c.state == before)
            .values(state=after)
        )
    conn.execute(
        sa.update(flow_timer)
        .where(
            flow_timer.c.instance_id.in_(running),
            flow_timer.c.fired_at.is_(None),
            flow_timer.c.cancelled_at.is_(None),
        )
        .values(cancelled_at=now)
    )
    conn.execute(
        sa.update(flow_instance)
        .where(flow_instance.c.id.in_(running))
        .values(state=InstanceState.TERMINATED.value, finished_at=now)
    )
    return list(seats)


def _outcome(instance: Instance) -> str | None:
    return None if instance.running else instance.state.value


def _event_row(instance: UUID, event: HistoryEvent) -> dict[str, Any]:
    return {
        "instance": instance,
        "sequence": event.sequence,
        "at": event.at,
        "verb": event.verb,
        "actor": event.actor,
        "on_behalf_of": event.on_behalf_of,
        "node": event.node,
        "visit": event.visit,
        "seat": event.seat,
        "payload": dict(event.payload),
    }


def _typed(name: str, line: Sequence[str | None]) -> dict[str, Any]:
    """Return the members of a part from the texts of its row."""
    return {
        member: text if text is None or read is None else read(text)
        for (member, read), text in zip(_READS[name], line, strict=True)
    }


def _load_statement(identity: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Select an instance with all its parts; `identity` is its id, bound or that of the row at hand."""
    table = flow_instance
    header = (table.c[column_name(member)] for member in _HEADER)
    parts = (_lines(name, part, identity) for name, part in PART_TABLES.items())
    ids = (table.c.app_id, table.c.entity_id, table.c.definition_id)
    return sa.select(*ids, *header, *parts, *LIVE).outerjoin_from(table, app, app.c.id == table.c.app_id)


def _lines(name: str, table: sa.Table, identity: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
    """Select the rows of a part as an array of texts, in the order in which they were made; null for none.

    To write a row as JSON takes PostgreSQL ten times as long: it asks anew for each value how one of its type is written.
    """
    columns = (table.c[column_name(member)] for member in part_members(name))
    texts = [one if isinstance(one.type, sa.Text) else sa.cast(one, sa.Text) for one in columns]
    line: Any = aggregate_order_by(array(texts), table.c.ordinal)
    return (
        sa.select(sa.func.array_agg(line, type_=sa.ARRAY(sa.Text, dimensions=2)))
        .where(table.c.instance_id == identity)
        .correlate(flow_instance)
        .scalar_subquery()
    )


def part_members(name: str) -> tuple[str, ...]:
    """Return the members of a part that have a column."""
    return tuple(PARTS[name].__dataclass_fields__)


_HEADER = tuple(name for name in Instance.__dataclass_fields__ if name not in PARTS)


def _reader(kind: sa.types.TypeEngine[Any]) -> Callable[[str], Any] | None:
    """Return what reads a column of a type from its text; None where that is the value."""
    if isinstance(kind, sa.Uuid):
        return lambda text: uuid_of(int(text.replace("-", ""), 16))
    if isinstance(kind, sa.DateTime):
        return datetime.fromisoformat
    if isinstance(kind, sa.Integer):
        return int
    return orjson.loads if isinstance(kind, sa.JSON) else None


_READS = {
    name: tuple((member, _reader(table.c[column_name(member)].type)) for member in part_members(name))
    for name, table in PART_TABLES.items()
}
"""The members of each part in the order in which they are read, each with what reads it from its text."""

_ID = sa.bindparam("instance", type_=flow_instance.c.id.type)
_LOAD = Prepared(_load_statement(_ID).where(flow_instance.c.id == _ID))
_LOAD_OF = Prepared(
    _load_statement(flow_instance.c.id)
    .where(
        flow_instance.c.app_id == sa.bindparam("app", type_=sa.Text),
        flow_instance.c.entity_id == sa.bindparam("entity", type_=sa.Text),
        flow_instance.c.record_id == sa.bindparam("record", type_=flow_instance.c.record_id.type),
    )
    .order_by(flow_instance.c.started_at.desc())
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_HOLD = Prepared(sa.select(flow_instance.c.id).where(flow_instance.c.id == _ID).with_for_update())
_PARENT = Prepared(sa.select(flow_instance.c.parent_id).where(flow_instance.c.id == _ID))
_SEAT = flow_seat.c.id == sa.bindparam("seat", type_=flow_seat.c.id.type)
_OF_SEAT = sa.select(flow_seat.c.instance_id).where(_SEAT)
_INSTANCE_OF_SEAT = Prepared(_OF_SEAT)
_LOAD_OF_SEAT = Prepared(
    _load_statement(flow_instance.c.id).where(flow_instance.c.id == _OF_SEAT.scalar_subquery())
)
_HOLD_OF_SEAT = Prepared(
    sa.select(flow_instance.c.id)
    .where(flow_instance.c.id == _OF_SEAT.scalar_subquery(), flow_instance.c.parent_id.is_(None))
    .with_for_update()
)
_LATEST = Prepared(
    sa.select(flow_instance.c.id, flow_instance.c.state)
    .where(
        flow_instance.c.app_id == sa.bindparam("app"),
        flow_instance.c.entity_id == sa.bindparam("entity"),
        flow_instance.c.record_id == sa.bindparam("record"),
        flow_instance.c.flow == sa.bindparam("flow"),
    )
    .order_by((flow_instance.c.state == "running").desc(), flow_instance.c.started_at.desc())
    .limit(1)
)
