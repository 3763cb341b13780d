"""People: who a list of selectors means, for one record, with the reason for every step tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from dougong_model import Value
from dougong_rule.definition import DecisionTable, Pick, Selector, SelectorKind
from dougong_rule.limits import Workload, is_number, within_limits
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

    def shares(self, name: str) -> Mapping[UUID, Decimal]:
        """Return what each is still owed in the turns by weight of this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The people found, and each selector tried: `selector` in words, `kind`, `pick`, how many it `found`;
    `group` is the person or team it named, `table`, `inputs`, `rows` (ids) and `numbers` (from 1) what a
    decision table saw and took (`conflict` when these rows contradict each other), `role` a role's key.
    `left` are those whom its limits leave, `passed` the others, each with `why` (a limit) and, of a number, what he
    `has` and the `most`.

    `cursor` is the round robin to move on: its name and the person taken; `shares` what is owed then, by weight.
    """

    people: tuple[UUID, ...]
    explain: tuple[Mapping[str, Any], ...]
    cursor: tuple[str, UUID] | None = None
    shares: Mapping[UUID, Decimal] | None = None


def choose_people(
    selectors: Sequence[Selector],
    scope: Mapping[str, Any],
    organisation: Organisation,
    tables: Mapping[str, DecisionTable],
    workload: Workload,
    *,
    union: bool = False,
) -> Choice:
    """Return who is meant: the first selector that leaves somebody, or everybody found when `union`."""
    explain: list[Mapping[str, Any]] = []
    found: dict[UUID, None] = {}
    for selector in selectors:
        group = _found(selector, scope, organisation, tables)
        left, passed = within_limits(selector.limits, group.people, scope, workload)
        taken = _Pick(selector, group, left, scope, organisation, tables, workload).taken()
        explain.append(
            {
                "selector": selector.name,
                "kind": selector.kind.value,
                "pick": selector.pick.value,
                **group.note,
                "found": len(group.people),
                "left": len(left),
                **({"passed": passed} if passed else {}),
            }
        )
        found.update(dict.fromkeys(taken.people))
        if taken.people and not union:
            return replace(taken, explain=tuple(explain))
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


@dataclass(frozen=True, slots=True)
class _Pick:
    """Taking one or all of those whom a strategy leaves."""

    selector: Selector
    group: _Group
    left: Sequence[UUID]
    scope: Mapping[str, Any]
    organisation: Organisation
    tables: Mapping[str, DecisionTable]
    workload: Workload

    def taken(self) -> Choice:
        """Return whom the pick takes, without the reasons."""
        pick, left = self.selector.pick, tuple(self.left)
        if not left or pick is Pick.ALL:
            return Choice(people=left, explain=())
        if pick is Pick.FIRST:
            return Choice(people=left[:1], explain=())
        if pick is Pick.WEIGHTED:
            return self._by_weight(left)
        if pick is Pick.LEAST_LOADED:
            load = self.workload.load(left)
            least = min(load.get(one, 0) for one in left)
            left = tuple(one for one in left if load.get(one, 0) == least)
        return self._in_turn(left)

    def _in_turn(self, left: Sequence[UUID]) -> Choice:
        """Take who comes next in the whole group after the last one, and is left."""
        name, people = self.group.name, self.group.people
        last = self.organisation.last(name)
        if last in people:
            after = people.index(last) + 1
        else:
            # Whoever left the group leaves its place in the order behind.
            after = next((at for at, one in enumerate(people) if last is not None and one > last), 0)
        turns = (*people[after:], *people[:after])
        one = next(one for one in turns if one in left)
        return Choice(people=(one,), explain=(), cursor=(name, one))

    def _by_weight(self, left: Sequence[UUID]) -> Choice:
        """Take whom most is owed, so that every run of turns is shared by the weights as evenly as can be."""
        weights = {one: self._weight(one) for one in left}
        weights = {one: weight for one, weight in weights.items() if weight > 0}
        if not weights:
            return Choice(people=(), explain=())
        name = f"weighted:{self.group.name}"
        owed = dict(self.organisation.shares(name))
        for one, weight in weights.items():
            owed[one] = owed.get(one, Decimal(0)) + weight
        one = max(weights, key=lambda each: owed[each])
        owed[one] -= sum(weights.values())
        members = set(self.group.people)
        shares = {each: rest for each, rest in owed.items() if each in members}
        return Choice(people=(one,), explain=(), cursor=(name, one), shares=shares)

    def _weight(self, one: UUID) -> Decimal:
        for weight in self.selector.weights:
            if one in _found(weight.who, self.scope, self.organisation, self.tables).people:
                value = weight.weight.value(self.scope)
                return Decimal(value) if is_number(value) else Decimal(0)
        return Decimal(1)
