"""Titles: what people read for records, as far as the asking person may see them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.access import Scope, aliased_source, resolver
from dougong.access.shapes import has_entity
from dougong.context import Context
from dougong.metadata import App
from dougong.records.json_sql import title_text
from dougong.records.read import schema_in, scope_in
from dougong.records.reading import Ask, rows_in


def _statement(scope: Scope) -> sa.Select[Any]:
    source = aliased_source(scope.shape)
    names = resolver(scope, source)
    title = title_text(names, source)
    listed = sa.bindparam("record_ids", type_=sa.ARRAY(sa.Uuid(as_uuid=True)))
    wanted = names.visible(source)
    return (
        sa.select(source.id, sa.cast(sa.null(), sa.Text) if title is None else title)
        .select_from(source.from_clause())
        .where(source.id == sa.any_(listed), *wanted)
    )


def titles(context: Context, app: App, entity: str, records: Collection[UUID]) -> dict[UUID, str]:
    """Return the titles of those records that the caller sees."""
    if not records or not has_entity(app, entity):
        return {}
    scope = scope_in(context, app, entity)
    if not scope.allows("see"):
        return {}
    asked = Ask(scope, ("titles",), lambda: _statement(scope), {"record_ids": list(records)})
    return {row[0]: row[1] for row in rows_in(context, schema_in(context), asked) if row[1] is not None}
