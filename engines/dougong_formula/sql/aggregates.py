"""Aggregates: over plain values, over child rows as subqueries, over the group of a measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import operators, visitors

from dougong_formula.functions.sql_parts import Element, constant_text, divided, error, number, whole
from dougong_formula.resolver import GroupsRows, Source, Together
from dougong_formula.sql.conditions import Conditions
from dougong_formula.sql.core import (
    Part,
    exists_in,
    first_error,
    folded,
    numeric,
)
from dougong_formula.typed import Aggregate, Call, Field, Name, Rows, below
from dougong_model import ErrorCode

_AGGREGATES = {"sum", "count", "min", "max", "string_agg"}


class Aggregates(Conditions):
    """Compiles aggregates."""

    def list_count(self, node: Call) -> Part:
        part = self.node(node.arguments[0])
        count = sa.func.coalesce(sa.func.cardinality(part.value), whole(0))
        return Part(sa.cast(count, sa.Numeric), part.error, True)

    def over_values(self, node: Call) -> Part:
        parts = [self.node(argument) for argument in node.arguments]
        filled = [self.filled(argument, part) for argument, part in zip(node.arguments, parts, strict=True)]
        failure = first_error(*(part.error for part in parts))
        counted = folded(
            [sa.case((value.is_(None), number(0)), else_=number(1)) for value in filled], operators.add
        )
        zeros = [sa.func.coalesce(value, number(0), type_=sa.Numeric) for value in filled]
        match node.function:
            case "SUM":
                return Part(folded(zeros, operators.add), failure, True)
            case "AVERAGE":
                none = sa.case((counted == number(0), error(ErrorCode.DIVISION)))
                return Part(divided(folded(zeros, operators.add), counted), first_error(failure, none), True)
            case "MIN":
                return Part(sa.func.least(*filled, type_=filled[0].type), failure)
            case "MAX":
                return Part(sa.func.greatest(*filled, type_=filled[0].type), failure)
            case "MEDIAN":
                item = sa.func.unnest(postgresql.array(filled, type_=sa.Numeric)).column_valued()
                return Part(sa.select(median_of(item)).scalar_subquery(), failure)
            case "COUNT_VALUES":
                return Part(counted, failure, True)
            case _:
                return Part(number(len(filled)) - counted, failure, True)

    def aggregate(self, node: Aggregate, function: str | None = None) -> Part:
        function = function or node.function
        if isinstance(node.source, Name):
            if function == "COUNT" and node.condition is None:
                named = self.resolver.name(node.source.path)
                count = sa.func.coalesce(sa.func.cardinality(named.value), whole(0))
                return Part(sa.cast(count, sa.Numeric), named.error, True)
            raise self.unfit(node)
        outer = self.sources
        if isinstance(node.source, Rows):
            child, tie = self.resolver.root, None
        else:
            summed = self.summed(node, function)
            if summed is not None:
                return summed
            child, tie = self.resolver.children(self.source(node.source), node.source.path[-1])
        separator = None if node.separator is None else self.node(node.separator)
        self.sources = [*outer[: node.depth], child]
        try:
            return self.over_rows(node, function, child, tie, separator)
        finally:
            self.sources = outer

    def summed(self, node: Aggregate, function: str) -> Part | None:
        """Compile an aggregate as one grouped query joined to the rows, not as a query for each of them.

        None where it cannot be: where the resolver looks at single rows, where the list is asked of more
        than its own rows (`parent.`), and for what is no sum.
        """
        if function not in _TOGETHER or not isinstance(self.resolver, GroupsRows) or _looks_out(node):
            return None
        assert isinstance(node.source, Field)
        found = self.resolver.together(self.source(node.source), node.source.path[-1])
        if found is None:
            return None
        outer = self.sources
        self.sources = [*outer[: node.depth], found.child]
        try:
            return self.grouped(node, function, found)
        finally:
            self.sources = outer

    def grouped(self, node: Aggregate, function: str, rows: Together) -> Part:
        checked = None if node.condition is None else self.node(node.condition)
        condition = None if node.condition is None else self.condition(node.condition)
        part = None if node.value is None else self.node(node.value)
        columns = [] if part is None or node.value is None else [self.filled(node.value, part)]
        wanted = list(rows.conditions)
        if condition is not None and checked is not None and checked.error is None:
            wanted.append(condition)
            condition = None
        every, met = _Over(rows.child, None), _Over(rows.child, None, condition)
        failure = self.failure(every, met, checked, part)
        if function == "AVERAGE":
            failure = first_error(failure, met.summary(_none_counted, *columns))
        columns_of_rows = [
            rows.by.label("owner"),
            met.summary(_SUMMARIES[function], *columns).label("summary"),
            *([] if failure is None else [failure.label("failure")]),
        ]
        inner = (
            sa.select(*columns_of_rows)
            .select_from(rows.child.from_clause())
            .where(*wanted)
            .group_by(rows.by)
            .subquery()
        )
        joined = rows.join((function, node), inner)
        summary: Element = joined.c["summary"]
        error_of_rows = None if failure is None else joined.c["failure"]
        if function in _NOTHING_IS_ZERO:
            return Part(sa.func.coalesce(summary, number(0), type_=sa.Numeric), error_of_rows, True)
        if function == "AVERAGE":
            none = sa.case((joined.c["owner"].is_(None), error(ErrorCode.DIVISION)))
            return Part(summary, first_error(error_of_rows, none), True)
        return Part(summary, error_of_rows)

    def over_rows(
        self,
        node: Aggregate,
        function: str,
        child: Source,
        tie: ColumnElement[bool] | None,
        separator: Part | None,
    ) -> Part:
        """Compile an aggregate whose rows are in reach: what it gives beside the error of any of them."""
        checked = None if node.condition is None else self.node(node.condition)
        condition = None if node.condition is None else self.condition(node.condition)
        part = None if node.value is None else self.node(node.value)
        every, met = _Over(child, tie), _Over(child, tie, condition)
        failure = self.failure(every, met, checked, part)
        if function == "EXISTS":
            return Part(met.found(), failure, True)
        if function in ("FIRST", "LAST"):
            assert part is not None
            return Part(self.end(node, function, met, part), failure)
        columns = [] if part is None or node.value is None else [self.filled(node.value, part)]
        if function == "AVERAGE":
            failure = first_error(failure, met.summary(_none_counted, *columns))
        if separator is not None and separator.error is not None:
            failure = (
                separator.error if failure is None else sa.func.least(separator.error, failure, type_=sa.Text)
            )
        if function == "TEXTJOIN":
            assert separator is not None
            columns += [self.resolver.field(child, key).value for key in node.order]
            joined = met.summary(_joining(self.coerced(separator, "text")), *columns)
            return Part(joined, failure, True)
        present = function not in ("MIN", "MAX", "MEDIAN")
        return Part(met.summary(_SUMMARIES[function], *columns), failure, present)

    def found(self, node: Aggregate, *, absent: bool) -> ColumnElement[bool] | None:
        if not isinstance(node.source, Field):
            return None
        outer = self.sources
        child, tie = self.resolver.children(self.source(node.source), node.source.path[-1])
        self.sources = [*outer[: node.depth], child]
        try:
            checked = None if node.condition is None else self.node(node.condition)
            condition = None if node.condition is None else self.condition(node.condition)
        finally:
            self.sources = outer
        exists = exists_in(child, tie, condition)
        held = sa.not_(exists) if absent else exists
        if checked is None or checked.error is None:
            return held
        return sa.and_(held, sa.not_(exists_in(child, tie, checked.error.is_not(None))))

    def failure(self, every: _Over, met: _Over, checked: Part | None, part: Part | None) -> Element | None:
        """Return the first error, by its code, of the condition on every row and of the value on those met."""
        own = None if part is None else part.error
        if checked is None or checked.error is None:
            return None if own is None else met.summary(sa.func.min, own)
        if own is None:
            return every.summary(sa.func.min, checked.error)
        code = sa.case((checked.error.is_not(None), checked.error), (checked.value, own))
        return every.summary(sa.func.min, code)

    def end(self, node: Aggregate, function: str, over: _Over, part: Part) -> Element:
        if over.tie is None:
            raise self.unfit(node)
        keys = [self.resolver.field(over.child, key).value for key in node.order]
        ordered = [key.asc() if function == "FIRST" else key.desc() for key in keys]
        statement = over.select(numeric(part.value)).order_by(*ordered).limit(whole(1))
        return statement.correlate_except(over.child.from_clause()).scalar_subquery()


@dataclass(frozen=True, slots=True)
class _Over:
    """The rows an aggregate runs over: children tied to their row, or (no tie) the group at hand."""

    child: Source
    tie: ColumnElement[bool] | None
    condition: ColumnElement[bool] | None = None

    def select(self, *columns: Element) -> sa.Select[Any]:
        """Select columns of the children."""
        wanted = [one for one in (self.tie, self.condition) if one is not None]
        return sa.select(*columns).select_from(self.child.from_clause()).where(*wanted)

    def found(self) -> Element:
        """Say whether there is any row."""
        if self.tie is not None:
            return exists_in(self.child, self.tie, self.condition)
        counted = sa.func.count()
        return (counted if self.condition is None else counted.filter(self.condition)) > 0

    def summary(self, summarise: Callable[..., Element], *columns: Element) -> Element:
        """Return a summary of columns of the rows; over children as a subquery.

        PostgreSQL takes an aggregate for that of the query whose columns it speaks of: one over values of
        the outer row alone would be the outer query's. So columns that are more than plain values of the
        child are computed in a subquery of their own, which the planner folds into the one around it.
        """
        if self.tie is None:
            answer = summarise(*columns)
            return answer if self.condition is None else filtered(answer, self.condition)
        source = self.child.from_clause()
        if all(_is_plain(column, source) for column in columns):
            return self.select(summarise(*columns)).correlate_except(source).scalar_subquery()
        labelled = [column.label(f"v{index}") for index, column in enumerate(columns)]
        values = self.select(*labelled).correlate_except(source).subquery()
        answer = summarise(*values.c)
        return sa.select(answer).select_from(values).correlate_except(values).scalar_subquery()


def _is_plain(column: Element, source: FromClause) -> bool:
    """Say whether a column speaks of a source, and of no rows further in."""
    tables = _tables(source)
    plain = False
    for element in visitors.iterate(column):
        if isinstance(element, sa.Select):
            return False
        plain = plain or (isinstance(element, sa.ColumnClause) and element.table in tables)
    return plain


def _tables(source: FromClause) -> set[FromClause]:
    if isinstance(source, sa.Join):
        return _tables(source.left) | _tables(source.right)
    return {source}


def _total(value: Element) -> Element:
    return sa.func.coalesce(sa.func.sum(value, type_=sa.Numeric), number(0), type_=sa.Numeric)


def _counted(value: Element) -> Element:
    return sa.cast(sa.func.count(value), sa.Numeric)


def _none_counted(value: Element) -> Element:
    return sa.case((sa.func.count(value) == 0, error(ErrorCode.DIVISION)))


def _joining(separator: Element) -> Callable[..., Element]:
    def joining(value: Element, *order: Element) -> Element:
        ordered = postgresql.aggregate_order_by(separator, *order) if order else separator
        return sa.func.coalesce(sa.func.string_agg(value, ordered), constant_text(""), type_=sa.Text)

    return joining


def median_of(value: Element) -> Element:
    half: Element = sa.literal_column("0.5", sa.Numeric)
    low = sa.func.percentile_disc(half).within_group(value.asc())
    high = sa.func.percentile_disc(half).within_group(value.desc())
    return sa.type_coerce(
        (sa.type_coerce(low, sa.Numeric) + sa.type_coerce(high, sa.Numeric)) * number("0.5"), sa.Numeric
    )


_SUMMARIES: Mapping[str, Callable[..., Element]] = {
    "SUM": _total,
    "AVERAGE": lambda value: divided(_total(value), _counted(value)),
    "MEDIAN": median_of,
    "MIN": lambda value: sa.func.min(value, type_=value.type),
    "MAX": lambda value: sa.func.max(value, type_=value.type),
    "COUNT": lambda: sa.cast(sa.func.count(), sa.Numeric),
    "COUNT_VALUES": _counted,
    "COUNTBLANK": lambda value: sa.cast(sa.func.count() - sa.func.count(value), sa.Numeric),
    "COUNT_DISTINCT": lambda value: sa.cast(sa.func.count(sa.distinct(value)), sa.Numeric),
}


_NOTHING_IS_ZERO = {"SUM", "COUNT", "COUNT_VALUES", "COUNTBLANK", "COUNT_DISTINCT"}
_TOGETHER = _NOTHING_IS_ZERO | {"AVERAGE", "MIN", "MAX", "MEDIAN"}
"""What is summed up for all rows at once; the other aggregates are existence, and ends of a list."""


def _looks_out(node: Aggregate) -> bool:
    """Say whether condition or value look at rows further out than the list's own."""
    waiting = [part for part in (node.condition, node.value) if part is not None]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Field) and one.depth < node.depth:
            return True
        waiting += below(one)
    return False


def filtered(answer: Element, condition: ColumnElement[bool]) -> Element:
    """Put a FILTER on every aggregate function within an element."""

    def replace(element: Any, **_: Any) -> Any:
        if isinstance(element, sa.FunctionElement) and getattr(element, "name", "") in _AGGREGATES:
            return element.filter(condition)
        if isinstance(element, sa.WithinGroup):
            return element.filter(condition)
        return None

    return visitors.replacement_traverse(answer, {}, replace)
