"""Sequence times: when the steps of a sequence that is being edited would come for a record that enters now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dougong.actions.schedule_times import draft_settings
from dougong.actions.sequences import days_of, zone_of
from dougong.context import Context
from dougong.metadata.checks import Surroundings
from dougong.metadata.drafts import draft_documents
from dougong.metadata.references import readable_of
from dougong_model import DocumentError, Problem
from dougong_rule import parse_sequence, step_moment

_TIMED = ("key", "wait", "at", "weekdays")
_NOTHING: list[dict[str, Any]] = [{"Stop": {}}]


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceTimes:
    """A moment (UTC) for each step in the workspace's zone, or what is wrong with their times."""

    zone: str
    times: Sequence[datetime] = ()
    problems: Sequence[Problem] = ()


def sequence_times(context: Context, app: str, entity: str, body: Mapping[str, Any]) -> SequenceTimes:
    """Return when the steps of a sequence would come, none of them left out; what they do is not looked at."""
    document, entities = readable_of(draft_documents(context.conn, app))
    steps = [
        {**{name: step[name] for name in _TIMED if name in step}, "do": _NOTHING}
        for step in body.get("steps", ())
    ]
    asked = {"id": "", "key": "", "entity": entity, "quiet": body.get("quiet", {}), "steps": steps}
    zone = zone_of(context)
    try:
        sequence = parse_sequence(asked, Surroundings({"app": {"app": document}}, entities).rules)
    except DocumentError as error:
        return SequenceTimes(zone=zone.key, problems=error.problems)
    settings = draft_settings(context, app, document)
    moment, times = context.now, []
    for step in sequence.steps:
        moment = step_moment(sequence, step, moment, settings, days_of(context), zone)
        times.append(moment)
    return SequenceTimes(zone=zone.key, times=times)
