"""Under way: the requests about a record that have not ended, and which of them rest or wait for something."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.processes.tables import flow_event, flow_instance, flow_visit
from dougong_flow import InstanceState, VisitState


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


def running_on(conn: sa.Connection, app_id: str, entity_id: str, records: Collection[UUID]) -> list[UUID]:
    """Return the instances that run on some records and are not suspended."""
    return list(conn.scalars(_running_on(app_id, entity_id, records, flow_instance.c.suspended_at.is_(None))))


def halted_on(conn: sa.Connection, app_id: str, entity_id: str, records: Collection[UUID]) -> list[UUID]:
    """Return the instances on some records that no person has suspended."""
    last = (
        sa.select(flow_event.c.actor_id)
        .where(flow_event.c.instance_id == flow_instance.c.id, flow_event.c.verb == "suspend")
        .order_by(flow_event.c.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )
    suspended = flow_instance.c.suspended_at.is_not(None)
    return list(conn.scalars(_running_on(app_id, entity_id, records, suspended, last.is_(None))))


def unfinished_on(conn: sa.Connection, app_id: str, entity_id: str, records: Collection[UUID]) -> list[UUID]:
    """Return the instances on some records that have not ended, suspended or not."""
    return list(conn.scalars(_running_on(app_id, entity_id, records)))


def _running_on(
    app_id: str, entity_id: str, records: Collection[UUID], *conditions: sa.ColumnElement[bool]
) -> sa.Select[Any]:
    return sa.select(flow_instance.c.id).where(
        flow_instance.c.app_id == app_id,
        flow_instance.c.entity_id == entity_id,
        flow_instance.c.record_id.in_(records),
        flow_instance.c.state == InstanceState.RUNNING.value,
        *conditions,
    )
