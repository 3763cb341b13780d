"""Select: a query becomes one SELECT, as a person would write it: FROM, WHERE, GROUP BY, ORDER BY, LIMIT.

No connection here: the rows of an entity come from a resolver that access gives, with the viewer's row
scope in it, and the statement is handed back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause

from dougong_formula import (
    DATE,
    DATETIME,
    TEXT,
    GroupsRows,
    Resolver,
    Source,
    SqlValue,
    Together,
    Vocabulary,
    to_condition,
    to_sql,
)
from dougong_report.definition import UNION, Bucket
from dougong_report.errors import ReportError
from dougong_report.typed import (
    MOST_ROWS,
    USUAL_ROWS,
    Column,
    Query,
    TypedDimension,
    TypedSource,
    known,
    type_part,
    type_source,
    type_stage,
    type_union,
)

_STAGE = Column(key="stage", kind="dimension", type=TEXT, label={"en": "Stage", "zh": "阶段"})


class Sight(Protocol):
    """What one viewer sees of an app."""

    def vocabulary(self, entity: str) -> Vocabulary:
        """Return the names he knows with an entity's fields bare; raises when the entity is closed to him."""

    def rows(self, entity: str) -> tuple[Resolver, Sequence[ColumnElement[bool]]]:
        """Return a fresh resolver over an entity and the conditions that keep the root to his rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """A statement and its columns, in order."""

    statement: sa.Select[Any] | sa.CompoundSelect[Any]
    columns: tuple[Column, ...]


def select(query: Query, sight: Sight) -> Selected:
    """Return the SELECT that answers a query for a viewer.

    Raises FormulaError for names he does not know, ReportError for elements the dataset does not have.
    """
    dataset = query.dataset
    if dataset.stages:
        return _funnel(query, sight)
    if not query.values and not query.rows:
        raise ReportError("empty_query", "Ask for at least one dimension or measure.")
    if dataset.union:
        return _union(query, sight)
    source = dataset.source or ""
    typed = type_source(query, sight.vocabulary(source))
    resolver, conditions = sight.rows(source)
    statement = _grouped(typed, _with_parameters(resolver, query), conditions)
    columns = typed.columns
    return Selected(statement=_ordered(statement, query, columns), columns=columns)


def _grouped(
    typed: TypedSource, resolver: Resolver, conditions: Sequence[ColumnElement[bool]]
) -> sa.Select[Any]:
    """Return the grouped SELECT of one source; joins gather in the root's FROM while parts are compiled."""
    selected: list[ColumnElement[Any]] = []
    for one in typed.dimensions:
        selected.append(_dimension_value(one, resolver).label(_name(one.column.key)))
    for measure in typed.measures:
        selected.append(_value(to_sql(measure.expression, resolver)).label(_name(measure.column.key)))
    where = [*conditions, *(to_condition(condition, resolver) for condition in typed.conditions)]
    statement = sa.select(*selected).select_from(resolver.root.from_clause()).where(*where)
    groups = [_name(one.column.key) for one in typed.dimensions]
    return statement.group_by(*groups) if groups else statement


def _name(key: str) -> str:
    """Return the name of a column of the answer; no column of a table begins so, and GROUP BY may use it."""
    return f"g_{key}"


def _value(found: SqlValue) -> ColumnElement[Any]:
    """Return a value that is blank where the expression gave an error (a ratio of nothing)."""
    return found.value if found.error is None else sa.case((found.error.is_(None), found.value))


def _dimension_value(dimension: TypedDimension, resolver: Resolver) -> ColumnElement[Any]:
    value = _value(to_sql(dimension.expression, resolver))
    bucket = dimension.column.bucket
    if dimension.expression.type == DATETIME and bucket is not None:
        local = sa.func.timezone(resolver.name(("$zone",)).value, value)
        return sa.cast(sa.func.date_trunc(bucket.value, local), sa.Date)
    if bucket in (None, Bucket.DAY) or dimension.expression.type != DATE:
        return value
    return sa.cast(sa.func.date_trunc(bucket.value, sa.cast(value, sa.TIMESTAMP)), sa.Date)


def _ordered(statement: sa.Select[Any], query: Query, columns: Sequence[Column]) -> sa.Select[Any]:
    """Add ORDER BY and LIMIT; without an order, dates ascend and other groups come by their first measure."""
    labels = {column.key: column for column in columns}
    order: list[ColumnElement[Any]] = []
    for place, key in enumerate(query.sort or _usual_order(columns)):
        name = key.removeprefix("-")
        if name not in labels:
            message = f"“{name}” is not among what is asked for; the order needs it."
            raise ReportError("unknown_name", message, f"/sort/{place}")
        reference = statement.selected_columns[_name(name)]
        order.append(reference.desc().nulls_last() if key.startswith("-") else reference.asc().nulls_last())
    limit = min(query.limit or USUAL_ROWS, MOST_ROWS)
    return statement.order_by(*order).limit(limit) if labels else statement


def _usual_order(columns: Sequence[Column]) -> list[str]:
    dimensions = [column for column in columns if column.kind == "dimension"]
    measures = [column for column in columns if column.kind == "measure"]
    dated = [column.key for column in dimensions if column.bucket is not None]
    if dated or not measures:
        return [*dated, *(column.key for column in dimensions if column.key not in dated)]
    return ["-" + measures[0].key, *(column.key for column in dimensions)] if dimensions else []


# Unions and funnels


def _union(query: Query, sight: Sight) -> Selected:
    """Group every part by itself, put the groups together, group them again."""
    dataset = query.dataset
    typed = tuple(type_part(query, part, sight.vocabulary(part.source)) for part in dataset.union)
    values = tuple(dict.fromkeys(one.column.key for part in typed for one in part.measures))
    selects = []
    for part in typed:
        resolver, conditions = sight.rows(part.entity)
        grouped = _grouped(part, _with_parameters(resolver, query), conditions)
        selects.append(_aligned(grouped, part, values))
    rows = sa.union_all(*selects).subquery("parts")
    first, _ = sight.rows(typed[0].entity)
    outer = type_union(query, typed, sight.vocabulary(typed[0].entity))
    statement = _grouped(outer, _UnionResolver(rows, _with_parameters(first, query)), ())
    columns = outer.columns
    return Selected(statement=_ordered(statement, query, columns), columns=columns)


def _aligned(grouped: sa.Select[Any], part: TypedSource, values: Sequence[str]) -> sa.Select[Any]:
    """Return a part's groups with the columns that all parts have, in one order; a lacking value is NULL."""
    inner = grouped.subquery()
    own = {one.column.key for one in part.measures}
    blank = sa.cast(sa.null(), sa.Numeric)
    return sa.select(
        *(inner.c[_name(one.column.key)].label(one.column.key) for one in part.dimensions),
        *((inner.c[_name(key)] if key in own else blank).label(key) for key in values),
    )


def _funnel(query: Query, sight: Sight) -> Selected:
    """One row for each stage, in the order of the document."""
    stages = query.dataset.stages
    with_value = any(stage.value is not None for stage in stages) and "value" in (query.values or ("value",))
    selects = []
    columns: tuple[Column, ...] = ()
    for place, stage in enumerate(stages):
        typed = type_stage(query, stage, sight.vocabulary(stage.source), with_value)
        resolver, conditions = sight.rows(stage.source)
        inner = _grouped(typed, _with_parameters(resolver, query), conditions).subquery()
        parts: list[ColumnElement[Any]] = [
            sa.literal(place, sa.Integer).label("place"),
            sa.literal(stage.key, sa.Text).label("stage"),
            inner.c[_name("count")].label("count"),
        ]
        if with_value:
            value = inner.c[_name("value")] if stage.value is not None else sa.cast(sa.null(), sa.Numeric)
            parts.append(value.label("value"))
        selects.append(sa.select(*parts))
        if len(typed.measures) + 1 > len(columns):
            columns = (_STAGE, *(one.column for one in typed.measures))
    rows = sa.union_all(*selects).subquery("stages")
    statement = sa.select(*(rows.c[column.key] for column in columns)).order_by(rows.c["place"])
    return Selected(statement=statement, columns=columns)


# Resolvers


class _Parameters:
    """A resolver that also knows the parameters of the query."""

    def __init__(self, base: Resolver, parameters: Mapping[str, SqlValue]) -> None:
        self._base = base
        self._parameters = parameters

    @property
    def root(self) -> Source:
        return self._base.root

    def field(self, source: Source, key: str) -> SqlValue:
        return self._base.field(source, key)

    def reference(self, source: Source, key: str) -> Source:
        return self._base.reference(source, key)

    def children(self, source: Source, key: str) -> tuple[Source, ColumnElement[bool]]:
        return self._base.children(source, key)

    def together(self, source: Source, key: str) -> Together | None:
        return self._base.together(source, key) if isinstance(self._base, GroupsRows) else None

    def name(self, path: tuple[str, ...]) -> SqlValue:
        return self._parameters[path[1]] if path[0] == "params" else self._base.name(path)


_SQL_TYPES: Mapping[str, sa.types.TypeEngine[Any]] = {
    "text": sa.Text(),
    "number": sa.Numeric(),
    "boolean": sa.Boolean(),
    "date": sa.Date(),
    "datetime": sa.TIMESTAMP(timezone=True),
}


def _with_parameters(resolver: Resolver, query: Query) -> Resolver:
    declared = query.dataset.parameters
    for key in query.parameters:
        known(declared, key, "parameter", f"/params/{key}")
    if not declared:
        return resolver
    values = {
        key: SqlValue(sa.literal(query.parameters.get(key, one.default), _SQL_TYPES[one.type]), None)
        for key, one in declared.items()
    }
    return _Parameters(resolver, values)


class _UnionSource:
    """The groups of all parts as one source."""

    entity = UNION

    def __init__(self, rows: sa.Subquery) -> None:
        self.rows = rows

    def from_clause(self) -> FromClause:
        return self.rows


class _UnionResolver:
    """Resolves the common fields of a union; other names as its first part does."""

    def __init__(self, rows: sa.Subquery, first: Resolver) -> None:
        self.root: Source = _UnionSource(rows)
        self._rows = rows
        self._first = first

    def field(self, source: Source, key: str) -> SqlValue:
        return SqlValue(self._rows.c[key], None)

    def reference(self, source: Source, key: str) -> Source:
        raise ReportError(
            "not_allowed_here", "The common fields of a union lead nowhere else; name a dimension."
        )

    def children(self, source: Source, key: str) -> tuple[Source, ColumnElement[bool]]:
        raise ReportError("not_allowed_here", "The common fields of a union have no lists.")

    def name(self, path: tuple[str, ...]) -> SqlValue:
        return self._first.name(path)
