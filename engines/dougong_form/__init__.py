"""Form: entities, field types, forms, validation, linkage, state machines.

Uses dougong_model, dougong_formula. Public: everything named below.
"""

from dougong_form.checks import Check, compile_checks, failed_checks
from dougong_form.conversion import Conversion, stays
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
    Surroundings,
    Transition,
    ValueRefused,
)
from dougong_form.field_types import FIELD_TYPES
from dougong_form.field_types.phone import dialled_phone, readable_phone
from dougong_form.form import Fill, Form, Linkage, Remark, field_items
from dougong_form.form_document import parse_form, read_form
from dougong_form.linkage import (
    FORM_PREFIX,
    CompiledFill,
    CompiledForm,
    CompiledLinkage,
    FormState,
    compile_form,
    form_state,
)
from dougong_form.markup import safe_html, words_of
from dougong_form.parse import RESERVED_KEYS, parse_entity, read_entity
from dougong_form.states import CompiledStates, Move, compile_states, moves, not_a_start, refused
from dougong_form.system_fields import PARENT_COLUMN, SYSTEM_COLUMNS, WRITABLE_SYSTEM_FIELDS, system_fields
from dougong_form.validate import (
    FORMATS,
    Validator,
    compile_validator,
    constant_defaults,
    escape,
    validation_schema,
    value_schema,
)

__all__ = [
    "COLUMN_KINDS",
    "FIELD_TYPES",
    "FORMATS",
    "FORM_PREFIX",
    "PARENT_COLUMN",
    "RESERVED_KEYS",
    "SYSTEM_COLUMNS",
    "WRITABLE_SYSTEM_FIELDS",
    "Check",
    "Column",
    "CompiledFill",
    "CompiledForm",
    "CompiledLinkage",
    "CompiledStates",
    "Conversion",
    "Duplicates",
    "Entity",
    "Field",
    "FieldType",
    "Fill",
    "Form",
    "FormState",
    "Linkage",
    "Move",
    "Option",
    "Remark",
    "Stage",
    "StateMachine",
    "Surroundings",
    "Transition",
    "Validator",
    "ValueRefused",
    "compile_checks",
    "compile_form",
    "compile_states",
    "compile_validator",
    "constant_defaults",
    "dialled_phone",
    "escape",
    "failed_checks",
    "field_items",
    "form_state",
    "moves",
    "not_a_start",
    "parse_entity",
    "parse_form",
    "read_entity",
    "read_form",
    "readable_phone",
    "refused",
    "safe_html",
    "stays",
    "system_fields",
    "validation_schema",
    "value_schema",
    "words_of",
]
