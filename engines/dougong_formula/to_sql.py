"""To SQL: a typed expression as SQLAlchemy elements, a value beside its error.

Whatever the rows hold, the statement does not fail: every function checks before it computes. A value
counts only where its error is NULL; conditions are NULL exactly where they are errors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import operators, visitors

from dougong_formula.errors import formula_error
from dougong_formula.functions import FUNCTIONS
from dougong_formula.functions.definition import Failing
from dougong_formula.functions.sql_parts import constant_text, divided, error, number, whole
from dougong_formula.limits import MAX_SQL_NODES
from dougong_formula.resolver import Resolver, Source, SqlValue
from dougong_formula.typed import Aggregate, Call, Expression, Field, Literal, Name, Node, Rows
from dougong_formula.types import Type
from dougong_model import ErrorCode

Element = ColumnElement[Any]
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
_ORDERS: Mapping[str, Callable[[Any, Any], Element]] = {
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}
_MIRRORED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_PRESENT = {("user", "id"), ("$today",), ("$now",), ("$zone",)}
_MAY_BE_BLANK = {"VALUE", "DATEVALUE"}
_NEVER_BLANK_KINDS = {"number", "text", "boolean", "zone", "constant", "any"}


@dataclass(frozen=True, slots=True)
class _Part:
    """A compiled node; `present` says that the value is NULL only where there is an error."""

    value: Element
    error: Element | None = None
    present: bool = False


def to_sql(expression: Expression, resolver: Resolver) -> SqlValue:
    """Compile an expression to SQL for a SELECT; a condition comes out TRUE or FALSE.

    Joins made on the way show in the sources' `from_clause()`, to be read afterwards. Raises
    FormulaError (too_complex, not_allowed_here) for what SQL cannot hold.
    """
    compiler = _Compiler(resolver, expression)
    part = compiler.node(expression.tree)
    value = compiler.truth(part) if expression.type.kind == "boolean" else part.value
    if expression.type.kind == "text" and not isinstance(expression.tree, Field | Literal | Name):
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
        if (
            element is not None
            and sum(1 for _ in islice(visitors.iterate(element), MAX_SQL_NODES)) >= MAX_SQL_NODES
        ):
            place = expression.tree.place
            raise formula_error(
                "too_complex",
                place.position,
                place.length,
                "The formula is too involved for the database.",
                "Split it into several fields.",
            )


def _sql_type(type_: Type) -> Any:
    if type_.kind == "list":
        return postgresql.ARRAY(_sql_type(type_.item) if type_.item else sa.Text())
    return _TYPES[type_.kind]


def _is_integer(element: Element) -> bool:
    return isinstance(element.type, sa.Integer)


def _numeric(element: Element) -> Element:
    return sa.cast(element, sa.Numeric) if _is_integer(element) else element


def _known(node: Node, element: Element) -> bool:
    """Say whether a value is certainly not blank."""
    if isinstance(node, Literal):
        return node.value is not None and node.value != ""
    if isinstance(node, Name):
        bound = isinstance(element, sa.BindParameter) and element.value not in (None, "")
        return bound or node.path in _PRESENT
    return False


def _is_blank_literal(node: Node) -> bool:
    return isinstance(node, Literal) and (node.value is None or node.value == "")


def _is_number(node: Node, value: int) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, Decimal) and node.value == value


class _Compiler:
    """Compiles one expression; `sources` holds the row sources in reach, outermost first."""

    def __init__(self, resolver: Resolver, expression: Expression) -> None:
        self.resolver = resolver
        self.expression = expression
        self.sources: list[Source] = [resolver.root]

    # Values

    def node(self, node: Node) -> _Part:
        match node:
            case Literal():
                return self._literal(node)
            case Field():
                found = self._field(node)
                return _Part(found.value, found.error, node.path == ("id",))
            case Name():
                named = self.resolver.name(node.path)
                return _Part(named.value, named.error, node.path in _PRESENT)
            case Call():
                return self._call(node)
            case Aggregate():
                return self._aggregate(node)
            case _:
                raise self._unfit(node)

    def _unfit(self, node: Node) -> Exception:
        return formula_error(
            "not_allowed_here",
            node.place.position,
            node.place.length,
            "The database cannot evaluate this part.",
        )

    def _literal(self, node: Literal, like: Element | None = None) -> _Part:
        if node.value is None:
            return _Part(sa.cast(sa.null(), _sql_type(node.type)))
        type_ = _sql_type(node.type)
        value = node.value
        if (
            isinstance(value, Decimal)
            and like is not None
            and _is_integer(like)
            and value == value.to_integral_value()
        ):
            return _Part(sa.literal(int(value), sa.BigInteger()), present=True)
        return _Part(sa.literal(value, type_), present=True)

    def _source(self, node: Field) -> Source:
        source = self.sources[node.depth]
        for key in node.path[:-1]:
            source = self.resolver.reference(source, key)
        return source

    def _field(self, node: Field) -> SqlValue:
        return self.resolver.field(self._source(node), node.path[-1])

    def truth(self, part: _Part) -> Element:
        """Return a condition as TRUE or FALSE, NULL only for an error."""
        if part.error is None:
            return part.value if part.present else sa.func.coalesce(part.value, sa.false(), type_=sa.Boolean)
        return sa.case((part.error.is_(None), sa.func.coalesce(part.value, sa.false(), type_=sa.Boolean)))

    def coerced(self, part: _Part, kind: str) -> Element:
        """Return an argument as a strict function takes it."""
        match kind:
            case "number":
                value = _numeric(part.value)
                return value if part.present else sa.func.coalesce(value, number(0), type_=sa.Numeric)
            case "text":
                return (
                    part.value
                    if part.present
                    else sa.func.coalesce(part.value, constant_text(""), type_=sa.Text)
                )
            case "filled":
                return _numeric(part.value)
            case "boolean":
                return sa.func.coalesce(self.truth(part), sa.false(), type_=sa.Boolean)
            case _:
                return part.value

    def _call(self, node: Call) -> _Part:
        special = _SPECIAL.get(node.function)
        return self._strict(node) if special is None else special(self, node)

    def _strict(self, node: Call) -> _Part:
        function = FUNCTIONS[node.function]
        assert function.sql is not None
        parts: list[_Part] = []
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
        return _Part(failing.value, _first(*(part.error for part in parts), own), present)

    def _sum(self, node: Call) -> _Part:
        parts = [self.node(argument) for argument in node.arguments]
        values = [self.coerced(part, "number") for part in parts]
        return _Part(_folded(values, operators.add), _first(*(part.error for part in parts)), True)

    def _product(self, node: Call) -> _Part:
        parts = [self.node(argument) for argument in node.arguments]
        values = [self.coerced(part, "number") for part in parts]
        return _Part(_folded(values, operators.mul), _first(*(part.error for part in parts)), True)

    def _joined(self, node: Call) -> _Part:
        parts = [self.node(argument) for argument in node.arguments]
        values = [self.coerced(part, "text") for part in parts]
        return _Part(_folded(values, operators.concat_op), _first(*(part.error for part in parts)), True)

    # Conditions

    def condition(self, node: Node) -> ColumnElement[bool]:
        """Compile a condition for a place where NULL counts as FALSE."""
        if isinstance(node, Call):
            match node.function:
                case "AND":
                    return sa.and_(*(self.condition(argument) for argument in node.arguments))
                case "OR":
                    return sa.or_(*(self.condition(argument) for argument in node.arguments))
                case "=" | "<>" | "<" | "<=" | ">" | ">=":
                    part, _ = self._compared(node)
                    return self._plain(part)
                case "IN" | "IN_LIST":
                    return self._plain(_SPECIAL[node.function](self, node))
        if isinstance(node, Literal):
            return sa.true() if node.value is True else sa.false()
        return self._plain(self.node(node))

    def _plain(self, part: _Part) -> ColumnElement[bool]:
        value = part.value if part.error is None else self.truth(part)
        return value

    def _comparison(self, node: Call) -> _Part:
        part, _ = self._compared(node)
        return _Part(self.truth(part), part.error, True)

    def _compared(self, node: Call) -> tuple[_Part, bool]:
        """Return a comparison, NULL where an order has a blank side."""
        left, right = node.arguments
        operator = node.function
        if isinstance(left, Literal) and not isinstance(right, Literal):
            left, right, operator = right, left, _MIRRORED[operator]
        counted = self._existence(operator, left, right)
        if counted is not None:
            return counted, True
        left_part = self.node(left)
        right_part = self._literal(right, left_part.value) if isinstance(right, Literal) else self.node(right)
        failure = _first(left_part.error, right_part.error)
        if operator in _ORDERS:
            return _Part(self._ordered(operator, left, left_part, right, right_part), failure), False
        equal = self._equal(left, left_part, right, right_part)
        if operator == "=":
            return _Part(equal.value, failure, equal.present), equal.present
        return _Part(sa.not_(self.truth(equal)), failure, True), True

    def _ordered(
        self, operator: str, left: Node, left_part: _Part, right: Node, right_part: _Part
    ) -> Element:
        values = []
        for node, part in ((left, left_part), (right, right_part)):
            plain = node.type.kind != "text" or isinstance(node, Field | Name) or _known(node, part.value)
            values.append(
                part.value if plain else sa.func.nullif(part.value, constant_text(""), type_=sa.Text)
            )
        return _ORDERS[operator](values[0], values[1])

    def _equal(self, left: Node, left_part: _Part, right: Node, right_part: _Part) -> _Part:
        kind = right.type.kind if left.type.kind == "blank" else left.type.kind
        if kind == "boolean":
            return _Part(
                self.truth(left_part) == self.truth(right_part),
                None,
                left_part.error is None and right_part.error is None,
            )
        if _is_blank_literal(right):
            return self._blank(left, left_part)
        if _is_blank_literal(left):
            return self._blank(right, right_part)
        a, b = left_part.value, right_part.value
        if _known(left, a) or _known(right, b):
            return _Part(a == b, None, left_part.present and right_part.present)
        stored = all(isinstance(node, Field | Name) for node in (left, right))
        if kind == "text" and not stored:
            return _Part(self.coerced(left_part, "text") == self.coerced(right_part, "text"), None, True)
        if isinstance(left, Name) or isinstance(right, Name):
            # Spelled out so that the planner, knowing the parameter, can use an index.
            return _Part(sa.or_(a == b, sa.and_(a.is_(None), b.is_(None))))
        return _Part(a.is_not_distinct_from(b), None, True)

    def _blank(self, node: Node, part: _Part) -> _Part:
        if node.type.kind == "text" and not isinstance(node, Field | Name):
            return _Part(self.coerced(part, "text") == constant_text(""), None, True)
        return _Part(part.value.is_(None), None, True)

    def _existence(self, operator: str, left: Node, right: Node) -> _Part | None:
        """Turn `COUNTIF(…) = 0` and `> 0` into NOT EXISTS and EXISTS."""
        if not isinstance(left, Aggregate) or left.function != "COUNT" or not isinstance(left.source, Field):
            return None
        some = (operator in (">", "<>") and _is_number(right, 0)) or (
            operator == ">=" and _is_number(right, 1)
        )
        none = (operator in ("=", "<=") and _is_number(right, 0)) or (
            operator == "<" and _is_number(right, 1)
        )
        if not some and not none:
            return None
        exists = self._aggregate(left, "EXISTS")
        return exists if some else _Part(sa.not_(exists.value), exists.error, True)

    def _member(self, node: Call) -> _Part:
        needle, items = node.arguments[0], node.arguments[1:]
        part = self.node(needle)
        if needle.type.kind == "boolean":
            item_parts = [self.node(item) for item in items]
            tests = [self.truth(part) == self.truth(item) for item in item_parts]
            return _Part(sa.or_(*tests), _first(part.error, *(item.error for item in item_parts)))
        known = [item for item in items if isinstance(item, Literal) and not _is_blank_literal(item)]
        others = [item for item in items if item not in known]
        tests, errors = [], [part.error]
        if known:
            tests.append(part.value.in_([self._literal(item, part.value).value for item in known]))
        for item in others:
            item_part = self.node(item)
            errors.append(item_part.error)
            tests.append(self._equal(needle, part, item, item_part).value)
        return _Part(sa.or_(*tests), _first(*errors))

    def _member_of_list(self, node: Call) -> _Part:
        needle, items = node.arguments
        part = self.node(needle)
        value = part.value
        if needle.type.kind == "text" and not isinstance(needle, Field | Literal):
            value = sa.func.nullif(value, constant_text(""), type_=sa.Text)
        if isinstance(items, Field) and items.type.is_record_list:
            child, tie = self.resolver.children(self._source(items), items.path[-1])
            same = self.resolver.field(child, "id").value == value
            return _Part(_exists(child, tie, same), part.error, True)
        listed = self.node(items)
        if isinstance(items, Field):
            one = sa.cast(postgresql.array([value]), _sql_type(items.type))
            return _Part(listed.value.op("@>", is_comparison=True)(one), _first(part.error, listed.error))
        array = sa.type_coerce(listed.value, _sql_type(items.type))
        return _Part(value == sa.any_(array), _first(part.error, listed.error))

    def _junction(self, node: Call) -> _Part:
        """AND, OR: FALSE (TRUE) decides even beside an error, as SQL's own NULL does."""
        parts = [self.node(argument) for argument in node.arguments]
        join = sa.and_ if node.function == "AND" else sa.or_
        value = join(*(self.truth(part) for part in parts))
        failure = _first(*(part.error for part in parts))
        if failure is None:
            return _Part(value, None, True)
        return _Part(value, sa.case((value.is_(None), failure)), True)

    def _negation(self, node: Call) -> _Part:
        part = self.node(node.arguments[0])
        return _Part(sa.not_(self.truth(part)), part.error, True)

    def _exclusive(self, node: Call) -> _Part:
        parts = [self.node(argument) for argument in node.arguments]
        ones = [sa.case((self.truth(part), whole(1)), else_=whole(0)) for part in parts]
        odd = sa.func.mod(_folded(ones, operators.add), whole(2)) == whole(1)
        return _Part(odd, _first(*(part.error for part in parts)), True)

    def _is_blank(self, node: Call) -> _Part:
        part = self.node(node.arguments[0])
        return _Part(self._blank(node.arguments[0], part).value, part.error, True)

    def _is_error(self, node: Call) -> _Part:
        part = self.node(node.arguments[0])
        return _Part(sa.false() if part.error is None else part.error.is_not(None), None, True)

    # Choices

    def _choice(self, node: Call) -> _Part:
        arguments = node.arguments
        conditions = [self.node(part) for part in arguments[:-1:2]]
        values = [self.node(part) for part in (*arguments[1::2], arguments[-1])]
        cases: list[tuple[Any, Any]] = []
        failures: list[tuple[Any, Any]] = []
        for condition, value in zip(conditions, values, strict=False):
            holds = condition.value if condition.error is None else self.truth(condition)
            if condition.error is not None:
                cases.append((condition.error.is_not(None), sa.null()))
                failures.append((condition.error.is_not(None), condition.error))
            cases.append((holds, self._unified(value, node)))
            failures.append((holds, sa.null() if value.error is None else value.error))
        last = values[-1]
        failing = any(part.error is not None for part in (*conditions, *values))
        failure = (
            sa.case(*failures, else_=sa.null() if last.error is None else last.error) if failing else None
        )
        return _Part(
            sa.case(*cases, else_=self._unified(last, node)), failure, all(part.present for part in values)
        )

    def _unified(self, part: _Part, node: Call) -> Element:
        return _numeric(part.value) if node.type.kind == "number" else part.value

    def _if_error(self, node: Call) -> _Part:
        first, instead = (self.node(argument) for argument in node.arguments)
        if first.error is None:
            return first
        value = sa.case(
            (first.error.is_(None), self._unified(first, node)), else_=self._unified(instead, node)
        )
        failure = None if instead.error is None else sa.case((first.error.is_not(None), instead.error))
        return _Part(value, failure, first.present and instead.present)

    def _if_blank(self, node: Call) -> _Part:
        parts = [self.node(argument) for argument in node.arguments]
        answer = _Part(self._unified(parts[-1], node), parts[-1].error, parts[-1].present)
        for argument, part in zip(reversed(node.arguments[:-1]), reversed(parts[:-1]), strict=True):
            value = self._unified(part, node)
            if node.type.kind == "text" and not isinstance(argument, Field | Name):
                value = sa.func.nullif(value, constant_text(""), type_=sa.Text)
            blank = value.is_(None)
            failure = None
            if part.error is not None or answer.error is not None:
                mine = [] if part.error is None else [(part.error.is_not(None), part.error)]
                rest = sa.null() if answer.error is None else answer.error
                failure = sa.case(*mine, (blank, rest), else_=sa.null())
            answer = _Part(sa.func.coalesce(value, answer.value, type_=value.type), failure, answer.present)
        return answer

    def _not_available(self, node: Call) -> _Part:
        return _Part(
            sa.cast(sa.null(), sa.Text) if node.type.kind != "blank" else sa.null(),
            error(ErrorCode.NOT_AVAILABLE),
            True,
        )

    # Aggregates over plain values

    def _list_count(self, node: Call) -> _Part:
        part = self.node(node.arguments[0])
        count = sa.func.coalesce(sa.func.cardinality(part.value), whole(0))
        return _Part(sa.cast(count, sa.Numeric), part.error, True)

    def _over_values(self, node: Call) -> _Part:
        parts = [self.node(argument) for argument in node.arguments]
        filled = [self._filled(argument, part) for argument, part in zip(node.arguments, parts, strict=True)]
        failure = _first(*(part.error for part in parts))
        counted = _folded(
            [sa.case((value.is_(None), number(0)), else_=number(1)) for value in filled], operators.add
        )
        zeros = [sa.func.coalesce(value, number(0), type_=sa.Numeric) for value in filled]
        match node.function:
            case "SUM":
                return _Part(_folded(zeros, operators.add), failure, True)
            case "AVERAGE":
                none = sa.case((counted == number(0), error(ErrorCode.DIVISION)))
                return _Part(divided(_folded(zeros, operators.add), counted), _first(failure, none), True)
            case "MIN":
                return _Part(sa.func.least(*filled, type_=filled[0].type), failure)
            case "MAX":
                return _Part(sa.func.greatest(*filled, type_=filled[0].type), failure)
            case "MEDIAN":
                item = sa.func.unnest(postgresql.array(filled, type_=sa.Numeric)).column_valued()
                return _Part(sa.select(_median(item)).scalar_subquery(), failure)
            case "COUNT_VALUES":
                return _Part(counted, failure, True)
            case _:
                return _Part(number(len(filled)) - counted, failure, True)

    def _filled(self, node: Node, part: _Part) -> Element:
        """Return a value as aggregates count it: an empty text is blank."""
        if node.type.kind == "text" and not isinstance(node, Field | Name):
            return sa.func.nullif(part.value, constant_text(""), type_=sa.Text)
        return _numeric(part.value)

    # Aggregates over rows

    def _aggregate(self, node: Aggregate, function: str | None = None) -> _Part:
        function = function or node.function
        if isinstance(node.source, Name):
            if function == "COUNT" and node.condition is None:
                named = self.resolver.name(node.source.path)
                count = sa.func.coalesce(sa.func.cardinality(named.value), whole(0))
                return _Part(sa.cast(count, sa.Numeric), named.error, True)
            raise self._unfit(node)
        outer = self.sources
        if isinstance(node.source, Rows):
            child, tie = self.resolver.root, None
        else:
            child, tie = self.resolver.children(self._source(node.source), node.source.path[-1])
        separator = None if node.separator is None else self.node(node.separator)
        self.sources = [*outer[: node.depth], child]
        try:
            return self._over_rows(node, function, child, tie, separator)
        finally:
            self.sources = outer

    def _over_rows(
        self,
        node: Aggregate,
        function: str,
        child: Source,
        tie: ColumnElement[bool] | None,
        separator: _Part | None,
    ) -> _Part:
        failing = node.condition is not None and self.node(node.condition).error is not None
        condition = None if node.condition is None else self.condition(node.condition)
        part = None if node.value is None else self.node(node.value)
        value = None if part is None or node.value is None else self._filled(node.value, part)
        failure: Element | None = None
        if node.condition is not None and failing:
            checked = self.node(node.condition)
            assert checked.error is not None
            mine = sa.null() if part is None or part.error is None else part.error
            code = sa.case((checked.error.is_not(None), checked.error), (self.truth(checked), mine))
            failure = self._selected(sa.func.min(code), child, tie, None)
        elif part is not None and part.error is not None:
            failure = self._selected(sa.func.min(part.error), child, tie, condition)
        if function == "EXISTS":
            found = self._found(child, tie, condition)
            return _Part(found, failure, True)
        if function in ("FIRST", "LAST"):
            assert part is not None
            return self._end(node, function, child, tie, condition, part, failure)
        if function == "AVERAGE":
            none = sa.case((sa.func.count(value) == 0, error(ErrorCode.DIVISION)))
            failure = _first(failure, self._selected(none, child, tie, condition))
        if separator is not None and separator.error is not None:
            failure = (
                separator.error if failure is None else sa.func.least(separator.error, failure, type_=sa.Text)
            )
        summary = self._summary(node, function, value, child, separator)
        present = function not in ("MIN", "MAX", "MEDIAN")
        return _Part(self._selected(summary, child, tie, condition), failure, present)

    def _summary(
        self, node: Aggregate, function: str, value: Element | None, child: Source, separator: _Part | None
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
                return _median(value)
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
                raise self._unfit(node)

    def _selected(
        self,
        answer: Element,
        child: Source,
        tie: ColumnElement[bool] | None,
        condition: ColumnElement[bool] | None,
    ) -> Element:
        """Return an aggregate as a subquery over the children, or over the group at hand."""
        if tie is None:
            return answer if condition is None else _filtered(answer, condition)
        statement = sa.select(answer).select_from(child.from_clause()).where(tie)
        if condition is not None:
            statement = statement.where(condition)
        return statement.correlate_except(child.from_clause()).scalar_subquery()

    def _found(
        self, child: Source, tie: ColumnElement[bool] | None, condition: ColumnElement[bool] | None
    ) -> Element:
        if tie is None:
            counted = sa.func.count()
            return (counted if condition is None else counted.filter(condition)) > 0
        return _exists(child, tie, condition)

    def _end(
        self,
        node: Aggregate,
        function: str,
        child: Source,
        tie: ColumnElement[bool] | None,
        condition: ColumnElement[bool] | None,
        part: _Part,
        failure: Element | None,
    ) -> _Part:
        if tie is None:
            raise self._unfit(node)
        order = [self.resolver.field(child, key).value for key in node.order]
        ordered = [key.asc() if function == "FIRST" else key.desc() for key in order]
        statement = (
            sa.select(_numeric(part.value)).select_from(child.from_clause()).where(tie).order_by(*ordered)
        )
        if condition is not None:
            statement = statement.where(condition)
        return _Part(
            statement.limit(whole(1)).correlate_except(child.from_clause()).scalar_subquery(), failure
        )


def _exists(child: Source, tie: ColumnElement[bool], condition: ColumnElement[bool] | None) -> Element:
    statement = sa.select(whole(1)).select_from(child.from_clause()).where(tie)
    if condition is not None:
        statement = statement.where(condition)
    return sa.exists(statement.correlate_except(child.from_clause()))


def _median(value: Element) -> Element:
    half: Element = sa.literal_column("0.5", sa.Numeric)
    low = sa.func.percentile_disc(half).within_group(value.asc())
    high = sa.func.percentile_disc(half).within_group(value.desc())
    return sa.type_coerce(
        (sa.type_coerce(low, sa.Numeric) + sa.type_coerce(high, sa.Numeric)) * number("0.5"), sa.Numeric
    )


def _filtered(answer: Element, condition: ColumnElement[bool]) -> Element:
    """Put a FILTER on every aggregate function within an element."""

    def replace(element: Any, **_: Any) -> Any:
        if isinstance(element, sa.FunctionElement) and getattr(element, "name", "") in _AGGREGATES:
            return element.filter(condition)
        if isinstance(element, sa.WithinGroup):
            return element.filter(condition)
        return None

    return visitors.replacement_traverse(answer, {}, replace)


_AGGREGATES = {"sum", "count", "min", "max", "string_agg"}


def _first(*errors: Element | None) -> Element | None:
    """Return the first error of several."""
    present = [one for one in errors if one is not None]
    if len(present) < 2:
        return present[0] if present else None
    return sa.func.coalesce(*present, type_=sa.Text)


def _folded(values: Sequence[Element], operator: Callable[[Any, Any], Any]) -> Element:
    """Join values pairwise, so that a long sum is a shallow tree."""
    level = list(values)
    while len(level) > 1:
        pairs = [operator(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


_SPECIAL: Mapping[str, Callable[[_Compiler, Call], _Part]] = {
    "+": _Compiler._sum,
    "*": _Compiler._product,
    "&": _Compiler._joined,
    "=": _Compiler._comparison,
    "<>": _Compiler._comparison,
    "<": _Compiler._comparison,
    "<=": _Compiler._comparison,
    ">": _Compiler._comparison,
    ">=": _Compiler._comparison,
    "IN": _Compiler._member,
    "IN_LIST": _Compiler._member_of_list,
    "AND": _Compiler._junction,
    "OR": _Compiler._junction,
    "XOR": _Compiler._exclusive,
    "NOT": _Compiler._negation,
    "ISBLANK": _Compiler._is_blank,
    "ISERROR": _Compiler._is_error,
    "IF": _Compiler._choice,
    "IFERROR": _Compiler._if_error,
    "IFBLANK": _Compiler._if_blank,
    "NOT_AVAILABLE": _Compiler._not_available,
    "LIST_COUNT": _Compiler._list_count,
    "SUM": _Compiler._over_values,
    "AVERAGE": _Compiler._over_values,
    "MEDIAN": _Compiler._over_values,
    "MIN": _Compiler._over_values,
    "MAX": _Compiler._over_values,
    "COUNT_VALUES": _Compiler._over_values,
    "COUNTBLANK": _Compiler._over_values,
}
