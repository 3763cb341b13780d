"""Saving: the one statement that writes an instance, its parts and its history, from rows given as JSON documents."""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.plans import Prepared, given_rows
from dougong.processes.tables import PART_TABLES, flow_event, flow_instance, flow_seat, member_name

CREATED = "created"
"""The name of the rows of new instances."""


@cache
def saving(names: tuple[str, ...]) -> Prepared:
    """Return the statement that writes rows given by name (parts, `events`, `instance`) and counts them.

    With those of a new instance (`created`) nothing is written unless that one is.
    """
    created: Any = _created().cte(f"written_{CREATED}") if CREATED in names else None
    made = None if created is None else sa.exists(sa.select(created.c.id))
    written = [created if name == CREATED else _writing(name, made).cte(f"written_{name}") for name in names]
    return Prepared(sa.select(*(sa.select(sa.func.count(one.c[0])).scalar_subquery() for one in written)))


def _writing(name: str, made: sa.ColumnElement[bool] | None) -> Any:
    if name == "instance":
        return _moved_on()
    if name == "events":
        return _inserted(name, flow_event, made).returning(flow_event.c.sequence)
    if made is not None:  # those of a new instance are new
        return _inserted(name, PART_TABLES[name], made).returning(PART_TABLES[name].c.id)
    return _upserted(name, PART_TABLES[name])


def _created() -> Any:
    statement = _inserted(CREATED, flow_instance)
    return statement.on_conflict_do_nothing().returning(flow_instance.c.id)


def _inserted(name: str, table: sa.Table, made: sa.ColumnElement[bool] | None = None) -> Any:
    rows = given_rows(name, [sa.column(member_name(one.name), one.type) for one in table.c])
    given = sa.select(*rows.c)
    return insert(table).from_select(
        [one.name for one in table.c], given if made is None else given.where(made)
    )


def _upserted(name: str, table: sa.Table) -> Any:
    """Insert parts, or write over those there are; of seats only those that nobody has changed meanwhile."""
    statement = _inserted(name, table)
    changed = {
        column.name: statement.excluded[column.name]
        for column in table.c
        if column.name not in ("id", "instance_id", "ordinal")
    }
    unchanged = flow_seat.c.revision < statement.excluded["revision"] if table is flow_seat else None
    return statement.on_conflict_do_update(
        index_elements=[table.c.id], set_=changed, where=unchanged
    ).returning(table.c.id)


def _moved_on() -> Any:
    """Write what a step changes of the instance itself; binds `id` and the columns that change."""
    table = flow_instance
    changing = ("state", "outcome", "finished_at", "sequence", "suspended_at", "chosen")
    return (
        sa.update(table)
        .where(table.c.id == sa.bindparam("id", type_=table.c.id.type))
        .values({name: sa.bindparam(name, type_=table.c[name].type) for name in changing})
        .returning(table.c.id)
    )
