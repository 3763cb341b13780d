"""Find: look for a record by what its fields are equal to; keep it in a reference, do steps about it, or both."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from dougong.actions.act import Act, Site
from dougong.actions.effects.evaluating import field_values
from dougong.actions.steps import Stopped, carry_out_inside
from dougong.records.changes import Change
from dougong.records.matching import find_first
from dougong_model import Effect


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Find the oldest record by the first way of `match` that finds one; without any, nothing is done."""
    body = effect.arguments
    entity = body["entity"]
    ways = (field_values(act, site, entity, way) for way in body["match"])
    found = find_first(act.context, act.app, entity, ways, besides=site.record)
    if found is None:
        return {"entity": entity, "found": None}
    if "into" in body:
        values = {body["into"]: found}
        act.change([Change(entity=site.entity, kind="update", id=site.record, values=values)], site)
    with suppress(Stopped):
        carry_out_inside(act, body.get("do", ()), site.about(act, entity, found))
    return {"entity": entity, "found": found}
