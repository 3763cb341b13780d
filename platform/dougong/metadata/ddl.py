"""DDL: the changes of tables that publishing makes, as SQLAlchemy elements; no name comes from a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import ExecutableDDLElement


class AddColumn(ExecutableDDLElement):
    """Add a plain column: no default, no check, so it takes no time however many rows there are."""

    inherit_cache = False

    def __init__(self, column: sa.Column[Any]) -> None:
        self.column = column


class RenameColumn(ExecutableDDLElement):
    """Give a column another name."""

    inherit_cache = False

    def __init__(self, table: sa.Table, old: str, new: str) -> None:
        self.table, self.old, self.new = table, old, new


class RenameTable(ExecutableDDLElement):
    """Give a table another name."""

    inherit_cache = False

    def __init__(self, table: sa.Table, new: str) -> None:
        self.table, self.new = table, new


class ConvertColumn(ExecutableDDLElement):
    """Turn a column into another type by an expression over its old values; rewrites the table."""

    inherit_cache = False

    def __init__(self, column: sa.Column[Any], using: sa.ColumnElement[Any]) -> None:
        self.column, self.using = column, using


class DropColumn(ExecutableDDLElement):
    """Drop a column for good."""

    inherit_cache = False

    def __init__(self, table: sa.Table, name: str) -> None:
        self.table, self.name = table, name


class DropNamedConstraint(ExecutableDDLElement):
    """Drop a constraint if it is there."""

    inherit_cache = False

    def __init__(self, table: sa.Table, name: str) -> None:
        self.table, self.name = table, name


@compiles(AddColumn)
def _add_column(element: AddColumn, compiler: Any, **_: Any) -> str:
    table = compiler.preparer.format_table(element.column.table)
    return f"ALTER TABLE {table} ADD COLUMN {compiler.get_column_specification(element.column)}"


@compiles(RenameColumn)
def _rename_column(element: RenameColumn, compiler: Any, **_: Any) -> str:
    quote = compiler.preparer.quote
    table = compiler.preparer.format_table(element.table)
    return f"ALTER TABLE {table} RENAME COLUMN {quote(element.old)} TO {quote(element.new)}"


@compiles(RenameTable)
def _rename_table(element: RenameTable, compiler: Any, **_: Any) -> str:
    table = compiler.preparer.format_table(element.table)
    return f"ALTER TABLE {table} RENAME TO {compiler.preparer.quote(element.new)}"


@compiles(ConvertColumn)
def _convert_column(element: ConvertColumn, compiler: Any, **_: Any) -> str:
    table = compiler.preparer.format_table(element.column.table)
    name = compiler.preparer.quote(element.column.name)
    kind = compiler.dialect.type_compiler_instance.process(element.column.type)
    using = compiler.sql_compiler.process(element.using, literal_binds=True, include_table=False)
    return f"ALTER TABLE {table} ALTER COLUMN {name} TYPE {kind} USING {using}"


@compiles(DropColumn)
def _drop_column(element: DropColumn, compiler: Any, **_: Any) -> str:
    table = compiler.preparer.format_table(element.table)
    return f"ALTER TABLE {table} DROP COLUMN IF EXISTS {compiler.preparer.quote(element.name)}"


@compiles(DropNamedConstraint)
def _drop_constraint(element: DropNamedConstraint, compiler: Any, **_: Any) -> str:
    table = compiler.preparer.format_table(element.table)
    return f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {compiler.preparer.quote(element.name)}"
