"""Show the timeline of a record: changes, comments, rules that ran and decisions of flows, newest first.

A reference that says `timeline` brings along what happened to the record it points to, as far as the reader
sees that one: a record made out of another carries its history. So does one into which others were merged.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.access import Scope
from dougong.actions.show_merges import merge_items, merged_titles, readable_of_merged, without_the_merge
from dougong.actions.show_nurturing import nurturing
from dougong.automation import assignments
from dougong.automation.tables import rule_run
from dougong.context import Context
from dougong.errors import NotFound
from dougong.identity.people import names_of
from dougong.metadata import App
from dougong.processes import decision_files
from dougong.processes.read import concerns
from dougong.processes.tables import flow_event, flow_instance, flow_seat, flow_visit
from dougong.records import timeline
from dougong.records.load import load
from dougong.records.merging import living_on_in
from dougong.records.query import refused
from dougong.records.timeline import Before, Item
from dougong.records.titles import titles
from dougong_model import localised

PAGE = 50
_MECHANICS = (
    "done",
    "routed",
    "skipped",
    "joined",
    "decided",
    "choose",
    "read",
    "follow_added",
    "replay",
    "jump_back",
    "sub_flows",
    "sub_flow_ended",
    "signalled",
    "timer_due",
)
"""What a flow does between decisions; the inbox and the picture of the flow show it."""


def show_timeline(
    context: Context, app: App, entity: str, record: UUID, cursor: str | None
) -> dict[str, Any]:
    """Return `{"items": […], "next": cursor or null}`.

    Raises NotFound for a record the caller does not see.
    """
    scope = timeline.seen_scope(context, app, entity, record)
    before = _decoded(cursor)
    found = [
        *_happened(context, app, scope, record, before),
        *merge_items(context, app, scope, record, before),
        *_of_merged(context, app, scope, record, before),
    ]
    for origin, source in _origins(context, app, scope, record):
        told = {"entity": origin.entity, "id": source}
        told["title"] = titles(context, app, origin.entity, [source]).get(source, "")
        told["name"] = localised(app.entities[origin.entity].entity.name, context.language)
        found += [{**item, "origin": told} for item in _happened(context, app, origin, source, before)]
    ordered = _as_it_happened(found)
    if before is not None:
        ordered = _after(ordered, before)
    page = ordered[:PAGE]
    more = len(ordered) > PAGE
    return {"items": page, "next": _encoded(page[-1]) if more else None}


def _of_merged(context: Context, app: App, scope: Scope, record: UUID, before: Before) -> list[Item]:
    """Return what happened to the records that live on in this one."""
    merged = living_on_in(context, record)
    if not merged:
        return []
    named = merged_titles(context, app, scope, merged)
    name = localised(app.entities[scope.entity].entity.name, context.language)
    found: list[Item] = []
    for one in merged:
        readable = readable_of_merged(context, scope, record, one)
        told = {"entity": scope.entity, "id": one, "title": named.get(one, ""), "name": name, "merged": True}
        items = without_the_merge(_happened(context, app, scope, one, before, readable))
        found += [{**item, "origin": told} for item in items]
        found += [
            {**item, "origin": told}
            for item in merge_items(context, app, scope, one, before)
            if item["kind"] == "merged"
        ]
    return found


def _happened(
    context: Context,
    app: App,
    scope: Scope,
    record: UUID,
    before: Before,
    readable: Sequence[str] | None = None,
) -> list[Item]:
    """Return what happened to one record, from every source, as far as fields that the reader reads."""
    readable = timeline.readable_fields(context, scope, record) if readable is None else readable
    return [
        *timeline.changes(context, app, scope, record, before, PAGE + 1, readable),
        *timeline.comments(context, app, record, before, PAGE + 1),
        *_rules(context, app, scope, record, before, readable),
        *nurturing(context, app, record, before, PAGE + 1),
        *_decisions(context, app, record, before),
    ]


def _origins(context: Context, app: App, scope: Scope, record: UUID) -> list[tuple[Scope, UUID]]:
    """Return the records whose timelines are told along with this one's, with the reader's scope of each."""
    fields = scope.shape.fields
    keys = [key for key, one in fields.items() if one.is_reference and one.field.settings.get("timeline")]
    if not keys:
        return []
    readable = timeline.readable_fields(context, scope, record)
    values = load(context, app, scope.entity, [record])[record]
    found: list[tuple[Scope, UUID]] = []
    for key in keys:
        target, source = fields[key].target, values.get(key)
        if key not in readable or target is None or not isinstance(source, UUID):
            continue
        with suppress(NotFound):
            found.append((timeline.seen_scope(context, app, target, source), source))
    return found


def _as_it_happened(found: Sequence[Item]) -> list[Item]:
    """Return what was found, newest first.

    Within one moment, which is one transaction: each version of the record, the rules that ran on it, then
    the next; a flow comes before what it changed itself.
    """
    own: dict[tuple[datetime, str], float] = {}
    for item in found:
        if item["cause"].startswith("flow:") and "version" in item:
            place = (item["at"], item["cause"])
            own[place] = min(item["version"] - 0.5, own.get(place, math.inf))

    def happened(item: Item) -> tuple[datetime, float, int, str]:
        if item["kind"] == "flow":
            return item["at"], own.get((item["at"], item["cause"]), math.inf), 2, item["id"]
        version = item.get("version")
        rank = 1 if item["kind"] == "rule" else 0
        return item["at"], math.inf if version is None else version, rank, item["id"]

    return sorted(found, key=happened, reverse=True)


def _after(ordered: list[Item], before: tuple[datetime, str]) -> list[Item]:
    """Return what follows an entry; when that is no more, what is older than its moment."""
    places = [place for place, item in enumerate(ordered) if (item["at"], item["id"]) == before]
    return ordered[places[0] + 1 :] if places else [item for item in ordered if item["at"] < before[0]]


def _encoded(item: Item) -> str:
    return base64.urlsafe_b64encode(f"{item['at'].isoformat()}|{item['id']}".encode()).decode()


def _decoded(cursor: str | None) -> Before:
    if not cursor:
        return None
    try:
        at, _, identity = base64.urlsafe_b64decode(cursor[:400].encode()).decode().partition("|")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError
    except (binascii.Error, ValueError):
        raise refused("cursor", "/cursor", "This cursor does not belong to this list.") from None
    return moment, identity


def _rules(
    context: Context, app: App, scope: Scope, record: UUID, before: Before, readable: Sequence[str]
) -> list[Item]:
    """Rules that did something to the record, with the reasons they keep."""
    statement = (
        sa.select(rule_run)
        .where(
            rule_run.c.record_id == record,
            rule_run.c.app_id == app.id,
            rule_run.c.state.in_(("done", "retrying", "failed")),
        )
        .order_by(rule_run.c.at.desc(), rule_run.c.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        statement = statement.where(rule_run.c.at <= before[0])
    named = {
        str(one["id"]): (kind, one.get("name"))
        for kind in ("rule", "scorecard", "flow", "sequence")
        for one in app.documents(kind).values()
    }
    named |= {
        one.id: ("button", one.label) for entity in app.entities.values() for one in entity.buttons.values()
    }
    rows = context.conn.execute(statement).all()
    assigned = assignments.told(context, app, scope.entity, [row.id for row in rows], readable)
    items = []
    for row in rows:
        kind, name = named.get(row.rule_id, ("rule", None))
        if kind == "sequence" and row.state == "done" and row.id not in assigned:
            continue  # told as a step of its sequence
        title = localised(name, context.language) or row.rule_key
        items.append(
            {
                "id": str(row.id),
                "at": row.at,
                "kind": "rule",
                "cause": row.cause,
                "actor": {"id": None, "kind": kind, "key": row.rule_key, "name": title},
                "text": title,
                **({} if row.record_version is None else {"version": row.record_version}),
                "data": {
                    "rule": row.rule_key,
                    "state": row.state,
                    "explain": _explained(row.trace),
                    "assigned": assigned.get(row.id, []),
                },
            }
        )
    return items


def _explained(trace: Any) -> list[Any]:
    """The reasons of a run without the values it saw, which the reader may not be allowed to read."""
    lines = trace.get("explain", []) if isinstance(trace, dict) else []
    return [line for line in lines if isinstance(line, str | dict)][:50]


def _decisions(context: Context, app: App, record: UUID, before: Before) -> list[Item]:
    """What was decided in the flows of the record; that a flow passed a node by itself decides nothing."""
    statement = (
        sa.select(flow_event, flow_instance.c.flow, flow_seat.c.person_id.label("holder_id"))
        .join(flow_instance, flow_instance.c.id == flow_event.c.instance_id)
        .outerjoin(
            flow_seat, sa.and_(flow_seat.c.id == flow_event.c.seat_id, flow_event.c.actor_id.is_(None))
        )
        .where(
            flow_instance.c.record_id == record,
            flow_instance.c.app_id == app.id,
            sa.or_(flow_event.c.verb.not_in(_MECHANICS), _left_late()),
        )
        .order_by(flow_event.c.at.desc(), flow_event.c.sequence.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        statement = statement.where(flow_event.c.at <= before[0])
    rows = context.conn.execute(statement).all()
    concerned = {
        (row.instance_id, row.sequence): concerns(row.verb, row.payload, row.holder_id) for row in rows
    }
    names = names_of(context.conn, [*(row.actor_id for row in rows), *chain(*concerned.values())])
    given = decision_files.kept(context.conn, list({row.instance_id for row in rows}))
    flows = app.documents("flow")
    return [
        {
            "id": f"{row.instance_id}-{row.sequence:06d}",
            "at": row.at,
            "kind": "flow",
            "cause": f"flow:{row.flow}",
            "actor": {
                "id": row.actor_id,
                "kind": "person" if row.actor_id else "flow",
                "key": str(row.actor_id or row.flow),
                "name": names.get(row.actor_id)
                or localised(flows.get(row.flow, {}).get("name"), context.language)
                or row.flow,
            },
            "text": row.payload.get("comment") or "",
            **({"given": given[at]} if (at := (row.instance_id, row.sequence)) in given else {}),
            "data": {
                "flow": row.flow,
                "name": localised(flows.get(row.flow, {}).get("name"), context.language),
                "verb": row.verb,
                "node": row.node,
                "node_name": _node_name(flows.get(row.flow, {}), row.node, context.language),
                "instance": row.instance_id,
                "concerns": [
                    {"id": one, "name": names.get(one, "")}
                    for one in concerned[row.instance_id, row.sequence]
                ],
                "person": row.payload.get("person"),
                "to": row.payload.get("to"),
            },
        }
        for row in rows
    ]


def _left_late() -> sa.ColumnElement[bool]:
    """Return whether an event is a time limit that led its flow another way."""
    late = sa.exists().where(
        flow_visit.c.instance_id == flow_event.c.instance_id,
        flow_visit.c.node == flow_event.c.node,
        flow_visit.c.finished_at == flow_event.c.at,
        flow_visit.c.outcome == "timeout",
    )
    return (flow_event.c.verb == "timer_due") & late


def _node_name(flow: Mapping[str, Any], key: str | None, language: str) -> str | None:
    """Return what people call a node of a flow; nothing for its start or one that is gone."""
    names = (one.get("name") for one in flow.get("nodes", ()) if one["key"] == key)
    return localised(next(names, None), language) or None
