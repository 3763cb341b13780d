"""Related: the instance that started another, and those that it has started, each in a few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.processes.tables import flow_definition, flow_incident, flow_instance, flow_seat
from dougong_flow import SeatState


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """An instance in a few words: its flow's name, its record, how it stands, and whom it asks now."""

    id: UUID
    name: Mapping[str, str]
    entity: str
    record: UUID
    state: str
    stopped: bool
    waits_for: tuple[UUID, ...]


def outlines(conn: sa.Connection, app_id: str, instances: Sequence[UUID]) -> dict[UUID, Outline]:
    """Return those of some instances of an app that are there, by id, in two statements."""
    table = flow_instance.c
    stopped = sa.exists().where(
        flow_incident.c.instance_id == table.id, flow_incident.c.resolved_at.is_(None)
    )
    rows = conn.execute(
        sa.select(
            table.id,
            flow_definition.c.graph["name"].label("name"),
            table.entity,
            table.record_id,
            table.state,
            stopped.label("stopped"),
        )
        .join_from(flow_instance, flow_definition)
        .where(table.app_id == app_id, table.id.in_(instances))
    ).all()
    asked = _asked(conn, [row.id for row in rows])
    return {row.id: _outline(row, asked) for row in rows}


def _outline(row: sa.Row[Any], asked: Mapping[UUID, Sequence[UUID]]) -> Outline:
    return Outline(
        id=row.id,
        name=row.name or {},
        entity=row.entity,
        record=row.record_id,
        state=row.state,
        stopped=row.stopped,
        waits_for=tuple(asked.get(row.id, ())),
    )


def _asked(conn: sa.Connection, instances: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    rows = conn.execute(
        sa.select(flow_seat.c.instance_id, flow_seat.c.person_id)
        .where(flow_seat.c.instance_id.in_(instances), flow_seat.c.state == SeatState.OPEN.value)
        .order_by(flow_seat.c.ordinal)
    )
    for row in rows:
        people = found.setdefault(row.instance_id, [])
        if row.person_id not in people:
            people.append(row.person_id)
    return found
