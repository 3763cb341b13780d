"""Load: rows for the engines, as the app: every stored field, no scope, one statement for a set.

Values are those of dougong_form (Decimal, Money, date, UUID); references are ids, lists are asked for by key.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.access.kept import kept
from dougong.access.shapes import EntityShape, FieldShape, shape_of
from dougong.context import Context
from dougong.files.tables import file_use
from dougong.metadata import App
from dougong.plans import Prepared
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
    reading = _reading(app, entity, lock=lock, trash=trash)
    wanted = list(dict.fromkeys(ids))
    found: dict[UUID, Values] = {}
    for start in range(0, len(wanted), _CHUNK):
        for row in reading.prepared.all(context.conn, {"ids": wanted[start : start + _CHUNK]}):
            values = reading.values(row)
            found[values["id"]] = values  # type: ignore[index]
    return found


def load_list(
    context: Context, app: App, entity: str, key: str, parents: Collection[UUID]
) -> dict[UUID, list[tuple[UUID, Values]]]:
    """Return the rows of a sub-table or inverse list for each parent, in their order.

    An empty list for none.
    """
    reading = _list_reading(app, entity, key)
    found: dict[UUID, list[tuple[UUID, Values]]] = {parent: [] for parent in parents}
    for row in reading.prepared.all(context.conn, {"ids": list(found)}):
        values = reading.values(row)
        found[row[-1]].append((values["id"], values))  # type: ignore[arg-type]
    return found


def attachments(
    context: Context, shape: EntityShape, ids: Collection[UUID]
) -> dict[UUID, dict[str, tuple[UUID, ...]]]:
    """Return the file ids that records hold, by record and field key."""
    fields = {one.field.id: one.key for one in shape.fields.values() if one.holds_files}
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


@dataclass(frozen=True, slots=True)
class _Reading:
    """A statement and how its columns become values: the fields with their places in a row."""

    prepared: Prepared
    fields: tuple[tuple[FieldShape, int, int], ...]

    def values(self, row: tuple[Any, ...]) -> dict[str, Value]:
        """Turn database values into values by field key."""
        return {
            one.key: one.field.type.from_columns(one.field, row[start:stop])
            for one, start, stop in self.fields
        }


def _reading(app: App, entity: str, *, lock: bool, trash: bool) -> _Reading:
    def make() -> _Reading:
        shape = shape_of(app, entity)
        identity = shape.table.c[shape.id_column]
        statement = sa.select(*_columns(shape)).where(identity == sa.any_(sa.bindparam("ids", type_=_ids())))
        if shape.soft and not trash:
            statement = statement.where(shape.table.c.deleted_at.is_(None))
        if lock:
            statement = statement.order_by(identity).with_for_update()
        return _Reading(Prepared(statement), _places(shape))

    return kept(app, ("load", entity, lock, trash), make)


def _list_reading(app: App, entity: str, key: str) -> _Reading:
    def make() -> _Reading:
        one = shape_of(app, entity).lists[key]
        child = shape_of(app, one.entity)
        via = child.table.c[one.via]
        order = [child.table.c.position, child.table.c.id] if one.sub_table else [child.table.c.id]
        statement = (
            sa.select(*_columns(child), via.label("list_parent"))
            .where(via == sa.any_(sa.bindparam("ids", type_=_ids())), child.table.c.deleted_at.is_(None))
            .order_by(*order)
        )
        return _Reading(Prepared(statement), _places(child))

    return kept(app, ("load list", entity, key), make)


def _stored(shape: EntityShape) -> list[FieldShape]:
    return [one for one in shape.fields.values() if one.columns]


def _columns(shape: EntityShape) -> list[sa.Label[Any]]:
    """Return the columns of every field in their order; one that two fields share stands twice."""
    columns = [column for one in _stored(shape) for column in one.columns]
    return [column.label(f"c{place}") for place, column in enumerate(columns)]


def _places(shape: EntityShape) -> tuple[tuple[FieldShape, int, int], ...]:
    found, place = [], 0
    for one in _stored(shape):
        found.append((one, place, place + len(one.columns)))
        place += len(one.columns)
    return tuple(found)
