"""Matching: records found by the equality of fields or by pointing at another record, as the app."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

import sqlalchemy as sa

from dougong.access.shapes import shape_of
from dougong.context import Context
from dougong.metadata import App
from dougong_model import Value

_BLANK: tuple[Value, ...] = (None, "", (), [])


def find_first(
    context: Context,
    app: App,
    entity: str,
    ways: Iterable[Mapping[str, Value]],
    *,
    besides: UUID | None = None,
) -> UUID | None:
    """Return the oldest live record that equals the first of `ways` by which there is one, in every field.

    A way with a blank value finds nothing; `besides` is not looked at.
    """
    for way in ways:
        if not any(value in _BLANK for value in way.values()):
            found = find_equal(context, app, entity, way, besides=besides)
            if found is not None:
                return found
    return None


def find_equal(
    context: Context, app: App, entity: str, values: Mapping[str, Value], *, besides: UUID | None = None
) -> UUID | None:
    """Return the oldest live record but `besides` that equals `values` in every field, or None."""
    shape = shape_of(app, entity)
    statement = sa.select(shape.table.c.id).where(shape.table.c.deleted_at.is_(None))
    for key, value in values.items():
        field = shape.fields[key]
        for column, wanted in zip(
            field.columns, field.field.type.to_columns(field.field, value), strict=True
        ):
            statement = statement.where(column == wanted)
    if besides is not None:
        statement = statement.where(shape.table.c.id != besides)
    return context.conn.execute(statement.order_by(shape.table.c.id).limit(1)).scalar_one_or_none()


def referring(context: Context, app: App, entity: str, field: str, record: UUID) -> list[UUID]:
    """Return the live records of an entity whose reference field holds a record, oldest first."""
    shape = shape_of(app, entity)
    column = shape.fields[field].columns[0]
    statement = sa.select(shape.table.c.id).where(column == record, shape.table.c.deleted_at.is_(None))
    return list(context.conn.execute(statement.order_by(shape.table.c.id)).scalars())
