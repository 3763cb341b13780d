"""Plans: statements compiled once, as text for the driver's own cursor.

Binding a statement anew for every request costs more than PostgreSQL needs to run it, so what a request runs
is kept as text: reads per published version, scope and shape of query; small reads and writes as `Prepared`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
import psycopg
import sqlalchemy as sa
from psycopg.types.json import Jsonb
from sqlalchemy.dialects.postgresql import JSONB, asyncpg
from sqlalchemy.sql.visitors import replacement_traverse

from dougong.database import WORKSPACE_SCHEMA, driver_connection
from dougong.driver import Answer, DriverConnection

# Only the text is taken from this dialect: its `$1` parameters go to PostgreSQL as they are, with no
# rewriting of the statement on each request.
_DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]

Statement = sa.Select[Any] | sa.Insert | sa.Update | sa.Delete


@dataclass(frozen=True, slots=True)
class Plan:
    """One compiled statement: its text, the names of its parameters in order, the values known already.

    `written` says of some parameters how they are written: what the driver would write more slowly, or not at all.
    """

    text: bytes
    names: tuple[str, ...]
    constants: Mapping[str, Any]
    written: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)

    @property
    def needed(self) -> frozenset[str]:
        """Return the names of the parameters that each request must fill."""
        return frozenset(name for name in self.names if name not in self.constants)

    def execute(
        self, conn: DriverConnection, values: Mapping[str, Any]
    ) -> psycopg.RawCursor[tuple[Any, ...]]:
        """Run the statement and return its cursor."""
        return _cursor(conn).execute(self.text, self._arguments(values))

    def execute_all(self, conn: DriverConnection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run the statement for each row, without waiting for one answer before the next is sent."""
        _cursor(conn).executemany(self.text, [self._arguments(values) for values in rows])

    def _arguments(self, values: Mapping[str, Any]) -> list[Any]:
        constants = self.constants
        arguments = [constants[name] if name in constants else values[name] for name in self.names]
        written = self.written
        if not written:
            return arguments
        return [
            write(value) if (write := written.get(name)) is not None else value
            for name, value in zip(self.names, arguments, strict=True)
        ]

    def run(self, conn: DriverConnection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Run the statement and return its first row."""
        arguments = self._arguments(values)
        rows = conn.run_prepared(self.text, arguments, 1)
        if rows is None:
            return _cursor(conn).execute(self.text, arguments).fetchone()
        return rows[0] if rows else None

    def stream(self, conn: DriverConnection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run the statement and return every row."""
        arguments = self._arguments(values)
        rows = conn.run_prepared(self.text, arguments)
        return _cursor(conn).execute(self.text, arguments).fetchall() if rows is None else rows

    def write(self, conn: DriverConnection, values: Mapping[str, Any]) -> None:
        """Run a statement that answers nothing."""
        arguments = self._arguments(values)
        if conn.run_prepared(self.text, arguments) is None:
            _cursor(conn).execute(self.text, arguments)

    def ask(self, conn: DriverConnection, values: Mapping[str, Any]) -> Answer | list[tuple[Any, ...]]:
        """Have the statement sent with the next one that somebody waits for; the rows themselves when it had to run now."""
        arguments = self._arguments(values)
        asked = conn.ask_prepared(self.text, arguments)
        if asked is not None:
            return asked
        cursor = _cursor(conn).execute(self.text, arguments)
        return cursor.fetchall() if cursor.description else []

    def fetched(
        self, conn: DriverConnection, values: Mapping[str, Any], at_once: int
    ) -> Iterator[tuple[Any, ...]]:
        """Run the statement in a cursor of the database and yield its rows, so many held at a time.

        The transaction stays open; one such run at a time on a connection.
        """
        cursor = psycopg.RawServerCursor(conn, "fetched", row_factory=psycopg.rows.tuple_row)
        with cursor:
            cursor.itersize = at_once
            cursor.execute(self.text, self._arguments(values))
            yield from cursor


def _cursor(conn: DriverConnection) -> psycopg.RawCursor[tuple[Any, ...]]:
    return psycopg.RawCursor(conn, row_factory=psycopg.rows.tuple_row)


def compile_plan(statement: Statement, workspace_schema: str) -> Plan:
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
    return Plan(
        text=str(compiled).encode(),
        names=names,
        constants={name: given[name] for name in names if name not in required},
        written={name: write for name, bind in compiled.binds.items() if (write := _writer(bind.type))},
    )


def _writer(kind: sa.types.TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """Return what writes values of a type; None where the driver does it as well."""
    if isinstance(kind, sa.JSON):
        return json_document
    if isinstance(kind, sa.ARRAY) and isinstance(kind.item_type, sa.Uuid):
        return _ids_text
    if isinstance(kind, sa.ARRAY) and isinstance(kind.item_type, sa.Text):
        return _texts_text
    return None


def _with_literals(statement: Statement) -> Statement:
    """Return a query with the words and numbers of its own written out.

    A plan that is made once for all values can only use a partial index where the query says the word of its condition.
    """
    if not isinstance(statement, sa.Select):
        return statement

    def written(element: Any, **_: Any) -> Any:
        own = isinstance(element, sa.BindParameter) and not element.required
        if not own or not isinstance(element.value, str | int):
            return None
        writer = element.type.dialect_impl(_DIALECT).literal_processor(_DIALECT)
        return sa.literal_column(writer(element.value), element.type) if writer else None

    found: sa.Select[Any] = replacement_traverse(statement, {}, written)  # type: ignore[assignment]
    return found


def _ids_text(ids: Sequence[UUID | None] | None) -> str | None:
    """Write ids as PostgreSQL reads an array; there may be a thousand, and the driver takes them one by one."""
    return None if ids is None else f"{{{','.join('NULL' if one is None else str(one) for one in ids)}}}"


def _texts_text(texts: Sequence[str | None] | None) -> str | None:
    """Write texts as PostgreSQL reads an array."""
    return None if texts is None else f"{{{','.join(map(_quoted, texts))}}}"


def _quoted(text: str | None) -> str:
    if text is None:
        return "NULL"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@dataclass(frozen=True, slots=True)
class Asked:
    """What a statement that was asked will answer; raises the errors of SQLAlchemy."""

    answer: Answer | list[tuple[Any, ...]]

    def all(self) -> list[tuple[Any, ...]]:
        """Return every row."""
        if isinstance(self.answer, list):
            return self.answer
        try:
            return self.answer.rows()
        except psycopg.Error as error:
            raise _of_sqlalchemy(error) from error

    def first(self) -> tuple[Any, ...] | None:
        """Return the first row, or None."""
        rows = self.all()
        return rows[0] if rows else None


class Prepared:
    """A statement run often inside transactions, compiled once for each workspace's schema.

    Raises the errors of SQLAlchemy, as the connection itself would.
    """

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self._plans: dict[str, Plan] = {}

    def first(self, conn: sa.Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Return the first row, or None."""
        try:
            return self.plan(conn).run(driver_connection(conn), values)
        except psycopg.Error as error:
            raise _of_sqlalchemy(error) from error

    def all(self, conn: sa.Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return every row."""
        try:
            return self.plan(conn).stream(driver_connection(conn), values)
        except psycopg.Error as error:
            raise _of_sqlalchemy(error) from error

    def ask(self, conn: sa.Connection, values: Mapping[str, Any]) -> Asked:
        """Have the statement run, in its turn, with the next one whose answer is waited for, or the commit."""
        try:
            return Asked(self.plan(conn).ask(driver_connection(conn), values))
        except psycopg.Error as error:
            raise _of_sqlalchemy(error) from error

    def write(self, conn: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run a statement that writes, once for each row."""
        with as_sqlalchemy():
            if len(rows) == 1:
                self.plan(conn).write(driver_connection(conn), rows[0])
            else:
                self.plan(conn).execute_all(driver_connection(conn), rows)

    def plan(self, conn: sa.Connection) -> Plan:
        """Return the statement as it is compiled for the workspace of a connection."""
        translate = conn.get_execution_options().get("schema_translate_map") or {}
        schema = str(translate.get(WORKSPACE_SCHEMA, WORKSPACE_SCHEMA))
        found = self._plans.get(schema)
        if found is None:
            found = self._plans[schema] = compile_plan(_with_literals(self.statement), schema)
        return found


@contextmanager
def as_sqlalchemy() -> Iterator[None]:
    """Raise what the driver raises in the block as SQLAlchemy would, so that one border knows both."""
    try:
        yield
    except psycopg.Error as error:
        raise _of_sqlalchemy(error) from error


def _of_sqlalchemy(error: psycopg.Error) -> BaseException:
    return sa.exc.DBAPIError.instance(None, None, error, psycopg.Error)


def json_document(value: Any) -> Jsonb:
    """Return a value to be stored as a JSON document."""
    return Jsonb(value, dumps=_dumps)


def given_rows(name: str, columns: Iterable[sa.ColumnClause[Any]]) -> sa.TableValuedAlias:
    """Return rows that a statement is given as one JSON document, the parameter `name`, with these columns."""
    document = sa.bindparam(name, type_=JSONB)
    return (
        sa.func.jsonb_to_recordset(document)
        .table_valued(*(sa.column(one.name, one.type) for one in columns), name=f"given_{name}")
        .render_derived(with_types=True)
    )


def json_written(value: Any) -> orjson.Fragment:
    """Return a JSON document that is written as text already; it stands wherever the value itself may."""
    return orjson.Fragment(_dumps(value))


def json_text(value: Any) -> str:
    """Return the text of a JSON document, for COPY."""
    return _dumps(value).decode()


def _dumps(value: Any) -> bytes:
    return orjson.dumps(value, default=str)
