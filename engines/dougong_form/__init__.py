"""Form: entities, field types, forms, validation, linkage, state machines.

Uses dougong_model, dougong_formula. Public: everything named below.
"""

from dougong_form.definition import (
    COLUMN_KINDS,
    Column,
    Duplicates,
    Entity,
    Field,
    FieldType,
    Option,
    Stage,
    StateMachine,
    Transition,
    ValueRefused,
)
from dougong_form.field_types import FIELD_TYPES
from dougong_form.form import Form, Linkage, field_items
from dougong_form.parse import RESERVED_KEYS, parse_entity, parse_form
from dougong_form.system_fields import SYSTEM_COLUMNS, WRITABLE_SYSTEM_FIELDS, system_fields

__all__ = [
    "COLUMN_KINDS",
    "FIELD_TYPES",
    "RESERVED_KEYS",
    "SYSTEM_COLUMNS",
    "WRITABLE_SYSTEM_FIELDS",
    "Column",
    "Duplicates",
    "Entity",
    "Field",
    "FieldType",
    "Form",
    "Linkage",
    "Option",
    "Stage",
    "StateMachine",
    "Transition",
    "ValueRefused",
    "field_items",
    "parse_entity",
    "parse_form",
    "system_fields",
]
