"""Resolver: where an SQL form finds its columns, joins and parameters. Access supplies one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import ColumnElement, FromClause


@dataclass(frozen=True, slots=True)
class SqlValue:
    """SQL of a value with the SQL of its error's code, NULL when there is none; None: cannot fail.

    The value counts only where the error is NULL; `void` says that it is NULL everywhere else.
    """

    value: ColumnElement[Any]
    error: ColumnElement[Any] | None = None
    void: bool = False


class Source(Protocol):
    """A row source in the statement being built."""

    @property
    def entity(self) -> str:
        """Return the key of the entity whose rows these are."""

    def from_clause(self) -> FromClause:
        """Return the FROM clause with every join made while compiling; call it after compiling."""


class Resolver(Protocol):
    """Turns names of an expression into SQL, adding the row scope at every hop."""

    @property
    def root(self) -> Source:
        """Return the source of the root row."""

    def field(self, source: Any, key: str) -> SqlValue:
        """Return a column, or the expansion of a computed field; the field `id` is the record itself."""

    def reference(self, source: Any, key: str) -> Source:
        """Return the source behind a many-to-one reference: the same one for the same path."""

    def children(self, source: Any, key: str) -> tuple[Source, ColumnElement[bool]]:
        """Return a fresh source of a one-to-many list and the condition that ties it to its row."""

    def name(self, path: tuple[str, ...]) -> SqlValue:
        """Return the bound parameter of a name beside the row: `("user", "id")`, `("$zone",)`."""


@dataclass(frozen=True, slots=True)
class Together:
    """The rows of a list for all rows of a source at once, to be grouped by the row that they belong to.

    `child` is their source, `by` its column that holds the outer row, `conditions` say which rows exist.
    `join` takes what tells one sum from another and the grouped rows (`owner` is the outer row's id), and
    returns them as they stand joined to the source: those of an equal sum that was joined before.
    """

    child: Source
    by: ColumnElement[Any]
    conditions: Sequence[ColumnElement[bool]]
    join: Callable[[Hashable, FromClause], FromClause]


@runtime_checkable
class GroupsRows(Protocol):
    """A resolver that can offer lists of all rows at once, where a statement looks at many rows."""

    def together(self, source: Any, key: str) -> Together | None:
        """Return the rows of a list of every row of a source, or None where each row is asked by itself."""
