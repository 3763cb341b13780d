"""Branch: the steps of the first way whose condition holds, or those of `otherwise`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.actions.act import Act, Site
from dougong.actions.effects.evaluating import holds
from dougong.actions.steps import carry_out_inside
from dougong_model import Effect


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Take one way and tell which: its number from 1, or `otherwise`."""
    body = effect.arguments
    for number, way in enumerate(body["ways"], 1):
        if holds(act, site, way["when"]):
            carry_out_inside(act, way["do"], site.inside(str(number)))
            return {"way": number, "when": way["when"]}
    carry_out_inside(act, body.get("otherwise", ()), site.inside("otherwise"))
    return {"way": "otherwise"}
