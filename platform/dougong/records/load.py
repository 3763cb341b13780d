"""Load: rows for the engines, as the app: every stored field, no scope, one statement for a set.

Values are those of dougong_form (Decimal, Money, date, UUID); references are ids, lists are asked for by key.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.access.kept import kept
from dougong.access.shapes import EntityShape, FieldShape, shape_of
from dougong.context import Context
from dougong.files.tables import file_use
from dougong.metadata import App
from dougong_model import Value

Values = Mapping[str, Value]
_CHUNK = 10_000


def load(
    context: Context, app: App, entity: str, ids: Collection[UUID], *, lock: bool = False, trash: bool = False
) -> dict[UUID, Values]:
    """Return stored values by record id; those that do not exist (or lie in the trash, unless `trash`) are
    absent.

    `lock` holds the rows until the transaction ends, in the order of their ids so that two writers of one
    set never wait for each other in a circle.
    """
    shape = shape_of(app, entity)
    identity = shape.table.c[shape.id_column]
    statement = _select(app, shape)
    if shape.soft and not trash:
        statement = statement.where(shape.table.c.deleted_at.is_(None))
    if lock:
        statement = statement.order_by(identity).with_for_update()
    wanted = list(dict.fromkeys(ids))
    found: dict[UUID, Values] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows = context.conn.execute(
            statement.where(identity == sa.any_(sa.bindparam("ids", type_=_ids()))),
            {"ids": wanted[start : start + _CHUNK]},
        )
        for row in rows:
            values = read_row(shape, row._mapping)
            found[values["id"]] = values  # type: ignore[index]
    return found


def load_list(
    context: Context, app: App, entity: str, key: str, parents: Collection[UUID]
) -> dict[UUID, list[tuple[UUID, Values]]]:
    """Return the rows of a sub-table or inverse list for each parent, in their order.

    An empty list for none.
    """
    one = shape_of(app, entity).lists[key]
    child = shape_of(app, one.entity)
    via = child.table.c[one.via]
    order = [child.table.c.position, child.table.c.id] if one.sub_table else [child.table.c.id]
    rows = context.conn.execute(
        _select(app, child)
        .add_columns(via.label("list_parent"))
        .where(via == sa.any_(sa.bindparam("ids", type_=_ids())), child.table.c.deleted_at.is_(None))
        .order_by(*order),
        {"ids": list(dict.fromkeys(parents))},
    )
    found: dict[UUID, list[tuple[UUID, Values]]] = {parent: [] for parent in parents}
    for row in rows:
        values = read_row(child, row._mapping)
        found[row._mapping["list_parent"]].append((values["id"], values))  # type: ignore[arg-type]
    return found


def attachments(
    context: Context, shape: EntityShape, ids: Collection[UUID]
) -> dict[UUID, dict[str, tuple[UUID, ...]]]:
    """Return the file ids that records hold, by record and field key."""
    fields = {one.field.id: one.key for one in shape.fields.values() if one.type == "attachment"}
    found: dict[UUID, dict[str, tuple[UUID, ...]]] = {}
    if not fields or not ids:
        return found
    rows = context.conn.execute(
        sa.select(file_use.c.record_id, file_use.c.field_id, file_use.c.file_id)
        .where(
            file_use.c.record_id == sa.any_(sa.bindparam("ids", type_=_ids())),
            file_use.c.field_id.in_(fields),
        )
        .order_by(file_use.c.position),
        {"ids": list(ids)},
    )
    for row in rows:
        held = found.setdefault(row.record_id, {})
        held[fields[row.field_id]] = (*held.get(fields[row.field_id], ()), row.file_id)
    return found


def _ids() -> sa.types.TypeEngine[Any]:
    return sa.ARRAY(sa.Uuid(as_uuid=True))


def _stored(shape: EntityShape) -> list[FieldShape]:
    return [one for one in shape.fields.values() if one.columns]


def _select(app: App, shape: EntityShape) -> sa.Select[Any]:
    def make() -> sa.Select[Any]:
        columns = dict.fromkeys(column for one in _stored(shape) for column in one.columns)
        return sa.select(*columns)

    return kept(app, ("load", shape.key), make)


def read_row(shape: EntityShape, row: Mapping[Any, Any]) -> dict[str, Value]:
    """Turn database values (by column) into values by field key."""
    return {
        one.key: one.field.type.from_columns(one.field, tuple(row[column] for column in one.columns))
        for one in _stored(shape)
    }
