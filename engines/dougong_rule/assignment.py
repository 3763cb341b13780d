"""Assignment: reading who gets a record: strategies with their limits, what counts as work in hand, what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from typing import Any

from dougong_formula import NUMBER
from dougong_model import DocumentError
from dougong_rule.definition import Assignment, Hours, Limits, Load, Pick, Selector
from dougong_rule.selectors import parse_selectors
from dougong_rule.surroundings import Reading, Surroundings

_LIMITS = ("hold", "per_day", "hours", "present", "not_previous")
_OTHERWISE = ("keep", "empty")


def parse_assignment(
    body: Mapping[str, Any], entity: str, surroundings: Surroundings, *, parent: str | None = None
) -> Assignment:
    """Read the arguments of a step that assigns records of an entity; raises DocumentError with every problem."""
    reading = Reading(surroundings, entity, parent=parent)
    found = read_assignment(body, "", reading)
    if reading.problems:
        raise DocumentError(reading.problems)
    return found


def read_assignment(body: Mapping[str, Any], pointer: str, reading: Reading) -> Assignment:
    """Read the arguments of a step that assigns; problems are noted in `reading`."""
    field = str(body.get("field", "owner"))
    _check_member(field, f"{pointer}/field", reading)
    shared = _limits(body.get("limits", {}), f"{pointer}/limits", reading)
    otherwise = body.get("otherwise", "keep")
    if otherwise not in _OTHERWISE:
        reading.refuse(
            f"{pointer}/otherwise", "unknown_otherwise", "otherwise is one of: " + ", ".join(_OTHERWISE) + "."
        )
    return Assignment(
        strategies=_strategies(body.get("strategies"), f"{pointer}/strategies", reading, shared),
        load=_load(body.get("load", {}), f"{pointer}/load", reading, field),
        field=field,
        empty=otherwise == "empty",
    )


def _strategies(body: object, pointer: str, reading: Reading, shared: Limits) -> tuple[Selector, ...]:
    found = parse_selectors(body, pointer, reading, pick=Pick.ROUND_ROBIN, limits=True)
    limits = [
        _limits(one["limits"], f"{pointer}/{at}/limits", reading)
        if isinstance(one, Mapping) and "limits" in one
        else shared
        for at, one in enumerate(body if isinstance(body, list) else ())
    ]
    # A strategy that cannot be read has been refused, and nothing is made of the others.
    return tuple(replace(one, limits=own) for one, own in zip(found, limits, strict=False))


def _limits(body: object, pointer: str, reading: Reading) -> Limits:
    if not isinstance(body, Mapping):
        reading.refuse(pointer, "limits_expected", "Limits are an object.")
        return Limits()
    for unknown in body.keys() - set(_LIMITS):
        reading.refuse(
            f"{pointer}/{unknown}",
            "unknown_limit",
            f"There is no limit “{unknown}”.",
            hint="One of: " + ", ".join(_LIMITS),
        )
    numbers = {
        name: reading.expression(body[name], f"{pointer}/{name}", NUMBER)
        for name in ("hold", "per_day")
        if name in body
    }
    return Limits(
        hours=_hours(body["hours"], f"{pointer}/hours", reading) if "hours" in body else None,
        present=body.get("present") is True,
        not_previous=body.get("not_previous") is True,
        **numbers,
    )


def _hours(body: object, pointer: str, reading: Reading) -> Hours | None:
    given = body if isinstance(body, Mapping) else {}
    ends = [_time(given.get(name), f"{pointer}/{name}", reading) for name in ("from", "to")]
    if ends[0] is None or ends[1] is None:
        return None
    if ends[0] == ends[1]:
        reading.refuse(f"{pointer}/to", "hours_empty", "The hours end when they begin.")
    return Hours(from_=ends[0], to=ends[1], rest_days=given.get("rest_days") is True)


def _time(value: object, pointer: str, reading: Reading) -> time | None:
    try:
        return time.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        reading.refuse(pointer, "time_expected", "A time of day is needed, for example 09:00.")
        return None


def _load(body: object, pointer: str, reading: Reading, field: str) -> Load:
    given = body if isinstance(body, Mapping) else {}
    entity = str(given.get("entity", reading.entity))
    inner = Reading(reading.surroundings, entity)
    inner.problems = reading.problems
    if inner.vocabulary is None and reading.vocabulary is not None:
        reading.refuse(f"{pointer}/entity", "unknown_entity", f"There is no entity “{entity}”.")
    # The field that is set has been checked already.
    counted = str(given.get("field", field if entity == reading.entity else "owner"))
    if counted != field or entity != reading.entity:
        _check_member(counted, f"{pointer}/field", inner)
    condition = inner.condition(given.get("when"), f"{pointer}/when")
    if condition is not None and not condition.expression.prefixes_used <= {"settings"}:
        reading.refuse(
            f"{pointer}/when",
            "not_of_record",
            "What counts as work in hand is asked of each record alone: use its fields and the settings.",
        )
    return Load(entity=entity, field=counted, condition=condition)


def _check_member(field: str, pointer: str, reading: Reading) -> None:
    if reading.vocabulary is None:
        return
    member = reading.vocabulary.members(reading.entity).get(field)
    if member is None or member.type.entity != "person":
        reading.refuse(pointer, "member_expected", f"“{field}” is not a member field.")
