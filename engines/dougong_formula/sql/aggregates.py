"""Aggregates: over plain values, over child rows as subqueries, over the group of a measure."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import operators, visitors

from dougong_formula.functions.sql_parts import Element, constant_text, divided, error, number, whole
from dougong_formula.resolver import Source
from dougong_formula.sql.conditions import Conditions
from dougong_formula.sql.core import (
    Part,
    exists_in,
    first_error,
    folded,
    numeric,
)
from dougong_formula.typed import Aggregate, Call, Field, Name, Node, Rows, below
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
            child, tie = self.resolver.children(self.source(node.source), node.source.path[-1])
        separator = None if node.separator is None else self.node(node.separator)
        self.sources = [*outer[: node.depth], child]
        try:
            return self.over_rows(node, function, child, tie, separator)
        finally:
            self.sources = outer

    def over_rows(
        self,
        node: Aggregate,
        function: str,
        child: Source,
        tie: ColumnElement[bool] | None,
        separator: Part | None,
    ) -> Part:
        failing = node.condition is not None and self.node(node.condition).error is not None
        condition = None if node.condition is None else self.condition(node.condition)
        part = None if node.value is None else self.node(node.value)
        if part is not None and tie is not None and not _speaks_of(node.value, node.depth):
            part = self.of_row(part, child)
        value = None if part is None or node.value is None else self.filled(node.value, part)
        failure: Element | None = None
        if node.condition is not None and failing:
            checked = self.node(node.condition)
            assert checked.error is not None
            mine = sa.null() if part is None or part.error is None else part.error
            code: Element = sa.case((checked.error.is_not(None), checked.error), (self.truth(checked), mine))
            if tie is not None:
                code = self.of_row(Part(code), child).value
            failure = self.selected(sa.func.min(code), child, tie, None)
        elif part is not None and part.error is not None:
            failure = self.selected(sa.func.min(part.error), child, tie, condition)
        if function == "EXISTS":
            found = self.found(child, tie, condition)
            return Part(found, failure, True)
        if function in ("FIRST", "LAST"):
            assert part is not None
            return self.end(node, function, child, tie, condition, part, failure)
        if function == "AVERAGE":
            none = sa.case((sa.func.count(value) == 0, error(ErrorCode.DIVISION)))
            failure = first_error(failure, self.selected(none, child, tie, condition))
        if separator is not None and separator.error is not None:
            failure = (
                separator.error if failure is None else sa.func.least(separator.error, failure, type_=sa.Text)
            )
        summary = self.summary(node, function, value, child, separator)
        present = function not in ("MIN", "MAX", "MEDIAN")
        return Part(self.selected(summary, child, tie, condition), failure, present)

    def of_row(self, part: Part, child: Source) -> Part:
        """Tie a value to the child's row: SQL counts an aggregate of outer columns to the outer query."""
        present = self.resolver.field(child, "id").value.is_not(None)
        failure = None if part.error is None else sa.case((present, part.error))
        return Part(sa.case((present, part.value)), failure, part.present)

    def summary(
        self, node: Aggregate, function: str, value: Element | None, child: Source, separator: Part | None
    ) -> Element:
        if function == "COUNT":
            return sa.cast(sa.func.count(), sa.Numeric)
        assert value is not None
        match function:
            case "SUM":
                return sa.func.coalesce(sa.func.sum(value, type_=sa.Numeric), number(0), type_=sa.Numeric)
            case "AVERAGE":
                total = sa.func.coalesce(sa.func.sum(value, type_=sa.Numeric), number(0), type_=sa.Numeric)
                return divided(total, sa.cast(sa.func.count(value), sa.Numeric))
            case "MEDIAN":
                return median_of(value)
            case "MIN":
                return sa.func.min(value, type_=value.type)
            case "MAX":
                return sa.func.max(value, type_=value.type)
            case "COUNT_VALUES":
                return sa.cast(sa.func.count(value), sa.Numeric)
            case "COUNTBLANK":
                return sa.cast(sa.func.count() - sa.func.count(value), sa.Numeric)
            case "COUNT_DISTINCT":
                return sa.cast(sa.func.count(sa.distinct(value)), sa.Numeric)
            case "TEXTJOIN":
                assert separator is not None
                order = [self.resolver.field(child, key).value for key in node.order]
                joined = (
                    postgresql.aggregate_order_by(self.coerced(separator, "text"), *order)
                    if order
                    else (self.coerced(separator, "text"))
                )
                return sa.func.coalesce(sa.func.string_agg(value, joined), constant_text(""), type_=sa.Text)
            case _:
                raise self.unfit(node)

    def selected(
        self,
        answer: Element,
        child: Source,
        tie: ColumnElement[bool] | None,
        condition: ColumnElement[bool] | None,
    ) -> Element:
        """Return an aggregate as a subquery over the children, or over the group at hand."""
        if tie is None:
            return answer if condition is None else filtered(answer, condition)
        statement = sa.select(answer).select_from(child.from_clause()).where(tie)
        if condition is not None:
            statement = statement.where(condition)
        return statement.correlate_except(child.from_clause()).scalar_subquery()

    def found(
        self, child: Source, tie: ColumnElement[bool] | None, condition: ColumnElement[bool] | None
    ) -> Element:
        if tie is None:
            counted = sa.func.count()
            return (counted if condition is None else counted.filter(condition)) > 0
        return exists_in(child, tie, condition)

    def end(
        self,
        node: Aggregate,
        function: str,
        child: Source,
        tie: ColumnElement[bool] | None,
        condition: ColumnElement[bool] | None,
        part: Part,
        failure: Element | None,
    ) -> Part:
        if tie is None:
            raise self.unfit(node)
        order = [self.resolver.field(child, key).value for key in node.order]
        ordered = [key.asc() if function == "FIRST" else key.desc() for key in order]
        statement = (
            sa.select(numeric(part.value)).select_from(child.from_clause()).where(tie).order_by(*ordered)
        )
        if condition is not None:
            statement = statement.where(condition)
        return Part(
            statement.limit(whole(1)).correlate_except(child.from_clause()).scalar_subquery(), failure
        )


def _speaks_of(node: Node | None, depth: int) -> bool:
    """Say whether a node uses a field of the row at a depth."""
    if isinstance(node, Field):
        return node.depth == depth
    return node is not None and any(_speaks_of(part, depth) for part in below(node))


def median_of(value: Element) -> Element:
    half: Element = sa.literal_column("0.5", sa.Numeric)
    low = sa.func.percentile_disc(half).within_group(value.asc())
    high = sa.func.percentile_disc(half).within_group(value.desc())
    return sa.type_coerce(
        (sa.type_coerce(low, sa.Numeric) + sa.type_coerce(high, sa.Numeric)) * number("0.5"), sa.Numeric
    )


def filtered(answer: Element, condition: ColumnElement[bool]) -> Element:
    """Put a FILTER on every aggregate function within an element."""

    def replace(element: Any, **_: Any) -> Any:
        if isinstance(element, sa.FunctionElement) and getattr(element, "name", "") in _AGGREGATES:
            return element.filter(condition)
        if isinstance(element, sa.WithinGroup):
            return element.filter(condition)
        return None

    return visitors.replacement_traverse(answer, {}, replace)
