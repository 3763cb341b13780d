"""Sweep: what must hold of the rows of all flow instances, whatever died in the middle of what.

Each rule is one statement that finds the rows that break it. A sound workspace breaks none of them; what is found
is a fault of this code or of somebody who wrote behind its back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from dougong.processes.tables import (
    flow_event,
    flow_incident,
    flow_instance,
    flow_region,
    flow_seat,
    flow_timer,
    flow_token,
    flow_visit,
)
from dougong_flow import UNDECIDED, InstanceState, SeatState, TokenState, VisitState

LATE = timedelta(minutes=15)
"""How long after its time a timer may fire before something is wrong with the worker."""

SHOWN = 100
"""Findings told of each rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One place where an invariant is broken: the name of its rule, the instance, and the row unless it is that itself."""

    rule: str
    app: str
    flow: str
    record: UUID
    instance: UUID
    part: UUID | None


def sweep(conn: sa.Connection, now: datetime) -> list[Finding]:
    """Return where the rows of flows break what must hold, at most `SHOWN` of each rule."""
    return [one for code, select in _STATEMENTS.items() for one in _found(conn, code, select(now).subquery())]


def asked_twice(conn: sa.Connection, instances: Collection[UUID]) -> list[Finding]:
    """Return what is to be told of instances that asked for one effect twice."""
    table = flow_instance.alias("asking")
    asking = sa.select(table.c.id.label("instance"), sa.null().label("part")).where(table.c.id.in_(instances))
    return _found(conn, "effect_twice", asking.subquery())


def _found(conn: sa.Connection, code: str, broken: sa.Subquery) -> list[Finding]:
    rows = conn.execute(
        sa.select(
            flow_instance.c.app_id,
            flow_instance.c.flow,
            flow_instance.c.record_id,
            flow_instance.c.id,
            broken.c.part,
        )
        .join_from(flow_instance, broken, broken.c.instance == flow_instance.c.id)
        .order_by(flow_instance.c.id, broken.c.part)
        .limit(SHOWN)
    )
    return [
        Finding(rule=code, app=row[0], flow=row[1], record=row[2], instance=row[3], part=row[4])
        for row in rows
    ]


def _part(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Select the rows of parts that meet conditions, with their instances joined."""
    return (
        sa.select(flow_instance.c.id.label("instance"), table.c.id.label("part"))
        .join_from(flow_instance, table, table.c.instance_id == flow_instance.c.id)
        .where(*conditions)
    )


_running = flow_instance.c.state == InstanceState.RUNNING.value
_undecided = flow_seat.c.state.in_([one.value for one in UNDECIDED])
_open = flow_visit.c.state == VisitState.OPEN.value
_live = flow_token.c.state == TokenState.LIVE.value
_pending = sa.and_(flow_timer.c.fired_at.is_(None), flow_timer.c.cancelled_at.is_(None))


def _at_closed(table: sa.Table, condition: sa.ColumnElement[bool]) -> sa.Select[Any]:
    closed = sa.exists().where(flow_visit.c.id == table.c.visit_id, sa.not_(_open))
    return _part(table, condition, closed)


def _seat_after_end(now: datetime) -> sa.Select[Any]:
    return _part(flow_seat, sa.not_(_running), _undecided)


def _open_after_end(now: datetime) -> sa.CompoundSelect[Any]:
    ended = sa.not_(_running)
    return sa.union_all(
        _part(flow_visit, ended, _open),
        _part(flow_token, ended, _live),
        _part(flow_timer, ended, _pending),
    )


def _seat_at_closed_step(now: datetime) -> sa.Select[Any]:
    return _at_closed(flow_seat, _undecided)


def _timer_at_closed_step(now: datetime) -> sa.Select[Any]:
    return _at_closed(flow_timer, _pending)


def _tokens_and_steps(now: datetime) -> sa.CompoundSelect[Any]:
    stands = sa.exists().where(
        flow_visit.c.id == flow_token.c.visit_id, flow_visit.c.token_id == flow_token.c.id, _open
    )
    taken = sa.exists().where(
        flow_token.c.id == flow_visit.c.token_id, flow_token.c.visit_id == flow_visit.c.id, _live
    )
    without = sa.select(flow_instance.c.id.label("instance"), sa.null().label("part")).where(
        _running, ~sa.exists().where(flow_token.c.instance_id == flow_instance.c.id, _live)
    )
    return sa.union_all(
        _part(flow_token, _live, sa.not_(stands)), _part(flow_visit, _open, sa.not_(taken)), without
    )


def _join_count(now: datetime) -> sa.Select[Any]:
    return _part(flow_region, flow_region.c.arrived > flow_region.c.expected)


def _history_gap(now: datetime) -> sa.Select[Any]:
    told = (
        sa.select(
            flow_event.c.instance_id,
            sa.func.count().label("lines"),
            sa.func.min(flow_event.c.sequence).label("first"),
            sa.func.max(flow_event.c.sequence).label("last"),
        )
        .group_by(flow_event.c.instance_id)
        .subquery()
    )
    whole = sa.and_(told.c.first == 1, told.c.last == told.c.lines, told.c.last == flow_instance.c.sequence)
    return (
        sa.select(flow_instance.c.id.label("instance"), sa.null().label("part"))
        .join_from(flow_instance, told, told.c.instance_id == flow_instance.c.id, isouter=True)
        .where(sa.func.coalesce(whole, sa.false()).is_(sa.false()))
    )


def _stuck(now: datetime) -> sa.Select[Any]:
    """Find the open visits that nothing lets go on; one at a join waits as long as another branch can."""
    here = flow_visit.alias("other")
    resting = sa.or_(*_reasons(flow_visit))
    moves = sa.exists().where(
        here.c.instance_id == flow_visit.c.instance_id,
        here.c.id != flow_visit.c.id,
        here.c.state == VisitState.OPEN.value,
        sa.func.coalesce(here.c.waits_for, "") != "join",
    )
    at_join = sa.and_(flow_visit.c.waits_for == "join", moves)
    return _part(flow_visit, _running, _open, sa.not_(sa.or_(resting, sa.func.coalesce(at_join, sa.false()))))


def _reasons(visit: sa.Table) -> list[sa.ColumnElement[bool]]:
    """Return what a visit may wait for: a person, a time, an event, a sub-flow that runs, an administrator."""
    child = sa.func.jsonb_array_elements(visit.c.children, type_=JSONB).column_valued("child")
    below = flow_instance.alias("below")
    waits_for = sa.func.coalesce(visit.c.waits_for, "join")
    return [
        sa.exists().where(flow_seat.c.visit_id == visit.c.id, flow_seat.c.state == SeatState.OPEN.value),
        sa.exists().where(flow_timer.c.visit_id == visit.c.id, _pending),
        sa.exists().where(flow_incident.c.visit_id == visit.c.id, flow_incident.c.resolved_at.is_(None)),
        waits_for != "join",
        sa.exists().where(
            below.c.parent_visit_id == visit.c.id,
            below.c.state == InstanceState.RUNNING.value,
            sa.exists().where(
                child["instance"].astext == sa.cast(below.c.id, sa.Text), ~child.has_key("outcome")
            ),
        ),
    ]


def _timer_late(now: datetime) -> sa.Select[Any]:
    return _part(
        flow_timer, _running, _pending, flow_timer.c.frozen_left.is_(None), flow_timer.c.due_at < now - LATE
    )


_STATEMENTS: Mapping[str, Callable[[datetime], Any]] = {
    "seat_after_end": _seat_after_end,
    "open_after_end": _open_after_end,
    "seat_at_closed_step": _seat_at_closed_step,
    "timer_at_closed_step": _timer_at_closed_step,
    "tokens_and_steps": _tokens_and_steps,
    "join_count": _join_count,
    "history_gap": _history_gap,
    "stuck": _stuck,
    "timer_late": _timer_late,
}
