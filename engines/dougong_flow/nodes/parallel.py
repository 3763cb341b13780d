"""Parallel gateway: all ways at once, and where they come together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dougong_flow.checking import check_outcomes, node_pointer
from dougong_flow.definition import Flow, Node
from dougong_flow.gateways import arrive, split, waits_at_join
from dougong_flow.machine import Machine, Move
from dougong_flow.nodes.head import read_head
from dougong_flow.reader import Reader
from dougong_model import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelGateway(Node):
    """With several ways in it waits for a token by each; with several ways out it takes them all."""


def parse(reader: Reader, raw: Mapping[str, Any], pointer: str) -> ParallelGateway:
    """Read a parallel gateway."""
    return ParallelGateway(**read_head(reader, raw, pointer))


def check(flow: Flow, node: ParallelGateway) -> list[Problem]:
    """Return what is wrong with the ways out."""
    problems = check_outcomes(flow, node, ())
    if not flow.outgoing[node.key]:
        problems.append(
            Problem(
                code="one_way_out",
                pointer=node_pointer(flow, node.key),
                message="A gateway needs a way out.",
            )
        )
    return problems


def enter(machine: Machine, move: Move) -> None:
    """Wait for the other branches, or go on by every way."""
    if waits_at_join(machine, move):
        arrive(machine, move)
        return
    visit = machine.open_visit(move)
    edges = machine.flow.outgoing[move.node]
    machine.close_visit(visit, "done")
    if len(edges) == 1:
        machine.leave(move.token, edges[0])
    else:
        split(machine, visit, edges)
