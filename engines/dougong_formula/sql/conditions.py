"""Conditions: comparisons, membership, AND OR NOT; plain where a WHERE clause can do with NULL."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import operators

from dougong_formula.functions.sql_parts import Element, constant_text, is_null, whole
from dougong_formula.sql.core import (
    Core,
    Part,
    exists_in,
    first_error,
    folded,
    is_blank_literal,
    is_known,
    is_number,
    sql_type,
)
from dougong_formula.typed import Aggregate, Call, Field, Literal, Name, Node

_ORDERS: Mapping[str, Callable[[Any, Any], Element]] = {
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}
_MIRRORED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Conditions(Core):
    """Compiles conditions."""

    def condition(self, node: Node) -> ColumnElement[bool]:
        """Compile a condition for a place where NULL counts as FALSE."""
        held = self.held(node)
        if held is not None:
            return held
        if isinstance(node, Call):
            match node.function:
                case "AND":
                    return sa.and_(*(self.condition(argument) for argument in node.arguments))
                case "OR":
                    return sa.or_(*(self.condition(argument) for argument in node.arguments))
                case "=" | "<>" | "<" | "<=" | ">" | ">=":
                    part, _ = self.compared(node)
                    return self.plain(part)
                case "IN" | "IN_LIST":
                    return self.plain(self.member(node))
        if isinstance(node, Literal):
            return sa.true() if node.value is True else sa.false()
        return self.plain(self.node(node))

    def held(self, node: Node) -> ColumnElement[bool] | None:
        """Compile existence or absence of rows as EXISTS and NOT EXISTS alone, which the planner joins by.

        That none of the rows is an error is one more NOT EXISTS.
        """
        absent = False
        while isinstance(node, Call) and node.function == "NOT":
            absent, node = not absent, node.arguments[0]
        if isinstance(node, Call):
            if node.function not in _MIRRORED:
                return None
            left, right = node.arguments
            operator = node.function
            if isinstance(left, Literal) and not isinstance(right, Literal):
                left, right, operator = right, left, _MIRRORED[operator]
            some = self.is_existence(operator, left, right)
            if some is None:
                return None
            node, absent = left, absent == some
        if not isinstance(node, Aggregate) or not isinstance(node.source, Field):
            return None
        if node.function != "EXISTS" and node.function != "COUNT":
            return None
        return self.found(node, absent=absent)

    @abstractmethod
    def found(self, node: Aggregate, *, absent: bool) -> ColumnElement[bool] | None:
        """Compile that a list has rows that meet a condition, or has none, for a WHERE clause."""

    def plain(self, part: Part) -> ColumnElement[bool]:
        value = part.value if part.error is None or part.void else self.truth(part)
        return value

    def comparison(self, node: Call) -> Part:
        part, _ = self.compared(node)
        return Part(self.truth(part), part.error, True)

    def compared(self, node: Call) -> tuple[Part, bool]:
        """Return a comparison, NULL where an order has a blank side."""
        left, right = node.arguments
        operator = node.function
        if isinstance(left, Literal) and not isinstance(right, Literal):
            left, right, operator = right, left, _MIRRORED[operator]
        counted = self.existence(operator, left, right)
        if counted is not None:
            return counted, True
        left_part = self.node(left)
        right_part = self.literal(right, left_part.value) if isinstance(right, Literal) else self.node(right)
        failure = first_error(left_part.error, right_part.error)
        if operator in _ORDERS:
            # An order with a side that is NULL for its errors is NULL for them too.
            void = all(part.error is None or part.void for part in (left_part, right_part))
            ordered = self.ordered(operator, left, left_part, right, right_part)
            return Part(ordered, failure, void=void), False
        equal = self.equal(left, left_part, right, right_part)
        if operator == "=":
            return Part(equal.value, failure, equal.present), equal.present
        return Part(sa.not_(self.truth(equal)), failure, True), True

    def ordered(self, operator: str, left: Node, left_part: Part, right: Node, right_part: Part) -> Element:
        values = []
        for node, part in ((left, left_part), (right, right_part)):
            plain = node.type.kind != "text" or isinstance(node, Field | Name) or is_known(node, part.value)
            values.append(
                part.value if plain else sa.func.nullif(part.value, constant_text(""), type_=sa.Text)
            )
        return _ORDERS[operator](values[0], values[1])

    def equal(self, left: Node, left_part: Part, right: Node, right_part: Part) -> Part:
        kind = right.type.kind if left.type.kind == "blank" else left.type.kind
        if kind == "boolean":
            return Part(
                self.truth(left_part) == self.truth(right_part),
                None,
                left_part.error is None and right_part.error is None,
            )
        if is_blank_literal(right):
            return self.blank(left, left_part)
        if is_blank_literal(left):
            return self.blank(right, right_part)
        a, b = left_part.value, right_part.value
        if is_known(left, a) or is_known(right, b):
            return Part(a == b, None, left_part.present and right_part.present)
        stored = all(isinstance(node, Field | Name) for node in (left, right))
        if kind == "text" and not stored:
            return Part(self.coerced(left_part, "text") == self.coerced(right_part, "text"), None, True)
        if isinstance(left, Name) or isinstance(right, Name):
            # Spelled out so that the planner, knowing the parameter, can use an index.
            return Part(sa.or_(a == b, sa.and_(a.is_(None), b.is_(None))))
        return Part(a.is_not_distinct_from(b), None, True)

    def blank(self, node: Node, part: Part) -> Part:
        if node.type.kind == "text" and not isinstance(node, Field | Name):
            return Part(self.coerced(part, "text") == constant_text(""), None, True)
        return Part(is_null(part.value), None, True)

    def existence(self, operator: str, left: Node, right: Node) -> Part | None:
        """Turn `COUNTIF(…) = 0` and `> 0` into NOT EXISTS and EXISTS."""
        some = self.is_existence(operator, left, right)
        if some is None or not isinstance(left, Aggregate):
            return None
        exists = self.aggregate(left, "EXISTS")
        return exists if some else Part(sa.not_(exists.value), exists.error, True)

    def is_existence(self, operator: str, left: Node, right: Node) -> bool | None:
        """Say whether a count is compared so that there must be rows (TRUE), or none; None for neither."""
        if not isinstance(left, Aggregate) or left.function != "COUNT" or not isinstance(left.source, Field):
            return None
        some = (operator in (">", "<>") and is_number(right, 0)) or (operator == ">=" and is_number(right, 1))
        none = (operator in ("=", "<=") and is_number(right, 0)) or (operator == "<" and is_number(right, 1))
        return some if some or none else None

    def membership(self, node: Call) -> Part:
        part = self.member(node)
        return Part(self.truth(part), part.error, True)

    def member(self, node: Call) -> Part:
        """Return a membership, NULL where nothing fits and a blank is among what was compared."""
        return self.member_of_list(node) if node.function == "IN_LIST" else self.member_of_items(node)

    def member_of_items(self, node: Call) -> Part:
        needle, items = node.arguments[0], node.arguments[1:]
        part = self.node(needle)
        if needle.type.kind == "boolean":
            item_parts = [self.node(item) for item in items]
            tests = [self.truth(part) == self.truth(item) for item in item_parts]
            return Part(sa.or_(*tests), first_error(part.error, *(item.error for item in item_parts)))
        known = [item for item in items if isinstance(item, Literal) and not is_blank_literal(item)]
        others = [item for item in items if item not in known]
        tests, errors = [], [part.error]
        if known:
            tests.append(part.value.in_([self.literal(item, part.value).value for item in known]))
        for item in others:
            item_part = self.node(item)
            errors.append(item_part.error)
            tests.append(self.equal(needle, part, item, item_part).value)
        return Part(sa.or_(*tests), first_error(*errors))

    def member_of_list(self, node: Call) -> Part:
        needle, items = node.arguments
        part = self.node(needle)
        value = part.value
        if needle.type.kind == "text" and not isinstance(needle, Field | Literal):
            value = sa.func.nullif(value, constant_text(""), type_=sa.Text)
        if isinstance(items, Field) and items.type.is_record_list:
            child, tie = self.resolver.children(self.source(items), items.path[-1])
            same = self.resolver.field(child, "id").value == value
            return Part(exists_in(child, tie, same), part.error, True)
        listed = self.node(items)
        if isinstance(items, Field):
            one = sa.cast(postgresql.array([value]), sql_type(items.type))
            return Part(listed.value.op("@>", is_comparison=True)(one), first_error(part.error, listed.error))
        array = sa.type_coerce(listed.value, sql_type(items.type))
        return Part(value == sa.any_(array), first_error(part.error, listed.error))

    def junction(self, node: Call) -> Part:
        """AND, OR: FALSE (TRUE) decides even beside an error, as SQL's own NULL does."""
        parts = [self.node(argument) for argument in node.arguments]
        join = sa.and_ if node.function == "AND" else sa.or_
        value = join(*(self.truth(part) for part in parts))
        failure = first_error(*(part.error for part in parts))
        if failure is None:
            return Part(value, None, True)
        return Part(value, sa.case((is_null(value), failure)), True)

    def negation(self, node: Call) -> Part:
        part = self.node(node.arguments[0])
        return Part(sa.not_(self.truth(part)), part.error, True)

    def exclusive(self, node: Call) -> Part:
        parts = [self.node(argument) for argument in node.arguments]
        ones = [sa.case((self.truth(part), whole(1)), else_=whole(0)) for part in parts]
        odd = sa.func.mod(folded(ones, operators.add), whole(2)) == whole(1)
        return Part(odd, first_error(*(part.error for part in parts)), True)

    def is_blank(self, node: Call) -> Part:
        part = self.node(node.arguments[0])
        return Part(self.blank(node.arguments[0], part).value, part.error, True)

    def is_error(self, node: Call) -> Part:
        part = self.node(node.arguments[0])
        return Part(sa.false() if part.error is None else part.error.is_not(None), None, True)
