"""Link changes: the link table of a field that holds several records, made, taken away, moved and tied anew.

A link table that goes is renamed away and untied: its records may go for good meanwhile. When it comes back,
links of which an end has gone are dropped, and it is tied again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable, DropIndex

from dougong.database import physical_name
from dougong.metadata.ddl import DropNamedConstraint, RenameTable
from dougong.metadata.physical import LINK_SOURCE
from dougong.metadata.table_changes import Removed, Statement, TableChange, field_title
from dougong_form import Entity, Field


def created(link: sa.Table) -> tuple[Statement, ...]:
    """Return what makes a link table."""
    return (CreateTable(link), *map(CreateIndex, _indexes(link)))


def moved(link: sa.Table, name: str) -> tuple[Statement, ...]:
    """Return what gives a link table another name: free of what bears its own, tied to nothing."""
    keys = sorted(str(one.name) for one in link.foreign_key_constraints)
    return (
        *(DropNamedConstraint(link, one) for one in keys),
        *(DropIndex(one, if_exists=True) for one in _indexes(link)),
        RenameTable(link, name),
    )


def _indexes(link: sa.Table) -> list[sa.Index]:
    return sorted(link.indexes, key=lambda one: str(one.name))


def link_added(entity: Entity, field: Field, link: sa.Table, *, told: bool = True) -> TableChange:
    """Make a link table, or bring back the one that was renamed away."""
    return TableChange(
        what="link_added",
        element=field.id,
        table=link,
        elements=created(link),
        title=field_title(entity, field, "New field {field} of {entity}", "{entity}新增字段{field}"),
        restores=(physical_name("gone", field.id), ""),
        told=told,
    )


def link_removed(old: Entity, entity: Entity, field: Field, link: sa.Table, *, whole: bool) -> TableChange:
    """Rename a link table away; `whole`: with its entity, as part of which it comes back."""
    prop = old.document["schema"]["properties"][field.key]
    return TableChange(
        what="link_removed",
        element=field.id,
        table=link,
        loses=not whole,
        told=not whole,
        counts=sa.func.count(link.c[LINK_SOURCE].distinct()),
        elements=moved(link, physical_name("gone", field.id)),
        removed=Removed(
            kind="field",
            element=field.id,
            entity=entity.id,
            key=field.key,
            definition=None if whole else prop,
        ),
        title=field_title(entity, field, "Field {field} of {entity} is removed", "删除{entity}的字段{field}"),
    )


def tied(entity: Entity, field: Field, link: sa.Table, names: Iterable[str] | None = None) -> TableChange:
    """Tie a link table to its records; links of which an end has gone for good are dropped first."""
    keys = [one for one in _keys(link) if names is None or str(one.name) in names]
    return TableChange(
        what="key_added",
        element=field.id,
        table=link,
        elements=(
            *(_dangling(link, one) for one in keys),
            *(CreateIndex(one, if_not_exists=True) for one in _indexes(link)),
            *map(AddConstraint, keys),
        ),
        title=field_title(
            entity, field, "{entity} is linked by its field {field}", "{entity}通过字段{field}建立关联"
        ),
        told=False,
    )


def _keys(link: sa.Table) -> list[sa.ForeignKeyConstraint]:
    return sorted(link.foreign_key_constraints, key=lambda one: str(one.name))


def _dangling(link: sa.Table, key: sa.ForeignKeyConstraint) -> sa.Delete:
    end = key.elements[0].column
    there = end.table.alias("there")
    return sa.delete(link).where(~sa.exists().where(there.c[end.name] == link.c[key.column_keys[0]]))


def links_changed(
    old: Entity, new: Entity, before: Mapping[str, sa.Table], after: Mapping[str, sa.Table]
) -> Iterator[TableChange]:
    """Yield how link tables that are new, or point in another way, are tied; both by the ids of their fields."""
    present = {one.id: one for one in old.links.values()}
    for field in new.links.values():
        link = after[field.key]
        known = present.get(field.id)
        if known is None:
            yield tied(new, field, link)
            continue
        told = {_signature(one): str(one.name) for one in before[known.key].foreign_key_constraints}
        wanted = {_signature(one): str(one.name) for one in link.foreign_key_constraints}
        fresh = {name for signature, name in wanted.items() if signature not in told}
        if fresh:
            yield TableChange(
                what="key_removed",
                element=field.id,
                table=link,
                elements=tuple(DropNamedConstraint(link, name) for name in sorted(fresh)),
                title=field_title(
                    new,
                    field,
                    "The link of {entity} by its field {field} changes",
                    "{entity}的字段{field}的关联变更",
                ),
            )
            yield tied(new, field, link, fresh)


def _signature(one: sa.ForeignKeyConstraint) -> tuple[str, str, str]:
    return str(one.name), str(one.elements[0].target_fullname), str(one.ondelete)
