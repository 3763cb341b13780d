"""Parse: a flow document becomes a Flow, its expressions typed; nothing that cannot run gets through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from dougong_flow.check import check
from dougong_flow.definition import START, Edge, Flow, Node, View, WithdrawPolicy
from dougong_flow.graph import Graph
from dougong_flow.kinds import KINDS, NOTE
from dougong_flow.nodes import start as start_node
from dougong_flow.nodes.inclusive import InclusiveGateway
from dougong_flow.nodes.parallel import ParallelGateway
from dougong_flow.people import read_people
from dougong_flow.reader import Reader
from dougong_flow.vocabulary import FlowVocabulary
from dougong_formula import Vocabulary
from dougong_model import DocumentError

NODE_KINDS = (*KINDS, NOTE)
"""Node kinds by the word of the document."""

_MEMBERS = (
    "format",
    "id",
    "key",
    "entity",
    "name",
    "start",
    "nodes",
    "edges",
    "withdraw",
    "administrators",
    "view",
    "notify_by",
    "enabled",
    "description",
    "bpmn",
    "origin",
)
_OUTCOMES = ("approved", "rejected", "timeout", "error")


def parse_flow(
    document: Mapping[str, Any],
    vocabulary: Vocabulary,
    roles: Collection[str] | None = None,
    *,
    unspoken: Collection[str] = (),
) -> Flow:
    """Read a flow document for an entity's vocabulary; `roles` are the app's role keys, when known, `unspoken` the
    fields that rights name although no expression can: files.

    Raises DocumentError with every problem: shape, unknown names, untyped expressions, and a graph that
    could not run to its end.
    """
    reader = Reader(str(document.get("entity", "")), FlowVocabulary(vocabulary), roles, unspoken)
    reader.members(document, _MEMBERS, "")
    start = start_node.parse(reader, document.get("start"), "/start")
    nodes, pointers = _nodes(reader, document.get("nodes"))
    edges = _edges(reader, document.get("edges"))
    every: dict[str, Node] = {START: start, **nodes}
    flow = Flow(
        id=reader.id(document.get("id"), "/id"),
        key=reader.key(document.get("key"), "/key"),
        entity=reader.key(document.get("entity"), "/entity"),
        name=reader.name(document.get("name"), "/name"),
        enabled=document.get("enabled") is None or reader.flag(document["enabled"], "/enabled"),
        start=start,
        nodes=every,
        edges=edges,
        graph=_graph(every, edges),
        withdraw=reader.choice(
            WithdrawPolicy, document.get("withdraw"), "/withdraw", WithdrawPolicy.BEFORE_FIRST_DECISION
        ),
        view=reader.choice(View, document.get("view"), "/view", View.LATEST),
        administrators=read_people(reader, document.get("administrators", ()), "/administrators"),
        notify_by=tuple(
            reader.key(key, f"/notify_by/{at}")
            for at, key in enumerate(reader.sequence(document.get("notify_by", ()), "/notify_by"))
        ),
        outgoing={key: tuple(edge for edge in edges if edge.source == key) for key in every},
        pointers={START: "/start", **pointers},
    )
    problems = reader.problems or check(flow)
    if problems:
        raise DocumentError(problems)
    return flow


def _nodes(reader: Reader, raw: Any) -> tuple[dict[str, Node], dict[str, str]]:
    """Return the nodes and where they stand in the document; notes are left out."""
    nodes: dict[str, Node] = {}
    pointers: dict[str, str] = {}
    ids: set[str] = set()
    for index, item in enumerate(reader.sequence(raw, "/nodes")):
        pointer = f"/nodes/{index}"
        document = reader.mapping(item, pointer)
        kind = document.get("kind")
        if kind == NOTE:
            reader.members(document, ("id", "key", "kind", "name", "at", "bpmn", "origin"), pointer)
            continue
        found = KINDS.get(kind) if isinstance(kind, str) else None
        if found is None:
            reader.problem(
                "unknown_node_kind",
                f"{pointer}/kind",
                f"Nodes of the kind “{kind}” are not offered.",
                "One of: " + ", ".join(NODE_KINDS),
            )
            continue
        node = found.parse(reader, document, pointer)
        if node.key in nodes or node.key == START:
            reader.problem("duplicate_key", f"{pointer}/key", f"There are two nodes “{node.key}”.")
        if node.id in ids:
            reader.problem("duplicate_id", f"{pointer}/id", f"There are two nodes with the id “{node.id}”.")
        ids.add(node.id)
        nodes[node.key] = node
        pointers[node.key] = pointer
    return nodes, pointers


def _edges(reader: Reader, raw: Any) -> tuple[Edge, ...]:
    edges: list[Edge] = []
    names: Counter[tuple[str, str, Any]] = Counter()
    for index, item in enumerate(reader.sequence(raw, "/edges")):
        pointer = f"/edges/{index}"
        edge = reader.mapping(item, pointer)
        reader.members(edge, ("id", "from", "to", "on", "when", "default", "label", "bpmn"), pointer)
        on = edge.get("on")
        if on is not None and on not in _OUTCOMES:
            reader.problem(
                "not_offered", f"{pointer}/on", f"“{on}” is not offered.", "One of: " + ", ".join(_OUTCOMES)
            )
            on = None
        source = reader.key(edge.get("from"), f"{pointer}/from")
        target = reader.key(edge.get("to"), f"{pointer}/to")
        before = names[source, target, on]
        names[source, target, on] += 1
        edges.append(
            Edge(
                source=source,
                target=target,
                on=on,
                when=reader.condition(edge.get("when"), f"{pointer}/when"),
                default=reader.flag(edge.get("default"), f"{pointer}/default"),
                label=reader.name(edge.get("label"), f"{pointer}/label"),
                suffix=f"#{before + 1}" if before else "",
            )
        )
    return tuple(edges)


def _graph(nodes: Mapping[str, Node], edges: Collection[Edge]) -> Graph:
    return Graph(
        start=START,
        nodes=tuple(nodes),
        ways=tuple((edge.name, edge.source, edge.target) for edge in edges),
        gateways=frozenset(
            key for key, node in nodes.items() if isinstance(node, ParallelGateway | InclusiveGateway)
        ),
    )
