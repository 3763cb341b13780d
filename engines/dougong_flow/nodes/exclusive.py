"""Exclusive gateway: one way of several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dougong_flow.checking import check_branches
from dougong_flow.definition import Flow, Node
from dougong_flow.machine import Machine, Move
from dougong_flow.nodes.head import read_head
from dougong_flow.reader import Reader
from dougong_flow.routing import choose_edges
from dougong_model import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusiveGateway(Node):
    """Takes the first of its edges, in the document's order, whose condition holds; else the default."""


def parse(reader: Reader, raw: Mapping[str, Any], pointer: str) -> ExclusiveGateway:
    """Read an exclusive gateway."""
    return ExclusiveGateway(**read_head(reader, raw, pointer))


def check(flow: Flow, node: ExclusiveGateway) -> list[Problem]:
    """Return what is wrong with the ways out."""
    return check_branches(flow, node)


def enter(machine: Machine, move: Move) -> None:
    """Choose the way; none is an incident."""
    choice = choose_edges(machine.flow, move.node, machine.scope(move.token))
    visit = machine.open_visit(move, choice.trace)
    if not choice.edges:
        machine.halt(visit, "no_edge", "No condition holds and there is no default way.")
        return
    edge = choice.edges[0]
    machine.close_visit(visit, edge.target)
    machine.record("routed", visit=visit, edge=edge.name, tested=list(choice.trace), values=choice.values)
    machine.leave(move.token, edge)
