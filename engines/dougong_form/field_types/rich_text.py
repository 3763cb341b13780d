"""Rich text: headings, lists, tables, links and marks, kept as safe HTML with its words beside it."""

from __future__ import annotations

from typing import Any, ClassVar

from dougong_form.definition import Column, Field, FieldType, Surroundings, Text, ValueRefused
from dougong_form.markup import LONGEST_HTML, html_of, safe_html, words_of
from dougong_formula.types import TEXT as TEXT_TYPE
from dougong_formula.types import Type
from dougong_model import Problem, RichText, Value

LONGEST = 50_000
"""Characters of the words; a field may say fewer with `maxLength`."""


def _refuse_longer(text: str, most: int) -> None:
    if len(text) > most:
        raise ValueRefused("maxLength", f"This has more than {most} characters.")


class RichTextType(FieldType):
    """Text with headings, lists, tables, links and marks, as HTML made safe; expressions see its words."""

    name: ClassVar[str] = "rich_text"
    group: ClassVar[str] = "text"
    label: ClassVar[Text] = {"en": "Rich text", "zh": "富文本"}
    icon: ClassVar[str] = "letter-case"
    widget: ClassVar[str] = "rich_text"
    operators: ClassVar[tuple[str, ...]] = ("contains", "not_contains", "blank", "not_blank")
    conversions: ClassVar[frozenset[str]] = frozenset({"rich_text", "long_text", "text"})
    settings_schema: ClassVar[dict[str, Any]] = {"search": {"type": "boolean"}}
    keys: ClassVar[bool] = False
    told_column: ClassVar[int] = 1

    def columns(self, field: Field) -> tuple[Column, ...]:
        return (Column(kind="text"), Column(suffix="_html", kind="text"))

    def formula_type(self, field: Field) -> Type:
        return TEXT_TYPE

    def json_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "maxLength": LONGEST_HTML}

    def check(self, field: Field, pointer: str) -> list[Problem]:
        if not field.settings.get("unique"):
            return []
        return [
            Problem(
                code="no_key",
                pointer=f"{pointer}/x-dougong/unique",
                message=f"A field of type {self.name} cannot be unique.",
            )
        ]

    def parse(self, field: Field, json: Any) -> Value:
        html = safe_html(str(json))
        _refuse_longer(html, LONGEST_HTML)
        words = words_of(html)
        _refuse_longer(words, min(int(field.schema.get("maxLength", LONGEST)), LONGEST))
        return RichText(words, html) if words else None

    def to_json(self, field: Field, value: Value) -> Any:
        return None if value is None else value.html if isinstance(value, RichText) else html_of(str(value))

    def to_columns(self, field: Field, value: Value) -> tuple[Any, ...]:
        return (None, None) if value is None else (str(value), self.to_json(field, value))

    def from_columns(self, field: Field, columns: tuple[Any, ...]) -> Value:
        words, html = columns
        return None if words is None else RichText(words, html or html_of(words))

    def from_text(self, field: Field, text: str) -> Any:
        return html_of(text) or None

    def shown(self, field: Field, json: Any, language: str) -> str:
        return words_of(str(json))

    def keyed(self, field: Field, json: Any) -> str:
        return words_of(str(json))

    def from_other(self, field: Field, other: Field, value: Value, around: Surroundings) -> Any:
        return value.html if isinstance(value, RichText) else super().from_other(field, other, value, around)

    def sample(self, field: Field) -> Any:
        return "<h2>Terms</h2><p>Paid <strong>within 30 days</strong>（款到发货）</p>"


RICH_TEXT = RichTextType()
