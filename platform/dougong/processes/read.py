"""Read: the picture of an instance, the instances of a record, and which records a flow holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.identity.people import names_of
from dougong.metadata.told_errors import told_error
from dougong.processes.decision_files import AGREEING, kept
from dougong.processes.store import Loaded, load_of
from dougong.processes.tables import flow_definition, flow_event, flow_instance, flow_seat, flow_timer
from dougong_flow import START, HistoryEvent, Instance, InstanceState, SeatState, Timer, TokenState
from dougong_form import Field

Json = dict[str, Any]


def record_instances(
    conn: sa.Connection, app_id: str, entity_id: str, record: UUID, limit: int = 20
) -> list[Loaded]:
    """Return the instances on a record, newest first."""
    return load_of(conn, app_id, entity_id, record, limit)


def held_records(
    conn: sa.Connection, app_id: str, entity_id: str, records: Sequence[UUID], by: UUID | None
) -> Mapping[UUID, str]:
    """Return those records that a running flow holds, with its key.

    A record that is sent back is not held for the initiator whose seat is open to submit it again (`by`).
    """
    table = flow_instance
    resubmitting = sa.exists(
        sa.select(flow_seat.c.id).where(
            flow_seat.c.instance_id == table.c.id,
            flow_seat.c.state == "open",
            flow_seat.c.origin == "initiator",
            flow_seat.c.person_id == by,
        )
    )
    rows = conn.execute(
        sa.select(table.c.record_id, table.c.flow).where(
            table.c.app_id == app_id,
            table.c.entity_id == entity_id,
            table.c.record_id.in_(records),
            table.c.state == "running",
            sa.not_(resubmitting),
        )
    )
    return {row.record_id: row.flow for row in rows}


def running_counts(conn: sa.Connection, app_id: str) -> Mapping[str, int]:
    """Return how many instances run in each flow of an app, by the flow's element id; none are left out."""
    table = flow_instance.c
    rows = conn.execute(
        sa.select(flow_definition.c.flow_id, sa.func.count())
        .join_from(flow_instance, flow_definition)
        .where(table.app_id == app_id, table.state == InstanceState.RUNNING.value)
        .group_by(flow_definition.c.flow_id)
    )
    return {flow: int(count) for flow, count in rows}


def timer_pending(conn: sa.Connection, timer: UUID) -> bool:
    """Say whether a timer has neither fired nor been cancelled."""
    pending = flow_timer.c.fired_at.is_(None) & flow_timer.c.cancelled_at.is_(None)
    return conn.scalar(sa.select(flow_timer.c.id).where(flow_timer.c.id == timer, pending)) is not None


def takes_part(conn: sa.Connection, instance: UUID, people: Sequence[UUID]) -> bool:
    """Say whether any of some people started an instance or ever had a seat in it."""
    started = sa.exists(
        sa.select(flow_instance.c.id).where(
            flow_instance.c.id == instance, flow_instance.c.initiator_id.in_(people)
        )
    )
    seated = sa.exists(
        sa.select(flow_seat.c.id).where(
            flow_seat.c.instance_id == instance, flow_seat.c.person_id.in_(people)
        )
    )
    return bool(conn.execute(sa.select(sa.or_(started, seated))).scalar_one())


@dataclass(frozen=True, slots=True)
class Told:
    """What pictures of instances tell besides the instances: their histories in order, people's names, what was given
    with decisions by instance and line.
    """

    lines: Mapping[UUID, Sequence[sa.Row[Any] | Line]]
    names: Mapping[UUID | None, str]
    given: Mapping[tuple[UUID, int], Mapping[str, Any]]


def told(conn: sa.Connection, instances: Sequence[Instance]) -> Told:
    """Read what the pictures of some instances tell, in three statements for all."""
    lines: dict[UUID, list[sa.Row[Any]]] = {one.id: [] for one in instances}
    people: set[UUID | None] = set()
    for line in conn.execute(
        sa.select(flow_event).where(flow_event.c.instance_id.in_(lines)).order_by(flow_event.c.sequence)
    ):
        lines[line.instance_id].append(line)
        people |= {line.actor_id, line.on_behalf_of_id, *concerns(line.payload)}
    for one in instances:
        people |= {one.initiator, *(seat.person for seat in one.seats)}
        people |= {seat.decided_by for seat in one.seats}
    return Told(lines, names_of(conn, people), kept(conn, list(lines)))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a history that is not kept."""

    sequence: int
    at: datetime
    actor_id: UUID | None
    on_behalf_of_id: UUID | None
    verb: str
    node: str | None
    payload: Mapping[str, Any]
    seat_id: UUID | None


def told_of(conn: sa.Connection, instance: Instance, events: Sequence[HistoryEvent]) -> Told:
    """Return what the picture of an instance tells that is not kept."""
    lines = [
        Line(one.sequence, one.at, one.actor, one.on_behalf_of, one.verb, one.node, one.payload, one.seat)
        for one in events
    ]
    people = {instance.initiator, *(seat.person for seat in instance.seats)}
    acting = {who for line in lines for who in (line.actor_id, line.on_behalf_of_id) if who is not None}
    about = {who for line in lines for who in concerns(line.payload)}
    return Told({instance.id: lines}, names_of(conn, [*people, *acting, *about]), {})


def concerns(payload: Mapping[str, Any]) -> list[UUID]:
    """Return whom a line of a history is about: first whose seat it was, when `person` is told, then the others."""
    found = []
    for member in ("person", "to", "people"):
        value = payload.get(member)
        ids = value if isinstance(value, list) else [value]
        # A node to which a request went is no person: its key has no dash.
        found += [UUID(one) for one in ids if isinstance(one, str) and "-" in one]
    return found


def picture(
    instance: Instance,
    graph: Mapping[str, Any],
    language: str,
    told: Told,
    fields: Mapping[str, Field] | None = None,
) -> Json:
    """Return an instance as the interface shows it: graph, place, visits with people and times, history.

    `graph` is the pinned flow document. Names of flow and nodes stay in all their languages; what an
    incident says is told in the reader's, with the labels of the record's `fields`.
    """
    lines, names = told.lines[instance.id], told.names
    decisions = {line.seat_id: line.sequence for line in lines if line.verb in _DECISIONS}

    def given(sequence: int | None) -> Json:
        found = told.given.get((instance.id, sequence or 0))
        return dict(found or {"signature": None, "files": []})

    def who(one: UUID | None) -> Json | None:
        return None if one is None else {"id": one, "name": names.get(one, "")}

    return {
        "id": instance.id,
        "flow": instance.flow,
        "name": graph.get("name", {}),
        "version": instance.version,
        "entity": instance.entity,
        "record": instance.record,
        "state": instance.state.value,
        "outcome": None if instance.running else instance.state.value,
        "started_at": instance.started_at,
        "finished_at": instance.finished_at,
        "initiator": who(instance.initiator),
        "previous": instance.previous,
        "entering": instance.entering,
        "parent": instance.parent,
        "suspended_at": instance.suspended_at,
        "timers": [
            {
                "id": timer.id,
                "visit": timer.visit,
                "kind": timer.kind,
                "due_at": timer.due_at,
                "does": _does(graph, instance, timer),
            }
            for timer in instance.timers
            if timer.pending
        ],
        "graph": _graph(graph),
        "tokens": [token.node for token in instance.tokens if token.state is TokenState.LIVE],
        "visits": [
            {
                "id": visit.id,
                "node": visit.node,
                "round": visit.round,
                "state": visit.state.value,
                "outcome": visit.outcome,
                "started_at": visit.started_at,
                "finished_at": visit.finished_at,
                "trace": visit.trace,
                "waits_for": visit.waits_for,
                "children": [
                    {
                        "instance": child["instance"],
                        "record": child["record"],
                        "outcome": child.get("outcome"),
                    }
                    for child in visit.children
                ],
                "seats": [
                    {
                        "id": seat.id,
                        "person": who(seat.person),
                        "origin": seat.origin,
                        "state": seat.state.value,
                        "verb": seat.verb,
                        "comment": seat.comment,
                        "opened_at": seat.opened_at,
                        "decided_at": seat.decided_at,
                        "decided_by": who(seat.decided_by),
                        "due_at": seat.due_at,
                        "parent": seat.parent_seat,
                        **given(decisions.get(seat.id) if seat.state is SeatState.DONE else None),
                    }
                    for seat in instance.seats_of(visit.id)
                ],
            }
            for visit in instance.visits
        ],
        "incidents": [
            {
                "id": incident.id,
                "code": incident.code,
                "message": told_error(incident.message, language, fields),
                "visit": incident.visit,
                "opened_at": incident.opened_at,
                "resolved_at": incident.resolved_at,
            }
            for incident in instance.incidents
        ],
        "history": [
            {
                "seq": line.sequence,
                "at": line.at,
                "actor": who(line.actor_id),
                "on_behalf_of": who(line.on_behalf_of_id),
                "verb": line.verb,
                "node": line.node,
                "comment": line.payload.get("comment"),
                "concerns": [who(one) for one in concerns(line.payload)],
                "data": {key: value for key, value in line.payload.items() if key != "before"},
                **given(line.sequence),
            }
            for line in lines
        ],
    }


_DECISIONS = frozenset({*(verb.value for verb in AGREEING), "reject", "return"})
_DRAWN = ("key", "id", "kind", "name", "at", "mode", "phrases", "signature", "attachments")


def _does(document: Mapping[str, Any], instance: Instance, timer: Timer) -> str | None:
    """Return what a time limit does when it is over; None for a timer that only lets the request go on."""
    if timer.kind != "limit":
        return "edge" if timer.kind == "timeout" else None
    key = next(visit.node for visit in instance.visits if visit.id == timer.visit)
    limits = next(node["limits"] for node in document["nodes"] if node["key"] == key)
    return str(limits[timer.step]["do"])


def _graph(document: Mapping[str, Any]) -> Json:
    start = document.get("start", {})
    nodes = [
        {
            "key": START,
            "id": START,
            "kind": "start",
            "name": start.get("name", {}),
            **({"at": start["at"]} if "at" in start else {}),
        }
    ]
    nodes += [
        {
            **{name: node[name] for name in _DRAWN if name in node},
            **({"lane": lane} if (lane := node.get("bpmn", {}).get("lane")) else {}),
        }
        for node in document.get("nodes", ())
    ]
    edges = [
        {name: edge[name] for name in ("from", "to", "on", "label", "default", "when") if name in edge}
        for edge in document.get("edges", ())
    ]
    return {"nodes": nodes, "edges": edges}
