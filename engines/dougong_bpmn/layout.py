"""Layout: a graph from top to bottom in layers, for flows whose nodes have no places of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

Size = tuple[int, int]
Point = tuple[float, float]

_BESIDE = 60
_BELOW = 60
_SWEEPS = 8
_MARGIN = 60


def arrange(sizes: Mapping[str, Size], ways: Sequence[tuple[str, str]], start: str) -> dict[str, Point]:
    """Return the upper left corner of each node, in pixels: layers from the start down, few crossings in each."""
    forward = _without_circles(sizes, ways, start)
    layers = _layers(sizes, forward)
    _order(layers, forward)
    return _places(layers, sizes)


def _without_circles(
    nodes: Mapping[str, Size], ways: Sequence[tuple[str, str]], start: str
) -> list[tuple[str, str]]:
    """Return the ways that do not lead back to where one came from, walking from the start."""
    following: dict[str, list[str]] = defaultdict(list)
    for source, target in ways:
        if source in nodes and target in nodes and source != target:
            following[source].append(target)
    state: dict[str, int] = {}
    back: set[tuple[str, str]] = set()
    for root in [start, *nodes]:
        if root in state or root not in nodes:
            continue
        state[root] = 1
        todo = [(root, iter(following[root]))]
        while todo:
            node, rest = todo[-1]
            target = next(rest, "")
            if not target:
                state[node] = 2
                todo.pop()
            elif state.get(target) == 1:
                back.add((node, target))
            elif target not in state:
                state[target] = 1
                todo.append((target, iter(following[target])))
    return [
        (source, target)
        for source, targets in following.items()
        for target in dict.fromkeys(targets)
        if (source, target) not in back
    ]


def _layers(nodes: Mapping[str, Size], ways: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Put each node one layer below the lowest of those that lead to it."""
    waiting = dict.fromkeys(nodes, 0)
    following: dict[str, list[str]] = defaultdict(list)
    for source, target in ways:
        following[source].append(target)
        waiting[target] += 1
    depth = dict.fromkeys(nodes, 0)
    ready = [node for node in nodes if not waiting[node]]
    for node in ready:
        for target in following[node]:
            depth[target] = max(depth[target], depth[node] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    layers: list[list[str]] = [[] for _ in range(max(depth.values(), default=0) + 1)]
    for node in ready:
        layers[depth[node]].append(node)
    return layers


def _order(layers: list[list[str]], ways: Sequence[tuple[str, str]]) -> None:
    """Order each layer by where its neighbours stand, down and up in turn."""
    above, below = defaultdict(list), defaultdict(list)
    for source, target in ways:
        above[target].append(source)
        below[source].append(target)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        place = {node: (at + 0.5) / len(layer) for layer in layers for at, node in enumerate(layer)}
        for layer in layers if down else reversed(layers):
            near = above if down else below
            wanted = {
                node: sum(place[one] for one in near[node]) / len(near[node]) if near[node] else place[node]
                for node in layer
            }
            layer.sort(key=wanted.__getitem__)
            place.update({node: (at + 0.5) / len(layer) for at, node in enumerate(layer)})


def _places(layers: Sequence[Sequence[str]], sizes: Mapping[str, Size]) -> dict[str, Point]:
    widths = [sum(sizes[node][0] for node in layer) + _BESIDE * (len(layer) - 1) for layer in layers]
    middle = max(widths, default=0) / 2 + _MARGIN
    places: dict[str, Point] = {}
    top = float(_MARGIN)
    for layer, width in zip(layers, widths, strict=True):
        height = max((sizes[node][1] for node in layer), default=0)
        left = middle - width / 2
        for node in layer:
            own_width, own_height = sizes[node]
            places[node] = (left, top + (height - own_height) / 2)
            left += own_width + _BESIDE
        top += height + _BELOW
    return places
