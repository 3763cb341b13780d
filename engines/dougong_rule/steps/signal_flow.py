"""SignalFlow: tell flows what they wait for, on the record at hand or on others that it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.steps.update import target_entity
from dougong_rule.steps.values import check_values
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`message` is one for which a flow on these records waits; `record` gives the records, the one at hand when absent.

    `values` are set on them before the flows go on, expressions over the record at hand.
    """
    entity = target_entity(body, pointer, reading) if "record" in body else reading.entity
    if entity is None:
        return
    if "values" in body:
        check_values(entity, body["values"], f"{pointer}/values", reading)
    known = reading.surroundings.signals.get(entity, ())
    if body.get("message") not in known:
        reading.refuse(
            f"{pointer}/message",
            "unknown_message",
            f"No flow on “{entity}” waits for the message “{body.get('message')}”.",
            hint="One of: " + ", ".join(sorted(known)) if known else None,
        )
