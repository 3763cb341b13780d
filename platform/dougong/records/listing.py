"""Listing: every row of a list, in its order, with the fields of a table; columns may look through a reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa

from dougong.access import EntityResolver, RowSource, Scope, aliased_source, resolver
from dougong.access.resolver import scopes_of
from dougong.access.shapes import FieldShape
from dougong.records.json_sql import JsonObject
from dougong.records.ordering import order_keys
from dougong.records.query import unknown_name
from dougong.records.record_sql import label_json, shown_fields, value_json
from dougong.records.statements import PageShape, conditions, many_rows, sorts

Json = sa.ColumnElement[Any]
_WHEN = ("created_at", "created_by", "updated_at", "updated_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: a field, or with `through` a field of what that reference names."""

    path: str
    shape: FieldShape
    through: FieldShape | None = None


def columns_of(scope: Scope, asked: Iterable[str] | None) -> list[Column]:
    """Return the columns of a table: those asked for, else every readable field, then who made and changed
    each record when.

    Rows of sub-tables and files fit in no cell and are left out. Raises BadRequest for a name that the caller
    may not know.
    """
    if asked is None:
        keys = [*shown_fields(scope, None), *(key for key in _WHEN if key in scope.read)]
        asked = [key for key in keys if key in scope.shape.fields]
    source = aliased_source(scope.shape)
    names = resolver(scope, source)
    found = []
    for path in asked:
        at, key, through = _place(scope, names, source, path)
        shape = at.shape.fields[key]
        if _in_cells(shape) and path not in {"id", "version"}:
            found.append(Column(path=path, shape=shape, through=through))
    return found


def _in_cells(shape: FieldShape) -> bool:
    return shape.field.type.named and shape.type != "sub_table" and not shape.holds_files


def _place(
    scope: Scope, names: EntityResolver, source: RowSource, path: str
) -> tuple[RowSource, str, FieldShape | None]:
    """Return the source and the key of a path of one or two names; raises BadRequest for another."""
    first, _, rest = path.partition(".")
    shape = scope.shape.fields.get(first)
    if shape is None or first not in scope.read:
        raise unknown_name("/fields", path)
    if not rest:
        return source, first, None
    if "." in rest or not (shape.is_reference or shape.field.type.parts):
        raise unknown_name("/fields", path)
    at = names.reference(source, first)
    readable = at.held_by is not None or rest in scopes_of(scope)(at.entity).read
    if rest not in at.shape.fields or not readable:
        raise unknown_name("/fields", path)
    return at, rest, shape


def listing(scope: Scope, shape: PageShape) -> sa.Select[Any]:
    """Select every row of a list in its order as JSON text; `item_of` reads it."""
    source = many_rows(scope, shape)
    names = resolver(scope, source)
    wanted = conditions(scope, names, source, shape)
    order = order_keys(scope, names, sorts(scope, shape.query))
    # Paths are longer than a name of PostgreSQL may be, so members are called by their places.
    values: dict[str, Json] = {}
    labels: dict[str, Json] = {}
    for number, column in enumerate(columns_of(scope, shape.query.fields)):
        at, key, _ = _place(scope, names, source, column.path)
        values[f"c{number}"] = value_json(names, at, key)
        if column.shape.names_records:
            labels[f"c{number}"] = label_json(names, at, key)
    record = JsonObject({"id": source.id, "values": JsonObject(values), "labels": JsonObject(labels)})
    return (
        sa.select(sa.cast(record, sa.Text))
        .select_from(source.from_clause())
        .where(*wanted)
        .order_by(*(key.ordered for key in order))
    )


def item_of(text: str, columns: Sequence[Column]) -> Mapping[str, Any]:
    """Read a row of `listing`: id, and values and labels by the paths of the columns."""
    item = orjson.loads(text)
    named = {f"c{number}": column.path for number, column in enumerate(columns)}
    return {
        "id": item["id"],
        "values": {named[name]: value for name, value in item["values"].items()},
        "labels": {named[name]: label for name, label in item["labels"].items()},
    }
