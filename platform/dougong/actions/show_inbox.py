"""Show the inbox: lines of a box with their records, and one seat with all that deciding needs."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from dougong.access import Scope
from dougong.actions.seat_scope import flow_at, held_by, scope_at
from dougong.actions.show_flows import shown_instance
from dougong.actions.submitted import Submitted, as_submitted, card_of, submitted_of, then_of
from dougong.context import Context
from dougong.errors import BadRequest, NotFound
from dougong.identity.people import names_of
from dougong.messages import listed
from dougong.metadata import App
from dougong.processes import definitions, rights, store
from dougong.processes.inbox import (
    InboxRow,
    Narrowing,
    asked_from,
    flows_in,
    inbox_page,
    seat_row,
    todo_count,
    unread_count,
)
from dougong.processes.proxies import once_represented, represented
from dougong.processes.store import Loaded
from dougong.records.read import ask_one, schema_in, scope_in, visible_in
from dougong.records.reading import read_in
from dougong.records.titles import Card, cards
from dougong.workspace import workspace_currency
from dougong_flow import START, Flow, Seat, SeatState, Verb, allowed_actions, seat_verbs
from dougong_model import localised

SUMMARY = 3
"""Fields shown on a line: those that decide."""

_SENT_BACK = {"en": "Sent back to you", "zh": "退回修改"}
_TELLING = ("money", "number", "percent", "date", "date_range", "datetime", "select", "member", "reference")

Json = dict[str, Any]


def show_inbox(
    context: Context,
    box: str,
    *,
    limit: int = 50,
    cursor: str | None = None,
    narrowed: Narrowing | None = None,
) -> Json:
    """Return a page of one of the caller's boxes, newest first, with the numbers that wait for him."""
    person = _person(context)
    after = _position(cursor) if cursor else None
    others = represented(context.conn, person, context.now)
    theirs = once_represented(context.conn, person, context.now) if box == "done" else others
    lines = inbox_page(
        context.conn, person, box, limit=limit + 1, after=after, for_others=theirs, narrowed=narrowed
    )
    shown = lines[:limit]
    following = _cursor(shown[-1]) if len(lines) > limit else None
    return {
        "items": _items(context, shown),
        "next": following,
        "counts": {
            "todo": todo_count(context.conn, person, others),
            "copied": unread_count(context.conn, person),
        },
    }


def show_inbox_flows(context: Context, box: str) -> list[Json]:
    """Return the flows of which one of the caller's boxes holds requests, by name."""
    person = _person(context)
    acts_for = once_represented if box == "done" else represented
    others = acts_for(context.conn, person, context.now)
    found = []
    for app_id, flow, definition in flows_in(context.conn, person, box, others):
        app = definitions.app_of(context.conn, app_id)
        document = definitions.pinned_document(context.conn, app, definition)
        found.append({"app": app.key, "flow": flow, "name": document.get("name", {})})
    return found


def own_seat(context: Context, seat_id: UUID) -> tuple[InboxRow, Loaded, Seat]:
    """Return one of the caller's seats with its line and instance; raises NotFound for somebody else's."""
    line = seat_row(context.conn, seat_id)
    if line is None:
        raise NotFound("There is no such seat.")
    loaded = store.load(context.conn, line.instance)
    seat = loaded.instance.seat(seat_id)
    if seat is None or not held_by(context, seat):
        raise NotFound("There is no such seat.")
    return line, loaded, seat


def show_seat(context: Context, seat_id: UUID) -> tuple[Json, Scope | None]:
    """Return one of the caller's seats: its line, the record as it shows it, field rights, the instance; and
    the scope in which it shows the record, or None when the record may not be seen.

    Raises NotFound for somebody else's seat, and for one that was cancelled before it was used.
    """
    line, loaded, seat = own_seat(context, seat_id)
    app = definitions.app_of(context.conn, loaded.app_id)
    flow = definitions.pinned_flow(context.conn, app, loaded.definition)
    fields = rights.node_rights(flow, line.node or START)
    mine = rights.seat_rights(app, flow, line.node or START, seat.state)
    form = rights.node_form(app, flow, line.node or START)
    person = _person(context)
    # Of a cancelled seat only what its person sees anyway.
    scope = scope_at(context, app, line)
    record = None if scope is None else _record_in(context, scope, line.record)
    submitted = submitted_of(context, [(line, flow)]).get(line.id)
    if record is not None and scope is not None and submitted is not None:
        then = then_of(context, [(scope, line.record, submitted)])[line.record, submitted.version]
        record = as_submitted(context, app, scope, record, then, submitted.at)
    shown = {
        **_items(context, [line])[0],
        "record": record,
        "submitted": submitted and {"version": submitted.version, "at": submitted.at},
        "fields": {**mine, "require": sorted(fields.require)},
        "form": None if form is None else form.form.key,
        "withdraw": allowed_actions(flow, loaded.instance, person).withdraw,
        "instance": shown_instance(context, loaded),
        "has_page": record is not None and _has_page(context, app, line),
    }
    return shown, None if record is None else scope


def _record_in(context: Context, scope: Scope, record: UUID) -> Json | None:
    if not scope.allows("see"):
        return None
    row = read_in(context, schema_in(context), ask_one(scope, record, ()))
    return None if row is None else _json(row[0])


def _has_page(context: Context, app: App, line: InboxRow) -> bool:
    """Say whether the caller sees the record besides at the seat, where a page shows it."""
    own = scope_in(context, app, line.entity)
    return line.record in visible_in(context, own, [line.record])


def _json(text: str | bytes) -> Json:
    found: Json = orjson.loads(text)
    return found


@dataclass(frozen=True, slots=True)
class _Seen:
    """A line with all that showing it needs, but the record itself."""

    line: InboxRow
    app: App
    flow: Flow | None
    scope: Scope | None
    keys: tuple[str, ...]


def _items(context: Context, lines: Sequence[InboxRow]) -> list[Json]:
    """Show lines, each record as its seat, or else its person's rights, shows it; a statement for each
    kind.
    """
    seen = [_seen(context, line) for line in lines]
    alike: dict[tuple[str, str, object, tuple[str, ...]], list[_Seen]] = {}
    for one in seen:
        if one.scope is not None and one.scope.allows("see"):
            alike.setdefault((one.app.id, one.line.entity, one.scope.shape_key, one.keys), []).append(one)
    found: dict[UUID, Card] = {}
    for ones in alike.values():
        scope = ones[0].scope
        assert scope is not None
        shown = cards(context, scope, {one.line.record for one in ones}, ones[0].keys)
        found |= {one.line.id: shown[one.line.record] for one in ones if one.line.record in shown}
    found |= _submitted_cards(context, [one for one in seen if one.line.id in found])
    me = context.principal.person
    others = {one for line in lines for one in (line.holder, line.decided_by)} - {me, None}
    names = names_of(context.conn, others) if others else {}
    asked = asked_from(context.conn, lines)
    return [
        _item(context, one, found.get(one.line.id), names) | {"asked": _asked(asked.get(one.line.id))}
        for one in seen
    ]


def _asked(found: tuple[str, Sequence[tuple[UUID, str]]] | None) -> Json | None:
    if found is None:
        return None
    verb, people = found
    return {"verb": verb, "people": [{"id": identity, "name": name} for identity, name in people]}


def _submitted_cards(context: Context, seen: Sequence[_Seen]) -> dict[UUID, Card]:
    """Return the cards of those lines whose flow shows the record as it was submitted, where it has changed since."""
    known = submitted_of(context, [(one.line, one.flow) for one in seen])
    places: list[tuple[_Seen, Scope, Submitted]] = [
        (one, one.scope, known[one.line.id]) for one in seen if one.line.id in known and one.scope is not None
    ]
    then = then_of(context, [(scope, one.line.record, submitted) for one, scope, submitted in places])
    found = {}
    for one, scope, submitted in places:
        changed = then[one.line.record, submitted.version]
        item = _record_in(context, scope, one.line.record) if changed else None
        if item is not None:
            past = as_submitted(context, one.app, scope, item, changed, submitted.at)
            found[one.line.id] = card_of(scope, past, one.keys)
    return found


def _seen(context: Context, line: InboxRow) -> _Seen:
    app = definitions.app_of(context.conn, line.app_id)
    flow = flow_at(context, app, line)
    scope = scope_at(context, app, line)
    return _Seen(line, app, flow, scope, () if scope is None else _telling(app, scope, flow))


def _item(context: Context, seen: _Seen, card: Card | None, others: Mapping[UUID | None, str]) -> Json:
    """Show a line; `others` are the names of those who hold or decided seats and are not the caller."""
    line, app = seen.line, seen.app
    document = definitions.pinned_document(context.conn, app, line.definition)
    entity = app.entities.get(line.entity)
    return {
        "id": line.id,
        "seat": line.seat,
        "instance": line.instance,
        "app": app.key,
        "entity": line.entity,
        "entity_name": {} if entity is None else entity.entity.name,
        "record": line.record,
        "record_version": None if card is None else card.version,
        "title": "" if card is None else card.title,
        "flow_name": document.get("name", {}),
        "node": line.node,
        "node_name": _node_name(document, line.node),
        "initiator": {"id": line.initiator, "name": line.initiator_name},
        "holder": {"id": line.holder, "name": others[line.holder]} if line.holder in others else None,
        "decided_by": {"id": line.decided_by, "name": others[line.decided_by]}
        if line.decided_by in others
        else None,
        "opened_at": line.at,
        "due_at": line.due_at,
        "summary": [] if card is None else _summary(context, seen, card),
        "verbs": _verbs(context, seen.flow, line),
        "verb": line.verb,
        "unread": line.seat_state == SeatState.COPIED.value and line.decided_at is None,
        "state": line.state,
        "suspended": line.suspended,
    }


def _verbs(context: Context, flow: Flow | None, line: InboxRow) -> list[str]:
    if flow is None or line.seat is None or line.node is None or line.seat_state != SeatState.OPEN.value:
        return []
    if line.suspended:
        return []
    if rights.is_plain(flow, line.node):
        return [verb.value for verb in Verb if verb in rights.node_verbs(flow, line.node)]
    found = store.load(context.conn, line.instance).instance
    seat = found.seat(line.seat)
    visit = found.visit(seat.visit) if seat else None
    if seat is None or visit is None:
        return []
    return [verb.value for verb in seat_verbs(flow, visit, seat, found.seats_of(visit.id))]


def _node_name(document: Mapping[str, Any], node: str | None) -> Mapping[str, str]:
    if node is None:
        return {}
    if node == START:
        return _SENT_BACK
    found: Mapping[str, Any] = next((one for one in document["nodes"] if one["key"] == node), {})
    name: Mapping[str, str] = found.get("name") or {"en": node}
    return name


def _telling(app: App, scope: Scope, flow: Flow | None) -> tuple[str, ...]:
    """Return the readable fields that decide, in order: those the flow's conditions read, then telling
    ones.
    """
    shape = scope.shape
    asked = flow.deciding_fields() if flow else ()
    required = set(app.entities[shape.key].entity.required)
    telling = sorted(
        (key for key, one in shape.fields.items() if one.type in _TELLING and one.field.id != key),
        key=lambda key: (key not in required, _TELLING.index(shape.fields[key].type)),
    )
    return tuple(
        key
        for key in dict.fromkeys([*asked, *telling])
        if key in shape.fields
        and key in scope.read
        and key != shape.title
        and not (shape.fields[key].holds_files or shape.fields[key].type == "sub_table")
    )


def _summary(context: Context, seen: _Seen, card: Card) -> list[Json]:
    """Return the few fields that decide, of those that are not blank."""
    found: list[Json] = []
    for key in seen.keys:
        line = _told(context, seen, card, key) if card.values.get(key) is not None else None
        if line is not None and len(found) < SUMMARY:
            found.append(line)
    return found


def _told(context: Context, seen: _Seen, card: Card, key: str) -> Json | None:
    """Return a field in words: the title of a reference, the label of an option; an amount as a number.

    What is computed from amounts is in the workspace's currency. Nothing for what may not be seen.
    """
    assert seen.scope is not None
    one, value = seen.scope.shape.fields[key], card.values[key]
    line: Json = {"key": key, "label": one.field.label, "type": one.type, "value": str(value)}
    if one.holds_links:
        named = [name for name in card.labels.get(key) or () if name]
        return line | {"value": listed(named, context.language)} if named else None
    if one.is_reference:
        return line | {"value": card.labels[key]} if card.labels.get(key) else None
    if one.is_money:
        return line | {"value": value["amount"], "currency": value["currency"]}
    if one.expression is not None:
        money = one.field.settings.get("result") == "money"
        return line | ({"type": "money", "currency": workspace_currency(context.conn)} if money else {})
    if one.type == "select":
        option = next((option for option in one.field.options if option.key == value), None)
        return line | ({} if option is None else {"value": localised(option.label, context.language)})
    # A number without thousands separators, such as a year, is shown as it is written.
    plain = {"type": "text"} if one.type == "number" and one.field.settings.get("thousands") is False else {}
    return line | plain | {"value": one.field.type.to_text(one.field, one.field.type.parse(one.field, value))}


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
