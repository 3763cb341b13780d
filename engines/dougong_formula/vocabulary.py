"""Vocabulary: which names an expression may use. A name that is not in it is an unknown name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from dougong_formula.types import Type


@dataclass(frozen=True, slots=True)
class Member:
    """A field of an entity; sub-tables and inverse lists have the type list_of(record_of(child)).

    `options` are what people read for the keys of a choice.
    """

    key: str
    type: Type
    label: Mapping[str, str] = field(default_factory=dict)
    id: str = ""
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class Vocabulary(Protocol):
    """Who supplies the names: the entity whose fields stand bare, prefixes, members of every entity.

    Every entity has the member `id` of the type record_of(entity). `this` and `parent` need no entry:
    `this` is the root row, `parent` the outer row inside an aggregate.
    """

    @property
    def root(self) -> str | None:
        """Return the entity whose fields stand bare, or None."""

    @property
    def prefixes(self) -> Mapping[str, Type]:
        """Return the reserved names present here (`user`, `settings`, `old` …) with their types."""

    def members(self, entity: str) -> Mapping[str, Member]:
        """Return the visible members of an entity, by key; an unknown entity has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainVocabulary:
    """A vocabulary held in plain mappings."""

    root: str | None = None
    prefixes: Mapping[str, Type] = field(default_factory=dict)
    entities: Mapping[str, Mapping[str, Member]] = field(default_factory=dict)

    def members(self, entity: str) -> Mapping[str, Member]:
        """Return the members of an entity, by key."""
        return self.entities.get(entity, {})
