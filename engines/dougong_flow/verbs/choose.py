"""Choose: people picked for later nodes, by the initiator or by whoever decides before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeGuard
from uuid import UUID

from dougong_flow.definition import Fallback, Flow, HumanTask, Node
from dougong_flow.errors import PersonRefused, VerbRefused
from dougong_flow.machine import Machine
from dougong_flow.nodes.cc import CopyStep
from dougong_flow.people import ChosenRule


def choosable(flow: Flow, by: str) -> Iterator[str]:
    """Yield the nodes whose people the initiator (`initiator`) or somebody before (`previous`) picks."""
    for key, node in flow.nodes.items():
        rules = node.who if isinstance(node, HumanTask | CopyStep) else ()
        if any(isinstance(rule, ChosenRule) and rule.by == by for rule in rules):
            yield key


def must_choose(flow: Flow, key: str) -> bool:
    """Say whether the initiator must pick people for a node: no other rule finds anybody there, and the document says
    neither that it then passes nor who decides instead.
    """
    node = flow.nodes[key]
    return _only_chosen(node) and all(
        isinstance(rule, ChosenRule) and rule.by == "initiator" for rule in node.who
    )


def awaits_choice(flow: Flow, key: str) -> bool:
    """Say whether whoever decides before a node must pick its people, if the initiator has not: as must_choose."""
    node = flow.nodes[key]
    return _only_chosen(node) and any(
        isinstance(rule, ChosenRule) and rule.by == "previous" for rule in node.who
    )


def _only_chosen(node: Node) -> TypeGuard[HumanTask]:
    return (
        isinstance(node, HumanTask)
        and node.fallback not in (Fallback.AUTO_PASS, Fallback.PEOPLE)
        and all(isinstance(rule, ChosenRule) for rule in node.who)
    )


def choose(machine: Machine, chosen: Mapping[str, tuple[UUID, ...]], by: str) -> None:
    """Keep whom somebody picked; raises VerbRefused for a node where he has no choice, PersonRefused."""
    if not chosen:
        return
    offered = tuple(choosable(machine.flow, by))
    for key, people in chosen.items():
        if key not in offered:
            raise VerbRefused(f"Nobody is chosen for “{key}” here.", offered)
        if any(person not in machine.surroundings.organisation.active for person in people):
            raise PersonRefused("This person is not active.")
    texts = {key: [str(person) for person in people] for key, people in chosen.items()}
    machine.header.chosen = {**machine.header.chosen, **texts}
    machine.record("choose", actor=None, people=texts)
