"""Keep a simulation as a test: what the document reads of a record becomes the sample, what comes of it is expected.

Only the fields that the document speaks of are taken, those that they are computed from, and the required ones: a document
is no place for what people have told of themselves beyond that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from dougong.access import Scope
from dougong.access.shapes import EntityShape, FieldShape, shape_of
from dougong.actions.act import Act
from dougong.actions.apply import new_act
from dougong.actions.decision_tests import card_expectation, table_expectation
from dougong.actions.simulate import Kind, drafted, simulate_one
from dougong.context import Context
from dougong.metadata import App
from dougong.metadata.documents import Document
from dougong.metadata.drafts import draft_documents, read_document
from dougong.metadata.references import names_of
from dougong.metadata.uses import uses_in
from dougong.records.read import get_in, scope_in, visible_in
from dougong.records.rows import json_value
from dougong_rule import Card, DecisionTable

Json = dict[str, Any]
Used = dict[str, set[str]]

_NOT_ASKED = ("/tests/", "/into", "/band_into")
"""Where a document names fields of which it asks nothing: in its tests, and what a card writes."""
_DEEP = 3
_ROWS = 20


def proposed_test(context: Context, app: App, kind: Kind, key: str, record: UUID) -> Json:
    """Return a test of a document of the draft made of its simulation on a record: `given` and `expect`.

    Raises NotFound for a record that the caller does not see, Invalid for a document that has errors.
    """
    definition = drafted(context, app, kind, key)
    entity = definition.entity
    get_in(context, app, entity, record)
    document = read_document(context.conn, app.key, kind, key).document
    used = _used(context, app, document)
    act = new_act(context, app)
    given = _sample(act, scope_in(context, app, entity), entity, record, used, 0)
    at = context.now.replace(microsecond=0)
    test = {"at": at.isoformat().replace("+00:00", "Z"), "given": given}
    match definition:
        case DecisionTable() as table:
            return test | {"expect": table_expectation(act, table, record)}
        case Card() as card:
            return test | card_expectation(act, card, record)
    item = simulate_one(context, app, kind, key, record)["items"][0]
    return test | {"expect": _expected(act, entity, item, used)}


def _used(context: Context, app: App, asking: Document) -> Used:
    """Return the fields, by entity, that a document asks, and the tables that it asks."""
    documents = draft_documents(context.conn, app.key)
    names = names_of(documents)
    uses = [use for use in uses_in(asking, names) if not use.pointer.startswith(_NOT_ASKED)]
    asked = {use.target[1] for use in uses if use.target[0] == "table"}
    uses += [
        use for one in documents if one.kind == "table" and one.key in asked for use in uses_in(one, names)
    ]
    used: Used = {}
    for use in uses:
        if use.target[0] == "field":
            used.setdefault(use.target[1], set()).add(use.target[2])
    return used


def _sample(act: Act, scope: Scope, entity: str, record: UUID, used: Used, depth: int) -> Json:
    """Return the values of a record that the document speaks of, as far as the caller reads them."""
    shape = shape_of(act.app, entity)
    wanted = _wanted(act.app, shape, used)
    unique = {keys[0] for keys in act.app.entities[entity].entity.unique if len(keys) == 1}
    given: Json = {}
    stored = act.rows.stored(entity, record)
    for key in sorted(wanted & scope.read.keys() | wanted & {"owner", "department"}):
        one = shape.fields.get(key)
        if key in shape.lists:
            if depth < _DEEP and not shape.lists[key].link:
                given[key] = list(_rows(act, scope, entity, record, key, used, depth))
        elif one is None or not _given(one) or (key in unique and not one.field.required):
            continue
        elif one.type == "text" and key not in used.get(entity, ()) and stored.get(key):
            # It is required and means nothing to the rule: nobody's name need stand in a document for that.
            given[key] = "Test"
        elif not one.is_reference:
            given[key] = json_value(act.app, one, stored.get(key))
        elif stored.get(key) is None:
            given[key] = None
        elif one.target not in act.app.entities:
            given |= {key: "user.id"} if one.target == "person" else {}
        elif depth < _DEEP:
            target = stored[key]
            there = scope.of(str(one.target))
            if isinstance(target, UUID) and visible_in(act.context, there, [target]):
                given[key] = _sample(act, there, str(one.target), target, used, depth + 1)
    return given


def _rows(
    act: Act, scope: Scope, entity: str, record: UUID, key: str, used: Used, depth: int
) -> Iterator[Json]:
    """Yield the first rows of a list, without what says whose they are."""
    listed = shape_of(act.app, entity).lists[key]
    there = scope.of(listed.entity)
    rows = [row.id for row in act.rows.children(act.rows.row(entity, record), key)[:_ROWS]]
    seen = set(rows) if listed.sub_table else visible_in(act.context, there, rows)
    for one in rows:
        if one in seen:
            row = _sample(act, there, listed.entity, one, used, depth + 1)
            yield {name: value for name, value in row.items() if name != listed.back}


def _wanted(app: App, shape: EntityShape, used: Used) -> set[str]:
    """Return the fields of an entity that matter: those named, what they are computed from, and the required ones."""
    wanted: set[str] = set()
    todo = [*used.get(shape.key, ()), *app.entities[shape.key].entity.required]
    while todo:
        key = todo.pop()
        if key in wanted:
            continue
        wanted.add(key)
        one = shape.fields.get(key)
        if one is not None and one.expression is not None:
            for entity, name in one.expression.references:
                if entity == shape.key:
                    todo.append(name)
                else:
                    used.setdefault(entity, set()).add(name)
    return wanted


def _given(one: FieldShape) -> bool:
    """Say whether a sample gives a field: not what is computed, counted or kept by the system, nor files."""
    system = one.field.id == one.key and one.field.read_only
    return one.kept and not (system or one.holds_links or one.holds_files or one.type == "auto_number")


def _expected(act: Act, entity: str, item: Mapping[str, Any], used: Used) -> Json:
    """Return what a simulation found, as what is expected: of the record the fields that the rule speaks of."""
    expected: Json = {"outcome": item["state"]}
    own = next((one for one in item["changes"] if one["record"] == item["record"]), None)
    changed = {} if own is None else {key: pair["new"] for key, pair in own["fields"].items()}
    shape = shape_of(act.app, entity)
    values, held = {}, []
    for key in sorted(changed.keys() & used.get(entity, set())):
        one = shape.fields[key]
        if one.names_records and changed[key] is not None:
            held.append(f"NOT(ISBLANK({key}))")
        elif _given(one):
            values[key] = changed[key]
    if "owner" in changed and "owner" not in used.get(entity, ()):
        held.append("ISBLANK(owner)" if changed["owner"] is None else "NOT(ISBLANK(owner))")
    made: dict[str, int] = {}
    for one in item["changes"]:
        if one["kind"] == "create":
            made[one["entity"]] = made.get(one["entity"], 0) + 1
    more = {
        "set": values,
        "holds": " AND ".join(held),
        "made": made,
        "told": len(item["told"]),
        "sent": len(item["sent"]),
    }
    return expected | {name: value for name, value in more.items() if value}
