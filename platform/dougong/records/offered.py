"""Offered: the few records that somebody may choose among who sees none: the first by name that meet a condition."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa

from dougong.access import Scope, aliased_source, resolver
from dougong.access.shapes import has_entity
from dougong.context import Context
from dougong.metadata import App
from dougong.records.json_sql import title_text
from dougong.records.read import schema_in, scope_in
from dougong.records.reading import Ask, rows_in
from dougong.records.statements import typed
from dougong_formula import to_condition


def offered_records(
    context: Context,
    app: App,
    entity: str,
    most: int,
    *,
    condition: str | None = None,
    among: Collection[UUID] | None = None,
) -> list[tuple[UUID, str]]:
    """Return ids and titles of the first `most` records by title that meet a condition, of all or of some.

    The caller's scope holds; records without a title are left out.
    """
    if not has_entity(app, entity) or (among is not None and not among):
        return []
    scope = scope_in(context, app, entity)
    if not scope.allows("see"):
        return []
    asked = Ask(
        scope,
        ("offered", condition, among is not None),
        lambda: _statement(scope, condition, some=among is not None),
        {"most_records": most} | ({} if among is None else {"record_ids": list(among)}),
    )
    return [(row[0], row[1]) for row in rows_in(context, schema_in(context), asked)]


def _statement(scope: Scope, condition: str | None, *, some: bool) -> sa.Select[tuple[UUID, str]]:
    source = aliased_source(scope.shape)
    names = resolver(scope, source)
    told = title_text(names, source)
    title = sa.cast(sa.null(), sa.Text) if told is None else told
    wanted = [*names.visible(source), title.is_not(None)]
    if some:
        wanted.append(source.id == sa.any_(sa.bindparam("record_ids", type_=sa.ARRAY(sa.Uuid(as_uuid=True)))))
    if condition is not None:
        wanted.append(to_condition(typed(scope, condition, "/filter", boolean=True), names))
    return (
        sa.select(source.id, title)
        .select_from(source.from_clause())
        .where(*wanted)
        .order_by(title, source.id)
        .limit(sa.bindparam("most_records", type_=sa.Integer))
    )
