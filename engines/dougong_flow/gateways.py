"""Gateways: a token that waits at a join, and one that becomes several at a split."""

from __future__ import annotations

from collections.abc import Sequence

from dougong_flow.definition import Edge
from dougong_flow.instance import Region, TokenState, Visit
from dougong_flow.machine import Machine, Move


def waits_at_join(machine: Machine, move: Move) -> bool:
    """Say whether a token that arrives has to wait for others: what leaves a join comes without an edge."""
    return move.edge is not None and move.node in machine.flow.graph.joins


def arrive(machine: Machine, move: Move) -> None:
    """Let a token wait at a join."""
    visit = machine.open_visit(move)
    visit.waits_for = "join"


def split(machine: Machine, visit: Visit, edges: Sequence[Edge]) -> None:
    """Let a token go on as one for each edge, in a region of their own."""
    token = machine.token_of(visit)
    token.state = TokenState.CONSUMED
    region = Region(
        id=machine.surroundings.new_id(),
        node=visit.node,
        parent=token.region,
        round=visit.round,
        expected=len(edges),
        arrived=0,
        visit=visit.id,
    )
    machine.regions[region.id] = region
    for edge in edges:
        branch = machine.new_token(visit.node, region=region.id, branch=edge.name)
        branch.last_visit = token.last_visit
        machine.moves.append(Move(token=branch, node=edge.target, edge=edge, previous=visit.id))
