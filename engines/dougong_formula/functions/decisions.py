"""Decisions: what a decision table of the app gives for the record at hand."""

from __future__ import annotations

from difflib import get_close_matches

from dougong_formula.checking import Checker
from dougong_formula.decisions import MOST_ROWS, TABLES, DecisionMember, decision_tree
from dougong_formula.errors import FormulaError, formula_error
from dougong_formula.functions.definition import Function, special
from dougong_formula.parse import parse
from dougong_formula.tree import Call as CallTree
from dougong_formula.tree import Constant, Tree
from dougong_formula.typed import Node

_SIGNATURE = 'DECIDE("table", "output")'


def _decide(checker: Checker, call: CallTree) -> Node:
    parts = checker.arguments(call, 1, 2, _SIGNATURE)
    table = _table(checker, parts[0])
    output = table.outputs[0] if len(parts) == 1 else _key(parts[1])
    if output not in table.outputs:
        raise refused(
            "unknown_output",
            parts[-1],
            f"The decision table has no output “{output}”.",
            "One of: " + ", ".join(table.outputs),
        )
    if len(parts) == 1 and len(table.outputs) > 1:
        raise refused(
            "output_expected",
            parts[0],
            f"The decision table “{table.key}” has several outputs.",
            f'For example DECIDE("{table.key}", "{table.outputs[0]}").',
        )
    if table.key in checker.deciding:
        raise refused("cycle", call, f"The decision table “{table.key}” asks itself.")
    checker.deciding = (*checker.deciding, table.key)
    try:
        several = [checker.node(parse(text)).type.kind == "list" for text in table.inputs]
        return checker.node(decision_tree(table, output, several, call.place))
    except FormulaError as error:
        if error.problems[0].code in ("cycle", "too_complex"):
            raise
        raise refused(
            "table_not_here",
            call,
            f"The decision table “{table.key}” cannot be asked here: {error.problems[0].message}",
        ) from error
    finally:
        checker.deciding = checker.deciding[:-1]


def _table(checker: Checker, tree: Tree) -> DecisionMember:
    key, known = _key(tree), checker.vocabulary.members(TABLES)
    table = known.get(key)
    if not isinstance(table, DecisionMember):
        near = get_close_matches(key, list(known), 1)
        hint = f"Did you mean “{near[0]}”?" if near else None
        raise refused("unknown_table", tree, f"There is no decision table “{key}”.", hint)
    if checker.rows[-1] != table.entity:
        raise refused(
            "wrong_entity", tree, f"The decision table “{key}” is about other records: “{table.entity}”."
        )
    if table.policy is None:
        raise refused(
            "list_output",
            tree,
            f"The decision table “{key}” may give several values, and a formula takes one.",
            "Let it take the first row that matches or allow one only, or let it collect a number.",
        )
    if len(table.rows) > MOST_ROWS:
        raise refused(
            "too_complex",
            tree,
            f"A formula asks tables of at most {MOST_ROWS} rows.",
            "Ask it in a decision node of a flow, or by a rule that sets a field.",
        )
    return table


def _key(tree: Tree) -> str:
    if isinstance(tree, Constant) and isinstance(tree.value, str):
        return tree.value
    raise refused("type_mismatch", tree, "Write the key of the table and of the output as text.", _SIGNATURE)


def refused(code: str, tree: Tree, message: str, hint: str | None = None) -> FormulaError:
    return formula_error(code, tree.place.position, tree.place.length, message, hint)


FUNCTIONS: tuple[Function, ...] = (
    special(
        "DECIDE",
        "lookup",
        _SIGNATURE,
        _decide,
        help=(
            "What a decision table gives for the record: blank when no row is true, #N/A when two are and it allows "
            "one. The output may be left out of a table that has one.",
            "决策表对该记录给出的结果：没有行命中时为空；只允许一行命中而命中多行时为 #N/A。只有一个输出的表可省略输出。",
        ),
        examples=(('DECIDE("region_team", "team")', ""),),
    ),
)
