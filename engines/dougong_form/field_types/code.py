"""Code: a short text of a fixed form, such as an article number."""

from __future__ import annotations

from typing import ClassVar

from dougong_form.definition import Text
from dougong_form.field_types.text import TextType


class CodeType(TextType):
    """A text whose form `pattern` says; shown in letters of one width, found whole by filters."""

    name: ClassVar[str] = "code"
    label: ClassVar[Text] = {"en": "Code", "zh": "编码"}
    icon: ClassVar[str] = "barcode"
    widget: ClassVar[str] = "code"
    conversions: ClassVar[frozenset[str]] = frozenset(
        {"text", "long_text", "hidden", "code", "scan", "external_id", "number", "select"}
    )
    widens: ClassVar[frozenset[str]] = frozenset({"text", "long_text", "hidden"})
    longest: ClassVar[int] = 100


CODE = CodeType()
