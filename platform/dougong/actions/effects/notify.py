"""Notify: tell people in the product, each in his own language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

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
    languages = _languages(act, told)
    for one in told:
        language = languages.get(one, act.context.language)
        act.tell(
            Notice(
                person=one,
                title=text_in(act, site, message["subject"], language),
                body=text_in(act, site, message["body"], language) if message.get("body") else "",
                link=(act.app.key, site.entity, site.record),
            )
        )
    return {"told": list(told)}


def _languages(act: Act, told: Sequence[UUID]) -> dict[UUID, str]:
    rows = act.context.conn.execute(sa.select(person.c.id, person.c.language).where(person.c.id.in_(told)))
    return {row.id: row.language for row in rows}
