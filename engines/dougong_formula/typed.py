"""Typed: the checked form of a formula, on which all three back ends stand.

Operators and functions that mean different things for different types are already told apart here
(`date - date` is the call DAYS_BETWEEN), so a back end never looks at types to know what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from dougong_formula.tree import Place
from dougong_formula.types import Type
from dougong_model import Value

FIELD_DIGITS = (28, 10)


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the formula; None is blank."""

    type: Type
    value: Value
    place: Place


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row: `depth` 0 is the root row, 1 a row of the outermost aggregate, and so on.

    `path` holds the keys: hops over references first, the field last. `entity` is the entity of the row.
    """

    type: Type
    depth: int
    path: tuple[str, ...]
    entity: str
    place: Place


@dataclass(frozen=True, slots=True)
class Name:
    """A value that stands beside the row: `user.id`, `settings.limit`, `$today`."""

    type: Type
    path: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or a function; `digits` bounds the whole and decimal digits of a number."""

    type: Type
    function: str
    arguments: tuple[Node, ...]
    place: Place
    digits: tuple[int, int] = FIELD_DIGITS


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that a report measure aggregates: one group of the dataset."""

    type: Type
    place: Place


@dataclass(frozen=True, slots=True)
class Filtered:
    """A list of records with a condition on its rows; stands only inside an aggregate."""

    type: Type
    source: Node
    condition: Node
    place: Place


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A function over the rows of a list; condition and value are evaluated on the row at `depth`."""

    type: Type
    function: str
    source: Field | Name | Rows
    depth: int
    condition: Node | None
    value: Node | None
    separator: Node | None
    place: Place
    digits: tuple[int, int] = FIELD_DIGITS
    order: tuple[str, ...] = ()


Node: TypeAlias = Literal | Field | Name | Call | Aggregate | Rows | Filtered


def below(node: Node) -> Sequence[Node]:
    """Return the nodes directly below a typed node."""
    match node:
        case Call():
            return node.arguments
        case Aggregate():
            parts = (node.source, node.condition, node.value, node.separator)
            return tuple(part for part in parts if part is not None)
        case Filtered():
            return (node.source, node.condition)
        case _:
            return ()


def digits_of(node: Node) -> tuple[int, int]:
    """Return how many whole and decimal digits the exact number may have."""
    if isinstance(node, Literal) and isinstance(node.value, Decimal):
        _, digits, exponent = node.value.as_tuple()
        assert isinstance(exponent, int)
        return max(len(digits) + exponent, 1), max(-exponent, 0)
    if isinstance(node, Call | Aggregate):
        return node.digits
    return FIELD_DIGITS


def passed_on(node: Node) -> Node:
    """Return the node whose own values a formula gives: what stands in MIN and MAX, else the formula itself."""
    match node:
        case Aggregate(function="MIN" | "MAX", value=inner) if inner is not None:
            return passed_on(inner)
        case _:
            return node


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A typed formula.

    `references` holds (entity, field key) of every field used, over all hops; `prefixes_used` the
    reserved names; `volatile` says that it uses TODAY or NOW, so its value must not be stored.
    """

    text: str
    tree: Node
    type: Type
    references: frozenset[tuple[str, str]]
    prefixes_used: frozenset[str]
    volatile: bool
    root: str | None

    @property
    def is_year(self) -> bool:
        """Say whether it gives years, which are read like names."""
        node = passed_on(self.tree)
        return isinstance(node, Call) and node.function == "YEAR"
