"""Departments: any number of departments of the workspace."""

from __future__ import annotations

from typing import Any, ClassVar

from dougong_form.definition import Field, Text
from dougong_form.field_types.references import ReferencesType


class DepartmentsType(ReferencesType):
    """References to the system entity `department`."""

    name: ClassVar[str] = "departments"
    group: ClassVar[str] = "people"
    label: ClassVar[Text] = {"en": "Departments", "zh": "部门（多选）"}
    icon: ClassVar[str] = "users"
    widget: ClassVar[str] = "departments"
    operators: ClassVar[tuple[str, ...]] = ("has_any", "has_all", "has_none", "blank", "not_blank")
    conversions: ClassVar[frozenset[str]] = frozenset({"departments", "department", "text", "long_text"})
    settings_schema: ClassVar[dict[str, Any]] = {"on_delete": {"enum": ["refuse", "clear"]}}

    def target(self, field: Field) -> str | None:
        return "department"


DEPARTMENTS = DepartmentsType()
