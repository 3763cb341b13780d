"""Watching: which records a save concerns, seen from the conditions that somebody asks about an entity.

A condition concerns a record when the record itself changed, or when a record that points at it changed and the
condition asks about that list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dougong.access.shapes import shape_of
from dougong.metadata import App
from dougong.records.changes import Written
from dougong_rule import Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What conditions over `entity` ask: its own fields, and by entity the references through which it sees lists."""

    entity: str
    own: frozenset[str]
    lists: Mapping[str, tuple[str, ...]]

    def concerned(self, written: Sequence[Written]) -> list[UUID]:
        """Return the records for which an answer may have changed, in the order they were written."""
        found: list[UUID] = []
        for one in written:
            if one.kind == "delete" and one.entity == self.entity:
                continue
            if one.entity == self.entity and (one.kind == "create" or self.own & one.changed.keys()):
                found.append(one.id)
            for field in self.lists.get(one.entity, ()):
                for values in (one.before, one.after):
                    parent: Any = values.get(field)
                    parents = parent if isinstance(parent, tuple) else (parent,)
                    found += (one_parent for one_parent in parents if isinstance(one_parent, UUID))
        return found


def watched(app: App, entity: str, conditions: Iterable[Condition]) -> Watched:
    """Return what conditions over an entity ask."""
    asked = {pair for condition in conditions for pair in condition.expression.references}
    shape = shape_of(app, entity)
    own: set[str] = set()
    lists: dict[str, tuple[str, ...]] = {}
    for of, key in asked:
        if of != entity:
            continue
        if key not in shape.lists or (key in shape.fields and shape.fields[key].holds_links):
            own |= _behind(app, entity, key)
            continue
        one = shape.lists[key]
        via = (one.back,) if one.back else ("parent",)
        lists[one.entity] = tuple(dict.fromkeys((*lists.get(one.entity, ()), *via)))
    return Watched(entity=entity, own=frozenset(own), lists=lists)


def _behind(app: App, entity: str, key: str) -> set[str]:
    """Return a field and, when it is computed, the stored fields of the same record it comes from."""
    expression = shape_of(app, entity).fields[key].expression
    if expression is None:
        return {key}
    found: set[str] = {key}
    for other, name in expression.references:
        if other == entity and name != key and name in shape_of(app, entity).fields:
            found |= _behind(app, entity, name)
    return found
