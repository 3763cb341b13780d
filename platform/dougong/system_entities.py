"""System entities: the platform's own tables, described so that list, filter, report and export serve them.

Each room registers its tables in its `entities.py`; metadata adds them to every app's vocabulary, read-only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, FromClause, Table

OfApp = Callable[[FromClause, str, Sequence[str]], ColumnElement[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemField:
    """One readable column: `type` is the name of a field type; `entity` the target of a reference."""

    key: str
    column: Column[object]
    type: str
    label: Mapping[str, str]
    entity: str | None = None
    search: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemEntity:
    """A read-only entity over a room's own table.

    `rows` is the row formula for people without a grant of their own (None: administrators and granted
    roles only); `id_column` names the uuid that identifies a row. `of_app` gives, of a row's source, the
    condition that it belongs to an app with certain entities (ids); without it rows belong to no app.
    """

    key: str
    name: Mapping[str, str]
    table: Table
    title: str
    fields: Mapping[str, SystemField]
    rows: str | None = None
    id_column: str = "id"
    of_app: OfApp | None = None


_REGISTRY: dict[str, SystemEntity] = {}


def register(entity: SystemEntity) -> SystemEntity:
    """Add a system entity; the same key twice is a programming error."""
    if entity.key in _REGISTRY and _REGISTRY[entity.key] is not entity:
        raise ValueError(f"system entity {entity.key} is registered twice")
    _REGISTRY[entity.key] = entity
    return entity


def system_entities() -> Mapping[str, SystemEntity]:
    """Return all registered system entities by key."""
    return _REGISTRY


def fields(*items: SystemField) -> Mapping[str, SystemField]:
    """Return fields by key, in the order given."""
    return {item.key: item for item in items}


__all__ = ["SystemEntity", "SystemField", "fields", "register", "system_entities"]
