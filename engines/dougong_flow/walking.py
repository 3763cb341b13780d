"""Walking: tokens move and enter nodes until every one of them waits or has ended."""

from __future__ import annotations

from dougong_flow.instance import InstanceState, TokenState
from dougong_flow.joining import fire_ready, halt_starved
from dougong_flow.kinds import kind_of
from dougong_flow.machine import Machine, Move

FUEL = 1_000
"""Moves of one call; a flow that needs more runs in a circle of nodes that pass by themselves."""


def walk(machine: Machine) -> None:
    """Make all moves that are due, open the joins that are filled, and end the instance with its last token."""
    fuel = FUEL
    joins = machine.flow.graph.joins
    running = InstanceState.RUNNING
    while machine.header.state is running and (machine.moves or (joins and fire_ready(machine))):
        move = machine.moves.pop(0)
        if move.token.state is not TokenState.LIVE:
            continue
        fuel -= 1
        if fuel < 0:
            _halt_endless(machine, [move, *machine.moves])
            break
        kind_of(machine.flow.nodes[move.node]).enter(machine, move)
    if machine.header.state is running:
        if joins:
            halt_starved(machine)
        _finish_when_done(machine)


def _halt_endless(machine: Machine, moves: list[Move]) -> None:
    """Let every token that is on its way stand where it came from, with an incident."""
    machine.moves.clear()
    for move in moves:
        node = move.edge.source if move.edge else move.node
        visit = machine.open_visit(Move(token=move.token, node=node, previous=move.previous))
        machine.halt(visit, "endless", "The flow runs in a circle without asking anybody.")


def _finish_when_done(machine: Machine) -> None:
    ends = []
    for token in machine.tokens.values():
        if token.state is TokenState.LIVE:
            return
        if token.state is TokenState.DONE and token.visit:
            ends.append(machine.visits[token.visit].outcome)
    machine.finish(InstanceState.REJECTED if "rejected" in ends else InstanceState.APPROVED)
