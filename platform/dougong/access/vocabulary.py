"""Vocabulary: which names a person may use in an expression.

The operand rule lives here: a field that a scope does not read is not a member, so it is an unknown name in
a filter, a sort, a group, an aggregate or an expand, with the answer that any unknown name gets.
"""

from __future__ import annotations

from collections.abc import Mapping

from dougong.access.scope import Scope
from dougong.access.shapes import has_entity
from dougong_formula import TABLES, Member, Type, record_of

_PREFIXES: Mapping[str, Type] = {"user": record_of("@user"), "settings": record_of("@settings")}


class ScopedVocabulary:
    """The names of one scope: its entity's readable fields bare, and what its person reads elsewhere."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._known: dict[str, Mapping[str, Member]] = {}
        self.root: str | None = scope.entity
        self.prefixes = _PREFIXES

    def members(self, entity: str) -> Mapping[str, Member]:
        """Return the visible members of an entity by key; an unknown or unreachable entity has none."""
        if entity not in self._known:
            self._known[entity] = self._members(entity)
        return self._known[entity]

    def _members(self, entity: str) -> Mapping[str, Member]:
        if entity == TABLES:
            # What a table says is the app's; people see what it gives in the fields that ask it.
            return {}
        everything = self._scope.app.names.members(entity)
        if entity.startswith("@"):
            return everything
        if not has_entity(self._scope.app, entity):
            return {}
        own = self._of(entity)
        if "see" not in own.actions:
            return {}
        lists = {key for key, one in own.shape.lists.items() if one.back}
        keys = (frozenset(own.read) - lists) | self._readable_lists(own)
        return {key: one for key, one in everything.items() if key in keys}

    def _of(self, entity: str) -> Scope:
        return self._scope.of(entity)

    def _readable_lists(self, scope: Scope) -> frozenset[str]:
        """Inverse lists whose entity and whose way back may be read."""
        found = set()
        for one in scope.shape.lists.values():
            if not one.back:
                continue
            child = self._of(one.entity)
            if "see" in child.actions and one.back in child.read:
                found.add(one.key)
        return frozenset(found)


def vocabulary(scope: Scope) -> ScopedVocabulary:
    """Return the names for an expression that a person types: only what his scopes read."""
    return ScopedVocabulary(scope)
