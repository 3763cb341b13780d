"""Hidden: a text that no form shows; defaults, links, rules and other systems fill it."""

from __future__ import annotations

from typing import ClassVar

from dougong_form.definition import Text, Visitors
from dougong_form.field_types.text import TextType


class HiddenType(TextType):
    """A text that no form asks for: filled by a default, a rule, an import or the link of a public form."""

    name: ClassVar[str] = "hidden"
    group: ClassVar[str] = "other"
    label: ClassVar[Text] = {"en": "Hidden text", "zh": "隐藏字段"}
    icon: ClassVar[str] = "eye-off"
    widget: ClassVar[str] = "hidden"
    visitors: ClassVar[Visitors] = "brought"
    conversions: ClassVar[frozenset[str]] = frozenset(
        {"text", "long_text", "hidden", "code", "external_id", "number", "select", "email", "phone", "url"}
    )
    widens: ClassVar[frozenset[str]] = frozenset({"text", "long_text"})


HIDDEN = HiddenType()
