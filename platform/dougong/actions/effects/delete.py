"""Delete: put records that the record at hand points at into the trash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.actions.act import Act, Site
from dougong.actions.effects.evaluating import records_of
from dougong.records.changes import Change
from dougong_model import Effect


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Delete every record that `record` gives."""
    found = records_of(act, site, effect.arguments["record"])
    if found:
        act.change([Change(entity=entity, kind="delete", id=record) for entity, record in found], site)
    return {"deleted": len(found)}
