"""Show flows: an instance with its graph, people and times, to who takes part in it or sees its record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from dougong.actions.start_flow import startable
from dougong.context import Context
from dougong.errors import NotFound
from dougong.metadata import App
from dougong.processes import definitions, moves, read, store
from dougong.processes.proxies import represented
from dougong.processes.store import Loaded
from dougong.records.read import get_in, scope_in
from dougong.records.timeline import readable_fields
from dougong_flow import AllowedActions, allowed_actions
from dougong_model import DocumentError

Json = dict[str, Any]


def show_instance(context: Context, instance: UUID) -> Json:
    """Return an instance; raises NotFound unless the caller takes part in it or sees the record."""
    return shown_instance(context, seen_instance(context, instance))


def seen_instance(context: Context, instance: UUID) -> Loaded:
    """Return an instance as it stands; raises NotFound unless the caller takes part in it, sees the record or administers."""
    loaded = store.load(context.conn, instance)
    person = context.principal.person
    mine = () if person is None else (person, *represented(context.conn, person, context.now))
    if not context.principal.administrator and not read.takes_part(context.conn, instance, mine):
        app = definitions.app_of(context.conn, loaded.app_id)
        get_in(context, app, loaded.instance.entity, loaded.instance.record)
    return loaded


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
    picture = read.picture(loaded.instance, document, context.language, told, app)
    hide_unreadable(context, app, picture)
    allowed = _allowed(context, app, loaded)
    return {
        **picture,
        "app": app.key,
        "can": _can(context, allowed, loaded),
        "allowed_actions": _shown_actions(allowed, _besides(context, allowed, loaded)),
    }


def hide_unreadable(context: Context, app: App, picture: Json) -> None:
    """Take out of the history of a picture the values that conditions saw of fields which the caller does not read,
    and, unless he administers, which values stopped a step: they may be of any record.
    """
    if not context.principal.administrator:
        stopped = [line["data"] for line in picture["history"] if line["verb"] == "incident"]
        for told in [*picture["incidents"], *stopped]:
            told["message"] = told["message"].partition("\n")[0]
    lines = [line for line in picture["history"] if "values" in line["data"]]
    if not lines:
        return
    scope = scope_in(context, app, picture["entity"])
    readable = set(readable_fields(context, scope, picture["record"]))
    for line in lines:
        seen = {key: value for key, value in line["data"]["values"].items() if key in readable}
        line["data"] = {**line["data"], "values": seen}


def _allowed(context: Context, app: App, loaded: Loaded) -> AllowedActions:
    """Return what the caller may do with an instance; nothing where the app has lost what its flow speaks of."""
    person = context.principal.person
    try:
        flow = definitions.pinned_flow(context.conn, app, loaded.definition)
    except DocumentError:
        person = None
    if person is None:
        return AllowedActions(seats={}, withdraw=False)
    # What is allowed depends on people and times, not on the record's values.
    around = moves.surroundings_of(context, app, {}, loaded.instance.initiator)
    return allowed_actions(
        flow,
        loaded.instance,
        person,
        now=context.now,
        surroundings=around,
        administrator=context.principal.administrator,
    )


def _can(context: Context, allowed: AllowedActions, loaded: Loaded) -> list[str]:
    """Return `withdraw` and, for administrators, `terminate`, where they would work now."""
    found = ["withdraw"] if allowed.withdraw else []
    return [*found, *(["terminate"] if context.principal.administrator and loaded.instance.running else [])]


def _besides(context: Context, allowed: AllowedActions, loaded: Loaded) -> list[str]:
    """Return the other verbs on the whole instance that would work now."""
    found = ["copy"] if allowed.copy else []
    if context.principal.administrator and loaded.instance.running:
        found.append("suspend" if loaded.instance.suspended_at is None else "resume")
    return found


def _shown_actions(allowed: AllowedActions, besides: list[str]) -> Json:
    return {
        "instance": besides,
        "seats": [
            {"seat": seat, "verbs": list(verbs), "returns": list(allowed.returns.get(seat, ()))}
            for seat, verbs in allowed.seats.items()
        ],
        "take_back": list(allowed.take_back),
        "remind": list(allowed.remind),
        "remove": list(allowed.remove),
        "choose": list(allowed.choose),
        "jump": [{"visit": visit, "to": list(to)} for visit, to in allowed.jump.items()],
    }
