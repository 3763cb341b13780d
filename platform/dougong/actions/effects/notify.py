"""Notify: tell people in the product, each in his own language and time zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dougong.actions.act import Act, Site
from dougong.actions.effects.evaluating import people, readers, text_in
from dougong.notify.notices import Notice
from dougong_model import Effect
from dougong_rule import Pick


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Write a notice for everybody `to` means, from a message document or the step's own text."""
    told = people(act, site, effect.arguments["to"], Pick.ALL, union=True).people
    message = effect.arguments["message"]
    if not isinstance(message, Mapping):
        message = act.app.documents("message")[message]
    known = readers(act, told)
    for one in told:
        language, zone = known.get(one, (act.context.language, act.context.zone))
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
