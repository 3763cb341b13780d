"""CallConnector: run an action of a connector; a job does it after the commit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.steps.webhook import check_inputs
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`connection` names a connection document, `action` one of its connector's actions, `input`
    expressions."""
    reading.key_of("connection", body.get("connection"), f"{pointer}/connection")
    if not isinstance(body.get("action"), str):
        reading.refuse(f"{pointer}/action", "action_expected", "Name an action of the connector.")
    check_inputs(body.get("input", {}), f"{pointer}/input", reading)
