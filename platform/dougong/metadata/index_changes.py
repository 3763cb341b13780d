"""Changes of what ties tables together and makes them quick: foreign keys and indexes."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.schema import AddConstraint, CreateIndex, DropIndex

from dougong.database import physical_name
from dougong.metadata.ddl import DropNamedConstraint
from dougong.metadata.table_changes import TableChange, called, field_title
from dougong_form import Entity

_SYSTEM_LINKS = {
    "owner_id": ("Owner", "负责人"),
    "department_id": ("Department", "部门"),
    "created_by": ("Created by", "创建人"),
    "updated_by": ("Changed by", "修改人"),
    "parent_id": ("its main record", "主记录"),
}


def _key_title(entity: Entity, key: sa.ForeignKeyConstraint, en: str, zh: str) -> dict[str, str]:
    """Name the field that a foreign key belongs to; system columns are named after what they hold."""
    column = key.column_keys[0]
    field = next((one for one in entity.fields.values() if physical_name("f", one.id) == column), None)
    if field is not None:
        return field_title(entity, field, en, zh)
    names = _SYSTEM_LINKS.get(column, (column.removesuffix("_id"),) * 2)
    return {
        language: sentence.format(field=f"“{name}”", entity=called(entity, language))
        for language, sentence, name in (("en", en, names[0]), ("zh", zh, names[1]))
    }


def keys_added(entity: Entity, table: sa.Table, keys: Iterable[sa.ForeignKeyConstraint]) -> list[TableChange]:
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


def indexes_changed(entity: Entity, old: sa.Table, new: sa.Table) -> list[TableChange]:
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
                "en": f"An index of {called(entity, 'en')} goes",
                "zh": f"删除{called(entity, 'zh')}的索引",
            },
        )
        for name in sorted(before.keys() - after.keys())
    ]
    return steps + _foreign_keys_changed(entity, old, new)


def _index_title(entity: Entity, index: sa.Index) -> dict[str, str]:
    if index.unique:
        return {
            "en": f"Values of {called(entity, 'en')} become unique",
            "zh": f"{called(entity, 'zh')}的值须唯一",
        }
    return {"en": f"New index of {called(entity, 'en')}", "zh": f"新增{called(entity, 'zh')}的索引"}


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
    return gone + keys_added(entity, new, [after[place] for place in after.keys() - before.keys()])
