"""Multi select: any number of choices; empty is the empty list."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from dougong_form.definition import Column, Field, FieldType, Surroundings, Text
from dougong_form.field_types.select import SELECT, check_options, option_from_text
from dougong_formula.types import TEXT as TEXT_TYPE
from dougong_formula.types import Type, list_of
from dougong_model import Problem, Value

BETWEEN = re.compile(r"[,;，；、|]")


def single_words(other: Field, value: Value, around: Surroundings) -> list[str]:
    """Return the words of a value of another type one by one: its choices, or the parts of its text."""
    if isinstance(value, tuple) and other.type.name != "cascade":
        return [other.type.words(other, (one,), around) for one in value]
    words = other.type.words(other, value, around)
    if other.options:
        return [words]
    return [one.strip() for one in BETWEEN.split(words) if one.strip()]


class MultiSelectType(FieldType):
    """A set of choices, kept in the order of the options so that equal sets are equal values."""

    name: ClassVar[str] = "multi_select"
    group: ClassVar[str] = "choice"
    label: ClassVar[Text] = {"en": "Multi select", "zh": "多选"}
    icon: ClassVar[str] = "list-checks"
    widget: ClassVar[str] = "multi_select"
    operators: ClassVar[tuple[str, ...]] = ("has_any", "has_all", "has_none", "blank", "not_blank")
    conversions: ClassVar[frozenset[str]] = frozenset({"multi_select", "select", "tags", "text", "long_text"})

    def columns(self, field: Field) -> tuple[Column, ...]:
        return (Column(kind="text[]"),)

    def formula_type(self, field: Field) -> Type:
        return list_of(TEXT_TYPE)

    def json_schema(self, field: Field) -> dict[str, Any]:
        limits = {name: field.schema[name] for name in ("minItems", "maxItems") if name in field.schema}
        keys = [option.key for option in field.options]
        return {"type": "array", "items": {"type": "string", "enum": keys}, "maxItems": 200, **limits}

    def check(self, field: Field, pointer: str) -> list[Problem]:
        return check_options(field, pointer)

    def parse(self, field: Field, json: Any) -> Value:
        chosen = set(json)
        return tuple(option.key for option in field.options if option.key in chosen)

    def to_json(self, field: Field, value: Value) -> Any:
        return list(value or ())  # type: ignore[arg-type]

    def to_columns(self, field: Field, value: Value) -> tuple[Any, ...]:
        return (list(value or ()),)  # type: ignore[arg-type]

    def from_columns(self, field: Field, columns: tuple[Any, ...]) -> Value:
        return tuple(columns[0] or ())

    def from_text(self, field: Field, text: str) -> Any:
        return [option_from_text(field, part) for part in BETWEEN.split(text) if part.strip()]

    def to_text(self, field: Field, value: Value) -> str:
        return ", ".join(SELECT.to_text(field, key) for key in value or ())  # type: ignore[union-attr]

    def words(self, field: Field, value: Value, around: Surroundings) -> str:
        return self.shown(field, self.to_json(field, value), around.language)

    def from_other(self, field: Field, other: Field, value: Value, around: Surroundings) -> Any:
        return [option_from_text(field, one) for one in single_words(other, value, around)]

    def sample(self, field: Field) -> Any:
        return [option.key for option in field.options[:2]]


MULTI_SELECT = MultiSelectType()
