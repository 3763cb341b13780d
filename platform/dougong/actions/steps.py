"""Steps: the list of what a rule, a button or another step does, carried out in order and written down."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dougong.actions.act import Act, Site, json_plain
from dougong.automation.runs import INNER, Run, StepRun
from dougong.errors import DougongError
from dougong_model import Effect, EffectClass, effect_from_document

INNER_KEPT = 500


class Stopped(Exception):
    """A step says that nothing more of its list is to be done."""


def carry_out_steps(
    act: Act,
    run: Run,
    steps: Iterable[Effect],
    site: Site,
    left_out: Mapping[int, str] | None = None,
    attempt: int = 1,
) -> None:
    """Carry out the steps of a rule or a button, and write down in its run what each did.

    `left_out` are the places of steps that are not taken this time, with the reason; `attempt` counts how often
    they were tried. What is refused is raised; a step that says stop ends them.
    """
    site = replace(site, inner=run.inner)
    left_out = left_out or {}
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
    if any(step.state == "waiting" for step in (*run.steps, *run.inner)):
        run.state = "waiting"


def carry_out_inside(act: Act, steps: Sequence[Mapping[str, Any]], site: Site) -> None:
    """Carry out the steps that stand inside another, about the record of `site`; raises Stopped when one says so.

    The run keeps what the first of them did; whatever they leave for the worker is done for all.
    """
    for position, document in enumerate(steps):
        effect = effect_from_document(document, "")
        step = StepRun(kind=effect.kind, within=site.position)
        here = site.at(position)
        if site.inner is not None and len(site.inner) < INNER_KEPT:
            here = replace(here, position=INNER + len(site.inner))
            site.inner.append(step)
        else:
            here = replace(here, run=None)
        _carry_out(act, effect, here, step)


def _carry_out(act: Act, effect: Effect, site: Site, step: StepRun) -> None:
    started = time.perf_counter()
    left = len(act.outside)
    try:
        step.result = {key: json_plain(value) for key, value in act.carry_out(effect, site).items()}
    except DougongError as error:
        step.state, step.error = "failed", error.told
        raise
    finally:
        step.milliseconds = int((time.perf_counter() - started) * 1000)
    mine = any(one["key"] == site.key for one in act.outside[left:])
    if effect.effect_class is EffectClass.OUTSIDE and mine:
        step.state = "waiting"
