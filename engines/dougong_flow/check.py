"""Check: faults of the graph that would show only at run time: dead ends, circles, joins that never fill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dougong_flow.checking import edge_pointer, node_pointer
from dougong_flow.definition import START, Flow, HumanTask
from dougong_flow.graph import closure
from dougong_flow.kinds import kind_of
from dougong_flow.nodes.end import EndEvent
from dougong_flow.nodes.exclusive import ExclusiveGateway
from dougong_flow.nodes.human import warn_of_nobody
from dougong_flow.nodes.inclusive import InclusiveGateway
from dougong_flow.nodes.parallel import ParallelGateway
from dougong_model import Problem, Severity

_MANY = 2
"""Tokens on one edge beyond which they are not counted: one is right, more is too many."""

_NEVER: tuple[int, int] = (0, 0)


def check(flow: Flow) -> list[Problem]:
    """Return every fault of a flow's graph; none means each instance can run to an end."""
    dangling = _dangling(flow)
    if dangling:
        return dangling
    ways_out = [problem for node in flow.nodes.values() for problem in kind_of(node).check(flow, node)]
    problems = [*ways_out, *_unreachable(flow), *_no_way_to_end(flow), *_circles(flow)]
    return problems or _starved_joins(flow)


def warn(flow: Flow) -> list[Problem]:
    """Return what runs but can hardly be meant: a branch that always holds shuts those behind it, a node may find
    nobody and stop.
    """
    taken = [
        Problem(
            code="always_taken",
            pointer=edge_pointer(flow, edge),
            severity=Severity.WARNING,
            message="This branch is always taken: what follows it is never reached.",
            hint="Give it a condition, or lead “otherwise” there and remove the branch.",
        )
        for key, node in flow.nodes.items()
        if isinstance(node, ExclusiveGateway)
        for edge in flow.outgoing[key]
        if edge.when is not None and edge.when.text.strip().upper() == "TRUE"
    ]
    people = [node for node in flow.nodes.values() if isinstance(node, HumanTask)]
    return [*taken, *(problem for node in people for problem in warn_of_nobody(flow, node))]


def _dangling(flow: Flow) -> list[Problem]:
    return [
        Problem(code="unknown_node", pointer=f"/edges/{index}/{side}", message=f"There is no node “{key}”.")
        for index, edge in enumerate(flow.edges)
        for side, key in (("from", edge.source), ("to", edge.target))
        if key not in flow.nodes
    ]


def _unreachable(flow: Flow) -> list[Problem]:
    reached = closure([START], flow.graph.following)
    return [
        Problem(code="unreachable_node", pointer=node_pointer(flow, key), message=f"No way leads to “{key}”.")
        for key in flow.nodes
        if key not in reached
    ]


def _no_way_to_end(flow: Flow) -> list[Problem]:
    """Return where ways stop or turn for ever, not each node before: one problem where several nodes turn."""
    ends = {key for key, node in flow.nodes.items() if isinstance(node, EndEvent)}
    if not ends:
        return [Problem(code="no_end", pointer="/nodes", message="A flow needs an end.")]
    leading = closure(ends, flow.graph.preceding)
    reachable = flow.graph.reachable
    stuck = [key for key in flow.nodes if key not in leading]
    last = [key for key in stuck if all(key in reachable[other] for other in reachable[key] - {key})]
    return [
        Problem(
            code="no_way_to_end",
            pointer=node_pointer(flow, key),
            message=f"From “{key}” no way leads to an end.",
        )
        for at, key in enumerate(last)
        if not any(key in reachable[other] for other in last[:at])
    ]


def _circles(flow: Flow) -> list[Problem]:
    """Return the nodes that lead back to themselves by way of nodes where no instance rests."""
    automatic = {key for key, node in flow.nodes.items() if not node.rests()}
    resting = [name for name, source, target in flow.graph.ways if not {source, target} <= automatic]
    problems = []
    for key in flow.nodes:
        path = _circle(flow, key, resting) if key in automatic else None
        if path is not None:
            problems.append(
                Problem(
                    code="circle",
                    pointer=node_pointer(flow, key),
                    message=f"“{key}” leads back to itself without asking anybody.",
                    hint=_told(path),
                )
            )
    return problems


def _circle(flow: Flow, key: str, avoiding: Sequence[str]) -> Sequence[str] | None:
    for name, _, target in flow.graph.leaving[key]:
        if name in avoiding:
            continue
        if target == key:
            return [key, key]
        path = flow.graph.path(target, {key}, avoiding=avoiding)
        if path is not None:
            return [key, *path]
    return None


# -- joins


def _starved_joins(flow: Flow) -> list[Problem]:
    """Return the parallel joins at which, on some way, not exactly one token arrives by each edge."""
    problems = []
    for join in flow.graph.joins & flow.graph.dominators.keys():
        if not isinstance(flow.nodes[join], ParallelGateway):
            continue
        split = flow.graph.openers.get(join)
        pointer = node_pointer(flow, join)
        if split is None:
            problems.append(
                Problem(
                    code="join_without_split",
                    pointer=pointer,
                    message="No parallel gateway splits the way before this join, so it would wait for ever.",
                    hint="Let the ways come together at the next node itself.",
                )
            )
            continue
        problems += _uneven(flow, join, split)
    return problems


def _uneven(flow: Flow, join: str, split: str) -> list[Problem]:
    arrivals = _arrivals(flow, join, split)
    missing = [edge for edge, (least, _) in arrivals.items() if least < 1]
    double = [edge for edge, (_, most) in arrivals.items() if most > 1]
    found = []
    if missing:
        path = _way_past(flow, split, join, missing[0])
        found.append(
            Problem(
                code="join_never_fills",
                pointer=node_pointer(flow, join),
                message=f"This join may wait for ever: not every way from “{split}” brings a token to it.",
                hint=_told(path) if path else None,
            )
        )
    if double:
        found.append(
            Problem(
                code="join_overfilled",
                pointer=node_pointer(flow, join),
                message=f"Several tokens from “{split}” may arrive here by one way; the join takes one.",
                hint=_told([double[0].split(">")[0], join]),
            )
        )
    return found


def _way_past(flow: Flow, split: str, join: str, missing: str) -> Sequence[str] | None:
    """Return a way from a split that ends or arrives elsewhere, instead of by the missing edge."""
    ends = {key for key, node in flow.nodes.items() if isinstance(node, EndEvent) and not node.terminate}
    region = flow.graph.regions[split]
    source = next(source for name, source, _ in flow.graph.ways if name == missing)
    for name, _, target in flow.graph.leaving[split]:
        inside = region.branches[name]
        if source in inside or name == missing:
            outside = {target} & ends or (ends & inside) | {join}
            path = flow.graph.path(target, outside, avoiding=[missing]) if target not in outside else [target]
            if path is not None:
                return [split, *path]
    return None


_Counts = dict[str, tuple[int, int]]
"""How many tokens, at least and at most, arrive by each edge into the join."""


def _arrivals(flow: Flow, join: str, split: str) -> _Counts:
    """Count, for one token at a split, the tokens that arrive at its join: every choice of the gateways between is
    played at once, until nothing changes.
    """
    edges = flow.graph.incoming[join]
    found: dict[str, _Counts] = {name: dict.fromkeys(edges, (_MANY, 0)) for name, _, _ in flow.graph.ways}
    for name in edges:
        found[name] = {edge: (int(edge == name), int(edge == name)) for edge in edges}
    for _ in range(len(flow.graph.ways) * (_MANY + 1) + 1):
        changed = False
        for name, _, target in flow.graph.ways:
            if name in edges:
                continue
            counts = _from(flow, target, found, edges, split)
            if counts != found[name]:
                found[name], changed = counts, True
        if not changed:
            break
    return _sum([found[name] for name, _, _ in flow.graph.leaving[split]], edges)


def _from(flow: Flow, node: str, found: Mapping[str, _Counts], edges: Sequence[str], split: str) -> _Counts:
    """Return what one token that enters a node brings to the join."""
    kind = flow.nodes[node]
    if node == START or (isinstance(kind, EndEvent) and kind.terminate):
        return dict.fromkeys(edges, (_MANY, 0))  # everything else is gone too: nothing waits
    if isinstance(kind, EndEvent) or node == split:
        return dict.fromkeys(edges, _NEVER)
    leaving = [found[name] for name, _, _ in flow.graph.leaving[node]]
    if not isinstance(kind, ParallelGateway | InclusiveGateway) or len(leaving) == 1:
        return _either(leaving, edges)
    inner = flow.graph.regions[node].join
    if inner is not None and flow.graph.incoming[inner] != edges:
        # A block within: whatever happens inside, one token leaves its join.
        return _from(flow, inner, found, edges, split)
    if isinstance(kind, ParallelGateway):
        return _sum(leaving, edges)
    return {
        edge: (min(one[edge][0] for one in leaving), _capped(sum(one[edge][1] for one in leaving)))
        for edge in edges
    }


def _either(leaving: Sequence[_Counts], edges: Sequence[str]) -> _Counts:
    if not leaving:
        return dict.fromkeys(edges, _NEVER)
    return {
        edge: (min(one[edge][0] for one in leaving), max(one[edge][1] for one in leaving)) for edge in edges
    }


def _sum(leaving: Sequence[_Counts], edges: Sequence[str]) -> _Counts:
    return {
        edge: (
            _capped(sum(one[edge][0] for one in leaving)),
            _capped(sum(one[edge][1] for one in leaving)),
        )
        for edge in edges
    }


def _capped(count: int) -> int:
    return min(count, _MANY)


def _told(path: Sequence[str]) -> str:
    return " → ".join(path)
