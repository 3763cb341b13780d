"""Logic: conditions and errors. IF IFS SWITCH IFERROR IFBLANK evaluate only the part they need."""

from __future__ import annotations

from dougong_formula.checking import Checker, number_literal
from dougong_formula.functions.definition import Function, special
from dougong_formula.operators import compare, membership
from dougong_formula.tree import Call as CallTree
from dougong_formula.tree import Place
from dougong_formula.typed import Aggregate, Field, Literal, Name, Node, Rows
from dougong_formula.types import BLANK_TYPE, BOOLEAN, NUMBER


def branches(
    checker: Checker, function: str, conditions: list[Node], values: list[Node], place: Place
) -> Node:
    """Make IF of conditions and values in turn, the last value standing for "otherwise"."""
    fitted, type_ = checker.common(values, "The parts have different types. ")
    if type_ == NUMBER:
        fitted = [checker.limited(value, 100) for value in fitted]
    arguments = [part for pair in zip(conditions, fitted, strict=False) for part in pair] + [fitted[-1]]
    return checker.call(function, arguments, type_, place)


def _if(checker: Checker, call: CallTree) -> Node:
    parts = checker.arguments(call, 2, 3, "IF(condition, then, [otherwise])")
    condition = checker.of_type(parts[0], BOOLEAN)
    values = [checker.node(part) for part in parts[1:]]
    if len(values) == 1:
        values.append(Literal(BLANK_TYPE, None, call.place))
    return branches(checker, "IF", [condition], values, call.place)


def _ifs(checker: Checker, call: CallTree) -> Node:
    parts = checker.arguments(call, 2, None, "IFS(condition, value, …)")
    if len(parts) % 2:
        raise checker.mismatch(checker.node(parts[-1]), "a value for every condition")
    conditions = [checker.of_type(part, BOOLEAN) for part in parts[::2]]
    values = [checker.node(part) for part in parts[1::2]]
    missing = checker.call("NOT_AVAILABLE", (), BLANK_TYPE, call.place)
    return branches(checker, "IF", conditions, [*values, missing], call.place)


def _switch(checker: Checker, call: CallTree) -> Node:
    parts = checker.arguments(call, 3, None, "SWITCH(value, case, answer, …, [otherwise])")
    subject = checker.node(parts[0])
    rest = parts[1:]
    pairs = len(rest) // 2
    conditions = [
        compare(checker, "=", subject, checker.node(rest[2 * index]), rest[2 * index].place)
        for index in range(pairs)
    ]
    values = [checker.node(rest[2 * index + 1]) for index in range(pairs)]
    otherwise = (
        checker.node(rest[-1]) if len(rest) % 2 else checker.call("NOT_AVAILABLE", (), BLANK_TYPE, call.place)
    )
    return branches(checker, "IF", conditions, [*values, otherwise], call.place)


def _first_of(name: str, signature: str) -> Function:
    def rule(checker: Checker, call: CallTree) -> Node:
        parts = checker.arguments(call, 2, 2 if name == "IFERROR" else None, signature)
        nodes, type_ = checker.common(
            [checker.node(part) for part in parts], "The parts have different types. "
        )
        function = "IFERROR" if name == "IFERROR" else "IFBLANK"
        return checker.call(function, nodes, type_, call.place)

    if name == "IFERROR":
        return special(
            name,
            "logic",
            signature,
            rule,
            help=("Another value instead of an error.", "出错时给出另一个值。"),
            examples=(("IFERROR(1 / 0, 0)", "0"),),
            reading=("{0}, or {1} on an error", "{0}，出错时为 {1}"),
        )
    return special(
        name,
        "logic",
        signature,
        rule,
        help=("The first value that is not blank.", "第一个非空的值。"),
        examples=((f'{name}("", "x")', "x"),),
        reading=("{0}, or {1} if blank", "{0}，为空时取 {1}"),
    )


def _joined(name: str) -> Function:
    signature = f"{name}(condition, …)"

    def rule(checker: Checker, call: CallTree) -> Node:
        parts = checker.arguments(call, 1, None, signature)
        return checker.call(name, [checker.of_type(part, BOOLEAN) for part in parts], BOOLEAN, call.place)

    help = {
        "AND": ("TRUE when every condition holds.", "全部条件成立时为真。"),
        "OR": ("TRUE when any condition holds.", "任一条件成立时为真。"),
        "XOR": ("TRUE when an odd number of conditions hold.", "成立的条件为奇数个时为真。"),
    }[name]
    example = {"AND": "FALSE", "OR": "TRUE", "XOR": "TRUE"}[name]
    return special(name, "logic", signature, rule, help=help, examples=((f"{name}(TRUE, FALSE)", example),))


def _not(checker: Checker, call: CallTree) -> Node:
    (part,) = checker.arguments(call, 1, 1, "NOT(condition)")
    return checker.call("NOT", (checker.of_type(part, BOOLEAN),), BOOLEAN, call.place)


def _truth(name: str) -> Function:
    def rule(checker: Checker, call: CallTree) -> Node:
        checker.arguments(call, 0, 0, f"{name}()")
        return Literal(BOOLEAN, name == "TRUE", call.place)

    return special(
        name,
        "logic",
        f"{name}()",
        rule,
        help=(f"The value {name}.", "真。" if name == "TRUE" else "假。"),
        examples=((f"{name}()", name),),
    )


def _blank(checker: Checker, call: CallTree) -> Node:
    checker.arguments(call, 0, 0, "BLANK()")
    return Literal(BLANK_TYPE, None, call.place)


def _is_blank(checker: Checker, call: CallTree) -> Node:
    (part,) = checker.arguments(call, 1, 1, "ISBLANK(value)")
    node = checker.node(part)
    if node.type.is_record_list and isinstance(node, Field | Name | Rows):
        exists = Aggregate(BOOLEAN, "EXISTS", node, len(checker.rows), None, None, None, call.place)
        return checker.call("NOT", (exists,), BOOLEAN, call.place)
    if node.type.kind == "list":
        count = checker.call("LIST_COUNT", (node,), NUMBER, call.place, (6, 0))
        return compare(checker, "=", count, number_literal(0, call.place), call.place)
    return checker.call("ISBLANK", (node,), BOOLEAN, call.place)


def _is_error(checker: Checker, call: CallTree) -> Node:
    (part,) = checker.arguments(call, 1, 1, "ISERROR(value)")
    return checker.call("ISERROR", (checker.node(part),), BOOLEAN, call.place)


def _in(checker: Checker, call: CallTree) -> Node:
    parts = checker.arguments(call, 2, None, "IN(value, item, …)")
    nodes = [checker.node(part) for part in parts]
    return membership(checker, nodes[0], nodes[1:], call.place)


def _between(checker: Checker, call: CallTree) -> Node:
    parts = checker.arguments(call, 3, 3, "BETWEEN(value, from, to)")
    value, low, high = (checker.node(part) for part in parts)
    bounds = (compare(checker, ">=", value, low, call.place), compare(checker, "<=", value, high, call.place))
    return checker.call("AND", bounds, BOOLEAN, call.place)


FUNCTIONS: tuple[Function, ...] = (
    special(
        "IF",
        "logic",
        "IF(condition, then, [otherwise])",
        _if,
        help=(
            "One value or another, by a condition; without the third part blank.",
            "按条件取其一；省略第三项时为空。",
        ),
        examples=(('IF(2 > 1, "yes", "no")', "yes"),),
        reading=("{1} if {0}, otherwise {2}", "若{0}则 {1}，否则 {2}"),
    ),
    special(
        "IFS",
        "logic",
        "IFS(condition, value, …)",
        _ifs,
        help=(
            "The value of the first condition that holds, else #N/A.",
            "第一个成立条件对应的值，否则 #N/A。",
        ),
        examples=(('IFS(FALSE, "a", TRUE, "b")', "b"),),
    ),
    special(
        "SWITCH",
        "logic",
        "SWITCH(value, case, answer, …, [otherwise])",
        _switch,
        help=("The answer of the case that equals the value.", "与值相等的情形对应的结果。"),
        examples=(('SWITCH("b", "a", 1, "b", 2, 0)', "2"),),
    ),
    _joined("AND"),
    _joined("OR"),
    _joined("XOR"),
    special(
        "NOT",
        "logic",
        "NOT(condition)",
        _not,
        help=("TRUE when the condition does not hold.", "条件不成立时为真。"),
        examples=(("NOT(FALSE)", "TRUE"),),
    ),
    _truth("TRUE"),
    _truth("FALSE"),
    special(
        "BLANK",
        "logic",
        "BLANK()",
        _blank,
        help=("The empty value.", "空值。"),
        examples=(("ISBLANK(BLANK())", "TRUE"),),
    ),
    _first_of("IFERROR", "IFERROR(value, instead)"),
    _first_of("IFBLANK", "IFBLANK(value, …)"),
    _first_of("COALESCE", "COALESCE(value, …)"),
    special(
        "ISBLANK",
        "logic",
        "ISBLANK(value)",
        _is_blank,
        help=("TRUE when there is no value, an empty text or an empty list.", "无值、空文本或空列表时为真。"),
        examples=(('ISBLANK("")', "TRUE"),),
        reading=("{0} is blank", "{0}为空"),
    ),
    special(
        "ISERROR",
        "logic",
        "ISERROR(value)",
        _is_error,
        help=("TRUE when the value is an error.", "值为错误时为真。"),
        examples=(("ISERROR(1 / 0)", "TRUE"),),
        reading=("{0} is an error", "{0}出错"),
    ),
    special(
        "IN",
        "logic",
        "IN(value, item, …)",
        _in,
        help=("TRUE when the value equals one of the items.", "值等于其中一项时为真。"),
        examples=(('IN("b", "a", "b")', "TRUE"),),
    ),
    special(
        "BETWEEN",
        "logic",
        "BETWEEN(value, from, to)",
        _between,
        help=(
            "TRUE when the value lies between two others, both included.",
            "值在两端之间（含端点）时为真。",
        ),
        examples=(("BETWEEN(5, 1, 5)", "TRUE"),),
    ),
)
