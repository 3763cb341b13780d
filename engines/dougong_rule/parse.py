"""Reading an event rule: document → EventRule, or every problem with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_model import DocumentError
from dougong_rule.definition import EventRule, OncePer, Phase
from dougong_rule.parse_schedule import parse_schedule
from dougong_rule.parse_steps import read_steps
from dougong_rule.schedule import Inactive, Relative, Schedule
from dougong_rule.steps import AFTER_STEPS, BEFORE_STEPS
from dougong_rule.surroundings import Reading, Surroundings
from dougong_rule.triggers import SCHEDULE_DUE, parse_triggers

_BEFORE_EVENTS = frozenset({"record.created", "record.changed", "state.entered", "form.submitted"})


def parse_event_rule(document: Mapping[str, Any], surroundings: Surroundings) -> EventRule:
    """Read, type and compile a rule document; raises DocumentError with every problem found."""
    entity = str(document.get("entity", ""))
    reading = Reading(surroundings, entity)
    if reading.vocabulary is None:
        reading.refuse("/entity", "unknown_entity", f"There is no entity “{entity}”.")
    phase = _phase(document, reading)
    triggers = parse_triggers(document.get("on"), "/on", reading)
    schedule = _schedule(document, phase, reading)
    if phase is Phase.BEFORE:
        for trigger in triggers:
            if trigger.event not in {*_BEFORE_EVENTS, SCHEDULE_DUE}:
                reading.refuse(
                    "/on", "not_before_save", f"A rule before the save cannot react to {trigger.event}."
                )
    condition = reading.condition(document.get("when"), "/when")
    reading.allowed = BEFORE_STEPS if phase is Phase.BEFORE else AFTER_STEPS
    steps = read_steps(document.get("do"), "/do", reading)
    once_per = _once_per(document, schedule, reading)
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
        once_per=once_per,
        enabled=bool(document.get("enabled", True)),
        schedule=schedule,
    )


def _schedule(document: Mapping[str, Any], phase: Phase, reading: Reading) -> Schedule | None:
    """Read when the clock starts the rule; nothing was changed then, so `old` is no name of its expressions."""
    events = document.get("on")
    if not isinstance(events, Mapping) or "schedule" not in events:
        return None
    if phase is Phase.BEFORE:
        reading.refuse("/phase", "not_before_save", "A rule started by the clock acts after the save.")
    if reading.vocabulary is not None:
        reading.vocabulary.forget("old")
    return parse_schedule(events["schedule"], "/on/schedule", reading)


def _once_per(document: Mapping[str, Any], schedule: Schedule | None, reading: Reading) -> OncePer:
    """Read how often the rule may act; one that waits for inactivity acts once each time unless it says more."""
    inactive = schedule is not None and isinstance(schedule.timing, Inactive)
    usual = OncePer.EPISODE if inactive else OncePer.EVENT
    given = document.get("once_per", usual.value)
    if given not in list(OncePer):
        reading.refuse("/once_per", "unknown_once_per", "once_per is event, record or episode.")
        return usual
    if given != OncePer.EPISODE:
        return OncePer(given)
    if schedule is not None and isinstance(schedule.timing, Relative):
        reading.refuse("/once_per", "episode_of_date", "A rule that follows a date acts once for each date.")
    elif document.get("when") is None and not inactive:
        reading.refuse("/once_per", "episode_of_condition", "An episode needs a condition that becomes true.")
    elif document.get("phase") == Phase.BEFORE.value:
        reading.refuse("/once_per", "not_before_save", "A rule before the save acts every time.")
    return OncePer.EPISODE


def _phase(document: Mapping[str, Any], reading: Reading) -> Phase:
    phase = document.get("phase", Phase.AFTER.value)
    if phase not in [kind.value for kind in Phase]:
        reading.refuse("/phase", "unknown_phase", "phase is before or after.")
        return Phase.AFTER
    return Phase(phase)
