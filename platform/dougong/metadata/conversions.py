"""Conversions: the values of a field that becomes one of another type are read, turned by their types, and kept.

The old columns, or link table, are renamed away with the values as they were; new ones are filled beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from dougong.database import WORKSPACE_SCHEMA, physical_name
from dougong.metadata.conversion_names import Names
from dougong.metadata.physical import LINK_SOURCE, LINK_TARGET, column_type
from dougong.plans import given_rows
from dougong_form import Conversion, Field, ValueRefused
from dougong_model import Money, Value

AT_ONCE = 2_000
"""So many records are read and written at a time."""

REMEMBERED = 50_000
"""So many different values are turned once only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """What became of one value: the new one, or why there is none."""

    value: Value = None
    refused: ValueRefused | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One record with a value in the columns of the old field."""

    record: UUID
    living: bool
    value: Value
    turned: Turned


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """A step of publishing: fill the `targets` of a field from where its old values stand (`sources`).

    Both are the names of columns, or of the link table of a field that holds several records.

    `unfit` is the column of a text field that takes the words of what does not fit.
    """

    table: sa.Table
    old: Field
    new: Field
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    unfit: str | None = None


def convertible(old: Field, new: Field, same_target: bool) -> bool:
    """Say whether the values of a field can be kept when its definition changes to another type.

    `same_target`: both point to the same entity (by id, for its key may have changed), or to none.
    """
    if old.type.name == new.type.name:
        return same_target
    if new.type.name not in old.type.conversions:
        return False
    return old.kept == new.kept


def holders(field: Field, name: str | None = None) -> tuple[str, ...]:
    """Return the names of the columns that hold a field's values, or of its link table; under another name."""
    if field.type.links:
        return (name or physical_name("l", field.id),)
    return tuple((name or physical_name("f", field.id)) + one.suffix for one in field.columns)


def _link(name: str) -> sa.Table:
    return sa.Table(
        name,
        sa.MetaData(schema=WORKSPACE_SCHEMA),
        *(sa.Column(one, column_type("uuid")) for one in (LINK_SOURCE, LINK_TARGET)),
        sa.Column("position", sa.Integer),
    )


def _held(
    table: sa.Table, old: Field, sources: Sequence[str]
) -> tuple[sa.FromClause, list[sa.ColumnElement[Any]]]:
    """Return where the values of a field stand and the columns that give one."""
    if not old.type.links:
        return table, [
            sa.column(name, column_type(one.kind)) for name, one in zip(sources, old.columns, strict=True)
        ]
    link = _link(sources[0])
    ids = sa.func.array_agg(aggregate_order_by(link.c[LINK_TARGET], link.c.position))
    held = sa.select(link.c[LINK_SOURCE], ids.label("held")).group_by(link.c[LINK_SOURCE]).subquery("links")
    return table.join(held, held.c[LINK_SOURCE] == table.c.id), [held.c.held]


def stored_values(
    conn: sa.Connection,
    table: sa.Table,
    sources: Sequence[str],
    conversion: Conversion,
    names: Names,
    after: UUID | None = None,
) -> Iterator[list[Stored]]:
    """Yield the records that have a value, a set at a time in the order of their ids, each value turned."""
    old = conversion.old
    held, columns = _held(table, old, sources)
    asked = (
        sa.select(table.c.id, table.c.deleted_at.is_(None), *columns)
        .select_from(held)
        .where(columns[0].is_not(None), *(() if after is None else (table.c.id > after,)))
        .order_by(table.c.id)
    )
    known: dict[Any, Turned] = {}
    rows = conn.execute(asked.execution_options(stream_results=True, yield_per=AT_ONCE))
    for part in rows.partitions():
        read = [(row[0], row[1], old.type.from_columns(old, tuple(row[2:]))) for row in part]
        names.foresee(old, conversion.new, [value for _, _, value in read])
        if len(known) > REMEMBERED:
            known.clear()
        yield [
            Stored(record=record, living=living, value=value, turned=_turned(value, conversion, names, known))
            for record, living, value in read
        ]


def _turned(value: Value, conversion: Conversion, names: Names, known: dict[Any, Turned]) -> Turned:
    key = tuple(value.items()) if isinstance(value, dict) else value
    found = known.get(key)
    if found is None:
        try:
            result = conversion(value)
            found = Turned(value=names.worth(result) if isinstance(result, Money) else result)
        except ValueRefused as refused:
            found = Turned(refused=refused)
        known[key] = found
    return found


def fill(conn: sa.Connection, step: Fill, names: Names) -> None:
    """Fill the columns of a field from its old values, in sets."""
    conversion = Conversion(step.old, step.new, names.around)
    own = () if step.new.type.links else step.targets
    columns = [step.table.c[name] for name in (*own, *((step.unfit,) if step.unfit else ()))]
    given = given_rows("values", [step.table.c.id, *columns])
    statement = (
        sa.update(step.table)
        .where(step.table.c.id == given.c.id)
        .values({one: given.c[one.name] for one in columns})
    )
    for part in stored_values(conn, step.table, step.sources, conversion, names):
        if columns:
            conn.execute(statement, {"values": [_row(step, own, conversion, one) for one in part]})
        links = [row for one in part for row in _links(step, one)]
        if links:
            conn.execute(sa.insert(_link(step.targets[0])), links)


def _links(step: Fill, one: Stored) -> Iterator[dict[str, Any]]:
    """Yield the rows of the link table for one record, where the field becomes one that holds several."""
    held: Any = one.turned.value if step.new.type.links else ()
    for position, target in enumerate(held or ()):
        yield {LINK_SOURCE: one.record, LINK_TARGET: target, "position": position}


def _row(step: Fill, own: Sequence[str], conversion: Conversion, one: Stored) -> dict[str, Any]:
    kept = step.new.type.to_columns(step.new, one.turned.value)
    row = {"id": str(one.record), **dict(zip(own, kept, strict=True))}
    if step.unfit is not None:
        row[step.unfit] = conversion.words(one.value) if one.turned.refused is not None else None
    return row
