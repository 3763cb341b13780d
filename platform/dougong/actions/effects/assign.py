"""Assign: give the record an owner by a list of strategies, and keep why it was this person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.actions.act import Act, Site, json_plain
from dougong.actions.effects.evaluating import assignee
from dougong.automation import assigned
from dougong.automation.definitions import assignment
from dougong.records.changes import Change
from dougong_model import Effect


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Set the member field (the owner when none is named) to whom a strategy leaves; with nobody left it stays as it
    is, or is emptied when the step says so.
    """
    how = assignment(act.app, site.entity, effect.arguments, site.parent)
    choice = assignee(act, site, how)
    explain = [json_plain(note) for note in choice.explain]
    taken = choice.people[0] if choice.people else None
    had = act.rows.stored(site.entity, site.record).get(how.field)
    told = {"field": how.field, "person": taken, "explain": explain}
    if taken is None and not how.empty:
        return told
    if taken is not None and taken != had:
        assigned.note(act.context, act.app, site.entity, how.field, site.record, taken, site.cause)
    if taken != had:
        change = Change(entity=site.entity, kind="update", id=site.record, values={how.field: taken})
        act.change([change], site)
    return {**told, "kept": had == taken} if taken is not None else {**told, "emptied": had is not None}
