"""Operands: what a condition joins with AND or OR at its top, so that two conditions can be compared."""

from __future__ import annotations

from dougong_formula.parse import parse
from dougong_formula.tree import Chain, Group, Tree


def operands(text: str, joint: str) -> frozenset[str]:
    """Return the conditions that `joint` (AND, OR) joins at the top of a text, parentheses around them taken off.

    A text that it does not join is its own only operand. Raises FormulaError when the text cannot be read.
    """
    return frozenset(_operands(_bare(parse(text)), text, joint))


def _operands(tree: Tree, text: str, joint: str) -> list[str]:
    if isinstance(tree, Chain) and all(operator == joint for operator, _ in tree.rest):
        parts = (tree.first, *(operand for _, operand in tree.rest))
        return [each for part in parts for each in _operands(_bare(part), text, joint)]
    place = tree.place
    return [" ".join(text[place.position : place.position + place.length].split())]


def _bare(tree: Tree) -> Tree:
    while isinstance(tree, Group) and len(tree.items) == 1:
        tree = tree.items[0]
    return tree
