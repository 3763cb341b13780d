"""JSON: any object or list, kept as it was given."""

from __future__ import annotations

import json as library
from typing import Any, ClassVar

from dougong_form.definition import Column, Field, FieldType, Text, ValueRefused, Visitors
from dougong_formula.types import TEXT as TEXT_TYPE
from dougong_formula.types import Type
from dougong_model import Value

LONGEST = 100_000
DEEPEST = 50


def _plain(text: str) -> Any:
    """Refuse the numbers that JSON does not have."""
    raise ValueError(text)


def _depth(value: Any) -> int:
    level, depth = [value], 0
    while level:
        depth += 1
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return depth


class JsonType(FieldType):
    """An object or a list of up to 100,000 characters; expressions see its compact text."""

    name: ClassVar[str] = "json"
    group: ClassVar[str] = "other"
    label: ClassVar[Text] = {"en": "JSON", "zh": "JSON"}
    icon: ClassVar[str] = "braces"
    widget: ClassVar[str] = "json"
    visitors: ClassVar[Visitors] = "never"
    operators: ClassVar[tuple[str, ...]] = ("contains", "not_contains", "blank", "not_blank")
    conversions: ClassVar[frozenset[str]] = frozenset({"json", "long_text"})

    def columns(self, field: Field) -> tuple[Column, ...]:
        return (Column(kind="text"),)

    def formula_type(self, field: Field) -> Type:
        return TEXT_TYPE

    def json_schema(self, field: Field) -> dict[str, Any]:
        return {"type": ["object", "array"]}

    def parse(self, field: Field, json: Any) -> Value:
        if _depth(json) > DEEPEST:
            raise ValueRefused("too_deep", f"This is more than {DEEPEST} levels deep.")
        text = library.dumps(json, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        if len(text) > LONGEST:
            raise ValueRefused("maxLength", f"This has more than {LONGEST} characters.")
        return text

    def to_json(self, field: Field, value: Value) -> Any:
        return None if value is None else library.loads(str(value))

    def from_text(self, field: Field, text: str) -> Any:
        if not text.strip():
            return None
        try:
            found = library.loads(text, parse_constant=_plain)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict | list):
            raise ValueRefused("json", f"“{text.strip()[:40]}” is not a JSON object or list.")
        return found

    def shown(self, field: Field, json: Any, language: str) -> str:
        return library.dumps(json, ensure_ascii=False, separators=(",", ":"))

    def sample(self, field: Field) -> Any:
        return {"size": [1, 2.5], "颜色": "红", "none": None}


JSON = JsonType()
