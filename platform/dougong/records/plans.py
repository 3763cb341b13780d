"""Plans: compiled statements as text for a raw cursor, kept per published version, scope and shape of
query.
"""

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
        arguments = [self.constants[name] if name in self.constants else values[name] for name in self.names]
        cursor = psycopg.RawCursor(conn)
        cursor.row_factory = psycopg.rows.tuple_row
        row: tuple[Any, ...] | None = cursor.execute(self.text.encode(), arguments).fetchone()
        return row

    def stream(self, conn: psycopg.Connection[Any], values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run the statement and return every row."""
        arguments = [self.constants[name] if name in self.constants else values[name] for name in self.names]
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
    required = {name for name, bind in compiled.binds.items() if bind.required}
    given = compiled.construct_params(_check=False)
    return Plan(str(compiled), names, {name: given[name] for name in names if name not in required})
