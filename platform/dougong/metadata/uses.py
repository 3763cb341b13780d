"""Uses: every place in a document where another element is named, by key or inside an expression.

The walk knows documents by the names of their members: `entity` names an entity, `when` is an expression,
`set` has fields for keys. That is one table (member_names) instead of one reader for each kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dougong.metadata.documents import Document
from dougong.metadata.expression_names import (
    FormNames,
    InnerNames,
    NameUse,
    names_in,
    names_in_template,
    record_named,
    texts_given,
)
from dougong.metadata.member_names import (
    ALIASED,
    EXPRESSIONS,
    FIELD_KEYED,
    FIELDS,
    KEYS,
    OPAQUE,
    STEPS,
    TAGGING,
    TEMPLATES,
    THROUGH,
    TODO,
)
from dougong.metadata.test_uses import TESTED, Telling, uses_of_test
from dougong.metadata.vocabulary import AppNames
from dougong_form import escape
from dougong_formula import TABLES

Target = tuple[str, ...]
"""What is named: ("entity", key), ("field", entity, key), ("choice", entity, field, key), ("setting", key), or
(kind, key).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One naming of an element: inside an expression when it has a `position`, or a member's name."""

    document: Document
    pointer: str
    target: Target
    text: str
    position: int | None = None
    length: int | None = None
    as_key: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk stands: the entity of bare names, the entity whose fields are listed, the kind above."""

    row: str | None
    fields: str | None
    expressions: bool = True


def uses_in(document: Document, names: AppNames) -> Iterator[Use]:
    """Yield every use of another element in a document."""
    root = document.body.get("entity") or document.body.get("source")
    if document.kind == "entity":
        root = document.key
    entity = root if isinstance(root, str) else None
    yield from _Walk(document, names).mapping(document.body, "", _Place(entity, entity))


class _Walk:
    def __init__(self, document: Document, names: AppNames | InnerNames) -> None:
        self.document = document
        self.names = names

    def use(self, pointer: str, target: Target, text: str, as_key: bool = False) -> Use:
        return Use(document=self.document, pointer=pointer, target=target, text=text, as_key=as_key)

    def visit(self, value: Any, pointer: str, place: _Place) -> Iterator[Use]:
        """Go on below a member that says nothing itself."""
        if isinstance(value, Mapping):
            yield from self.mapping(value, pointer, place)
        elif isinstance(value, list):
            for index, one in enumerate(value):
                yield from self.visit(one, f"{pointer}/{index}", place)

    def mapping(self, body: Mapping[str, Any], pointer: str, place: _Place) -> Iterator[Use]:
        place = self._narrowed(body, pointer, place)
        waiting = self.document.kind == "flow" and body.get("kind") == "wait"
        for name, value in body.items():
            at = f"{pointer}/{escape(name)}"
            if name == "message" and waiting:
                continue  # what a flow waits for is no message document
            if name == "properties" and self.document.kind == "entity":
                for key, prop in value.items():
                    yield from self._property(key, prop, f"{at}/{escape(key)}", place)
            else:
                yield from self._member(name, value, at, place)

    def _narrowed(self, body: Mapping[str, Any], pointer: str, place: _Place) -> _Place:
        """Return the place inside an object that names its own entity or source."""
        if not pointer:
            return place
        source, entity = body.get("source"), body.get("entity")
        if isinstance(source, str):
            return _Place(source, source)
        if isinstance(entity, str) and self.document.kind == "role":
            return _Place(entity, entity)
        if isinstance(entity, str) and self.document.kind != "entity":
            return _Place(place.row, entity)
        if self.document.kind == "form" and isinstance(body.get("field"), str):
            return _Place(place.row, self._target(place.row, body["field"]))
        return place

    def _target(self, entity: str | None, key: str) -> str | None:
        """Return the entity that a field points to, or whose rows it holds."""
        member = self.names.members(entity or "").get(key)
        child = None if member is None else member.type.item or member.type
        return None if child is None else child.entity

    def _picker(self, text: str, at: str, entity: str | None, target: str | None) -> Iterator[Use]:
        """Walk a condition on what a form's reference may point to: `form.` is the form's record."""
        for one in names_in(text, target, FormNames(self.names, entity)):
            yield self._inside(at, text, one)

    def _property(self, key: str, prop: Mapping[str, Any], pointer: str, place: _Place) -> Iterator[Use]:
        own = prop.get("x-dougong", {})
        at = f"{pointer}/x-dougong"
        if own.get("type") == "roll_up":
            yield from self._roll_up(own, at, place)
            own = {
                name: value for name, value in own.items() if name not in ("of", "value", "when", "function")
            }
        if own.get("rate_date") is not None:
            yield self._rate_date(str(own["rate_date"]), f"{at}/rate_date", place)
        if isinstance(own.get("default"), str):
            yield from self._given(own["default"], f"{at}/default", place.row, key)
        for name, value in own.items():
            yield from self._member(name, value, f"{at}/{escape(name)}", place)

    def _rate_date(self, key: str, at: str, place: _Place) -> Use:
        """Name the date of an amount's rate: a field of the entity or, in a sub-table, of the one above."""
        parent = self.document.body.get("parent")
        here = key in self.names.members(place.row or "")
        return self.use(at, ("field", str(place.row if here or parent is None else parent), key), key)

    def _roll_up(self, own: Mapping[str, Any], at: str, place: _Place) -> Iterator[Use]:
        rows = str(own.get("of", ""))
        member = self.names.members(place.row or "").get(rows)
        yield self.use(f"{at}/of", ("field", str(place.row), rows), rows)
        if member is not None and member.type.item is not None:
            child = member.type.item.entity
            for name in ("value", "when"):
                if isinstance(own.get(name), str):
                    yield from self._expression(own[name], f"{at}/{name}", child)

    def _member(self, name: str, value: Any, at: str, place: _Place) -> Iterator[Use]:
        if name in STEPS and isinstance(value, Mapping):
            yield from self._step(name, value, at, place)
        elif name in THROUGH and isinstance(value, Mapping):
            yield from self._through(value, at, place)
        elif name in TAGGING and isinstance(value, Mapping):
            yield from self._tags(value, at, place)
        elif name == "load" and isinstance(value, Mapping):
            entity = str(value["entity"]) if "entity" in value else place.row
            yield from self.visit(value, at, _Place(entity, entity))
        elif self.document.kind == "dataset" and name in ALIASED and isinstance(value, Mapping):
            for key, text in value.items():
                if isinstance(text, str):
                    yield from self._expression(text, f"{at}/{escape(key)}", place.row)
        elif name == "tests" and self.document.kind in TESTED and isinstance(value, list):
            told = Telling(self.names, self.use, self._keyed, self._expression, self._target)
            for index, test in enumerate(value):
                yield from uses_of_test(told, test, f"{at}/{index}", place.row)
        elif name == "inputs" and self.document.kind == "table" and isinstance(value, list):
            for index, column in enumerate(value):
                # An input without an expression is the field of its key.
                if isinstance(column, Mapping) and "expression" not in column:
                    yield from self._fields(column.get("key"), f"{at}/{index}/key", place.row)
            yield from self.visit(value, at, place)
        elif name == "pool_value" and self.document.kind == "pool":
            field = str(self.document.body.get("pool_field"))
            yield self.use(at, ("choice", str(place.row), field, str(value)), str(value))
        elif name == "offer" and isinstance(value, Mapping):
            yield from self._keyed(value, at, place.row)
        elif name == "pick" and isinstance(value, Mapping):
            yield from self._keyed(value, at, place.row)
            for key, text in value.items():
                yield from self._picker(text, f"{at}/{escape(key)}", place.row, self._target(place.row, key))
        elif name == "choices" and self.document.kind == "form" and isinstance(value, Mapping):
            yield from self._keyed(value, at, place.row)
            for key, told in value.items():
                there = _Place(place.row, self._target(place.row, key))
                yield from self.visit(told, f"{at}/{escape(key)}", there)
        elif name == "binds" and isinstance(value, Mapping):
            for key in value:
                for kind in ("dataset", "metric"):
                    yield self.use(f"{at}/{escape(key)}", (kind, key), key, as_key=True)
        elif name in FIELD_KEYED and isinstance(value, Mapping):
            yield from self._field_keyed(name, value, at, place)
        elif name == "keep_rows" and isinstance(value, Mapping):
            yield from self._merged_rows(value, at, place)
        elif (
            name in TEMPLATES
            and isinstance(value, str | Mapping)
            and not (name == "message" and isinstance(value, str))
        ):
            yield from self._templates(value, at, place)
        elif name in KEYS and self._names_element(name, value):
            yield from self._keys(KEYS[name], value, at)
        elif (
            isinstance(value, str)
            and name in EXPRESSIONS
            and not (name == "of" and self.document.kind == "entity")
        ):
            if name == "filter" and self.document.kind == "form":
                yield from self._picker(value, at, place.row, place.fields)
            else:
                yield from self._expression(value, at, place.row)
        elif name in FIELDS and isinstance(value, str | list):
            yield from self._fields(value, at, place.row if name == "field" else place.fields)
        elif name not in OPAQUE:
            yield from self.visit(value, at, place)

    def _step(self, name: str, body: Mapping[str, Any], at: str, place: _Place) -> Iterator[Use]:
        """Walk a step that writes other records than the one at hand: its values are fields of those."""
        entity = str(body["entity"]) if "entity" in body else TODO if name == "CreateTodo" else None
        if name in _OWN_WALKS:
            yield from _OWN_WALKS[name](self, body, at, place)
            return
        if name in ("SignalFlow", "Update"):
            own = name == "SignalFlow" and "record" not in body
            entity = place.row if own else record_named(str(body.get("record", "")), place.row, self.names)
            body = {member: value for member, value in body.items() if member != "message"}
        there = _Place(place.row, entity)
        for member, value in body.items():
            here = f"{at}/{escape(member)}"
            if member == "do" and name == "Create":
                yield from self._inside_step(value, here, place, entity)
            else:
                yield from self._member(member, value, here, there)

    def _merging(self, body: Mapping[str, Any], at: str, place: _Place) -> Iterator[Use]:
        """Walk a step that merges records of one entity: what it asks and does is about each of them."""
        inner = _Walk(self.document, InnerNames(self.names, place.row))
        for member, value in body.items():
            here = f"{at}/{escape(member)}"
            if member == "match":
                yield from self._fields(value, here, place.row)
            elif member == "prefer" and isinstance(value, list):
                for index, text in enumerate(value):
                    yield from inner._expression(str(text), f"{here}/{index}", place.row)
            else:
                yield from inner._member(member, value, here, _Place(place.row, place.row))

    def _finding(self, body: Mapping[str, Any], at: str, place: _Place) -> Iterator[Use]:
        """Walk a step that looks for a record of another entity: it is found by its own fields."""
        there = str(body.get("entity", ""))
        for member, value in body.items():
            here = f"{at}/{escape(member)}"
            if member == "match" and isinstance(value, list):
                for index, way in enumerate(value):
                    yield from self._member("values", way, f"{here}/{index}", _Place(place.row, there))
            elif member == "into":
                yield from self._fields(value, here, place.row)
            elif member == "do":
                yield from self._inside_step(value, here, place, there)
            else:
                yield from self._member(member, value, here, place)

    def _issuing(self, body: Mapping[str, Any], at: str, place: _Place) -> Iterator[Use]:
        """Walk a step that issues a link: its values are fields of the form's entity."""
        form = self.names.open_forms.get(str(body.get("form", "")))
        for member, value in body.items():
            here = f"{at}/{escape(member)}"
            if member in ("into", "code"):
                yield from self._fields(value, here, place.row)
            else:
                yield from self._member(member, value, here, _Place(place.row, form))

    def _inside_step(self, value: Any, at: str, place: _Place, entity: str | None) -> Iterator[Use]:
        """Walk what a step does about other records."""
        inner = _Walk(self.document, InnerNames(self.names, place.row))
        yield from inner.visit(value, at, _Place(entity, entity))

    def _through(self, body: Mapping[str, Any], at: str, place: _Place) -> Iterator[Use]:
        """Walk a step that goes through the records of a list, and perhaps makes others of them."""
        through = record_named(str(body.get("records", "")), place.row, self.names)
        inner = _Walk(self.document, InnerNames(self.names, place.row))
        made = body.get("entity") or self._target(place.row, str(body.get("into", "")))
        for member, value in body.items():
            here = f"{at}/{escape(member)}"
            if member == "records" and isinstance(value, str):
                yield from self._expression(value, here, place.row)
            elif member == "into":
                yield from self._fields(value, here, place.row)
            elif member == "entity":
                yield from self._member(member, value, here, place)
            else:
                fields = str(made) if member == "values" else through
                yield from inner._member(member, value, here, _Place(through, fields))

    def _tags(self, body: Mapping[str, Any], at: str, place: _Place) -> Iterator[Use]:
        """Walk a step that puts choices into a field or takes them out."""
        key, tags = str(body.get("field", "")), body.get("tags")
        yield from self._fields(key, f"{at}/field", place.row)
        member = self.names.members(place.row or "").get(key)
        if member is not None and member.options and isinstance(tags, list):
            for index, tag in enumerate(tags):
                yield self.use(f"{at}/tags/{index}", ("choice", str(place.row), key, str(tag)), str(tag))

    def _conversion(self, body: Mapping[str, Any], at: str, place: _Place) -> Iterator[Use]:
        for member, value in body.items():
            here = f"{at}/{escape(member)}"
            if member in ("into", "carry") and isinstance(value, list):
                for index, one in enumerate(value):
                    if isinstance(one, Mapping):
                        yield from self._made(one, f"{here}/{index}", _Place(place.row, one.get("entity")))
            elif member == "references":
                yield from self._keyed(value, here, place.row)
            elif member != "open":
                yield from self._member(member, value, here, place)

    def _made(self, target: Mapping[str, Any], at: str, place: _Place) -> Iterator[Use]:
        """Walk a record that a conversion makes, or records that it takes along."""
        for member, value in target.items():
            here = f"{at}/{escape(member)}"
            if member in ("references", "to", "files"):
                yield from self._keyed(value, here, place.fields)
                if member == "files":
                    for key, source in value.items():
                        yield from self._fields(source, f"{here}/{escape(key)}", place.row)
            elif member == "match" and isinstance(value, list):
                for index, one in enumerate(value):
                    yield from self._member("values", one, f"{here}/{index}", place)
            elif member == "by":
                yield from self._fields(value, here, place.fields)
            elif member != "as":
                yield from self._member(member, value, here, place)

    def _keyed(self, value: Any, at: str, entity: str | None) -> Iterator[Use]:
        """Yield fields of an entity that stand as member names."""
        if isinstance(value, Mapping) and entity is not None:
            for key in value:
                yield self.use(f"{at}/{escape(key)}", ("field", entity, key), key, as_key=True)

    def _merged_rows(self, value: Mapping[str, Any], at: str, place: _Place) -> Iterator[Use]:
        """Walk the sub-tables that keep what told merged records apart: their fields → those of the record."""
        yield from self._keyed(value, at, place.fields)
        for key, mapping in value.items():
            child = record_named(key, place.fields, self.names)
            yield from self._keyed(mapping, f"{at}/{escape(key)}", child)
            for name, source in mapping.items():
                yield from self._fields(source, f"{at}/{escape(key)}/{escape(name)}", place.fields)

    def _names_element(self, name: str, value: Any) -> bool:
        if name == "start":
            return self.document.kind == "app"
        if name == "parent":
            return self.document.kind == "entity"
        return isinstance(value, str) or (
            isinstance(value, list) and all(isinstance(one, str) for one in value)
        )

    def _keys(self, kind: str, value: Any, at: str) -> Iterator[Use]:
        if isinstance(value, str):
            yield self.use(at, (kind, value), value)
            return
        for index, one in enumerate(value):
            yield self.use(f"{at}/{index}", (kind, one), one)

    def _fields(self, value: Any, at: str, entity: str | None) -> Iterator[Use]:
        if isinstance(value, list):
            for index, one in enumerate(value):
                yield from self._fields(one, f"{at}/{index}", entity)
        elif isinstance(value, str) and value != "*":
            shift = 1 if value.startswith("-") else 0
            if self.names.holds_files(entity, value[shift:]):
                yield self.use(at, ("field", str(entity), value), value)
                return
            for one in names_in(value[shift:], entity, self.names):
                yield self._inside(at, value, one, shift)

    def _field_keyed(self, name: str, value: Mapping[str, Any], at: str, place: _Place) -> Iterator[Use]:
        entity = place.row if name in ("SetFields", "set", "back", "defaults") else place.fields
        yield from self._keyed(value, at, entity)
        for key, one in value.items():
            here = f"{at}/{escape(key)}"
            if isinstance(one, str) and name != "totals":
                yield from self._expression(one, here, place.row)
                yield from self._given(one, here, entity, key)

    def _given(self, text: str, at: str, entity: str | None, key: str) -> Iterator[Use]:
        """Yield the choices that an expression gives to a field of choices."""
        member = self.names.members(entity or "").get(key)
        if member is not None and member.options:
            for choice in texts_given(text):
                yield self.use(at, ("choice", str(entity), key, choice), choice)

    def _templates(self, value: Any, at: str, place: _Place) -> Iterator[Use]:
        if isinstance(value, str):
            for one in names_in_template(value, place.row, self.names):
                yield self._inside(at, value, one)
        elif isinstance(value, Mapping):
            for language, text in value.items():
                yield from self._templates(text, f"{at}/{escape(language)}", place)

    def _expression(self, text: str, at: str, root: str | None) -> Iterator[Use]:
        for one in names_in(text, root, self.names):
            yield self._inside(at, text, one)

    def _inside(self, at: str, text: str, one: NameUse, shift: int = 0) -> Use:
        target: Target = ("setting", one.key) if one.entity == "@settings" else ("field", one.entity, one.key)
        if one.entity == TABLES:
            target = ("table", one.key)
        if one.choice is not None:
            target = ("choice", one.entity, one.key, one.choice)
        return Use(
            document=self.document,
            pointer=at,
            target=target,
            text=text,
            position=one.position + shift,
            length=one.length,
        )


_OWN_WALKS = {
    "Convert": _Walk._conversion,
    "Find": _Walk._finding,
    "IssueCode": _Walk._issuing,
    "Merge": _Walk._merging,
}
"""Steps whose members are walked each in its own way."""
