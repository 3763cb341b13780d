"""Physical: the table, indexes and foreign keys of an entity. All names are made from ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from dougong.database import WORKSPACE_SCHEMA, physical_name
from dougong.system_entities import system_entities
from dougong_form import Column, Entity, Field
from dougong_model import derived_id

CODE_POINTS = "C"
"""Texts are compared by code point, on every server alike."""

SEARCH_COLUMN = "search_tokens"
"""Words and bigrams of the searchable fields, kept by records."""

LINK_SOURCE, LINK_TARGET = "source_id", "target_id"
"""The columns of a link table: the record that holds others, and one that it holds."""

Links = Mapping[str, Mapping[str, sa.Table]]
"""Link tables, by entity, by field."""

_ON_DELETE = {"refuse": "RESTRICT", "clear": "SET NULL", "cascade": "CASCADE"}


def column_type(kind: str) -> sa.types.TypeEngine[Any]:
    """Return the database type of a column kind."""
    types: Mapping[str, sa.types.TypeEngine[Any]] = {
        "text": sa.Text(collation=CODE_POINTS),
        "bigint": sa.BigInteger(),
        "numeric": sa.Numeric(38, 10),
        "boolean": sa.Boolean(),
        "date": sa.Date(),
        "time": sa.Time(),
        "timestamptz": sa.DateTime(timezone=True),
        "interval": sa.Interval(),
        "text[]": ARRAY(sa.Text(collation=CODE_POINTS)),
        "uuid": UUID(as_uuid=True),
        "exact": sa.Numeric(),
    }
    return types[kind]


def field_columns(field: Field) -> tuple[sa.Column[Any], ...]:
    """Return new columns for a field, named `f_<id>` with the suffix that its type asks for."""
    return tuple(
        sa.Column(physical_name("f", field.id) + column.suffix, column_type(column.kind), comment=column.kind)
        for column in (*field.columns, *field.materialised)
    )


def searchable(entity: Entity) -> bool:
    """Say whether any field of the entity is found by the search box."""
    return any(field.settings.get("search") for field in entity.fields.values())


def _system_columns(entity: Entity) -> list[sa.Column[Any]]:
    moment = sa.DateTime(timezone=True)
    columns: list[sa.Column[Any]] = [
        sa.Column("id", UUID(as_uuid=True), primary_key=True),
        sa.Column("created_at", moment, nullable=False, server_default=sa.func.now()),
        sa.Column("created_by", UUID(as_uuid=True)),
        sa.Column("updated_at", moment, nullable=False, server_default=sa.func.now()),
        sa.Column("updated_by", UUID(as_uuid=True)),
        sa.Column("owner_id", UUID(as_uuid=True)),
        sa.Column("department_id", UUID(as_uuid=True)),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("deleted_at", moment),
    ]
    if entity.parent is not None:
        columns.append(sa.Column("parent_id", UUID(as_uuid=True), nullable=False))
        columns.append(sa.Column("position", sa.Integer, nullable=False, server_default="0"))
    if searchable(entity):
        columns.append(sa.Column(SEARCH_COLUMN, ARRAY(sa.Text(collation=CODE_POINTS))))
    return columns


def build_tables(entities: Mapping[str, Entity]) -> dict[str, sa.Table]:
    """Return a table for each entity by key, complete with indexes and foreign keys."""
    metadata = sa.MetaData(schema=WORKSPACE_SCHEMA)
    tables = {}
    for key, entity in entities.items():
        columns = [column for field in entity.fields.values() for column in field_columns(field)]
        tables[key] = sa.Table(physical_name("e", entity.id), metadata, *_system_columns(entity), *columns)
    for key, entity in entities.items():
        _add_keys(entity, tables[key], tables)
        _add_indexes(entity, tables[key])
    return tables


def build_links(entities: Mapping[str, Entity], tables: Mapping[str, sa.Table]) -> Links:
    """Return the link table of each field that holds several records: by entity, by field."""
    return {
        key: {name: _link_table(field, tables[key], tables) for name, field in entity.links.items()}
        for key, entity in entities.items()
    }


def _link_table(field: Field, source: sa.Table, tables: Mapping[str, sa.Table]) -> sa.Table:
    """Return the table whose rows say which record holds which others, each pair once, in their order."""
    table = sa.Table(
        physical_name("l", field.id),
        source.metadata,
        sa.Column(LINK_SOURCE, UUID(as_uuid=True), primary_key=True),
        sa.Column(LINK_TARGET, UUID(as_uuid=True), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    )
    ends = ((LINK_SOURCE, source.c.id, "CASCADE"), (LINK_TARGET, _target(field.entity, tables), _goes(field)))
    for own, end, on_delete in ends:
        if end is not None:
            _foreign_key(table, table.c[own], end, on_delete)
    # The key of the pair serves the way from the holder; this one the way back.
    sa.Index(_index_name("i", table, [table.c[LINK_TARGET]]), table.c[LINK_TARGET], table.c[LINK_SOURCE])
    return table


def _goes(field: Field) -> str:
    return "RESTRICT" if field.settings.get("on_delete") == "refuse" else "CASCADE"


def _target(key: str | None, tables: Mapping[str, sa.Table]) -> sa.Column[Any] | None:
    """Return the column that a foreign key to an entity refers to, or None when there is no such table."""
    if key is not None and key in tables:
        return tables[key].c.id
    system = system_entities().get(key or "")
    return None if system is None else system.table.c[system.id_column]


def _add_keys(entity: Entity, table: sa.Table, tables: Mapping[str, sa.Table]) -> None:
    links: list[tuple[sa.Column[Any], str | None, str]] = [
        (table.c.owner_id, "person", "SET NULL"),
        (table.c.department_id, "department", "SET NULL"),
    ]
    if entity.parent is not None:
        links.append((table.c.parent_id, entity.parent, "CASCADE"))
    for field in entity.fields.values():
        for column in field.columns:
            if column.references is not None:
                links.append((_column(table, field, column), column.references, _on_delete(field)))
    for own, key, on_delete in links:
        target = _target(key, tables)
        if target is not None:
            _foreign_key(table, own, target, on_delete)


def _foreign_key(table: sa.Table, own: sa.Column[Any], target: sa.Column[Any], on_delete: str) -> None:
    """Add a foreign key, not valid at first: rows that were there need no look, a new column has no values."""
    table.append_constraint(
        sa.ForeignKeyConstraint(
            [own],
            [target],
            name=f"fk_{table.name}_{own.name}",
            ondelete=on_delete,
            use_alter=True,
            postgresql_not_valid=True,
        )
    )


def _on_delete(field: Field) -> str:
    usual = "refuse" if field.type.name in ("reference", "tree_parent") else "clear"
    return _ON_DELETE[field.settings.get("on_delete", usual)]


def _column(table: sa.Table, field: Field, column: Column) -> sa.Column[Any]:
    return table.c[physical_name("f", field.id) + column.suffix]


def key_columns(entity: Entity, table: sa.Table, keys: tuple[str, ...]) -> list[sa.Column[Any]]:
    """Return the columns behind field keys, system fields among them; money stands for its amount."""
    system = {"owner": "owner_id", "department": "department_id"}
    return [
        table.c[physical_name("f", entity.fields[key].id)]
        if key in entity.fields
        else table.c[system.get(key, key)]
        for key in keys
    ]


def _add_indexes(entity: Entity, table: sa.Table) -> None:
    """Add the indexes of a table.

    Those that lists are read by end with the id, as every order of a list does: a page is then read from the
    index row by row, however many rows are equal in the other columns.
    """
    living = table.c.deleted_at.is_(None)
    unique = dict.fromkeys(
        [*entity.unique, *((key,) for key, one in entity.fields.items() if one.settings.get("unique"))]
    )
    for keys in unique:
        _index(table, "u", key_columns(entity, table, keys), living)
    for keys in entity.indexes:
        _index(table, "i", [*key_columns(entity, table, keys), table.c.id], living)
    for key, field in entity.fields.items():
        if field.columns and field.columns[0].kind == "uuid" and (key,) not in unique:
            _index(table, "i", key_columns(entity, table, (key,)), living)
    if entity.parent is None:
        _index(table, "i", [table.c.owner_id, table.c.id], living)
        _index(table, "i", [table.c.deleted_at], table.c.deleted_at.is_not(None))
    else:
        _index(table, "i", [table.c.parent_id, table.c.position], None)
    if SEARCH_COLUMN in table.c:
        sa.Index(
            _index_name("s", table, [table.c[SEARCH_COLUMN]]), table.c[SEARCH_COLUMN], postgresql_using="gin"
        )


def _index_name(prefix: str, table: sa.Table, columns: list[sa.Column[Any]]) -> str:
    seed = f"{prefix}:{table.name}:" + ",".join(column.name for column in columns)
    return f"{prefix}_{table.name}_{derived_id(seed)}"


def _index(
    table: sa.Table, prefix: str, columns: list[sa.Column[Any]], where: sa.ColumnElement[bool] | None
) -> None:
    name = _index_name(prefix, table, columns)
    if name not in {index.name for index in table.indexes}:
        sa.Index(name, *columns, unique=prefix == "u", postgresql_where=where)
