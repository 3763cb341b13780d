"""Operators: how `+ - * / ^ & = <> < <= > >= IN AND OR NOT` are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from dougong_formula.checking import Checker
from dougong_formula.limits import MAX_DIGITS
from dougong_formula.tree import Chain, Group, Place, Prefix, Tree
from dougong_formula.typed import Call, Literal, Node, digits_of
from dougong_formula.types import BOOLEAN, DATE, DATETIME, NUMBER, TEXT

_ORDERED = ("number", "text", "date", "time", "datetime")
_TO_TEXT: Mapping[str, str] = {
    "number": "NUMBER_TEXT",
    "boolean": "BOOLEAN_TEXT",
    "date": "DATE_TEXT",
    "time": "TIME_TEXT",
    "datetime": "MOMENT_TEXT",
}


def prefix(checker: Checker, tree: Prefix) -> Node:
    if tree.operator == "NOT":
        return checker.call("NOT", (checker.of_type(tree.operand, BOOLEAN),), BOOLEAN, tree.place)
    operand = checker.of_type(tree.operand, NUMBER)
    if isinstance(operand, Literal) and isinstance(operand.value, Decimal):
        return Literal(NUMBER, operand.value if tree.operator == "+" else negated(operand.value), tree.place)
    return checker.call(
        "NEGATE" if tree.operator == "-" else "+", (operand,), NUMBER, tree.place, digits_of(operand)
    )


def chain(checker: Checker, tree: Chain) -> Node:
    operator = tree.rest[0][0]
    if operator in ("AND", "OR"):
        operands = [checker.of_type(part, BOOLEAN) for part in (tree.first, *(part for _, part in tree.rest))]
        return checker.call(operator, operands, BOOLEAN, tree.place)
    if operator == "&":
        return join_texts(checker, [tree.first, *(part for _, part in tree.rest)], tree.place)
    left = checker.node(tree.first)
    for operator, part in tree.rest:
        place = tree.first.place.to(part.place)
        if operator in ("IN", "NOT IN"):
            left = _membership(checker, left, part, place)
            if operator == "NOT IN":
                left = checker.call("NOT", (left,), BOOLEAN, place)
        elif operator in ("=", "<>", "<", "<=", ">", ">="):
            left = compare(checker, operator, left, checker.node(part), place)
        else:
            left = _arithmetic(checker, operator, left, part, place)
    return left


def join_texts(checker: Checker, parts: Sequence[Tree], place: Place) -> Node:
    """Type `&`: every part becomes a text."""
    return checker.call("&", [_as_text(checker, checker.node(part)) for part in parts], TEXT, place)


def _as_text(checker: Checker, node: Node) -> Node:
    if node.type.kind in ("text", "blank"):
        return node
    function = _TO_TEXT.get(node.type.kind)
    if function is None:
        raise checker.mismatch(node, "text")
    arguments = (node, checker.zone(node.place)) if node.type == DATETIME else (node,)
    return checker.call(function, arguments, TEXT, node.place)


def compare(checker: Checker, operator: str, left: Node, right: Node, place: Place) -> Node:
    """Type a comparison: both sides of one type, lists never, order only where there is one."""
    if left.type.kind == "list" or right.type.kind == "list":
        raise checker.mismatch(left if left.type.kind == "list" else right, "a single value")
    (left, right), type_ = checker.common((left, right))
    if operator not in ("=", "<>") and type_.kind not in (*_ORDERED, "blank"):
        raise checker.mismatch(left, "number, text, date or time")
    return checker.call(operator, (left, right), BOOLEAN, place)


def _membership(checker: Checker, needle: Node, tree: Tree, place: Place) -> Node:
    items = [checker.node(item) for item in tree.items] if isinstance(tree, Group) else [checker.node(tree)]
    return membership(checker, needle, items, place)


def membership(checker: Checker, needle: Node, items: Sequence[Node], place: Place) -> Node:
    """Type `x IN (a, b)` and `x IN list`."""
    if len(items) == 1 and items[0].type.kind == "list":
        item = items[0].type.item
        fitted = None if item is None else checker.convert(needle, item)
        if fitted is None:
            raise checker.mismatch(needle, str(item))
        return checker.call("IN_LIST", (fitted, items[0]), BOOLEAN, place)
    for node in (needle, *items):
        if node.type.kind == "list":
            raise checker.mismatch(node, "a single value")
    fitted_all, _ = checker.common((needle, *items))
    return checker.call("IN", fitted_all, BOOLEAN, place)


def _arithmetic(checker: Checker, operator: str, left: Node, part: Tree, place: Place) -> Node:
    right = checker.node(part)
    if operator in ("+", "-"):
        dates = _date_arithmetic(checker, operator, left, right, place)
        if dates is not None:
            return dates
    for node in (left, right):
        if node.type.kind not in ("number", "blank"):
            raise checker.mismatch(node, "number")
    match operator:
        case "+" | "-":
            return _sum(checker, left, right if operator == "+" else _negative(checker, right), place)
        case "*":
            return product(checker, left, right, place)
        case "/":
            left, right = checker.limited(left, 100), checker.limited(right, 100)
            digits = (digits_of(left)[0] + digits_of(right)[1], 10)
            return checker.call("/", (left, right), NUMBER, place, digits)
        case _:
            return checker.call("POWER", (left, right), NUMBER, place, (28, 10))


def _negative(checker: Checker, node: Node) -> Node:
    if isinstance(node, Literal) and isinstance(node.value, Decimal):
        return Literal(NUMBER, negated(node.value), node.place)
    return checker.call("NEGATE", (node,), NUMBER, node.place, digits_of(node))


def _sum(checker: Checker, left: Node, right: Node, place: Place) -> Node:
    left, right = checker.limited(left), checker.limited(right)
    (left_whole, left_scale), (right_whole, right_scale) = digits_of(left), digits_of(right)
    before = left.arguments if isinstance(left, Call) and left.function == "+" else (left,)
    carry = 1 if len(before) % 8 == 1 else 0
    return Call(
        NUMBER,
        "+",
        (*before, right),
        place,
        (max(left_whole, right_whole) + carry, max(left_scale, right_scale)),
    )


def product(checker: Checker, left: Node, right: Node, place: Place) -> Node:
    """Type a product of two numbers, kept exact."""
    if sum(digits_of(left)) + sum(digits_of(right)) > MAX_DIGITS:
        left = checker.limited(left, 38)
        right = checker.limited(right, 38)
    (left_whole, left_scale), (right_whole, right_scale) = digits_of(left), digits_of(right)
    before = left.arguments if isinstance(left, Call) and left.function == "*" else (left,)
    return Call(NUMBER, "*", (*before, right), place, (left_whole + right_whole, left_scale + right_scale))


def _date_arithmetic(checker: Checker, operator: str, left: Node, right: Node, place: Place) -> Node | None:
    """Type `date + number`, `date - number`, `date - date`; None when no date takes part."""
    dates = (DATE, DATETIME)
    if operator == "-" and left.type in dates and right.type in dates:
        return days_between(checker, left, right, place)
    if operator == "+" and left.type.kind in ("number", "blank") and right.type in dates:
        left, right = right, left
    if left.type not in dates:
        return None
    if right.type.kind not in ("number", "blank"):
        raise checker.mismatch(right, "number")
    function = "ADD_DAYS" if left.type == DATE else "ADD_DAYS_TO_MOMENT"
    return checker.call(
        function, (left, right if operator == "+" else _negative(checker, right)), left.type, place
    )


def days_between(checker: Checker, end: Node, start: Node, place: Place) -> Node:
    """Type the days between: decimal days of two date-times, else whole days of the local dates."""
    if end.type == start.type == DATETIME:
        return checker.call("DAYS_BETWEEN_MOMENTS", (end, start), NUMBER, place, (7, 10))
    local = [
        checker.call("LOCAL_DATE", (node, checker.zone(node.place)), DATE, node.place)
        if node.type == DATETIME
        else node
        for node in (end, start)
    ]
    return checker.call("DAYS_BETWEEN", local, NUMBER, place, (7, 0))


def negated(number: Decimal) -> Decimal:
    """Return the exact opposite of a number; zero has no sign."""
    return number.copy_negate() if number else Decimal(0)
