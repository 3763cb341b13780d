"""Enrol: the record at hand enters a sequence, unless it may not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.actions.act import Act, Site
from dougong.actions.sequences import enrol
from dougong.automation.definitions import sequences_of
from dougong_model import Effect


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Let the record in; `skipped` says why it may not enter."""
    key = str(effect.arguments["sequence"])
    why = enrol(act, sequences_of(act.app)[key], site.record, site.cause)
    return {"sequence": key} if why is None else {"sequence": key, "skipped": why}
