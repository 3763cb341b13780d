"""To Python: a typed expression as a function of a row.

A Python syntax tree is built from the typed tree and compiled; texts of the formula enter it only as
constants. Common shapes (a field compared with a constant, AND, OR, IF) are written in line.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from dougong_formula import evaluation
from dougong_formula.functions import FUNCTIONS
from dougong_formula.functions.definition import NOT_AVAILABLE, VALUE
from dougong_formula.limits import MAX_FUEL
from dougong_formula.typed import Aggregate, Call, Expression, Field, Filtered, Literal, Name, Node, Rows
from dougong_model import FormulaErrorValue, Value

_COMPARISONS: Mapping[str, tuple[type[ast.cmpop], Callable[..., Any]]] = {
    "=": (ast.Eq, evaluation.equal),
    "<>": (ast.NotEq, evaluation.unequal),
    "<": (ast.Lt, evaluation.less),
    "<=": (ast.LtE, evaluation.less_or_equal),
    ">": (ast.Gt, evaluation.greater),
    ">=": (ast.GtE, evaluation.greater_or_equal),
}
_DIRECT: Mapping[str, Callable[..., Any]] = {
    "+": evaluation.add,
    "*": evaluation.multiply,
    "&": evaluation.join,
    "NOT": evaluation.negation,
    "XOR": evaluation.exclusive,
    "ISBLANK": evaluation.is_blank,
    "IN_LIST": evaluation.member_of_list,
    "LIST_COUNT": evaluation.list_count,
}
_SUMMARIES = ("SUM", "AVERAGE", "MEDIAN", "MIN", "MAX", "COUNT_VALUES", "COUNTBLANK")


def to_python(expression: Expression) -> Callable[[Mapping[str, Any]], Value]:
    """Compile an expression to a function of a flat scope.

    The scope holds field keys of the root and reserved names (`user`, `old`, `settings` …) with
    `$today` (date), `$now` (date-time, UTC), `$zone`, `$holidays` and `$workdays` (sorted dates); a reference is None or a mapping with `id`, a
    list of records a sequence of such in its order; a missing key is blank. Errors are returned as
    FormulaErrorValue; the function never raises on data. A record's value is its id, an empty text
    None, a blank condition FALSE.
    """
    return _compiled(expression)


@lru_cache(maxsize=8192)
def _compiled(expression: Expression) -> Callable[[Mapping[str, Any]], Value]:
    writer = _Writer()
    answer = writer.node(expression.tree)
    if expression.type.kind in ("text", "boolean"):
        answer = ast.BoolOp(
            ast.Or(), [answer, ast.Constant(None if expression.type.kind == "text" else False)]
        )
    body: list[ast.stmt] = [ast.Return(answer)]
    if writer.uses_fuel:
        fuel = ast.List([ast.Constant(MAX_FUEL)], ast.Load())
        body.insert(0, ast.Assign([ast.Name("fuel", ast.Store())], fuel))
    failure = ast.ExceptHandler(writer.constant(_UNFIT), None, [ast.Return(writer.constant(VALUE))])
    guarded = ast.Try(body, [failure], [], [])
    arguments = ast.arguments([], [ast.arg("r0")], None, [], [], None, [])
    function = ast.FunctionDef("formula", arguments, [guarded], [], None, None)
    module = ast.fix_missing_locations(ast.Module([function], []))
    scope: dict[str, Any] = dict(writer.constants)
    exec(compile(module, "<formula>", "exec"), scope)  # noqa: S102 - built above from typed nodes
    compiled: Callable[[Mapping[str, Any]], Value] = scope["formula"]
    return compiled


_UNFIT = (TypeError, ValueError, ArithmeticError, AttributeError, LookupError)
"""What Python raises when a row holds values of other types than its fields: the answer is #VALUE!."""


class _Writer:
    """Writes Python syntax trees; constants become globals of the compiled function."""

    def __init__(self) -> None:
        self.constants: dict[str, Any] = {"Error": FormulaErrorValue, "Number": Decimal, "Text": str}
        self.uses_fuel = False
        self._names: dict[int, str] = {}
        self._temporaries = 0

    def constant(self, value: Any) -> ast.expr:
        if value is None or value is True or value is False:
            return ast.Constant(value)
        name = self._names.get(id(value))
        if name is None:
            name = f"c{len(self.constants)}"
            self.constants[name] = value
            self._names[id(value)] = name
        return ast.Name(name, ast.Load())

    def call(self, function: Callable[..., Any], *arguments: ast.expr) -> ast.expr:
        return ast.Call(self.constant(function), list(arguments), [])

    def keep(self, value: ast.expr) -> tuple[ast.expr, ast.expr]:
        """Return an expression that keeps its value under a name, and the name."""
        self._temporaries += 1
        name = f"t{self._temporaries}"
        return ast.NamedExpr(ast.Name(name, ast.Store()), value), ast.Name(name, ast.Load())

    def is_class(self, value: ast.expr, name: str) -> ast.expr:
        found = ast.Attribute(value, "__class__", ast.Load())
        return ast.Compare(found, [ast.Is()], [ast.Name(name, ast.Load())])

    # Nodes

    def node(self, node: Node) -> ast.expr:
        match node:
            case Literal():
                return self.constant(node.value)
            case Field():
                return self._typed(node, self._read(f"r{node.depth}", node.path))
            case Name():
                return self._typed(node, self._read("r0", node.path))
            case Call():
                return self._call(node)
            case Aggregate():
                return self._aggregate(node)
            case Rows():
                return self._read("r0", ("$rows",))
            case Filtered():
                raise AssertionError("FILTER is part of an aggregate")

    def _read(self, row: str, path: tuple[str, ...]) -> ast.expr:
        get = ast.Attribute(ast.Name(row, ast.Load()), "get", ast.Load())
        value: ast.expr = ast.Call(get, [ast.Constant(path[0])], [])
        for key in path[1:]:
            value = self.call(evaluation.hop, value, ast.Constant(key))
        return value

    def _typed(self, node: Field | Name, value: ast.expr) -> ast.expr:
        if node.type.kind == "number":
            kept, name = self.keep(value)
            return ast.IfExp(self.is_class(kept, "Number"), name, self.call(evaluation.as_number, name))
        if node.type.kind == "record":
            return self.call(evaluation.identity, value)
        return value

    def _rows(self, node: Node) -> ast.expr:
        if isinstance(node, Field):
            return self._read(f"r{node.depth}", node.path)
        return self._read("r0", node.path if isinstance(node, Name) else ("$rows",))

    def _aggregate(self, node: Aggregate) -> ast.expr:
        self.uses_fuel = True
        arguments = [
            self.constant(node.function),
            ast.Name("fuel", ast.Load()),
            self._rows(node.source),
            self._of_row(node.depth, node.condition),
            self._of_row(node.depth, node.value),
        ]
        if node.separator is not None:
            arguments.append(self.node(node.separator))
        return self.call(evaluation.aggregate, *arguments)

    def _of_row(self, depth: int, node: Node | None) -> ast.expr:
        if node is None:
            return ast.Constant(None)
        arguments = ast.arguments([], [ast.arg(f"r{depth}")], None, [], [], None, [])
        return ast.Lambda(arguments, self.node(node))

    def _call(self, node: Call) -> ast.expr:
        function, arguments = node.function, node.arguments
        if function in _COMPARISONS:
            return self._comparison(function, *arguments)
        match function:
            case "AND":
                return self._conjunction(arguments)
            case "OR":
                return self._alternative(arguments)
            case "IF":
                return self._choice(arguments)
            case "IFERROR":
                kept, name = self.keep(self.node(arguments[0]))
                return ast.IfExp(self.is_class(kept, "Error"), self.node(arguments[1]), name)
            case "IFBLANK":
                return self._first_filled(arguments)
            case "ISERROR":
                return self.is_class(self.node(arguments[0]), "Error")
            case "NOT_AVAILABLE":
                return self.constant(NOT_AVAILABLE)
            case "IN":
                booleans = arguments[0].type.kind == "boolean"
                of = evaluation.member_of_booleans if booleans else evaluation.member
                return self.call(of, *(self.node(argument) for argument in arguments))
            case "IN_LIST":
                items = self.node(arguments[1])
                if arguments[1].type.is_record_list:
                    items = self.call(evaluation.identities, items)
                return self.call(evaluation.member_of_list, self.node(arguments[0]), items)
        values = [self.node(argument) for argument in arguments]
        if function in _DIRECT:
            return self.call(_DIRECT[function], *values)
        if function in _SUMMARIES:
            return self.call(_summary(function), *values)
        return self.call(_strict(function), *values)

    def _comparison(self, operator: str, left: Node, right: Node) -> ast.expr:
        direct, general = _COMPARISONS[operator]
        if left.type.kind == "boolean" or right.type.kind == "boolean":
            general = evaluation.equal_booleans if operator == "=" else evaluation.unequal_booleans
            return self.call(general, self.node(left), self.node(right))
        class_name = {"number": "Number", "text": "Text"}.get(left.type.kind)
        known = isinstance(right, Literal) and right.value not in (None, "")
        if isinstance(left, Field | Name) and known and class_name:
            row = f"r{left.depth}" if isinstance(left, Field) else "r0"
            kept, name = self.keep(self._read(row, left.path))
            constant = self.node(right)
            fast = ast.Compare(name, [direct()], [constant])
            # An empty text is blank, so it stands in no order; equality with a known text is safe.
            if class_name == "Number" or operator in ("=", "<>"):
                slow = self.call(evaluation.as_number, name) if class_name == "Number" else name
                return ast.IfExp(self.is_class(kept, class_name), fast, self.call(general, slow, constant))
        return self.call(general, self.node(left), self.node(right))

    def _conjunction(self, arguments: tuple[Node, ...]) -> ast.expr:
        """`False if not t1 else False if not t2 else True, unless one of them is an error`."""
        kept = [self.keep(self.node(argument)) for argument in arguments]
        names = [name for _, name in kept]
        all_true = _joined(ast.And(), [ast.Compare(name, [ast.Is()], [ast.Constant(True)]) for name in names])
        answer: ast.expr = ast.IfExp(all_true, ast.Constant(True), self.call(evaluation.first_error, *names))
        for value, _ in reversed(kept):
            answer = ast.IfExp(ast.UnaryOp(ast.Not(), value), ast.Constant(False), answer)
        return answer

    def _alternative(self, arguments: tuple[Node, ...]) -> ast.expr:
        kept = [self.keep(self.node(argument)) for argument in arguments]
        names = [name for _, name in kept]
        any_error = _joined(ast.Or(), names)
        answer: ast.expr = ast.IfExp(
            any_error, self.call(evaluation.first_error, *names), ast.Constant(False)
        )
        for value, _ in reversed(kept):
            holds = ast.Compare(value, [ast.Is()], [ast.Constant(True)])
            answer = ast.IfExp(holds, ast.Constant(True), answer)
        return answer

    def _choice(self, arguments: tuple[Node, ...]) -> ast.expr:
        answer = self.node(arguments[-1])
        for index in range(len(arguments) - 3, -1, -2):
            kept, name = self.keep(self.node(arguments[index]))
            otherwise = ast.IfExp(name, name, answer)
            holds = ast.Compare(kept, [ast.Is()], [ast.Constant(True)])
            answer = ast.IfExp(holds, self.node(arguments[index + 1]), otherwise)
        return answer

    def _first_filled(self, arguments: tuple[Node, ...]) -> ast.expr:
        answer = self.node(arguments[-1])
        for argument in reversed(arguments[:-1]):
            kept, name = self.keep(self.node(argument))
            blank = ast.BoolOp(
                ast.Or(),
                [
                    ast.Compare(kept, [ast.Is()], [ast.Constant(None)]),
                    ast.Compare(name, [ast.Eq()], [ast.Constant("")]),
                ],
            )
            answer = ast.IfExp(blank, answer, name)
        return answer


def _joined(operator: ast.boolop, parts: list[ast.expr]) -> ast.expr:
    return parts[0] if len(parts) == 1 else ast.BoolOp(operator, parts)


@lru_cache(maxsize=256)
def _strict(function: str) -> Callable[..., Any]:
    return evaluation.strict(FUNCTIONS[function])


@lru_cache(maxsize=16)
def _summary(function: str) -> Callable[..., Any]:
    return evaluation.summary(function)
