"""Ordering: the sort of a list and where a cursor goes on. Blanks stand where PostgreSQL's indexes put them:
last when ascending, first when descending; the record's id breaks ties in the direction of the first key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from dougong.access import EntityResolver, RowSource, Scope
from dougong.access.resolver import scopes_of
from dougong.records.json_sql import title_text
from dougong.records.query import Sort, unknown_name

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the order, with what a cursor needs to know of it."""

    value: sa.ColumnElement[Any]
    descending: bool
    nullable: bool

    @property
    def ordered(self) -> sa.ColumnElement[Any]:
        """Return the expression for ORDER BY."""
        return self.value.desc() if self.descending else self.value.asc()


def order_keys(scope: Scope, resolver: EntityResolver, sorts: Sequence[Sort]) -> list[Key]:
    """Return the keys of an order, the id last; raises BadRequest for a name that the scope does not read."""
    keys = [_key(scope, resolver, sort) for sort in sorts]
    descending = sorts[0].descending if sorts else True
    keys.append(Key(resolver.root.id, descending, False))
    return keys


def _key(scope: Scope, resolver: EntityResolver, sort: Sort) -> Key:
    source: RowSource = resolver.root
    scopes = scopes_of(scope)
    *hops, last = sort.path.split(".")
    for name in hops:
        shape = source.shape.fields.get(name)
        if (
            shape is None
            or not (shape.is_reference or shape.field.type.parts)
            or name not in scopes(source.entity).read
        ):
            raise unknown_name("/sort", sort.path)
        source = resolver.reference(source, name)
    shape = source.shape.fields.get(last)
    readable = source.held_by is not None or last in scopes(source.entity).read
    if shape is None or not readable or not (shape.columns or shape.expression):
        raise unknown_name("/sort", sort.path)
    if shape.is_reference and last != "id":
        title = title_text(resolver, resolver.reference(source, last))
        value = resolver.field(source, last).value if title is None else title
        return Key(value, sort.descending, True)
    value = resolver.field(source, last).value
    plain = not hops and shape.columns and resolver.readable(source, last) is None
    return Key(value, sort.descending, not (plain and not shape.columns[0].nullable))


def keys_text(columns: Sequence[sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
    """Return the values of the keys as one JSON array of texts, for a cursor."""
    return sa.cast(sa.func.json_build_array(*(sa.cast(column, sa.Text) for column in columns)), sa.Text)


def after(keys: Sequence[Key], blanks: Sequence[bool]) -> Condition:
    """Return the condition of standing after a cursor; `blanks` says which of its values are blank.

    Binds `cursor_0`, `cursor_1` … as texts.
    """
    values = [
        sa.cast(sa.bindparam(f"cursor_{place}", type_=sa.Text), key.value.type)
        for place, key in enumerate(keys)
    ]
    directions = {key.descending for key in keys}
    if len(directions) == 1 and not any(blanks):
        descending = directions.pop()
        if descending or not any(key.nullable for key in keys):
            left, right = sa.tuple_(*(key.value for key in keys)), sa.tuple_(*values)
            return left < right if descending else left > right
    options: list[Condition] = []
    equal: list[Condition] = []
    for key, value, blank in zip(keys, values, blanks, strict=True):
        beyond = _beyond(key, value, blank)
        if beyond is not None:
            options.append(sa.and_(*equal, beyond))
        equal.append(key.value.is_(None) if blank else key.value == value)
    return sa.or_(*options)


def _beyond(key: Key, value: sa.ColumnElement[Any], blank: bool) -> Condition | None:
    if blank:
        return key.value.is_not(None) if key.descending else None
    if key.descending:
        return key.value < value
    return sa.or_(key.value > value, key.value.is_(None)) if key.nullable else key.value > value
