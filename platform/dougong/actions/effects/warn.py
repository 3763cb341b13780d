"""Warn: go on, and tell the person something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.actions.act import Act, Site
from dougong.actions.effects.refuse import problem
from dougong_model import Effect


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Add the step's message to the answer."""
    found = problem(act, effect, site)
    act.warnings.append(found)
    return {"message": found.message}
