"""Saving: the statements that write an instance, its parts and its history, a row each.

They are asked, so that all that a step writes travels together. PostgreSQL runs ten of them with less work than one
that is given the same rows as a document, and keeps a plan for each.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.plans import Prepared
from dougong.processes.tables import column_name, flow_instance, flow_seat, member_name


@cache
def creating() -> Prepared:
    """Return the statement that inserts an instance and returns its id, or nothing where one like it runs already."""
    table = flow_instance
    made = insert(table).values(_given(table)).on_conflict_do_nothing().returning(table.c.id)
    return Prepared(made)


@cache
def adding(table: sa.Table, *, beginning: bool) -> Prepared:
    """Return the statement that inserts a part or a line of the history; one of an instance that is beginning only where
    that has been inserted.
    """
    given = _given(table)
    if not beginning:
        return Prepared(insert(table).values(given))
    begun = sa.select(*given.values()).where(flow_instance.c.id == given["instance_id"])
    return Prepared(insert(table).from_select(list(given), begun.select_from(flow_instance)))


@cache
def changing(table: sa.Table, members: tuple[str, ...]) -> Prepared:
    """Return the statement that changes members of the row `id` and returns its id; of a seat only while nobody else has
    changed it, that is, at the revision `read`.
    """
    columns = [table.c[column_name(member)] for member in members]
    changed: dict[str, Any] = {
        column.name: sa.bindparam(member, type_=column.type)
        for member, column in zip(members, columns, strict=True)
    }
    statement = sa.update(table).where(table.c.id == sa.bindparam("id", type_=table.c.id.type))
    if table is flow_seat:
        read = sa.bindparam("read", type_=flow_seat.c.revision.type)
        statement = statement.where(flow_seat.c.revision == read)
    return Prepared(statement.values(changed).returning(table.c.id))


def _given(table: sa.Table) -> dict[str, sa.BindParameter[Any]]:
    """Return the columns of a row with the members that fill them."""
    return {one.name: sa.bindparam(member_name(one.name), type_=one.type) for one in table.c}
