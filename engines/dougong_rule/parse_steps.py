"""Reading `do`: a list of steps, each an effect with its arguments checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from dougong_formula import Type
from dougong_model import DocumentError, Effect, effect_from_document
from dougong_rule.steps import STEPS
from dougong_rule.surroundings import Reading, Surroundings


def read_steps(body: object, pointer: str, reading: Reading) -> tuple[Effect, ...]:
    """Read the steps that `reading` allows into effects; problems are noted in it."""
    reading.reader = read_steps
    if not isinstance(body, list) or not body:
        reading.refuse(
            pointer, "steps_expected", "Say what is to be done.", hint='For example [{"SetFields": {…}}].'
        )
        return ()
    effects = []
    for at, step in enumerate(body):
        place = f"{pointer}/{at}"
        try:
            effect = effect_from_document(step if isinstance(step, Mapping) else {}, place)
        except DocumentError as error:
            reading.problems.extend(error.problems)
            continue
        if effect.kind not in reading.allowed:
            reading.refuse(
                f"{place}/{effect.kind}",
                "effect_not_available",
                f"“{effect.kind}” cannot be used here.",
                hint="One of: " + ", ".join(sorted(reading.allowed)),
            )
            continue
        STEPS[effect.kind](effect.arguments, f"{place}/{effect.kind}", reading)
        effects.append(effect)
    return tuple(effects)


def parse_steps(
    body: object,
    entity: str,
    surroundings: Surroundings,
    *,
    pointer: str = "/do",
    extra: Mapping[str, Type] | None = None,
    allowed: Collection[str] = tuple(STEPS),
) -> tuple[Effect, ...]:
    """Read the steps of a button or a flow's action; raises DocumentError with every problem.

    `extra` adds reserved names (a flow gives `flow`).
    """
    reading = Reading(surroundings, entity, extra)
    reading.allowed = allowed
    effects = read_steps(body, pointer, reading)
    if reading.problems:
        raise DocumentError(reading.problems)
    return effects
