"""Check: faults of the graph that would show only at run time: dead ends, circles, missing defaults."""

from __future__ import annotations

from collections.abc import Iterable

from dougong_flow.definition import (
    START,
    ActionStep,
    ApprovalTask,
    Edge,
    EndEvent,
    ExclusiveGateway,
    Flow,
    Rejection,
)
from dougong_model import Problem, Severity


def check(flow: Flow) -> list[Problem]:
    """Return every fault of a flow's graph; none means each instance can run to an end."""
    dangling = _dangling(flow)
    if dangling:
        return dangling
    return [*_ways_out(flow), *_unreachable(flow), *_no_way_to_end(flow), *_circles(flow)]


def warn(flow: Flow) -> list[Problem]:
    """Return what runs but can hardly be meant: a branch that always holds shuts those behind it."""
    return [
        Problem(
            code="always_taken",
            pointer=_edge_pointer(flow, edge),
            severity=Severity.WARNING,
            message="This branch is always taken: what follows it is never reached.",
            hint="Give it a condition, or lead “otherwise” there and remove the branch.",
        )
        for key, node in flow.nodes.items()
        if isinstance(node, ExclusiveGateway)
        for edge in flow.outgoing[key]
        if edge.when is not None and edge.when.text.strip().upper() == "TRUE"
    ]


def _dangling(flow: Flow) -> list[Problem]:
    return [
        Problem(code="unknown_node", pointer=f"/edges/{index}/{side}", message=f"There is no node “{key}”.")
        for index, edge in enumerate(flow.edges)
        for side, key in (("from", edge.source), ("to", edge.target))
        if key not in flow.nodes
    ]


def _ways_out(flow: Flow) -> list[Problem]:
    problems = []
    for key, node in flow.nodes.items():
        pointer = _node_pointer(flow, key)
        edges = flow.outgoing[key]
        match node:
            case EndEvent():
                if edges:
                    problems.append(
                        Problem(code="end_leads_on", pointer=pointer, message="An end has no way out.")
                    )
            case ExclusiveGateway():
                problems += _gateway(flow, key, edges, pointer)
            case ApprovalTask():
                problems += _approval(flow, node, edges, pointer)
            case _:
                if len(edges) != 1:
                    problems.append(
                        Problem(
                            code="one_way_out",
                            pointer=pointer,
                            message="This node needs exactly one way out.",
                            hint="Branch with an exclusive gateway.",
                        )
                    )
                problems += _plain_edges(flow, edges)
    return problems


def _gateway(flow: Flow, key: str, edges: tuple[Edge, ...], pointer: str) -> list[Problem]:
    problems = []
    if sum(edge.default for edge in edges) != 1:
        problems.append(
            Problem(
                code="missing_default",
                pointer=pointer,
                message="A gateway needs exactly one default way.",
                hint="Mark the way to take when no condition holds.",
            )
        )
    for edge in edges:
        place = _edge_pointer(flow, edge)
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


def _approval(flow: Flow, node: ApprovalTask, edges: tuple[Edge, ...], pointer: str) -> list[Problem]:
    problems = []
    outcomes = [edge.on or "approved" for edge in edges]
    if outcomes.count("approved") != 1:
        problems.append(
            Problem(
                code="approved_way",
                pointer=pointer,
                message="An approval needs exactly one way for “approved”.",
            )
        )
    if outcomes.count("rejected") > 1:
        problems.append(
            Problem(
                code="rejected_way",
                pointer=pointer,
                message="An approval has at most one way for “rejected”.",
            )
        )
    if node.reject is not Rejection.EDGE and "rejected" in outcomes:
        problems.append(
            Problem(
                code="rejected_twice",
                pointer=pointer,
                message="Either `reject` or a way for “rejected”, not both.",
            )
        )
    problems += [
        Problem(
            code="edge_condition",
            pointer=_edge_pointer(flow, edge),
            message="Conditions belong on the ways out of a gateway.",
        )
        for edge in edges
        if edge.when or edge.default
    ]
    return problems


def _plain_edges(flow: Flow, edges: Iterable[Edge]) -> list[Problem]:
    return [
        Problem(
            code="edge_condition",
            pointer=_edge_pointer(flow, edge),
            message="This way has no condition and no outcome.",
        )
        for edge in edges
        if edge.when or edge.default or edge.on
    ]


def _unreachable(flow: Flow) -> list[Problem]:
    reached = _closure(
        {START}, {key: {edge.target for edge in edges} for key, edges in flow.outgoing.items()}
    )
    return [
        Problem(
            code="unreachable_node", pointer=_node_pointer(flow, key), message=f"No way leads to “{key}”."
        )
        for key in flow.nodes
        if key not in reached
    ]


def _no_way_to_end(flow: Flow) -> list[Problem]:
    incoming: dict[str, set[str]] = {}
    for edge in flow.edges:
        incoming.setdefault(edge.target, set()).add(edge.source)
    ends = {key for key, node in flow.nodes.items() if isinstance(node, EndEvent)}
    if not ends:
        return [Problem(code="no_end", pointer="/nodes", message="A flow needs an end.")]
    leading = _closure(ends, incoming)
    return [
        Problem(
            code="no_way_to_end",
            pointer=_node_pointer(flow, key),
            message=f"From “{key}” no way leads to an end.",
        )
        for key in flow.nodes
        if key not in leading
    ]


def _circles(flow: Flow) -> list[Problem]:
    automatic = {key for key, node in flow.nodes.items() if isinstance(node, ExclusiveGateway | ActionStep)}
    ways = {key: {edge.target for edge in flow.outgoing[key]} & automatic for key in automatic}
    return [
        Problem(
            code="circle",
            pointer=_node_pointer(flow, key),
            message=f"“{key}” leads back to itself without asking anybody.",
        )
        for key in flow.nodes
        if key in automatic and key in _closure(ways[key], ways)
    ]


def _closure(begin: set[str], ways: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    open_ = list(begin)
    while open_:
        key = open_.pop()
        if key not in reached:
            reached.add(key)
            open_ += ways.get(key, ())
    return reached


def _node_pointer(flow: Flow, key: str) -> str:
    index = list(flow.nodes).index(key) - 1
    return "/start" if key == START else f"/nodes/{index}"


def _edge_pointer(flow: Flow, edge: Edge) -> str:
    return f"/edges/{flow.edges.index(edge)}"
