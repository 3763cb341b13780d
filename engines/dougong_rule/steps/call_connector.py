"""CallConnector: run an action of a connector; a job does it after the commit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.steps.webhook import check_inputs
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`connection` names a connection document, `action` one of its connector's actions, `input`
    expressions."""
    connection = reading.key_of("connection", body.get("connection"), f"{pointer}/connection")
    offered, action = reading.surroundings.actions.get(connection), body.get("action")
    if not isinstance(action, str):
        reading.refuse(f"{pointer}/action", "action_expected", "Name an action of the connector.")
    elif offered is not None and action not in offered:
        reading.refuse(
            f"{pointer}/action",
            "unknown_action",
            f"The connection “{connection}” has no action “{action}”.",
            hint="One of: " + ", ".join(sorted(offered)) if offered else None,
        )
    check_inputs(body.get("input", {}), f"{pointer}/input", reading)
