"""Matching: records found by the equality of fields or by pointing at another record, as the app."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from dougong.access.shapes import shape_of
from dougong.context import Context
from dougong.metadata import App
from dougong_model import Value


def find_equal(context: Context, app: App, entity: str, values: Mapping[str, Value]) -> UUID | None:
    """Return the oldest live record that equals `values` in every field, or None."""
    shape = shape_of(app, entity)
    statement = sa.select(shape.table.c.id).where(shape.table.c.deleted_at.is_(None))
    for key, value in values.items():
        field = shape.fields[key]
        for column, wanted in zip(
            field.columns, field.field.type.to_columns(field.field, value), strict=True
        ):
            statement = statement.where(column == wanted)
    return context.conn.execute(statement.order_by(shape.table.c.id).limit(1)).scalar_one_or_none()


def referring(context: Context, app: App, entity: str, field: str, record: UUID) -> list[UUID]:
    """Return the live records of an entity whose reference field holds a record, oldest first."""
    shape = shape_of(app, entity)
    column = shape.fields[field].columns[0]
    statement = sa.select(shape.table.c.id).where(column == record, shape.table.c.deleted_at.is_(None))
    return list(context.conn.execute(statement.order_by(shape.table.c.id)).scalars())
