"""People: who a list of selectors means, for one record, with the reason for every step tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from dougong_model import Value
from dougong_rule.definition import DecisionTable, Pick, Selector, SelectorKind
from dougong_rule.tables import decide


class Organisation(Protocol):
    """What the engine may ask of the organisation; only people who can act are returned."""

    def person(self, person: UUID) -> bool:
        """Say whether a person exists and is active."""

    def team(self, team: UUID) -> Sequence[UUID] | None:
        """Return the active members of a team in a fixed order; None when there is no such team."""

    def role(self, key: str) -> Sequence[UUID]:
        """Return the active people who hold a role of the app, in a fixed order."""

    def supervisor(self, person: UUID, levels: int) -> UUID | None:
        """Return the supervisor so many levels above a person."""

    def last(self, name: str) -> UUID | None:
        """Return whom the round robin of this name took last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The people found, and each selector tried: `selector` in words, `kind`, `pick`, how many it `found`;
    `group` is the person or team it named, `table`, `inputs`, `rows` (ids) and `numbers` (from 1) what a
    decision table saw and took (`conflict` when these rows contradict each other), `role` a role's key.

    `cursor` is the round robin to move on: its name and the person taken.
    """

    people: tuple[UUID, ...]
    explain: tuple[Mapping[str, Any], ...]
    cursor: tuple[str, UUID] | None = None


def choose_people(
    selectors: Sequence[Selector],
    scope: Mapping[str, Any],
    organisation: Organisation,
    tables: Mapping[str, DecisionTable],
    *,
    union: bool = False,
    load: Callable[[UUID], int] = lambda _person: 0,
) -> Choice:
    """Return who is meant: the first selector that finds somebody, or everybody found when `union`.

    `load` says how much a person has to do already, for `least_loaded`.
    """
    explain: list[Mapping[str, Any]] = []
    found: dict[UUID, None] = {}
    for selector in selectors:
        group = _found(selector, scope, organisation, tables)
        chosen, cursor = _picked(selector, group, organisation, load)
        explain.append(
            {
                "selector": selector.name,
                "kind": selector.kind.value,
                "pick": selector.pick.value,
                **group.note,
                "found": len(group.people),
            }
        )
        found.update(dict.fromkeys(chosen))
        if chosen and not union:
            return Choice(people=chosen, explain=tuple(explain), cursor=cursor)
    return Choice(people=tuple(found), explain=tuple(explain))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """The people a selector could take; `name` is the group whose round robin they share."""

    people: Sequence[UUID] = ()
    name: str = ""
    note: Mapping[str, Any] = field(default_factory=dict)


def _found(
    selector: Selector,
    scope: Mapping[str, Any],
    organisation: Organisation,
    tables: Mapping[str, DecisionTable],
) -> _Group:
    if selector.condition is not None and not selector.condition.holds(scope):
        return _Group(note={"skipped": "condition"})
    return _KINDS[selector.kind](selector, scope, organisation, tables)


def _by_value(
    selector: Selector, scope: Mapping[str, Any], organisation: Organisation, _: Mapping[str, DecisionTable]
) -> _Group:
    assert selector.value is not None
    return _group(selector.value.value(scope), organisation, {})


def _by_role(
    selector: Selector, _: Mapping[str, Any], organisation: Organisation, __: Mapping[str, DecisionTable]
) -> _Group:
    people = organisation.role(selector.key)
    return _Group(people=people, name=f"role:{selector.key}", note={"role": selector.key})


def _by_supervisor(
    selector: Selector, scope: Mapping[str, Any], organisation: Organisation, _: Mapping[str, DecisionTable]
) -> _Group:
    below = _identity(scope.get("owner") if selector.value is None else selector.value.value(scope))
    above = None if below is None else organisation.supervisor(below, selector.levels)
    return _Group() if above is None else _Group(people=(above,))


def _by_table(
    selector: Selector,
    scope: Mapping[str, Any],
    organisation: Organisation,
    tables: Mapping[str, DecisionTable],
) -> _Group:
    decision = decide(tables[selector.key], scope)
    note = {
        "table": selector.key,
        "inputs": dict(decision.inputs),
        "rows": [trace.row for trace in decision.rows if trace.matched],
        "numbers": list(decision.numbers),
        **({"conflict": True} if decision.conflict else {}),
    }
    return _group(decision.outputs.get(selector.output), organisation, note)


_Finder = Callable[[Selector, Mapping[str, Any], Organisation, Mapping[str, DecisionTable]], _Group]
_KINDS: Mapping[SelectorKind, _Finder] = {
    SelectorKind.PERSON: _by_value,
    SelectorKind.TEAM: _by_value,
    SelectorKind.ROLE: _by_role,
    SelectorKind.SUPERVISOR: _by_supervisor,
    SelectorKind.TABLE: _by_table,
}


def _group(value: Value, organisation: Organisation, note: Mapping[str, Any]) -> _Group:
    identity = _identity(value)
    if identity is None:
        return _Group(people=_people_of(value, organisation), name="list", note=note)
    note = {**note, "group": identity}
    return _Group(people=_people_of(value, organisation), name=f"group:{identity}", note=note)


def _people_of(value: Value, organisation: Organisation) -> Sequence[UUID]:
    """Turn a person, a team, or a list of them into active people."""
    if isinstance(value, list | tuple):
        return tuple(dict.fromkeys(person for one in value for person in _people_of(one, organisation)))
    identity = _identity(value)
    if identity is None:
        return ()
    members = organisation.team(identity)
    if members is not None:
        return tuple(members)
    return (identity,) if organisation.person(identity) else ()


def _identity(value: Any) -> UUID | None:
    if isinstance(value, Mapping):
        value = value.get("id")
    if isinstance(value, str):
        try:
            return UUID(value)
        except ValueError:
            return None
    return value if isinstance(value, UUID) else None


def _picked(
    selector: Selector, group: _Group, organisation: Organisation, load: Callable[[UUID], int]
) -> tuple[tuple[UUID, ...], tuple[str, UUID] | None]:
    people = group.people
    if not people or selector.pick is Pick.ALL:
        return tuple(people), None
    if selector.pick is Pick.LEAST_LOADED:
        return (min(people, key=load),), None
    last = organisation.last(group.name)
    after = people.index(last) + 1 if last in people else 0
    taken = people[after % len(people)]
    return (taken,), (group.name, taken)
