"""Merge: make one record of the record at hand and those that count as the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

from dougong.access.shapes import EntityShape, shape_of
from dougong.actions.act import Act, Site
from dougong.actions.effects.evaluating import holds
from dougong.actions.merging import Merging, as_the_app
from dougong.actions.plan_merge import plan_merge
from dougong.actions.steps import Stopped, carry_out_inside
from dougong.errors import Conflict
from dougong.processes.read import held_records
from dougong.records import duplicate_groups
from dougong.records.duplicates import equal_to, hold_keys
from dougong.records.merging import taken_back
from dougong_model import Effect, Problem, uuid7

MOST_MERGED = 20
"""So many records are made one at once; the oldest first."""


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Merge the record at hand with those that are equal to it, and do the steps about them.

    Raises Stopped when the record at hand is not the one that is kept: nothing more is done about it.
    """
    if site.record in act.removed:
        return {"merged": 0}
    body = effect.arguments
    others = _same(act, body, site)
    if not others:
        return {"merged": 0}
    keep, *others = _ordered(act, body, site, [site.record, *others])
    if "each" in body:
        kept = replace(site, record=keep)
        for other in others:
            with suppress(Stopped):
                carry_out_inside(act, body["each"], kept.about(act, site.entity, other))
        others = [one for one in others if one not in act.removed]
    if others and keep not in act.removed:
        _merge(act, site, keep, others)
    result = {"entity": site.entity, "kept": keep, "merged": len(others), "records": others}
    if "do" in body:
        with suppress(Stopped):
            carry_out_inside(act, body["do"], site.about(act, site.entity, keep))
    if site.record in act.removed:
        message = "The record counts as the same as another and was merged into it."
        act.warnings.append(Problem(code="merged", pointer="", message=message, hint=str(keep)))
        raise Stopped(result)
    return result


def _same(act: Act, body: Mapping[str, Any], site: Site) -> list[UUID]:
    """Return the records to merge with the one at hand: equal, and not said by anybody to be others."""
    shape = shape_of(act.app, site.entity)
    matches = _matches(shape, body)
    hold_keys(act.context, shape, matches, act.rows.stored(site.entity, site.record))
    found = equal_to(act.context, shape, site.record, matches)
    if not found:
        return []
    everyone = [site.record, *found]
    apart = {frozenset(pair) for pair in duplicate_groups.dismissed(act.context, shape, everyone)}
    apart |= taken_back(act.context, everyone)
    same: list[UUID] = []
    for other in found:
        if any(frozenset((other, one)) in apart for one in (site.record, *same)):
            continue
        if holds(act, site.about(act, site.entity, other), body.get("when")):
            same.append(other)
    return same[: MOST_MERGED - 1]


def _matches(shape: EntityShape, body: Mapping[str, Any]) -> Sequence[tuple[str, ...]]:
    if "match" in body:
        return [tuple(keys) for keys in body["match"]]
    declared = None if shape.compiled is None else shape.compiled.entity.duplicates
    return () if declared is None else declared.match


def _ordered(act: Act, body: Mapping[str, Any], site: Site, records: Sequence[UUID]) -> list[UUID]:
    """Return records with the one to keep first: one about which a flow decides, then by the conditions of `prefer`
    (somebody owns it, when there are none), then the earliest.
    """
    identity = shape_of(act.app, site.entity).id
    held = held_records(act.context.conn, act.app.id, identity, records, None)

    def place(record: UUID) -> tuple[Any, ...]:
        stored = act.rows.stored(site.entity, record)
        here = site.about(act, site.entity, record)
        preferred = (
            [not holds(act, here, text) for text in body["prefer"]]
            if "prefer" in body
            else [stored.get("owner") is None]
        )
        return record not in held, *preferred, stored.get("created_at"), str(record)

    return sorted(records, key=place)


def _merge(act: Act, site: Site, keep: UUID, others: Sequence[UUID]) -> None:
    identity = uuid7()
    person, before = act.person.person, act.context
    act.context = as_the_app(act.context, f"merge:{identity}")
    try:
        plan = plan_merge(act.context, act.app, site.entity, keep, others, lock=True, most=MOST_MERGED)
        if plan.obstacles:
            raise Conflict(plan.obstacles[0].message, problems=plan.obstacles)
        taken = {key: one.usual for key, one in plan.choices.items()}
        act.touched += 1 + len(others)
        Merging(act, plan, identity, site.depth + 1).carry_out(taken, {}, site.cause, person)
    finally:
        act.context = before
