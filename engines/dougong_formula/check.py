"""Check: from a tree to a typed expression, against the names of a vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache

from dougong_formula.checking import Checker
from dougong_formula.errors import formula_error
from dougong_formula.functions import FUNCTIONS
from dougong_formula.limits import MAX_DEPTH
from dougong_formula.operators import chain, prefix
from dougong_formula.parse import parse
from dougong_formula.tree import Call as CallTree
from dougong_formula.tree import Chain, Constant, Group, Prefix, Tree
from dougong_formula.tree import Path as PathTree
from dougong_formula.typed import Aggregate, Call, Expression, Filtered, Literal, Node, below, digits_of
from dougong_formula.types import BOOLEAN, NUMBER, TEXT, Type
from dougong_formula.vocabulary import Vocabulary


def check(
    tree: Tree, vocabulary: Vocabulary, expected: Type | None = None, *, text: str = "", measure: bool = False
) -> Expression:
    """Type a tree; raises FormulaError with the position of what does not fit.

    With `measure` the expression is a report measure: its outermost level speaks of the rows of one
    group, and `SUM(amount)`, `COUNT()`, `COUNTIF(condition)` aggregate them.
    """
    rows: list[str | None] = [None] if measure else [vocabulary.root]
    checker = Checker(vocabulary, FUNCTIONS, type_tree, rows, measure)
    node = checker.node(tree)
    if isinstance(node, Filtered):
        raise formula_error(
            "not_allowed_here",
            node.place.position,
            node.place.length,
            "FILTER stands inside an aggregate.",
            "For example SUM(FILTER(lines, qty > 2), amount).",
        )
    if expected is not None:
        converted = checker.convert(node, expected)
        if converted is None:
            raise checker.mismatch(node, str(expected), "The formula has another type. ")
        node = converted
    elif node.type.entity == "@user":
        person = vocabulary.members("@user").get("id")
        node = (checker.convert(node, person.type) if person else None) or node
    _check_depth(node)
    return Expression(
        text=text,
        tree=_result(node),
        type=node.type,
        references=frozenset(checker.references),
        prefixes_used=frozenset(name for name in checker.prefixes if not name.startswith("$")),
        volatile=checker.volatile,
        root=vocabulary.root,
    )


def parse_expression(
    text: str, vocabulary: Vocabulary, expected: Type | None = None, *, measure: bool = False
) -> Expression:
    """Parse and check a formula; the tree of a text is kept."""
    return check(_parsed(text), vocabulary, expected, text=text, measure=measure)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Tree:
    return parse(text)


def _result(node: Node) -> Node:
    """Wrap what leaves the expression: numbers are rounded to 10 decimals, long texts are errors."""
    if isinstance(node, Call | Aggregate) and node.type == NUMBER:
        whole, scale = digits_of(node)
        if scale > 10 or whole > (28 if node.function == "*" else 36):
            return Call(NUMBER, "CHECK_NUMBER", (node,), node.place, (28, 10))
    if isinstance(node, Call) and node.type == TEXT and node.function not in ("TEXT_DATE", "TEXT_MOMENT"):
        return Call(TEXT, "CHECK_TEXT", (node,), node.place)
    return node


def _check_depth(tree: Node) -> None:
    level: Sequence[Node] = (tree,)
    depth = 0
    while level:
        depth += 1
        if depth > 2 * MAX_DEPTH:
            place = level[0].place
            raise formula_error(
                "too_deep",
                place.position,
                place.length,
                f"A formula nests at most {MAX_DEPTH} levels.",
                "Split it into several formula fields.",
            )
        level = [part for node in level for part in below(node)]


def type_tree(checker: Checker, tree: Tree) -> Node:
    """Type any part of a tree."""
    match tree:
        case Constant():
            return Literal(_constant_type(tree), tree.value, tree.place)
        case PathTree():
            return checker.path(tree)
        case CallTree():
            return _call(checker, tree)
        case Chain():
            return chain(checker, tree)
        case Prefix():
            return prefix(checker, tree)
        case Group():
            if len(tree.items) == 1:
                return checker.node(tree.items[0])
            raise formula_error(
                "syntax",
                tree.place.position,
                tree.place.length,
                "Several values in parentheses stand only after IN.",
                'For example status IN ("a", "b").',
            )


def _constant_type(tree: Constant) -> Type:
    if isinstance(tree.value, bool):
        return BOOLEAN
    return NUMBER if isinstance(tree.value, Decimal) else TEXT


def _call(checker: Checker, tree: CallTree) -> Node:
    function = FUNCTIONS.get(tree.name.upper())
    if function is None or function.internal:
        near = get_close_matches(
            tree.name.upper(), [name for name, f in FUNCTIONS.items() if not f.internal], 1
        )
        raise formula_error(
            "unknown_function",
            tree.name_place.position,
            tree.name_place.length,
            f"There is no function {tree.name.upper()}.",
            f"Did you mean {near[0]}?" if near else None,
        )
    return function.rule(checker, tree)
