"""Definition: what a function of the language is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement

from dougong_formula.checking import Checker, TypeRule
from dougong_formula.tree import Call as CallTree
from dougong_formula.typed import Node
from dougong_formula.types import BOOLEAN, DATE, DATETIME, NUMBER, TEXT, Type
from dougong_model import ErrorCode, FormulaErrorValue, Value

DIVISION = FormulaErrorValue(ErrorCode.DIVISION)
VALUE = FormulaErrorValue(ErrorCode.VALUE)
NUMBER_ERROR = FormulaErrorValue(ErrorCode.NUMBER)
NOT_AVAILABLE = FormulaErrorValue(ErrorCode.NOT_AVAILABLE)


@dataclass(frozen=True, slots=True)
class Failing:
    """SQL that may fail: the value, which must be NULL then, and the error's code or NULL."""

    value: ColumnElement[Any]
    error: ColumnElement[Any]


Sql = Callable[..., ColumnElement[Any] | Failing]
Python = Callable[..., Value]

PARAMETER_TYPES: Mapping[str, Type] = {
    "number": NUMBER,
    "text": TEXT,
    "boolean": BOOLEAN,
    "date": DATE,
    "datetime": DATETIME,
    "day": DATE,
}
"""Kinds of a strict function's parameters.

Blank is 0, "" or FALSE for number, text and boolean; a blank date makes the answer blank. `day` also takes a
date-time, as the reader's local date. Calls written by the checker know more: `filled`, a number that stays
blank, `any`, `zone`, `days`, a list of dates, and `constant`, a literal that is not bound as a parameter.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function: its signature, type rule, both server forms, help and examples.

    A strict function has `parameters` (kinds; an error in any argument is the answer) with `python` and
    `sql` given clean values. Others (IF, aggregates …) have a type rule of their own, which may also
    rewrite the call into simpler ones; what remains of them is known to each back end by name.
    `examples` are (formula, answer) pairs of texts; `reading` is the plain-language form.
    """

    name: str
    group: str
    signature: str
    rule: TypeRule
    parameters: tuple[str, ...] = ()
    python: Python | None = None
    sql: Sql | None = None
    help: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[tuple[str, str], ...] = ()
    reading: Mapping[str, str] = field(default_factory=dict)
    internal: bool = False


def strict(
    name: str,
    group: str,
    signature: str,
    parameters: str,
    result: Type,
    python: Python,
    sql: Sql,
    *,
    help: tuple[str, str] = ("", ""),
    examples: tuple[tuple[str, str], ...] = (),
    reading: tuple[str, str] | None = None,
    defaults: tuple[Node, ...] = (),
    repeats: bool = False,
    digits: tuple[int, int] | None = None,
    internal: bool = False,
) -> Function:
    """Make a strict function from kinds of parameters (`"text number"`).

    Missing last arguments take the `defaults`; with `repeats` the last parameter may come again.
    """
    kinds = tuple(parameters.split())
    least = len(kinds) - len(defaults)

    def rule(checker: Checker, call: CallTree) -> Node:
        trees = checker.arguments(call, least, None if repeats else len(kinds), signature)
        nodes = [
            argument(checker, tree, kinds[min(index, len(kinds) - 1)]) for index, tree in enumerate(trees)
        ]
        nodes += defaults[len(nodes) - least :] if len(nodes) < len(kinds) else ()
        return checker.call(name, nodes, result, call.place, digits)

    return Function(
        name=name,
        group=group,
        signature=signature,
        rule=rule,
        parameters=kinds,
        python=python,
        sql=sql,
        help={"en": help[0], "zh": help[1]},
        examples=examples,
        internal=internal,
        reading={} if reading is None else {"en": reading[0], "zh": reading[1]},
    )


def argument(checker: Checker, tree: Any, kind: str) -> Node:
    """Type one argument by the kind of its parameter."""
    if kind == "day":
        return day(checker, checker.node(tree))
    return checker.of_type(tree, PARAMETER_TYPES[kind])


def day(checker: Checker, node: Node) -> Node:
    """Return a node as a date; a date-time becomes the reader's local date."""
    if node.type == DATETIME:
        return checker.call("LOCAL_DATE", (node, checker.zone(node.place)), DATE, node.place)
    converted = checker.convert(node, DATE)
    if converted is None:
        raise checker.mismatch(node, "date")
    return converted


def special(
    name: str,
    group: str,
    signature: str,
    rule: TypeRule,
    *,
    help: tuple[str, str],
    examples: tuple[tuple[str, str], ...] = (),
    reading: tuple[str, str] | None = None,
) -> Function:
    """Make a function with a type rule of its own."""
    return Function(
        name=name,
        group=group,
        signature=signature,
        rule=rule,
        help={"en": help[0], "zh": help[1]},
        examples=examples,
        reading={} if reading is None else {"en": reading[0], "zh": reading[1]},
    )


def internal(name: str, parameters: str, python: Python, sql: Sql) -> Function:
    """Make a function that only the checker writes, never a person."""

    def rule(checker: Checker, call: CallTree) -> Node:
        raise AssertionError(f"{name} is not a function of the language")

    return Function(
        name=name,
        group="internal",
        signature=name,
        rule=rule,
        parameters=tuple(parameters.split()),
        python=python,
        sql=sql,
        internal=True,
    )
