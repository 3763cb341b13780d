"""Member: one person of the workspace."""

from __future__ import annotations

from typing import Any, ClassVar

from dougong_form.definition import Field, Text
from dougong_form.field_types.reference import ReferenceType
from dougong_model import Problem


class MemberType(ReferenceType):
    """A reference to the system entity `person`."""

    name: ClassVar[str] = "member"
    group: ClassVar[str] = "people"
    label: ClassVar[Text] = {"en": "Person", "zh": "人员"}
    icon: ClassVar[str] = "user"
    widget: ClassVar[str] = "member"
    operators: ClassVar[tuple[str, ...]] = (
        "is_me",
        "equals",
        "not_equals",
        "in",
        "in_my_departments",
        "reports_to_me",
        "blank",
        "not_blank",
    )
    conversions: ClassVar[frozenset[str]] = frozenset({"member", "members", "text"})
    settings_schema: ClassVar[dict[str, Any]] = {"on_delete": {"enum": ["refuse", "clear"]}}

    def target(self, field: Field) -> str | None:
        return "person"

    def check(self, field: Field, pointer: str) -> list[Problem]:
        return []


MEMBER = MemberType()
