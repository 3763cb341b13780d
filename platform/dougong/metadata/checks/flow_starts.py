"""Check that flows begin: one that waits to be started by hand or by a step, and that nobody and nothing starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.metadata.checks.surroundings import Surroundings
from dougong.metadata.documents import path_of
from dougong_model import Problem, Severity


def unstarted_flows(around: Surroundings) -> list[Problem]:
    """Warn of flows in use that no event starts, and no role, state, button, rule or flow either."""
    waiting = {
        key: body["start"]["on"]
        for key, body in around.of("flow").items()
        if body.get("enabled", True) and body["start"]["on"] in ("button", "rule")
    }
    if not waiting:
        return []
    started = {*_granted(around), *_approving(around)}
    if not waiting.keys() <= started:
        started |= {key for by_key in around.documents.values() for key in _named(list(by_key.values()))}
    return [_never_started(key, on) for key, on in waiting.items() if key not in started]


def _never_started(key: str, on: str) -> Problem:
    file = path_of("flow", key)
    if on == "rule":
        return Problem(
            code="never_started",
            file=file,
            pointer="/start",
            severity=Severity.WARNING,
            message="No rule starts this flow, nor does anything else.",
            hint="Give a rule, a button or another flow the step that starts it.",
        )
    return Problem(
        code="never_started",
        file=file,
        pointer="/start",
        severity=Severity.WARNING,
        message="No role may start this flow, and nothing else starts it: only administrators can.",
        hint="Let a role start it, or have a step between states, a button, a rule or another flow start it.",
    )


def _granted(around: Surroundings) -> Iterator[str]:
    """Yield the flows that a role may start."""
    for role in around.of("role").values():
        for grant in role["grants"]:
            if "flow" in grant and "start" in grant["actions"]:
                yield grant["flow"]


def _approving(around: Surroundings) -> Iterator[str]:
    """Yield the flows that approve a step between states."""
    for entity in around.of("entity").values():
        for transition in entity.get("states", {}).get("transitions", ()):
            if "approval" in transition:
                yield transition["approval"]


def _named(value: Any) -> Iterator[str]:
    """Yield the flows that steps (of buttons, rules, sequences, flows) and sub-flows start."""
    if isinstance(value, list):
        for one in value:
            yield from _named(one)
    elif isinstance(value, Mapping):
        step = value.get("StartFlow")
        if isinstance(step, Mapping) and "flow" in step:
            yield str(step["flow"])
        if value.get("kind") == "sub_flow" and "flow" in value:
            yield str(value["flow"])
        for one in value.values():
            yield from _named(one)
