"""Limits: who of several people may be given something more, and why the others may not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol, TypeGuard
from uuid import UUID

from dougong_rule.condition import Condition
from dougong_rule.definition import Hours, Limits

Passed = dict[str, Any]


class Workload(Protocol):
    """What the engine may ask about people to whom something could be given; only what a strategy needs is asked."""

    def load(self, people: Sequence[UUID]) -> Mapping[UUID, int]:
        """Return how much each has in hand; who has nothing may be left out."""

    def given_today(self, people: Sequence[UUID]) -> Mapping[UUID, int]:
        """Return how many each was given in his own day; who was given none may be left out."""

    def away(self, people: Sequence[UUID]) -> Collection[UUID]:
        """Return those who are away now."""

    def off_work(self, people: Sequence[UUID], hours: Hours) -> Mapping[UUID, str]:
        """Return those for whom it is not between these hours now, with their time of day."""

    def previous(self) -> Collection[UUID]:
        """Return who has the record, or had it before."""


def within_limits(
    limits: Limits, people: Sequence[UUID], scope: Mapping[str, Any], workload: Workload
) -> tuple[tuple[UUID, ...], list[Passed]]:
    """Return the people whom no limit passes over, in their order, and the others with the first reason of each."""
    left, passed = tuple(people), list[Passed]()
    for asked in _questions(limits, scope, workload):
        if not left:
            break
        against = asked(left)
        passed += [{"person": one, **against[one]} for one in left if one in against]
        left = tuple(one for one in left if one not in against)
    return left, passed


_Question = Callable[[Sequence[UUID]], Mapping[UUID, Passed]]


def _questions(limits: Limits, scope: Mapping[str, Any], workload: Workload) -> list[_Question]:
    found: list[_Question] = []
    if limits.not_previous:
        found.append(lambda left: {one: {"why": "not_previous"} for one in workload.previous()})
    if limits.present:
        found.append(lambda left: {one: {"why": "present"} for one in workload.away(left)})
    if limits.hours is not None:
        hours = limits.hours
        found.append(
            lambda left: {
                one: {"why": "hours", "has": clock} for one, clock in workload.off_work(left, hours).items()
            }
        )
    for name, bound, counts in (
        ("per_day", limits.per_day, workload.given_today),
        ("hold", limits.hold, workload.load),
    ):
        most = _most(bound, scope)
        if most is not None:
            found.append(_at_most(name, most, counts))
    return found


def _at_most(name: str, most: Decimal, counts: Callable[[Sequence[UUID]], Mapping[UUID, int]]) -> _Question:
    def asked(left: Sequence[UUID]) -> Mapping[UUID, Passed]:
        has = counts(left)
        return {
            one: {"why": name, "has": has.get(one, 0), "most": int(most)}
            for one in left
            if has.get(one, 0) >= most
        }

    return asked


def _most(bound: Condition | None, scope: Mapping[str, Any]) -> Decimal | None:
    """Return a bound in numbers; one that is blank, as a setting may be, is none."""
    found = None if bound is None else bound.value(scope)
    return Decimal(found) if is_number(found) else None


def is_number(value: Any) -> TypeGuard[Decimal | int]:
    """Say whether an expression gave a number."""
    return isinstance(value, Decimal | int) and not isinstance(value, bool)
