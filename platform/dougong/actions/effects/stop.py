"""Stop: nothing more of these steps is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.actions.act import Act, Site
from dougong.actions.steps import Stopped
from dougong_model import Effect


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Raise Stopped: whoever carries out the list ends it."""
    raise Stopped
