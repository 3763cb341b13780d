"""Show flows: an instance with its graph, people and times, to who takes part in it or sees its record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from dougong.actions.start_flow import startable
from dougong.context import Context
from dougong.errors import NotFound
from dougong.metadata import App
from dougong.processes import definitions, read, store
from dougong.processes.store import Loaded
from dougong.records.read import get_in, scope_in
from dougong.records.timeline import readable_fields
from dougong_flow import allowed_actions
from dougong_model import DocumentError

Json = dict[str, Any]


def show_instance(context: Context, instance: UUID) -> Json:
    """Return an instance; raises NotFound unless the caller takes part in it or sees the record."""
    loaded = store.load(context.conn, instance)
    person = context.principal.person
    if person is None or not read.takes_part(context.conn, instance, person):
        app = definitions.app_of(context.conn, loaded.app_id)
        get_in(context, app, loaded.instance.entity, loaded.instance.record)
    return shown_instance(context, loaded)


def show_record_flows(context: Context, app: App, entity: str, record: UUID) -> Json:
    """Return the instances on a record that the caller sees, newest first, and the flows he may start on it."""
    get_in(context, app, entity, record)
    if entity not in app.entities:
        raise NotFound("There is no such entity.")
    found = read.record_instances(context.conn, app.id, app.entities[entity].id, record)
    running = {loaded.instance.flow for loaded in found if loaded.instance.running}
    return {
        "items": _shown(context, found),
        "startable": [key for key in startable(context, app, entity, record) if key not in running],
    }


def shown_instance(context: Context, loaded: Loaded) -> Json:
    """Return the picture of an instance with what the caller may do with it.

    Of the values that conditions saw, only those of fields that he reads are shown.
    """
    return _shown(context, [loaded])[0]


def _shown(context: Context, found: Sequence[Loaded]) -> list[Json]:
    told = read.told(context.conn, [loaded.instance for loaded in found])
    return [_pictured(context, loaded, told) for loaded in found]


def _pictured(context: Context, loaded: Loaded, told: read.Told) -> Json:
    app = definitions.app_of(context.conn, loaded.app_id)
    document = definitions.pinned_document(context.conn, app, loaded.definition)
    picture = read.picture(loaded.instance, document, context.language, told)
    lines = [line for line in picture["history"] if "values" in line["data"]]
    if lines:
        scope = scope_in(context, app, loaded.instance.entity)
        readable = set(readable_fields(context, scope, loaded.instance.record))
        for line in lines:
            seen = {key: value for key, value in line["data"]["values"].items() if key in readable}
            line["data"] = {**line["data"], "values": seen}
    return {**picture, "app": app.key, "can": _can(context, app, loaded)}


def _can(context: Context, app: App, loaded: Loaded) -> list[str]:
    """Return `withdraw` and, for administrators, `terminate`, where they would work now."""
    found = []
    person = context.principal.person
    try:
        flow = definitions.pinned_flow(context.conn, app, loaded.definition)
        if person is not None and allowed_actions(flow, loaded.instance, person).withdraw:
            found.append("withdraw")
    except DocumentError:
        pass
    if context.principal.administrator and loaded.instance.running:
        found.append("terminate")
    return found
