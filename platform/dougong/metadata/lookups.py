"""Lookups: what a lookup shows is of the kind of the field at the end of its path, with that field's choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dougong.system_entities import system_entities
from dougong_form import FIELD_TYPES, Entity, Field, system_fields

_RESULTS = {"number", "text", "boolean", "date", "datetime"}
"""Kinds of values that a lookup can show."""
_LIKE_THE_TARGET = ("precision", "unit", "thousands", "currency")


def looked_up(entities: Mapping[str, Entity]) -> dict[str, Entity]:
    """Return entities whose lookups know what they show.

    One that leads nowhere, to a list or to a record stays without a `result`, which the check tells.
    """
    return {key: _typed_entity(entity, entities) for key, entity in entities.items()}


def _typed_entity(entity: Entity, entities: Mapping[str, Entity]) -> Entity:
    found = {
        key: _typed(field, entity.key, entities, frozenset({(entity.key, key)}))
        for key, field in entity.fields.items()
        if field.type.name == "lookup"
    }
    return replace(entity, fields={**entity.fields, **found}) if found else entity


def _typed(
    field: Field, entity: str, entities: Mapping[str, Entity], seen: frozenset[tuple[str, str]]
) -> Field:
    target = _at(field.type.expression(field).strip().split("."), entity, entities, seen)
    result = None if target is None else _result(target)
    if target is None or result is None:
        return field
    like = {name: target.settings[name] for name in _LIKE_THE_TARGET if name in target.settings}
    return replace(field, options=target.options, settings={**like, **field.settings, "result": result})


def _result(target: Field) -> str | None:
    if target.computed:
        return str(target.settings.get("result", "number")) if target.type.name != "lookup" else None
    if target.type.name in ("money", "percent"):
        return target.type.name
    kind = target.type.formula_type(target).kind
    return kind if kind in _RESULTS else None


def _at(
    steps: list[str], entity: str, entities: Mapping[str, Entity], seen: frozenset[tuple[str, str]]
) -> Field | None:
    """Return the field at the end of a path; of another lookup, the field that it shows."""
    field = _fields(entity, entities).get(steps[0])
    if field is None:
        return None
    if len(steps) == 1:
        if field.type.name != "lookup":
            return field
        if (entity, field.key) in seen:
            return None
        path = field.type.expression(field).strip().split(".")
        return _at(path, entity, entities, seen | {(entity, field.key)})
    if field.type.parts:
        return next((part.field for part in field.type.parts if [part.key] == steps[1:]), None)
    if field.entity is None or not field.columns:
        return None
    return _at(steps[1:], field.entity, entities, seen)


def _fields(key: str, entities: Mapping[str, Entity]) -> Mapping[str, Field]:
    if key in entities:
        return {**system_fields(key, entities[key].parent), **entities[key].fields}
    system = system_entities().get(key)
    if system is None:
        return {}
    return {
        one.key: Field(
            id=one.key,
            key=one.key,
            type=FIELD_TYPES[one.type],
            label=one.label,
            settings={"entity": one.entity} if one.entity else {},
        )
        for one in system.fields.values()
    }
