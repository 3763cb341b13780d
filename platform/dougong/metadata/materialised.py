"""Materialised: the columns that keep computed values, as they come and go; nothing in them is irreplaceable."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.schema import ExecutableDDLElement

from dougong.database import physical_name
from dougong.metadata.ddl import AddColumn, ConvertColumn, DropColumn
from dougong_form import Field


def columns_changed(
    old: Field | None, new: Field | None, table: sa.Table
) -> tuple[ExecutableDDLElement, ...]:
    """Return the statements that give a field the columns for its stored value, or take them away.

    A column of another type is emptied where it is, so that its indexes stay.
    """
    before = {} if old is None else {one.suffix: one.kind for one in old.materialised}
    after = {} if new is None else {one.suffix: one.kind for one in new.materialised}
    if before == after:
        return ()
    field = new or old
    assert field is not None
    name = physical_name("f", field.id)
    elements: list[ExecutableDDLElement] = []
    for suffix, kind in after.items():
        column = table.c[name + suffix]
        if suffix not in before:
            elements.append(AddColumn(column))
        elif before[suffix] != kind:
            elements.append(ConvertColumn(column, sa.cast(sa.null(), column.type)))
    elements += [DropColumn(table, name + suffix) for suffix in before if suffix not in after]
    return tuple(elements)
