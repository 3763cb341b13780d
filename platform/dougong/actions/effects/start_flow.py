"""StartFlow: a flow begins on the record at hand, unless it runs there already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.actions.act import Act, Site
from dougong.actions.flows import begin_flow, is_running
from dougong_model import Effect


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Start the flow that the step names; the person behind the act is its initiator."""
    flow = str(effect.arguments["flow"])
    if is_running(act, flow, site.entity, site.record):
        return {"flow": flow, "skipped": "running"}
    instance = begin_flow(act, flow, site.record, act.person.person, site.depth)
    return {"flow": flow, "instance": str(instance.id)}
