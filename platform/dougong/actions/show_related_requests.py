"""Show related requests: the one of which a request is a part, and those that its sub-flows have started."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from dougong.actions.show_flows import seen_instance
from dougong.context import Context
from dougong.identity.people import names_of
from dougong.metadata import App
from dougong.processes import definitions
from dougong.processes.related import Outline, outlines
from dougong.records.titles import titles
from dougong_flow import InstanceState

MOST = 100
"""Sub-requests that are told one by one; those that still run come first."""


def show_related_requests(context: Context, instance: UUID) -> dict[str, Any]:
    """Return `{"parent": one or null, "items": […], "more": …}`; raises NotFound as for the instance itself.

    Of a record that the caller does not see, neither title nor people are told.
    """
    loaded = seen_instance(context, instance)
    app = definitions.app_of(context.conn, loaded.app_id)
    started = [
        (visit.id, UUID(child["instance"])) for visit in loaded.instance.visits for child in visit.children
    ]
    parent = loaded.instance.parent
    wanted = [child for _, child in started] + ([parent] if parent else [])
    found = outlines(context.conn, loaded.app_id, wanted) if wanted else {}
    children = [(visit, found[child]) for visit, child in started if child in found]
    children.sort(key=lambda one: one[1].state != InstanceState.RUNNING.value)
    told = children[:MOST]
    above = found.get(parent) if parent else None
    shown = _shown(context, app, [*(one for _, one in told), *([above] if above else [])])
    return {
        "parent": shown[above.id] if above else None,
        "items": [{**shown[one.id], "visit": visit} for visit, one in told],
        "more": len(children) - len(told),
    }


def _shown(context: Context, app: App, found: Iterable[Outline]) -> dict[UUID, dict[str, Any]]:
    outlined = list(found)
    seen: dict[UUID, str] = {}
    for entity in dict.fromkeys(one.entity for one in outlined):
        seen |= titles(context, app, entity, {one.record for one in outlined if one.entity == entity})
    names = names_of(context.conn, [who for one in outlined for who in one.waits_for])
    return {
        one.id: {
            "instance": one.id,
            "name": one.name,
            "entity": one.entity,
            "record": one.record,
            "title": seen.get(one.record),
            "state": one.state,
            "stopped": one.stopped,
            "waits_for": [
                {"id": who, "name": names.get(who, "")} for who in one.waits_for if one.record in seen
            ],
        }
        for one in outlined
    }
