"""Load: rows for the engines, as the app: every stored field, no scope, one statement for a set.

Values are those of dougong_form (Decimal, Money, date, UUID); references are ids, lists are asked for by key.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.access.kept import kept
from dougong.access.shapes import EntityShape, FieldShape, shape_of
from dougong.context import Context
from dougong.files.tables import file_use
from dougong.metadata import App
from dougong.metadata.physical import LINK_SOURCE, LINK_TARGET
from dougong.plans import Asked, Prepared
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
    return ask(context, app, entity, ids, lock=lock, trash=trash).values()


def ask(
    context: Context, app: App, entity: str, ids: Collection[UUID], *, lock: bool = False, trash: bool = False
) -> Loading:
    """Have records read as `load` does, with the next statement that somebody waits for."""
    wanted = list(dict.fromkeys(ids))
    reading = _reading(app, entity, lock=lock, trash=trash, single=len(wanted) == 1)
    asked = [
        reading.prepared.ask(context.conn, {"ids": chunk, "id": chunk[0]})
        for chunk in (wanted[start : start + _CHUNK] for start in range(0, len(wanted), _CHUNK))
    ]
    return Loading(context, app, entity, reading, asked)


@dataclass(frozen=True, slots=True)
class Loading:
    """Records that were asked for."""

    context: Context
    app: App
    entity: str
    reading: _Reading
    asked: Sequence[Asked]

    def values(self) -> dict[UUID, Values]:
        """Return stored values by record id."""
        found: dict[UUID, dict[str, Value]] = {}
        for one in self.asked:
            for row in one.all():
                values = self.reading.values(row)
                found[values["id"]] = values  # type: ignore[index]
        # Read after the rows are held, so that no writer comes between them.
        for record, held in links(self.context, self.app, self.entity, list(found)).items():
            found[record].update(held)
        return dict(found)


def links(
    context: Context, app: App, entity: str, ids: Collection[UUID]
) -> dict[UUID, dict[str, tuple[UUID, ...]]]:
    """Return the records that some hold in link tables, by record and field; () where they hold none."""
    fields = {key: one for key, one in shape_of(app, entity).fields.items() if one.holds_links}
    if not fields or not ids:
        return {}
    found: dict[UUID, dict[str, list[UUID]]] = {one: {key: [] for key in fields} for one in ids}
    for key in fields:
        for source, target in _link_reading(app, entity, key).all(context.conn, {"ids": list(found)}):
            found[source][key].append(target)
    return {record: {key: tuple(ids) for key, ids in held.items()} for record, held in found.items()}


def _link_reading(app: App, entity: str, key: str) -> Prepared:
    def make() -> Prepared:
        link = app.entities[entity].links[key]
        source, target = link.c[LINK_SOURCE], link.c[LINK_TARGET]
        return Prepared(
            sa.select(source, target)
            .where(source == sa.any_(sa.bindparam("ids", type_=_ids())))
            .order_by(source, link.c.position, target)
        )

    return kept(app, ("load links", entity, key), make)


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
    held = links(context, app, shape_of(app, entity).lists[key].entity, _ids_in(found))
    if held:
        for rows in found.values():
            rows[:] = [(identity, {**values, **held[identity]}) for identity, values in rows]
    return found


def _ids_in(found: Mapping[UUID, list[tuple[UUID, Values]]]) -> set[UUID]:
    return {identity for rows in found.values() for identity, _values in rows}


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


def _reading(app: App, entity: str, *, lock: bool, trash: bool, single: bool) -> _Reading:
    """Return what reads records; a single one has a statement of its own, which PostgreSQL plans once and for all."""

    def make() -> _Reading:
        shape = shape_of(app, entity)
        identity = shape.table.c[shape.id_column]
        one = sa.bindparam("id", type_=identity.type)
        wanted = one if single else sa.any_(sa.bindparam("ids", type_=_ids()))
        statement = sa.select(*_columns(shape)).where(identity == wanted)
        if shape.soft and not trash:
            statement = statement.where(shape.table.c.deleted_at.is_(None))
        if lock:
            statement = statement.order_by(identity).with_for_update()
        return _Reading(Prepared(statement), _places(shape))

    return kept(app, ("load", entity, lock, trash, single), make)


def _list_reading(app: App, entity: str, key: str) -> _Reading:
    def make() -> _Reading:
        one = shape_of(app, entity).lists[key]
        child = shape_of(app, one.entity)
        identity = child.table.c[child.id_column]
        rows: sa.FromClause = child.table
        order: list[sa.ColumnElement[Any]] = [identity]
        if one.link is None:
            via = child.table.c[one.via]
            order = [child.table.c.position, *order] if one.sub_table else order
        else:
            link = one.link.table
            rows, via = link.join(rows, link.c[one.link.other] == identity), link.c[one.link.own]
            order = order if one.back else [link.c.position, *order]
        living = [child.table.c.deleted_at.is_(None)] if child.soft else []
        statement = (
            sa.select(*_columns(child), via.label("list_parent"))
            .select_from(rows)
            .where(via == sa.any_(sa.bindparam("ids", type_=_ids())), *living)
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
