"""Documents: a proposed entity as the document that the builder keeps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from dougong_form.definition import Text
from dougong_form.parse import RESERVED_KEYS
from dougong_form.proposals.kinds import ProposedEntity, ProposedField, text_of
from dougong_model import is_key, new_id

NameKey = Callable[[str], str]
"""Returns the key that a label suggests; blank when nothing of it can stand in one."""
_COLOURS = ("blue", "green", "amber", "teal", "red", "grey")
_TEXT = {"type": "string"}
_SHAPES: Mapping[str, Mapping[str, Any]] = {
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "duration": {"type": "string", "format": "duration"},
    "number": {"type": "string", "format": "decimal"},
    "percent": {"type": "string", "format": "decimal"},
    "money": {"type": "object"},
    "member": {"type": "string", "format": "uuid"},
    "department": {"type": "string", "format": "uuid"},
    "reference": {"type": "string", "format": "uuid"},
    "tree_parent": {"type": "string", "format": "uuid"},
    "switch": {"type": "boolean", "default": False},
    "members": {"type": "array"},
    "departments": {"type": "array"},
    "references": {"type": "array"},
    "multi_select": {"type": "array"},
    "tags": {"type": "array"},
    "sub_table": {"type": "array"},
    "json": {},
}
_BARE = frozenset(
    {"switch", "multi_select", "tags", "sub_table", "json", "members", "departments", "references"}
)
"""Types with an empty value of their own."""


def entity_document(
    entity: ProposedEntity, name_key: NameKey, taken: Collection[str] = (), parent: str | None = None
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the documents of an entity and of its rows, itself first, and the key of the field of each source.

    `taken` are the keys of entities that are there already.
    """
    used = set(taken)
    key = free_key(entity.key or _word(entity.name, name_key), used, "entity")
    used.add(key)
    keys = dict(_keys(entity, name_key))
    properties: dict[str, Any] = {}
    children: list[dict[str, Any]] = []
    for one in entity.fields:
        made = property_of(one, name_key)
        if one.rows is not None:
            inner, _ = entity_document(one.rows, name_key, used, key)
            used |= {each["key"] for each in inner}
            children += inner
            made["x-dougong"]["entity"] = inner[0]["key"]
        properties[keys[one.source]] = made
    title = keys.get(entity.title, "")
    if not title:
        title = free_key("name", set(properties), "name")
        properties = {title: _name_property(), **properties}
    required = [title, *(keys[one.source] for one in entity.fields if one.required)]
    _require(properties, title)
    document = {
        "format": 1,
        "id": new_id(),
        "key": key,
        **({"parent": parent} if parent else {}),
        "name": entity.name,
        **({"description": entity.description} if entity.description else {}),
        "title": title,
        "schema": {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "required": list(dict.fromkeys(required)),
            "properties": properties,
        },
    }
    return [document, *children], keys


def free_key(wished: str, used: Collection[str], otherwise: str) -> str:
    """Return a key that nobody has: the wished one, or it with the first number that makes it free."""
    start = wished if is_key(wished) else otherwise
    key, number = start, 2
    while key in used:
        key, number = f"{start[:44]}_{number}", number + 1
    return key


def property_of(field: ProposedField, name_key: NameKey) -> dict[str, Any]:
    """Return the property of a field, without what depends on others."""
    guess = field.guess
    shape = {**_SHAPES.get(guess.type, _TEXT), **guess.schema}
    if guess.type == "number" and guess.settings.get("precision") == 0:
        shape = {name: value for name, value in shape.items() if name != "format"} | {"type": "integer"}
    own: dict[str, Any] = {"id": new_id(), "type": guess.type, "label": field.label, **guess.settings}
    if field.own is not None:
        own = {**field.own, "id": own["id"]}
    if field.help and "help" not in own:
        own["help"] = field.help
    if guess.choices:
        own["options"] = list(options_of(guess.choices, name_key))
    if guess.type == "select":
        shape["enum"] = [one["key"] for one in own.get("options", ())]
    if guess.type == "multi_select":
        shape["items"] = {"type": "string", "enum": [one["key"] for one in own.get("options", ())]}
    label = field.label.get("en") or field.label.get("zh") or field.source
    made = {**shape, "title": label, "x-dougong": own}
    if not field.required and guess.type not in _BARE and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
        if "enum" in made:
            made["enum"] = [*made["enum"], None]
    return made


def options_of(labels: Collection[str], name_key: NameKey) -> Iterator[dict[str, Any]]:
    """Yield the choices of a select, each with a key of its own and a colour."""
    used: set[str] = set()
    for place, label in enumerate(labels):
        key = free_key(name_key(label), used, f"option_{place + 1}")
        used.add(key)
        yield {"key": key, "label": text_of(label), "colour": _COLOURS[place % len(_COLOURS)]}


def _keys(entity: ProposedEntity, name_key: NameKey) -> Iterator[tuple[str, str]]:
    used = set(RESERVED_KEYS)
    for place, one in enumerate(entity.fields):
        wished = one.source if is_key(one.source) else _word(one.label, name_key)
        key = free_key(wished, used, f"field_{place + 1}")
        used.add(key)
        yield one.source, key


def _word(label: Text, name_key: NameKey) -> str:
    return name_key(label.get("en") or label.get("zh") or "")


def _require(properties: dict[str, Any], title: str) -> None:
    """Let the title be filled in by whoever makes a record, and be found by the search."""
    made = properties[title]
    if isinstance(made.get("type"), list):
        made["type"] = made["type"][0]
    if made["x-dougong"]["type"] == "text":
        made["x-dougong"] |= {"search": True, "pinyin": True}


def _name_property() -> dict[str, Any]:
    label = {"en": "Name", "zh": "名称"}
    return {
        "type": "string",
        "maxLength": 120,
        "title": "Name",
        "x-dougong": {"id": new_id(), "type": "text", "label": label, "search": True, "pinyin": True},
    }
