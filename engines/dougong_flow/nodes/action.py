"""Action: steps that the flow carries out by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dougong_flow.checking import check_ways
from dougong_flow.definition import Flow, Node
from dougong_flow.machine import Machine, Move
from dougong_flow.nodes.head import read_head
from dougong_flow.reader import Reader
from dougong_model import DocumentError, Effect, Problem, effect_from_document

EFFECTS_OF_FLOWS = frozenset(
    {
        "SetFields",
        "Create",
        "Update",
        "Delete",
        "Assign",
        "CreateTodo",
        "Notify",
        "StartFlow",
        "Convert",
        "Webhook",
        "CallConnector",
        "Upsert",
        "CreateLines",
        "Tag",
        "Untag",
        "Enrol",
        "Leave",
        "ForEach",
        "Branch",
        "Stop",
        "SendMessage",
        "Merge",
        "IssueCode",
        "SignalFlow",
        "Find",
    }
)
"""Effects that an action step may ask for; seats, timers and refusals belong to the engines themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStep(Node):
    """Carries out effects, once for an instance unless `repeat_on_return`; `compensate` takes them back when the
    request returns to before it.
    """

    effects: tuple[Effect, ...]
    repeat_on_return: bool = False
    compensate: tuple[Effect, ...] = ()


def parse(reader: Reader, raw: Mapping[str, Any], pointer: str) -> ActionStep:
    """Read an action step."""
    head = read_head(reader, raw, pointer, "do", "repeat_on_return", "compensate")
    return ActionStep(
        **head,
        effects=_effects(reader, raw.get("do"), f"{pointer}/do"),
        compensate=_effects(reader, raw.get("compensate", ()), f"{pointer}/compensate"),
        repeat_on_return=reader.flag(raw.get("repeat_on_return"), f"{pointer}/repeat_on_return"),
    )


def _effects(reader: Reader, raw: Any, pointer: str) -> tuple[Effect, ...]:
    effects: list[Effect] = []
    for index, step in enumerate(reader.sequence(raw, pointer)):
        place = f"{pointer}/{index}"
        try:
            effect = effect_from_document(reader.mapping(step, place), place)
        except DocumentError as error:
            reader.problems += error.problems
            continue
        if effect.kind not in EFFECTS_OF_FLOWS:
            reader.problem(
                "not_offered",
                f"{place}/{effect.kind}",
                f"A flow cannot ask for “{effect.kind}”.",
                "One of: " + ", ".join(sorted(EFFECTS_OF_FLOWS)),
            )
        if effect.kind == "SetFields":
            reader.setting_values(effect.arguments, f"{place}/SetFields")
        effects.append(effect)
    return tuple(effects)


def check(flow: Flow, node: ActionStep) -> list[Problem]:
    """Return what is wrong with the ways out: one, and perhaps one for `error`."""
    return check_ways(flow, node, ("error",))


def enter(machine: Machine, move: Move) -> None:
    """Ask for the effects, unless they were carried out before and nothing took them back."""
    node = machine.flow.nodes[move.node]
    assert isinstance(node, ActionStep)
    before = [visit.outcome for visit in machine.visits.values() if visit.node == node.key]
    visit = machine.open_visit(move)
    if "done" in before and not node.repeat_on_return:
        machine.record("skipped", visit=visit, reason="done_before")
        machine.pass_on(visit, "done_before")
        return
    numbered = node.repeat_on_return or "compensated" in before
    suffix = f":{visit.round}" if numbered else ""
    machine.carry_out(visit, node.effects, f"flow:{machine.header.id}:{node.id}{suffix}")
