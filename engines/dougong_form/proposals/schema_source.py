"""Schemas as they are written: references followed, parts that hold together made one, null set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dougong_form.definition import Text
from dougong_form.proposals.kinds import Loss

_DEEPEST = 12
"""So many references and parts may stand in each other."""


_TEXTS = ("title", "description", "format", "pattern", "$ref")
_WHOLE = ("minLength", "maxLength", "minItems", "maxItems")


def sound(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a schema without keywords whose values are not of the kind that JSON Schema gives them."""
    return {key: value for key, value in node.items() if _is_sound(key, value)}


def _is_sound(keyword: str, value: Any) -> bool:
    if keyword in _TEXTS:
        return isinstance(value, str)
    if keyword in _WHOLE:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    match keyword:
        case "x-labels":  # our own note of what choices are called
            return False
        case "properties":
            return isinstance(value, Mapping)
        case "enum":
            return isinstance(value, list) and any(one is not None for one in value)
        case "required":
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        case "type":
            return isinstance(value, str) or (
                isinstance(value, list) and all(isinstance(one, str) for one in value)
            )
    return True


@dataclass(slots=True)
class SchemaSource:
    """The schema as a whole, to which references point, and what was lost so far."""

    root: Mapping[str, Any]
    losses: list[Loss] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    """The references that are being followed: one of them again is a ring."""

    def lose(self, pointer: str, keyword: str, message: Text) -> None:
        place = f"{pointer}/{keyword}" if keyword else pointer
        self.losses.append(Loss(pointer=place, keyword=keyword, message=message))

    def resolved(self, node: Mapping[str, Any], pointer: str) -> tuple[Mapping[str, Any], str]:
        """Return a schema with its reference followed and the parts that hold together made one."""
        seen: list[str] = []
        node = sound(node)
        while isinstance(reference := node.get("$ref"), str):
            target = self._target(reference)
            if target is None or reference in seen or len(seen) > 20:
                self.lose(
                    pointer,
                    "$ref",
                    {"en": "Refers to something outside of this document.", "zh": "引用了本文档之外的内容。"},
                )
                return {key: value for key, value in node.items() if key != "$ref"}, pointer
            seen.append(reference)
            node = {**sound(target), **{key: value for key, value in node.items() if key != "$ref"}}
        parts = node.get("allOf")
        if isinstance(parts, list):
            node = self._joined({key: value for key, value in node.items() if key != "allOf"}, parts, pointer)
        return self._without_null(node, pointer), pointer

    def _target(self, reference: str) -> Mapping[str, Any] | None:
        if not reference.startswith("#"):
            return None
        found: Any = self.root
        for step in filter(None, reference[1:].split("/")):
            plain = step.replace("~1", "/").replace("~0", "~")
            found = found.get(plain) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else None

    def _joined(self, node: Mapping[str, Any], parts: Sequence[Any], pointer: str) -> Mapping[str, Any]:
        joined: dict[str, Any] = dict(node)
        for place, part in enumerate(parts[:50]):
            if not isinstance(part, Mapping) or len(self.open) > _DEEPEST:
                continue
            self.open.append("allOf")
            one, _ = self.resolved(part, f"{pointer}/allOf/{place}")
            self.open.pop()
            for key, value in one.items():
                if key == "properties" and isinstance(value, Mapping):
                    joined[key] = {**joined.get(key, {}), **value}
                elif key == "required" and isinstance(value, list):
                    joined[key] = [*joined.get(key, []), *value]
                else:
                    joined.setdefault(key, value)
        return joined

    def _without_null(self, node: Mapping[str, Any], pointer: str) -> Mapping[str, Any]:
        """Return a schema whose only alternative is null as the schema itself."""
        for keyword in ("anyOf", "oneOf"):
            ways = node.get(keyword)
            if not isinstance(ways, list):
                continue
            real = [one for one in ways if isinstance(one, Mapping) and one.get("type") != "null"]
            rest = {key: value for key, value in node.items() if key != keyword}
            if len(real) == 1 and len(self.open) <= _DEEPEST:
                self.open.append(keyword)
                inner, _ = self.resolved(real[0], f"{pointer}/{keyword}")
                self.open.pop()
                return {**inner, **rest}
            if real and all("const" in one for one in real):
                return {
                    **rest,
                    "enum": [one["const"] for one in real],
                    "x-labels": [one.get("title") for one in real],
                }
        return node
