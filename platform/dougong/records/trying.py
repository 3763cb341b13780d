"""Trying: what an expression comes to on one record, as the person who tries it sees that record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa

from dougong.access import Scope, aliased_source, resolver, vocabulary
from dougong.context import Context
from dougong.errors import NotFound
from dougong.metadata import App
from dougong.records.json_sql import typed_json
from dougong.records.read import schema_in, scope_in, see
from dougong.records.reading import Ask, rows_in
from dougong.records.titles import titles
from dougong_formula import BOOLEAN, Expression, Type, check, parse, to_sql
from dougong_formula.parse import replaced
from dougong_formula.tree import Path, Tree
from dougong_formula.typed import Call

_MOST_PARTS = 20
_MOST_ITEMS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a condition: where it stands in the text, and what it comes to."""

    position: int
    length: int
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A value as JSON (an error as its code), its type, the titles of the records it names, and for a
    condition joined by AND or OR what each part comes to.
    """

    value: Any
    type: Type
    titles: tuple[str, ...]
    parts: tuple[Part, ...]


def try_expression(
    context: Context, app: App, entity: str, text: str, record: UUID, expected: Type | None = None
) -> Trial:
    """Evaluate an expression on a record under the caller's rights; the record before a change is what it is
    now.

    Raises FormulaError for what cannot be read with the names that the caller sees, NotFound when he sees no
    such record.
    """
    scope = see(scope_in(context, app, entity))
    expression = _typed(scope, text, expected)
    parts = [expression, *_parts(expression)]
    asked = Ask(scope, ("trial", text, expected), lambda: _statement(scope, parts), {"record_ids": [record]})
    found = rows_in(context, schema_in(context), asked)
    if not found:
        raise NotFound("There is no such record.")
    value, *values = (None if one is None else orjson.loads(one) for one in found[0])
    return Trial(
        value=value,
        type=expression.type,
        titles=_titles(context, app, expression.type, value),
        parts=tuple(
            Part(position=one.tree.place.position, length=one.tree.place.length, value=part)
            for one, part in zip(parts[1:], values, strict=True)
        ),
    )


def _typed(scope: Scope, text: str, expected: Type | None) -> Expression:
    tree = replaced(parse(text), _now)
    names = vocabulary(scope)
    expression = check(tree, names, expected, text=text)
    if not expression.type.is_record_list:
        return expression
    # How many there are tells more than their ids.
    return check(parse(f"COUNT({text})"), names, text=text)


def _now(path: Path) -> Tree:
    """Read `old.x` as the x that is kept: nothing has been changed yet."""
    return replace(path, names=("this", *path.names[1:])) if path.names[0] == "old" else path


def _parts(expression: Expression) -> list[Expression]:
    node = expression.tree
    if not (isinstance(node, Call) and node.function in ("AND", "OR")):
        return []
    places = [one.place for one in node.arguments]
    # What the language makes of one call stands in one place, and is no part.
    if any(one.position + one.length > other.position for one, other in pairwise(places)):
        return []
    return [replace(expression, tree=one, type=BOOLEAN) for one in node.arguments[:_MOST_PARTS]]


def _statement(scope: Scope, parts: Sequence[Expression]) -> sa.Select[Any]:
    source = aliased_source(scope.shape)
    names = resolver(scope, source)
    values: list[sa.ColumnElement[Any]] = [
        sa.cast(sa.func.to_json(typed_json(to_sql(one, names), one.type)), sa.Text) for one in parts
    ]
    listed = sa.bindparam("record_ids", type_=sa.ARRAY(sa.Uuid(as_uuid=True)))
    found: sa.Select[Any] = sa.select(*values)
    return found.select_from(source.from_clause()).where(source.id == sa.any_(listed), *names.visible(source))


def _titles(context: Context, app: App, type_: Type, value: Any) -> tuple[str, ...]:
    """Return the titles of the records that a value names, as far as the caller sees them."""
    one = type_.item if type_.kind == "list" else type_
    if one is None or one.kind != "record" or one.entity is None or value is None:
        return ()
    ids = [UUID(each) for each in (value if isinstance(value, list) else [value])][:_MOST_ITEMS]
    found = titles(context, app, one.entity, ids)
    return tuple(found[each] for each in ids if each in found)
