"""Rows: values to columns, and sets of rows to PostgreSQL: a kept INSERT or UPDATE for one, COPY for many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, repeat
from typing import Any
from uuid import UUID

import psycopg
import sqlalchemy as sa
from psycopg import sql

from dougong.access.kept import kept
from dougong.access.shapes import EntityShape, FieldShape, shape_of
from dougong.database import driver_connection
from dougong.errors import Conflict, Invalid
from dougong.metadata import App
from dougong.plans import Prepared, as_sqlalchemy, json_text
from dougong_form import FieldType
from dougong_model import Problem, Value

Row = Mapping[str, Any]
Columns = Mapping[str, Sequence[Any]]
"""The values of several rows by column name, as many in each."""


def column_values(one: FieldShape, value: Value) -> dict[str, Any]:
    """Return what goes into the columns of a field; nothing for sub-tables and attachments."""
    if not one.columns:
        return {}
    parts = one.field.type.to_columns(one.field, value)
    return {column.name: part for column, part in zip(one.columns, parts, strict=True)}


@dataclass(frozen=True, slots=True)
class Writing:
    """How a field is written: its columns (none for sub-tables and attachments), what fills them, its JSON.

    `parts` and `json` are None where the value stands as it is, in one column and in JSON.
    """

    columns: tuple[str, ...]
    parts: Callable[[Value], tuple[Any, ...]] | None
    json: Callable[[Value], Any] | None

    def put(self, row: dict[str, Any], value: Value) -> None:
        """Put a value into a row."""
        if self.parts is None:
            row[self.columns[0]] = value
        elif self.columns:
            row.update(zip(self.columns, self.parts(value), strict=True))


def writings(app: App, shape: EntityShape) -> Mapping[str, Writing]:
    """Return how each field of an entity is written, by key."""
    return kept(
        app, ("writings", shape.key), lambda: {key: _writing(app, one) for key, one in shape.fields.items()}
    )


def _writing(app: App, one: FieldShape) -> Writing:
    kind = one.field.type
    columns = tuple(column.name for column in one.columns)
    as_it_is = len(columns) == 1 and type(kind).to_columns is FieldType.to_columns
    plain = one.type != "sub_table" and type(kind).to_json is FieldType.to_json
    return Writing(
        columns,
        None if as_it_is else partial(kind.to_columns, one.field),
        None
        if plain
        else partial(json_value, app, one)
        if one.type == "sub_table"
        else partial(kind.to_json, one.field),
    )


def json_value(app: App, one: FieldShape, value: Value) -> Any:
    """Return the JSON form of a field's value; a sub-table is an array of its rows."""
    if one.type != "sub_table":
        return None if value is None else one.field.type.to_json(one.field, value)
    child = shape_of(app, str(one.target))
    given: Any = value or ()
    return [
        {
            "id": None if row.get("id") is None else str(row["id"]),
            **{
                key: json_value(app, child.fields[key], item)
                for key, item in row.items()
                if key in child.fields and key not in _ROW_APART
            },
        }
        for row in given
    ]


_ROW_APART = frozenset(
    {"id", "owner", "department", "created_at", "created_by", "updated_at", "updated_by", "version"}
)


def filled(writings: Mapping[str, Writing], given: Sequence[Mapping[str, Value]]) -> dict[str, Sequence[Any]]:
    """Return the values of several records by column; a column that one does not give is blank in it."""
    columns: dict[str, Sequence[Any]] = {}
    for key in dict.fromkeys(chain.from_iterable(given)):
        writing = writings[key]
        if (parts := writing.parts) is None:
            columns[writing.columns[0]] = [values.get(key) for values in given]
        elif writing.columns:
            blank = (None,) * len(writing.columns)
            cells = [parts(values[key]) if key in values else blank for values in given]
            columns.update(zip(writing.columns, zip(*cells, strict=True), strict=True))
    return columns


def from_nothing(
    writings: Mapping[str, Writing], given: Sequence[Mapping[str, Value]]
) -> list[dict[str, tuple[None, Any]]]:
    """Return the values of several new records as changes from nothing, in JSON."""
    columns = {
        key: _json_column(writings[key].json, [values.get(key) for values in given])
        for key in dict.fromkeys(chain.from_iterable(given))
    }
    if not columns:
        return [{} for _ in given]
    keys = tuple(columns)
    return [
        {key: (None, json) for key, json in zip(keys, row, strict=True) if json is not None}
        for row in zip(*columns.values(), strict=True)
    ]


def _json_column(json: Callable[[Value], Any] | None, values: Sequence[Value]) -> Sequence[Any]:
    """Return the JSON of the values of one field; of an id that stands in all of them once."""
    if json is None:
        return values
    first = values[0]
    if isinstance(first, UUID) and all(value is first for value in values):
        return [json(first)] * len(values)
    return [None if value is None else json(value) for value in values]


def insert(conn: sa.Connection, shape: EntityShape, stored: Sequence[Row]) -> None:
    """Insert rows of an entity; raises Invalid for a broken unique key or a reference to nothing."""
    with inserting(conn, shape, _by_column(stored)):
        pass


@contextmanager
def inserting(conn: sa.Connection, shape: EntityShape, columns: Columns) -> Iterator[None]:
    """Insert rows, given by column, as `insert` does; what the block does is done while PostgreSQL takes them in.

    The block must not use the connection.
    """
    try:
        with _sent(conn, shape.table, columns):
            yield
    except sa.exc.IntegrityError as error:
        raise broken_constraint(shape, error.orig, _by_row(columns)) from error


def insert_all(conn: sa.Connection, table: sa.Table, stored: Sequence[Row]) -> None:
    """Insert rows, column values by column name."""
    with _sent(conn, table, _by_column(stored)):
        pass


@contextmanager
def inserting_columns(conn: sa.Connection, table: sa.Table, columns: Columns) -> Iterator[None]:
    """Insert rows given by column; the block is as that of `inserting`."""
    with _sent(conn, table, columns):
        yield


def joined(parts: Sequence[Columns]) -> Columns:
    """Return the rows of several parts, which have the same columns, one after the other."""
    if len(parts) < 2:
        return parts[0] if parts else {}
    return {name: list(chain.from_iterable(one[name] for one in parts)) for name in parts[0]}


def _by_column(stored: Sequence[Row]) -> Columns:
    names = dict.fromkeys(chain.from_iterable(stored))
    return {name: [row.get(name) for row in stored] for name in names}


def _by_row(columns: Columns) -> list[Row]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


@contextmanager
def _sent(conn: sa.Connection, table: sa.Table, columns: Columns) -> Iterator[None]:
    names, count = tuple(columns), len(next(iter(columns.values()), ()))
    if count < 2:
        if count:
            _insertion(table, names).write(conn, _by_row(columns))
        yield
        return
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(_schema(conn, table), table.name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    texts = [_column(table.c[name].type, values) for name, values in columns.items()]
    with as_sqlalchemy(), driver_connection(conn).cursor() as cursor, cursor.copy(statement) as copy:
        for row in zip(*texts, strict=True):
            copy.write_row(row)
        yield


def _column(kind: sa.types.TypeEngine[Any], values: Sequence[Any]) -> Iterable[Any]:
    """Return the values of one column for COPY: what the driver writes slowly as text, the same one once."""
    if isinstance(kind, sa.JSON):
        return map(json_text, values)
    if isinstance(kind, sa.Numeric | sa.Date):
        return [None if value is None else str(value) for value in values]
    if isinstance(kind, sa.ARRAY) and isinstance(kind.item_type, sa.Text):
        return [None if value is None else _array_text(value) for value in values]
    first = values[0]
    if isinstance(first, UUID | datetime) and all(value is first for value in values):
        return repeat(str(first), len(values))
    if isinstance(first, UUID):
        return [value.hex if isinstance(value, UUID) else value for value in values]
    return values


def _array_text(texts: Sequence[str]) -> str:
    """Write texts as PostgreSQL reads an array; search tokens are many, and the driver takes them one by one."""
    joined = '","'.join(texts)
    if "\\" in joined or joined.count('"') != 2 * max(len(texts) - 1, 0):
        joined = '","'.join(text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return f'{{"{joined}"}}' if texts else "{}"


def _insertion(table: sa.Table, names: tuple[str, ...]) -> Prepared:
    return _prepared(table, names, sa.insert)


def _change(table: sa.Table, names: tuple[str, ...]) -> Prepared:
    return _prepared(table, names, _update_by_id)


def _update_by_id(table: sa.Table) -> sa.Update:
    return sa.update(table).where(table.c.id == sa.bindparam("row_id", type_=table.c.id.type))


def _prepared(
    table: sa.Table, names: tuple[str, ...], make: Callable[[sa.Table], sa.Insert | sa.Update]
) -> Prepared:
    """Return a statement that writes columns; it is kept at the table and goes with it when its version does."""
    known: dict[object, Prepared] = table.info.setdefault("prepared", {})
    place = (make, names)
    if place not in known:
        values = {name: sa.bindparam(name, type_=table.c[name].type) for name in names}
        known[place] = Prepared(make(table).values(values))
    return known[place]


def _schema(conn: sa.Connection, table: sa.Table) -> str:
    translate = conn.get_execution_options().get("schema_translate_map") or {}
    return str(translate.get(table.schema, table.schema))


def update(conn: sa.Connection, shape: EntityShape, stored: Sequence[Row]) -> None:
    """Update rows by id, those that change the same columns together; raises Invalid as `insert` does."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in stored:
        groups.setdefault(tuple(sorted(row.keys() - {"id"})), []).append({**row, "row_id": row["id"]})
    try:
        for names, group in groups.items():
            _change(shape.table, names).write(conn, group)
    except sa.exc.IntegrityError as error:
        raise broken_constraint(shape, error.orig, stored) from error


def broken_constraint(shape: EntityShape, cause: BaseException | None, stored: Sequence[Row]) -> Exception:
    """Return the answer to a broken constraint, in words that do not tell whose value it is."""
    name = cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
    if isinstance(cause, psycopg.errors.UniqueViolation):
        index = next((one for one in shape.table.indexes if one.name == name), None)
        columns = [column.name for column in index.columns] if index is not None else []
        answer = _refused(shape, set(columns), "not_unique", "This value exists already.")
        answer.records = _holders(columns, stored, cause.diag.message_detail)
        return answer
    if isinstance(cause, psycopg.errors.ForeignKeyViolation):
        constraint = next((one for one in shape.table.foreign_key_constraints if one.name == name), None)
        keys = list(constraint.column_keys) if constraint else []
        answer = _refused(shape, set(keys), "unknown_reference", "There is no such record.")
        answer.records = _holders(keys, stored, cause.diag.message_detail)
        return answer
    return Conflict("The values contradict a rule of the database.")


def _holders(columns: Sequence[str], stored: Sequence[Row], detail: str | None) -> frozenset[UUID]:
    """Return which of the rows hold the values that PostgreSQL names, as `Key (a, b)=(1, 2) already exists.`"""
    named = (detail or "").partition(")=(")[2]
    return frozenset(
        row["id"]
        for row in stored
        if named.startswith(", ".join(str(row.get(one)) for one in columns) + ") ")
    )


def _refused(shape: EntityShape, columns: set[str], code: str, message: str) -> Invalid:
    keys = [one.key for one in shape.fields.values() if one.columns and one.columns[0].name in columns]
    return Invalid(
        "Some values are refused.",
        problems=[Problem(code=code, pointer=f"/{key}", message=message) for key in keys],
    )
