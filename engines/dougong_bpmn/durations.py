"""Durations: those of a flow as ISO 8601 and back; working time has no word there and stands beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping

_UNITS = {
    "minutes": "PT{}M",
    "hours": "PT{}H",
    "days": "P{}D",
    "work_hours": "PT{}H",
    "work_days": "P{}D",
}
_ISO = re.compile(
    r"P(?:(?P<weeks>\d{1,6})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,8})S)?)?"
)
_SAYABLE = 10_000
"""The largest number in a duration of a flow."""


def to_iso(span: Mapping[str, int]) -> str:
    """Write `{"hours": 2}` as `PT2H`."""
    ((unit, amount),) = span.items()
    return _UNITS[unit].format(amount)


def from_iso(text: str) -> dict[str, int] | None:
    """Read an ISO 8601 duration in the largest unit that divides it; None when a flow cannot say it."""
    found = _ISO.fullmatch(text.strip())
    if found is None:
        return None
    part = {name: int(value) for name, value in found.groupdict().items() if value}
    days = part.get("weeks", 0) * 7 + part.get("days", 0)
    seconds = (
        days * 86_400 + part.get("hours", 0) * 3600 + part.get("minutes", 0) * 60 + part.get("seconds", 0)
    )
    if seconds == 0:
        return None
    # As it is written, so that PT24H stays so and does not become a day.
    units = [("days", 86_400), ("hours", 3600), ("minutes", 60)]
    written = [name for name, value in part.items() if value]
    if len(written) == 1 and written[0] in dict(units):
        units.sort(key=lambda one: one[0] != written[0])
    return next(
        (
            {unit: seconds // size}
            for unit, size in units
            if seconds % size == 0 and seconds // size <= _SAYABLE
        ),
        None,
    )
