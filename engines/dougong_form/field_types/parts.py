"""Parts: the base of types whose values have several parts, each of a type of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from dougong_form.definition import Column, Field, FieldType
from dougong_formula.types import Type, record_of
from dougong_model import Value


class PartsType(FieldType):
    """A value of several parts: an object in JSON, a column for each part, `field.part` in expressions.

    A value is a mapping of the parts' values; where it is not blank, the first part has a value. The first
    part's column has no suffix, the others' is the part's key.
    """

    operators: ClassVar[tuple[str, ...]] = ("blank", "not_blank")

    def columns(self, field: Field) -> tuple[Column, ...]:
        return tuple(
            Column(suffix=f"_{part.key}" if place else "", kind=part.field.columns[0].kind)
            for place, part in enumerate(self.parts)
        )

    def formula_type(self, field: Field) -> Type:
        return record_of(f"@{self.name}")

    def json_schema(self, field: Field) -> dict[str, Any]:
        properties = {}
        for part in self.parts:
            schema = part.type.json_schema(part.field)
            properties[part.key] = schema if part.required else {**schema, "type": [schema["type"], "null"]}
        return {
            "type": "object",
            "required": [part.key for part in self.parts if part.required],
            "properties": properties,
            "additionalProperties": False,
        }

    def parse(self, field: Field, json: Any) -> Value:
        return {
            part.key: None
            if json.get(part.key) in (None, "")
            else part.type.parse(part.field, json[part.key])
            for part in self.parts
        }

    def to_json(self, field: Field, value: Value) -> Any:
        if not isinstance(value, Mapping):
            return None
        return {part.key: part.type.to_json(part.field, value.get(part.key)) for part in self.parts}

    def to_columns(self, field: Field, value: Value) -> tuple[Any, ...]:
        if not isinstance(value, Mapping):
            return (None,) * len(self.parts)
        return tuple(part.type.to_columns(part.field, value.get(part.key))[0] for part in self.parts)

    def from_columns(self, field: Field, columns: tuple[Any, ...]) -> Value:
        if columns[0] is None:
            return None
        return {
            part.key: part.type.from_columns(part.field, (column,))
            for part, column in zip(self.parts, columns, strict=True)
        }

    def to_text(self, field: Field, value: Value) -> str:
        return "" if value is None else self.shown(field, self.to_json(field, value), "en")
