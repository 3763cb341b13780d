"""External id: what another system calls the record."""

from __future__ import annotations

from typing import Any, ClassVar

from dougong_form.definition import Field, Text, Visitors
from dougong_form.field_types.text import TextType


class ExternalIdType(TextType):
    """The id of the record in another system, by which imports and hooks find it again."""

    name: ClassVar[str] = "external_id"
    group: ClassVar[str] = "other"
    label: ClassVar[Text] = {"en": "External id", "zh": "外部标识"}
    icon: ClassVar[str] = "id"
    widget: ClassVar[str] = "code"
    visitors: ClassVar[Visitors] = "brought"
    conversions: ClassVar[frozenset[str]] = frozenset(
        {"text", "long_text", "hidden", "code", "scan", "external_id", "number", "select"}
    )
    widens: ClassVar[frozenset[str]] = frozenset({"text", "long_text", "hidden"})
    longest: ClassVar[int] = 200

    def sample(self, field: Field) -> Any:
        return "ERP-4711"


EXTERNAL_ID = ExternalIdType()
