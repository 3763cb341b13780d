"""Attachment: files of the record; the rows that tie files to records are kept by the files room."""

from __future__ import annotations

from typing import Any, ClassVar

from dougong_form.definition import Column, Field, FieldType, Text
from dougong_formula.types import TEXT, Type, list_of
from dougong_model import Value

MOST_FILES = 50


class AttachmentType(FieldType):
    """A list of file ids; no column of its own."""

    name: ClassVar[str] = "attachment"
    group: ClassVar[str] = "media"
    label: ClassVar[Text] = {"en": "Attachments", "zh": "附件"}
    icon: ClassVar[str] = "paperclip"
    widget: ClassVar[str] = "attachment"
    holds_files: ClassVar[bool] = True
    operators: ClassVar[tuple[str, ...]] = ("blank", "not_blank")
    settings_schema: ClassVar[dict[str, Any]] = {
        "accept": {"type": "array", "items": {"type": "string", "maxLength": 100}, "maxItems": 20},
    }

    def columns(self, field: Field) -> tuple[Column, ...]:
        return ()

    def formula_type(self, field: Field) -> Type:
        return list_of(TEXT)

    def json_schema(self, field: Field) -> dict[str, Any]:
        limits = {name: field.schema[name] for name in ("minItems", "maxItems") if name in field.schema}
        return {
            "type": "array",
            "items": {"type": "string", "format": "uuid"},
            "maxItems": MOST_FILES,
            **limits,
        }

    def parse(self, field: Field, json: Any) -> Value:
        return tuple(dict.fromkeys(json))

    def to_json(self, field: Field, value: Value) -> Any:
        return [str(one) for one in value or ()]  # type: ignore[union-attr]

    def to_columns(self, field: Field, value: Value) -> tuple[Any, ...]:
        return ()

    def from_columns(self, field: Field, columns: tuple[Any, ...]) -> Value:
        return ()

    def to_text(self, field: Field, value: Value) -> str:
        return str(len(value or ()))  # type: ignore[arg-type]

    def sample(self, field: Field) -> Any:
        return []


ATTACHMENT = AttachmentType()
