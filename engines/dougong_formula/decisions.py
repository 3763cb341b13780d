"""Decisions: decision tables as formulas ask them, put together from the texts of their cells.

A table becomes the same conditions and values that a person would write with IFS and SUM. So it is typed like every
other formula, and Python, PostgreSQL and the browser give the one answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from dougong_formula.parse import parse
from dougong_formula.tree import Call, Chain, Constant, Group, Path, Place, Prefix, Tree
from dougong_formula.vocabulary import Member

TABLES = "@tables"
"""The entity whose members are the decision tables of the app, by key."""

MOST_ROWS = 200
"""So many rows a formula asks; each is a condition of its own, in every place that the formula stands in."""

Policy = Literal["first", "unique", "sum", "min", "max", "count"]


@dataclass(frozen=True, slots=True)
class DecisionMember(Member):
    """A decision table among the names of an app.

    `inputs` are expressions over a record of `entity`, `rows` hold a cell for each (None: any) and an expression for
    each of `outputs`; `cell` gives the expression over `input` that a cell stands for, of an input with several values
    when told so. `policy` is what several true rows mean; None: nothing that a formula can give.
    """

    entity: str = ""
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[str | None, ...], tuple[str, ...]], ...] = ()
    policy: Policy | None = None
    cell: Callable[[str, bool], str] = field(default=lambda text, _: text)


def decision_tree(table: DecisionMember, output: str, several: Sequence[bool], place: Place) -> Tree:
    """Return a table as the formula that gives an output, as if it stood at `place`; `several` says which inputs have
    several values. Raises FormulaError for a text that cannot be read.
    """
    at = table.outputs.index(output)
    inputs = [_moved(parse(text), place) for text in table.inputs]
    conditions = [
        _all(
            [
                _with_input(_moved(parse(table.cell(cell, many)), place), given)
                for cell, given, many in zip(cells, inputs, several, strict=True)
                if cell is not None
            ],
            place,
        )
        for cells, _ in table.rows
    ]
    values = [_moved(parse(outputs[at]), place) for _, outputs in table.rows]
    blank = _call("BLANK", (), place)
    if table.policy in ("sum", "count"):
        one = Constant(place, Decimal(1))
        given = values if table.policy == "sum" else [one] * len(values)
        return _sum(
            [_if(when, value, None, place) for when, value in zip(conditions, given, strict=True)], place
        )
    if table.policy in ("min", "max"):
        chosen = [_if(when, value, blank, place) for when, value in zip(conditions, values, strict=True)]
        return _call(table.policy.upper(), tuple(chosen), place)
    pairs = [part for pair in zip(conditions, values, strict=True) for part in pair]
    first = _call("IFS", (*pairs, Constant(place, True), blank), place)
    if table.policy == "first" or len(conditions) < 2:
        return first
    hits = _sum([_if(when, Constant(place, Decimal(1)), None, place) for when in conditions], place)
    several_hit = Chain(place, hits, ((">", Constant(place, Decimal(1))),))
    contradiction = _call("IFS", (Constant(place, False), blank), place)
    return _if(Group(place, (several_hit,)), contradiction, first, place)


def _call(name: str, arguments: tuple[Tree, ...], place: Place) -> Tree:
    return Call(place, name, place, arguments)


def _if(condition: Tree, then: Tree, otherwise: Tree | None, place: Place) -> Tree:
    return _call("IF", (condition, then, otherwise or Constant(place, Decimal(0))), place)


def _all(conditions: list[Tree], place: Place) -> Tree:
    return _call("AND", tuple(conditions), place) if conditions else Constant(place, True)


def _sum(parts: list[Tree], place: Place) -> Tree:
    return (
        Group(place, (Chain(place, parts[0], tuple(("+", part) for part in parts[1:])),))
        if parts
        else Constant(place, Decimal(0))
    )


def _moved(tree: Tree, place: Place) -> Tree:
    """Return a tree of another text as if all of it stood at a place of this one."""
    return _mapped(tree, place, lambda path: replace(path, place=place, places=(place,) * len(path.names)))


def _with_input(tree: Tree, given: Tree) -> Tree:
    """Return a tree with what is given in the place of `input`."""

    def put(path: Path) -> Tree:
        if path.names[0] != "input":
            return path
        if len(path.names) == 1:
            return Group(path.place, (given,))
        if isinstance(given, Path):
            names = (*given.names, *path.names[1:])
            return Path(path.place, names, (path.place,) * len(names))
        return path

    return _mapped(tree, tree.place, put)


def _mapped(tree: Tree, place: Place, path: Callable[[Path], Tree]) -> Tree:
    def go(part: Tree) -> Tree:
        match part:
            case Path():
                return path(part)
            case Constant():
                return replace(part, place=place)
            case Call():
                return Call(place, part.name, place, tuple(go(one) for one in part.arguments))
            case Chain():
                return Chain(place, go(part.first), tuple((sign, go(one)) for sign, one in part.rest))
            case Prefix():
                return Prefix(place, part.operator, go(part.operand))
            case Group():
                return Group(place, tuple(go(one) for one in part.items))

    return go(tree)


def policy_of(document: Mapping[str, object]) -> Policy | None:
    """Return what several true rows of a table document mean to a formula; None when it can give no single value."""
    hit, collect = document.get("hit", "unique"), document.get("collect", "list")
    if hit in ("first", "unique"):
        return "first" if hit == "first" else "unique"
    known: Mapping[object, Policy] = {"sum": "sum", "min": "min", "max": "max", "count": "count"}
    return known.get(collect) if hit == "collect" else None
