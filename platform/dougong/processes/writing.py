"""Writing: an INSERT or UPDATE compiled once for a workspace and run on the driver's own cursor.

A step of a flow writes a handful of small rows; compiling and binding each time would cost more than they do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
import psycopg
import sqlalchemy as sa
from psycopg.types.json import Jsonb
from sqlalchemy.dialects.postgresql import JSONB

from dougong.database import DIALECT, WORKSPACE_SCHEMA, driver_connection
from dougong.errors import Invalid


@dataclass(frozen=True, slots=True)
class _Text:
    """A statement's text, which of its parameters are JSON documents, and those whose value never changes."""

    text: bytes
    documents: frozenset[str]
    constants: Mapping[str, Any]

    def bound(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of all parameters for a row."""
        return {
            **self.constants,
            **{
                name: Jsonb(value, dumps=_dumps) if name in self.documents else value
                for name, value in row.items()
            },
        }


class Writing:
    """One statement whose values are all bound parameters named after their columns."""

    def __init__(self, statement: sa.Insert | sa.Update) -> None:
        self.statement = statement

    def run(self, conn: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run the statement for each row in the caller's transaction and return how many rows were written.

        Raises Invalid for a text that PostgreSQL cannot hold.
        """
        translate = conn.get_execution_options().get("schema_translate_map") or {}
        found = _compiled(self, str(translate.get(WORKSPACE_SCHEMA, WORKSPACE_SCHEMA)))
        text, values = found.text, [found.bound(row) for row in rows]
        cursor = driver_connection(conn).cursor()
        try:
            if len(values) == 1:
                cursor.execute(text, values[0])
            else:
                cursor.executemany(text, values)
        except psycopg.DataError as error:
            raise Invalid("A text has a character that cannot be stored.") from error
        except psycopg.OperationalError as error:
            raise sa.exc.OperationalError("flow step", None, error) from error
        return cursor.rowcount


def _dumps(value: Any) -> bytes:
    return orjson.dumps(value, default=str)


@lru_cache(maxsize=200)
def _compiled(writing: Writing, schema: str) -> _Text:
    compiled = writing.statement.compile(
        dialect=DIALECT, schema_translate_map={WORKSPACE_SCHEMA: schema}, render_schema_translate=True
    )
    return _Text(
        text=str(compiled).encode(),
        documents=frozenset(name for name, bind in compiled.binds.items() if isinstance(bind.type, JSONB)),
        constants={name: bind.value for name, bind in compiled.binds.items() if not bind.required},
    )
