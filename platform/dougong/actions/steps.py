"""Steps: the list of what a rule, a button or another step does, carried out in order and written down."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from dougong.actions.act import Act, Site, json_plain
from dougong.actions.old_values import kept_old
from dougong.automation import waits
from dougong.automation.runs import INNER, Run, StepRun
from dougong.errors import DougongError
from dougong_model import Effect, EffectClass, effect_from_document

INNER_KEPT = 500


class Stopped(Exception):
    """A step says that nothing more of its list is to be done; `result` is what it did itself."""

    def __init__(self, result: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self.result = result or {}


class Waits(Exception):
    """The rest of a list is to be done at `due`, unless a condition holds then; it is gathered on the way out."""

    def __init__(self, due: datetime, unless: str | None) -> None:
        super().__init__()
        self.due, self.unless = due, unless
        self.position: int | None = None
        self.rest: list[Mapping[str, Any]] = []


def carry_out_steps(
    act: Act,
    run: Run,
    steps: Sequence[Effect],
    site: Site,
    left_out: Mapping[int, str] | None = None,
    attempt: int = 1,
) -> None:
    """Carry out the steps of a rule or a button, and write down in its run what each did.

    `left_out` are the places of steps that are not taken this time, with the reason; `attempt` counts how often
    they were tried. What is refused is raised; a step that says stop ends them, one that waits keeps the rest for
    later.
    """
    site = replace(site, inner=run.inner)
    left_out = left_out or {}
    position = 0
    try:
        for position, effect in enumerate(steps):
            if position in left_out:
                reason = {"reason": left_out[position]} if left_out[position] else {}
                run.steps.append(StepRun(kind=effect.kind, state="skipped", result=reason, attempt=attempt))
                continue
            step = StepRun(kind=effect.kind, attempt=attempt)
            run.steps.append(step)
            _carry_out(act, effect, site.at(position), step)
    except Stopped:
        pass
    except Waits as wait:
        rest = [*wait.rest, *(effect.document for effect in steps[position + 1 :])]
        keep_waiting(act, run, site, wait, rest)
    if any(step.state == "waiting" for step in (*run.steps, *run.inner)):
        run.state = "waiting"


def carry_out_inside(act: Act, steps: Sequence[Mapping[str, Any]], site: Site) -> None:
    """Carry out the steps that stand inside another, about the record of `site`; raises Stopped when one says so.

    The run keeps what the first of them did; whatever they leave for the worker is done for all.
    """
    for number, document in enumerate(steps):
        effect = effect_from_document(document, "")
        other = site.parent is not None
        step = StepRun(
            kind=effect.kind,
            within=site.position,
            entity=site.entity if other else None,
            record=site.record if other else None,
        )
        here = site.at(number)
        if site.inner is not None and len(site.inner) < INNER_KEPT:
            here = replace(here, position=INNER + len(site.inner))
            site.inner.append(step)
        else:
            here = replace(here, run=None)
        try:
            _carry_out(act, effect, here, step)
        except Waits as wait:
            wait.rest += steps[number + 1 :]
            raise


def keep_waiting(act: Act, run: Run, site: Site, wait: Waits, rest: Sequence[Mapping[str, Any]]) -> None:
    """Keep the rest of the steps for when the time has come, in the same transaction."""
    person = act.person.person
    event, old = site.reserved.get("event") or {}, site.reserved.get("old")
    waits.add(
        act.context,
        {
            "app_id": act.app.id,
            "rule_id": run.rule_id,
            "rule_key": run.rule_key,
            "cause": site.cause,
            "run_id": run.id,
            "position": wait.position,
            "entity_id": run.entity_id,
            "record_id": site.record,
            "person_id": person,
            "steps": list(rest),
            "unless": wait.unless,
            "due_at": wait.due,
            "event": run.event,
            "data": {
                key: json_plain(value) for key, value in event.items() if key not in ("kind", "at", "cause")
            },
            "old": None if old is None or site.event is None else kept_old(act.app, site.event, old.over),
        },
    )


def _carry_out(act: Act, effect: Effect, site: Site, step: StepRun) -> None:
    started = time.perf_counter()
    left = len(act.outside)
    try:
        step.result = {key: json_plain(value) for key, value in act.carry_out(effect, site).items()}
    except Stopped as stop:
        step.result = step.result or {key: json_plain(value) for key, value in stop.result.items()}
        raise
    except Waits as wait:
        if wait.position is None:
            wait.position = site.position
            step.result, step.state = {"until": wait.due.isoformat()}, "waiting"
        raise
    except DougongError as error:
        step.state, step.error = "failed", error.told
        raise
    finally:
        step.milliseconds = int((time.perf_counter() - started) * 1000)
    mine = any(one["key"] == site.key for one in act.outside[left:])
    if effect.effect_class is EffectClass.OUTSIDE and mine:
        step.state = "waiting"
