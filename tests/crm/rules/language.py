"""Documents in short: the fields of an entity as words, rules and their steps as calls. Nothing here knows the CRM."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

Document = dict[str, Any]
Steps = Sequence[Document]

CREATED: Document = {"created": True}

_SHAPES: Mapping[str, Document] = {
    "number": {"type": ["string", "null"], "format": "decimal"},
    "switch": {"type": "boolean", "default": False},
    "date": {"type": ["string", "null"], "format": "date"},
    "datetime": {"type": ["string", "null"], "format": "date-time"},
    "member": {"type": ["string", "null"], "format": "uuid"},
    "reference": {"type": ["string", "null"], "format": "uuid"},
    "sub_table": {"type": "array"},
    "formula": {"readOnly": True},
}


def identity(name: str) -> str:
    """Return the id of an element: always the same eight letters for the same name."""
    return hashlib.blake2s(name.encode(), digest_size=4).hexdigest()


def text(words: str) -> dict[str, str]:
    """Return a text in both languages."""
    return {"en": words, "zh": words}


def head(kind: str, key: str, **members: Any) -> Document:
    """Return a document with what every one has."""
    return {"format": 1, "id": identity(f"{kind} {key}"), "key": key, "name": text(key), **members}


def entity(key: str, fields: Mapping[str, str], **members: Any) -> Document:
    """Return an entity. Fields are words: `text`, `text unique`, `company`, `number 0`, `select new old` (the first is
    that of a new record), `choice new old` (or none), `multi_select a b`, `ref account.leads` (with the name of the list there), `rows order_line`,
    `auto A-{{ SEQ(4) }}`, `boolean = amount > 0` (a formula), `datetime := NOW()` (a default); `kept date` is for the
    app alone.
    """
    properties = {name: _field(f"{key}.{name}", name, words) for name, words in fields.items()}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": [],
        "properties": properties,
    }
    return head("entity", key, title=next(iter(fields)), schema=schema, **members)


def _field(name: str, key: str, words: str) -> Document:
    kept, words = words.startswith("kept "), words.removeprefix("kept ")
    kind, _, rest = words.partition(" ")
    own: Document = {"id": identity(name), "type": kind, "label": text(key)}
    more: Document = {}
    if rest.startswith("= "):
        own |= {"type": "formula", "result": kind, "formula": rest.removeprefix("= ")}
    elif rest.startswith(":= "):
        own["default"] = rest.removeprefix(":= ")
    elif kind == "company":
        own |= {"type": "text", "normalise": "company"}
    elif kind == "auto":
        own |= {"type": "auto_number", "pattern": rest}
    elif kind == "rows":
        own |= {"type": "sub_table", "entity": rest}
    elif kind == "ref":
        target, _, back = rest.partition(".")
        own |= {"type": "reference", "entity": target, "on_delete": "clear"}
        own |= {"inverse": {"key": back, "label": text(back)}} if back else {}
    elif kind in ("select", "choice", "multi_select"):
        keys = rest.split()
        if kind == "choice":
            own["type"], more = "select", {"type": ["string", "null"], "enum": [*keys, None]}
        own["options"] = [{"key": one, "label": text(one)} for one in keys]
        if kind == "select":
            more = {"type": "string", "enum": keys, "default": keys[0]}
    elif rest == "unique":
        own["unique"] = True
    elif rest:
        more = {"default": rest}
    shape = {**_SHAPES.get(own["type"], {}), **more}
    return {**shape, **({"readOnly": True} if kept else {}), "x-dougong": own}


def changed(*fields: str, to: str | None = None) -> Document:
    """Return the event of a change of fields, or of one field to a value."""
    return {"changed": {"fields": list(fields), **({} if to is None else {"to": to})}}


def at(cron: str, **members: Any) -> Document:
    """Return a schedule by the clock."""
    return {"schedule": {"cron": cron, **members}}


def after(field: str, days: int | str, time: str) -> Document:
    """Return a schedule so many days after a date of the record, before it when negative."""
    return {"schedule": {"relative": {"field": field, "offset": days, "at": time}}}


def silent(days: int | str, time: str, *of: str) -> Document:
    """Return a schedule for records without activity for so many days."""
    return {"schedule": {"inactive": {"days": days, "of": list(of), "at": time}}}


def rule(key: str, about: str, on: Document, *do: Document, **members: Any) -> Document:
    """Return a rule: on an event, when a condition holds, do steps."""
    return head("rule", key, entity=about, on=on, do=list(do), **members)


def sets(**values: str) -> Document:
    """Return the step that sets fields of the record at hand."""
    return {"SetFields": values}


def makes(made: str, *do: Document, **values: str) -> Document:
    """Return the step that makes a record, and does steps about it."""
    return {"Create": {"entity": made, "values": values, **({"do": list(do)} if do else {})}}


def keeps(made: str, *match: str, **values: str) -> Document:
    """Return the step that changes the record with these fields, or makes it."""
    return {"Upsert": {"entity": made, "match": list(match), "values": values}}


def finds(sought: str, *ways: Mapping[str, str], into: str | None = None, do: Steps = ()) -> Document:
    """Return the step that looks for a record by what its fields equal, keeps it, and does steps about it."""
    kept = {} if into is None else {"into": into}
    return {"Find": {"entity": sought, "match": [*ways], **kept, **({"do": list(do)} if do else {})}}


def updates(record: str, **values: str) -> Document:
    """Return the step that changes the records that an expression gives."""
    return {"Update": {"record": record, "values": values}}


def lines(records: str, into: str, when: str | None = None, **values: str) -> Document:
    """Return the step that makes a row of a sub-table (`.lines`) or a record of each of a list."""
    where = {"into": into[1:]} if into.startswith(".") else {"entity": into}
    return {
        "CreateLines": {"records": records, **where, **({"when": when} if when else {}), "values": values}
    }


def each(records: str, *do: Document, when: str | None = None) -> Document:
    """Return the step that does steps about each record of a list."""
    return {"ForEach": {"records": records, **({"when": when} if when else {}), "do": list(do)}}


def where(when: str, *do: Document, otherwise: Steps = ()) -> Document:
    """Return the step that does steps when a condition holds, and others when not."""
    branch: Document = {"ways": [{"when": when, "do": list(do)}]}
    return {"Branch": {**branch, "otherwise": list(otherwise)} if otherwise else branch}


def waits(unless: str | None = None, **how: Any) -> Document:
    """Return the step that waits `for` a span or `until` a moment (given with a closing underscore)."""
    body = {name.rstrip("_"): value for name, value in how.items()}
    return {"Wait": {**body, **({"unless": unless} if unless else {})}}


def assigns(*strategies: Document, **members: Any) -> Document:
    """Return the step that finds an owner by the first strategy that finds somebody."""
    return {"Assign": {"strategies": list(strategies), **members}}


def tells(words: str, *to: Document) -> Document:
    """Return the step that puts a notice into people's bell."""
    return {"Notify": {"to": list(to), "message": {"subject": text(words)}}}


def todo(words: str, due: str, *to: Document, **values: str) -> Document:
    """Return the step that gives somebody something to do."""
    return {"CreateTodo": {"assignee": list(to), "subject": text(words), "due": due, "values": values}}


def writes(connection: str, message: str, address: str) -> Document:
    """Return the step that sends a message to an address of the record."""
    return {"SendMessage": {"connection": connection, "message": message, "address": address}}


def message(key: str, about: str, subject: str, body: str, **members: Any) -> Document:
    """Return a message."""
    return head("message", key, entity=about, subject=text(subject), body=text(body), **members)


def table(
    key: str,
    about: str,
    inputs: Sequence[str],
    outputs: Sequence[str],
    *rows: tuple[Sequence[str], Sequence[str]],
    hit: str = "first",
) -> Document:
    """Return a decision table of rows of conditions and answers."""
    return head(
        "table",
        key,
        entity=about,
        hit=hit,
        inputs=[{"key": f"in_{place}", "expression": one} for place, one in enumerate(inputs)],
        outputs=[{"key": one} for one in outputs],
        rows=[
            {"id": identity(f"table {key} {place}"), "in": list(given), "out": list(answer)}
            for place, (given, answer) in enumerate(rows)
        ],
    )


def card(key: str, about: str, into: str, *scored: tuple[str, int, str], **members: Any) -> Document:
    """Return a score card of lines: reason, points, condition."""
    found = [
        {"id": identity(f"card {key} {place}"), "points": points, "reason": text(reason), "when": when}
        for place, (reason, points, when) in enumerate(scored)
    ]
    return head("scorecard", key, entity=about, into=into, lines=found, **members)


def test_of(key: str, name: str, given: Document, **members: Any) -> Document:
    """Return a kept test of a rule; `before` and `expect` among the members."""
    return {"id": identity(f"test {key} {name}"), "name": text(name), "given": given, **members}


def flow(
    key: str, about: str, ways: Sequence[tuple[str, ...]], *nodes: Document, on: str = "rule", **start: Any
) -> Document:
    """Return a flow whose ways are (from, to) or (from, to, outcome)."""
    edges = [{"from": way[0], "to": way[1], **({"on": way[2]} if len(way) > 2 else {})} for way in ways]
    ready = [
        {"id": identity(f"flow {key} {one['key']}"), "name": text(one["key"]), **one}
        for one in (*nodes, {"key": "end", "kind": "end"})
    ]
    return head("flow", key, entity=about, start={"on": on, **start}, nodes=ready, edges=edges)


def button(key: str, *do: Document, **members: Any) -> Document:
    """Return a button of an entity."""
    return {"id": identity(f"button {key}"), "key": key, "label": text(key), "do": list(do), **members}


def transition(source: str, to: str, **members: Any) -> Document:
    """Return steps of a state machine from some states (or any, `*`) to one."""
    return {"from": "*" if source == "*" else source.split(), "to": to, "label": text(to), **members}


OWNER: Document = {"person": "owner"}
HEAD: Document = {"supervisor": 1}
