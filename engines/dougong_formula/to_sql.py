"""To SQL: a typed expression as SQLAlchemy elements, a value beside its error.

Whatever the rows hold, the statement does not fail: every function checks before it computes. A value
counts only where its error is NULL; conditions are NULL exactly where they are errors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.sql import visitors

from dougong_formula.functions.sql_parts import Element, constant_text
from dougong_formula.limits import MAX_SQL_NODES
from dougong_formula.resolver import Resolver, SqlValue
from dougong_formula.sql.aggregates import Aggregates
from dougong_formula.sql.choices import Choices
from dougong_formula.sql.core import Part, too_complex
from dougong_formula.typed import Call, Expression, Field, Name


def to_sql(expression: Expression, resolver: Resolver) -> SqlValue:
    """Compile an expression to SQL for a SELECT; a condition comes out TRUE or FALSE.

    Joins made on the way show in the sources' `from_clause()`, to be read afterwards. Raises
    FormulaError (too_complex, not_allowed_here) for what SQL cannot hold.
    """
    compiler = _Compiler(resolver, expression)
    part = compiler.node(expression.tree)
    value = compiler.truth(part) if expression.type.kind == "boolean" else part.value
    if expression.type.kind == "text" and not isinstance(expression.tree, Field | Name):
        value = sa.func.nullif(value, constant_text(""), type_=sa.Text)
    checked = isinstance(expression.tree, Call) and expression.tree.function == "CHECK_NUMBER"
    if part.error is not None and expression.type.kind != "boolean" and not checked:
        value = sa.case((part.error.is_(None), value))
    _check_size(expression, value, part.error)
    return SqlValue(value, part.error)


def to_condition(expression: Expression, resolver: Resolver) -> ColumnElement[bool]:
    """Compile a condition for a WHERE clause: rows where it is FALSE, blank or an error do not match.

    Comparisons of a column with a value stand plain, as a person would write them, so indexes serve.
    """
    compiler = _Compiler(resolver, expression)
    condition = compiler.condition(expression.tree)
    _check_size(expression, condition, None)
    return condition


def _check_size(expression: Expression, value: Element, failure: Element | None) -> None:
    for element in (value, failure):
        if element is None:
            continue
        if sum(1 for _ in islice(visitors.iterate(element), MAX_SQL_NODES)) >= MAX_SQL_NODES:
            raise too_complex(expression)


class _Compiler(Aggregates, Choices):
    """Compiles one expression, knowing which method takes which call."""

    @property
    def specials(self) -> Mapping[str, Callable[[Call], Part]]:
        return {
            "+": self.sum,
            "*": self.product,
            "&": self.joined,
            "=": self.comparison,
            "<>": self.comparison,
            "<": self.comparison,
            "<=": self.comparison,
            ">": self.comparison,
            ">=": self.comparison,
            "IN": self.membership,
            "IN_LIST": self.membership,
            "AND": self.junction,
            "OR": self.junction,
            "XOR": self.exclusive,
            "NOT": self.negation,
            "ISBLANK": self.is_blank,
            "ISERROR": self.is_error,
            "IF": self.choice,
            "IFERROR": self.if_error,
            "IFBLANK": self.if_blank,
            "NOT_AVAILABLE": self.not_available,
            "LIST_COUNT": self.list_count,
            "SUM": self.over_values,
            "AVERAGE": self.over_values,
            "MEDIAN": self.over_values,
            "MIN": self.over_values,
            "MAX": self.over_values,
            "COUNT_VALUES": self.over_values,
            "COUNTBLANK": self.over_values,
        }
