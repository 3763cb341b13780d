"""Reading a sequence: document → Sequence, or every problem with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any

from dougong_model import DocumentError
from dougong_rule.condition import Condition
from dougong_rule.parse_schedule import read_amount, read_time
from dougong_rule.parse_steps import read_steps
from dougong_rule.schedule import MOST_DAYS, MOST_HOURS, Amount
from dougong_rule.sequences import Exit, Quiet, Sequence, SequenceStep, WaitUnit
from dougong_rule.steps import SEQUENCE_STEPS
from dougong_rule.surroundings import Reading, Surroundings
from dougong_rule.triggers import SCHEDULE_DUE, parse_triggers

_WORKING = frozenset({1, 2, 3, 4, 5})


def parse_sequence(document: Mapping[str, Any], surroundings: Surroundings) -> Sequence:
    """Read, type and compile a sequence; raises DocumentError with every problem found."""
    entity = str(document.get("entity", ""))
    reading = Reading(surroundings, entity)
    reading.allowed = SEQUENCE_STEPS
    if reading.vocabulary is None:
        reading.refuse("/entity", "unknown_entity", f"There is no entity “{entity}”.")
    when = _present(reading.condition(document.get("when"), "/when"), "/when", reading)
    quiet = _quiet(document.get("quiet", {}), reading)
    steps = tuple(
        _step(body, f"/steps/{at}", quiet, reading) for at, body in enumerate(document.get("steps", ()))
    )
    exits = tuple(_exit(body, f"/exits/{at}", reading) for at, body in enumerate(document.get("exits", ())))
    _distinct((step.key for step in steps), "/steps", reading)
    _distinct((one.key for one in exits), "/exits", reading)
    roles = tuple(
        reading.key_of("role", key, f"/roles/{at}") for at, key in enumerate(document.get("roles", ()))
    )
    if not steps:
        reading.refuse("/steps", "steps_expected", "Say what is to be done.")
    if reading.problems:
        raise DocumentError(reading.problems)
    return Sequence(
        id=str(document["id"]),
        key=str(document["key"]),
        name=document.get("name", {}),
        entity=entity,
        steps=steps,
        exits=exits,
        when=when,
        again_after_days=document.get("again_after_days"),
        most=document.get("most"),
        roles=roles,
        quiet=quiet,
        enabled=bool(document.get("enabled", True)),
    )


def _present(condition: Condition | None, pointer: str, reading: Reading) -> Condition | None:
    """Refuse names of a change: what stands here is asked of the record as it is, whenever that is."""
    if condition is not None:
        for name in sorted(condition.expression.prefixes_used & {"old", "event"}):
            reading.refuse(
                pointer,
                "not_here",
                f"“{name}” says nothing here: this is asked of the record as it is.",
            )
    return condition


def _quiet(body: Mapping[str, Any], reading: Reading) -> Quiet:
    begin = read_time(body["from"], "/quiet/from", reading) if "from" in body else None
    end = read_time(body["to"], "/quiet/to", reading) if "to" in body else None
    if (begin is None) != (end is None) or (begin is not None and begin == end):
        reading.refuse("/quiet", "quiet_hours", "Quiet hours go from one time of day to another.")
    return Quiet(begin=begin, end=end, rest_days=bool(body.get("rest_days", False)))


def _step(body: Mapping[str, Any], pointer: str, quiet: Quiet, reading: Reading) -> SequenceStep:
    unit, amount = _wait(body.get("wait", {}), f"{pointer}/wait", reading)
    at: time | None = read_time(body["at"], f"{pointer}/at", reading) if "at" in body else None
    if at is not None and quiet.covers(at):
        reading.refuse(f"{pointer}/at", "in_quiet_hours", "This time of day lies in the quiet hours.")
    weekdays = frozenset(body.get("weekdays", ()))
    if weekdays and quiet.rest_days and not weekdays & _WORKING:
        reading.refuse(
            f"{pointer}/weekdays",
            "rest_days_only",
            "These are days on which nobody works, and nothing is done on those.",
        )
    return SequenceStep(
        key=str(body.get("key", "")),
        name=body.get("name", {}),
        effects=read_steps(body.get("do"), f"{pointer}/do", reading),
        amount=amount,
        unit=unit,
        at=at,
        weekdays=weekdays,
        unless=_present(
            reading.condition(body.get("unless"), f"{pointer}/unless"), f"{pointer}/unless", reading
        ),
    )


def _wait(body: Mapping[str, Any], pointer: str, reading: Reading) -> tuple[WaitUnit, Amount]:
    if not body:
        return WaitUnit.DAYS, Amount()
    unit, given = next(iter(body.items()))
    if len(body) != 1 or unit not in list(WaitUnit):
        reading.refuse(
            pointer,
            "span_expected",
            "A span is a number of one unit.",
            hint="One of: " + ", ".join(WaitUnit),
        )
        return WaitUnit.DAYS, Amount()
    most = MOST_HOURS if unit == WaitUnit.HOURS else MOST_DAYS
    return WaitUnit(unit), read_amount(given, 0, most, f"{pointer}/{unit}", reading)


def _exit(body: Mapping[str, Any], pointer: str, reading: Reading) -> Exit:
    triggers = parse_triggers(body["on"], f"{pointer}/on", reading) if "on" in body else ()
    for trigger in triggers:
        if trigger.event == SCHEDULE_DUE:
            reading.refuse(f"{pointer}/on/schedule", "unknown_event", "There is no event “schedule”.")
    condition = reading.condition(body.get("when"), f"{pointer}/when")
    if not triggers:
        condition = _present(condition, f"{pointer}/when", reading)
        if condition is None and "when" not in body:
            reading.refuse(pointer, "exit_expected", "Say when a record leaves: by a condition or an event.")
    return Exit(
        key=str(body.get("key", "")),
        name=body.get("name", {}),
        condition=condition,
        triggers=triggers,
        effects=read_steps(body["do"], f"{pointer}/do", reading) if "do" in body else (),
    )


def _distinct(keys: Iterable[str], pointer: str, reading: Reading) -> None:
    seen: set[str] = set()
    for at, key in enumerate(keys):
        if key in seen:
            reading.refuse(f"{pointer}/{at}/key", "key_twice", f"The key “{key}” is used twice.")
        seen.add(key)
