"""Reading an event rule: document → EventRule, or every problem with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_model import DocumentError
from dougong_rule.definition import EventRule, OncePer, Phase
from dougong_rule.parse_steps import read_steps
from dougong_rule.steps import AFTER_STEPS, BEFORE_STEPS
from dougong_rule.surroundings import Reading, Surroundings
from dougong_rule.triggers import parse_triggers

_BEFORE_EVENTS = frozenset({"record.created", "record.changed", "state.entered", "form.submitted"})


def parse_event_rule(document: Mapping[str, Any], surroundings: Surroundings) -> EventRule:
    """Read, type and compile a rule document; raises DocumentError with every problem found."""
    entity = str(document.get("entity", ""))
    reading = Reading(surroundings, entity)
    if reading.vocabulary is None:
        reading.refuse("/entity", "unknown_entity", f"There is no entity “{entity}”.")
    phase = _phase(document, reading)
    triggers = parse_triggers(document.get("on"), "/on", reading)
    if phase is Phase.BEFORE:
        for trigger in triggers:
            if trigger.event not in _BEFORE_EVENTS:
                reading.refuse(
                    "/on", "not_before_save", f"A rule before the save cannot react to {trigger.event}."
                )
    condition = reading.condition(document.get("when"), "/when")
    reading.allowed = BEFORE_STEPS if phase is Phase.BEFORE else AFTER_STEPS
    steps = read_steps(document.get("do"), "/do", reading)
    once_per = document.get("once_per", OncePer.EVENT.value)
    if once_per not in [kind.value for kind in OncePer]:
        reading.refuse("/once_per", "unknown_once_per", "once_per is event or record.")
    if reading.problems:
        raise DocumentError(reading.problems)
    return EventRule(
        id=str(document["id"]),
        key=str(document["key"]),
        name=document.get("name", {}),
        entity=entity,
        triggers=triggers,
        condition=condition,
        steps=steps,
        phase=phase,
        priority=int(document.get("priority", 100)),
        stop=bool(document.get("stop", False)),
        once_per=OncePer(once_per),
        enabled=bool(document.get("enabled", True)),
    )


def _phase(document: Mapping[str, Any], reading: Reading) -> Phase:
    phase = document.get("phase", Phase.AFTER.value)
    if phase not in [kind.value for kind in Phase]:
        reading.refuse("/phase", "unknown_phase", "phase is before or after.")
        return Phase.AFTER
    return Phase(phase)
