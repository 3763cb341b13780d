"""Store: an instance from its rows under a lock, and a step back into them by difference.

Only actions/apply and the flow actions call the writing half (12-contracts, one writer).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert

from dougong.database import lock
from dougong.errors import Conflict, NotFound
from dougong.processes.tables import (
    PART_TABLES,
    flow_event,
    flow_instance,
    flow_seat,
)
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
    """An instance with what the platform adds: app and entity by element id, the pinned definition."""

    instance: Instance
    app_id: str
    entity_id: str
    definition: int


def column_name(member: str) -> str:
    """Return the column of a part's member: references carry `_id`."""
    return f"{member}_id" if member in _REFERENCES else member


def load(conn: sa.Connection, instance_id: UUID, *, lock: bool = False) -> Loaded:
    """Return an instance; with `lock` its row is held until the transaction ends. Raises NotFound.

    The lock is taken by a statement of its own: what is read after it is what the holder before left.
    """
    if lock:
        held = sa.select(flow_instance.c.id).where(flow_instance.c.id == instance_id).with_for_update()
        if conn.execute(held).first() is None:
            raise NotFound("There is no such flow instance.")
    row = conn.execute(_LOAD, {"instance": instance_id}).one_or_none()
    if row is None:
        raise NotFound("There is no such flow instance.")
    header = {member: row._mapping[column_name(member)] for member in _HEADER}
    parts = {name: [_typed(part) for part in row._mapping[name]] for name in PARTS}
    return Loaded(
        instance=from_rows({"instance": [header], **parts}),
        app_id=row.app_id,
        entity_id=row.entity_id,
        definition=row.definition_id,
    )


def instance_of_seat(conn: sa.Connection, seat_id: UUID) -> UUID:
    """Return the instance of a seat; raises NotFound."""
    found = conn.execute(
        sa.select(flow_seat.c.instance_id).where(flow_seat.c.id == seat_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such seat.")
    return UUID(str(found))


def running_instance(
    conn: sa.Connection, app_id: str, entity_id: str, record: UUID, flow: str
) -> UUID | None:
    """Return the running instance of a flow on a record, or None."""
    table = flow_instance
    return conn.execute(
        sa.select(table.c.id).where(
            table.c.app_id == app_id,
            table.c.entity_id == entity_id,
            table.c.record_id == record,
            table.c.flow == flow,
            table.c.state == "running",
        )
    ).scalar_one_or_none()


def last_instance(conn: sa.Connection, app_id: str, entity_id: str, record: UUID, flow: str) -> UUID | None:
    """Return the last finished instance of a flow on a record: what a new one continues."""
    table = flow_instance
    return conn.execute(
        sa.select(table.c.id)
        .where(
            table.c.app_id == app_id,
            table.c.entity_id == entity_id,
            table.c.record_id == record,
            table.c.flow == flow,
            table.c.state != "running",
        )
        .order_by(table.c.started_at.desc())
        .limit(1)
    ).scalar_one_or_none()


def hold_record(conn: sa.Connection, app_id: str, entity_id: str, record: UUID, flow: str) -> None:
    """Let one transaction at a time start a flow on a record."""
    lock(conn, "flow", app_id, entity_id, str(record), flow)


def create(conn: sa.Connection, step: Step, *, app_id: str, entity_id: str, definition: int) -> Loaded:
    """Write a new instance as its first step left it."""
    loaded = Loaded(instance=step.instance, app_id=app_id, entity_id=entity_id, definition=definition)
    header = _columns(header_row(step.instance)) | {
        "app_id": app_id,
        "entity_id": entity_id,
        "definition_id": definition,
        "outcome": _outcome(step.instance),
    }
    conn.execute(sa.insert(flow_instance), [header])
    _write_parts(conn, None, step.instance)
    _write_events(conn, step.instance.id, step.events)
    return loaded


def save(conn: sa.Connection, before: Instance, step: Step) -> None:
    """Write what a step changed; raises Conflict when a seat it closes is not open any more."""
    after = step.instance
    header = _columns(header_row(after))
    conn.execute(
        sa.update(flow_instance).where(flow_instance.c.id == after.id),
        {name: header[name] for name in ("state", "finished_at", "sequence")} | {"outcome": _outcome(after)},
    )
    _write_parts(conn, before, after)
    _write_events(conn, after.id, step.events)


def _outcome(instance: Instance) -> str | None:
    return None if instance.running else instance.state.value


def _write_parts(conn: sa.Connection, before: Instance | None, after: Instance) -> None:
    for name, table in PART_TABLES.items():
        parts = getattr(after, name)
        known = {part.id: part for part in getattr(before, name)} if before else {}
        rows = [
            _columns(part_row(part, after.id)) | {"ordinal": ordinal}
            for ordinal, part in enumerate(parts)
            if known.get(part.id) is not part
        ]
        if rows:
            closing = sum(part.id in known and known[part.id] is not part for part in parts)
            _upsert(conn, table, rows, closing)


def _upsert(conn: sa.Connection, table: sa.Table, rows: list[dict[str, Any]], closing: int) -> None:
    result = conn.execute(_UPSERTS[table.name], rows, execution_options={"preserve_rowcount": True})
    if table is flow_seat and closing and result.rowcount != len(rows):
        raise Conflict("This seat has been decided meanwhile.")


def _upsert_statement(table: sa.Table) -> sa.Insert:
    statement = insert(table)
    changed = {
        column.name: statement.excluded[column.name]
        for column in table.c
        if column.name not in ("id", "instance_id", "ordinal")
    }
    open_seat = flow_seat.c.state == SeatState.OPEN.value if table is flow_seat else None
    return statement.on_conflict_do_update(index_elements=[table.c.id], set_=changed, where=open_seat)


def _write_events(conn: sa.Connection, instance: UUID, events: Iterable[HistoryEvent]) -> None:
    rows = [
        {
            "instance_id": instance,
            "sequence": event.sequence,
            "at": event.at,
            "verb": event.verb,
            "actor_id": event.actor,
            "on_behalf_of_id": event.on_behalf_of,
            "node": event.node,
            "visit_id": event.visit,
            "seat_id": event.seat,
            "payload": dict(event.payload),
        }
        for event in events
    ]
    if rows:
        conn.execute(sa.insert(flow_event), rows)


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


_HEADER = tuple(name for name in Instance.__dataclass_fields__ if name not in PARTS)
_LOAD = _load_statement()
_UPSERTS = {table.name: _upsert_statement(table) for table in PART_TABLES.values()}
