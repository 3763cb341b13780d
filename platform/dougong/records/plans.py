"""Plans: compiled statements as text for a raw cursor, kept per published version, scope and shape of query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import asyncpg

from dougong.database import WORKSPACE_SCHEMA

# Only the text is taken from this dialect: its `$1` parameters go to PostgreSQL as they are, with no
# rewriting of the statement on each request.
_DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Plan:
    """One compiled statement: its text, the names of its parameters in order, the values known already."""

    text: str
    names: tuple[str, ...]
    constants: Mapping[str, Any]

    @property
    def needed(self) -> frozenset[str]:
        """Return the names of the parameters that each request must fill."""
        return frozenset(name for name in self.names if name not in self.constants)

    def run(self, conn: psycopg.Connection[Any], values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Run the statement and return its first row."""
        arguments = [
            self.constants[name] if name in self.constants else values[name] for name in self.names
        ]
        cursor = psycopg.RawCursor(conn)
        cursor.row_factory = psycopg.rows.tuple_row
        row: tuple[Any, ...] | None = cursor.execute(self.text.encode(), arguments).fetchone()
        return row

    def stream(self, conn: psycopg.Connection[Any], values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run the statement and return every row."""
        arguments = [
            self.constants[name] if name in self.constants else values[name] for name in self.names
        ]
        cursor = psycopg.RawCursor(conn)
        cursor.row_factory = psycopg.rows.tuple_row
        rows: list[tuple[Any, ...]] = cursor.execute(self.text.encode(), arguments).fetchall()
        return rows


def compile_plan(statement: sa.Select[Any], workspace_schema: str) -> Plan:
    """Compile a statement for one workspace's schema."""
    compiled = statement.compile(
        dialect=_DIALECT,
        compile_kwargs={"render_postcompile": True},
        schema_translate_map={WORKSPACE_SCHEMA: workspace_schema},
        render_schema_translate=True,
    )
    names = tuple(compiled.positiontup or ())
    required = {bind.key for bind in compiled.binds.values() if bind.required}
    constants = {name: _bound(compiled, name) for name in names if name not in required}
    return Plan(str(compiled), names, constants)


def _bound(compiled: Any, name: str) -> Any:
    bind = compiled.binds[name]
    return bind.callable() if bind.callable else bind.value
