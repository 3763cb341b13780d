"""Tag and Untag: put choices into a field that holds several, or take them out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.actions.act import Act, Site
from dougong.records.changes import Change
from dougong_model import Effect


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Change the field when anything is to change: the other choices stay as they are."""
    field, tags = effect.arguments["field"], effect.arguments["tags"]
    held: Any = act.rows.stored(site.entity, site.record).get(field) or ()
    if effect.kind == "Tag":
        wanted = tuple(dict.fromkeys((*held, *tags)))
    else:
        wanted = tuple(one for one in held if one not in tags)
    if wanted != tuple(held):
        act.change([Change(entity=site.entity, kind="update", id=site.record, values={field: wanted})], site)
    return {"field": field, "tags": list(tags), "changed": wanted != tuple(held)}
