"""Store: an instance from its rows under a lock, and a step back into them by difference.

Only actions/apply and the flow actions call the writing half (12-contracts, one writer).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert

from dougong.errors import Conflict, NotFound
from dougong.plans import Prepared
from dougong.processes.tables import (
    PART_TABLES,
    flow_event,
    flow_instance,
    flow_seat,
)
from dougong.processes.writing import Writing
from dougong_flow import PARTS, HistoryEvent, Instance, SeatState, Step, from_rows, header_row, part_row

_REFERENCES = frozenset(
    {
        "instance",
        "visit",
        "person",
        "token",
        "region",
        "last_visit",
        "parent",
        "parent_seat",
        "decided_by",
        "resolved_by",
        "record",
        "initiator",
        "previous",
        "actor",
        "on_behalf_of",
        "seat",
    }
)
_MOMENTS = frozenset(
    {"started_at", "finished_at", "opened_at", "decided_at", "due_at", "fired_at", "resolved_at"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """An instance with what the platform adds: app and entity by element id, the pinned definition.

    `saved` is the instance as its rows have it and `events` the history not yet written; `save` closes both.
    """

    instance: Instance
    app_id: str
    entity_id: str
    definition: int
    saved: Instance
    events: tuple[HistoryEvent, ...] = ()

    def after(self, step: Step) -> Loaded:
        """Return the instance as a step left it, to be saved later."""
        return replace(self, instance=step.instance, events=(*self.events, *step.events))


def column_name(member: str) -> str:
    """Return the column of a part's member: references carry `_id`."""
    return f"{member}_id" if member in _REFERENCES else member


def load(conn: sa.Connection, instance_id: UUID) -> Loaded:
    """Return an instance from its rows; raises NotFound."""
    row = conn.execute(_LOAD, {"instance": instance_id}).one_or_none()
    if row is None:
        raise NotFound("There is no such flow instance.")
    header = {member: row._mapping[column_name(member)] for member in _HEADER}
    parts = {name: [_typed(part) for part in row._mapping[name]] for name in PARTS}
    instance = from_rows({"instance": [header], **parts})
    return Loaded(
        instance=instance,
        app_id=row.app_id,
        entity_id=row.entity_id,
        definition=row.definition_id,
        saved=instance,
    )


def hold(conn: sa.Connection, instance_id: UUID) -> Loaded:
    """Lock the row of an instance until the transaction ends, then return it; raises NotFound.

    The lock is a statement of its own: what is read after it is what the holder before left.
    """
    if _HOLD.first(conn, {"instance": instance_id}) is None:
        raise NotFound("There is no such flow instance.")
    return load(conn, instance_id)


def hold_by_seat(conn: sa.Connection, seat_id: UUID) -> Loaded:
    """Lock the instance of a seat until the transaction ends, then return it; raises NotFound."""
    found = _HOLD_BY_SEAT.first(conn, {"seat": seat_id})
    if found is None:
        raise NotFound("There is no such seat.")
    return load(conn, found[0])


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest instance of a flow on a record."""

    id: UUID
    running: bool


def latest(conn: sa.Connection, app_id: str, entity_id: str, record: UUID, flow: str) -> Latest | None:
    """Return the latest instance of a flow on a record; while one runs, it is the one."""
    row = _LATEST.first(conn, {"app": app_id, "entity": entity_id, "record": record, "flow": flow})
    return Latest(row[0], row[1] == "running") if row else None


def create(conn: sa.Connection, step: Step, *, app_id: str, entity_id: str, definition: int) -> Loaded:
    """Write the row of a new instance; its parts follow with `save`.

    Raises Conflict when another transaction has started the same flow on the record meanwhile.
    """
    header = _columns(header_row(step.instance)) | {
        "app_id": app_id,
        "entity_id": entity_id,
        "definition_id": definition,
        "outcome": _outcome(step.instance),
    }
    if _CREATE.run(conn, [header]) != 1:
        raise Conflict("This approval is already running on the record.")
    nothing: dict[str, Any] = dict.fromkeys(PARTS, ())
    empty = replace(step.instance, **nothing)
    return Loaded(
        instance=step.instance, app_id=app_id, entity_id=entity_id, definition=definition, saved=empty,
        events=step.events,
    )  # fmt: skip


def save(conn: sa.Connection, loaded: Loaded) -> None:
    """Write what differs from the rows; raises Conflict when a seat it closes is not open any more."""
    before, after = loaded.saved, loaded.instance
    header = _columns(header_row(after))
    if header != _columns(header_row(before)):
        _SAVE.run(conn, [header | {"outcome": _outcome(after), "instance": after.id}])
    for name, table in PART_TABLES.items():
        _save_parts(conn, table, getattr(before, name), getattr(after, name), after.id)
    if loaded.events:
        _APPEND.run(conn, [_event_row(after.id, event) for event in loaded.events])


def _outcome(instance: Instance) -> str | None:
    return None if instance.running else instance.state.value


def _save_parts(
    conn: sa.Connection, table: sa.Table, before: Sequence[Any], after: Sequence[Any], instance: UUID
) -> None:
    known = {part.id: part for part in before}
    rows = [
        _columns(part_row(part, instance)) | {"ordinal": ordinal}
        for ordinal, part in enumerate(after)
        if known.get(part.id) is not part
    ]
    if rows and _UPSERTS[table.name].run(conn, rows) != len(rows):
        raise Conflict("This seat has been decided meanwhile.")


def _event_row(instance: UUID, event: HistoryEvent) -> dict[str, Any]:
    return {
        "instance_id": instance, "sequence": event.sequence, "at": event.at, "verb": event.verb,
        "actor_id": event.actor, "on_behalf_of_id": event.on_behalf_of, "node": event.node,
        "visit_id": event.visit, "seat_id": event.seat, "payload": dict(event.payload),
    }  # fmt: skip


def _columns(row: Mapping[str, Any]) -> dict[str, Any]:
    return {column_name(member): value for member, value in row.items()}


def _typed(part: Mapping[str, Any]) -> dict[str, Any]:
    """Give a part read as JSON its ids and moments back."""
    return {
        member: value
        if value is None
        else UUID(value)
        if member == "id" or member in _REFERENCES
        else datetime.fromisoformat(value)
        if member in _MOMENTS
        else value
        for member, value in part.items()
    }


def _load_statement() -> sa.Select[Any]:
    instance = sa.bindparam("instance", type_=flow_instance.c.id.type)
    columns: list[Any] = [flow_instance]
    for name, table in PART_TABLES.items():
        pairs: list[Any] = []
        for member in part_members(name):
            pairs += [sa.literal(member, literal_execute=True), table.c[column_name(member)]]
        rows = sa.func.json_agg(aggregate_order_by(sa.func.json_build_object(*pairs), table.c.ordinal))
        whole = sa.select(sa.func.coalesce(rows, sa.func.json_build_array())).where(
            table.c.instance_id == instance
        )
        columns.append(sa.type_coerce(whole.scalar_subquery(), sa.JSON).label(name))
    return sa.select(*columns).where(flow_instance.c.id == instance)


def part_members(name: str) -> tuple[str, ...]:
    """Return the members of a part that have a column."""
    return tuple(PARTS[name].__dataclass_fields__)


def _upsert(table: sa.Table) -> sa.Insert:
    """Insert parts, or write over those there are; of seats only those that are still open."""
    statement = insert(table).values({column.name: sa.bindparam(column.name) for column in table.c})
    changed = {
        column.name: statement.excluded[column.name]
        for column in table.c
        if column.name not in ("id", "instance_id", "ordinal")
    }
    still_open = flow_seat.c.state == sa.bindparam("open_state", SeatState.OPEN.value)
    return statement.on_conflict_do_update(
        index_elements=[table.c.id], set_=changed, where=still_open if table is flow_seat else None
    )


def _insert(table: sa.Table) -> Any:
    return insert(table).values({column.name: sa.bindparam(column.name) for column in table.c})


_HEADER = tuple(name for name in Instance.__dataclass_fields__ if name not in PARTS)
_LOAD = _load_statement()
_ID = sa.bindparam("instance", type_=flow_instance.c.id.type)
_HOLD = Prepared(sa.select(flow_instance.c.id).where(flow_instance.c.id == _ID).with_for_update())
_HOLD_BY_SEAT = Prepared(
    sa.select(flow_instance.c.id)
    .where(
        flow_instance.c.id
        == sa.select(flow_seat.c.instance_id)
        .where(flow_seat.c.id == sa.bindparam("seat", type_=flow_seat.c.id.type))
        .scalar_subquery()
    )
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
_CREATE = Writing(_insert(flow_instance).on_conflict_do_nothing())
_SAVE = Writing(
    sa.update(flow_instance)
    .where(flow_instance.c.id == _ID)
    .values({name: sa.bindparam(name) for name in ("state", "outcome", "finished_at", "sequence")})
)
_APPEND = Writing(_insert(flow_event))
_UPSERTS = {table.name: Writing(_upsert(table)) for table in PART_TABLES.values()}
