"""Conditions: expressions of a flow document, typed and compiled, and the field rights of a node."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dougong_formula import Expression
from dougong_model import Value


class Scope(Mapping[str, Any]):
    """The names that an expression sees: some `over` those of a record."""

    __slots__ = ("over", "record")

    def __init__(self, over: Mapping[str, Any], record: Mapping[str, Any]) -> None:
        self.over = over
        self.record = record

    def __getitem__(self, key: str) -> Any:
        return self.over[key] if key in self.over else self.record[key]

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a name, or another for one that there is not."""
        return self.over[key] if key in self.over else self.record.get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in self.over or key in self.record

    def __iter__(self) -> Iterator[str]:
        yield from self.over
        yield from (key for key in self.record if key not in self.over)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A typed expression with its compiled form; `evaluate` takes the flat scope of the record."""

    expression: Expression
    evaluate: Callable[[Mapping[str, Any]], Value]

    @property
    def text(self) -> str:
        """Return the expression as written."""
        return self.expression.text

    @cached_property
    def fields(self) -> Mapping[str, tuple[str, ...]]:
        """Return the fields that it reads, by the entity that has them, in alphabetical order."""
        found: dict[str, tuple[str, ...]] = {}
        for owner, key in sorted(self.expression.references):
            found[owner] = (*found.get(owner, ()), key)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRights:
    """What a seat adds to or takes from its person's rights on the record's fields.

    `read` None means every field of the record is shown, but those in `hide`.
    """

    edit: frozenset[str] = frozenset()
    read: frozenset[str] | None = None
    hide: frozenset[str] = frozenset()
    require: frozenset[str] = frozenset()

    @property
    def restricts(self) -> bool:
        """Say whether people at the node must not see every field."""
        return bool(self.hide) or self.read is not None
