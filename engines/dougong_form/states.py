"""States: which steps of a state machine are open for a record, and what is missing for the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dougong_form.definition import ANY_STATE, Entity, StateMachine, Transition
from dougong_formula import BOOLEAN, Expression, Vocabulary, describe, parse_expression, to_python
from dougong_model import Problem, Value, localised


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledTransition:
    """A transition with its condition typed."""

    transition: Transition
    when: Expression | None
    holds: Callable[[Mapping[str, Any]], Value] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledStates:
    """A state machine with its conditions typed; `labels` are what people call its states, by key.

    `vocabulary` is what the conditions speak of: a condition that does not hold is told in its words.
    """

    machine: StateMachine
    transitions: tuple[CompiledTransition, ...]
    labels: Mapping[str, Mapping[str, str]]
    vocabulary: Vocabulary

    def name(self, state: object, language: str) -> str:
        """Return what a state is called in a language; its key when it has no label."""
        return localised(self.labels.get(str(state)), language) or str(state)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step from the present state and what it still lacks; open when nothing is missing."""

    transition: Transition
    missing: tuple[Problem, ...]

    @property
    def open(self) -> bool:
        """Say whether the step may be taken now."""
        return not self.missing


def compile_states(entity: Entity, vocabulary: Vocabulary) -> CompiledStates | None:
    """Type the conditions of an entity's state machine; None when it has none; raises FormulaError."""
    if entity.states is None:
        return None
    compiled = []
    for transition in entity.states.transitions:
        when = None if transition.when is None else parse_expression(transition.when, vocabulary, BOOLEAN)
        compiled.append(
            CompiledTransition(
                transition=transition, when=when, holds=None if when is None else to_python(when)
            )
        )
    labels = {option.key: option.label for option in entity.fields[entity.states.field].options}
    return CompiledStates(
        machine=entity.states, transitions=tuple(compiled), labels=labels, vocabulary=vocabulary
    )


def moves(
    states: CompiledStates,
    scope: Mapping[str, Any],
    source: str | None,
    actors: frozenset[str],
    language: str = "en",
    ticked: frozenset[int] | None = None,
    asking: str | None = None,
) -> list[Move]:
    """Return every step drawn from a state for a record's new values.

    `actors` say who acts: `flow`, `rule`, and the keys of the person's roles; a step with `by` is open only
    to those it names. `scope` holds the values after the change, so required fields may come with it.
    Guidance of the document is told in `language`. `ticked` are the places of the points that a person has
    ticked; None: nobody is asked. `asking` is the flow that somebody is about to ask for its approval: what is
    missing then is what keeps him from asking.
    """
    return [
        Move(
            transition=one.transition, missing=_missing(states, one, scope, actors, language, ticked, asking)
        )
        for one in states.transitions
        if ANY_STATE in one.transition.sources or source in one.transition.sources
    ]


def refused(
    states: CompiledStates,
    scope: Mapping[str, Any],
    source: str | None,
    target: str | None,
    actors: frozenset[str],
    language: str = "en",
    ticked: frozenset[int] | None = None,
    asking: str | None = None,
) -> list[Problem]:
    """Return why a record may not go from one state to another; empty when it may.

    Staying is always allowed, and so is any state for a record that has none yet. With `asking`, the key of a
    flow: why its approval of the step may not be asked for.
    """
    if asking is None and (source == target or source is None):
        return []
    pointer = f"/{states.machine.field}"
    candidates = [
        move
        for move in moves(states, scope, source, actors, language, ticked, asking)
        if move.transition.target in (target, ANY_STATE) and asking in (None, move.transition.approval)
    ]
    if not candidates:
        ways = sorted(
            {
                one.transition.target
                for one in states.transitions
                if ANY_STATE in one.transition.sources or source in one.transition.sources
            }
        )
        return [
            Problem(
                code="transition",
                pointer=pointer,
                message=f"“{states.name(source, language)}” cannot become “{states.name(target, language)}”.",
                hint="From here: " + ", ".join(states.name(way, language) for way in ways)
                if ways
                else "This state is final.",
            )
        ]
    if any(move.open for move in candidates):
        return []
    return list(min(candidates, key=lambda move: len(move.missing)).missing)


def not_a_start(states: CompiledStates, state: Value, language: str = "en") -> list[Problem]:
    """Return why a person may not enter a record in a state; empty when it may begin there."""
    starts = states.machine.starts
    if not starts or state is None or state in starts:
        return []
    return [
        Problem(
            code="transition",
            pointer=f"/{states.machine.field}",
            message=f"A new record cannot be “{states.name(state, language)}”.",
            hint="It begins as: " + ", ".join(states.name(start, language) for start in sorted(starts)),
        )
    ]


def _missing(
    states: CompiledStates,
    one: CompiledTransition,
    scope: Mapping[str, Any],
    actors: frozenset[str],
    language: str,
    ticked: frozenset[int] | None,
    asking: str | None,
) -> tuple[Problem, ...]:
    transition, field = one.transition, states.machine.field
    approved = transition.approval is not None and "flow" in actors
    target = states.name(transition.target, language)
    problems = [
        Problem(code="required", pointer=f"/{key}", message="This is required for the step.")
        for key in transition.require
        if scope.get(key) in (None, "", (), [])
    ]
    if transition.approval not in (None, asking) and not approved:
        problems.append(
            Problem(
                code="transition_approval",
                pointer=f"/{field}",
                message=f"The step to “{target}” is approved first.",
                hint=f"Start the flow “{transition.approval}” with this state as “state”.",
            )
        )
    if transition.by and not approved and not actors & set(transition.by):
        problems.append(
            Problem(
                code="transition_by",
                pointer=f"/{field}",
                message=f"Only {', '.join(transition.by)} may take the step to “{target}”.",
            )
        )
    if one.when is not None and one.holds is not None and one.holds(scope) is not True:
        reading = describe(one.when, "zh" if language.startswith("zh") else "en", states.vocabulary)
        problems.append(
            Problem(
                code="transition_when",
                pointer=f"/{field}",
                message=localised(transition.message, language)
                or f"The condition for “{target}” does not hold: {reading}",
            )
        )
    if transition.must_tick and ticked is not None:
        problems += [
            Problem(
                code="checklist",
                pointer=f"/{field}",
                message=f"Not ticked yet: {localised(point, language)}",
            )
            for place, point in enumerate(transition.checklist)
            if place not in ticked
        ]
    return tuple(problems)
