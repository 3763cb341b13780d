"""Assign: give the record an owner by a list of strategies, and keep why it was this person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.actions.act import Act, Site, json_plain
from dougong.actions.effects.evaluating import people
from dougong.records.changes import Change
from dougong_model import Effect
from dougong_rule import Pick


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Set the member field (the owner when none is named) to the first person a strategy finds."""
    choice = people(act, site, effect.arguments["strategies"], Pick.ROUND_ROBIN)
    explain = [json_plain(note) for note in choice.explain]
    if not choice.people:
        return {"person": None, "explain": explain}
    field = effect.arguments.get("field", "owner")
    taken = choice.people[0]
    had = act.rows.stored(site.entity, site.record).get(field)
    act.change([Change(entity=site.entity, kind="update", id=site.record, values={field: taken})], site)
    return {"field": field, "person": taken, "kept": had == taken, "explain": explain}
