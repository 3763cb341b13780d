"""System fields: what every record has besides its declared fields."""

from __future__ import annotations

from collections.abc import Mapping

from dougong_form.definition import Field, FieldType
from dougong_form.field_types.datetime import DATETIME
from dougong_form.field_types.department import DEPARTMENT
from dougong_form.field_types.member import MEMBER
from dougong_form.field_types.number import NUMBER
from dougong_form.field_types.reference import REFERENCE

SYSTEM_COLUMNS: Mapping[str, str] = {
    "id": "id",
    "owner": "owner_id",
    "department": "department_id",
    "created_at": "created_at",
    "created_by": "created_by",
    "updated_at": "updated_at",
    "updated_by": "updated_by",
    "version": "version",
}
"""System field key → name of its column."""

PARENT_COLUMN = "parent_id"
"""Column of a sub-table's row that holds the record it belongs to; its field is `parent`."""

WRITABLE_SYSTEM_FIELDS = frozenset({"owner", "department"})


def _system(key: str, type_: FieldType, english: str, chinese: str, **settings: str) -> Field:
    return Field(
        id=key,
        key=key,
        type=type_,
        label={"en": english, "zh": chinese},
        read_only=key not in WRITABLE_SYSTEM_FIELDS,
        settings=settings,
        schema={"type": "integer"} if key == "version" else {},
    )


_SHARED = {
    field.key: field
    for field in (
        _system("owner", MEMBER, "Owner", "负责人"),
        _system("department", DEPARTMENT, "Department", "所属部门"),
        _system("created_at", DATETIME, "Created at", "创建时间"),
        _system("created_by", MEMBER, "Created by", "创建人"),
        _system("updated_at", DATETIME, "Changed at", "修改时间"),
        _system("updated_by", MEMBER, "Changed by", "修改人"),
        _system("version", NUMBER, "Version", "版本"),
    )
}


def system_fields(entity_key: str, parent: str | None = None) -> Mapping[str, Field]:
    """Return the system fields of an entity by key; `id` is a reference to the record itself.

    Rows of a sub-table also have `parent`, the record they belong to (column `parent_id`).
    """
    found = {"id": _system("id", REFERENCE, "Id", "标识", entity=entity_key), **_SHARED}
    if parent is not None:
        found["parent"] = _system("parent", REFERENCE, "Belongs to", "所属记录", entity=parent)
    return found
