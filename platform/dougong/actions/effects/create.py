"""Create: make a record, and do steps about it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from dougong.actions.act import Act, Site
from dougong.actions.effects.evaluating import field_values
from dougong.actions.steps import Stopped, carry_out_inside
from dougong.records.changes import Change
from dougong_model import Effect, uuid7


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Create a record of `entity` with `values`, expressions over the record at hand; then do the steps of `do`."""
    entity = effect.arguments["entity"]
    values = field_values(act, site, entity, effect.arguments.get("values", {}))
    identity = uuid7()
    act.change([Change(entity=entity, kind="create", id=identity, values=values)], site)
    with suppress(Stopped):
        carry_out_inside(act, effect.arguments.get("do", ()), site.about(act, entity, identity))
    return {"entity": entity, "id": identity}
