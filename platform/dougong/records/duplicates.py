"""Duplicates: live records that count as the same by the declared keys; the entity refuses them or warns.

Where they are refused, who writes a key waits for whoever is writing the same one, so that of two at once the
second finds the first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID
from zlib import crc32

import sqlalchemy as sa

from dougong.access import Scope
from dougong.access.shapes import EntityShape
from dougong.context import Context
from dougong.database import lock
from dougong.errors import Invalid
from dougong.metadata import App
from dougong.records.changes import Change
from dougong.records.rows import column_values
from dougong_model import Problem, Value

Values = Mapping[str, Value]
_LOCKS = 64
_APART = ("undo_merge:", "test:")
"""Who takes a merge back says that its records are not the same; the record of a rule's test is none of the others."""

_SHOWN = 200


def check(
    context: Context,
    app: App,
    shape: EntityShape,
    changes: Sequence[Change],
    given: Sequence[Values],
    before: Mapping[UUID, Values] | None = None,
) -> dict[UUID, tuple[UUID, ...]]:
    """Return the live records equal to each changed one, and those before it in the same set; raises Invalid
    when the entity refuses them.
    """
    entity = shape.compiled.entity if shape.compiled is not None else None
    if entity is None or entity.duplicates is None or context.cause.startswith(_APART):
        return {}
    found: dict[UUID, dict[UUID, tuple[str, ...]]] = {}
    asked = {
        keys: _wanted(shape, keys, changes, given, before or {})
        for keys in dict.fromkeys(entity.duplicates.match)
    }
    if entity.duplicates.action == "refuse":
        _wait(context, shape, asked)
    for keys, wanted in asked.items():
        for record, row_key in _rows(context, shape, keys, list(wanted)):
            for change_id in wanted.get(row_key, ()):
                if record != change_id:
                    found.setdefault(change_id, {}).setdefault(record, keys)
        for first, *others in wanted.values():
            for change_id in others:
                found.setdefault(change_id, {}).setdefault(first, keys)
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


def _wanted(
    shape: EntityShape,
    keys: tuple[str, ...],
    changes: Sequence[Change],
    given: Sequence[Values],
    before: Mapping[UUID, Values],
) -> dict[tuple[Any, ...], list[UUID]]:
    """Return which records of a set come to have which values of some keys, where all of them are given."""
    wanted: dict[tuple[Any, ...], list[UUID]] = {}
    for change, values in zip(changes, given, strict=True):
        whole = {**before.get(change.id, {}), **values}
        if any(key in values for key in keys) and all(whole.get(key) not in (None, "") for key in keys):
            wanted.setdefault(_key(shape, keys, whole), []).append(change.id)
    return wanted


def _wait(
    context: Context,
    shape: EntityShape,
    asked: Mapping[tuple[str, ...], Mapping[tuple[Any, ...], Sequence[UUID]]],
) -> None:
    """Hold the keys that are written until the transaction ends; a bounded number of locks, always in the
    same order, stands for all of them.
    """
    places = {
        crc32(repr((keys, values)).encode()) % _LOCKS for keys, wanted in asked.items() for values in wanted
    }
    for place in sorted(places):
        lock(context.conn, "duplicates", shape.id, str(place))


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


def same_as(context: Context, app: App, scope: Scope, record: UUID, keys: Collection[str]) -> list[UUID]:
    """Return live records that count as the same as one the caller sees, by those lists of fields that are
    all among `keys`, the oldest first; whether he sees them is not asked here.
    """
    compiled = scope.shape.compiled
    if compiled is None or compiled.entity.duplicates is None:
        return []
    read = [match for match in compiled.entity.duplicates.match if set(match) <= set(keys)]
    return equal_to(context, scope.shape, record, read)


def hold_keys(
    context: Context, shape: EntityShape, matches: Sequence[tuple[str, ...]], values: Values
) -> None:
    """Wait for whoever is about to find the same records by some lists of fields, until his transaction has ended."""
    filled = [keys for keys in matches if all(values.get(key) not in (None, "") for key in keys)]
    _wait(context, shape, {keys: {_key(shape, keys, values): ()} for keys in filled})


def equal_to(
    context: Context, shape: EntityShape, record: UUID, matches: Sequence[tuple[str, ...]]
) -> list[UUID]:
    """Return the live records that equal one in every field of any list, whoever sees them, the oldest first."""
    table = shape.table
    this, other = table.alias("this"), table.alias("other")
    equal = []
    for match in dict.fromkeys(matches):
        names = [shape.fields[key].columns[0].name for key in match]
        filled = [sa.cast(this.c[name], sa.Text) != "" for name in names]
        equal.append(sa.and_(*filled, *(this.c[name] == other.c[name] for name in names)))
    if not equal:
        return []
    statement = (
        sa.select(other.c.id)
        .join(this, sa.or_(*equal))
        .where(this.c.id == record, other.c.id != record, other.c.deleted_at.is_(None))
        .order_by(other.c.id)
        .limit(_SHOWN)
    )
    return list(context.conn.execute(statement).scalars())


def same_values(
    context: Context, scope: Scope, values: Values, keys: Collection[str], besides: UUID | None
) -> list[UUID]:
    """Return live records that have some values in a list of fields that counts and is all among `keys`, the
    oldest first, without `besides`; whether the caller sees them is not asked here.
    """
    compiled = scope.shape.compiled
    if compiled is None or compiled.entity.duplicates is None:
        return []
    found: set[UUID] = set()
    for match in dict.fromkeys(compiled.entity.duplicates.match):
        if set(match) <= set(keys) and all(values.get(key) not in (None, "") for key in match):
            wanted = [_key(scope.shape, match, values)]
            found.update(record for record, _ in _rows(context, scope.shape, match, wanted))
    return sorted(found - {besides})[:_SHOWN]
