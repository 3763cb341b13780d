"""Reference: one record of another entity (many to one); and the base of member and department."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from dougong_form.definition import Column, Field, FieldType, Surroundings, Text, ValueRefused, Visitors
from dougong_formula.types import Type, record_of
from dougong_model import Problem, Value


class ReferenceType(FieldType):
    """The id of a record; whether it exists and may be seen is for the writer to check."""

    name: ClassVar[str] = "reference"
    group: ClassVar[str] = "relation"
    label: ClassVar[Text] = {"en": "Reference", "zh": "关联记录"}
    icon: ClassVar[str] = "arrow-right"
    widget: ClassVar[str] = "reference"
    visitors: ClassVar[Visitors] = "chosen"
    operators: ClassVar[tuple[str, ...]] = ("equals", "not_equals", "in", "blank", "not_blank")
    conversions: ClassVar[frozenset[str]] = frozenset({"reference", "references", "text", "long_text"})
    settings_schema: ClassVar[dict[str, Any]] = {
        "entity": {"$ref": "urn:dougong:schema:common#/$defs/entityKey"},
        "on_delete": {"enum": ["refuse", "clear", "cascade"]},
        "inverse": {
            "type": "object",
            "required": ["key"],
            "properties": {
                "key": {"$ref": "urn:dougong:schema:common#/$defs/key"},
                "label": {"$ref": "urn:dougong:schema:common#/$defs/text"},
            },
            "additionalProperties": False,
        },
        "timeline": {"type": "boolean"},
    }

    def target(self, field: Field) -> str | None:
        return field.settings.get("entity")

    def columns(self, field: Field) -> tuple[Column, ...]:
        return (Column(kind="uuid", references=self.target(field)),)

    def formula_type(self, field: Field) -> Type:
        return record_of(self.target(field) or "")

    def json_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "format": "uuid"}

    def check(self, field: Field, pointer: str) -> list[Problem]:
        if self.target(field):
            return []
        return [
            Problem(
                code="no_entity",
                pointer=f"{pointer}/x-dougong/entity",
                message="It is not said yet which list this field refers to.",
                hint="Choose which list its records are chosen from.",
            )
        ]

    def parse(self, field: Field, json: Any) -> Value:
        try:
            return json if isinstance(json, UUID) else UUID(json)
        except ValueError:
            raise ValueRefused("uuid", "This is not the id of a record.") from None

    def to_json(self, field: Field, value: Value) -> Any:
        return None if value is None else str(value)

    def words(self, field: Field, value: Value, around: Surroundings) -> str:
        title = around.title(self.target(field) or "", value) if isinstance(value, UUID) else ""
        if value is not None and not title:
            raise ValueRefused("no_title", "The record that this refers to has no name.")
        return title

    def from_other(self, field: Field, other: Field, value: Value, around: Surroundings) -> Any:
        if isinstance(value, tuple) and other.entity is not None and other.entity == self.target(field):
            if len(value) > 1:
                raise ValueRefused("several_records", f"Here are {len(value)} records, and one can be kept.")
            return str(value[0]) if value else None
        text = other.type.words(other, value, around).strip()
        return self.record_named(field, text, around) if text else None

    def record_named(self, field: Field, text: str, around: Surroundings) -> str:
        """Return the id of the record that a text names; raises ValueRefused."""
        found = around.find(self.target(field) or "", text)
        if len(found) > 1:
            raise ValueRefused("several_records", f"Several records are called “{text[:40]}”.")
        if not found:
            raise ValueRefused("no_record", f"No record is called “{text[:40]}”.")
        return str(found[0])

    def repointed(self, value: Value, way: Mapping[UUID, UUID | None]) -> Value:
        return way.get(value, value) if isinstance(value, UUID) else value

    def sample(self, field: Field) -> Any:
        return "01934f3e-7c00-7000-8000-000000000000"


REFERENCE = ReferenceType()
