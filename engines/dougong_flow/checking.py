"""Checking: what the checks of nodes share: places in the document, and the ways out that a node must have."""

from __future__ import annotations

from collections.abc import Collection

from dougong_flow.definition import Edge, Flow, Node
from dougong_model import Problem


def node_pointer(flow: Flow, key: str) -> str:
    """Return where a node stands in the document."""
    return flow.pointers[key]


def edge_pointer(flow: Flow, edge: Edge) -> str:
    """Return where an edge stands in the document."""
    return f"/edges/{next(at for at, one in enumerate(flow.edges) if one is edge)}"


def check_ways(flow: Flow, node: Node, outcomes: Collection[str] = ()) -> list[Problem]:
    """Return what is wrong with the ways out of a node that has one, and at most one for each of some outcomes."""
    problems = []
    edges = flow.outgoing[node.key]
    if sum(edge.on is None for edge in edges) != 1:
        problems.append(
            Problem(
                code="one_way_out",
                pointer=node_pointer(flow, node.key),
                message="This node needs exactly one way out.",
                hint="Branch with an exclusive gateway.",
            )
        )
    return [*problems, *check_outcomes(flow, node, outcomes)]


def check_outcomes(flow: Flow, node: Node, outcomes: Collection[str]) -> list[Problem]:
    """Return the edges out of a node that have a condition, or an outcome that it does not have or has twice."""
    problems = []
    seen: set[str] = set()
    for edge in flow.outgoing[node.key]:
        wrong = edge.when or edge.default or (edge.on is not None and edge.on not in outcomes)
        if wrong:
            problems.append(
                Problem(
                    code="edge_condition",
                    pointer=edge_pointer(flow, edge),
                    message="This way has no condition and no outcome."
                    if not outcomes
                    else "Conditions belong on the ways out of a gateway.",
                    hint=f"One of: {', '.join(sorted(outcomes))}" if outcomes else None,
                )
            )
        elif edge.on is not None and edge.on in seen:
            problems.append(
                Problem(
                    code="way_twice",
                    pointer=edge_pointer(flow, edge),
                    message=f"There are two ways for “{edge.on}”.",
                )
            )
        seen.add(edge.on or "")
    return problems


def check_branches(flow: Flow, node: Node) -> list[Problem]:
    """Return what is wrong with the branches of a gateway whose ways have conditions."""
    edges = flow.outgoing[node.key]
    problems = []
    if sum(edge.default for edge in edges) != 1:
        problems.append(
            Problem(
                code="missing_default",
                pointer=node_pointer(flow, node.key),
                message="A gateway needs exactly one default way.",
                hint="Mark the way to take when no condition holds.",
            )
        )
    for edge in edges:
        place = edge_pointer(flow, edge)
        if edge.default and edge.when is not None:
            problems.append(
                Problem(
                    code="edge_condition",
                    pointer=place,
                    message="The default way of a gateway has no condition.",
                )
            )
        if not edge.default and edge.when is None:
            problems.append(
                Problem(
                    code="no_condition",
                    pointer=place,
                    message="This branch has no condition yet.",
                    hint="Say when it is taken, or remove the branch.",
                )
            )
        if edge.on:
            problems.append(
                Problem(code="edge_outcome", pointer=place, message="Only an approval has outcomes.")
            )
    return problems
