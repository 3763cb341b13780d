"""Tags: a free list of short words; what was used before is suggested."""

from __future__ import annotations

from typing import Any, ClassVar

from dougong_form.definition import Column, Field, FieldType, Surroundings, Text, ValueRefused
from dougong_form.field_types.multi_select import BETWEEN, MULTI_SELECT, single_words
from dougong_formula.types import TEXT as TEXT_TYPE
from dougong_formula.types import Type, list_of
from dougong_model import Value

MOST_TAGS = 100
LONGEST = 60


class TagsType(FieldType):
    """Words in the order in which they were given, each once; `suggestions` are offered besides those in use."""

    name: ClassVar[str] = "tags"
    group: ClassVar[str] = "choice"
    label: ClassVar[Text] = {"en": "Tags", "zh": "标签"}
    icon: ClassVar[str] = "tags"
    widget: ClassVar[str] = "tags"
    operators: ClassVar[tuple[str, ...]] = MULTI_SELECT.operators
    conversions: ClassVar[frozenset[str]] = frozenset({"tags", "multi_select", "select", "text", "long_text"})
    settings_schema: ClassVar[dict[str, Any]] = {
        "suggestions": {
            "type": "array",
            "items": {"type": "string", "minLength": 1, "maxLength": LONGEST},
            "maxItems": 200,
        },
    }

    def columns(self, field: Field) -> tuple[Column, ...]:
        return (Column(kind="text[]"),)

    def formula_type(self, field: Field) -> Type:
        return list_of(TEXT_TYPE)

    def json_schema(self, field: Field) -> dict[str, Any]:
        limits = {name: field.schema[name] for name in ("minItems", "maxItems") if name in field.schema}
        return {
            "type": "array",
            "items": {"type": "string", "maxLength": LONGEST},
            "maxItems": MOST_TAGS,
            **limits,
        }

    def parse(self, field: Field, json: Any) -> Value:
        words = (" ".join(str(one).split()) for one in json)
        return tuple(dict.fromkeys(one for one in words if one))

    def to_json(self, field: Field, value: Value) -> Any:
        return list(value or ())  # type: ignore[arg-type]

    def to_columns(self, field: Field, value: Value) -> tuple[Any, ...]:
        return (list(value or ()),)  # type: ignore[arg-type]

    def from_columns(self, field: Field, columns: tuple[Any, ...]) -> Value:
        return tuple(columns[0] or ())

    def from_text(self, field: Field, text: str) -> Any:
        return [self._short(one.strip()) for one in BETWEEN.split(text) if one.strip()]

    def to_text(self, field: Field, value: Value) -> str:
        return "; ".join(value or ())  # type: ignore[arg-type]

    def from_other(self, field: Field, other: Field, value: Value, around: Surroundings) -> Any:
        return [self._short(one) for one in single_words(other, value, around)]

    def _short(self, word: str) -> str:
        if len(word) > LONGEST:
            raise ValueRefused("maxLength", f"This has more than {LONGEST} characters.")
        return word

    def sample(self, field: Field) -> Any:
        return ["urgent", "出口"]


TAGS = TagsType()
