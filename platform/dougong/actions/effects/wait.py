"""Wait: the rest of the steps is done later, with the record as it is then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from dougong.actions.act import Act, Site
from dougong.actions.effects.evaluating import evaluated
from dougong.actions.steps import Waits
from dougong.errors import Invalid
from dougong.processes.moves import working_hours
from dougong_flow.spans import Span, Unit, later
from dougong_model import Effect


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Raise Waits: whoever carries out the list keeps the rest of it for then.

    Raises Invalid when there is no such moment; one that has passed is not waited for.
    """
    due = _due(act, effect.arguments, site)
    if due <= act.context.now:
        return {"until": due.isoformat(), "passed": True}
    raise Waits(due, effect.arguments.get("unless"))


def _due(act: Act, body: Mapping[str, Any], site: Site) -> datetime:
    if "for" in body:
        ((unit, amount),) = body["for"].items()
        return later(Span(amount, Unit(unit)), act.context.now, working_hours(act.context))
    found = evaluated(act, site, body["until"])
    if isinstance(found, datetime):
        return found.astimezone(UTC)
    if isinstance(found, date):
        return datetime.combine(found, time(), act.context.zone).astimezone(UTC)
    raise Invalid("There is no moment to wait for.")
