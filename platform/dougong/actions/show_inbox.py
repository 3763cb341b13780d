"""Show the inbox: lines of a box with their records, and one seat with all that deciding needs."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from dougong.access import ALL_ROWS, Scope, scope_for
from dougong.access.shapes import shape_of
from dougong.actions.act import Act
from dougong.actions.apply import new_act
from dougong.actions.rows import Row
from dougong.actions.show_flows import shown_instance
from dougong.context import Context
from dougong.errors import BadRequest, NotFound
from dougong.metadata import App
from dougong.processes import definitions, rights, store
from dougong.processes.inbox import InboxRow, inbox_page, seat_row, todo_count
from dougong.processes.store import Loaded
from dougong.records.read import ask_one, get_in, schema_in
from dougong.records.reading import read_in
from dougong_flow import START, Flow, Seat, SeatState, Verb, allowed_actions
from dougong_model import DocumentError, Money, number_text

SUMMARY = 3
"""Fields shown on a line: those that decide."""

_SENT_BACK = {"en": "Sent back to you", "zh": "退回修改"}
_TELLING = ("money", "number", "percent", "date", "datetime", "select", "member", "reference")

Json = dict[str, Any]


def show_inbox(context: Context, box: str, *, limit: int = 50, cursor: str | None = None) -> Json:
    """Return a page of one of the caller's boxes, newest first, with the number that waits for him."""
    person = _person(context)
    after = _position(cursor) if cursor else None
    lines = inbox_page(context.conn, person, box, limit=limit + 1, after=after)
    shown = lines[:limit]
    following = _cursor(shown[-1]) if len(lines) > limit else None
    return {
        "items": _items(context, shown),
        "next": following,
        "counts": {"todo": todo_count(context.conn, person)},
    }


def show_seat(context: Context, seat_id: UUID) -> Json:
    """Return one of the caller's seats: its line, the record as it shows it, field rights, the instance.

    Raises NotFound for somebody else's seat, and for one that was cancelled before it was used.
    """
    line = seat_row(context.conn, seat_id)
    if line is None:
        raise NotFound("There is no such seat.")
    loaded = store.load(context.conn, line.instance)
    seat = loaded.instance.seat(seat_id)
    if seat is None or seat.person != context.principal.person:
        raise NotFound("There is no such seat.")
    app = definitions.app_of(context.conn, loaded.app_id)
    flow = definitions.pinned_flow(context.conn, app, loaded.definition)
    fields = rights.node_rights(flow, line.node or START)
    mine = rights.seat_rights(app, flow, line.node or START, seat)
    person = _person(context)
    return {
        **_items(context, [line])[0],
        "record": _record_at_seat(context, app, loaded, seat, mine),
        "fields": {**mine, "require": sorted(fields.require)},
        "withdraw": allowed_actions(flow, loaded.instance, person).withdraw,
        "instance": shown_instance(context, loaded),
    }


def _record_at_seat(
    context: Context, app: App, loaded: Loaded, seat: Seat, mine: Mapping[str, Sequence[str]]
) -> Json | None:
    """Return the record as the seat shows it; of a cancelled seat only what its person sees anyway."""
    entity, record = loaded.instance.entity, loaded.instance.record
    if seat.state not in (SeatState.OPEN, SeatState.DONE):
        try:
            return _json(get_in(context, app, entity, record)[0])
        except NotFound:
            return None
    scope = _seat_scope(scope_for(context, app, entity, mine or {"edit": (), "hide": ()}))
    row = read_in(context, schema_in(context), ask_one(scope, record, ()))
    return _json(row[0]) if row else None


def _seat_scope(scope: Scope) -> Scope:
    """Open the one record that the seat is about, whichever rows its person sees otherwise."""
    return replace(
        scope,
        rows={**scope.rows, "see": ALL_ROWS, **({"change": ALL_ROWS} if scope.write else {})},
        shape_key=(*scope.shape_key, "seat row"),
    )


def _json(text: str | bytes) -> Json:
    found: Json = orjson.loads(text)
    return found


def _items(context: Context, lines: Sequence[InboxRow]) -> list[Json]:
    acts: dict[str, Act] = {}
    for app_id in {line.app_id for line in lines}:
        acts[app_id] = new_act(context, definitions.app_of(context.conn, app_id))
    for line in lines:
        acts[line.app_id].rows.row(line.entity, line.record)
    return [_item(context, acts[line.app_id], line) for line in lines]


def _item(context: Context, act: Act, line: InboxRow) -> Json:
    document = definitions.pinned_document(context.conn, act.app, line.definition)
    flow = _flow(context, act.app, line.definition)
    row = act.rows.row(line.entity, line.record)
    hidden = rights.hidden_fields(act.app, flow, line.node) if flow and line.node else frozenset()
    title = row.shape.title
    return {
        "id": line.id,
        "seat": line.seat,
        "instance": line.instance,
        "app": act.app.key,
        "entity": line.entity,
        "entity_name": row.shape.name,
        "record": line.record,
        "title": "" if title in hidden else _text(act, row, title),
        "flow_name": document.get("name", {}),
        "node": line.node,
        "node_name": _node_name(document, line.node),
        "initiator": {"id": line.initiator, "name": line.initiator_name},
        "opened_at": line.at,
        "due_at": line.due_at,
        "summary": _summary(act, row, flow, hidden),
        "verbs": _verbs(flow, line),
        "verb": line.verb,
        "state": line.state,
    }


def _flow(context: Context, app: App, definition: int) -> Flow | None:
    """Return the pinned flow, or None when the app has since lost a field that it speaks of."""
    try:
        return definitions.pinned_flow(context.conn, app, definition)
    except DocumentError:
        return None


def _verbs(flow: Flow | None, line: InboxRow) -> list[str]:
    if flow is None or line.node is None or line.seat_state != SeatState.OPEN.value:
        return []
    if line.node == START:
        return [Verb.SUBMIT.value]
    return [verb.value for verb in Verb if verb in rights.node_verbs(flow, line.node)]


def _node_name(document: Mapping[str, Any], node: str | None) -> Mapping[str, str]:
    if node is None:
        return {}
    if node == START:
        return _SENT_BACK
    found: Mapping[str, Any] = next((one for one in document["nodes"] if one["key"] == node), {})
    name: Mapping[str, str] = found.get("name") or {"en": node}
    return name


def _summary(act: Act, row: Row, flow: Flow | None, hidden: frozenset[str]) -> list[Json]:
    """Return the few fields that decide: those the flow's conditions read, then the telling ones."""
    shape = row.shape
    asked = flow.deciding_fields() if flow else ()
    required = set(act.app.entities[row.entity].entity.required)
    telling = sorted(
        (key for key, one in shape.fields.items() if one.type in _TELLING and one.field.id != key),
        key=lambda key: (key not in required, _TELLING.index(shape.fields[key].type)),
    )
    wanted = [key for key in dict.fromkeys([*asked, *telling]) if key in shape.fields and key not in hidden]
    found: list[Json] = []
    for key in wanted:
        text = "" if key == shape.title else _text(act, row, key)
        if text and len(found) < SUMMARY:
            one = shape.fields[key]
            line: Json = {"key": key, "label": one.field.label, "type": one.type, "value": text}
            found.append(line | _amount(act, row, key))
    return found


def _amount(act: Act, row: Row, key: str) -> Json:
    """Return an amount as a plain number with its currency; nothing for what is no money.

    What is computed from amounts is in the workspace's currency.
    """
    stored = act.rows.stored(row.entity, row.id).get(key) if row.shape.fields[key].columns else None
    if not isinstance(stored, Money):
        result = row.shape.fields[key].field.settings.get("result")
        return {"type": "money", "currency": act.currency} if result == "money" else {}
    return {"value": number_text(stored.amount), "currency": stored.currency}


def _text(act: Act, row: Row, key: str) -> str:
    """Return a field of a record in words: the title of a reference, the label of an option."""
    one = row.shape.fields[key]
    value = row[key]
    if value is None:
        return ""
    if isinstance(value, Row):
        return _text(act, value, shape_of(act.app, value.entity).title)
    stored = act.rows.stored(row.entity, row.id).get(key) if one.columns else value
    if one.type == "select":
        option = next((option for option in one.field.options if option.key == stored), None)
        return (option.label.get(act.context.language) or option.key) if option else str(stored)
    try:
        return one.field.type.to_text(one.field, stored)
    except (TypeError, AttributeError, ValueError):
        return str(value)


def _person(context: Context) -> UUID:
    if context.principal.person is None:
        raise NotFound("Only a person has an inbox.")
    return context.principal.person


def _cursor(line: InboxRow) -> str:
    return base64.urlsafe_b64encode(f"{line.at.isoformat()}~{line.id}".encode()).decode()


def _position(cursor: str) -> tuple[datetime, UUID]:
    try:
        moment, _, identity = base64.urlsafe_b64decode(cursor.encode()).decode().partition("~")
        return datetime.fromisoformat(moment), UUID(identity)
    except (ValueError, UnicodeError) as error:
        raise BadRequest("This cursor is not one of ours.") from error
