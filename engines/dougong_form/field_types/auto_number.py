"""Auto number: a text made by a pattern and a counter when the record is created."""

from __future__ import annotations

from typing import Any, ClassVar

from dougong_form.definition import Field, Text, Visitors
from dougong_form.field_types.text import TextType
from dougong_model import Problem


class AutoNumberType(TextType):
    """`pattern` is a text template whose `{{ SEQ(4) }}` is the counter; it starts again each `reset`."""

    name: ClassVar[str] = "auto_number"
    group: ClassVar[str] = "number"
    label: ClassVar[Text] = {"en": "Auto number", "zh": "自动编号"}
    icon: ClassVar[str] = "list-ordered"
    widget: ClassVar[str] = "read_only"
    visitors: ClassVar[Visitors] = "never"
    conversions: ClassVar[frozenset[str]] = frozenset(
        {"text", "long_text", "auto_number", "code", "external_id", "hidden"}
    )
    widens: ClassVar[frozenset[str]] = frozenset({"text", "long_text", "hidden"})
    settings_schema: ClassVar[dict[str, Any]] = {
        "pattern": {"type": "string", "minLength": 1, "maxLength": 200},
        "reset": {"enum": ["never", "year", "month", "day"]},
        "gap_free": {"type": "boolean"},
        "search": {"type": "boolean"},
    }
    longest: ClassVar[int] = 200

    def check(self, field: Field, pointer: str) -> list[Problem]:
        if "SEQ(" in str(field.settings.get("pattern", "")):
            return []
        return [
            Problem(
                code="no_counter",
                pointer=f"{pointer}/x-dougong/pattern",
                message="The pattern of an auto number has no counter.",
                hint="Write NO-{{ SEQ(4) }}.",
            )
        ]

    def sample(self, field: Field) -> Any:
        return "NO-0001"


AUTO_NUMBER = AutoNumberType()
