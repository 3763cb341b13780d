"""Validation: JSON values of a record against its entity, all problems at once, with pointers.

The shape is checked by jsonschema-rs, compiled once per entity and mode; what JSON Schema cannot say
(decimal bounds, phone numbers, money) by the field's type, which also normalises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any
from uuid import UUID

import jsonschema_rs

from dougong_form.definition import Entity, Field, FieldType, ValueRefused
from dougong_form.field_types.number import is_decimal_text
from dougong_form.system_fields import SYSTEM_COLUMNS, WRITABLE_SYSTEM_FIELDS
from dougong_model import Problem, Value, localised

JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
_UUID_OR_NULL = {"type": ["string", "null"], "format": "uuid"}

FORMATS = {"decimal": is_decimal_text}
"""Formats besides those of JSON Schema itself."""


def value_schema(field: Field) -> dict[str, Any]:
    """Return the JSON Schema of one field's value; a field that is not required admits null."""
    schema = field.type.json_schema(field)
    if field.required:
        return schema
    if "enum" in schema:
        schema = {**schema, "enum": [*schema["enum"], None]}
    types = schema["type"]
    return {**schema, "type": [*(types if isinstance(types, list) else [types]), "null"]}


def validation_schema(entity: Entity, *, partial: bool) -> dict[str, Any]:
    """Return the closed JSON Schema of a record's values: whole for a new record, partial for a change.

    The browser validates with this very text. Computed fields are not in it: nobody writes them.
    """
    written = {key: field for key, field in entity.fields.items() if not field.computed}
    schema: dict[str, Any] = {
        "$schema": JSON_SCHEMA,
        "type": "object",
        "properties": {key: value_schema(field) for key, field in written.items()}
        | dict.fromkeys(sorted(WRITABLE_SYSTEM_FIELDS), _UUID_OR_NULL),
        "additionalProperties": False,
    }
    if not partial:
        schema["required"] = [key for key in entity.required if key in written and not _filled(written[key])]
    return schema


def _filled(field: Field) -> bool:
    return field.type.name == "auto_number"


def constant_defaults(entity: Entity) -> dict[str, Any]:
    """Return the JSON values that new records start with, where the schema says a constant `default`."""
    return {
        key: field.schema["default"]
        for key, field in entity.fields.items()
        if field.schema.get("default") is not None
    }


class Validator:
    """The compiled checks of one entity; made once per published version and shared by threads."""

    def __init__(self, entity: Entity, entities: Mapping[str, Entity]) -> None:
        self.entity = entity
        self._entities = entities
        self._whole = _compiled(validation_schema(entity, partial=False))
        self._partial = _compiled(validation_schema(entity, partial=True))

    @cached_property
    def rows(self) -> Mapping[str, Validator]:
        """Return the validators of the sub-tables' rows, by field key."""
        return {
            key: Validator(self._entities[child], self._entities)
            for key, field in self.entity.sub_tables.items()
            if (child := field.entity) is not None and child in self._entities
        }

    def problems(self, values: Mapping[str, Any], partial: bool) -> list[Problem]:
        """Return everything wrong with JSON values; pointers go into them (`/amount`, `/lines/0/item`)."""
        return self.read(values, partial)[1]

    def read(self, values: Mapping[str, Any], partial: bool) -> tuple[dict[str, Value], list[Problem]]:
        """Return the normalised values and the problems; a field with a problem has no value.

        "" is taken as null. Rows of a sub-table come as dicts with `id` (UUID or None) and values.
        """
        if "" in values.values():
            values = {key: None if value == "" else value for key, value in values.items()}
        shape = self._partial if partial else self._whole
        valid = shape.is_valid(values)
        if valid and self.rows.keys().isdisjoint(values):
            at_once = self._read_at_once(values)
            if at_once is not None:
                return at_once, []
        problems = [] if valid else self._shape_problems(shape.iter_errors(values))
        broken = {problem.pointer.split("/")[1] for problem in problems if problem.pointer}
        parsed: dict[str, Value] = {}
        readers = self._readers
        for key, value in values.items():
            if broken and escape(key) in broken:
                continue
            if key in self.rows:
                parsed[key] = self._read_rows(key, value or (), problems)
                continue
            parse, required = readers[key]
            try:
                result = None if value is None else value if parse is None else parse(value)
            except ValueRefused as refused:
                problems.append(Problem(code=refused.code, pointer=f"/{key}", message=refused.message))
                continue
            if required and result in (None, ()):
                problems.append(_missing(key))
            else:
                parsed[key] = result
        return parsed, problems

    def _read_at_once(self, values: Mapping[str, Any]) -> dict[str, Value] | None:
        """Return the values of a valid record if each can be read, as is usual; else `read` tells which not."""
        parsers, must = self._parsers
        try:
            parsed = {
                key: value if value is None or (parse := parsers[key]) is None else parse(value)
                for key, value in values.items()
            }
        except ValueRefused:
            return None
        for key in must:
            if key in parsed and parsed[key] in (None, ()):
                return None
        return parsed

    @cached_property
    def _parsers(self) -> tuple[Mapping[str, Callable[[Any], Value] | None], Sequence[str]]:
        """Return what reads the values of each field, and the fields that must have one."""
        readers = self._readers
        return (
            {key: parse for key, (parse, _required) in readers.items()},
            [key for key, (_parse, required) in readers.items() if required],
        )

    @cached_property
    def _readers(self) -> Mapping[str, tuple[Callable[[Any], Value] | None, bool]]:
        """Return what reads the values of each field, None where JSON is the value itself, and whether one must be."""
        return {
            key: (
                None if type(field.type).parse is FieldType.parse else field.type.parser(field),
                field.required,
            )
            for key, field in self.entity.fields.items()
            if key not in self.rows
        } | dict.fromkeys(WRITABLE_SYSTEM_FIELDS, (UUID, False))

    def _read_rows(self, key: str, rows: Iterable[Mapping[str, Any]], problems: list[Problem]) -> list[Value]:
        validator = self.rows[key]
        parsed: list[Value] = []
        for index, row in enumerate(rows):
            row_id = row.get("id")
            values = {name: value for name, value in row.items() if name != "id"}
            known = isinstance(row_id, str) and _UUID.is_valid(row_id)
            if row_id is not None and not known:
                problems.append(
                    Problem(
                        code="format", pointer=f"/{key}/{index}/id", message="This is not the id of a row."
                    )
                )
            result, faults = validator.read(values, row_id is not None)
            parsed.append({"id": UUID(row_id) if known else None, **result})
            problems += [
                Problem(
                    code=one.code, pointer=f"/{key}/{index}{one.pointer}", message=one.message, hint=one.hint
                )
                for one in faults
            ]
        return parsed

    def worded(self, problems: Iterable[Problem], language: str) -> list[Problem]:
        """Return problems with the words that a document has for texts of another form, in a language."""
        return [
            replace(one, message=self._pattern_message(one.pointer, language) or one.message)
            if one.code == "pattern"
            else one
            for one in problems
        ]

    def _pattern_message(self, pointer: str, language: str) -> str:
        """Return what a document says of the pattern of a field, or of one in a row (`/lines/0/code`)."""
        steps = pointer.split("/")[1:]
        if len(steps) == 3 and steps[0] in self.rows:
            return self.rows[steps[0]]._pattern_message(f"/{steps[2]}", language)
        field = self.entity.fields.get(steps[0]) if steps else None
        return "" if field is None else localised(field.settings.get("pattern_message"), language)

    def _shape_problems(self, errors: Iterable[jsonschema_rs.ValidationError]) -> list[Problem]:
        problems: list[Problem] = []
        for error in errors:
            kind: Any = error.kind
            keyword = kind.name
            pointer = "".join(f"/{escape(step)}" for step in error.instance_path)
            if keyword == "required":
                problems.append(_missing(f"{pointer[1:]}/{kind.property}" if pointer else kind.property))
            elif keyword == "additionalProperties":
                problems += [self._unexpected(pointer, name) for name in kind.unexpected]
            elif keyword == "type" and len(error.instance_path) == 1 and error.instance is None:
                problems.append(_missing(str(error.instance_path[0])))
            elif keyword == "type" and (number := self._number_for_text(error)):
                problems.append(
                    Problem(code=keyword, pointer=pointer, message=f'Write the number as text: "{number}".')
                )
            else:
                problems.append(Problem(code=keyword, pointer=pointer, message=_message(keyword, error)))
        return problems

    def _number_for_text(self, error: jsonschema_rs.ValidationError) -> str:
        """Return the JSON number that stands where a decimal number is kept as text; blank for other errors."""
        given = error.instance
        field = self.entity.fields.get(str(error.instance_path[0])) if error.instance_path else None
        if field is None or isinstance(given, bool) or not isinstance(given, int | float):
            return ""
        schema = field.type.json_schema(field)
        for step in error.instance_path[1:]:
            schema = schema.get("properties", {}).get(step, {})
        return str(given)[:40] if schema.get("format") == "decimal" else ""

    def _unexpected(self, pointer: str, name: str) -> Problem:
        at = f"{pointer}/{escape(name)}"
        if not pointer and name in self.entity.fields:
            return Problem(
                code="computed", pointer=at, message="This field is computed and cannot be written."
            )
        if not pointer and name in SYSTEM_COLUMNS:
            return Problem(code="read_only", pointer=at, message="This field is kept by the system.")
        return Problem(code="unknown_field", pointer=at, message=f"There is no field “{name[:60]}”.")


def compile_validator(entity: Entity, entities: Mapping[str, Entity] | None = None) -> Validator:
    """Compile the checks of an entity; `entities` are those of its app, for the rows of sub-tables."""
    return Validator(entity, entities or {})


def escape(step: object) -> str:
    """Write one step of a JSON pointer (RFC 6901)."""
    return str(step).replace("~", "~0").replace("/", "~1")


def _compiled(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        schema,
        formats=FORMATS,
        validate_formats=True,
        ignore_unknown_formats=False,
        pattern_options=jsonschema_rs.RegexOptions(),
    )


_UUID = jsonschema_rs.Draft202012Validator({"format": "uuid"}, validate_formats=True)


def _missing(path: str) -> Problem:
    return Problem(code="required", pointer=f"/{path}", message="This is required.")


def refusal(error: jsonschema_rs.ValidationError) -> ValueRefused:
    """Return what a departure of one value from its schema is for people."""
    kind: Any = error.kind
    return ValueRefused(kind.name, _message(kind.name, error))


_TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "number": "a number",
    "null": "nothing",
}
_FORMAT_NAMES = {
    "decimal": "a number such as 12.50",
    "date": "a date such as 2026-11-22",
    "date-time": "a date and a time, such as 2026-11-22T09:30:00Z",
    "uuid": "the id of a record",
    "duration": "a duration such as PT1H30M",
}


def _message(keyword: str, error: jsonschema_rs.ValidationError) -> str:
    kind: Any = error.kind
    match keyword:
        case "maxLength":
            return f"This has more than {kind.limit} characters."
        case "minLength":
            return f"This needs at least {kind.limit} characters."
        case "minItems":
            return f"This needs at least {kind.limit}."
        case "maxItems":
            return f"This may have at most {kind.limit}."
        case "minimum":
            return f"This must be at least {kind.limit}."
        case "maximum":
            return f"This must be at most {kind.limit}."
        case "enum":
            return "This is not one of the choices."
        case "pattern":
            return "This does not have the form that is asked for."
        case "format":
            return f"This must be {_FORMAT_NAMES.get(kind.format, kind.format)}."
        case "type":
            names = [_TYPES.get(str(name), str(name)) for name in kind.types if name != "null"]
            return f"This must be {' or '.join(names)}."
    return str(error.message)
