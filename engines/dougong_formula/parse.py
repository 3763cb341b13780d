"""Parse: the text of a formula to its tree, with positions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path as FilePath
from typing import cast

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedEOF, UnexpectedToken, v_args
from lark.exceptions import VisitError

from dougong_formula.errors import FormulaError, formula_error
from dougong_formula.limits import MAX_DEPTH, MAX_LENGTH
from dougong_formula.tree import Call, Chain, Constant, Group, Path, Place, Prefix, Tree

FULL_WIDTH: Mapping[str, str] = {
    "，": ",",
    "（": "(",
    "）": ")",
    "“": '"',
    "”": '"',
    "‘": '"',
    "’": '"',
    "＝": "=",
    "＞": ">",
    "＜": "<",
    "＋": "+",
    "－": "-",
    "×": "*",
    "÷": "/",
    "；": ",",
    "。": ".",
    "'": '"',
    "≥": ">=",
    "≤": "<=",
    "≠": "<>",
    "!": "<>",
    "％": "/ 100",
    "%": "/ 100",
    ";": ",",
}
"""What is meant by marks that no formula knows."""


HOLE = "?"
"""What the condition builder writes for a value that is still missing; no formula may hold it."""


def _place(token: Token) -> Place:
    start = token.start_pos or 0
    return Place(start, (token.end_pos or start) - start)


@v_args(inline=True)
class _Builder(Transformer[Token, Tree]):
    """Makes tree nodes as the parser reduces, so nothing recurses over the text's length."""

    def start(self, tree: Tree) -> Tree:
        return tree

    def number(self, token: Token) -> Tree:
        return Constant(_place(token), Decimal(str(token)))

    def text(self, token: Token) -> Tree:
        return Constant(_place(token), str(token)[1:-1].replace('""', '"'))

    def true(self, token: Token) -> Tree:
        return Constant(_place(token), True)

    def false(self, token: Token) -> Tree:
        return Constant(_place(token), False)

    def path(self, token: Token) -> Tree:
        start = token.start_pos or 0
        found = list(re.finditer(r"[A-Za-z_][A-Za-z0-9_]*", str(token)))
        return Path(
            _place(token),
            tuple(match.group() for match in found),
            tuple(Place(start + match.start(), match.end() - match.start()) for match in found),
        )

    def call(self, name: Token, *rest: Tree | Token | None) -> Tree:
        close = rest[-1]
        assert isinstance(close, Token)
        arguments = tuple(part for part in rest[:-1] if part is not None and not isinstance(part, Token))
        return Call(_place(name).to(_place(close)), str(name), _place(name), arguments)

    def group(self, opening: Token, *rest: Tree | Token) -> Tree:
        close = rest[-1]
        assert isinstance(close, Token)
        return Group(
            _place(opening).to(_place(close)), tuple(part for part in rest if not isinstance(part, Token))
        )

    def prefix_not(self, operator: Token, operand: Tree) -> Tree:
        return Prefix(_place(operator).to(operand.place), "NOT", operand)

    def signed(self, operator: Token, operand: Tree) -> Tree:
        return Prefix(_place(operator).to(operand.place), str(operator), operand)

    def _chain(self, *parts: Tree | Token) -> Tree:
        first, pairs = parts[0], []
        assert not isinstance(first, Token)
        for operator, operand in zip(parts[1::2], parts[2::2], strict=True):
            assert not isinstance(operand, Token)
            pairs.append((" ".join(str(operator).upper().split()), operand))
        return Chain(first.place.to(pairs[-1][1].place), first, tuple(pairs))

    disjunction = conjunction = comparison = sum = product = _chain

    def joined(self, *operands: Tree) -> Tree:
        return Chain(
            operands[0].place.to(operands[-1].place), operands[0], tuple(("&", o) for o in operands[1:])
        )

    def power(self, *operands: Tree) -> Tree:
        return Chain(
            operands[0].place.to(operands[-1].place), operands[0], tuple(("^", o) for o in operands[1:])
        )


_PARSER = Lark(
    (FilePath(__file__).parent / "grammar.lark").read_text("utf-8"),
    parser="lalr",
    transformer=_Builder(),
    maybe_placeholders=False,
)


def parse(text: str) -> Tree:
    """Read a formula; raises FormulaError (syntax, too_long, too_deep) with the position."""
    if len(text) > MAX_LENGTH:
        raise formula_error(
            "too_long",
            MAX_LENGTH,
            len(text) - MAX_LENGTH,
            f"A formula has at most {MAX_LENGTH} characters; this one has {len(text)}.",
        )
    if not text.strip():
        raise formula_error(
            "syntax", 0, len(text), "Nothing is written here yet.", "Write a field, a value or a function."
        )
    try:
        tree = cast(Tree, _PARSER.parse(text))
    except VisitError as error:
        if isinstance(error.orig_exc, FormulaError):
            raise error.orig_exc from None
        raise
    except UnexpectedCharacters as error:
        raise _unexpected_character(text, error.pos_in_stream or 0) from None
    except UnexpectedToken as error:
        raise _unexpected_token(text, error.token) from None
    except UnexpectedEOF:
        raise formula_error("syntax", len(text), 0, "The formula ends too early.") from None
    _check_depth(tree)
    return tree


def _unexpected_character(text: str, position: int) -> FormulaError:
    character = text[position]
    if character == '"':
        return formula_error(
            "syntax",
            position,
            len(text) - position,
            "This text has no closing quote.",
            'Put a " at its end; inside a text a quote is written "".',
        )
    if character == HOLE:
        return formula_error(
            "unfinished",
            position,
            1,
            "This condition is not finished: a value is missing.",
            "Fill in the value, or remove the line.",
        )
    hint = None
    if character in FULL_WIDTH:
        hint = (
            f"Write {FULL_WIDTH[character]} (half-width)."
            if ord(character) > 127
            else f"Write {FULL_WIDTH[character]}."
        )
    elif ord(character) > 127:
        hint = "Use the key of the field; a text stands in double quotes."
    return formula_error("syntax", position, 1, f"“{character}” cannot stand here.", hint)


def _unexpected_token(text: str, token: Token) -> FormulaError:
    if token.type == "$END":
        opened = text.count("(") - text.count(")")
        hint = (
            "A closing parenthesis is missing."
            if opened > 0
            else "Something is missing after the last operator."
        )
        return formula_error("syntax", len(text), 0, "The formula ends too early.", hint)
    return formula_error(
        "syntax",
        token.start_pos or 0,
        len(token),
        f"“{token}” cannot stand here.",
        "An operator or a comma is missing before it." if token.type in _OPERANDS else None,
    )


_OPERANDS = {"NUMBER", "STRING", "PATH", "FUNCTION", "TRUE", "FALSE"}


def children(tree: Tree) -> Sequence[Tree]:
    """Return the nodes directly below a node."""
    match tree:
        case Call():
            return tree.arguments
        case Chain():
            return (tree.first, *(operand for _, operand in tree.rest))
        case Prefix():
            return (tree.operand,)
        case Group():
            return tree.items
        case _:
            return ()


def replaced(tree: Tree, change: Callable[[Path], Tree]) -> Tree:
    """Return a tree with something in the place of each of its paths."""
    match tree:
        case Path():
            return change(tree)
        case Call():
            return replace(tree, arguments=tuple(replaced(one, change) for one in tree.arguments))
        case Chain():
            rest = tuple((operator, replaced(one, change)) for operator, one in tree.rest)
            return replace(tree, first=replaced(tree.first, change), rest=rest)
        case Prefix():
            return replace(tree, operand=replaced(tree.operand, change))
        case Group():
            return replace(tree, items=tuple(replaced(one, change) for one in tree.items))
        case Constant():
            return tree


def _check_depth(tree: Tree) -> None:
    level: Sequence[Tree] = (tree,)
    depth = 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            place = level[0].place
            raise formula_error(
                "too_deep", place.position, place.length, f"A formula nests at most {MAX_DEPTH} levels."
            )
        level = [below for node in level for below in children(node)]
