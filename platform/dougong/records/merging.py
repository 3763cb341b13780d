"""Merging: which records were merged into which, what pointed to them, and what is kept to take it back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.context import Context
from dougong.errors import Conflict
from dougong.metadata import App
from dougong.records import hanging
from dougong.records.hanging import Pointing
from dougong.records.rows import insert_all
from dougong.records.tables import record_merge, record_merge_move

UNDO_DAYS = 30
"""So long a merge can be taken back, unless the trash lets its records go earlier."""

_CHAIN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PointingRow:
    """A record, or a row of a sub-table (`record` is then whose), that points to a record by a field."""

    id: UUID
    record: UUID
    target: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Records that were merged into one, `merged` with the rows of sub-tables copied from each."""

    id: UUID
    kept: UUID
    entity_id: str
    at: datetime
    actor: str
    person: UUID | None
    merged: Mapping[UUID, Mapping[str, Sequence[Mapping[str, Any]]]]
    undone_at: datetime | None = None
    undone_by: UUID | None = None

    @property
    def undo_until(self) -> datetime:
        """Return until when it can be taken back."""
        return self.at + timedelta(days=UNDO_DAYS)


def pointing_rows(
    context: Context, app: App, one: Pointing, ids: Collection[UUID], limit: int
) -> list[PointingRow]:
    """Return what points to some records by a field, outside the trash, in the order of the ids."""
    compiled = app.entities[one.entity]
    table, (rows, target) = compiled.table, hanging.pointing_from(compiled, one.field)
    whose = table.c.id if compiled.entity.parent is None else table.c.parent_id
    statement = (
        sa.select(table.c.id, whose.label("record"), target.label("target"))
        .select_from(rows)
        .where(target.in_(ids), table.c.deleted_at.is_(None))
        .order_by(table.c.id)
        .limit(limit)
    )
    if compiled.entity.parent is not None:
        above = app.entities[compiled.entity.parent].table.alias()
        statement = statement.join(above, above.c.id == table.c.parent_id).where(above.c.deleted_at.is_(None))
    found = context.conn.execute(statement)
    return [PointingRow(id=row.id, record=row.record, target=row.target) for row in found]


def keep_merge(context: Context, merge: Merge, moves: Iterable[tuple[str, PointingRow]]) -> None:
    """Keep what was merged; `moves` are the pointing rows with the id of the field by which each pointed."""
    insert_all(
        context.conn,
        record_merge,
        [
            {
                "id": merge.id,
                "merged_id": merged,
                "kept_id": merge.kept,
                "entity_id": merge.entity_id,
                "at": merge.at,
                "actor": merge.actor,
                "person_id": merge.person,
                "rows": dict(rows),
            }
            for merged, rows in merge.merged.items()
        ],
    )
    # A row that held several of the merged records by one field stands here once.
    first = {(field, row.id): row.target for field, row in reversed(list(moves))}
    insert_all(
        context.conn,
        record_merge_move,
        [
            {"merge_id": merge.id, "field_id": field, "row_id": row, "merged_id": target}
            for (field, row), target in first.items()
        ],
    )


def moves_of(context: Context, merge: UUID, field: str) -> dict[UUID, UUID]:
    """Return what pointed to merged records by a field: row id → the merged record."""
    moved = record_merge_move
    rows = context.conn.execute(
        sa.select(moved.c.row_id, moved.c.merged_id).where(
            moved.c.merge_id == merge, moved.c.field_id == field
        )
    )
    return {row.row_id: row.merged_id for row in rows}


def merge_of(context: Context, merge: UUID, *, lock: bool = False) -> Merge | None:
    """Return a merge by its id."""
    statement = sa.select(record_merge).where(record_merge.c.id == merge).order_by(record_merge.c.merged_id)
    found = _merges(context, statement.with_for_update() if lock else statement)
    return found[0] if found else None


def merges_into(context: Context, record: UUID) -> list[Merge]:
    """Return what was merged into a record, undone merges included, the newest first."""
    statement = (
        sa.select(record_merge)
        .where(record_merge.c.kept_id == record)
        .order_by(record_merge.c.at.desc(), record_merge.c.id.desc(), record_merge.c.merged_id)
    )
    return _merges(context, statement)


def _merges(context: Context, statement: sa.Select[Any]) -> list[Merge]:
    found: dict[UUID, list[sa.Row[Any]]] = {}
    for row in context.conn.execute(statement):
        found.setdefault(row.id, []).append(row)
    return [
        Merge(
            id=identity,
            kept=rows[0].kept_id,
            entity_id=rows[0].entity_id,
            at=rows[0].at,
            actor=rows[0].actor,
            person=rows[0].person_id,
            merged={row.merged_id: row.rows for row in rows},
            undone_at=rows[0].undone_at,
            undone_by=rows[0].undone_by,
        )
        for identity, rows in found.items()
    ]


def merged_into(context: Context, record: UUID) -> UUID | None:
    """Return the record in which one lives on, through merges of merges; None for one that was not merged."""
    here = record
    for _ in range(_CHAIN):
        following = context.conn.scalar(
            sa.select(record_merge.c.kept_id).where(
                record_merge.c.merged_id == here, record_merge.c.undone_at.is_(None)
            )
        )
        if following is None:
            break
        here = following
    return None if here == record else here


def living_on_in(context: Context, record: UUID) -> list[UUID]:
    """Return the records that live on in one, those merged into merged ones too, the last one first."""
    found: dict[UUID, None] = {}
    waiting = [record]
    while waiting and len(found) < _CHAIN:
        rows = context.conn.scalars(
            sa.select(record_merge.c.merged_id)
            .where(record_merge.c.kept_id.in_(waiting), record_merge.c.undone_at.is_(None))
            .order_by(record_merge.c.at.desc(), record_merge.c.merged_id)
        )
        waiting = [one for one in rows if one not in found and one != record]
        found.update(dict.fromkeys(waiting))
    return list(found)


def taken_back(context: Context, records: Collection[UUID]) -> set[frozenset[UUID]]:
    """Return the pairs among some records of which a merge was undone: somebody has said that they are two."""
    merge = record_merge.c
    rows = context.conn.execute(
        sa.select(merge.id, merge.kept_id, merge.merged_id).where(
            merge.undone_at.is_not(None), sa.or_(merge.kept_id.in_(records), merge.merged_id.in_(records))
        )
    )
    together: dict[UUID, set[UUID]] = {}
    for row in rows:
        together.setdefault(row.id, set()).update((row.kept_id, row.merged_id))
    return {frozenset(pair) for group in together.values() for pair in combinations(sorted(group), 2)}


def refuse_merged(context: Context, records: Sequence[UUID]) -> None:
    """Raise Conflict for records to be taken out of the trash into which a merge put them."""
    if not records:
        return
    statement = sa.select(record_merge.c.merged_id).where(
        record_merge.c.merged_id.in_(records), record_merge.c.undone_at.is_(None)
    )
    found = set(context.conn.scalars(statement))
    if found:
        raise Conflict("This record was merged into another. Undo the merge there.", records=found)


def mark_undone(context: Context, merge: UUID) -> None:
    """Say that a merge was taken back."""
    context.conn.execute(
        sa.update(record_merge)
        .where(record_merge.c.id == merge)
        .values(undone_at=context.now, undone_by=context.principal.person)
    )
