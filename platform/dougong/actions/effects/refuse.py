"""Refuse: stop what is being done, and say why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.actions.act import Act, Site
from dougong.actions.effects.evaluating import text_in
from dougong.errors import Invalid
from dougong_model import Effect, Problem


def problem(act: Act, effect: Effect, site: Site) -> Problem:
    """Return the remark of a step in the language of the person."""
    field = effect.arguments.get("field")
    message = text_in(act, site, effect.arguments["message"], act.context.language)
    return Problem(code=site.cause, pointer=f"/{field}" if field else "", message=message)


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Raise Invalid with the step's message."""
    found = problem(act, effect, site)
    raise Invalid(found.message, problems=[found])
