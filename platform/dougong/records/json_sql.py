"""JSON in SQL: expressions by which PostgreSQL writes records as the API shows them.

The forms are those of the contract for values: numbers as trimmed text, whole numbers as integers, money as
an object, date-times in UTC with Z, an error of a computed field as its code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from dougong.access import EntityResolver, RowSource
from dougong.access.shapes import FieldShape, Link
from dougong.files.tables import file_use
from dougong_formula import SqlValue, Type

Json = sa.ColumnElement[Any]

# Constant text: a bound "[]" of the type JSON would be written as the JSON text "[]", not as a list.
EMPTY_LIST: Json = sa.cast(sa.literal_column("'[]'"), sa.JSON)


class JsonObject(FunctionElement[Any]):
    """A JSON object of named expressions, written compactly by `row_to_json`.

    (`json_build_object` takes at most fifty members and writes blanks between them.)
    """

    type = sa.JSON(none_as_null=True)
    inherit_cache = False
    name = "json_object_of"

    def __init__(self, members: Mapping[str, sa.ColumnElement[Any]]) -> None:
        self.keys = tuple(members)
        super().__init__(*members.values())


@compiles(JsonObject)
def _json_object(element: JsonObject, compiler: SQLCompiler, **options: Any) -> str:
    if not element.keys:
        return "json_build_object()"
    quote = compiler.preparer.quote_identifier
    # The keys come from published documents and are quoted as identifiers.
    members = ", ".join(
        f"{compiler.process(value, **options)} AS {quote(key)}"
        for key, value in zip(element.keys, element.clauses, strict=True)
    )
    return f"(SELECT row_to_json(o) FROM (SELECT {members}) AS o)"


def number_json(value: sa.ColumnElement[Any]) -> Json:
    """Write a number as text without trailing zeros."""
    return sa.cast(sa.func.trim_scale(value), sa.Text)


def instant_json(value: sa.ColumnElement[Any]) -> Json:
    """Write an instant as ISO 8601 in UTC with Z, to the microsecond."""
    utc = sa.func.timezone(sa.literal_column("'UTC'"), value)
    return sa.func.to_char(utc, sa.literal_column("""'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'"""), type_=sa.Text)


def array_json(select: sa.Select[Any]) -> Json:
    """Write the one JSON column of a select as an array.

    `select` is an aggregate of text joined by commas.
    """
    body = sa.func.coalesce(select.scalar_subquery(), "")
    return sa.cast(sa.func.concat("[", body, "]"), sa.JSON)


def typed_json(value: SqlValue, kind: Type) -> Json:
    """Write an expression's value by its type; an error is written as its code."""
    match kind.kind:
        case "number":
            shown = number_json(sa.func.round(sa.cast(value.value, sa.Numeric), 10))
        case "datetime":
            shown = instant_json(value.value)
        case "duration":
            shown = sa.cast(value.value, sa.Text)
        case _:
            shown = value.value
    if value.error is None:
        return shown
    return sa.case((value.error.is_not(None), sa.func.to_json(value.error)), else_=sa.func.to_json(shown))


def column_json(source: RowSource, shape: FieldShape) -> Json:
    """Write a stored field from its columns."""
    if shape.field.type.parts:
        return _parts_json(source, shape)
    columns = [source.column(column) for column in shape.columns]
    if shape.is_money:
        amount, currency, _base = columns
        return sa.case(
            (amount.is_not(None), JsonObject({"amount": number_json(amount), "currency": currency}))
        )
    column = columns[shape.field.type.told_column]
    match shape.kinds[0]:
        case "numeric":
            return number_json(column)
        case "timestamptz":
            return instant_json(column)
        case "text[]":
            return sa.func.coalesce(sa.func.array_to_json(column), EMPTY_LIST)
        case "interval":
            return duration_json(column)
        case "text" if shape.type == "json":
            return sa.cast(column, sa.JSON)
        case _:
            return column


def _parts_json(source: RowSource, shape: FieldShape) -> Json:
    """Write a value of several parts as an object; blank where its first part is."""
    held = source.column(shape.columns[0]).is_not(None)
    members = {key: column_json(source, part) for key, part in shape.parts.items()}
    return sa.case((held, JsonObject(members)))


def duration_json(value: sa.ColumnElement[Any]) -> Json:
    """Write an interval as ISO 8601 with hours, minutes and seconds."""
    seconds = sa.cast(sa.extract("epoch", value), sa.BigInteger)
    hour, minute = sa.literal_column("3600", sa.BigInteger), sa.literal_column("60", sa.BigInteger)
    none = sa.literal_column("0", sa.BigInteger)
    parts = [
        # A blank joined to a letter is blank, and `concat` leaves blanks out.
        sa.func.nullif(count, none, type_=sa.BigInteger).op("||", return_type=sa.Text)(
            sa.literal_column(f"'{unit}'")
        )
        for count, unit in (
            (sa.func.div(seconds, hour, type_=sa.Numeric), "H"),
            (sa.func.div(seconds % hour, minute, type_=sa.Numeric), "M"),
            (seconds % minute, "S"),
        )
    ]
    written = sa.func.concat(sa.literal_column("'PT'"), *parts, type_=sa.Text)
    return sa.case((seconds == none, sa.literal_column("'PT0S'", sa.Text)), (value.is_not(None), written))


def attachment_json(source: RowSource, shape: FieldShape) -> Json:
    """Write the ids of the files that a record holds in a field."""
    files = sa.func.array_agg(aggregate_order_by(file_use.c.file_id, file_use.c.position))
    ids = sa.select(sa.func.array_to_json(files))
    found = ids.where(
        file_use.c.record_id == source.id, file_use.c.field_id == shape.field.id
    ).scalar_subquery()
    return sa.func.coalesce(found, EMPTY_LIST)


def links_json(link: Link, source: RowSource) -> Json:
    """Write the ids of the records that one holds in a link table, in their order."""
    table = link.table.alias()
    ids = sa.func.array_agg(aggregate_order_by(table.c[link.other], table.c.position))
    found = sa.select(sa.func.array_to_json(ids)).where(table.c[link.own] == source.id).scalar_subquery()
    return sa.func.coalesce(found, EMPTY_LIST)


def field_json(resolver: EntityResolver, source: RowSource, key: str) -> Json:
    """Write one readable field of a source; null on rows where the viewer may not read it."""
    shape = source.shape.fields[key]
    if shape.expression is not None:
        return typed_json(resolver.field(source, key), shape.expression.type)
    if shape.holds_files:
        shown = attachment_json(source, shape)
    elif (listed := source.shape.lists.get(key)) is not None and listed.link is not None:
        shown = links_json(listed.link, source)
    else:
        shown = column_json(source, shape)
    allowed = resolver.readable(source, key)
    return shown if allowed is None else sa.case((allowed, shown))


def title_text(resolver: EntityResolver, source: RowSource) -> Json | None:
    """Write the title of a row as text, or None when the viewer may not read the title field."""
    key = source.shape.title
    if resolver.scopes is not None and key not in resolver.scopes(source.entity).read:
        return None
    shape = source.shape.fields[key]
    if shape.is_reference:
        return title_text(resolver, resolver.reference(source, key))
    return sa.cast(field_json(resolver, source, key), sa.Text)
