"""CreateLines: a row or a record of every record of a list, all saved together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.actions.act import Act, Site
from dougong.actions.effects.evaluating import each_of, field_values, holds
from dougong.records.changes import Change
from dougong_model import Effect, uuid7


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Add rows to a sub-table of the record at hand, behind those it has, or make records."""
    body = effect.arguments
    into = body.get("into")
    entity = body["entity"] if into is None else str(act.rows.shape(site.entity).fields[into].target)
    lines = [
        field_values(act, inner, entity, body.get("values", {}))
        for inner in each_of(act, site, body["records"])
        if holds(act, inner, body.get("when"))
    ]
    if not lines:
        return {"created": 0}
    if into is None:
        act.change([Change(entity=entity, kind="create", id=uuid7(), values=one) for one in lines], site)
    else:
        there = [{"id": row.id} for row in act.rows.row(site.entity, site.record)[into]]
        rows: Any = (*there, *({"id": None, **one} for one in lines))
        act.change([Change(entity=site.entity, kind="update", id=site.record, values={into: rows})], site)
    return {"entity": entity, "created": len(lines)}
