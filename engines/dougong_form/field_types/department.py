"""Department: one department of the workspace."""

from __future__ import annotations

from typing import Any, ClassVar

from dougong_form.definition import Field, Text
from dougong_form.field_types.reference import ReferenceType
from dougong_model import Problem


class DepartmentType(ReferenceType):
    """A reference to the system entity `department`."""

    name: ClassVar[str] = "department"
    group: ClassVar[str] = "people"
    label: ClassVar[Text] = {"en": "Department", "zh": "部门"}
    icon: ClassVar[str] = "users"
    widget: ClassVar[str] = "department"
    operators: ClassVar[tuple[str, ...]] = ("is_mine", "equals", "not_equals", "in", "blank", "not_blank")
    conversions: ClassVar[frozenset[str]] = frozenset({"department", "departments", "text"})
    settings_schema: ClassVar[dict[str, Any]] = {"on_delete": {"enum": ["refuse", "clear"]}}

    def target(self, field: Field) -> str | None:
        return "department"

    def check(self, field: Field, pointer: str) -> list[Problem]:
        return []


DEPARTMENT = DepartmentType()
