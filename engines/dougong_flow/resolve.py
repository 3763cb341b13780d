"""Resolve: whom a human node asks, in one order of fallbacks, and the trace that explains it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from dougong_flow.definition import Fallback, HumanTask, InitiatorPolicy
from dougong_flow.organisation import Organisation, ReportingCycle
from dougong_flow.people import ApproverRule, Asking, find_people, rule_words
from dougong_model import plain_data

TraceLine = Mapping[str, Any]


@dataclass(slots=True)
class Approver:
    """One person to ask, and why: `rule`, `superior` (instead of the initiator) or `fallback`."""

    person: UUID
    origin: str
    weight: int = 1


@plain_data
class Resolution:
    """Whom to ask, with its trace; `passed`: the node passes by itself; `incident`: nobody can be asked."""

    approvers: tuple[Approver, ...]
    trace: tuple[TraceLine, ...]
    passed: bool = False
    incident: str | None = None


def resolve_approvers(
    task: HumanTask, asking: Asking, administrators: Sequence[ApproverRule] = ()
) -> Resolution:
    """Find the people of a human node: rules in order, inactive people replaced, then the policies.

    One person is one seat, however many rules find him. Nobody found leads to the node's fallback; the flow's
    administrators are the default, never a silent pass.
    `administrators` are the rules by which they are found; the workspace's administrators where these find nobody.
    """
    trace: list[TraceLine] = []
    try:
        return _resolve(task, asking, administrators, trace)
    except ReportingCycle as cycle:
        trace.append({"step": "cycle", "people": [str(cycle.person)]})
        return Resolution(approvers=(), trace=tuple(trace), incident="reporting_cycle")


def _resolve(
    task: HumanTask, asking: Asking, administrators: Sequence[ApproverRule], trace: list[TraceLine]
) -> Resolution:
    found = _by_rules(task.who, asking, trace)
    if asking.initiator in found and task.initiator is not InitiatorPolicy.SELF:
        sole = len(found) == 1
        found = _without_initiator(task.initiator, asking, found, trace)
        if sole and task.initiator is InitiatorPolicy.SKIP:
            return Resolution(approvers=(), trace=tuple(trace), passed=True)
    if not found and task.fallback is Fallback.AUTO_PASS:
        trace.append({"step": "fallback", "fallback": task.fallback.value, "people": []})
        return Resolution(approvers=(), trace=tuple(trace), passed=True)
    if not found and task.fallback is Fallback.PEOPLE:
        found = _fall_back(task, _by_rules(task.fallback_people, asking, []), trace)
    if not found and task.fallback is not Fallback.STOP:
        deciding = _deciding(administrators, asking)
        others = [person for person in deciding if person != asking.initiator] or deciding
        found = _fall_back(
            replace(task, fallback=Fallback.FLOW_ADMIN),
            {person: Approver(person, "fallback") for person in others},
            trace,
        )
    return Resolution(tuple(found.values()), tuple(trace), incident=None if found else "no_approver")


def resolve_copied(rules: Sequence[ApproverRule], asking: Asking) -> Resolution:
    """Find whom a copy goes to: the active people by rules, or those who act in their place; may be nobody."""
    trace: list[TraceLine] = []
    try:
        found = _by_rules(rules, asking, trace)
    except ReportingCycle as cycle:
        trace.append({"step": "cycle", "people": [str(cycle.person)]})
        found = {}
    return Resolution(approvers=tuple(found.values()), trace=tuple(trace))


def find_administrators(rules: Sequence[ApproverRule], asking: Asking) -> tuple[UUID, ...]:
    """Return the active people by a flow's rules for its administrators, each once; where these find nobody,
    or the reporting line runs in a circle, the workspace's administrators.
    """
    try:
        found = _deciding(rules, asking)
    except ReportingCycle:
        found = _deciding((), asking)
    return tuple(dict.fromkeys(found))


def _by_rules(rules: Sequence[ApproverRule], asking: Asking, trace: list[TraceLine]) -> dict[UUID, Approver]:
    organisation = asking.organisation
    found: dict[UUID, Approver] = {}
    for rule in rules:
        people = find_people(rule, asking)
        instead = {one: organisation.stand_in(one) for one in people if one not in organisation.active}
        active = [person for person in people if person not in instead] if instead else people
        trace.append({"step": "rule", **rule_words(rule), "people": _texts(active)})
        if instead:
            missing = [person for person in people if person in instead]
            trace.append({"step": "inactive", "people": _texts(missing)})
            taking_over = [one for one in instead.values() if one is not None]
            if taking_over:
                trace.append({"step": "stand_in", "people": _texts(taking_over)})
        for person in people:
            asked = instead.get(person, person) if instead else person
            if asked is not None and asked not in found:
                found[asked] = Approver(asked, "rule", rule.weight)
    return found


def _fall_back(
    task: HumanTask, found: Mapping[UUID, Approver], trace: list[TraceLine]
) -> dict[UUID, Approver]:
    trace.append({"step": "fallback", "fallback": task.fallback.value, "people": _texts(found)})
    return {person: replace(one, origin="fallback") for person, one in found.items()}


def _deciding(rules: Sequence[ApproverRule], asking: Asking) -> list[UUID]:
    named = [person for rule in rules for person in find_people(rule, asking)]
    return _active(named, asking.organisation) or _active(
        asking.organisation.administrators, asking.organisation
    )


def _active(people: Iterable[UUID], organisation: Organisation) -> list[UUID]:
    return [person for person in people if person in organisation.active]


def _without_initiator(
    policy: InitiatorPolicy, asking: Asking, found: Mapping[UUID, Approver], trace: list[TraceLine]
) -> dict[UUID, Approver]:
    instead = None
    if policy is InitiatorPolicy.SUPERIOR:
        instead = asking.organisation.supervisor(asking.initiator)
    elif policy is InitiatorPolicy.DEPARTMENT_HEAD:
        head = asking.organisation.head(asking.initiator)
        instead = head if head in asking.organisation.active and head != asking.initiator else None
    trace.append(
        {"step": "initiator", "policy": policy.value, "people": _texts([instead] if instead else [])}
    )
    kept: dict[UUID, Approver] = {}
    for person, approver in found.items():
        if person != asking.initiator:
            kept.setdefault(person, approver)
        elif instead is not None:
            kept.setdefault(instead, Approver(instead, "superior", approver.weight))
    return kept


def _texts(people: Iterable[UUID]) -> list[str]:
    return [str(person) for person in people]
