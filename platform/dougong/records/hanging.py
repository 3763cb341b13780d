"""Hanging: the records that point to others, which say what becomes of them when those go to the trash."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.access.kept import kept
from dougong.context import Context
from dougong.metadata import App, CompiledEntity
from dougong.metadata.physical import LINK_SOURCE, LINK_TARGET
from dougong_form import Field

LIMIT = 5_000


_REFERENCES = ("reference", "tree_parent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointing:
    """A reference field of an entity, and what it wants when its target goes: refuse, clear or cascade."""

    entity: str
    field: Field
    on_delete: str


def pointing_to(app: App, entity: str) -> tuple[Pointing, ...]:
    """Return the reference fields of an app's entities that point to an entity."""

    def make() -> tuple[Pointing, ...]:
        return tuple(
            Pointing(entity=one.key, field=field, on_delete=_wanted(one, field))
            for one in app.entities.values()
            for field in one.entity.fields.values()
            if (field.type.name in _REFERENCES or field.type.links) and field.entity == entity
        )

    return kept(app, ("pointing to", entity), make)


def pointing_from(compiled: CompiledEntity, field: Field) -> tuple[sa.FromClause, sa.ColumnElement[Any]]:
    """Return the rows of an entity with what they point to by a field: one each, or one for each link."""
    link = compiled.links.get(field.key)
    if link is None:
        return compiled.table, compiled.columns[field.key][0]
    return compiled.table.join(link, link.c[LINK_SOURCE] == compiled.table.c.id), link.c[LINK_TARGET]


def _wanted(one: CompiledEntity, field: Field) -> str:
    """A field that must be filled cannot be cleared, and a row of a sub-table is its record's: they refuse."""
    wanted = str(field.settings.get("on_delete", "clear" if field.type.links else "refuse"))
    kept_whole = one.entity.parent is not None or (wanted == "clear" and field.required)
    return "refuse" if kept_whole else wanted


def live(context: Context, app: App, one: Pointing, ids: Collection[UUID]) -> list[UUID]:
    """Return the records that point to some by a field, those in the trash left out."""
    return _ids(context, app, one, ids, app.entities[one.entity].table.c.deleted_at.is_(None))


def pointed_to(context: Context, app: App, one: Pointing, records: Collection[UUID]) -> set[UUID]:
    """Return the records to which some point by a field."""
    compiled = app.entities[one.entity]
    rows, target = pointing_from(compiled, one.field)
    asked = sa.select(target).select_from(rows).where(compiled.table.c.id.in_(records), target.is_not(None))
    return set(context.conn.scalars(asked))


def buried_with(context: Context, app: App, one: Pointing, ids: Collection[UUID], at: datetime) -> list[UUID]:
    """Return the records that point to some by a field and went to the trash in the same moment."""
    return _ids(context, app, one, ids, app.entities[one.entity].table.c.deleted_at == at)


def buried_at(context: Context, compiled: CompiledEntity, ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Return when records went to the trash; those that are not in it are left out."""
    table = compiled.table
    rows = context.conn.execute(
        sa.select(table.c.id, table.c.deleted_at).where(table.c.id.in_(ids), table.c.deleted_at.is_not(None))
    )
    return {row.id: row.deleted_at for row in rows}


def _ids(
    context: Context,
    app: App,
    one: Pointing,
    ids: Collection[UUID],
    condition: sa.ColumnElement[bool],
) -> list[UUID]:
    compiled = app.entities[one.entity]
    table: sa.Table = compiled.table
    rows, target = pointing_from(compiled, one.field)
    statement = (
        sa.select(table.c.id)
        .select_from(rows)
        .where(target.in_(ids), condition)
        .group_by(table.c.id)
        .order_by(table.c.id)
        .limit(LIMIT)
    )
    return list(context.conn.execute(_outside_trash(statement, app, compiled)).scalars())


def _outside_trash(statement: sa.Select[Any], app: App, compiled: CompiledEntity) -> sa.Select[Any]:
    """Rows of a sub-table lie in the trash with their record."""
    if compiled.entity.parent is None:
        return statement
    parent, table = app.entities[compiled.entity.parent].table.alias(), compiled.table
    return statement.join(parent, parent.c.id == table.c.parent_id).where(parent.c.deleted_at.is_(None))


def targets(app: App, entity: str, stored: Sequence[Any]) -> dict[str, set[UUID]]:
    """Return the records of the app to which stored values point, by entity."""
    found: dict[str, set[UUID]] = {}
    for field in app.entities[entity].entity.fields.values():
        if field.entity not in app.entities:
            continue
        if field.type.name in _REFERENCES:
            ids = {one.get(field.key) for one in stored} - {None}
            found.setdefault(str(field.entity), set()).update(ids)
        elif field.type.links:
            ids = {target for one in stored for target in one.get(field.key) or ()}
            found.setdefault(str(field.entity), set()).update(ids)
    return {key: ids for key, ids in found.items() if ids}
