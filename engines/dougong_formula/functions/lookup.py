"""Lookup: values of related records; all of it is rewritten into paths and aggregates."""

from __future__ import annotations

from dougong_formula.checking import Checker
from dougong_formula.errors import formula_error
from dougong_formula.functions import aggregates
from dougong_formula.functions.definition import Function, special
from dougong_formula.functions.logic import branches
from dougong_formula.operators import compare
from dougong_formula.tree import Call as CallTree
from dougong_formula.tree import Path
from dougong_formula.typed import Call, Filtered, Literal, Node
from dougong_formula.types import BLANK_TYPE, BOOLEAN

_ROLL_UPS = {
    "sum": "SUM",
    "average": "AVERAGE",
    "min": "MIN",
    "max": "MAX",
    "median": "MEDIAN",
    "count": "COUNT_VALUES",
    "count_distinct": "COUNT_DISTINCT",
    "first": "FIRST",
    "last": "LAST",
}


def _lookup(checker: Checker, call: CallTree) -> Node:
    relation, field = checker.arguments(call, 2, 2, "LOOKUP(reference, field)")
    for tree in (relation, field):
        if not isinstance(tree, Path):
            raise formula_error(
                "type_mismatch",
                tree.place.position,
                tree.place.length,
                "LOOKUP takes a reference and the name of a field.",
                "For example LOOKUP(customer, level).",
            )
    assert isinstance(relation, Path)
    assert isinstance(field, Path)
    return checker.path(Path(call.place, relation.names + field.names, relation.places + field.places))


def _roll_up(checker: Checker, call: CallTree) -> Node:
    list_tree, value_tree, kind_tree = checker.arguments(call, 3, 3, 'ROLLUP(list, value, "sum")')
    kind = checker.node(kind_tree)
    if not isinstance(kind, Literal) or kind.value not in _ROLL_UPS:
        raise formula_error(
            "bad_format",
            kind.place.position,
            kind.place.length,
            "This roll-up is not known.",
            "One of " + ", ".join(f'"{name}"' for name in _ROLL_UPS) + ".",
        )
    source, condition = checker.list_source(checker.node(list_tree))
    value = checker.inside(source, value_tree)
    return aggregates.make(
        checker,
        _ROLL_UPS[str(kind.value)],
        source,
        [] if condition is None else [condition],
        value,
        call.place,
    )


def _filter(checker: Checker, call: CallTree) -> Node:
    list_tree, condition_tree = checker.arguments(call, 2, 2, "FILTER(list, condition)")
    source, before = checker.list_source(checker.node(list_tree))
    condition = checker.inside(source, condition_tree, BOOLEAN)
    if before is not None:
        condition = Call(BOOLEAN, "AND", (before, condition), call.place)
    return Filtered(source.type, source, condition, call.place)


def _xlookup(checker: Checker, call: CallTree) -> Node:
    parts = checker.arguments(call, 4, 5, _XLOOKUP)
    wanted = checker.node(parts[0])
    source, before = checker.list_source(checker.node(parts[1]))
    condition = compare(checker, "=", checker.inside(source, parts[2]), wanted, call.place)
    if before is not None:
        condition = Call(BOOLEAN, "AND", (before, condition), call.place)
    conditions = [condition]
    found = aggregates.make(checker, "EXISTS", source, conditions, None, call.place)
    value = aggregates.make(
        checker, "FIRST", source, conditions, checker.inside(source, parts[3]), call.place
    )
    missing = checker.call("NOT_AVAILABLE", (), BLANK_TYPE, call.place)
    otherwise = checker.node(parts[4]) if len(parts) == 5 else missing
    return branches(checker, "IF", [found], [value, otherwise], call.place)


_XLOOKUP = "XLOOKUP(value, list, key, result, [if_not_found])"

FUNCTIONS: tuple[Function, ...] = (
    special(
        "LOOKUP",
        "lookup",
        "LOOKUP(reference, field)",
        _lookup,
        help=("A field of a related record, as reference.field.", "相关记录的字段，同 引用.字段。"),
        examples=(("LOOKUP(customer, level)", ""),),
    ),
    special(
        "ROLLUP",
        "lookup",
        'ROLLUP(list, value, "sum")',
        _roll_up,
        help=(
            "A value of every row of a list, summed or otherwise brought together.",
            "对列表各行的值汇总。",
        ),
        examples=(('ROLLUP(lines, amount, "sum")', ""),),
    ),
    special(
        "XLOOKUP",
        "lookup",
        _XLOOKUP,
        _xlookup,
        help=(
            "The result of the first row of a list whose key equals a value; without such a row the last "
            "part, or #N/A.",
            "列表中键与给定值相等的第一行的结果；没有这样的行时取最后一项，省略时为 #N/A。",
        ),
        examples=(('XLOOKUP("B", lines, kind, price, 0)', ""),),
    ),
    special(
        "FILTER",
        "lookup",
        "FILTER(list, condition)",
        _filter,
        help=(
            "The rows of a list that meet a condition, for an aggregate.",
            "列表中满足条件的行，供汇总使用。",
        ),
        examples=(("SUM(FILTER(lines, qty > 2), amount)", ""),),
    ),
)
