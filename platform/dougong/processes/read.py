"""Read: the picture of an instance, the instances of a record, and which records a flow holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.identity.people import names_of
from dougong.metadata import App
from dougong.metadata.told_errors import told_error
from dougong.processes.decision_files import AGREEING, kept
from dougong.processes.store import Loaded, load_of
from dougong.processes.tables import flow_definition, flow_event, flow_instance, flow_seat, flow_timer
from dougong_flow import START, HistoryEvent, Instance, InstanceState, SeatState, Timer, TokenState

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


def asked_about(conn: sa.Connection, people: Sequence[UUID], records: Sequence[UUID]) -> frozenset[UUID]:
    """Return those of some records about which any of some people has a seat that is open."""
    found = conn.execute(
        sa.select(flow_instance.c.record_id)
        .join_from(flow_seat, flow_instance)
        .where(
            flow_seat.c.person_id.in_(people),
            flow_seat.c.state == SeatState.OPEN.value,
            flow_instance.c.record_id.in_(records),
        )
    ).scalars()
    return frozenset(found)


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
    people: set[UUID | None] = {seat.person for one in instances for seat in one.seats}
    for line in conn.execute(
        sa.select(flow_event).where(flow_event.c.instance_id.in_(lines)).order_by(flow_event.c.sequence)
    ):
        lines[line.instance_id].append(line)
        people |= {line.actor_id, line.on_behalf_of_id, *concerns(line.verb, line.payload)}
    for one in instances:
        people |= {one.initiator}
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
    about = {who for line in lines for who in concerns(line.verb, line.payload)}
    return Told({instance.id: lines}, names_of(conn, [*people, *acting, *about]), {})


_TO_A_NODE = frozenset({"return", "jump", "jump_back"})
"""Lines that tell with `to` where a request went; the others tell who got something."""


def concerns(verb: str, payload: Mapping[str, Any], holder: UUID | None = None) -> list[UUID]:
    """Return whom a line of a history is about: first whose seat it was, when `person` is told, then the others.

    `holder` has the seat of a line that nobody acted in: it is about him when it tells of nobody else.
    """
    found = []
    for member in ("person", "people") if verb in _TO_A_NODE else ("person", "to", "people"):
        value = payload.get(member)
        ids = value if isinstance(value, list) else [value]
        found += [UUID(one) for one in ids if isinstance(one, str)]
    return found or ([] if holder is None else [holder])


def picture(
    instance: Instance,
    graph: Mapping[str, Any],
    language: str,
    told: Told,
    app: App | None = None,
) -> Json:
    """Return an instance as the interface shows it: graph, place, visits with people and times, history.

    `graph` is the pinned flow document. Names of flow and nodes stay in all their languages; what an
    incident says is told in the reader's, with the labels of fields of `app`.
    """
    lines, names = told.lines[instance.id], told.names
    holders = {seat.id: seat.person for seat in instance.seats}
    limits = _Limits(instance, graph)
    passed = limits.passed(lines)
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
                "limit": limits.of(timer),
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
                "message": told_error(incident.message, language, app, instance.entity),
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
                "concerns": [
                    who(one)
                    for one in concerns(
                        line.verb,
                        line.payload,
                        holders.get(line.seat_id) if line.actor_id is None and line.seat_id else None,
                    )
                ],
                "limit": passed.get(line.sequence),
                "data": {key: value for key, value in line.payload.items() if key != "before"},
                **given(line.sequence),
            }
            for line in lines
        ],
    }


_BY_A_LIMIT = frozenset({"remind", "escalate", "transfer", "auto_approve", "auto_reject"})


class _Limits:
    """The time limits of an instance's steps, as its flow document has them."""

    def __init__(self, instance: Instance, graph: Mapping[str, Any]) -> None:
        self._timers = [timer for timer in instance.timers if timer.kind == "limit"]
        self._nodes = {visit.id: visit.node for visit in instance.visits}
        self._of = {node["key"]: node.get("limits", []) for node in graph.get("nodes", ())}

    def of(self, timer: Timer) -> Json | None:
        """Return what is done when a timer falls due and after how long; nothing for one that is no time limit."""
        limits = self._of.get(self._nodes[timer.visit], []) if timer.kind == "limit" else []
        if timer.step >= len(limits):
            return None
        return {"do": limits[timer.step]["do"], "after": limits[timer.step]["after"]}

    def passed(self, lines: Sequence[sa.Row[Any] | Line]) -> Mapping[int, Json]:
        """Return the limit behind each line, by its number, that tells of one or of what was done as it passed."""
        found: dict[int, Json] = {}
        left = list(self._timers)
        last, limit = None, None
        for line in lines:
            if line.verb == "timer_due":
                due = (line.node, line.payload.get("due_at"))
                timer = next(
                    (one for one in left if (self._nodes[one.visit], one.due_at.isoformat()) == due), None
                )
                last, limit = line, timer and self.of(timer)
                left = [one for one in left if one is not timer]
            acts = line is last or (line.actor_id is None and line.verb in _BY_A_LIMIT)
            if limit and last and acts and (line.at, line.node) == (last.at, last.node):
                found[line.sequence] = limit
        return found


_DECISIONS = frozenset({*(verb.value for verb in AGREEING), "reject", "return"})
_DRAWN = ("key", "id", "kind", "name", "at", "mode", "phrases", "signature", "attachments")


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
