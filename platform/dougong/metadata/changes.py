"""Changes: what lies between two versions of an app, in documents and in tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from dougong.database import physical_name
from dougong.metadata.compile import App, CompiledEntity
from dougong.metadata.conversions import convertible
from dougong.metadata.ddl import AddColumn, ConvertColumn, RenameColumn, RenameTable
from dougong.metadata.document_changes import DocumentChange, changed_documents
from dougong.metadata.index_changes import indexes_changed, keys_added
from dougong.metadata.link_changes import link_added, link_removed, links_changed, tied
from dougong.metadata.materialised import columns_changed
from dougong.metadata.physical import SEARCH_COLUMN
from dougong.metadata.table_changes import Removed, Statement, TableChange, called, field_title
from dougong.metadata.type_changes import field_converted, filled, keeping, refused
from dougong_form import Entity, Field, stays
from dougong_model import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that publishing would change; `problems` are changes of type that cannot be made."""

    documents: tuple[DocumentChange, ...] = ()
    tables: tuple[TableChange, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def compare_apps(before: App | None, after: App | None) -> Changes:
    """Return the changes from one compiled version to another; None stands for no version at all."""
    old = {} if before is None else {one.id: one for one in before.entities.values()}
    new = {} if after is None else {one.id: one for one in after.entities.values()}

    def same_target(one: Field, other: Field) -> bool:
        return _identity(before, one.entity) == _identity(after, other.entity)

    steps: list[TableChange] = []
    problems: list[Problem] = []
    late: list[TableChange] = []
    for identity, entity in new.items():
        if identity not in old:
            steps.append(_table_added(entity.entity, entity.table))
            late += keys_added(entity.entity, entity.table, entity.table.foreign_key_constraints)
            for key, field_ in entity.entity.links.items():
                steps.append(link_added(entity.entity, field_, entity.links[key], told=False))
                late.append(tied(entity.entity, field_, entity.links[key]))
        else:
            version = 0 if after is None else after.version
            columns, faults = _columns_changed(old[identity], entity, same_target, version)
            steps += columns
            problems += faults
            fills = [change.fills for change in columns if change.fills is not None]
            late += filled(entity.entity, old[identity].table, entity.table, fills)
            late += indexes_changed(entity.entity, old[identity].table, entity.table)
            late += links_changed(old[identity].entity, entity.entity, old[identity].links, entity.links)
    for identity, entity in old.items():
        if identity not in new:
            for key, field_ in entity.entity.links.items():
                late.append(link_removed(entity.entity, entity.entity, field_, entity.links[key], whole=True))
            late.append(_table_removed(entity.entity, entity.table))
    return Changes(
        documents=changed_documents(
            () if before is None else before.all_documents, () if after is None else after.all_documents
        ),
        tables=(*steps, *late),
        problems=tuple(problems),
    )


def _identity(app: App | None, entity: str | None) -> str | None:
    """Return the id of an entity of an app; a system entity is known by its key."""
    if app is None or entity is None or entity not in app.entities:
        return entity
    return app.entities[entity].id


def _table_added(entity: Entity, table: sa.Table) -> TableChange:
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    return TableChange(
        what="table_added",
        element=entity.id,
        table=table,
        elements=(CreateTable(table), *map(CreateIndex, indexes)),
        title={
            "en": f"Room for the records of {called(entity, 'en')}",
            "zh": f"可以存放{called(entity, 'zh')}的记录",
        },
        restores=(physical_name("gone", entity.id), ""),
    )


def _table_removed(entity: Entity, table: sa.Table) -> TableChange:
    return TableChange(
        what="table_removed",
        element=entity.id,
        table=table,
        loses=True,
        counts=sa.func.count(),
        elements=(RenameTable(table, physical_name("gone", entity.id)),),
        removed=Removed(
            kind="entity",
            element=entity.id,
            entity=entity.id,
            key=entity.key,
            definition=entity.document,
        ),
        title={
            "en": f"{called(entity, 'en')} is removed",
            "zh": f"删除{called(entity, 'zh')}",
        },
    )


def _columns_changed(
    was: CompiledEntity,
    becomes: CompiledEntity,
    same_target: Callable[[Field, Field], bool],
    version: int,
) -> tuple[list[TableChange], list[Problem]]:
    old, new, table = was.entity, becomes.entity, becomes.table
    before = {one.id: one for one in old.fields.values()}
    after = {one.id: one for one in new.fields.values()}
    steps: list[TableChange] = []
    problems: list[Problem] = []
    kept = keeping(before, after)
    beside = {one for place, one in kept.items() if place[1] == "all"}
    for identity, one in after.items():
        if identity not in before:
            if identity not in beside:
                steps += _field_added(new, one, table, becomes.links)
        elif not convertible(before[identity], one, same_target(before[identity], one)):
            problems.append(refused(new, before[identity], one))
        elif one.kept and not stays(before[identity], one):
            steps.append(field_converted(was, becomes, before[identity], one, version, kept))
    for identity, one in before.items():
        if identity not in after and one.type.links:
            steps.append(link_removed(old, new, one, was.links[one.key], whole=False))
        elif identity not in after and one.columns:
            steps.append(_field_removed(old, new, one, table))
    for identity, one in (before | after).items():
        elements = columns_changed(before.get(identity), after.get(identity), table)
        if elements:
            steps.append(_materialised_changed(new, one, elements, table))
    if SEARCH_COLUMN in table.c and not any(one.settings.get("search") for one in old.fields.values()):
        steps.append(
            TableChange(
                what="column_added",
                element=new.id,
                table=table,
                elements=(AddColumn(table.c[SEARCH_COLUMN]),),
                title={
                    "en": f"{called(new, 'en')} can be searched",
                    "zh": f"{called(new, 'zh')}可以搜索",
                },
                restores=(table.name, SEARCH_COLUMN),
            )
        )
    return steps, problems


def _field_added(
    entity: Entity, one: Field, table: sa.Table, links: Mapping[str, sa.Table]
) -> list[TableChange]:
    if one.type.links:
        return [link_added(entity, one, links[one.key])]
    name = physical_name("f", one.id)
    return [
        TableChange(
            what="column_added",
            element=one.id,
            table=table,
            elements=(AddColumn(table.c[name + column.suffix]),),
            title=field_title(entity, one, "New field {field} of {entity}", "{entity}新增字段{field}"),
            restores=(table.name, physical_name("gone", one.id) + column.suffix),
        )
        for column in one.columns
    ]


def _field_removed(old: Entity, entity: Entity, one: Field, table: sa.Table) -> TableChange:
    name, gone = physical_name("f", one.id), physical_name("gone", one.id)
    return TableChange(
        what="column_removed",
        element=one.id,
        table=table,
        loses=True,
        elements=tuple(
            RenameColumn(table, name + column.suffix, gone + column.suffix) for column in one.columns
        ),
        counts=sa.func.count(sa.column(name)),
        removed=Removed(
            kind="field",
            element=one.id,
            entity=entity.id,
            key=one.key,
            definition=old.document["schema"]["properties"][one.key],
        ),
        title=field_title(entity, one, "Field {field} of {entity} is removed", "删除{entity}的字段{field}"),
    )


def _materialised_changed(
    entity: Entity, one: Field, elements: tuple[Statement, ...], table: sa.Table
) -> TableChange:
    kept = bool(one.materialised) and any(isinstance(step, AddColumn | ConvertColumn) for step in elements)
    return TableChange(
        what="column_added" if kept else "column_dropped",
        element=one.id,
        table=table,
        elements=elements,
        title=field_title(
            entity,
            one,
            "Values of {field} of {entity} are stored"
            if kept
            else "Values of {field} of {entity} are no longer stored",
            "{entity}的字段{field}的值将被存储" if kept else "{entity}的字段{field}的值不再存储",
        ),
    )
