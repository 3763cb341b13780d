"""People: the ways in which a document finds people, and whom each finds in the organisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from dougong_flow.conditions import Condition
from dougong_flow.organisation import Organisation
from dougong_flow.reader import Reader
from dougong_model import plain_data

HIGHEST_LEVEL = 20
HEAVIEST = 1_000
"""The largest weight of a seat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleRule:
    """The people that an expression yields: a setting (`person`), a member field (`field`) or a `formula`."""

    source: str
    people: Condition
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRule:
    """Everybody who holds a role of the app."""

    role: str
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorRule:
    """The supervisor `level` steps above the initiator, or above the people that `of` yields."""

    level: int
    of: Condition | None = None
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRule:
    """The supervisors above somebody, one after another, up to a level or the first who holds a role.

    Without either it goes up to the top.
    """

    level: int | None = None
    role: str | None = None
    of: Condition | None = None
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadRule:
    """Who leads the department of the initiator, or of the people that `of` yields, or one `level` above it."""

    level: int
    of: Condition | None = None
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRule:
    """Everybody in the team that an expression yields."""

    team: Condition
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenRule:
    """The people picked when the request was submitted (`initiator`) or decided before (`previous`)."""

    by: str
    weight: int = 1


ApproverRule: TypeAlias = (
    PeopleRule | RoleRule | SupervisorRule | ChainRule | HeadRule | TeamRule | ChosenRule
)


def people_of(value: Any) -> tuple[UUID, ...]:
    """Return the ids in what an expression yielded: nobody, one record, or a list of them."""
    if value is None:
        return ()
    if isinstance(value, UUID):
        return (value,)
    if isinstance(value, Mapping):
        return people_of(value.get("id"))
    if isinstance(value, str):
        try:
            return (UUID(value),)
        except ValueError:
            return ()
    if isinstance(value, Sequence):
        return tuple(person for item in value for person in people_of(item))
    return ()


@plain_data
class Asking:
    """Whom a rule is asked for: the initiator, the record's scope, the organisation, people chosen for the node."""

    initiator: UUID
    scope: Mapping[str, Any]
    organisation: Organisation
    chosen: tuple[UUID, ...] = ()

    def below(self, of: Condition | None) -> tuple[UUID, ...]:
        """Return the people whose superiors are meant."""
        return (self.initiator,) if of is None else people_of(of.evaluate(self.scope))


def find_people(rule: ApproverRule, asking: Asking) -> tuple[UUID, ...]:
    """Return the people that one rule means, active or not; raises ReportingCycle."""
    organisation = asking.organisation
    match rule:
        case PeopleRule():
            return people_of(rule.people.evaluate(asking.scope))
        case RoleRule():
            return organisation.roles.get(rule.role, ())
        case TeamRule():
            teams = people_of(rule.team.evaluate(asking.scope))
            return tuple(person for team in teams for person in organisation.teams.get(team, ()))
        case SupervisorRule():
            above = [organisation.supervisor(person, rule.level) for person in asking.below(rule.of)]
        case HeadRule():
            above = [organisation.head(person, rule.level) for person in asking.below(rule.of)]
        case ChosenRule():
            return asking.chosen
        case ChainRule():
            return tuple(
                one for person in asking.below(rule.of) for one in _chain(rule, person, organisation)
            )
    return tuple([person for person in above if person is not None])


def _chain(rule: ChainRule, person: UUID, organisation: Organisation) -> list[UUID]:
    holders = organisation.roles.get(rule.role, ()) if rule.role else ()
    found = []
    for above in organisation.line(person):
        found.append(above)
        if len(found) == rule.level or above in holders:
            break
    return found


def rule_words(rule: ApproverRule) -> dict[str, Any]:
    """Return what the trace says of a rule: its kind and its value as written."""
    match rule:
        case PeopleRule():
            return {"rule": rule.source, "value": rule.people.text}
        case RoleRule():
            return {"rule": "role", "value": rule.role}
        case TeamRule():
            return {"rule": "team", "value": rule.team.text}
        case ChosenRule():
            return {"rule": "chosen", "value": rule.by}
        case SupervisorRule():
            words: dict[str, Any] = {"rule": "supervisor", "value": rule.level}
        case HeadRule():
            words = {"rule": "department_head", "value": rule.level}
        case ChainRule():
            words = {"rule": "supervisors", "value": rule.role or rule.level or "top"}
    return words | ({"of": rule.of.text} if rule.of else {})


# -- reading


def read_people(reader: Reader, raw: Any, pointer: str) -> tuple[ApproverRule, ...]:
    """Read a list of ways to find people."""
    found = (
        _read_rule(reader, item, f"{pointer}/{index}")
        for index, item in enumerate(reader.sequence(raw, pointer))
    )
    return tuple(rule for rule in found if rule is not None)


RULES = (
    "person",
    "role",
    "supervisor",
    "supervisors",
    "department_head",
    "field",
    "formula",
    "team",
    "chosen",
)
"""The ways to find people, by the word of the document."""

_UPWARD = frozenset({"supervisor", "supervisors", "department_head"})


def _read_rule(reader: Reader, raw: Any, pointer: str) -> ApproverRule | None:
    rule = reader.mapping(raw, pointer)
    kinds = [kind for kind in RULES if kind in rule]
    if len(kinds) != 1:
        reader.problem(
            "unknown_approver_rule",
            pointer,
            "This way to find people is not offered.",
            "One of: " + ", ".join(RULES),
        )
        return None
    kind = kinds[0]
    reader.members(rule, (kind, "weight", *(("of",) if kind in _UPWARD else ())), pointer)
    weight = reader.number(rule.get("weight"), f"{pointer}/weight", 1, HEAVIEST, 1)
    place = f"{pointer}/{kind}"
    of = reader.people(rule.get("of"), f"{pointer}/of") if kind in _UPWARD else None
    match kind:
        case "role":
            return RoleRule(role=_role(reader, rule["role"], place), weight=weight)
        case "supervisor":
            return SupervisorRule(level=_level(reader, rule[kind], place), of=of, weight=weight)
        case "department_head":
            return HeadRule(level=_level(reader, rule[kind], place), of=of, weight=weight)
        case "supervisors":
            return _read_chain(reader, rule[kind], place, of, weight)
        case "chosen":
            by = reader.word(rule[kind], place, ("initiator", "previous"), "initiator")
            return ChosenRule(by=by, weight=weight)
    condition = reader.people(rule[kind], place, "team" if kind == "team" else "person")
    if condition is None:
        return None
    if kind == "team":
        return TeamRule(team=condition, weight=weight)
    return PeopleRule(source=kind, people=condition, weight=weight)


def _read_chain(reader: Reader, raw: Any, pointer: str, of: Condition | None, weight: int) -> ChainRule:
    """Read how far a chain goes: a level, `top`, or `{"role": …}`."""
    if isinstance(raw, Mapping):
        reader.members(raw, ("role",), pointer)
        return ChainRule(role=_role(reader, raw.get("role"), f"{pointer}/role"), of=of, weight=weight)
    level = None if raw == "top" else _level(reader, raw, pointer)
    return ChainRule(level=level, of=of, weight=weight)


def _level(reader: Reader, raw: Any, pointer: str) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool) and 1 <= raw <= HIGHEST_LEVEL:
        return raw
    reader.problem("level", pointer, f"A level from 1 to {HIGHEST_LEVEL} is expected.")
    return 1


def _role(reader: Reader, raw: Any, pointer: str) -> str:
    role = reader.key(raw, pointer)
    if reader.roles is not None and role not in reader.roles:
        reader.problem(
            "unknown_role",
            pointer,
            f"There is no role “{role}”.",
            "One of: " + ", ".join(sorted(reader.roles)),
        )
    return role
