"""Update: change records that the record at hand points at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.actions.act import Act, Site
from dougong.actions.effects.evaluating import field_values, records_of
from dougong.records.changes import Change
from dougong_model import Effect


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Change every record that `record` gives; nothing happens when it gives none."""
    found = records_of(act, site, effect.arguments["record"])
    if not found:
        return {"changed": 0}
    values = field_values(act, site, found[0][0], effect.arguments.get("values", {}))
    act.change(
        [Change(entity=entity, kind="update", id=record, values=values) for entity, record in found], site
    )
    return {"entity": found[0][0], "changed": len(found), **values}
