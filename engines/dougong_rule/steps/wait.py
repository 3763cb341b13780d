"""Wait: the rest of the steps is done later, with the record as it is then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_formula import DATETIME
from dougong_rule.surroundings import Reading

LONGEST_WAIT = {"minutes": 527_040, "hours": 8_784, "days": 3_660, "work_hours": 8_784, "work_days": 2_600}
"""The units of a wait, each with the most of it."""


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`for` is a span, `{"days": 3}`; or `until` an expression that gives a date or a moment.

    `unless` is a condition that is asked when the time has come: when it holds, nothing more is done.
    """
    if ("for" in body) == ("until" in body):
        reading.refuse(pointer, "wait_shape", "Say how long (for) or until when (until), one of both.")
        return
    if "until" in body:
        reading.expression(body["until"], f"{pointer}/until", DATETIME)
    else:
        _check_span(body["for"], f"{pointer}/for", reading)
    reading.condition(body.get("unless"), f"{pointer}/unless")


def _check_span(span: object, pointer: str, reading: Reading) -> None:
    units = ", ".join(LONGEST_WAIT)
    if not isinstance(span, Mapping) or len(span) != 1 or next(iter(span)) not in LONGEST_WAIT:
        reading.refuse(pointer, "span_expected", "A span is a number of one unit.", hint=f"One of: {units}")
        return
    ((unit, amount),) = span.items()
    most = LONGEST_WAIT[unit]
    if not isinstance(amount, int) or isinstance(amount, bool) or not 1 <= amount <= most:
        reading.refuse(f"{pointer}/{unit}", "span_amount", f"The number is a whole one from 1 to {most}.")
