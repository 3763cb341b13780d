"""Long text: several lines."""

from __future__ import annotations

from typing import ClassVar

from dougong_form.definition import Text
from dougong_form.field_types.text import TextType


class LongTextType(TextType):
    """Text of several lines, shown in a larger box."""

    name: ClassVar[str] = "long_text"
    label: ClassVar[Text] = {"en": "Long text", "zh": "多行文本"}
    icon: ClassVar[str] = "align-left"
    widget: ClassVar[str] = "textarea"
    conversions: ClassVar[frozenset[str]] = frozenset(
        {
            "text",
            "long_text",
            "rich_text",
            "email",
            "phone",
            "url",
            "code",
            "number",
            "date",
            "select",
            "multi_select",
            "tags",
            "json",
        }
    )
    longest: ClassVar[int] = 50_000


LONG_TEXT = LongTextType()
