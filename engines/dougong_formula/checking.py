"""Checking: the state of one type check, which the type rules of functions are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from typing import Protocol
from uuid import UUID

from dougong_formula.errors import FormulaError, formula_error
from dougong_formula.limits import MAX_DIGITS
from dougong_formula.tree import Call as CallTree
from dougong_formula.tree import Path as PathTree
from dougong_formula.tree import Place, Tree
from dougong_formula.typed import Call, Field, Filtered, Literal, Name, Node, Rows, digits_of
from dougong_formula.types import (
    BLANK_TYPE,
    DATE,
    DATETIME,
    NUMBER,
    TEXT,
    TIME,
    Type,
    list_of,
    record_of,
    unify,
)
from dougong_formula.vocabulary import Member, Vocabulary

_EXAMPLES = {
    "number": "12.5",
    "text": '"north"',
    "boolean": "TRUE",
    "date": "DATE(2026, 1, 31)",
    "datetime": "NOW()",
    "time": '"08:30"',
}
_FUNCTION_DIGITS = 100

TypeRule = Callable[["Checker", CallTree], Node]


class Rule(Protocol):
    """What the checker must know of a function: how it types its call."""

    @property
    def name(self) -> str:
        """Return the name of the function."""

    @property
    def rule(self) -> TypeRule:
        """Return the type rule of the function."""


@dataclass(slots=True)
class Checker:
    """One type check: the vocabulary, the rows in reach, what was used so far.

    `rows` are the entities of the rows in reach, outermost first (None: a place without fields).
    """

    vocabulary: Vocabulary
    functions: Mapping[str, Rule]
    operands: Callable[[Checker, Tree], Node]
    rows: list[str | None]
    measure: bool = False
    references: set[tuple[str, str]] = field(default_factory=set)
    prefixes: set[str] = field(default_factory=set)
    volatile: bool = False
    deciding: tuple[str, ...] = ()
    """The decision tables inside whose cells the check stands."""

    def node(self, tree: Tree) -> Node:
        """Type a part of the formula."""
        return self.operands(self, tree)

    # Making nodes

    def call(
        self,
        function: str,
        arguments: Sequence[Node],
        type_: Type,
        place: Place,
        digits: tuple[int, int] | None = None,
    ) -> Call:
        """Make a call; numbers too long for the exact arithmetic are brought to stored ones first."""
        limited = tuple(
            self.limited(argument, _FUNCTION_DIGITS) if argument.type == NUMBER else argument
            for argument in arguments
        )
        if digits is None:
            known = [digits_of(argument) for argument in limited if argument.type == NUMBER]
            digits = (
                max((whole for whole, _ in known), default=28),
                max([scale for _, scale in known] + [10]),
            )
        return Call(type_, function, limited, place, digits)

    def limited(self, node: Node, digits: int = MAX_DIGITS) -> Node:
        """Wrap a number that may need more digits than given in CHECK_NUMBER."""
        if sum(digits_of(node)) <= digits:
            return node
        return Call(NUMBER, "CHECK_NUMBER", (node,), node.place, (28, 10))

    def name(self, path: tuple[str, ...], type_: Type, place: Place) -> Name:
        """Make a value beside the row, noting that it is used."""
        self.prefixes.add(path[0])
        self.volatile = self.volatile or path[0] in ("$today", "$now")
        return Name(type_, path, place)

    def zone(self, place: Place) -> Name:
        """Make the time zone of the reader."""
        return Name(TEXT, ("$zone",), place)

    # Types

    def mismatch(self, node: Node, expected: str, where: str = "") -> FormulaError:
        """Return the error of a value of the wrong type, with what was found and an example."""
        kind = expected.split(" ")[0].replace("date-time", "datetime")
        example = _EXAMPLES.get(kind)
        hint = f"For example {example}." if example else None
        if isinstance(node.type, Type) and node.type.is_record_list:
            hint = "Use an aggregate, for example SUM(list, field) or COUNT(list)."
        return formula_error(
            "type_mismatch",
            node.place.position,
            node.place.length,
            f"{where}Expected {expected}, found {node.type}.",
            hint,
        )

    def of_type(self, tree: Tree, type_: Type, where: str = "") -> Node:
        """Type a part that must have a type, converting where that is safe."""
        node = self.node(tree)
        converted = self.convert(node, type_)
        if converted is None:
            raise self.mismatch(node, str(type_), where)
        return converted

    def convert(self, node: Node, type_: Type) -> Node | None:
        """Return the node as a value of the type, or None when it is not one."""
        if node.type == type_ or node.type.kind == "blank":
            return node
        if isinstance(node, Literal) and isinstance(node.value, str):
            return self._literal(node, node.value, type_)
        if node.type == DATE and type_ == DATETIME:
            return self.call("AT_MIDNIGHT", (node, self.zone(node.place)), DATETIME, node.place)
        if node.type.kind == type_.kind == "record" and node.type.entity == "@user":
            person = self.vocabulary.members("@user").get("id")
            if isinstance(node, Name) and person is not None and person.type == type_:
                return Name(type_, (*node.path, "id"), node.place)
        if unify(node.type, type_) is not None and node.type.kind == "list":
            return node
        return None

    def _literal(self, node: Literal, text: str, type_: Type) -> Node | None:
        """Read a text in the formula as a date, a time or the id of a record."""
        try:
            if type_ == DATE:
                return Literal(DATE, date.fromisoformat(text), node.place)
            if type_ == TIME:
                return Literal(TIME, time.fromisoformat(text), node.place)
            if type_ == DATETIME and len(text) == 10:
                return self.convert(Literal(DATE, date.fromisoformat(text), node.place), DATETIME)
            if type_ == DATETIME:
                moment = datetime.fromisoformat(text)
                return (
                    None if moment.tzinfo is None else Literal(DATETIME, moment.astimezone(UTC), node.place)
                )
            if type_.kind == "record":
                return Literal(type_, UUID(text), node.place)
        except ValueError:
            return None
        return None

    def common(self, nodes: Sequence[Node], where: str = "") -> tuple[list[Node], Type]:
        """Bring nodes to one type; raises type_mismatch naming the first that does not fit."""
        type_ = BLANK_TYPE
        for node in sorted(nodes, key=lambda node: isinstance(node, Literal)):
            if type_.kind == "blank" or (type_ == DATE and node.type == DATETIME):
                type_ = node.type
        if type_.kind == "record" and type_.entity == "@user":
            type_ = self.vocabulary.members("@user")["id"].type
        fitted = []
        for node in nodes:
            converted = self.convert(node, type_)
            if converted is None:
                raise self.mismatch(node, str(type_), where)
            if isinstance(converted, Literal) and converted.type.kind == "blank" and type_.kind != "list":
                converted = Literal(type_, converted.value, converted.place)
            fitted.append(converted)
        return fitted, type_

    # Names

    def path(self, tree: PathTree) -> Node:
        """Resolve a name: a reserved prefix, `this`, `parent`, or a field of the innermost row."""
        first, here = tree.names[0], len(self.rows) - 1
        if first == "this" and self.vocabulary.root is not None:
            return self._row_path(tree, 1, self._root_depth())
        depth, used = here, 0
        while used < len(tree.names) and tree.names[used] == "parent" and depth > 0 and self.rows[depth - 1]:
            depth, used = depth - 1, used + 1
        if used:
            return self._row_path(tree, used, depth)
        if first in self.vocabulary.prefixes and not first.startswith("$"):
            return self._prefix_path(tree)
        if self.rows[here] is None:
            raise self._outside(tree)
        return self._row_path(tree, 0, here)

    def _root_depth(self) -> int:
        return next(depth for depth, entity in enumerate(self.rows) if entity is not None)

    def _outside(self, tree: PathTree) -> FormulaError:
        place, name = tree.places[0], tree.names[0]
        if self.vocabulary.root is not None and name in self.vocabulary.members(self.vocabulary.root):
            return formula_error(
                "not_allowed_here",
                place.position,
                place.length,
                f"A measure speaks of many rows; “{name}” is of one.",
                f"Use an aggregate, for example SUM({name}).",
            )
        return self._unknown(tree, 0, [*self.vocabulary.prefixes])

    def _unknown(self, tree: PathTree, index: int, known: Sequence[str]) -> FormulaError:
        name, place = tree.names[index], tree.places[index]
        near = get_close_matches(name, [key for key in known if not key.startswith("$")], 1)
        hint = f"Did you mean “{near[0]}”?" if near else None
        if index == 0 and len(self.rows) > 1 and name in self._names_of(self.rows[-2]):
            hint = f"Write parent.{name} for the outer row."
        return formula_error(
            "unknown_name", place.position, place.length, f"There is no field “{name}” here.", hint
        )

    def _names_of(self, entity: str | None) -> Mapping[str, Member]:
        return {} if entity is None else self.vocabulary.members(entity)

    def _row_path(self, tree: PathTree, start: int, depth: int) -> Node:
        entity = self.rows[depth]
        assert entity is not None
        type_, keys = self._steps(tree, start, record_of(entity))
        if not keys:
            type_, keys = record_of(entity), ("id",)
        return Field(type_, depth, keys, entity, tree.place)

    def _prefix_path(self, tree: PathTree) -> Node:
        prefix = tree.names[0]
        type_, keys = self._steps(tree, 1, self.vocabulary.prefixes[prefix])
        return self.name((prefix, *keys), type_, tree.place)

    def _steps(self, tree: PathTree, start: int, type_: Type) -> tuple[Type, tuple[str, ...]]:
        """Follow names from a record; `.id` after a hop is the reference itself."""
        keys: list[str] = []
        for index in range(start, len(tree.names)):
            name, place = tree.names[index], tree.places[index]
            if type_.kind != "record" or type_.entity is None:
                before = tree.names[index - 1]
                raise formula_error(
                    "type_mismatch",
                    place.position,
                    place.length,
                    f"“{before}” is a {type_}; it has no fields.",
                    f"Use an aggregate, for example SUM({before}, {name})." if type_.is_record_list else None,
                )
            members = self.vocabulary.members(type_.entity)
            member = members.get(name)
            if member is None:
                names = [*members, *self.vocabulary.prefixes] if index == 0 else [*members]
                raise self._unknown(tree, index, names)
            self.references.add((type_.entity, name))
            type_ = member.type
            if not (name == "id" and keys):
                keys.append(name)
        return type_, tuple(keys)

    def sequence(self, key: str, type_: Type, call: CallTree) -> Name:
        """Make a value that exists only where the vocabulary says so (`$sequence`, `$uuid`)."""
        if key not in self.vocabulary.prefixes:
            raise formula_error(
                "not_allowed_here",
                call.place.position,
                call.place.length,
                f"{call.name.upper()} may only be used where a new record is numbered.",
            )
        return self.name((key,), type_, call.place)

    # Lists

    def list_source(self, node: Node) -> tuple[Field | Name | Rows, Node | None]:
        """Take a list of records apart: the list itself and the condition of FILTER, if any."""
        if isinstance(node, Filtered):
            assert isinstance(node.source, Field | Name | Rows)
            return node.source, node.condition
        if not isinstance(node, Field | Name | Rows) or not node.type.is_record_list:
            raise self.mismatch(node, "list of records")
        return node, None

    def inside(self, source: Node, tree: Tree, type_: Type | None = None, where: str = "") -> Node:
        """Type a part on the rows of a list."""
        assert source.type.item is not None
        self.rows.append(source.type.item.entity)
        try:
            return self.node(tree) if type_ is None else self.of_type(tree, type_, where)
        finally:
            self.rows.pop()

    def at_measure(self) -> bool:
        """Say whether this is the outermost level of a report measure."""
        return self.measure and len(self.rows) == 1 and self.vocabulary.root is not None

    def measure_rows(self, place: Place) -> Rows | None:
        """Return the rows of the group, at the outermost level of a report measure."""
        if not self.at_measure() or self.vocabulary.root is None:
            return None
        return Rows(list_of(record_of(self.vocabulary.root)), place)

    def arguments(self, call: CallTree, least: int, most: int | None, signature: str) -> tuple[Tree, ...]:
        """Return the arguments of a call; raises argument_count."""
        count = len(call.arguments)
        if count < least or (most is not None and count > most):
            raise formula_error(
                "argument_count",
                call.place.position,
                call.place.length,
                f"{call.name.upper()} is given {count} argument{'s' * (count != 1)}.",
                f"Write {signature}.",
            )
        return call.arguments


def number_literal(value: int, place: Place) -> Literal:
    """Make a whole number of the checker's own."""
    return Literal(NUMBER, Decimal(value), place)
