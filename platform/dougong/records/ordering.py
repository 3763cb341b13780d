"""Ordering: the sort of a list and where a cursor goes on. Blanks stand where PostgreSQL's indexes put them:
last when ascending, first when descending; the record's id breaks ties in the direction of the first key.

Choices stand in the order of their field, and what is none of them any more stands with the blanks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from dougong.access import EntityResolver, RowSource, Scope
from dougong.access.resolver import scopes_of
from dougong.access.shapes import FieldShape
from dougong.records.json_sql import title_text
from dougong.records.query import Sort, unknown_name
from dougong_formula import TEXT

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the order, with what a cursor needs to know of it.

    A cursor keeps the `value`; where `choices` are given, their order and not that of the values is followed.
    """

    value: sa.ColumnElement[Any]
    descending: bool
    nullable: bool
    choices: tuple[str, ...] = ()

    @property
    def ordered(self) -> sa.ColumnElement[Any]:
        """Return the expression for ORDER BY."""
        return self.placed.desc() if self.descending else self.placed.asc()

    @property
    def placed(self) -> sa.ColumnElement[Any]:
        """Return what is compared to know which of two rows stands first."""
        return self.place_of(self.value)

    def place_of(self, value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """Return what is compared for a value: itself, or the place of a choice, blank after them all."""
        if not self.choices:
            return value
        return sa.func.coalesce(place_among(self.choices, value), _number(len(self.choices) + 1))


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
    choices = choices_of(shape)
    if choices and (hops or not _read_in_order(shape, choices)):
        return Key(value, sort.descending, False, choices)
    plain = not hops and shape.columns and resolver.readable(source, last) is None
    return Key(value, sort.descending, not (plain and not shape.columns[0].nullable))


def _read_in_order(shape: FieldShape, choices: tuple[str, ...]) -> bool:
    """Say whether an index gives the order of the choices, as their keys happen to stand in it.

    No index follows choices that are put in another order. The price of reading a page without a sort is that
    those that are gone stand among the others, by their keys.
    """
    column = next(iter(shape.columns), None)
    if column is None or choices != tuple(sorted(choices)):
        return False
    return any(column.name in index.columns for index in column.table.indexes)


def choices_of(shape: FieldShape) -> tuple[str, ...]:
    """Return the keys of the choices in their order, of a field whose value is one of them."""
    one = shape.field
    return tuple(option.key for option in one.options) if one.type.formula_type(one) == TEXT else ()


def place_among(choices: Sequence[str], value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Return the place of a value among choices, from 1; NULL for what is none of them."""
    return sa.case({key: _number(place) for place, key in enumerate(choices, 1)}, value=value)


def _number(number: int) -> sa.ColumnElement[int]:
    return sa.literal_column(str(number), sa.Integer)


def keys_text(columns: Sequence[sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
    """Return the values of the keys as one JSON array of texts, for a cursor."""
    return sa.cast(sa.func.json_build_array(*(sa.cast(column, sa.Text) for column in columns)), sa.Text)


def after(keys: Sequence[Key], blanks: Sequence[bool]) -> Condition:
    """Return the condition of standing after a cursor; `blanks` says which of its values are blank.

    Binds `cursor_0`, `cursor_1` … as texts.
    """
    values = [
        key.place_of(sa.cast(sa.bindparam(f"cursor_{place}", type_=sa.Text), key.value.type))
        for place, key in enumerate(keys)
    ]
    blanks = [blank and not key.choices for key, blank in zip(keys, blanks, strict=True)]
    directions = {key.descending for key in keys}
    if len(directions) == 1 and not any(blanks):
        descending = directions.pop()
        if descending or not any(key.nullable for key in keys):
            left, right = sa.tuple_(*(key.placed for key in keys)), sa.tuple_(*values)
            return left < right if descending else left > right
    options: list[Condition] = []
    equal: list[Condition] = []
    for key, value, blank in zip(keys, values, blanks, strict=True):
        beyond = _beyond(key, value, blank)
        if beyond is not None:
            options.append(sa.and_(*equal, beyond))
        equal.append(key.placed.is_(None) if blank else key.placed == value)
    return sa.or_(*options)


def _beyond(key: Key, value: sa.ColumnElement[Any], blank: bool) -> Condition | None:
    if blank:
        return key.placed.is_not(None) if key.descending else None
    if key.descending:
        return key.placed < value
    return sa.or_(key.placed > value, key.placed.is_(None)) if key.nullable else key.placed > value
