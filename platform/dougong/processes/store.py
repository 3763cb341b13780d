"""Store: an instance from its rows under a lock, and a step back into them by difference.

Reading is one statement, making one and saving one, whatever a step has changed: the rows travel as JSON documents. Only actions/apply and the flow actions call the writing half (12-contracts, one writer).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from dougong.database import Database, after_commit
from dougong.errors import Conflict, NotFound
from dougong.failpoints import reach
from dougong.metadata.tables import app
from dougong.plans import Asked, Prepared
from dougong.processes.definitions import LIVE
from dougong.processes.saving import CREATED, saving
from dougong.processes.tables import (
    PART_TABLES,
    REFERENCES,
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

_MOMENTS = frozenset(
    {
        "started_at",
        "finished_at",
        "opened_at",
        "decided_at",
        "due_at",
        "fired_at",
        "resolved_at",
        "suspended_at",
        "reminded_at",
        "cancelled_at",
    }
)


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
    texts = row[3 : 4 + len(PART_TABLES)]
    instance = from_rows(
        {
            name: [_typed(name, part) for part in orjson.loads(text)] if text else ()
            for name, text in zip(("instance", *PART_TABLES), texts, strict=True)
        }
    )
    return Loaded(
        instance=instance,
        app_id=app_id,
        entity_id=entity_id,
        definition=definition,
        saved=instance,
        live=tuple(row[4 + len(PART_TABLES) :]),
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


def waiting_for(conn: sa.Connection, app_id: str, entity_id: str, record: UUID, waits_for: str) -> list[UUID]:
    """Return the running instances on a record where something waits for an event of a kind."""
    rows = conn.scalars(
        sa.select(flow_instance.c.id)
        .distinct()
        .join(flow_visit, flow_visit.c.instance_id == flow_instance.c.id)
        .where(
            flow_instance.c.app_id == app_id,
            flow_instance.c.entity_id == entity_id,
            flow_instance.c.record_id == record,
            flow_instance.c.state == InstanceState.RUNNING.value,
            flow_instance.c.suspended_at.is_(None),
            flow_visit.c.state == VisitState.OPEN.value,
            flow_visit.c.waits_for == waits_for,
        )
    )
    return list(rows)


def running_on(conn: sa.Connection, app_id: str, entity_id: str, record: UUID) -> list[UUID]:
    """Return the instances that run on a record and are not suspended."""
    return list(conn.scalars(_running_on(app_id, entity_id, record, flow_instance.c.suspended_at.is_(None))))


def halted_on(conn: sa.Connection, app_id: str, entity_id: str, record: UUID) -> list[UUID]:
    """Return the instances on a record that no person has suspended."""
    last = (
        sa.select(flow_event.c.actor_id)
        .where(flow_event.c.instance_id == flow_instance.c.id, flow_event.c.verb == "suspend")
        .order_by(flow_event.c.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )
    suspended = flow_instance.c.suspended_at.is_not(None)
    return list(conn.scalars(_running_on(app_id, entity_id, record, suspended, last.is_(None))))


def _running_on(
    app_id: str, entity_id: str, record: UUID, *conditions: sa.ColumnElement[bool]
) -> sa.Select[Any]:
    return sa.select(flow_instance.c.id).where(
        flow_instance.c.app_id == app_id,
        flow_instance.c.entity_id == entity_id,
        flow_instance.c.record_id == record,
        flow_instance.c.state == InstanceState.RUNNING.value,
        *conditions,
    )


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
    header = header_row(instance) | {
        "app_id": app_id,
        "entity_id": entity_id,
        "definition_id": definition,
        "outcome": _outcome(instance),
    }
    nothing: dict[str, Any] = dict.fromkeys(PARTS, ())
    rows = {CREATED: [header]} | _changes(replace(instance, **nothing), instance, step.events)
    if not _write(conn, rows, {}):
        raise Conflict("This approval is already running on the record.")
    return Loaded(
        instance=instance, app_id=app_id, entity_id=entity_id, definition=definition, saved=instance
    )


def save(conn: sa.Connection, loaded: Loaded) -> None:
    """Write what differs from the rows; raises Conflict when a seat it closes is not open any more."""
    before, after = loaded.saved, loaded.instance
    rows = _changes(before, after, loaded.events)
    header = header_row(after)
    if header != header_row(before):
        rows["instance"] = [header]
    if rows and not _write(conn, rows, header | {"outcome": _outcome(after)}):
        raise Conflict("This seat has been decided meanwhile.")


def _changes(
    before: Instance, after: Instance, events: Sequence[HistoryEvent]
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of parts that are new or differ, and those of the history, by name, where there are any."""
    found = {name: _changed(getattr(before, name), getattr(after, name), after.id) for name in PART_TABLES}
    found["events"] = [_event_row(after.id, event) for event in events]
    return {name: rows for name, rows in found.items() if rows}


def _write(conn: sa.Connection, rows: Mapping[str, Sequence[Any]], header: Mapping[str, Any]) -> bool:
    """Write rows by name in one statement; say whether none met a row that another transaction wrote meanwhile."""
    reach("flow.save.before")
    written = saving(tuple(rows)).first(conn, {**header, **rows})
    reach("flow.save.after")
    after_commit(conn, _committed)
    return written == tuple(map(len, rows.values()))


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


def _changed(before: Sequence[Any], after: Sequence[Any], instance: UUID) -> list[dict[str, Any]]:
    """Return the rows of the parts that are new or differ."""
    known = {part.id: part for part in before}
    found = []
    for ordinal, part in enumerate(after):
        was = known.get(part.id)
        if was is part or was == part:
            continue
        row = part_row(part, instance)
        row["ordinal"] = ordinal
        if isinstance(was, Seat):
            row["revision"] = was.revision + 1  # one more than the row is expected to have
        found.append(row)
    return found


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


def _typed(name: str, part: dict[str, Any]) -> dict[str, Any]:
    """Give a part read as JSON its ids and moments back."""
    ids, moments = _TYPED[name]
    for member in ids:
        value = part[member]
        if value is not None:
            part[member] = uuid_of(int(value.replace("-", ""), 16))
    for member in moments:
        value = part[member]
        if value is not None:
            part[member] = datetime.fromisoformat(value)
    return part


def _load_statement(identity: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Select an instance with all its parts; `identity` is its id, bound or that of the row at hand."""
    table, own = flow_instance, flow_instance.alias("own")
    header = sa.select(*(own.c[column_name(member)].label(member) for member in _HEADER))
    columns = [_json_rows(header.where(own.c.id == identity))]
    for name, part in PART_TABLES.items():
        members = (part.c[column_name(member)].label(member) for member in part_members(name))
        columns.append(_json_rows(sa.select(*members, part.c.ordinal).where(part.c.instance_id == identity)))
    ids = (table.c.app_id, table.c.entity_id, table.c.definition_id)
    return sa.select(*ids, *columns, *LIVE).outerjoin_from(table, app, app.c.id == table.c.app_id)


def _json_rows(select: sa.Select[Any]) -> sa.ScalarSelect[Any]:
    """Select rows as the text of one JSON array, in the order in which they were made; null for none."""
    rows = select.correlate(flow_instance).subquery("part")
    row: Any = sa.func.row_to_json(rows.table_valued())
    if "ordinal" in rows.c:
        row = aggregate_order_by(row, rows.c.ordinal)
    return sa.select(sa.cast(sa.func.json_agg(row), sa.Text)).scalar_subquery()


def part_members(name: str) -> tuple[str, ...]:
    """Return the members of a part that have a column."""
    return tuple(PARTS[name].__dataclass_fields__)


_HEADER = tuple(name for name in Instance.__dataclass_fields__ if name not in PARTS)
_MEMBERS = {"instance": _HEADER, **{name: part_members(name) for name in PARTS}}
_TYPED = {
    name: (
        tuple(one for one in members if one == "id" or one in REFERENCES),
        tuple(one for one in members if one in _MOMENTS),
    )
    for name, members in _MEMBERS.items()
}
"""The members of each kind of row that are ids, and those that are moments."""

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
