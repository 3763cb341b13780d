"""Inclusive gateway: every way whose condition holds, and where they come together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dougong_flow.checking import check_branches, check_outcomes
from dougong_flow.definition import Flow, Node
from dougong_flow.gateways import arrive, split, waits_at_join
from dougong_flow.machine import Machine, Move
from dougong_flow.nodes.head import read_head
from dougong_flow.reader import Reader
from dougong_flow.routing import choose_edges
from dougong_model import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusiveGateway(Node):
    """Takes every edge whose condition holds, else the default; as a join it waits while a token may still come."""


def parse(reader: Reader, raw: Mapping[str, Any], pointer: str) -> InclusiveGateway:
    """Read an inclusive gateway."""
    return InclusiveGateway(**read_head(reader, raw, pointer))


def check(flow: Flow, node: InclusiveGateway) -> list[Problem]:
    """Return what is wrong with the ways out: a mere join has one, without a condition."""
    edges = flow.outgoing[node.key]
    if len(edges) == 1 and edges[0].when is None and not edges[0].default:
        return check_outcomes(flow, node, ())
    return check_branches(flow, node)


def enter(machine: Machine, move: Move) -> None:
    """Wait for the other branches, or go on by the ways that are open."""
    if waits_at_join(machine, move):
        arrive(machine, move)
        return
    edges = machine.flow.outgoing[move.node]
    if len(edges) == 1:
        visit = machine.open_visit(move)
        machine.close_visit(visit, "done")
        machine.leave(move.token, edges[0])
        return
    choice = choose_edges(machine.flow, move.node, machine.scope(move.token), several=True)
    visit = machine.open_visit(move, choice.trace)
    if not choice.edges:
        machine.halt(visit, "no_edge", "No condition holds and there is no default way.")
        return
    machine.close_visit(visit, "done")
    machine.record(
        "routed",
        visit=visit,
        edge=", ".join(edge.name for edge in choice.edges),
        tested=list(choice.trace),
        values=choice.values,
    )
    split(machine, visit, choice.edges)
