"""Reading a schedule: the member `on.schedule` of a rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from typing import Any

from dougong_formula import NUMBER
from dougong_rule.moments import is_cron
from dougong_rule.schedule import (
    GRACE_DAYS,
    MOST_DAYS,
    MOST_HOURS,
    Amount,
    CatchUp,
    Cron,
    Inactive,
    Relative,
    Schedule,
    Unit,
)
from dougong_rule.surroundings import Reading

_TIMINGS = ("cron", "relative", "inactive")
_MEMBERS = {
    "": {*_TIMINGS, "catch_up", "grace_days"},
    "/relative": {"field", "offset", "unit", "at"},
    "/inactive": {"days", "of", "at"},
}
_AT = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_NEVER = Cron(cron="0 0 1 1 *")
"""What stands for a timing that cannot be read; the document is refused."""


def parse_schedule(body: object, pointer: str, reading: Reading) -> Schedule:
    """Read when the clock starts a rule; problems are noted in `reading`."""
    if not isinstance(body, Mapping) or sum(name in body for name in _TIMINGS) != 1:
        reading.refuse(
            pointer,
            "schedule_shape",
            "Say when: by the clock, by a date of the record or by its inactivity, one of them.",
            hint='For example {"cron": "0 8 * * 1-5"}.',
        )
        return Schedule(timing=_NEVER)
    _known(body, "", pointer, reading)
    catch_up = body.get("catch_up", CatchUp.ONCE.value)
    if catch_up not in list(CatchUp):
        reading.refuse(
            f"{pointer}/catch_up",
            "unknown_catch_up",
            f"“{catch_up}” is not known.",
            hint="One of: once, each, none",
        )
        catch_up = CatchUp.ONCE
    return Schedule(
        timing=_timing(body, pointer, reading),
        catch_up=CatchUp(catch_up),
        grace_days=_whole(body.get("grace_days", GRACE_DAYS), 0, 366, f"{pointer}/grace_days", reading),
    )


def _timing(body: Mapping[str, Any], pointer: str, reading: Reading) -> Cron | Relative | Inactive:
    if "cron" in body:
        cron = body["cron"]
        if not isinstance(cron, str) or not is_cron(cron):
            reading.refuse(
                f"{pointer}/cron",
                "cron_shape",
                "A cron expression names minute, hour, day, month and day of the week, and comes sometime.",
                hint="For example 0 8 * * 1-5: at eight on weekdays.",
            )
            return _NEVER
        return Cron(cron=" ".join(cron.split()))
    name = "relative" if "relative" in body else "inactive"
    detail, at = body[name], f"{pointer}/{name}"
    if not isinstance(detail, Mapping):
        reading.refuse(at, "schedule_shape", "This is an object.")
        return _NEVER
    _known(detail, f"/{name}", at, reading)
    return (_relative if name == "relative" else _inactive)(detail, at, reading)


def _relative(body: Mapping[str, Any], pointer: str, reading: Reading) -> Relative:
    key, kind = str(body.get("field", "")), ""
    found = _members(reading).get(key)
    if found is not None:
        kind = found.type.kind
    if kind not in {"date", "datetime"}:
        reading.refuse(f"{pointer}/field", "date_expected", f"There is no date “{key}”.")
    unit = body.get("unit", Unit.DAY.value)
    if unit not in list(Unit):
        reading.refuse(
            f"{pointer}/unit",
            "unknown_unit",
            f"“{unit}” is not known.",
            hint="One of: day, working_day, hour",
        )
        unit = Unit.DAY
    if unit == Unit.HOUR and kind == "date":
        reading.refuse(f"{pointer}/unit", "days_expected", "A date without a time is counted from in days.")
    most = MOST_HOURS if unit == Unit.HOUR else MOST_DAYS
    return Relative(
        field=key,
        offset=read_amount(body.get("offset", 0), -most, most, f"{pointer}/offset", reading),
        unit=Unit(unit),
        dated=kind == "date",
        at=None if unit == Unit.HOUR else read_time(body.get("at"), f"{pointer}/at", reading),
    )


def _inactive(body: Mapping[str, Any], pointer: str, reading: Reading) -> Inactive:
    fields: list[str] = []
    lists: list[str] = []
    states = False
    state_field = reading.surroundings.states.get(reading.entity)
    named = body.get("of", [])
    for index, key in enumerate(named if isinstance(named, list) else [named]):
        found = _members(reading).get(str(key))
        if found is not None and found.type.kind in {"date", "datetime"}:
            fields.append(str(key))
        elif found is not None and found.type.is_record_list:
            lists.append(str(key))
        elif key == state_field:
            states = True
        else:
            reading.refuse(
                f"{pointer}/of/{index}",
                "activity_expected",
                f"“{key}” is no date, no list of records and no state.",
            )
    if not named:
        reading.refuse(f"{pointer}/of", "activity_expected", "Say what counts as activity.")
    return Inactive(
        days=read_amount(body.get("days"), 1, MOST_DAYS, f"{pointer}/days", reading),
        at=read_time(body.get("at"), f"{pointer}/at", reading),
        fields=tuple(fields),
        lists=tuple(lists),
        states=states,
    )


def _members(reading: Reading) -> Mapping[str, Any]:
    return {} if reading.vocabulary is None else reading.vocabulary.members(reading.entity)


def _known(body: Mapping[str, Any], place: str, pointer: str, reading: Reading) -> None:
    for name in sorted(map(str, body.keys() - _MEMBERS[place])):
        reading.refuse(f"{pointer}/{name}", "unknown_member", f"There is no member “{name}” here.")


def _whole(value: object, least: int, most: int, pointer: str, reading: Reading) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        reading.refuse(pointer, "whole_number", f"Write a whole number from {least} to {most}.")
        return max(least, 0)
    return value


def read_amount(value: object, least: int, most: int, pointer: str, reading: Reading) -> Amount:
    """Read a whole number, or an expression over the app's settings that gives one."""
    if not isinstance(value, str):
        return Amount(number=_whole(value, least, most, pointer, reading))
    condition = reading.expression(value, pointer, NUMBER)
    if condition is None:
        return Amount()
    used = condition.expression
    if not used.prefixes_used and not used.references:
        # Nothing but numbers: what comes of them is known now.
        number = condition.value({})
        if isinstance(number, Decimal) and number == int(number):
            number = int(number)
        return Amount(number=_whole(number, least, most, pointer, reading))
    if used.prefixes_used - {"settings"} or any(entity != "@settings" for entity, _ in used.references):
        reading.refuse(pointer, "settings_only", "Only settings of the app can be used here.")
    return Amount(value=condition)


def read_time(value: object, pointer: str, reading: Reading) -> time:
    found = _AT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        reading.refuse(
            pointer,
            "time_of_day",
            "Say at what time of day, on the workspace's clock.",
            hint="For example 08:00.",
        )
        return time()
    return time(int(found[1]), int(found[2]))
