"""Duplicates: live records that count as the same by the declared keys; the entity refuses them or warns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.access.shapes import EntityShape
from dougong.context import Context
from dougong.errors import Invalid
from dougong.metadata import App
from dougong.records.changes import Change
from dougong.records.rows import column_values
from dougong_model import Problem, Value

Values = Mapping[str, Value]


def check(
    context: Context,
    app: App,
    shape: EntityShape,
    changes: Sequence[Change],
    given: Sequence[Values],
    before: Mapping[UUID, Values] | None = None,
) -> dict[UUID, tuple[UUID, ...]]:
    """Return the live records equal to each changed one; raises Invalid when the entity refuses them."""
    entity = shape.compiled.entity if shape.compiled is not None else None
    if entity is None or entity.duplicates is None:
        return {}
    found: dict[UUID, dict[UUID, tuple[str, ...]]] = {}
    for keys in entity.duplicates.match:
        wanted: dict[tuple[Any, ...], list[UUID]] = {}
        for change, values in zip(changes, given, strict=True):
            whole = {**(before or {}).get(change.id, {}), **values}
            if any(key in values for key in keys) and all(whole.get(key) not in (None, "") for key in keys):
                wanted.setdefault(_key(shape, keys, whole), []).append(change.id)
        for record, row_key in _rows(context, shape, keys, list(wanted)):
            for change_id in wanted.get(row_key, ()):
                if record != change_id:
                    found.setdefault(change_id, {}).setdefault(record, keys)
    if found and entity.duplicates.action == "refuse":
        problems = [
            Problem(
                code="duplicate",
                pointer=f"{change.place}/{key}",
                message="A record with this value exists already.",
            )
            for change in changes
            for keys in dict.fromkeys(found.get(change.id, {}).values())
            for key in keys
        ]
        raise Invalid("This record exists already.", problems=problems)
    return {change_id: tuple(same) for change_id, same in found.items()}


def _key(shape: EntityShape, keys: tuple[str, ...], values: Values) -> tuple[Any, ...]:
    return tuple(next(iter(column_values(shape.fields[key], values[key]).values())) for key in keys)


def _rows(
    context: Context, shape: EntityShape, keys: tuple[str, ...], wanted: list[tuple[Any, ...]]
) -> list[tuple[UUID, tuple[Any, ...]]]:
    if not wanted:
        return []
    columns = [shape.fields[key].columns[0] for key in keys]
    found = []
    for start in range(0, len(wanted), 1000):
        part = wanted[start : start + 1000]
        matches: sa.ColumnElement[bool] = (
            columns[0].in_([row[0] for row in part]) if len(columns) == 1 else sa.tuple_(*columns).in_(part)
        )
        rows = context.conn.execute(
            sa.select(shape.table.c.id, *columns)
            .where(matches, shape.table.c.deleted_at.is_(None))
            .limit(5000)
        )
        found += [(row[0], tuple(row[1:])) for row in rows]
    return found
