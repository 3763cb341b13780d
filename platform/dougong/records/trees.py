"""Trees: records that stand below others of their own entity are never put below themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.access.shapes import EntityShape, FieldShape
from dougong.context import Context
from dougong.errors import Invalid
from dougong.metadata import App
from dougong.records.changes import Change
from dougong.records.titles import titles
from dougong_model import Problem, Value

Values = Mapping[str, Value]
_BETWEEN = " / "


def check(
    context: Context, app: App, shape: EntityShape, changes: Sequence[Change], given: Sequence[Values]
) -> None:
    """Raise Invalid, with the way round, for every record that would stand below itself.

    The whole set is looked at together, over what is stored: two records may change places in one request.
    """
    for key, one in shape.fields.items():
        if one.type != "tree_parent":
            continue
        moved = {
            change.id: (change, values[key])
            for change, values in zip(changes, given, strict=True)
            if isinstance(values.get(key), UUID)
        }
        if moved:
            _check(context, app, shape, one, moved)


def _check(
    context: Context, app: App, shape: EntityShape, one: FieldShape, moved: Mapping[UUID, tuple[Change, Any]]
) -> None:
    wanted = {record: parent for record, (_, parent) in moved.items()}
    # Two writers at once could each make half of a ring; who moves a branch waits for who is moving one.
    context.conn.execute(
        sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(one.field.id, sa.literal(0))))
    )
    above = {**_above(context, shape, one, set(wanted.values())), **wanted}
    problems, records = [], []
    for record, (change, _) in moved.items():
        ring = _ring(record, above)
        if ring:
            known = titles(context, app, shape.key, set(ring))
            way = _BETWEEN.join(known.get(step, "…") for step in reversed(ring))
            message = f"A record cannot stand below itself: {way}."
            problems.append(Problem(code="tree_cycle", pointer=f"{change.place}/{one.key}", message=message))
            records.append(record)
    if problems:
        raise Invalid("Some values are refused.", problems=problems, records=records)


def _above(
    context: Context, shape: EntityShape, one: FieldShape, ids: Collection[UUID]
) -> dict[UUID, UUID | None]:
    """Return the stored parents of records and of everything above them, in one statement."""
    table, column = shape.table, one.columns[0]
    given = sa.bindparam("ids", list(ids), type_=sa.ARRAY(sa.Uuid(as_uuid=True)))
    first = sa.select(table.c.id.label("id"), column.label("parent")).where(table.c.id == sa.any_(given))
    way = first.cte("way", recursive=True)
    again = table.alias()
    way = way.union(sa.select(again.c.id, again.c[column.name]).where(again.c.id == way.c.parent))
    rows = context.conn.execute(sa.select(way.c.id, way.c.parent))
    return {row.id: row.parent for row in rows}


def _ring(record: UUID, above: Mapping[UUID, UUID | None]) -> list[UUID]:
    """Return the way from a record up to itself, both ends included; [] where it ends at a top."""
    way, here = [record], above.get(record)
    while here is not None and here not in way:
        way.append(here)
        here = above.get(here)
    return [*way, record] if here == record else []
