"""Check flows: whether what must hold of all running and ended requests does hold."""

from __future__ import annotations

from uuid import UUID

from dougong.automation import outbox
from dougong.context import Context
from dougong.processes.sweep import SHOWN, Finding, asked_twice, sweep

_OF_FLOWS = "flow:"


def check_flows(context: Context) -> list[Finding]:
    """Return where flow instances, or the effects they asked for, break an invariant; nothing is the rule."""
    repeated = outbox.repeated_keys(context.conn, _OF_FLOWS, SHOWN)
    asking = {UUID(key.split(":")[1]) for key in repeated}
    return [*sweep(context.conn, context.now), *asked_twice(context.conn, asking)]
