"""Matching: from an event to the few rules it concerns, by entity, kind of event and changed field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from dougong_model import Event
from dougong_rule.definition import EventRule, OncePer, Phase, Trigger

_ANY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """One rule that an event concerned: whether its condition held, and the values the condition saw."""

    rule: EventRule
    event: Event
    matched: bool
    why: str
    values: Mapping[str, Any] = field(default_factory=dict)


class RuleIndex:
    """The enabled rules of an app, found by (phase, entity, event, field). Immutable after construction."""

    def __init__(self, rules: Iterable[EventRule]) -> None:
        self.rules = tuple(sorted((rule for rule in rules if rule.enabled), key=_order))
        self._places = {rule.id: place for place, rule in enumerate(self.rules)}
        self._found: dict[tuple[Phase, str, str, str], list[tuple[int, Trigger | None]]] = defaultdict(list)
        self._episodes: dict[str, tuple[EventRule, ...]] = {}
        for rule in self.rules:
            if rule.once_per is OncePer.EPISODE and rule.schedule is None:
                self._episodes[rule.entity] = (*self._episodes.get(rule.entity, ()), rule)
        for place, rule in enumerate(self.rules):
            for trigger in rule.triggers:
                for name in trigger.fields or {_ANY}:
                    found = self._found[rule.phase, rule.entity, trigger.event, name]
                    found.append((place, trigger if trigger.narrows else None))

    def episodes(self, entity: str) -> tuple[EventRule, ...]:
        """Return the rules of an entity that events start and that act once for an episode."""
        return self._episodes.get(entity, ())

    def listening(self, phase: Phase, entity: str) -> bool:
        """Say whether any rule of this phase looks at an entity at all."""
        return any(key[0] is phase and key[1] == entity for key in self._found)

    def candidates(self, phase: Phase, events: Sequence[Event]) -> list[tuple[EventRule, Event]]:
        """Return the rules whose triggers fit, by priority then key, each once with the first fitting
        event."""
        fitting: dict[int, Event] = {}
        for event in events:
            for name in (_ANY, *event.changed):
                for place, trigger in self._found.get((phase, event.entity, event.kind, name), ()):
                    if place not in fitting and (trigger is None or fits(trigger, event)):
                        fitting[place] = event
        return [(self.rules[place], fitting[place]) for place in sorted(fitting)]


def _order(rule: EventRule) -> tuple[int, str]:
    return rule.priority, rule.key


def fits(trigger: Trigger, event: Event) -> bool:
    """Say whether an event is one the trigger listens to, whatever the rule's condition."""
    if trigger.event != event.kind:
        return False
    if trigger.fields and not any(name in event.changed for name in trigger.fields):
        return False
    if trigger.from_ is not None or trigger.to is not None:
        old, new = event.changed[next(iter(trigger.fields))]
        if trigger.from_ is not None and _plain(old) not in trigger.from_:
            return False
        if trigger.to is not None and _plain(new) not in trigger.to:
            return False
    return all(event.data.get(name) in allowed for name, allowed in trigger.data.items())


def _plain(value: Any) -> Any:
    """Bring a value to what documents write: ids of records as text, lists as a hashable tuple."""
    if isinstance(value, Mapping):
        return str(value.get("id"))
    if isinstance(value, list | tuple):
        return tuple(value)
    return str(value) if isinstance(value, UUID) else value


def considered(rule: EventRule, event: Event, scope: Mapping[str, Any]) -> Considered:
    """Evaluate a rule's condition for one event; the answer carries the values it saw."""
    condition = rule.condition
    if condition is None:
        return Considered(rule=rule, event=event, matched=True, why="no condition")
    result = condition.value(scope)
    seen = {key: scope.get(key) for entity, key in condition.expression.references if entity == rule.entity}
    why = (
        "condition true"
        if result is True
        else "condition false"
        if not result
        else f"condition gave {result}"
    )
    return Considered(rule=rule, event=event, matched=result is True, why=why, values=seen)
