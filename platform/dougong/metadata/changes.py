"""Changes: what lies between two versions of an app, in documents and in tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable, DropIndex, ExecutableDDLElement

from dougong.database import physical_name
from dougong.metadata.compile import App
from dougong.metadata.conversions import Fill, convertible
from dougong.metadata.ddl import AddColumn, ConvertColumn, DropNamedConstraint, RenameColumn, RenameTable
from dougong.metadata.document_details import Detail, document_details
from dougong.metadata.documents import Document
from dougong.metadata.materialised import columns_changed
from dougong.metadata.physical import SEARCH_COLUMN
from dougong_form import Entity, Field, stays
from dougong_model import Problem, derived_id, localised

Statement = ExecutableDDLElement | sa.Update | Fill


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A field or an entity that goes with its values, as it can be brought back.

    `element` is the id under which its columns, or its table, are kept; `definition` its property or document
    under that id; `reason` is removed, or converted for the old values of a field that became another type.
    """

    kind: str
    element: str
    entity: str
    key: str
    definition: Mapping[str, Any]
    reason: str = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentChange:
    """One document added, changed or removed; `details` tell what changed inside."""

    kind: str
    key: str
    id: str
    name: Mapping[str, str]
    what: str
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChange:
    """One step on the tables.

    `cost` is fast (however many rows), scan (reads the rows) or rewrite. `loses` says that values go out of
    sight; the plan asks to accept it. `restores` names a column or table renamed away earlier, that comes
    back under its old name when it is still there; `removed` is what goes; `fills`
    tells what is turned into the new columns once all of them are there. `told` is false for what another
    step tells already.
    """

    what: str
    title: Mapping[str, str]
    elements: tuple[Statement, ...]
    table: sa.Table
    cost: str = "fast"
    loses: bool = False
    element: str = ""
    counts: sa.ColumnElement[Any] | None = None
    restores: tuple[str, str] | None = None
    told: bool = True
    removed: Removed | None = None
    fills: Fill | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that publishing would change; `problems` are changes of type that cannot be made."""

    documents: tuple[DocumentChange, ...] = ()
    tables: tuple[TableChange, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def changed_documents(before: Iterable[Document], after: Iterable[Document]) -> tuple[DocumentChange, ...]:
    """Compare two sets of documents by kind and id, so that a renamed document counts as changed."""
    old = {_place(one): one for one in before}
    new = {_place(one): one for one in after}
    found = []
    for place, one in new.items():
        if place not in old:
            found.append(_document_change(one, "added"))
        elif old[place].body != one.body:
            details = document_details(old[place].body, one.body)
            found.append(replace(_document_change(one, "changed"), details=details))
    found += [_document_change(one, "removed") for place, one in old.items() if place not in new]
    return tuple(found)


def _place(one: Document) -> tuple[str, str]:
    return one.kind, str(one.body.get("id", one.key))


def _document_change(one: Document, what: str) -> DocumentChange:
    name = one.body.get("name")
    return DocumentChange(
        kind=one.kind,
        key=one.key,
        id=_place(one)[1],
        name=name if isinstance(name, Mapping) else {"en": one.key},
        what=what,
    )


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
            late += _keys_added(entity.entity, entity.table, entity.table.foreign_key_constraints)
        else:
            version = 0 if after is None else after.version
            columns, faults = _columns_changed(
                old[identity].entity, entity.entity, entity.table, same_target, version
            )
            steps += columns
            problems += faults
            fills = [change.fills for change in columns if change.fills is not None]
            late += _filled(entity.entity, old[identity].table, entity.table, fills)
            late += _indexes_changed(entity.entity, old[identity].table, entity.table)
    for identity, entity in old.items():
        if identity not in new:
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
            "en": f"Room for the records of {_called(entity, 'en')}",
            "zh": f"可以存放{_called(entity, 'zh')}的记录",
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
            "en": f"{_called(entity, 'en')} and its records go",
            "zh": f"删除{_called(entity, 'zh')}及其记录",
        },
    )


_SYSTEM_LINKS = {
    "owner_id": ("Owner", "负责人"),
    "department_id": ("Department", "部门"),
    "created_by": ("Created by", "创建人"),
    "updated_by": ("Changed by", "修改人"),
    "parent_id": ("its main record", "主记录"),
}


def _called(element: Entity | Field, language: str) -> str:
    """Return the name that people know an entity or a field by, in quotation marks."""
    name = element.name if isinstance(element, Entity) else element.label
    return f"“{localised(name, language) or element.key}”"


def _field_title(entity: Entity, field: Field, en: str, zh: str) -> dict[str, str]:
    """Put a field and its entity into a sentence of each language, as {field} and {entity}."""
    return {
        language: sentence.format(field=_called(field, language), entity=_called(entity, language))
        for language, sentence in (("en", en), ("zh", zh))
    }


def _key_title(entity: Entity, key: sa.ForeignKeyConstraint, en: str, zh: str) -> dict[str, str]:
    """Name the field that a foreign key belongs to; system columns are named after what they hold."""
    column = key.column_keys[0]
    field = next((one for one in entity.fields.values() if physical_name("f", one.id) == column), None)
    if field is not None:
        return _field_title(entity, field, en, zh)
    names = _SYSTEM_LINKS.get(column, (column.removesuffix("_id"),) * 2)
    return {
        language: sentence.format(field=f"“{name}”", entity=_called(entity, language))
        for language, sentence, name in (("en", en, names[0]), ("zh", zh, names[1]))
    }


def _keys_added(
    entity: Entity, table: sa.Table, keys: Iterable[sa.ForeignKeyConstraint]
) -> list[TableChange]:
    return [
        TableChange(
            what="key_added",
            element=entity.id,
            table=table,
            elements=(AddConstraint(one),),
            title=_key_title(
                entity, one, "{entity} is linked by its field {field}", "{entity}通过字段{field}建立关联"
            ),
        )
        for one in sorted(keys, key=lambda one: str(one.name))
    ]


def _columns_changed(
    old: Entity,
    new: Entity,
    table: sa.Table,
    same_target: Callable[[Field, Field], bool],
    version: int,
) -> tuple[list[TableChange], list[Problem]]:
    before = {one.id: one for one in old.fields.values()}
    after = {one.id: one for one in new.fields.values()}
    steps: list[TableChange] = []
    problems: list[Problem] = []
    keeping = _keeping(before, after)
    beside = {one for place, one in keeping.items() if place[1] == "all"}
    for identity, one in after.items():
        if identity not in before:
            if identity not in beside:
                steps += _field_added(new, one, table)
        elif not convertible(before[identity], one, same_target(before[identity], one)):
            problems.append(_refused(new, before[identity], one))
        elif one.columns and not stays(before[identity], one):
            steps.append(_field_converted(old, new, before[identity], one, table, version, keeping))
    for identity, one in before.items():
        if identity not in after and one.columns:
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
                    "en": f"{_called(new, 'en')} can be searched",
                    "zh": f"{_called(new, 'zh')}可以搜索",
                },
                restores=(table.name, SEARCH_COLUMN),
            )
        )
    return steps, problems


def _field_added(entity: Entity, one: Field, table: sa.Table) -> list[TableChange]:
    name = physical_name("f", one.id)
    return [
        TableChange(
            what="column_added",
            element=one.id,
            table=table,
            elements=(AddColumn(table.c[name + column.suffix]),),
            title=_field_title(entity, one, "New field {field} of {entity}", "{entity}新增字段{field}"),
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
        title=_field_title(
            entity, one, "Field {field} of {entity} and its values go", "删除{entity}的字段{field}及其值"
        ),
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
        title=_field_title(
            entity,
            one,
            "Values of {field} of {entity} are stored"
            if kept
            else "Values of {field} of {entity} are no longer stored",
            "{entity}的字段{field}的值将被存储" if kept else "{entity}的字段{field}的值不再存储",
        ),
    )


def _keeping(before: Mapping[str, Field], after: Mapping[str, Field]) -> dict[tuple[str, str], str]:
    """Return which new field keeps all old values (`all`) of a field that changes its type, or its `unfit` ones.

    All of them are kept by a field of the old type, which simply takes the old columns over.
    """
    found: dict[tuple[str, str], str] = {}
    for identity, one in after.items():
        told = one.settings.get("kept_from")
        if told is None or identity in before or told["field"] not in before or told["field"] not in after:
            continue
        source, what = before[told["field"]], str(told["values"])
        changes = not stays(source, after[source.id])
        fits = [column.kind for column in one.columns] == [column.kind for column in source.columns]
        takes = one.type.name == source.type.name and fits
        if changes and (takes if what == "all" else one.type.name in ("text", "long_text")):
            found[source.id, what] = identity
    return found


def _field_converted(
    before: Entity,
    entity: Entity,
    old: Field,
    new: Field,
    table: sa.Table,
    version: int,
    keeping: Mapping[tuple[str, str], str],
) -> TableChange:
    """Rename the old columns away, or to the field that keeps them beside, add new ones, and fill them."""
    name, beside = physical_name("f", new.id), keeping.get((new.id, "all"))
    aside = derived_id(f"{new.id}:{version}")
    kept = physical_name("gone", aside) if beside is None else physical_name("f", beside)
    unfit = keeping.get((new.id, "unfit"))
    return TableChange(
        what="column_converted",
        element=new.id,
        table=table,
        elements=(
            *(RenameColumn(table, name + one.suffix, kept + one.suffix) for one in old.columns),
            *(AddColumn(table.c[name + one.suffix]) for one in new.columns),
        ),
        fills=Fill(
            table=table,
            old=old,
            new=new,
            sources=tuple(kept + one.suffix for one in old.columns),
            targets=tuple(name + one.suffix for one in new.columns),
            unfit=None if unfit is None else physical_name("f", unfit),
        ),
        loses=True,
        cost="turn",
        removed=None
        if beside is not None
        else Removed(
            kind="field",
            element=aside,
            entity=entity.id,
            key=old.key,
            definition=_as_it_was(before, old, aside),
            reason="converted",
        ),
        title=_field_title(
            entity,
            new,
            f"Field {{field}} of {{entity}} becomes {new.type.label['en']}",
            f"{{entity}}的字段{{field}}改为{new.type.label['zh']}",
        ),
    )


def _as_it_was(entity: Entity, old: Field, identity: str) -> dict[str, Any]:
    """Return the property of a field under another id, named after its type too."""
    prop = entity.document["schema"]["properties"][old.key]
    own = {name: value for name, value in prop["x-dougong"].items() if name not in ("unique", "kept_from")}
    label = {
        language: f"{text} ({old.type.label.get(language, old.type.name)})"
        for language, text in own["label"].items()
    }
    return {**prop, "x-dougong": {**own, "id": identity, "label": label}}


def _filled(entity: Entity, old: sa.Table, new: sa.Table, fills: Iterable[Fill]) -> list[TableChange]:
    """Return the steps after all columns are there: values are filled in, and indexes made over them.

    An index of a converted column keeps its name, but it stands on the old column and has to go first.
    """
    found = []
    before = {str(one.name) for one in old.indexes}
    for one in fills:
        over = [
            index
            for index in sorted(new.indexes, key=lambda index: str(index.name))
            if index.name in before and {column.name for column in index.columns} & set(one.targets)
        ]
        stale = [
            index
            for index in old.indexes
            if {column.name for column in index.columns} & {*one.targets, *one.sources}
        ]
        found.append(
            TableChange(
                what="column_filled",
                element=one.new.id,
                table=new,
                elements=(
                    *(DropIndex(index, if_exists=True) for index in stale),
                    one,
                    *(CreateIndex(index, if_not_exists=True) for index in over),
                ),
                told=False,
                title=_field_title(entity, one.new, "Values of {field} are turned", "转换{field}的值"),
            )
        )
    return found


def _refused(entity: Entity, old: Field, new: Field) -> Problem:
    ways = sorted(old.type.conversions - {old.type.name})
    return Problem(
        code="type_change",
        file=f"entities/{entity.key}.json",
        pointer=f"/schema/properties/{new.key}/x-dougong/type",
        message=f"Values of “{old.key}” cannot be turned from {old.type.name} into {new.type.name}.",
        hint=("Possible: " + ", ".join(ways) + ". " if ways else "")
        + "Or add a new field and remove this one.",
    )


def _indexes_changed(entity: Entity, old: sa.Table, new: sa.Table) -> list[TableChange]:
    before = {str(one.name): one for one in old.indexes}
    after = {str(one.name): one for one in new.indexes}
    steps = [
        TableChange(
            what="index_added",
            element=entity.id,
            table=new,
            elements=(CreateIndex(after[name]),),
            cost="scan",
            title=_index_title(entity, after[name]),
        )
        for name in sorted(after.keys() - before.keys())
    ] + [
        TableChange(
            what="index_removed",
            element=entity.id,
            table=new,
            elements=(DropIndex(before[name], if_exists=True),),
            title={
                "en": f"An index of {_called(entity, 'en')} goes",
                "zh": f"删除{_called(entity, 'zh')}的索引",
            },
        )
        for name in sorted(before.keys() - after.keys())
    ]
    return steps + _foreign_keys_changed(entity, old, new)


def _index_title(entity: Entity, index: sa.Index) -> dict[str, str]:
    if index.unique:
        return {
            "en": f"Values of {_called(entity, 'en')} become unique",
            "zh": f"{_called(entity, 'zh')}的值须唯一",
        }
    return {"en": f"New index of {_called(entity, 'en')}", "zh": f"新增{_called(entity, 'zh')}的索引"}


def _foreign_keys_changed(entity: Entity, old: sa.Table, new: sa.Table) -> list[TableChange]:
    def signature(one: sa.ForeignKeyConstraint) -> tuple[str, str, str]:
        return str(one.name), str(one.elements[0].target_fullname), str(one.ondelete)

    before = {signature(one): one for one in old.foreign_key_constraints}
    after = {signature(one): one for one in new.foreign_key_constraints}
    gone = [
        TableChange(
            what="key_removed",
            element=entity.id,
            table=new,
            elements=(DropNamedConstraint(new, place[0]),),
            title=_key_title(
                entity,
                before[place],
                "The link of {entity} by its field {field} changes",
                "{entity}的字段{field}的关联变更",
            ),
        )
        for place in sorted(before.keys() - after.keys())
    ]
    return gone + _keys_added(entity, new, [after[place] for place in after.keys() - before.keys()])
