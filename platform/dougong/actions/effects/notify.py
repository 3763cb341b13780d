"""Notify: tell people in the product, each in his own language and time zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dougong.actions.act import Act, Site
from dougong.actions.effects.evaluating import people, text_in
from dougong.identity.tables import person
from dougong.notify.notices import Notice
from dougong_model import Effect
from dougong_rule import Pick


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Write a notice for everybody `to` means, from a message document or the step's own text."""
    told = people(act, site, effect.arguments["to"], Pick.ALL, union=True).people
    message = effect.arguments["message"]
    if not isinstance(message, Mapping):
        message = act.app.documents("message")[message]
    readers = _readers(act, told)
    for one in told:
        language, zone = readers.get(one, (act.context.language, act.context.zone))
        read = replace(site, reserved={**site.reserved, "$zone": zone})
        act.tell(
            Notice(
                person=one,
                title=text_in(act, read, message["subject"], language),
                body=text_in(act, read, message["body"], language) if message.get("body") else "",
                link=(act.app.key, site.entity, site.record),
                only_seen=True,
            )
        )
    return {"told": list(told)}


def _readers(act: Act, told: Sequence[UUID]) -> dict[UUID, tuple[str, ZoneInfo]]:
    """Return each person's language and time zone."""
    asked = sa.select(person.c.id, person.c.language, person.c.zone).where(person.c.id.in_(told))
    return {row.id: (row.language, ZoneInfo(row.zone)) for row in act.context.conn.execute(asked)}
