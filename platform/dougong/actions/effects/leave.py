"""Leave: the record at hand leaves a sequence, or all that it is in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.actions.act import Act, Site
from dougong.actions.sequences import end
from dougong.automation import sequences
from dougong.automation.definitions import sequences_of
from dougong_model import Effect


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """End what the record is in; `left` says how many sequences these were."""
    key = effect.arguments.get("sequence")
    meant = None if key is None else [sequences_of(act.app)[str(key)].id]
    act.rows.read(site.entity, [site.record], lock=True)  # before its enrolments, as everybody does
    found = sequences.open_of(act.context.conn, [site.record], meant)
    for enrolment in found:
        end(act, enrolment, "stopped", why="left", person=act.person.person)
    return {"left": len(found)}
