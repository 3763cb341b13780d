"""Permit lists: what a person may write in the rows of a sub-table that he hands in with their record.

A sub-table that no grant names is written with the parent's field. One with grants of its own follows them:
a row added is a creation, one with other values a change, one left out a deletion. Who cannot see a row
cannot take it away either: it stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from dougong.access import Scope
from dougong.access.resolver import scopes_of
from dougong.context import Context
from dougong.metadata import App
from dougong.records import rows
from dougong.records.load import load_list
from dougong.records.permit import permit_fields
from dougong.records.read import visible_in
from dougong_form import ValueRefused, escape
from dougong_model import Problem, Value

Stored = Mapping[UUID, Mapping[str, Value]]


@dataclass(slots=True, kw_only=True)
class Handed:
    """The values handed in for one record, by JSON; `record` is None for one that is new."""

    record: UUID | None
    place: str
    values: Mapping[str, Any]


@dataclass(slots=True)
class Permitted:
    """What came out for one record: its problems, or its values with the rows that stay unseen."""

    values: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)


def permit_lists(context: Context, app: App, scope: Scope, handed: Sequence[Handed]) -> list[Permitted]:
    """Return, in their order, what of the sub-tables of several records may be written."""
    found = [Permitted(one.values) for one in handed]
    for key, one in scope.shape.lists.items():
        if not one.sub_table:
            continue
        child = scopes_of(scope)(one.entity)
        if child.through is not None or "all" in child.shape_key:
            continue
        mine = [place for place, given in enumerate(handed) if isinstance(given.values.get(key), list)]
        if mine:
            _List(context, app, scope, child, key).permit(
                [handed[place] for place in mine], [found[place] for place in mine]
            )
    return found


class _List:
    """One sub-table of several records, with what is stored of it."""

    def __init__(self, context: Context, app: App, scope: Scope, child: Scope, key: str) -> None:
        self.context, self.app, self.scope, self.child, self.key = context, app, scope, child, key

    def permit(self, handed: Sequence[Handed], found: Sequence[Permitted]) -> None:
        """Note the problems of each record, and keep the rows that its person does not see."""
        parents = [one.record for one in handed if one.record is not None]
        stored = load_list(self.context, self.app, self.scope.entity, self.key, parents) if parents else {}
        ids = [identity for listed in stored.values() for identity, _values in listed]
        seen, deletable = self._may("see", ids), self._may("delete", ids)
        for one, answer in zip(handed, found, strict=True):
            known = dict(stored.get(one.record, ())) if one.record is not None else {}
            place = f"{one.place}/{escape(self.key)}"
            given = one.values[self.key]
            answer.problems += self._rows(given, {row: known[row] for row in known if row in seen}, place)
            left = [row for row in known if str(row) not in _ids(given)]
            if any(row in seen and row not in deletable for row in left):
                answer.problems.append(_refused(place, "You may not take rows away here."))
            unseen = [{"id": str(row)} for row in left if row not in seen]
            answer.values = {**answer.values, self.key: [*given, *unseen]}

    def _rows(self, given: Sequence[Any], known: Stored, place: str) -> list[Problem]:
        problems: list[Problem] = []
        changed: dict[UUID, tuple[str, list[str]]] = {}
        for position, row in enumerate(given):
            if not isinstance(row, Mapping):
                continue
            at = f"{place}/{position}"
            identity = _id(row)
            if identity is None:
                problems += self._added(row, at)
            elif identity in known:
                names = [name for name in row if name != "id" and self._differs(name, row, known[identity])]
                problems += permit_fields(self.child, names, at)
                if names:
                    changed[identity] = (at, names)
        return problems or self._changed(changed)

    def _added(self, row: Mapping[str, Any], at: str) -> list[Problem]:
        if not self.child.allows("create"):
            return [_refused(at, "You may not add rows here.")]
        return permit_fields(self.child, [name for name in row if name != "id"], at, action="create")

    def _differs(self, name: str, row: Mapping[str, Any], stored: Mapping[str, Value]) -> bool:
        """Say whether a row asks for another value: what it only carries along is not written."""
        one = self.child.shape.fields.get(name)
        if one is None or name not in self.child.read or not one.columns:
            return True
        given = row[name]
        try:
            value = None if given in (None, "") else one.field.type.parse(one.field, given)
        except (ValueRefused, TypeError, ValueError, AttributeError):
            return True
        return bool(rows.json_value(self.app, one, value) != rows.json_value(self.app, one, stored.get(name)))

    def _changed(self, changed: Mapping[UUID, tuple[str, list[str]]]) -> list[Problem]:
        """Return a problem for each row, and each field of it, that may be changed on other rows only."""
        allowed = self._may("change", changed)
        problems = [
            _refused(at, "You may not change this row.")
            for row, (at, _names) in changed.items()
            if row not in allowed
        ]
        narrow = {name for _at, names in changed.values() for name in names if self.child.write.get(name)}
        for name in sorted(narrow):
            asking = [row for row, (_at, names) in changed.items() if name in names and row in allowed]
            given = replace(
                self.child,
                rows={**self.child.rows, "change": self.child.write[name]},
                shape_key=(*self.child.shape_key, "field", name),
            )
            fine = visible_in(self.context, given, asking, "change")
            problems += [
                _refused(f"{changed[row][0]}/{escape(name)}", "You may not change this field.")
                for row in asking
                if row not in fine
            ]
        return problems

    def _may(self, action: str, ids: Iterable[UUID]) -> set[UUID]:
        return visible_in(self.context, self.child, list(ids), action)


def _refused(pointer: str, message: str) -> Problem:
    return Problem(code="not_allowed", pointer=pointer, message=message)


def _id(row: Mapping[str, Any]) -> UUID | None:
    try:
        return UUID(row["id"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _ids(given: Sequence[Any]) -> frozenset[str]:
    return frozenset(str(_id(row)) for row in given if isinstance(row, Mapping))
