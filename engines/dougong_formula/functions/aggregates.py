"""Aggregates: over the rows of a list, over the rows of a measure's group, or over plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dougong_formula.checking import Checker
from dougong_formula.errors import formula_error
from dougong_formula.functions.definition import Function, special
from dougong_formula.operators import product
from dougong_formula.tree import Call as CallTree
from dougong_formula.tree import Place, Tree
from dougong_formula.typed import Aggregate, Call, Field, Name, Node, Rows, digits_of
from dougong_formula.types import BOOLEAN, NUMBER, TEXT, Type

_ORDERED = ("number", "date", "datetime", "time")


def make(
    checker: Checker,
    function: str,
    source: Node,
    conditions: Sequence[Node],
    value: Node | None,
    place: Place,
    separator: Node | None = None,
) -> Node:
    """Make an aggregate; several conditions must all hold."""
    assert isinstance(source, Field | Name | Rows)
    condition = None
    if conditions:
        condition = conditions[0] if len(conditions) == 1 else Call(BOOLEAN, "AND", tuple(conditions), place)
    if value is not None and value.type.kind == "list":
        raise checker.mismatch(value, "a single value")
    if function in ("SUM", "AVERAGE", "MEDIAN") and value is not None:
        if value.type.kind not in ("number", "blank"):
            raise checker.mismatch(value, "number")
        value = checker.limited(value, 100)
    if function in ("MIN", "MAX") and value is not None and value.type.kind not in (*_ORDERED, "blank"):
        raise checker.mismatch(value, "number, date or time")
    type_, digits = _result(function, value)
    order: tuple[str, ...] = ()
    if function in ("FIRST", "LAST", "TEXTJOIN"):
        assert source.type.item is not None
        members = checker.vocabulary.members(source.type.item.entity or "")
        order = tuple(key for key in ("position", "id") if key in members)
    return Aggregate(
        type_, function, source, len(checker.rows), condition, value, separator, place, digits, order
    )


def _result(function: str, value: Node | None) -> tuple[Type, tuple[int, int]]:
    whole, scale = digits_of(value) if value is not None else (28, 10)
    match function:
        case "COUNT" | "COUNT_VALUES" | "COUNTBLANK" | "COUNT_DISTINCT":
            return NUMBER, (9, 0)
        case "EXISTS":
            return BOOLEAN, (1, 0)
        case "SUM":
            return NUMBER, (whole + 7, scale)
        case "AVERAGE" | "MEDIAN":
            return NUMBER, (whole, scale + 1 if function == "MEDIAN" else 10)
        case "TEXTJOIN":
            return TEXT, (1, 0)
        case _:
            assert value is not None
            return value.type, (whole, scale)


@dataclass(frozen=True, slots=True)
class _Over:
    """What an aggregate runs over: a list with conditions, or no list but a first plain value."""

    source: Node | None
    conditions: list[Node]
    rest: tuple[Tree, ...]
    first: Node | None = None


def _over(checker: Checker, call: CallTree) -> _Over:
    rows = checker.measure_rows(call.place)
    if rows is not None:
        return _Over(rows, [], call.arguments)
    if not call.arguments:
        return _Over(None, [], ())
    node = checker.node(call.arguments[0])
    if not node.type.is_record_list:
        return _Over(None, [], call.arguments[1:], node)
    source, condition = checker.list_source(node)
    return _Over(source, [] if condition is None else [condition], call.arguments[1:])


def _list(checker: Checker, call: CallTree, signature: str) -> tuple[Node, list[Node], tuple[Tree, ...]]:
    over = _over(checker, call)
    if over.source is not None:
        return over.source, over.conditions, over.rest
    if over.first is not None:
        raise checker.mismatch(over.first, "list of records")
    raise formula_error(
        "argument_count",
        call.place.position,
        call.place.length,
        f"{call.name.upper()} is given no argument.",
        f"Write {signature}.",
    )


def _need(call: CallTree, rest: Sequence[Tree], least: int, most: int | None, signature: str) -> None:
    if len(rest) < least or (most is not None and len(rest) > most):
        raise formula_error(
            "argument_count",
            call.place.position,
            call.place.length,
            f"{call.name.upper()} is given {len(call.arguments)} argument{'s' * (len(call.arguments) != 1)}.",
            f"Write {signature}.",
        )


def _of_values(name: str, function: str, help: tuple[str, str], example: tuple[str, str]) -> Function:
    """SUM, AVERAGE …: `F(list, value)` or `F(a, b, …)`."""
    signature = f"{name}(list, value) or {name}(value, …)"

    def rule(checker: Checker, call: CallTree) -> Node:
        checker.arguments(call, 1, None, signature)
        nodes: list[Node] = []
        if len(call.arguments) == 1 or not checker.at_measure():
            over = _over(checker, call)
            if over.source is not None:
                _need(call, over.rest, 1, 1, signature)
                value = checker.inside(over.source, over.rest[0])
                return make(checker, function, over.source, over.conditions, value, call.place)
            nodes += [] if over.first is None else [over.first]
        nodes += [checker.node(part) for part in call.arguments[len(nodes) :]]
        nodes, type_ = checker.common(nodes)
        if type_.kind not in ("number", "blank") and (
            function in ("SUM", "AVERAGE", "MEDIAN") or type_.kind not in _ORDERED
        ):
            raise checker.mismatch(nodes[0], "number")
        whole, scale = _result(function, checker.limited(nodes[0], 100))[1]
        return checker.call(
            function,
            nodes,
            NUMBER if function in ("SUM", "AVERAGE", "MEDIAN") else type_,
            call.place,
            None if function in ("MIN", "MAX") else (max(whole, 35), max(scale, 11)),
        )

    return special(
        name,
        "aggregates",
        signature,
        rule,
        help=help,
        examples=(example,),
        reading=(
            f"the {help[0].split(' ', 1)[1].split('.')[0].split(',')[0]} {{args}}",
            f"{help[1].rstrip('。')}（{{args}}）",
        ),
    )


def _count(name: str, function: str, help: tuple[str, str], example: tuple[str, str]) -> Function:
    signature = f"{name}(list, [value])" if name == "COUNT" else f"{name}(list, value) or {name}(value, …)"

    def rule(checker: Checker, call: CallTree) -> Node:
        over = _over(checker, call)
        if over.source is not None:
            _need(call, over.rest, 0 if name == "COUNT" else 1, 1, signature)
            if not over.rest:
                return make(checker, "COUNT", over.source, over.conditions, None, call.place)
            value = checker.inside(over.source, over.rest[0])
            if name == "COUNT" and value.type == BOOLEAN and isinstance(value, Call):
                raise formula_error(
                    "type_mismatch",
                    call.place.position,
                    len(name),
                    "COUNT is given a condition, which is never blank: it would count every row.",
                    "Write COUNTIF(list, condition).",
                )
            return make(checker, function, over.source, over.conditions, value, call.place)
        checker.arguments(call, 1, None, signature)
        nodes = [] if over.first is None else [over.first]
        nodes += [checker.node(part) for part in call.arguments[1:]]
        if len(nodes) == 1 and nodes[0].type.kind == "list" and name in ("COUNT", "COUNTA"):
            return checker.call("LIST_COUNT", nodes, NUMBER, call.place, (6, 0))
        for node in nodes:
            if node.type.kind == "list":
                raise checker.mismatch(node, "a single value")
        return checker.call(function, nodes, NUMBER, call.place, (4, 0))

    return special(name, "aggregates", signature, rule, help=help, examples=(example,))


def _count_distinct(checker: Checker, call: CallTree) -> Node:
    signature = "COUNT_DISTINCT(list, value)"
    source, conditions, rest = _list(checker, call, signature)
    _need(call, rest, 1, 1, signature)
    return make(checker, "COUNT_DISTINCT", source, conditions, checker.inside(source, rest[0]), call.place)


def _with_condition(
    name: str, function: str, valued: bool, help: tuple[str, str], example: tuple[str, str]
) -> Function:
    """COUNTIF, SUMIF …: `F(list, condition[, value])`."""
    signature = f"{name}(list, condition, value)" if valued else f"{name}(list, condition)"

    def rule(checker: Checker, call: CallTree) -> Node:
        source, conditions, rest = _list(checker, call, signature)
        _need(call, rest, 2 if valued else 1, 2 if valued else 1, signature)
        conditions.append(checker.inside(source, rest[0], BOOLEAN))
        value = checker.inside(source, rest[1]) if valued else None
        return make(checker, function, source, conditions, value, call.place)

    return special(name, "aggregates", signature, rule, help=help, examples=(example,))


def _countifs(checker: Checker, call: CallTree) -> Node:
    signature = "COUNTIFS(list, condition, …)"
    source, conditions, rest = _list(checker, call, signature)
    _need(call, rest, 1, None, signature)
    conditions += [checker.inside(source, part, BOOLEAN) for part in rest]
    return make(checker, "COUNT", source, conditions, None, call.place)


def _sumifs(checker: Checker, call: CallTree) -> Node:
    signature = "SUMIFS(list, value, condition, …)"
    source, conditions, rest = _list(checker, call, signature)
    _need(call, rest, 2, None, signature)
    conditions += [checker.inside(source, part, BOOLEAN) for part in rest[1:]]
    return make(checker, "SUM", source, conditions, checker.inside(source, rest[0]), call.place)


def _sum_product(checker: Checker, call: CallTree) -> Node:
    signature = "SUMPRODUCT(list, value, value, …)"
    source, conditions, rest = _list(checker, call, signature)
    _need(call, rest, 1, None, signature)
    factors = [checker.inside(source, part, NUMBER) for part in rest]
    value = factors[0]
    for factor in factors[1:]:
        value = product(checker, value, factor, call.place)
    return make(checker, "SUM", source, conditions, value, call.place)


def _exists(checker: Checker, call: CallTree) -> Node:
    signature = "EXISTS(list, [condition])"
    source, conditions, rest = _list(checker, call, signature)
    _need(call, rest, 0, 1, signature)
    conditions += [checker.inside(source, part, BOOLEAN) for part in rest]
    return make(checker, "EXISTS", source, conditions, None, call.place)


def _end(name: str, help: tuple[str, str]) -> Function:
    signature = f"{name}(list, value)"

    def rule(checker: Checker, call: CallTree) -> Node:
        checker.arguments(call, 2, 2, signature)
        source, conditions, rest = _list(checker, call, signature)
        return make(checker, name, source, conditions, checker.inside(source, rest[0]), call.place)

    return special(name, "aggregates", signature, rule, help=help, examples=((f"{name}(lines, name)", ""),))


FUNCTIONS: tuple[Function, ...] = (
    _of_values(
        "SUM", "SUM", ("The sum of numbers; blanks are skipped.", "合计；跳过空值。"), ("SUM(1, 2.5)", "3.5")
    ),
    _of_values(
        "AVERAGE",
        "AVERAGE",
        ("The average of numbers; over nothing #DIV/0!.", "平均值；没有数时为 #DIV/0!。"),
        ("AVERAGE(1, 2)", "1.5"),
    ),
    _of_values(
        "MIN",
        "MIN",
        ("The smallest value, blank over nothing.", "最小值；没有值时为空。"),
        ("MIN(3, 1, 2)", "1"),
    ),
    _of_values(
        "MAX",
        "MAX",
        ("The largest value, blank over nothing.", "最大值；没有值时为空。"),
        ("MAX(3, 1, 2)", "3"),
    ),
    _of_values(
        "MEDIAN",
        "MEDIAN",
        ("The middle value, blank over nothing.", "中位数；没有值时为空。"),
        ("MEDIAN(1, 2, 10, 20)", "6"),
    ),
    _count(
        "COUNT",
        "COUNT_VALUES",
        ("How many rows, or how many values that are not blank.", "行数，或非空值的个数。"),
        ("COUNT(1, 2)", "2"),
    ),
    _count(
        "COUNTA",
        "COUNT_VALUES",
        ("How many values are not blank.", "非空值的个数。"),
        ('COUNTA("a", "")', "1"),
    ),
    _count(
        "COUNTBLANK",
        "COUNTBLANK",
        ("How many values are blank.", "空值的个数。"),
        ('COUNTBLANK("a", "")', "1"),
    ),
    special(
        "COUNT_DISTINCT",
        "aggregates",
        "COUNT_DISTINCT(list, value)",
        _count_distinct,
        help=("How many different values, blanks not counted.", "不同值的个数，不计空值。"),
        examples=(("COUNT_DISTINCT(lines, kind)", ""),),
    ),
    _with_condition(
        "COUNTIF",
        "COUNT",
        False,
        ("How many rows meet a condition.", "满足条件的行数。"),
        ("COUNTIF(lines, qty > 2)", ""),
    ),
    _with_condition(
        "SUMIF",
        "SUM",
        True,
        ("The sum over the rows that meet a condition.", "满足条件的行的合计。"),
        ('SUMIF(lines, kind = "A", amount)', ""),
    ),
    _with_condition(
        "AVERAGEIF",
        "AVERAGE",
        True,
        ("The average over the rows that meet a condition.", "满足条件的行的平均值。"),
        ("AVERAGEIF(lines, qty > 2, amount)", ""),
    ),
    _with_condition(
        "MINIF",
        "MIN",
        True,
        ("The smallest value among the rows that meet a condition.", "满足条件的行的最小值。"),
        ("MINIF(lines, qty > 2, amount)", ""),
    ),
    _with_condition(
        "MAXIF",
        "MAX",
        True,
        ("The largest value among the rows that meet a condition.", "满足条件的行的最大值。"),
        ("MAXIF(lines, qty > 2, amount)", ""),
    ),
    special(
        "COUNTIFS",
        "aggregates",
        "COUNTIFS(list, condition, …)",
        _countifs,
        help=("How many rows meet all conditions.", "满足全部条件的行数。"),
        examples=(('COUNTIFS(lines, qty > 2, kind = "A")', ""),),
    ),
    special(
        "SUMIFS",
        "aggregates",
        "SUMIFS(list, value, condition, …)",
        _sumifs,
        help=("The sum over the rows that meet all conditions.", "满足全部条件的行的合计。"),
        examples=(('SUMIFS(lines, amount, qty > 2, kind = "A")', ""),),
    ),
    special(
        "SUMPRODUCT",
        "aggregates",
        "SUMPRODUCT(list, value, value, …)",
        _sum_product,
        help=(
            "The sum of the products of several values, row by row; a blank is 0.",
            "逐行相乘后的合计；空值为 0。",
        ),
        examples=(("SUMPRODUCT(lines, qty, price)", ""),),
    ),
    special(
        "EXISTS",
        "aggregates",
        "EXISTS(list, [condition])",
        _exists,
        help=("TRUE when there is a row, or one that meets the condition.", "存在（满足条件的）行时为真。"),
        examples=(("EXISTS(lines, qty > 2)", ""),),
    ),
    _end("FIRST", ("The value of the first row of a list.", "列表第一行的值。")),
    _end("LAST", ("The value of the last row of a list.", "列表最后一行的值。")),
)
