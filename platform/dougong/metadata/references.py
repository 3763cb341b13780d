"""References: where an element is used, and renaming one together with all its uses."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dougong.errors import BadRequest, Conflict, NotFound
from dougong.metadata.asked_by_steps import open_forms_of
from dougong.metadata.documents import Document
from dougong.metadata.schemas import KINDS
from dougong.metadata.uses import Target, Use, uses_in
from dougong.metadata.vocabulary import AppNames
from dougong_form import RESERVED_KEYS, Entity, parse_entity
from dougong_model import DocumentError, is_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """Something with an id: its kind (a document kind, `field`, `button` or `setting`), key, and entity if a field.

    Buttons of one key on several entities are one element: roles are granted them by that key.
    """

    kind: str
    key: str
    id: str
    entity: str | None = None

    @property
    def target(self) -> Target:
        """Return how uses name it."""
        return ("field", str(self.entity), self.key) if self.kind == "field" else (self.kind, self.key)


def names_of(documents: Iterable[Document]) -> AppNames:
    """Return the names that a draft's entities give, as far as these can be read."""
    documents = list(documents)
    forms = {one.key: one.body for one in documents if one.kind == "form"}
    return AppNames(*readable_of(documents), open_forms_of(forms))


Readable = tuple[Mapping[str, Any], dict[str, Entity], dict[str, Mapping[str, Any]]]


def readable_of(documents: Iterable[Document]) -> Readable:
    """Return the app document of a draft, its entities as far as these can be read, and its decision tables."""
    entities: dict[str, Entity] = {}
    tables: dict[str, Mapping[str, Any]] = {}
    app: Mapping[str, Any] = {}
    for one in documents:
        if one.kind == "app":
            app = one.body
        if one.kind == "entity":
            readable = _readable(one.body)
            if readable is not None:
                entities[one.key] = readable
        if one.kind == "table":
            tables[one.key] = one.body
    return app, entities, tables


_BASICS = ("id", "key", "name", "title", "module", "parent")


def _readable(body: Mapping[str, Any]) -> Entity | None:
    """Return an entity as far as it can be read: a field that is not finished does not hide the others."""
    try:
        return parse_entity(body)
    except DocumentError as error:
        places = [one.pointer.split("/") for one in error.problems]
    faulty = {place[3] for place in places if place[1:3] == ["schema", "properties"] and len(place) > 3}
    schema = body.get("schema")
    if not isinstance(schema, Mapping):
        return None
    rest = {key: prop for key, prop in schema.get("properties", {}).items() if key not in faulty}
    required = [key for key in schema.get("required", ()) if key in rest]
    basics = {name: body[name] for name in _BASICS if name in body}
    try:
        return parse_entity({**basics, "schema": {**schema, "properties": rest, "required": required}})
    except DocumentError:
        return None


def all_uses(documents: Iterable[Document]) -> list[Use]:
    """Return every naming of an element by another, or by itself, in a draft."""
    documents = tuple(documents)
    names = names_of(documents)
    return [use for one in documents for use in uses_in(one, names)]


def element_of(documents: Iterable[Document], identity: str) -> Element:
    """Find an element by its id; raises NotFound."""
    for one in documents:
        if one.body.get("id") == identity and one.kind != "app":
            return Element(kind=one.kind, key=one.key, id=identity)
        for key, prop in _properties(one).items():
            if prop.get("x-dougong", {}).get("id") == identity:
                return Element(kind="field", key=key, id=identity, entity=one.key)
        for button in _buttons(one):
            if button.get("id") == identity:
                return Element(kind="button", key=button["key"], id=identity)
        for setting in one.body.get("settings", ()) if one.kind == "app" else ():
            if setting.get("id") == identity:
                return Element(kind="setting", key=setting["key"], id=identity)
    raise NotFound("There is no element with this id in the draft.")


def where_used(documents: Iterable[Document], identity: str) -> list[Use]:
    """Return where an element is named, itself and its place in the diagram aside; raises NotFound."""
    documents = tuple(documents)
    element = element_of(documents, identity)
    found = [use for use in all_uses(documents) if use.target == element.target]
    if element.kind == "entity":
        found = [
            use
            for use in found
            if (use.document.kind, use.document.key) != ("entity", element.key)
            and not (use.document.kind == "app" and use.pointer.startswith("/diagram/"))
        ]
    return found


def renamed(
    documents: Iterable[Document], kind: str, key: str, to: str, entity: str | None = None
) -> tuple[Document, ...]:
    """Return the documents with an element renamed and every use rewritten, inside formulas too.

    `kind` is a document kind, `field` (of `entity`), `button` or `setting`. Raises NotFound, BadRequest for a bad key,
    Conflict when the new key is taken.
    """
    documents = tuple(documents)
    element = _element_named(documents, kind, key, entity)
    if not is_key(to) or (kind == "field" and to in RESERVED_KEYS):
        message = "A key is lowercase letters, digits and _, starting with a letter, and no reserved word."
        raise BadRequest.at("/to", message, code="key")
    if _exists(documents, replace(element, key=to)):
        raise Conflict.at("/to", f"There is a {kind} “{to}” already.")
    by_document: dict[tuple[str, str], list[Use]] = {}
    for use in all_uses(documents):
        if use.target == element.target:
            by_document.setdefault((use.document.kind, use.document.key), []).append(use)
    result = []
    for one in documents:
        body = copy.deepcopy(dict(one.body))
        for use in _last_first(by_document.get((one.kind, one.key), [])):
            _rewrite(body, use, to)
        result.append(_with_new_key(Document(kind=one.kind, key=one.key, body=body), element, to))
    return tuple(result)


def carried_over(document: Document, names: AppNames, keys: Mapping[Target, str]) -> Document:
    """Return a document that was written under earlier keys, with its uses of some elements rewritten."""
    body = copy.deepcopy(dict(document.body))
    for use in _last_first([one for one in uses_in(document, names) if one.target in keys]):
        _rewrite(body, use, keys[use.target])
    return replace(document, body=body)


def moved_fields(before: Iterable[Document], after: Iterable[Document]) -> dict[Target, str]:
    """Return the fields that have another key now, each with it; entities that moved themselves left out."""
    old, new = (
        {
            (one.key, prop.get("x-dougong", {}).get("id")): key
            for one in documents
            for key, prop in _properties(one).items()
        }
        for documents in (before, after)
    )
    return {
        ("field", entity, key): new[entity, identity]
        for (entity, identity), key in old.items()
        if new.get((entity, identity), key) != key
    }


def _last_first(uses: list[Use]) -> list[Use]:
    """Order uses so that rewriting one does not move another: by place from behind, member names last."""
    return sorted(uses, key=lambda use: (use.as_key, -(use.position or 0)))


def _rewrite(body: dict[str, Any], use: Use, to: str) -> None:
    *way, last = [step.replace("~1", "/").replace("~0", "~") for step in use.pointer.split("/")[1:]]
    holder: Any = body
    for step in way:
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
    if use.as_key:
        items = [(to if name == last else name, value) for name, value in holder.items()]
        holder.clear()
        holder.update(items)
        return
    place: Any = int(last) if isinstance(holder, list) else last
    if use.position is None:
        holder[place] = to
    else:
        text = holder[place]
        holder[place] = text[: use.position] + to + text[use.position + (use.length or 0) :]


def _with_new_key(document: Document, element: Element, to: str) -> Document:
    body: dict[str, Any] = dict(document.body)
    if element.kind == "field" and document.kind == "entity":
        if document.key == element.entity:
            schema = dict(body["schema"])
            schema["properties"] = {
                (to if name == element.key else name): prop for name, prop in schema["properties"].items()
            }
            body["schema"] = schema
            if body.get("title") == element.key:
                body["title"] = to
            states = body.get("states")
            if states and states.get("field") == element.key:
                body["states"] = {**states, "field": to}
        return replace(document, body=body)
    if element.kind == "button" and _buttons(document):
        body["buttons"] = [
            {**one, "key": to} if one.get("key") == element.key else one for one in _buttons(document)
        ]
        return replace(document, body=body)
    if element.kind == "setting" and document.kind == "app":
        body["settings"] = [
            {**one, "key": to} if one["key"] == element.key else one for one in body["settings"]
        ]
        return replace(document, body=body)
    if (document.kind, document.key) == (element.kind, element.key):
        return Document(kind=document.kind, key=to, body={**body, "key": to})
    return document


def _element_named(documents: Iterable[Document], kind: str, key: str, entity: str | None) -> Element:
    element = Element(kind=kind, key=key, id="", entity=entity if kind == "field" else None)
    if kind not in (*KINDS, "field", "button", "setting") or kind == "app":
        raise BadRequest.at("/kind", "Rename takes the kind of a document, field, button or setting.")
    if not _exists(documents, element):
        raise NotFound.at("/key", f"There is no {kind} “{key}” in the draft.")
    return element


def _exists(documents: Iterable[Document], element: Element) -> bool:
    for one in documents:
        if element.kind == "field" and one.kind == "entity" and one.key == element.entity:
            return element.key in _properties(one)
        if element.kind == "setting" and one.kind == "app":
            return element.key in {setting.get("key") for setting in one.body.get("settings", ())}
        if element.kind == "button" and element.key in {button.get("key") for button in _buttons(one)}:
            return True
        if (one.kind, one.key) == (element.kind, element.key):
            return True
    return False


def _properties(document: Document) -> Mapping[str, Mapping[str, Any]]:
    if document.kind != "entity":
        return {}
    found: Mapping[str, Mapping[str, Any]] = document.body.get("schema", {}).get("properties", {})
    return found


def _buttons(document: Document) -> list[Mapping[str, Any]]:
    return list(document.body.get("buttons", ())) if document.kind == "entity" else []
