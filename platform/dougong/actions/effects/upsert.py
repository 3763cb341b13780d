"""Upsert: change the record that a unique field tells apart, or make it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.actions.act import Act, Site
from dougong.actions.draft import BLANK
from dougong.actions.effects.evaluating import field_values
from dougong.records.changes import Change
from dougong.records.matching import find_equal
from dougong_model import Effect, uuid7


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Change the record whose fields of `match` are equal; a blank one is equal to nothing."""
    body = effect.arguments
    entity = body["entity"]
    values = field_values(act, site, entity, body["values"])
    match = {key: values[key] for key in body["match"]}
    blank = any(value in BLANK for value in match.values())
    found = None if blank else find_equal(act.context, act.app, entity, match)
    identity = found or uuid7()
    kind: Any = "create" if found is None else "update"
    act.change([Change(entity=entity, kind=kind, id=identity, values=values)], site)
    return {"entity": entity, "id": identity, "created": found is None}
