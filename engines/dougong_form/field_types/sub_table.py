"""Sub-table: rows that belong to the record and are saved with it."""

from __future__ import annotations

from typing import Any, ClassVar

from dougong_form.definition import Column, Field, FieldType, Text, Visitors
from dougong_formula.types import Type, list_of, record_of
from dougong_model import Problem, Value

MOST_ROWS = 2_000


class SubTableType(FieldType):
    """A list of rows of a child entity (one whose `parent` is this one); no column of its own."""

    name: ClassVar[str] = "sub_table"
    group: ClassVar[str] = "relation"
    label: ClassVar[Text] = {"en": "Sub-table", "zh": "子表"}
    icon: ClassVar[str] = "table"
    widget: ClassVar[str] = "sub_table"
    visitors: ClassVar[Visitors] = "never"
    operators: ClassVar[tuple[str, ...]] = ("blank", "not_blank")
    settings_schema: ClassVar[dict[str, Any]] = {
        "entity": {"$ref": "urn:dougong:schema:common#/$defs/key"},
    }

    def target(self, field: Field) -> str | None:
        return field.settings.get("entity")

    def columns(self, field: Field) -> tuple[Column, ...]:
        return ()

    def formula_type(self, field: Field) -> Type:
        return list_of(record_of(self.target(field) or ""))

    def json_schema(self, field: Field) -> dict[str, Any]:
        limits = {name: field.schema[name] for name in ("minItems", "maxItems") if name in field.schema}
        return {"type": "array", "items": {"type": "object"}, "maxItems": MOST_ROWS, **limits}

    def check(self, field: Field, pointer: str) -> list[Problem]:
        if self.target(field):
            return []
        return [
            Problem(
                code="no_entity",
                pointer=f"{pointer}/x-dougong/entity",
                message="It is not said yet which rows this sub-table has.",
                hint="Choose the rows or make new ones.",
            )
        ]

    def to_json(self, field: Field, value: Value) -> Any:
        return list(value or ())  # type: ignore[arg-type]

    def to_columns(self, field: Field, value: Value) -> tuple[Any, ...]:
        return ()

    def from_columns(self, field: Field, columns: tuple[Any, ...]) -> Value:
        return ()

    def to_text(self, field: Field, value: Value) -> str:
        return str(len(value or ()))  # type: ignore[arg-type]

    def sample(self, field: Field) -> Any:
        return []


SUB_TABLE = SubTableType()
