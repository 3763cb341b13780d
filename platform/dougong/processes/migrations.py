"""Migrations: which instances run in older versions of their flow, and what the history keeps of moving them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.errors import NotFound
from dougong.processes.tables import flow_definition, flow_event, flow_instance
from dougong_flow import HARMLESS, MIGRATED, Instance, InstanceState

_RUNNING = flow_instance.c.state == InstanceState.RUNNING.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A kept version of a flow, since when it is known, and how many instances run in it."""

    definition: int
    version: int
    at: datetime
    running: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The last time that an instance was moved: the line of its history, and the verbs of those after it."""

    sequence: int
    payload: Mapping[str, Any]
    since: Sequence[str]


def versions(conn: sa.Connection, app_id: str, flow_id: str) -> list[Version]:
    """Return the kept versions of a flow, the newest first."""
    table = flow_definition
    running = (
        sa.select(sa.func.count())
        .where(flow_instance.c.definition_id == table.c.id, _RUNNING)
        .correlate(table)
        .scalar_subquery()
    )
    rows = conn.execute(
        sa.select(table.c.id, table.c.version, table.c.at, running)
        .where(table.c.app_id == app_id, table.c.flow_id == flow_id)
        .order_by(table.c.version.desc())
    )
    return [Version(definition=row[0], version=row[1], at=row[2], running=row[3]) for row in rows]


def version_of(conn: sa.Connection, app_id: str, flow_id: str, version: int) -> int:
    """Return the kept definition of a version of a flow; raises NotFound."""
    found = conn.scalar(
        sa.select(flow_definition.c.id).where(
            flow_definition.c.app_id == app_id,
            flow_definition.c.flow_id == flow_id,
            flow_definition.c.version == version,
        )
    )
    if found is None:
        raise NotFound("There is no such version of this flow.")
    return int(found)


def running_in(
    conn: sa.Connection,
    definition: int,
    after: UUID | None = None,
    limit: int | None = None,
    among: Sequence[UUID] | None = None,
) -> list[UUID]:
    """Return instances that run in a version, by id: from after one on, of all or among some."""
    beyond = sa.true() if after is None else flow_instance.c.id > after
    wanted = sa.true() if among is None else flow_instance.c.id.in_(among)
    return list(
        conn.scalars(
            sa.select(flow_instance.c.id)
            .where(flow_instance.c.definition_id == definition, _RUNNING, beyond, wanted)
            .order_by(flow_instance.c.id)
            .limit(limit)
        )
    )


def moved_by(conn: sa.Connection, definition: int, batch: UUID) -> list[UUID]:
    """Return the instances that run in a version because a batch has moved them there, by id."""
    by_batch = sa.exists().where(
        flow_event.c.instance_id == flow_instance.c.id,
        flow_event.c.verb == MIGRATED,
        flow_event.c.payload["batch"].astext == str(batch),
    )
    return list(
        conn.scalars(
            sa.select(flow_instance.c.id)
            .where(flow_instance.c.definition_id == definition, _RUNNING, by_batch)
            .order_by(flow_instance.c.id)
        )
    )


def revertible_count(conn: sa.Connection, definition: int, batch: UUID) -> int:
    """Return how many of the instances that a batch has moved to a version may still go back."""
    moved, later = flow_event.alias("moved"), flow_event.alias("later")
    happened = sa.exists().where(
        later.c.instance_id == moved.c.instance_id,
        later.c.sequence > moved.c.sequence,
        later.c.verb.not_in(sorted(HARMLESS)),
    )
    return int(
        conn.scalar(
            sa.select(sa.func.count())
            .select_from(flow_instance.join(moved, moved.c.instance_id == flow_instance.c.id))
            .where(
                flow_instance.c.definition_id == definition,
                _RUNNING,
                moved.c.verb == MIGRATED,
                moved.c.payload["batch"].astext == str(batch),
                ~happened,
            )
        )
        or 0
    )


def last_move(conn: sa.Connection, instance: UUID) -> Moved | None:
    """Return the last time that an instance was moved to another version, or None."""
    lines = conn.execute(
        sa.select(flow_event.c.sequence, flow_event.c.verb, flow_event.c.payload)
        .where(flow_event.c.instance_id == instance)
        .order_by(flow_event.c.sequence.desc())
    )
    since: list[str] = []
    for sequence, verb, payload in lines:
        if verb == MIGRATED:
            return Moved(sequence=sequence, payload=payload, since=since)
        since.append(verb)
    return None


def pin_to(conn: sa.Connection, instance: Instance, definition: int) -> None:
    """Let a held instance be of another version from now on."""
    conn.execute(
        sa.update(flow_instance)
        .where(flow_instance.c.id == instance.id)
        .values(definition_id=definition, version=instance.version, flow=instance.flow)
    )
