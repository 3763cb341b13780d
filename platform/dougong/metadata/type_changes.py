"""Type changes: a field that becomes one of another type, as steps on its table; nothing it had is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, DropIndex

from dougong.database import physical_name
from dougong.metadata.compile import CompiledEntity
from dougong.metadata.conversions import Fill, holders
from dougong.metadata.ddl import AddColumn, RenameColumn
from dougong.metadata.link_changes import created, moved
from dougong.metadata.table_changes import Removed, TableChange, field_title
from dougong_form import Entity, Field, stays
from dougong_model import Problem, derived_id


def keeping(before: Mapping[str, Field], after: Mapping[str, Field]) -> dict[tuple[str, str], str]:
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


def field_converted(
    was: CompiledEntity,
    becomes: CompiledEntity,
    old: Field,
    new: Field,
    version: int,
    keeping: Mapping[tuple[str, str], str],
) -> TableChange:
    """Rename the old columns, or link table, away, or to the field that keeps them beside; add what is new, and
    fill it.
    """
    entity, table, beside = becomes.entity, becomes.table, keeping.get((new.id, "all"))
    aside = derived_id(f"{new.id}:{version}")
    unfit = keeping.get((new.id, "unfit"))
    own = "l" if old.type.links else "f"
    kept = physical_name("gone", aside) if beside is None else physical_name(own, beside)
    sources, targets = holders(old, kept), holders(new)
    return TableChange(
        what="column_converted",
        element=new.id,
        table=table,
        elements=(
            *(
                moved(was.links[old.key], kept)
                if old.type.links
                else (RenameColumn(table, *each) for each in zip(holders(old), sources, strict=True))
            ),
            *(
                created(becomes.links[new.key])
                if new.type.links
                else (AddColumn(table.c[name]) for name in targets)
            ),
        ),
        fills=Fill(
            table=table,
            old=old,
            new=new,
            sources=sources,
            targets=targets,
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
            definition=_as_it_was(was.entity, old, aside),
            reason="converted",
        ),
        title=field_title(
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


def filled(entity: Entity, old: sa.Table, new: sa.Table, fills: Iterable[Fill]) -> list[TableChange]:
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
                title=field_title(entity, one.new, "Values of {field} are turned", "转换{field}的值"),
            )
        )
    return found


def refused(entity: Entity, old: Field, new: Field) -> Problem:
    ways = sorted(old.type.conversions - {old.type.name})
    return Problem(
        code="type_change",
        file=f"entities/{entity.key}.json",
        pointer=f"/schema/properties/{new.key}/x-dougong/type",
        message=f"Values of “{old.key}” cannot be turned from {old.type.name} into {new.type.name}.",
        hint=("Possible: " + ", ".join(ways) + ". " if ways else "")
        + "Or add a new field and remove this one.",
    )
