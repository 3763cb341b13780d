"""ForEach: steps about every record of a list."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from dougong.actions.act import Act, Site
from dougong.actions.effects.evaluating import each_of, holds
from dougong.actions.steps import Stopped, carry_out_inside
from dougong_model import Effect


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Do the steps about each record that meets the condition, in the order of the list.

    The condition is asked when it is the record's turn; a step that says stop ends those about this record.
    """
    body = effect.arguments
    done = 0
    for inner in each_of(act, site, body["records"]):
        if inner.record not in act.removed and holds(act, inner, body.get("when")):
            done += 1
            with suppress(Stopped):
                carry_out_inside(act, body["do"], inner)
    return {"records": done}
