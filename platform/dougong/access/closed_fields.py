"""Closed fields: new fields of a draft that roles could fill in were they named in their grants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_FILLING = frozenset({"create", "change"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedField:
    """A new field that not every role which fills in records of its entity may fill in.

    `closed` are the keys of the roles whose grants name other fields, `open` those of the roles that may.
    """

    entity: str
    key: str
    open: tuple[str, ...]
    closed: tuple[str, ...]


def closed_fields(
    before: Mapping[str, Mapping[str, Any]],
    after: Mapping[str, Mapping[str, Any]],
    roles: Mapping[str, Mapping[str, Any]],
) -> list[ClosedField]:
    """Compare the entity documents of two versions (by key) under the roles of the second.

    Fields are the same when their ids are; those of a new entity are not told, its grants are as new.
    """
    known = {field["x-dougong"]["id"] for entity in before.values() for field in _fields(entity).values()}
    old_entities = {entity["id"] for entity in before.values()}
    found = []
    for entity in after.values():
        if entity["id"] not in old_entities:
            continue
        for key, field in _fields(entity).items():
            if field["x-dougong"]["id"] in known or field.get("readOnly"):
                continue
            rights = {role: _may_fill(document, entity["key"], key) for role, document in roles.items()}
            closed = tuple(role for role, may in rights.items() if may is False)
            if closed:
                may = tuple(role for role, allowed in rights.items() if allowed)
                found.append(ClosedField(entity=entity["key"], key=key, open=may, closed=closed))
    return found


def _fields(entity: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    fields: Mapping[str, Mapping[str, Any]] = entity["schema"]["properties"]
    return fields


def _may_fill(role: Mapping[str, Any], entity: str, key: str) -> bool | None:
    """Say whether a role may fill in a field; None when it fills in no record of the entity."""
    filling = [
        grant
        for grant in role.get("grants", ())
        if grant.get("entity") == entity and _FILLING & set(grant.get("actions", ()))
    ]
    return any(_names(grant, key) for grant in filling) if filling else None


def _names(grant: Mapping[str, Any], key: str) -> bool:
    fields = grant.get("fields")
    written = "*" if fields is None else fields.get("write", ())
    return written in ("*", ["*"]) or key in written
