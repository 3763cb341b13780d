"""SetFields: give fields of the record at hand new values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.actions.act import Act, Site
from dougong.actions.effects.evaluating import field_values
from dougong.records.changes import Change
from dougong_model import Effect


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Change the record; every member of the step is a field and an expression."""
    values = field_values(act, site, site.entity, effect.arguments)
    change = Change(entity=site.entity, kind="update", id=site.record, values=values, buried=site.buried)
    act.change([change], site)
    return values
