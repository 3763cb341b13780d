"""Analytics: how requests of a flow went: times at each node, load of people, how often work came back.

Everything is counted in the database over the instances that are asked about. Times are seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as Uuid

from dougong.processes.tables import flow_definition, flow_instance, flow_seat, flow_visit
from dougong_flow import START, InstanceState, SeatState, VisitState

Json = dict[str, Any]

_VOTES = (
    "rule",
    "fallback",
    "superior",
    "transfer",
    "escalation",
    "added",
    "add_before",
    "add_after",
    "delegate",
)


def instances_between(
    conn: sa.Connection, app_id: str, flow_id: str, begin: datetime, end: datetime, limit: int
) -> list[tuple[UUID, UUID]]:
    """Return the instances of a flow, in whatever version, that were started in a period, with their records."""
    rows = conn.execute(
        sa.select(flow_instance.c.id, flow_instance.c.record_id)
        .join_from(flow_instance, flow_definition)
        .where(
            flow_definition.c.app_id == app_id,
            flow_definition.c.flow_id == flow_id,
            flow_instance.c.started_at >= begin,
            flow_instance.c.started_at < end,
        )
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def totals(conn: sa.Connection, instances: Sequence[UUID]) -> Json:
    """Return how many instances there are, how they ended and how long they took, and how many were reworked:
    sent back at least once.
    """
    table = flow_instance
    took = _seconds(table.c.finished_at - table.c.started_at)
    again = sa.exists().where(flow_visit.c.instance_id == table.c.id, flow_visit.c.round > 1)
    row = conn.execute(
        sa.select(
            sa.func.count().label("started"),
            *(
                sa.func.count().filter(table.c.state == state.value).label(state.value)
                for state in InstanceState
            ),
            sa.func.avg(took).label("mean"),
            _p90(took).label("p90"),
            sa.func.count().filter(again).label("reworked"),
        ).where(_among(table.c.id, instances))
    ).one()
    return dict(row._mapping)


def by_node(conn: sa.Connection, instances: Sequence[UUID], now: datetime) -> list[Json]:
    """Return for each node: visits that are over, their mean time and ninth decile, those still open, those of them
    that came back to it (a later round), and seats that are or were overdue.
    """
    visit = flow_visit
    took = _seconds(visit.c.finished_at - visit.c.started_at)
    over = visit.c.state == VisitState.DONE.value
    late = (
        sa.select(flow_visit.c.node, sa.func.count().label("overdue"))
        .join_from(flow_seat, flow_visit, flow_visit.c.id == flow_seat.c.visit_id)
        .where(_among(flow_seat.c.instance_id, instances), _overdue(now))
        .group_by(flow_visit.c.node)
        .subquery()
    )
    rows = conn.execute(
        sa.select(
            visit.c.node,
            sa.func.count().filter(over).label("done"),
            sa.func.count().filter(visit.c.state == VisitState.OPEN.value).label("open"),
            sa.func.count().filter(visit.c.round > 1).label("again"),
            sa.func.avg(took).filter(over).label("mean"),
            _p90(took).filter(over).label("p90"),
            sa.func.coalesce(sa.func.max(late.c.overdue), 0).label("overdue"),
        )
        .join_from(visit, late, late.c.node == visit.c.node, isouter=True)
        .where(_among(visit.c.instance_id, instances), visit.c.node != START)
        .group_by(visit.c.node)
    )
    return [dict(row._mapping) for row in rows]


def by_person(conn: sa.Connection, instances: Sequence[UUID], now: datetime) -> list[Json]:
    """Return for each person who was asked: seats that wait, those of them that are overdue, seats decided, and the
    mean time to a decision.
    """
    seat = flow_seat
    open_, done = seat.c.state == SeatState.OPEN.value, seat.c.state == SeatState.DONE.value
    rows = conn.execute(
        sa.select(
            seat.c.person_id.label("person"),
            sa.func.count().filter(open_).label("open"),
            sa.func.count().filter(open_, _overdue(now)).label("overdue"),
            sa.func.count().filter(done).label("decided"),
            sa.func.avg(_seconds(seat.c.decided_at - seat.c.opened_at)).filter(done).label("mean"),
        )
        .where(_among(seat.c.instance_id, instances), seat.c.origin.in_(_VOTES), sa.or_(open_, done))
        .group_by(seat.c.person_id)
        .order_by(sa.desc("open"), sa.desc("decided"), seat.c.person_id)
    )
    return [dict(row._mapping) for row in rows]


def _among(column: Any, instances: Sequence[UUID]) -> sa.ColumnElement[bool]:
    """Return that a column is one of many ids, as one array whatever their number."""
    given = sa.cast(list(instances), ARRAY(Uuid(as_uuid=True)))
    found: sa.ColumnElement[bool] = column == sa.func.any(given)
    return found


def _overdue(now: datetime) -> sa.ColumnElement[bool]:
    """Return that a seat was decided after its time, or waits longer than that."""
    ended = sa.case((flow_seat.c.state == SeatState.OPEN.value, now), else_=flow_seat.c.decided_at)
    return sa.and_(
        flow_seat.c.due_at < ended,
        flow_seat.c.state.in_((SeatState.OPEN.value, SeatState.DONE.value)),
    )


def _seconds(interval: Any) -> Any:
    return sa.cast(sa.func.extract("epoch", interval), sa.Float)


def _p90(value: Any) -> Any:
    return sa.func.percentile_cont(0.9).within_group(value)
