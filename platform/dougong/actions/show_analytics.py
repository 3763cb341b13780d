"""Show analytics: how the requests of a flow went in a period, as far as the caller sees their records."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from dougong.context import Context, Principal
from dougong.errors import Invalid, NotAllowed
from dougong.identity.people import names_of
from dougong.metadata import App
from dougong.processes import analytics, definitions
from dougong.records.read import scope_in, visible_in

_USUAL = timedelta(days=30)
MOST_REQUESTS = 50_000
"""Requests that one answer counts over."""


def show_analytics(
    context: Context, app: App, key: str, begin: date | None = None, end: date | None = None
) -> dict[str, Any]:
    """Return the figures of the requests started from one day to another, both included; the last thirty days when
    no day is named. Raises NotAllowed for who does not see the flow's records, Invalid for a period that is too long.

    Only requests on records that the caller sees are counted. Of people, only those below the caller in the
    reporting line and he himself are told; administrators are told of all. Times are seconds.
    """
    flow = definitions.published_flow(app, key)
    scope = scope_in(context, app, flow.entity)
    if not scope.allows("see"):
        raise NotAllowed("You do not see the records of this flow.")
    last = end or context.today
    first = begin or last - _USUAL + timedelta(days=1)
    if first > last:
        raise Invalid.at("/from", "A period ends after it begins.", code="period")
    found = analytics.instances_between(
        context.conn,
        app.id,
        flow.id,
        _midnight(context, first),
        _midnight(context, last + timedelta(days=1)),
        MOST_REQUESTS + 1,
    )
    if len(found) > MOST_REQUESTS:
        raise Invalid.at(
            "/from", f"Choose a shorter period: at most {MOST_REQUESTS} can be counted.", code="period"
        )
    seen = visible_in(context, scope, [record for _, record in found])
    return {
        "from": first,
        "to": last,
        "name": flow.name,
        **_figures(context, app, key, [instance for instance, record in found if record in seen]),
    }


def _figures(context: Context, app: App, key: str, instances: list[UUID]) -> dict[str, Any]:
    flow = definitions.published_flow(app, key)
    total = analytics.totals(context.conn, instances)
    people = [
        one
        for one in analytics.by_person(context.conn, instances, context.now)
        if _answers_for(context.principal, one["person"])
    ]
    names = names_of(context.conn, [one["person"] for one in people])
    order = {node: at for at, node in enumerate(flow.nodes)}
    nodes = analytics.by_node(context.conn, instances, context.now)
    nodes.sort(key=lambda one: (order.get(one["node"], len(order)), one["node"]))
    return {
        "total": {**total, "rework": total["reworked"] / total["started"] if total["started"] else None},
        "nodes": [
            {
                **one,
                "name": flow.nodes[one["node"]].name if one["node"] in flow.nodes else {},
                "rework": one["again"] / visits if (visits := one["done"] + one["open"]) else None,
            }
            for one in nodes
        ],
        "people": [
            {**one, "person": {"id": one["person"], "name": names.get(one["person"], "")}} for one in people
        ],
    }


def _answers_for(principal: Principal, person: UUID) -> bool:
    """Say whether somebody is told how much another one has to do and how fast he is."""
    return principal.administrator or person == principal.person or person in principal.reports


def _midnight(context: Context, day: date) -> datetime:
    return datetime.combine(day, time(), context.zone)
