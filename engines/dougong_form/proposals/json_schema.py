"""JSON Schema: the entities that an object schema describes, and which parts of it they do not carry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from dougong_form.definition import Text
from dougong_form.parse import parse_field
from dougong_form.proposals.kinds import Guess, Loss, ProposedEntity, ProposedField, text_of
from dougong_form.proposals.schema_source import SchemaSource
from dougong_model import Problem

MOST_FIELDS = 300
_DEEPEST = 4
_LONG = 400
MOST_OPTIONS = 200
_FORMATS: Mapping[str, str] = {
    "email": "email",
    "idn-email": "email",
    "uri": "url",
    "iri": "url",
    "url": "url",
    "date": "date",
    "date-time": "datetime",
    "time": "time",
    "duration": "duration",
    "phone": "phone",
    "tel": "phone",
}
_NAMES = ("name", "title", "subject", "名", "标题", "主题")
_NAMELESS = "Field"
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ANNOTATIONS = frozenset(
    {
        "$schema", "$id", "$anchor", "$comment", "$defs", "definitions", "title", "description", "examples",
        "type", "properties", "required", "items", "format", "enum", "const", "minLength", "maxLength",
        "minimum", "maximum", "default", "x-dougong", "uniqueItems", "deprecated", "$ref", "allOf", "readOnly",
    }
)  # fmt: skip
"""Keywords that are read, or say nothing about values."""


class NoObject(Exception):
    """A schema that describes no object with properties."""


def entities_of_schema(schema: Mapping[str, Any], name: str = "") -> tuple[ProposedEntity, list[Loss]]:
    """Return the entity of an object, or of the objects of an array, and everything that it does not carry.

    Raises NoObject when there are no properties.
    """
    reader = _Reader(schema, open=["#"])
    root, pointer = reader.resolved(schema, "")
    if _types(root) == ["array"] and isinstance(root.get("items"), Mapping):
        root, pointer = reader.resolved(root["items"], f"{pointer}/items")
    if not isinstance(root.get("properties"), Mapping) or not root["properties"]:
        raise NoObject
    return reader.entity(root, pointer, name or "Record", 0), reader.losses


@dataclass(slots=True)
class _Reader(SchemaSource):
    """The reading of one schema."""

    count: int = 0

    def entity(self, node: Mapping[str, Any], pointer: str, name: str, depth: int) -> ProposedEntity:
        """Return the entity of an object schema."""
        called = str(node.get("title") or name)[:80]
        fields = list(self._members(node, pointer, (), depth))
        self._unread(
            node, pointer, {"additionalProperties"} if node.get("additionalProperties") is False else set()
        )
        if isinstance(node.get("additionalProperties"), Mapping):
            self.lose(
                pointer,
                "additionalProperties",
                {
                    "en": "Members without a name of their own have no place.",
                    "zh": "没有具名的成员无处存放。",
                },
            )
        described = node.get("description")
        return ProposedEntity(
            name=text_of(called),
            fields=tuple(fields),
            title=_title(fields),
            description=text_of(described[:500]) if isinstance(described, str) and described else {},
        )

    def _members(
        self, node: Mapping[str, Any], pointer: str, above: tuple[str, ...], depth: int
    ) -> Iterator[ProposedField]:
        required = node.get("required")
        needed = set(required) if isinstance(required, list) else set()
        for key, value in node.get("properties", {}).items():
            self.count += 1
            if self.count > MOST_FIELDS:
                self.lose(
                    pointer,
                    "properties",
                    {
                        "en": f"Only the first {MOST_FIELDS} members are taken.",
                        "zh": f"只取前 {MOST_FIELDS} 个成员。",
                    },
                )
                return
            place = f"{pointer}/properties/{str(key).replace('~', '~0').replace('/', '~1')}"
            if not isinstance(value, Mapping):
                self.lose(
                    place,
                    "",
                    {
                        "en": "Says nothing about its values; kept as JSON.",
                        "zh": "未说明取值；以 JSON 保存。",
                    },
                )
                value = {}
            yield from self._member(str(key), value, place, above, depth, key in needed and not above)

    def _member(
        self,
        key: str,
        value: Mapping[str, Any],
        pointer: str,
        above: tuple[str, ...],
        depth: int,
        needed: bool,
    ) -> Iterator[ProposedField]:
        reference = value.get("$ref")
        ring = isinstance(reference, str) and reference in self.open
        node, _ = self.resolved(value, pointer)
        label = str(node.get("title") or spoken(key) or _NAMELESS)[:80]
        source = "_".join((*above, key))
        if isinstance(node.get("x-dougong"), Mapping):
            own = self._own(source, node, needed)
            if own is not None:
                yield own
                return
            self._drop(pointer, "x-dougong")
        self.open.append(str(reference))
        if not ring and _is_object(node) and depth < _DEEPEST:
            self.lose(
                pointer,
                "",
                {
                    "en": "An object in the object: its members stand beside the others.",
                    "zh": "嵌套对象：其成员与其他字段并列。",
                },
            )
            for one in self._members(node, pointer, (*above, key), depth + 1):
                yield ProposedField(
                    source=one.source,
                    label=text_of(f"{label} / {next(iter(one.label.values()), one.source)}"),
                    guess=one.guess,
                    help=one.help,
                    own=one.own,
                    rows=one.rows,
                )
        else:
            described = node.get("description")
            guess, rows = self._guess(node, pointer, label, depth, ring)
            yield ProposedField(
                source=source,
                label=text_of(label),
                guess=guess,
                required=needed and guess.type not in ("switch", "sub_table", "json"),
                help=text_of(described[:300]) if isinstance(described, str) and described else {},
                rows=rows,
            )
        self.open.pop()

    def _own(self, source: str, node: Mapping[str, Any], needed: bool) -> ProposedField | None:
        """Return a field that says itself what it is, as an exported entity does; None when nobody can read it."""
        own = dict(node["x-dougong"])
        shape = {key: value for key, value in node.items() if key not in ("x-dougong", "title", "$ref")}
        if isinstance(shape.get("type"), list):
            shape["type"] = next((one for one in shape["type"] if one != "null"), "string")
        problems: list[Problem] = []
        try:
            read = parse_field("field", {**shape, "x-dougong": {**own, "id": "aaaaaaaa"}}, needed, problems)
        except (TypeError, ValueError, ArithmeticError, AttributeError, KeyError):
            return None  # settings of another shape than any app writes
        if read is None or problems or not isinstance(own.get("label"), Mapping):
            return None
        reason = {"en": "The schema names this field type.", "zh": "结构中写明了字段类型。"}
        guess = Guess(type=read.type.name, reason=reason, schema=shape)
        return ProposedField(source=source, label=own["label"], guess=guess, required=needed, own=own)

    def _guess(
        self, node: Mapping[str, Any], pointer: str, label: str, depth: int, ring: bool
    ) -> tuple[Guess, ProposedEntity | None]:
        types = _types(node)
        if ring:
            self.lose(
                pointer, "$ref", {"en": "Contains itself; kept as JSON.", "zh": "包含自身；以 JSON 保存。"}
            )
            return _json({"en": "It contains itself.", "zh": "它包含自身。"}), None
        if "enum" in node or node.get("const") is not None:
            return self._choice(node, pointer), None
        if len(types) > 1:
            self.lose(
                pointer,
                "type",
                {"en": "Several types at once; kept as text.", "zh": "同时有多种类型；以文本保存。"},
            )
            types = ["string"]
        match types:
            case ["string"]:
                return self._text(node, pointer), None
            case ["integer"] | ["number"]:
                return self._number(node, pointer, types[0]), None
            case ["boolean"]:
                self._unread(node, pointer)
                return Guess(type="switch", reason=_typed("boolean")), None
            case ["array"]:
                return self._array(node, pointer, label, depth)
        self._unread(node, pointer)
        if types:
            self.lose(
                pointer,
                "",
                {"en": "Kept as JSON, without fields of its own.", "zh": "以 JSON 保存，没有自己的字段。"},
            )
            return _json(_typed(types[0])), None
        self.lose(pointer, "", {"en": "No type is said; kept as JSON.", "zh": "未说明类型；以 JSON 保存。"})
        return _json({"en": "No type is said.", "zh": "未说明类型。"}), None

    def _choice(self, node: Mapping[str, Any], pointer: str) -> Guess:
        values = node["enum"] if "enum" in node else [node["const"]]
        titles = node.get("x-labels") or [None] * len(values)
        labels = [
            str(title or _written(value))
            for value, title in zip(values, titles, strict=True)
            if value is not None
        ]
        if any(not isinstance(one, str) for one in values if one is not None):
            self.lose(
                pointer,
                "enum",
                {"en": "Choices that are no texts become texts.", "zh": "非文本的选项改为文本。"},
            )
        if len(labels) > MOST_OPTIONS:
            self.lose(
                pointer,
                "enum",
                {
                    "en": f"Only the first {MOST_OPTIONS} choices are taken.",
                    "zh": f"只取前 {MOST_OPTIONS} 个选项。",
                },
            )
        self._unread(node, pointer, {"x-labels"})
        labels = list(dict.fromkeys(labels))[:MOST_OPTIONS]
        count = len(labels)
        reason = {"en": f"Choices: {count} (enum).", "zh": f"{count} 个选项（enum）。"}
        return Guess(type="select" if labels else "text", reason=reason, choices=tuple(labels))

    def _text(self, node: Mapping[str, Any], pointer: str) -> Guess:
        form = node.get("format")
        if isinstance(form, str) and form in _FORMATS:
            self._unread(node, pointer)
            for keyword in ("pattern", "minLength", "maxLength"):
                if keyword in node:
                    self._drop(pointer, keyword)
            return Guess(type=_FORMATS[form], reason=_typed(f"string, format {form}"))
        if form is not None:
            self._drop(pointer, "format")
        longest = node.get("maxLength")
        longest = min(longest, 200_000) if isinstance(longest, int) and longest > 0 else None
        schema: dict[str, Any] = {"maxLength": longest or 255}
        if isinstance(node.get("minLength"), int) and node["minLength"] > 0:
            schema["minLength"] = node["minLength"]
        pattern = node.get("pattern")
        if isinstance(pattern, str) and len(pattern) <= 500:
            schema["pattern"] = pattern
        self._unread(node, pointer, {"pattern"})
        long = longest is not None and longest > _LONG
        if long and "pattern" in schema:
            self._drop(pointer, "pattern")
            del schema["pattern"]
        type_ = "long_text" if long else "code" if "pattern" in schema else "text"
        said = "string" if longest is None else f"string, maxLength {longest}"
        return Guess(
            type=type_, reason=_typed(f"{said}, pattern" if "pattern" in schema else said), schema=schema
        )

    def _number(self, node: Mapping[str, Any], pointer: str, type_: str) -> Guess:
        settings: dict[str, Any] = {}
        for keyword, name, step in (
            ("minimum", "minimum", 0),
            ("maximum", "maximum", 0),
            ("exclusiveMinimum", "minimum", 1),
            ("exclusiveMaximum", "maximum", -1),
        ):
            bound = _decimal(node.get(keyword))
            if bound is None:
                continue
            if step and type_ == "number":
                self._drop(pointer, keyword)
            else:
                settings[name] = format(bound + step, "f")
        whole = type_ == "integer"
        if whole:
            settings["precision"] = 0
        read = {"exclusiveMinimum", "exclusiveMaximum"}
        if "multipleOf" in node:
            step_of = _decimal(node["multipleOf"])
            places = -int(step_of.normalize().as_tuple().exponent) if step_of else None
            if (
                step_of is not None
                and places is not None
                and step_of == Decimal(1).scaleb(-places)
                and 0 <= places <= 10
            ):
                settings["precision"] = places
                read.add("multipleOf")
        self._unread(node, pointer, read)
        return Guess(type="number", reason=_typed(type_), settings=settings)

    def _array(
        self, node: Mapping[str, Any], pointer: str, label: str, depth: int
    ) -> tuple[Guess, ProposedEntity | None]:
        for keyword in ("minItems", "maxItems"):
            if keyword in node:
                self._drop(pointer, keyword)
        self._unread(node, pointer, {"minItems", "maxItems"})
        items = node.get("items")
        if not isinstance(items, Mapping):
            self.lose(
                pointer, "", {"en": "A list of anything; kept as JSON.", "zh": "列表元素不限；以 JSON 保存。"}
            )
            return _json(_typed("array")), None
        reference = items.get("$ref")
        inner, place = self.resolved(items, f"{pointer}/items")
        if "enum" in inner:
            choice = self._choice(inner, place)
            reason = {
                "en": f"A list of {len(choice.choices)} choices.",
                "zh": f"从 {len(choice.choices)} 个选项中多选。",
            }
            return Guess(type="multi_select", reason=reason, choices=choice.choices), None
        if _types(inner) == ["string"]:
            self._unread(inner, place)
            return Guess(type="tags", reason={"en": "A list of texts.", "zh": "文本的列表。"}), None
        if _is_object(inner) and depth == 0 and reference not in self.open:
            self.open.append(str(reference))
            rows = self.entity(inner, place, label, _DEEPEST)
            self.open.pop()
            reason = {
                "en": "A list of objects: rows with fields of their own.",
                "zh": "对象的列表：有自己字段的行。",
            }
            return Guess(type="sub_table", reason=reason), rows
        self.lose(
            pointer, "items", {"en": "Lists in rows are kept as JSON.", "zh": "行内的列表以 JSON 保存。"}
        )
        return _json(_typed("array")), None

    def _drop(self, pointer: str, keyword: str) -> None:
        self.lose(pointer, keyword, {"en": f"“{keyword}” is not checked.", "zh": f"不检查“{keyword}”。"})

    def _unread(self, node: Mapping[str, Any], pointer: str, read: set[str] | None = None) -> None:
        """Tell the keywords of a schema that nobody reads."""
        for keyword in node:
            if keyword not in _ANNOTATIONS and keyword not in (read or ()):
                self._drop(pointer, str(keyword)[:60])
        if "default" in node:
            self.lose(pointer, "default", {"en": "The default is not taken over.", "zh": "不保留默认值。"})


def _types(node: Mapping[str, Any]) -> list[str]:
    """Return the types of a schema, null aside; said, or evident from its keywords."""
    said = node.get("type")
    if isinstance(said, str):
        return [said] if said != "null" else []
    if isinstance(said, list):
        return [str(one) for one in said if one != "null"]
    if isinstance(node.get("properties"), Mapping):
        return ["object"]
    if "items" in node:
        return ["array"]
    return ["string"] if "format" in node or "pattern" in node else []


def _is_object(node: Mapping[str, Any]) -> bool:
    return (
        _types(node) == ["object"]
        and bool(node.get("properties"))
        and isinstance(node["properties"], Mapping)
    )


def _title(fields: Sequence[ProposedField]) -> str:
    """Return the field that names the records: the first text that is called a name, or the first text."""
    texts = [one for one in fields if one.guess.type in ("text", "code")]
    own = [one for one in texts if " / " not in next(iter(one.label.values()), "")] or texts
    named = [one for one in own if any(word in one.source.lower() for word in _NAMES)]
    first = next(iter([*named, *own]), None)
    return first.source if first else ""


def spoken(key: str) -> str:
    """Return a member's name as people write it: “dueDate” and “due_date” are “Due date”."""
    words = _HUMP.sub(" ", key).replace("_", " ").replace("-", " ").split()
    if not words or not all(word.isascii() for word in words):
        return key
    lower = [word if word.isupper() else word.lower() for word in words]
    return " ".join([lower[0][:1].upper() + lower[0][1:], *lower[1:]])


def _typed(said: str) -> Text:
    return {"en": f"Type: {said}.", "zh": f"类型：{said}。"}


def _json(reason: Text) -> Guess:
    return Guess(type="json", reason=reason)


def _written(value: Any) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)[:80]


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 20 else None
