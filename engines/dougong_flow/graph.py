"""Graph: facts of a flow's nodes and edges, computed once: reachability, dominators, regions.

It knows keys only: which nodes split and join is told to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

Way = tuple[str, str, str]
"""An edge as the graph sees it: name, source, target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionShape:
    """What lies between a split and its join (None: its branches end by themselves): nodes by branch, an edge."""

    split: str
    join: str | None
    branches: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Graph:
    """Nodes and ways of a flow that begins at `start`; `gateways` may split and join."""

    start: str
    nodes: tuple[str, ...]
    ways: tuple[Way, ...]
    gateways: frozenset[str]

    @cached_property
    def following(self) -> Mapping[str, frozenset[str]]:
        """Return the nodes right behind each node."""
        return _neighbours(self.nodes, ((source, target) for _, source, target in self.ways))

    @cached_property
    def preceding(self) -> Mapping[str, frozenset[str]]:
        """Return the nodes right before each node."""
        return _neighbours(self.nodes, ((target, source) for _, source, target in self.ways))

    @cached_property
    def incoming(self) -> Mapping[str, tuple[str, ...]]:
        """Return the names of the edges into each node."""
        return {node: tuple(name for name, _, target in self.ways if target == node) for node in self.nodes}

    @cached_property
    def leaving(self) -> Mapping[str, tuple[Way, ...]]:
        """Return the ways out of each node."""
        return {node: tuple(way for way in self.ways if way[1] == node) for node in self.nodes}

    @cached_property
    def reachable(self) -> Mapping[str, frozenset[str]]:
        """Return the nodes that can be reached from each node by at least one edge; not by way of the start, which
        begins anew.
        """
        on = {node: self.following[node] - {self.start} for node in self.nodes}
        return {node: closure(on[node], on) for node in self.nodes}

    @cached_property
    def upstream(self) -> Mapping[str, frozenset[str]]:
        """Return the nodes from which each node can be reached."""
        return {
            node: frozenset(other for other in self.nodes if node in self.reachable[other])
            for node in self.nodes
        }

    @cached_property
    def dominators(self) -> Mapping[str, frozenset[str]]:
        """Return, for each node that is reached at all, the nodes on every way to it from the start, itself
        included.
        """
        reached = closure([self.start], self.following)
        found = dict.fromkeys(reached, reached) | {self.start: frozenset({self.start})}
        changed = True
        while changed:
            changed = False
            for node in self.nodes:
                if node == self.start or node not in reached:
                    continue
                before = [found[one] for one in self.preceding[node] if one in reached]
                now = frozenset.intersection(*before) | {node}
                if now != found[node]:
                    found[node], changed = now, True
        return found

    @cached_property
    def joins(self) -> frozenset[str]:
        """Return the gateways with several ways in."""
        return frozenset(node for node in self.gateways if len(self.incoming[node]) > 1)

    @cached_property
    def splits(self) -> frozenset[str]:
        """Return the gateways with several ways out."""
        return frozenset(node for node in self.gateways if len(self.leaving[node]) > 1)

    @cached_property
    def openers(self) -> Mapping[str, str]:
        """Return the split whose branches each join brings together: the nearest on every way to it that no join
        before has closed. Joins without one are left out.
        """
        found: dict[str, str] = {}
        for join in self.joins & self.dominators.keys():
            closed = 0
            above = sorted(
                self.dominators[join] - {join}, key=lambda node: len(self.dominators[node]), reverse=True
            )
            for node in above:
                if node in self.splits:
                    if not closed:
                        found[join] = node
                        break
                    closed -= 1
                closed += node in self.joins
        return found

    @cached_property
    def regions(self) -> Mapping[str, RegionShape]:
        """Return what each split opens, by its key."""
        joined = {split: join for join, split in self.openers.items()}
        found = {}
        for split in sorted(self.splits):
            join = joined.get(split)
            stop = {one for one in (join, self.start) if one is not None}
            found[split] = RegionShape(
                split=split,
                join=join,
                branches={
                    name: closure([target], self.following, stop) for name, _, target in self.leaving[split]
                },
            )
        return found

    @cached_property
    def places(self) -> Mapping[str, frozenset[tuple[str, str]]]:
        """Return the branches in which each node lies, as (split, edge)."""
        return {
            node: frozenset(
                (split, edge)
                for split, region in self.regions.items()
                for edge, inside in region.branches.items()
                if node in inside
            )
            for node in self.nodes
        }

    def nested(self, node: str) -> tuple[tuple[str, str], ...]:
        """Return the branches in which a node lies as (split, edge), outermost first; not those of a split from which
        several branches lead to it.
        """
        edges: dict[str, list[str]] = {}
        for split, edge in self.places[node]:
            edges.setdefault(split, []).append(edge)
        alone = [split for split, names in edges.items() if len(names) == 1]
        alone.sort(key=lambda split: len(self.dominators.get(split, ())))
        return tuple((split, edges[split][0]) for split in alone)

    def path(
        self, begin: str, ends: Collection[str], *, avoiding: Collection[str] = ()
    ) -> Sequence[str] | None:
        """Return a shortest way from a node to one of several, as keys, without some edges (by name); or None."""
        before: dict[str, str | None] = {begin: None}
        todo = [begin]
        while todo:
            node = todo.pop(0)
            if node in ends and node != begin:
                found = [node]
                while (one := before[found[-1]]) is not None:
                    found.append(one)
                return found[::-1]
            for name, _, target in self.leaving[node]:
                if name not in avoiding and target not in before:
                    before[target] = node
                    todo.append(target)
        return None


def closure(
    begin: Iterable[str], ways: Mapping[str, Iterable[str]], stop: Collection[str] = ()
) -> frozenset[str]:
    """Return what can be reached from some nodes, these included, without entering those in `stop`."""
    reached: set[str] = set()
    todo = list(begin)
    while todo:
        node = todo.pop()
        if node not in reached and node not in stop:
            reached.add(node)
            todo += ways.get(node, ())
    return frozenset(reached)


def _neighbours(nodes: Iterable[str], pairs: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {node: set() for node in nodes}
    for one, other in pairs:
        if one in found and other in found:
            found[one].add(other)
    return {node: frozenset(others) for node, others in found.items()}
