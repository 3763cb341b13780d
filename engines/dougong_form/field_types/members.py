"""Members: any number of persons of the workspace."""

from __future__ import annotations

from typing import Any, ClassVar

from dougong_form.definition import Field, Text
from dougong_form.field_types.references import ReferencesType


class MembersType(ReferencesType):
    """References to the system entity `person`."""

    name: ClassVar[str] = "members"
    group: ClassVar[str] = "people"
    label: ClassVar[Text] = {"en": "People", "zh": "人员（多选）"}
    icon: ClassVar[str] = "users"
    widget: ClassVar[str] = "members"
    operators: ClassVar[tuple[str, ...]] = (
        "has_me",
        "has_any",
        "has_all",
        "has_none",
        "blank",
        "not_blank",
    )
    conversions: ClassVar[frozenset[str]] = frozenset({"members", "member", "text", "long_text"})
    settings_schema: ClassVar[dict[str, Any]] = {"on_delete": {"enum": ["refuse", "clear"]}}

    def target(self, field: Field) -> str | None:
        return "person"


MEMBERS = MembersType()
