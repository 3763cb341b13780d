"""Core: values of every node, operands as strict functions take them, arithmetic."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import operators

from dougong_formula.errors import FormulaError, formula_error
from dougong_formula.functions import FUNCTIONS
from dougong_formula.functions.definition import Failing
from dougong_formula.functions.sql_parts import Element, constant_text, number, whole
from dougong_formula.limits import MAX_SQL_NODES
from dougong_formula.resolver import Resolver, Source, SqlValue
from dougong_formula.typed import Aggregate, Call, Expression, Field, Literal, Name, Node
from dougong_formula.types import Type

_TYPES: Mapping[str, Any] = {
    "text": sa.Text(),
    "number": sa.Numeric(),
    "boolean": sa.Boolean(),
    "date": sa.Date(),
    "time": sa.Time(),
    "datetime": sa.TIMESTAMP(timezone=True),
    "duration": postgresql.INTERVAL(),
    "record": sa.Uuid(),
    "blank": sa.Text(),
}
_PRESENT = {("user", "id"), ("$today",), ("$now",), ("$zone",), ("$holidays",), ("$workdays",)}
_MAY_BE_BLANK = {"VALUE", "DATEVALUE"}
_NEVER_BLANK_KINDS = {"number", "text", "boolean", "zone", "constant", "any", "days"}


@dataclass(frozen=True, slots=True)
class Part:
    """A compiled node; `present` says that the value is NULL only where there is an error.

    `void` says that it is NULL wherever there is one.
    """

    value: Element
    error: Element | None = None
    present: bool = False
    void: bool = False


def sql_type(type_: Type) -> Any:
    if type_.kind == "list":
        return postgresql.ARRAY(sql_type(type_.item) if type_.item else sa.Text())
    return _TYPES[type_.kind]


def is_integer(element: Element) -> bool:
    return isinstance(element.type, sa.Integer)


def numeric(element: Element) -> Element:
    return sa.cast(element, sa.Numeric) if is_integer(element) else element


def typed(node: Name, element: Element) -> Element:
    """Give a blank parameter the type of its name: PostgreSQL cannot tell what a bare NULL is."""
    blank = isinstance(element, sa.BindParameter) and element.value is None
    return sa.cast(element, sql_type(node.type)) if blank else element


def is_known(node: Node, element: Element) -> bool:
    """Say whether a value is certainly not blank."""
    if isinstance(node, Literal):
        return node.value is not None and node.value != ""
    if isinstance(node, Name):
        bound = isinstance(element, sa.BindParameter) and element.value not in (None, "")
        return bound or node.path in _PRESENT
    return False


def is_blank_literal(node: Node) -> bool:
    return isinstance(node, Literal) and (node.value is None or node.value == "")


def is_number(node: Node, value: int) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, Decimal) and node.value == value


def first_error(*errors: Element | None) -> Element | None:
    """Return the first error of several."""
    present = [one for one in errors if one is not None]
    if len(present) < 2:
        return present[0] if present else None
    return sa.func.coalesce(*present, type_=sa.Text)


def folded(values: Sequence[Element], operator: Callable[[Any, Any], Any]) -> Element:
    """Join values pairwise, so that a long sum is a shallow tree."""
    level = list(values)
    while len(level) > 1:
        pairs = [operator(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def exists_in(child: Source, tie: ColumnElement[bool], condition: ColumnElement[bool] | None) -> Element:
    statement = sa.select(whole(1)).select_from(child.from_clause()).where(tie)
    if condition is not None:
        statement = statement.where(condition)
    return sa.exists(statement.correlate_except(child.from_clause()))


def too_complex(expression: Expression) -> FormulaError:
    """Return the error of a formula that the database should not be given."""
    return formula_error(
        "too_complex",
        expression.tree.place.position,
        expression.tree.place.length,
        "The formula is too involved for the database.",
        "Split it into several fields.",
    )


class Core(ABC):
    """Compiles one expression; `sources` holds the row sources in reach, outermost first."""

    def __init__(self, resolver: Resolver, expression: Expression) -> None:
        self.resolver = resolver
        self.expression = expression
        self.sources: list[Source] = [resolver.root]
        self.compiled = 0

    def node(self, node: Node) -> Part:
        """Compile a node; raises FormulaError (too_complex) when a formula grows beyond measure."""
        self.compiled += 1
        if self.compiled > MAX_SQL_NODES:
            raise too_complex(self.expression)
        match node:
            case Literal():
                return self.literal(node)
            case Field():
                found = self.field(node)
                return Part(found.value, found.error, node.path == ("id",), found.void)
            case Name():
                named = self.resolver.name(node.path)
                return Part(typed(node, named.value), named.error, node.path in _PRESENT)
            case Call():
                return self.call(node)
            case Aggregate():
                return self.aggregate(node)
            case _:
                raise self.unfit(node)

    def unfit(self, node: Node) -> Exception:
        return formula_error(
            "not_allowed_here",
            node.place.position,
            node.place.length,
            "The database cannot evaluate this part.",
        )

    def literal(self, node: Literal, like: Element | None = None) -> Part:
        if node.value is None:
            return Part(sa.cast(sa.null(), sql_type(node.type)))
        type_ = sql_type(node.type)
        value = node.value
        if (
            isinstance(value, Decimal)
            and like is not None
            and is_integer(like)
            and value == value.to_integral_value()
        ):
            return Part(sa.literal(int(value), sa.BigInteger()), present=True)
        return Part(sa.literal(value, type_), present=True)

    def source(self, node: Field) -> Source:
        source = self.sources[node.depth]
        for key in node.path[:-1]:
            source = self.resolver.reference(source, key)
        return source

    def field(self, node: Field) -> SqlValue:
        return self.resolver.field(self.source(node), node.path[-1])

    def truth(self, part: Part) -> Element:
        """Return a condition as TRUE or FALSE, NULL only for an error."""
        if part.error is None:
            return part.value if part.present else sa.func.coalesce(part.value, sa.false(), type_=sa.Boolean)
        return sa.case((part.error.is_(None), sa.func.coalesce(part.value, sa.false(), type_=sa.Boolean)))

    def coerced(self, part: Part, kind: str) -> Element:
        """Return an argument as a strict function takes it."""
        match kind:
            case "number":
                value = numeric(part.value)
                return value if part.present else sa.func.coalesce(value, number(0), type_=sa.Numeric)
            case "text":
                return (
                    part.value
                    if part.present
                    else sa.func.coalesce(part.value, constant_text(""), type_=sa.Text)
                )
            case "filled":
                return numeric(part.value)
            case "boolean":
                return sa.func.coalesce(self.truth(part), sa.false(), type_=sa.Boolean)
            case _:
                return part.value

    def call(self, node: Call) -> Part:
        special = self.specials.get(node.function)
        return self.strict(node) if special is None else special(node)

    def strict(self, node: Call) -> Part:
        function = FUNCTIONS[node.function]
        assert function.sql is not None
        parts: list[Part] = []
        values: list[Any] = []
        for index, argument in enumerate(node.arguments):
            kind = function.parameters[min(index, len(function.parameters) - 1)]
            if kind == "constant":
                assert isinstance(argument, Literal)
                values.append(argument.value)
                continue
            part = self.node(argument)
            parts.append(part)
            values.append(self.coerced(part, kind))
        answer = function.sql(*values)
        failing = answer if isinstance(answer, Failing) else Failing(answer, sa.null())
        own = failing.error if isinstance(answer, Failing) else None
        present = _NEVER_BLANK_KINDS.issuperset(function.parameters) and node.function not in _MAY_BE_BLANK
        void = own is not None and all(part.error is None for part in parts)
        return Part(failing.value, first_error(*(part.error for part in parts), own), present, void)

    def sum(self, node: Call) -> Part:
        parts = [self.node(argument) for argument in node.arguments]
        values = [self.coerced(part, "number") for part in parts]
        return Part(folded(values, operators.add), first_error(*(part.error for part in parts)), True)

    def product(self, node: Call) -> Part:
        parts = [self.node(argument) for argument in node.arguments]
        values = [self.coerced(part, "number") for part in parts]
        return Part(folded(values, operators.mul), first_error(*(part.error for part in parts)), True)

    def joined(self, node: Call) -> Part:
        parts = [self.node(argument) for argument in node.arguments]
        values = [self.coerced(part, "text") for part in parts]
        return Part(folded(values, operators.concat_op), first_error(*(part.error for part in parts)), True)

    def unified(self, part: Part, node: Call) -> Element:
        return numeric(part.value) if node.type.kind == "number" else part.value

    def filled(self, node: Node, part: Part) -> Element:
        """Return a value as aggregates count it: an empty text is blank."""
        if node.type.kind == "text" and not isinstance(node, Field | Name):
            return sa.func.nullif(part.value, constant_text(""), type_=sa.Text)
        return numeric(part.value)

    @property
    @abstractmethod
    def specials(self) -> Mapping[str, Callable[[Call], Part]]:
        """Return how calls other than strict functions are compiled, by name."""

    @abstractmethod
    def aggregate(self, node: Aggregate, function: str | None = None) -> Part:
        """Compile an aggregate over rows, or another function over the same rows."""
