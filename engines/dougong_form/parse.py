"""Documents to entities; every fault is told, with its pointer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from dougong_form.definition import (
    ANY_STATE,
    Duplicates,
    Entity,
    Field,
    Option,
    Stage,
    StateMachine,
    Transition,
)
from dougong_form.field_types import FIELD_TYPES
from dougong_form.system_fields import SYSTEM_COLUMNS
from dougong_model import DocumentError, Problem, is_id, is_key

RESERVED_KEYS = frozenset(SYSTEM_COLUMNS) | {
    "this",
    "old",
    "parent",
    "user",
    "settings",
    "params",
    "event",
    "flow",
    "position",
    "deleted_at",
    "and",
    "or",
    "not",
    "in",
    "true",
    "false",
    "blank",
    "null",
}
"""Keys that no field may have: system fields, reserved prefixes and words of the expression language."""

_SHARED_SETTINGS = frozenset(
    {"help", "placeholder", "default", "check", "unique", "once", "kept_from", "history", "origin", "widget"}
)
_DOCUMENT_MEMBERS = frozenset({"id", "type", "label", "options"})


_DANGLING = frozenset({"unknown_field", "unknown_option", "state_field"})
"""Codes of problems that name a field or a choice which is not there: the entity stands without it."""


def parse_entity(document: Mapping[str, Any]) -> Entity:
    """Read an entity document; raises DocumentError with every problem found."""
    entity, problems = read_entity(document)
    if entity is None or problems:
        raise DocumentError(problems)
    return entity


def read_entity(document: Mapping[str, Any]) -> tuple[Entity | None, list[Problem]]:
    """Return an entity and every problem of its document.

    One whose only fault is that it names fields or choices which are not there stands without those fields
    (its steps keep their places and the states that they name), so that what is about it can be checked too;
    of any other fault there is no entity.
    """
    if not isinstance(document, Mapping) or not isinstance(document.get("schema"), Mapping):
        return None, [_no_schema()]
    problems: list[Problem] = []
    required = tuple(document["schema"].get("required", ()))
    fields = _fields(document, required, problems)
    entity = Entity(
        id=str(document.get("id", "")),
        key=str(document.get("key", "")),
        name=document.get("name", {}),
        title=_title(document, fields, problems),
        module=document.get("module"),
        parent=document.get("parent"),
        fields=fields,
        required=required,
        unique=_column_lists("unique", document, fields, problems),
        indexes=_column_lists("indexes", document, fields, problems),
        states=_states(document.get("states"), fields, problems),
        duplicates=_duplicates(document.get("duplicates"), fields, problems),
        document=document,
    )
    if not problems:
        return entity, problems
    whole = all(one.code in _DANGLING for one in problems)
    return (_without_dangling(entity) if whole else None), problems


def _without_dangling(entity: Entity) -> Entity:
    """Return an entity without the names of fields that are not there."""
    known = {*entity.fields, *SYSTEM_COLUMNS}

    def whole(lists: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        return tuple(keys for keys in lists if known.issuperset(keys))

    return replace(
        entity,
        title=entity.title if entity.title in entity.fields else "",
        required=tuple(key for key in entity.required if key in known),
        unique=whole(entity.unique),
        indexes=whole(entity.indexes),
        duplicates=None,
    )


def _no_schema() -> Problem:
    return Problem(
        code="entity_shape",
        pointer="/schema",
        message="An entity needs a “schema”.",
        hint='"schema": {"type": "object", "properties": {…}}',
    )


def _fields(
    document: Mapping[str, Any], required: Collection[str], problems: list[Problem]
) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for key, prop in document["schema"].get("properties", {}).items():
        field = parse_field(key, prop, key in required, problems, document)
        if field is not None:
            found[key] = field
    problems += _duplicate_ids(found)
    problems += _names(required, found, "/schema/required")
    return found


def _title(document: Mapping[str, Any], fields: Mapping[str, Field], problems: list[Problem]) -> str:
    title = str(document.get("title", ""))
    if title in fields and not fields[title].type.keys:
        problems.append(_no_key(fields[title], "/title"))
    if title not in fields:
        problems.append(
            Problem(
                code="unknown_field",
                pointer="/title",
                message=f"There is no field “{title}”.",
                hint="The title is the field that names a record.",
            )
        )
    return title


def _column_lists(
    name: str, document: Mapping[str, Any], fields: Mapping[str, Field], problems: list[Problem]
) -> tuple[tuple[str, ...], ...]:
    """Return the lists of fields that are unique, or indexed, together."""
    lists = tuple(tuple(keys) for keys in document.get(name, ()))
    for index, keys in enumerate(lists):
        problems += _columns_named(keys, fields, f"/{name}/{index}", computed=name == "indexes")
    return lists


def parse_field(
    key: str,
    prop: Mapping[str, Any],
    required: bool,
    problems: list[Problem],
    document: Mapping[str, Any] = MappingProxyType({}),
) -> Field | None:
    """Read one property of an entity's schema; faults go to `problems`, None when it has no known type."""
    pointer = f"/schema/properties/{key}"
    own = prop.get("x-dougong")
    type_ = FIELD_TYPES.get(str(own.get("type"))) if isinstance(own, Mapping) else None
    if own is None or type_ is None:
        problems.append(_without_type(key, own, pointer))
        return None
    problems += _identified(key, own, pointer)
    field = Field(
        id=str(own.get("id", "")),
        key=key,
        type=type_,
        label=own.get("label", {}),
        required=required,
        read_only=bool(prop.get("readOnly")) or type_.computed or type_.name == "auto_number",
        schema={name: value for name, value in prop.items() if name != "x-dougong"},
        options=tuple(_options(own.get("options", ()))),
        settings={name: value for name, value in own.items() if name not in _DOCUMENT_MEMBERS},
    )
    problems += _unknown_settings(field, pointer)
    field = type_.within(field, document)
    problems += type_.check(field, pointer)
    return field


def _without_type(key: str, own: object, pointer: str) -> Problem:
    if not isinstance(own, Mapping):
        return Problem(
            code="no_type",
            pointer=pointer,
            message=f"The field “{key}” has no “x-dougong”.",
            hint='Add "x-dougong": {"id": …, "type": "text", "label": {"en": …}}.',
        )
    return Problem(
        code="unknown_type",
        pointer=f"{pointer}/x-dougong/type",
        message=f"There is no field type “{own.get('type')}”.",
        hint="One of: " + ", ".join(FIELD_TYPES),
    )


def _identified(key: str, own: Mapping[str, Any], pointer: str) -> Iterator[Problem]:
    """Yield what is wrong with a field's key and id."""
    if not is_key(key) or key in RESERVED_KEYS:
        yield Problem(
            code="field_key",
            pointer=pointer,
            message=f"“{key}” cannot be the key of a field.",
            hint="Use lowercase letters, digits and _, and none of the reserved words.",
        )
    if not is_id(str(own.get("id", ""))):
        yield Problem(
            code="element_id",
            pointer=f"{pointer}/x-dougong/id",
            message="An id has eight lowercase letters and digits.",
        )


def _unknown_settings(field: Field, pointer: str) -> Iterator[Problem]:
    possible = {*_SHARED_SETTINGS, *field.type.settings_schema}
    for name in sorted(field.settings.keys() - possible):
        yield Problem(
            code="unknown_setting",
            pointer=f"{pointer}/x-dougong/{name}",
            message=f"A field of type {field.type.name} has no setting “{name}”.",
            hint="Possible: " + ", ".join(sorted(possible)),
        )


def _options(documents: Iterable[Mapping[str, Any]]) -> Iterator[Option]:
    for one in documents:
        yield Option(
            key=str(one.get("key", "")),
            label=one.get("label", {}),
            colour=one.get("colour", "grey"),
            id=one.get("id", ""),
            parent=str(one.get("parent", "")),
        )


def _duplicate_ids(fields: Mapping[str, Field]) -> list[Problem]:
    owner: dict[str, str] = {}
    problems = []
    for key, field in fields.items():
        if field.id in owner:
            problems.append(
                Problem(
                    code="duplicate_id",
                    pointer=f"/schema/properties/{key}/x-dougong/id",
                    message=f"“{key}” and “{owner[field.id]}” have the same id.",
                )
            )
        owner.setdefault(field.id, key)
    return problems


def _names(keys: Iterable[str], fields: Mapping[str, Field], pointer: str) -> list[Problem]:
    return [
        Problem(
            code="unknown_field",
            pointer=f"{pointer}/{index}",
            message=f"There is no field “{key}”.",
            hint="It was removed or renamed: choose another field here, or take this name out.",
        )
        for index, key in enumerate(keys)
        if key not in fields
    ]


def _columns_named(
    keys: Iterable[str], fields: Mapping[str, Field], pointer: str, *, computed: bool = False
) -> list[Problem]:
    """Return a problem for each key without a column; `computed` admits computed values that are stored."""
    problems = []
    for index, key in enumerate(keys):
        if key in fields and fields[key].columns and not fields[key].type.keys:
            problems.append(_no_key(fields[key], f"{pointer}/{index}"))
            continue
        if key in SYSTEM_COLUMNS or (key in fields and fields[key].columns):
            continue
        if computed and key in fields and fields[key].materialised:
            continue
        known = key in fields
        problems.append(
            Problem(
                code="not_stored" if known else "unknown_field",
                pointer=f"{pointer}/{index}",
                message=f"The field “{key}” is not stored." if known else f"There is no field “{key}”.",
                hint="Only stored fields can be indexed." if known else None,
            )
        )
    return problems


def _no_key(field: Field, pointer: str) -> Problem:
    return Problem(
        code="no_key",
        pointer=pointer,
        message=f"A field of type {field.type.name} cannot tell records apart or name them.",
        hint="Choose a field with one plain value.",
    )


def _duplicates(
    document: Mapping[str, Any] | None, fields: Mapping[str, Field], problems: list[Problem]
) -> Duplicates | None:
    if document is None:
        return None
    match = tuple(tuple(keys) for keys in document.get("match", ()))
    for index, keys in enumerate(match):
        problems += _columns_named(keys, fields, f"/duplicates/match/{index}")
    similar = tuple(tuple(keys) for keys in document.get("similar", ()))
    for index, keys in enumerate(similar):
        problems += _columns_named(keys, fields, f"/duplicates/similar/{index}")
    keep_rows = document.get("keep_rows", {})
    for key, mapping in keep_rows.items():
        pointer = f"/duplicates/keep_rows/{key}"
        if key not in fields or fields[key].type.name != "sub_table":
            message = f"There is no sub-table “{key}”."
            problems.append(Problem(code="unknown_field", pointer=pointer, message=message))
        for name, source in mapping.items():
            problems += _columns_named((source,), fields, f"{pointer}/{name}")
    return Duplicates(
        match=match, action=document.get("action", "warn"), similar=similar, keep_rows=keep_rows
    )


def _unknown_states(named: Iterable[tuple[str, str]], options: Collection[str]) -> list[Problem]:
    return [
        Problem(
            code="unknown_option",
            pointer=pointer,
            message=f"There is no state “{state}”.",
            hint="One of: " + ", ".join(sorted(set(options) - {ANY_STATE})),
        )
        for pointer, state in named
        if state not in options
    ]


def _states(
    document: Mapping[str, Any] | None, fields: Mapping[str, Field], problems: list[Problem]
) -> StateMachine | None:
    if document is None:
        return None
    key = str(document.get("field", ""))
    field = fields.get(key)
    if field is None or field.type.name != "select":
        problems.append(
            Problem(
                code="state_field",
                pointer="/states/field",
                message=f"“{key}” is not a single-select field of this entity.",
            )
        )
        return None
    options = {option.key for option in field.options}
    transitions = tuple(_transition(one) for one in document.get("transitions", ()))
    for index, transition in enumerate(transitions):
        problems += _misnamed(transition, f"/states/transitions/{index}", options, fields)
    stages = {state: _stage(one) for state, one in document.get("stages", {}).items()}
    problems += _unknown_states(((f"/states/stages/{state}", state) for state in stages), options)
    initial = document.get("initial", field.schema.get("default"))
    start = tuple(document.get("start", ()))
    begun = [(f"/states/start/{index}", state) for index, state in enumerate(start)]
    if initial is not None:
        begun.append(("/states/initial", initial))
    problems += _unknown_states(begun, options)
    return StateMachine(field=key, transitions=transitions, stages=stages, initial=initial, start=start)


def _misnamed(
    transition: Transition, pointer: str, options: Collection[str], fields: Mapping[str, Field]
) -> list[Problem]:
    """Return a problem for each state and each field that a step names and nobody knows."""
    named = [(f"{pointer}/from", state) for state in transition.sources]
    named.append((f"{pointer}/to", transition.target))
    required = (name for name in transition.require if name not in SYSTEM_COLUMNS)
    return [
        *_unknown_states(named, {*options, ANY_STATE}),
        *_names(required, fields, f"{pointer}/require"),
    ]


def _stage(one: Mapping[str, Any]) -> Stage:
    return Stage(
        probability=None if one.get("probability") is None else Decimal(str(one["probability"])),
        guidance=one.get("guidance", {}),
        won=bool(one.get("won")),
        lost=bool(one.get("lost")),
    )


def _transition(one: Mapping[str, Any]) -> Transition:
    sources, by = one.get("from", ANY_STATE), one.get("by", ())
    return Transition(
        sources=(sources,) if isinstance(sources, str) else tuple(sources),
        target=str(one.get("to", "")),
        id=one.get("id", ""),
        when=one.get("when"),
        message=one.get("message", {}),
        require=tuple(one.get("require", ())),
        by=(by,) if isinstance(by, str) else tuple(by),
        approval=one.get("approval"),
        label=one.get("label", {}),
        checklist=tuple(one.get("checklist", ())),
        must_tick=bool(one.get("must_tick")),
        guidance=one.get("guidance", {}),
    )
