"""Shapes: entities of an app and system entities seen alike, as tables, columns, references and lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from dougong.access.kept import kept
from dougong.database import physical_name
from dougong.errors import BadRequest
from dougong.metadata import App, CompiledEntity
from dougong.metadata.physical import LINK_SOURCE, LINK_TARGET
from dougong.system_entities import OfApp, SystemEntity, system_entities
from dougong_form import FIELD_TYPES, PARENT_COLUMN, SYSTEM_COLUMNS, Field, system_fields
from dougong_formula import Expression

ALWAYS_READABLE = frozenset(SYSTEM_COLUMNS)
"""System fields belong to seeing a record at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldShape:
    """One readable field: its definition, its columns in the entity's table, or the expression behind it.

    `materialised` are the columns that keep a computed value and its error, once they are filled.
    """

    field: Field
    columns: tuple[sa.Column[object], ...] = ()
    kinds: tuple[str, ...] = ()
    expression: Expression | None = None
    materialised: tuple[sa.Column[object], ...] = ()

    @property
    def key(self) -> str:
        """Return the field's key."""
        return self.field.key

    @property
    def type(self) -> str:
        """Return the name of the field's type."""
        return self.field.type.name

    @property
    def target(self) -> str | None:
        """Return the entity a reference points to, or the child entity of a sub-table."""
        return self.field.entity

    @property
    def is_reference(self) -> bool:
        """Say whether the field holds the id of one record."""
        return self.kinds == ("uuid",) and self.field.entity is not None

    @property
    def groups_thousands(self) -> bool:
        """Say whether its numbers are shown with their thousands grouped; years are not, unless the field says so."""
        year = self.expression is not None and self.expression.is_year
        return bool(self.field.settings.get("thousands", not year))

    @property
    def holds_links(self) -> bool:
        """Say whether the field holds the ids of several records, which are rows of a link table."""
        return self.field.type.links

    @property
    def names_records(self) -> bool:
        """Say whether the field holds the id of a record, or of several."""
        return self.is_reference or self.holds_links

    @property
    def kept(self) -> bool:
        """Say whether values are kept with the record: in its columns, or in a link table."""
        return bool(self.columns) or self.holds_links

    @property
    def is_money(self) -> bool:
        """Say whether the field has the three columns of money."""
        return self.type == "money"

    @property
    def holds_files(self) -> bool:
        """Say whether the field is a list of files, which has no column."""
        return self.field.type.holds_files

    @property
    def parts(self) -> Mapping[str, FieldShape]:
        """Return the parts of a value that has several, each with its column, as fields of their own."""
        return {
            part.key: FieldShape(field=part.field, columns=(column,), kinds=(kind,))
            for part, column, kind in zip(self.field.type.parts, self.columns, self.kinds, strict=False)
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link table as seen from one of its ends: `own` holds this record's id, `other` the listed one's."""

    table: sa.Table
    own: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListShape:
    """A list of a record: rows of `entity` whose column `via` holds its id, or to which a `link` leads.

    `back` is the field in which they hold it: the reference of an inverse list; blank for what a field of the
    record itself lists, its sub-tables (`sub_table`) and the records that it holds in a link table.
    """

    key: str
    entity: str
    via: str = ""
    back: str = ""
    sub_table: bool = False
    link: Link | None = None
    label: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityShape:
    """An entity as access and records see it. `soft` tables have a trash; system ones are read-only."""

    key: str
    id: str
    name: Mapping[str, str]
    table: sa.Table
    title: str
    fields: Mapping[str, FieldShape]
    lists: Mapping[str, ListShape] = field(default_factory=dict)
    parent: str | None = None
    system: bool = False
    id_column: str = "id"
    rows: str | None = None
    of_app: OfApp | None = None
    compiled: CompiledEntity | None = None

    @property
    def soft(self) -> bool:
        """Say whether deleted rows stay in the table, marked."""
        return not self.system


def has_entity(app: App, key: str) -> bool:
    """Say whether an app knows an entity: its own or a system one."""
    return key in app.entities or key in system_entities()


def shape_of(app: App, key: str) -> EntityShape:
    """Return the shape of an entity; raises BadRequest for an unknown key."""
    if key in app.entities:
        return kept(app, ("shape", key), lambda: _of_app(app, key))
    system = system_entities().get(key)
    if system is None:
        raise BadRequest.at("/entity", f"There is no entity “{key[:60]}”.", code="unknown_name")
    return kept(app, ("shape", key), lambda: _of_system(system))


def parts_shape(one: FieldShape) -> EntityShape:
    """Return the parts of a field as an entity whose rows lie in the same table: `period.start`."""
    table = one.columns[0].table
    assert isinstance(table, sa.Table)
    return EntityShape(
        key=f"@{one.type}",
        id=one.field.id,
        name=one.field.label,
        table=table,
        title="",
        fields=one.parts,
        system=True,
        id_column=one.columns[0].name,
    )


def _of_app(app: App, key: str) -> EntityShape:
    compiled = app.entities[key]
    table = compiled.table
    fields: dict[str, FieldShape] = {}
    for own in compiled.entity.fields.values():
        columns = tuple(compiled.columns.get(own.key, ()))
        fields[own.key] = FieldShape(
            field=own,
            columns=columns,
            kinds=tuple(column.kind for column in own.columns),
            expression=compiled.computed.get(own.key),
            materialised=()
            if own.id in app.unfilled
            else tuple(table.c[physical_name("f", own.id) + column.suffix] for column in own.materialised),
        )
    for own in system_fields(key, compiled.entity.parent).values():
        column = table.c.get(SYSTEM_COLUMNS.get(own.key, PARENT_COLUMN))
        if column is not None:
            fields[own.key] = FieldShape(
                field=own, columns=(column,), kinds=tuple(one.kind for one in own.columns)
            )
    return EntityShape(
        key=key,
        id=compiled.entity.id,
        name=compiled.entity.name,
        table=table,
        title=compiled.entity.title,
        fields=fields,
        lists=_lists(app, key),
        parent=compiled.entity.parent,
        compiled=compiled,
    )


def _lists(app: App, key: str) -> dict[str, ListShape]:
    found = {
        own.key: ListShape(
            key=own.key, entity=str(own.entity), via="parent_id", sub_table=True, label=own.label
        )
        for own in app.entities[key].entity.sub_tables.values()
    }
    for name, own in app.entities[key].entity.links.items():
        link = Link(table=app.entities[key].links[name], own=LINK_SOURCE, other=LINK_TARGET)
        found[name] = ListShape(key=name, entity=str(own.entity), link=link, label=own.label)
    for child in app.entities.values():
        for own in child.entity.fields.values():
            inverse = own.settings.get("inverse")
            if inverse and own.entity == key:
                label = inverse.get("label") or child.entity.name
                found[inverse["key"]] = ListShape(
                    key=inverse["key"], entity=child.entity.key, back=own.key, label=label, **_way(child, own)
                )
    return found


def _way(child: CompiledEntity, own: Field) -> dict[str, Any]:
    """Return by what the records of an inverse list are found: a column of theirs, or a link table."""
    if own.type.links:
        return {"link": Link(table=child.links[own.key], own=LINK_TARGET, other=LINK_SOURCE)}
    return {"via": child.columns[own.key][0].name}


def _of_system(system: SystemEntity) -> EntityShape:
    fields = {}
    for one in system.fields.values():
        kind = FIELD_TYPES[one.type]
        settings = {"entity": one.entity} if one.entity else {}
        schema = {"type": "integer"} if isinstance(one.column.type, sa.Integer) else {}
        own = Field(
            id=one.key,
            key=one.key,
            type=kind,
            label=one.label,
            read_only=True,
            settings=settings,
            schema=schema,
        )
        fields[one.key] = FieldShape(
            field=own, columns=(one.column,), kinds=tuple(column.kind for column in own.columns)
        )
    identity = system_fields(system.key)["id"]
    fields["id"] = FieldShape(field=identity, columns=(system.table.c[system.id_column],), kinds=("uuid",))
    return EntityShape(
        key=system.key,
        id=system.key,
        name=system.name,
        table=system.table,
        title=system.title,
        fields=fields,
        system=True,
        id_column=system.id_column,
        rows=system.rows,
        of_app=system.of_app,
    )
