"""Tree: the untyped form of a formula, as read from its text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands in the text, in code points."""

    position: int
    length: int

    def to(self, other: Place) -> Place:
        """Return the place from the start of this one to the end of the other."""
        return Place(self.position, other.position + other.length - self.position)


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, text, TRUE or FALSE."""

    place: Place
    value: Decimal | str | bool


@dataclass(frozen=True, slots=True)
class Path:
    """A name or names joined by points, with the place of each."""

    place: Place
    names: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; the name as written."""

    place: Place
    name: str
    name_place: Place
    arguments: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands joined by operators of one precedence, to be read from the left."""

    place: Place
    first: Tree
    rest: tuple[tuple[str, Tree], ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """`-x`, `+x` or `NOT x`."""

    place: Place
    operator: str
    operand: Tree


@dataclass(frozen=True, slots=True)
class Group:
    """Values in parentheses: the right side of IN; one value is only a value."""

    place: Place
    items: tuple[Tree, ...]


Tree: TypeAlias = Constant | Path | Call | Chain | Prefix | Group
