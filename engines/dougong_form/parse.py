"""Documents to definitions: entity and form; every fault is told, with its pointer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
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
from dougong_form.form import Form, Linkage, field_items
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
    {"help", "placeholder", "default", "check", "unique", "once", "history", "origin", "widget"}
)
_DOCUMENT_MEMBERS = frozenset({"id", "type", "label", "options"})


def parse_entity(document: Mapping[str, Any]) -> Entity:
    """Read an entity document; raises DocumentError with every problem found."""
    problems: list[Problem] = []
    if not isinstance(document, Mapping) or not isinstance(document.get("schema"), Mapping):
        raise DocumentError(
            [
                Problem(
                    code="entity_shape",
                    pointer="/schema",
                    message="An entity needs a “schema”.",
                    hint='"schema": {"type": "object", "properties": {…}}',
                )
            ]
        )
    schema = document["schema"]
    required = tuple(schema.get("required", ()))
    fields: dict[str, Field] = {}
    for key, prop in schema.get("properties", {}).items():
        field = parse_field(key, prop, key in required, problems)
        if field is not None:
            fields[key] = field
    problems += _duplicate_ids(fields)
    problems += _names(required, fields, "/schema/required", "required field")
    title = str(document.get("title", ""))
    if title not in fields:
        problems.append(
            Problem(
                code="unknown_field",
                pointer="/title",
                message=f"There is no field “{title}”.",
                hint="The title is the field that names a record.",
            )
        )
    unique = tuple(tuple(keys) for keys in document.get("unique", ()))
    indexes = tuple(tuple(keys) for keys in document.get("indexes", ()))
    for name, lists in (("unique", unique), ("indexes", indexes)):
        for index, keys in enumerate(lists):
            problems += _columns_named(keys, fields, f"/{name}/{index}")
    entity = Entity(
        id=str(document.get("id", "")),
        key=str(document.get("key", "")),
        name=document.get("name", {}),
        title=title,
        module=document.get("module"),
        parent=document.get("parent"),
        fields=fields,
        required=required,
        unique=unique,
        indexes=indexes,
        states=_states(document.get("states"), fields, problems),
        duplicates=_duplicates(document.get("duplicates"), fields, problems),
        document=document,
    )
    if problems:
        raise DocumentError(problems)
    return entity


def parse_field(key: str, prop: Mapping[str, Any], required: bool, problems: list[Problem]) -> Field | None:
    """Read one property of an entity's schema; faults go to `problems`, None when it has no known type."""
    pointer = f"/schema/properties/{key}"
    own = prop.get("x-dougong")
    if not isinstance(own, Mapping):
        problems.append(
            Problem(
                code="no_type",
                pointer=pointer,
                message=f"The field “{key}” has no “x-dougong”.",
                hint='Add "x-dougong": {"id": …, "type": "text", "label": {"en": …}}.',
            )
        )
        return None
    type_ = FIELD_TYPES.get(str(own.get("type")))
    if type_ is None:
        problems.append(
            Problem(
                code="unknown_type",
                pointer=f"{pointer}/x-dougong/type",
                message=f"There is no field type “{own.get('type')}”.",
                hint="One of: " + ", ".join(FIELD_TYPES),
            )
        )
        return None
    if not is_key(key) or key in RESERVED_KEYS:
        problems.append(
            Problem(
                code="field_key",
                pointer=pointer,
                message=f"“{key}” cannot be the key of a field.",
                hint="Use lowercase letters, digits and _, and none of the reserved words.",
            )
        )
    if not is_id(str(own.get("id", ""))):
        problems.append(
            Problem(
                code="element_id",
                pointer=f"{pointer}/x-dougong/id",
                message="An id has eight lowercase letters and digits.",
            )
        )
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
    for name in sorted(field.settings.keys() - _SHARED_SETTINGS - type_.settings_schema.keys()):
        problems.append(
            Problem(
                code="unknown_setting",
                pointer=f"{pointer}/x-dougong/{name}",
                message=f"A field of type {type_.name} has no setting “{name}”.",
                hint="Possible: " + ", ".join(sorted({*_SHARED_SETTINGS, *type_.settings_schema})),
            )
        )
    problems += type_.check(field, pointer)
    return field


def _options(documents: Iterable[Mapping[str, Any]]) -> Iterator[Option]:
    for one in documents:
        yield Option(
            key=str(one.get("key", "")),
            label=one.get("label", {}),
            colour=one.get("colour", "grey"),
            id=one.get("id", ""),
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


def _names(keys: Iterable[str], fields: Mapping[str, Field], pointer: str, what: str) -> list[Problem]:
    return [
        Problem(
            code="unknown_field",
            pointer=f"{pointer}/{index}",
            message=f"There is no field “{key}”.",
            hint=f"This {what} is not among the properties.",
        )
        for index, key in enumerate(keys)
        if key not in fields
    ]


def _columns_named(keys: Iterable[str], fields: Mapping[str, Field], pointer: str) -> list[Problem]:
    problems = []
    for index, key in enumerate(keys):
        if key in SYSTEM_COLUMNS or (key in fields and fields[key].columns):
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


def _duplicates(
    document: Mapping[str, Any] | None, fields: Mapping[str, Field], problems: list[Problem]
) -> Duplicates | None:
    if document is None:
        return None
    match = tuple(tuple(keys) for keys in document.get("match", ()))
    for index, keys in enumerate(match):
        problems += _columns_named(keys, fields, f"/duplicates/match/{index}")
    return Duplicates(match=match, action=document.get("action", "warn"))


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
    transitions = []
    for index, one in enumerate(document.get("transitions", ())):
        pointer = f"/states/transitions/{index}"
        transition = _transition(one)
        transitions.append(transition)
        named = [(f"{pointer}/from", state) for state in transition.sources]
        named.append((f"{pointer}/to", transition.target))
        problems += _unknown_states(named, options | {ANY_STATE})
        problems += _names(
            (name for name in transition.require if name not in SYSTEM_COLUMNS),
            fields,
            f"{pointer}/require",
            "required field",
        )
    stages = {}
    for state, one in document.get("stages", {}).items():
        if state not in options:
            problems.append(
                Problem(
                    code="unknown_option",
                    pointer=f"/states/stages/{state}",
                    message=f"There is no state “{state}”.",
                )
            )
        stages[state] = Stage(
            probability=None if one.get("probability") is None else Decimal(str(one["probability"])),
            guidance=one.get("guidance", {}),
            won=bool(one.get("won")),
            lost=bool(one.get("lost")),
        )
    initial = document.get("initial", field.schema.get("default"))
    start = tuple(document.get("start", ()))
    begun = [(f"/states/start/{index}", state) for index, state in enumerate(start)]
    if initial is not None:
        begun.append(("/states/initial", initial))
    problems += _unknown_states(begun, options)
    return StateMachine(
        field=key, transitions=tuple(transitions), stages=stages, initial=initial, start=start
    )


def _transition(one: Mapping[str, Any]) -> Transition:
    sources, by = one.get("from", ANY_STATE), one.get("by", ())
    return Transition(
        sources=(sources,) if isinstance(sources, str) else tuple(sources),
        target=str(one.get("to", "")),
        id=one.get("id", ""),
        when=one.get("when"),
        require=tuple(one.get("require", ())),
        by=(by,) if isinstance(by, str) else tuple(by),
        label=one.get("label", {}),
        checklist=tuple(one.get("checklist", ())),
        guidance=one.get("guidance", {}),
    )


def parse_form(document: Mapping[str, Any], entity: Entity) -> Form:
    """Read a form document over an entity; raises DocumentError for fields that do not exist."""
    problems: list[Problem] = []
    known = set(entity.fields) | set(SYSTEM_COLUMNS)
    shown = []
    for pointer, item in field_items(document.get("layout", ()), "/layout"):
        shown.append(str(item["field"]))
        if item["field"] not in known:
            problems.append(
                Problem(
                    code="unknown_field",
                    pointer=f"{pointer}/field",
                    message=f"There is no field “{item['field']}” in {entity.key}.",
                )
            )
    linkage = []
    for index, one in enumerate(document.get("linkage", ())):
        for member in ("show", "hide", "require", "lock", "set"):
            for name in one.get(member, ()):
                if name not in known:
                    problems.append(
                        Problem(
                            code="unknown_field",
                            pointer=f"/linkage/{index}/{member}",
                            message=f"There is no field “{name}” in {entity.key}.",
                        )
                    )
        linkage.append(
            Linkage(
                when=one.get("when"),
                show=tuple(one.get("show", ())),
                hide=tuple(one.get("hide", ())),
                require=tuple(one.get("require", ())),
                lock=tuple(one.get("lock", ())),
                set=dict(one.get("set", {})),
            )
        )
    if problems:
        raise DocumentError(problems)
    return Form(
        id=str(document.get("id", "")),
        key=str(document.get("key", "")),
        entity=entity.key,
        name=document.get("name", {}),
        default=bool(document.get("default")),
        layout=tuple(document.get("layout", ())),
        fields=tuple(dict.fromkeys(shown)),
        linkage=tuple(linkage),
        defaults=dict(document.get("defaults", {})),
        public=document.get("public"),
        document=document,
    )
