"""Approvers: whom a human node asks, and the trace that explains it (stored with the visit)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dougong_flow.definition import (
    ApprovalTask,
    ApproverRule,
    Fallback,
    InitiatorPolicy,
    PeopleRule,
    RoleRule,
    SupervisorRule,
    TeamRule,
)
from dougong_flow.organisation import Organisation, ReportingCycle

TraceLine = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Approver:
    """One person to ask, and why: `rule`, `superior` (instead of the initiator) or `fallback`."""

    person: UUID
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Whom to ask, with its trace; `passed`: the node passes by itself; `incident`: nobody can be asked."""

    approvers: tuple[Approver, ...]
    trace: tuple[TraceLine, ...]
    passed: bool = False
    incident: str | None = None


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


def resolve_approvers(
    task: ApprovalTask,
    initiator: UUID,
    scope: Mapping[str, Any],
    organisation: Organisation,
    administrators: Sequence[ApproverRule] = (),
) -> Resolution:
    """Find the people of a human node: rules in order, inactive people dropped, then the policies.

    One person is one seat, however many rules find him. Nobody found leads to the node's fallback;
    the flow's administrators are the default, never a silent pass. `administrators` are the rules by which
    they are found; the workspace's administrators where these find nobody.
    """
    trace: list[TraceLine] = []
    found: dict[UUID, str] = {}
    try:
        for rule in task.who:
            people = _people(rule, initiator, scope, organisation)
            active = [person for person in people if person in organisation.active]
            trace.append({"step": "rule", **_rule_words(rule), "people": _texts(active)})
            if len(active) < len(people):
                trace.append({"step": "inactive", "people": _texts(p for p in people if p not in active)})
            for person in active:
                found.setdefault(person, "rule")
        if initiator in found and task.initiator is not InitiatorPolicy.SELF:
            sole = len(found) == 1
            found = _without_initiator(task.initiator, initiator, found, organisation, trace)
            if sole and task.initiator is InitiatorPolicy.SKIP:
                return Resolution(approvers=(), trace=tuple(trace), passed=True)
        falls_back = not found and task.fallback is Fallback.FLOW_ADMIN
        deciding = _deciding(administrators, initiator, scope, organisation) if falls_back else []
    except ReportingCycle as cycle:
        trace.append({"step": "cycle", "people": [str(cycle.person)]})
        return Resolution(approvers=(), trace=tuple(trace), incident="reporting_cycle")
    if falls_back:
        others = [person for person in deciding if person != initiator] or deciding
        found = dict.fromkeys(others, "fallback")
        trace.append({"step": "fallback", "fallback": task.fallback.value, "people": _texts(found)})
    approvers = tuple(Approver(person, origin) for person, origin in found.items())
    return Resolution(approvers=approvers, trace=tuple(trace), incident=None if approvers else "no_approver")


def find_administrators(
    rules: Sequence[ApproverRule], initiator: UUID, scope: Mapping[str, Any], organisation: Organisation
) -> tuple[UUID, ...]:
    """Return the active people by a flow's rules for its administrators, each once; where these find nobody,
    or the reporting line runs in a circle, the workspace's administrators.
    """
    try:
        found = _deciding(rules, initiator, scope, organisation)
    except ReportingCycle:
        found = _deciding((), initiator, scope, organisation)
    return tuple(dict.fromkeys(found))


def _deciding(
    rules: Sequence[ApproverRule], initiator: UUID, scope: Mapping[str, Any], organisation: Organisation
) -> list[UUID]:
    named = [person for rule in rules for person in _people(rule, initiator, scope, organisation)]
    return _active(named, organisation) or _active(organisation.administrators, organisation)


def _active(people: Iterable[UUID], organisation: Organisation) -> list[UUID]:
    return [person for person in people if person in organisation.active]


def _people(
    rule: ApproverRule, initiator: UUID, scope: Mapping[str, Any], organisation: Organisation
) -> tuple[UUID, ...]:
    match rule:
        case PeopleRule():
            return people_of(rule.people.evaluate(scope))
        case RoleRule():
            return organisation.roles.get(rule.role, ())
        case TeamRule():
            teams = people_of(rule.team.evaluate(scope))
            return tuple(person for team in teams for person in organisation.teams.get(team, ()))
        case SupervisorRule():
            below = (initiator,) if rule.of is None else people_of(rule.of.evaluate(scope))
            above = (organisation.supervisor(person, rule.level) for person in below)
            return tuple(person for person in above if person is not None)


def _without_initiator(
    policy: InitiatorPolicy,
    initiator: UUID,
    found: Mapping[UUID, str],
    organisation: Organisation,
    trace: list[TraceLine],
) -> dict[UUID, str]:
    superior = organisation.supervisor(initiator) if policy is InitiatorPolicy.SUPERIOR else None
    trace.append(
        {"step": "initiator", "policy": policy.value, "people": _texts([superior] if superior else [])}
    )
    kept: dict[UUID, str] = {}
    for person, origin in found.items():
        if person != initiator:
            kept.setdefault(person, origin)
        elif superior is not None:
            kept.setdefault(superior, "superior")
    return kept


def _rule_words(rule: ApproverRule) -> dict[str, Any]:
    match rule:
        case PeopleRule():
            return {"rule": rule.source, "value": rule.people.text}
        case RoleRule():
            return {"rule": "role", "value": rule.role}
        case TeamRule():
            return {"rule": "team", "value": rule.team.text}
        case SupervisorRule():
            return {"rule": "supervisor", "value": rule.level} | ({"of": rule.of.text} if rule.of else {})


def _texts(people: Iterable[UUID]) -> list[str]:
    return [str(person) for person in people]
