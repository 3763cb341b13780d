"""Trees: random trees of the grammar, and their text with any spacing."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from hypothesis import strategies as st

from dougong_formula import PUBLIC_FUNCTIONS
from dougong_formula.tree import Call, Chain, Constant, Group, Path, Place, Prefix, Tree
from tests.engines.formula.cases import SPECIFICATION

_HERE = Place(0, 0)
_LEVELS = (
    ("OR",),
    ("AND",),
    ("=", "<>", "<", "<=", ">", ">=", "IN", "NOT IN"),
    ("&",),
    ("+", "-"),
    ("*", "/"),
    ("^",),
)
"""Operators, loosest first."""
_COMPARISON = 2
_NAMES = sorted(
    {name for fields in SPECIFICATION["entities"].values() for name in fields} | {"this", "parent"}
)
_FUNCTIONS = [*PUBLIC_FUNCTIONS, *(name.lower() for name in PUBLIC_FUNCTIONS)]
_LETTERS = "aB0 é中😀\"'(),.\n{}"
_WORD = re.compile(r"[A-Za-z0-9_.]")


def trees(depth: int = 3) -> st.SearchStrategy[tuple[Tree, str]]:
    """Return trees as the parser makes them, all places being the same, each with a text of it.

    Drawn from a seed: drawing every choice by itself takes a thousand times as long.
    """
    return st.integers(0, 2**32).map(lambda seed: _Drawer(random.Random(seed)).pair(depth))


class _Drawer:
    """Draws a tree level by level, as the grammar stands."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def pair(self, depth: int) -> tuple[Tree, str]:
        """Draw trees until one is no longer than a person would write."""
        while True:
            tree = self.chain(0, depth)
            text = self.written(tree)
            if len(text) < 1000:
                return tree, text

    def chain(self, level: int, depth: int) -> Tree:
        """Draw what may stand where operators of a level may: a chain of them, or something tighter."""
        if level == len(_LEVELS):
            return self.signed(depth)
        first = self.tighter(level, depth)
        if depth == 0 or self.chance.random() < 0.85:
            return first
        operators = self.chance.choices(_LEVELS[level], k=self.chance.randint(1, 3))
        return Chain(_HERE, first, tuple((operator, self.tighter(level, depth)) for operator in operators))

    def tighter(self, level: int, depth: int) -> Tree:
        tree = self.chain(level + 1, depth)
        # In front of a parenthesis NOT is the function of that name.
        if level + 1 == _COMPARISON and self.chance.random() < 0.1 and next(tokens(tree)) != "(":
            return Prefix(_HERE, "NOT", tree)
        return tree

    def signed(self, depth: int) -> Tree:
        tree = self.atom(depth)
        while self.chance.random() < 0.2:
            tree = Prefix(_HERE, self.chance.choice("+-"), tree)
        return tree

    def atom(self, depth: int) -> Tree:
        match self.chance.choice("cpfg" if depth else "cp"):
            case "c":
                return Constant(_HERE, self.constant())
            case "p":
                names = self.chance.choices(_NAMES, k=self.chance.choice((1, 1, 1, 2, 3)))
                return Path(_HERE, tuple(names), (_HERE,) * len(names))
            case "f":
                name = self.chance.choice(_FUNCTIONS)
                return Call(_HERE, name, _HERE, self.parts(0, depth))
            case _:
                return Group(_HERE, self.parts(1, depth))

    def constant(self) -> Decimal | str | bool:
        return self.chance.choice(
            (
                True,
                False,
                Decimal(self.chance.randrange(10**9)).scaleb(-self.chance.randrange(9)),
                "".join(self.chance.choices(_LETTERS, k=self.chance.randrange(5))),
            )
        )

    def parts(self, least: int, depth: int) -> tuple[Tree, ...]:
        return tuple(self.chain(0, depth - 1) for _ in range(self.chance.randint(least, 3)))

    def written(self, tree: Tree) -> str:
        """Return the text of a tree with any spacing that keeps its words apart."""
        text = ""
        for token in tokens(tree):
            apart = bool(text) and _WORD.match(text[-1]) is not None and _WORD.match(token) is not None
            text += self.chance.choice((" ", "\n", "  ") if apart else ("", "", " ", "\t")) + token
        return text


def tokens(tree: Tree) -> Iterator[str]:
    """Write a tree as its tokens."""
    match tree:
        case Constant(value=bool() as value):
            yield "TRUE" if value else "FALSE"
        case Constant(value=Decimal() as value):
            yield f"{value:f}"
        case Constant(value=value):
            yield '"' + str(value).replace('"', '""') + '"'
        case Path():
            yield ".".join(tree.names)
        case Call():
            yield tree.name
            yield from _parenthesised(tree.arguments)
        case Group():
            yield from _parenthesised(tree.items)
        case Prefix():
            yield tree.operator
            yield from tokens(tree.operand)
        case Chain():
            yield from tokens(tree.first)
            for operator, operand in tree.rest:
                yield operator
                yield from tokens(operand)


def _parenthesised(parts: Sequence[Tree]) -> Iterator[str]:
    yield "("
    for index, part in enumerate(parts):
        if index:
            yield ","
        yield from tokens(part)
    yield ")"


def placeless(tree: Tree) -> Tree:
    """Return a tree with every place the same, to be compared."""
    match tree:
        case Constant():
            return Constant(_HERE, tree.value)
        case Path():
            return Path(_HERE, tree.names, (_HERE,) * len(tree.names))
        case Call():
            return Call(_HERE, tree.name, _HERE, tuple(map(placeless, tree.arguments)))
        case Group():
            return Group(_HERE, tuple(map(placeless, tree.items)))
        case Prefix():
            return Prefix(_HERE, tree.operator, placeless(tree.operand))
        case Chain():
            rest = tuple((operator, placeless(operand)) for operator, operand in tree.rest)
            return Chain(_HERE, placeless(tree.first), rest)
