"""Write: a flow document becomes BPMN 2.0 XML with its drawing.

What BPMN has a word for is said in BPMN; the rest stands beside it as extension elements of ours. What came from
another tool's file and has no place in a flow (`bpmn` members) is written again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from dougong_bpmn import events
from dougong_bpmn.elements import (
    CHOICES,
    LIMITED,
    NATIVE,
    Document,
    boundary_on,
    digest_of,
    exact,
    extend,
    local_name,
    may_say,
    size_of,
    text_in,
    told_by_name,
)
from dougong_bpmn.lanes import fill_lanes, own_lanes
from dougong_bpmn.layout import Point, arrange
from dougong_bpmn.names import BPMN, FORMULA, OUTCOME, bpmn
from dougong_bpmn.shapes import EDGE, SHAPE, Box, box_of, draw_edge, draw_shape, plane_of, points_of
from dougong_bpmn.tree import Element, FileRefused, element, read_xml, write_document

START = "start"
_BEFORE_FLOW = frozenset(
    bpmn(name)
    for name in ("documentation", "extensionElements", "auditing", "monitoring", "property", "laneSet")
)
_OUTCOMES = ("approved", "rejected")


def write_bpmn(
    document: Mapping[str, Any], language: str = "en", roles: Mapping[str, str] | None = None
) -> str:
    """Write a flow document as BPMN 2.0 XML; names in a language, lanes by the names of roles."""
    writer = Writer(document, language, roles or {})
    return write_document(writer.definitions(), writer.prefixes)


class Writer:
    """One flow on its way to XML: the ids given so far, and the element of each node."""

    def __init__(self, document: Mapping[str, Any], language: str, roles: Mapping[str, str]) -> None:
        self.document, self.language, self.roles = document, language, roles
        self.prefixes: dict[str, str] = {}
        self.taken: set[str] = set()
        self.root = self._root()
        process = next(iter(self.root.every(bpmn("process"))), None)
        self.process = self.root.add(bpmn("process")) if process is None else process
        self.taken.update(one.get("id") or "" for one in self.root.walk())
        self.foreign = process is not None
        self.ids: dict[str, str] = {}
        self.parts: list[Element] = []
        self.said: list[tuple[Element, Document]] = []
        self.shapes: dict[str, Element | None] = {}
        self.places: dict[str, tuple[str, Document]] = {}

    def _root(self) -> Element:
        kept = (self.document.get("bpmn") or {}).get("xml")
        found = self._read(kept)
        if found is not None and found.name == bpmn("definitions"):
            return found
        return element(
            bpmn("definitions"),
            id="definitions",
            targetNamespace="urn:dougong:flow",
            expressionLanguage=FORMULA,
            exporter="Dougong",
        )

    def _read(self, raw: Any) -> Element | None:
        """Read what another tool's file said of an element."""
        if not isinstance(raw, str):
            return None
        try:
            found, prefixes = read_xml(raw.encode())
        except FileRefused:
            return None
        self.prefixes.update(prefixes)
        return found

    # -- the whole

    def definitions(self) -> Element:
        """Return the root element of the file."""
        flow = self.document
        if self.process.get("id") is None:
            self.process.set("id", self._free(str(flow["key"])))
            self.process.set("isExecutable", "false")
        start = self._start()
        for index, node in enumerate(flow["nodes"]):
            self._node(index, node)
        edges, loose = self._edges()
        self._head(loose, self._draw(edges))
        if not self.foreign or own_lanes(self.process) is not None:
            flowing = [
                (one.get("id") or "", node)
                for one, node in self.said
                if one is not start and node["kind"] != "note"
            ]
            fill_lanes(self.process, flowing, start.get("id") or "", self.roles, self.language, self._free)
        place = sum(child.name in _BEFORE_FLOW for child in self.process.children)
        self.process.content[place:place] = [*self.parts, *edges]
        self.process.content += [one for one, node in self.said if node.get("kind") == "note"]
        self._prune()
        return self.root

    def _head(self, loose: Sequence[Document], automatic: Mapping[str, Any]) -> None:
        """Write what is said of the flow as a whole; `automatic` are the places that are nobody's choice."""
        flow, process = self.document, self.process
        rest = {
            key: value
            for key, value in flow.items()
            if key not in ("id", "key", "nodes", "edges", "start", "bpmn", "name", "description")
        }
        called = process.get("name")
        self._name(process, flow, rest)
        if self.foreign and process.get("name") == (called or file_name(self.root, process)):
            process.set("name", called)
        if "description" in flow:
            rest["description"] = flow["description"]
        if loose:
            rest["loose_edges"] = list(loose)
        if automatic:
            rest["automatic"] = dict(automatic)
        extend(
            process,
            "flow",
            rest,
            id=flow["id"],
            key=flow["key"],
            language=self.language,
            digest=digest_of(flow),
        )

    def _name(self, one: Element, said: Mapping[str, Any], rest: Document) -> None:
        name = said.get("name")
        rest.pop("name", None)
        one.set("name", text_in(name, self.language) or None)
        if "name" in said and not told_by_name(name, self.language):
            rest["name"] = name

    def _free(self, wanted: str) -> str:
        """Return an id that no element has."""
        found, number = wanted, 1
        while found in self.taken:
            number += 1
            found = f"{wanted}_{number}"
        self.taken.add(found)
        return found

    # -- nodes

    def _element(self, said: Mapping[str, Any], local: str, kind: str, wanted: str) -> Element:
        """Return the element that says a node: the one of the file that it came from, else a new one."""
        kept = said.get("bpmn") or {}
        found = self._read(kept.get("xml"))
        identity = found.get("id") if found is not None else None
        fits = found is not None and (found.name[0] == BPMN if kind != START else found.name == bpmn(local))
        if found is None or not fits or not identity or identity in self.taken:
            made = element(bpmn(local), id=self._free(wanted))
            self.shapes[made.get("id") or ""] = None
            return made
        if kind != START and (
            not may_say(found.name[1], kind)
            or (local == "receiveTask" and found.name[1] == "intermediateCatchEvent")
        ):
            found.name = bpmn(local)
        self.taken.update(one.get("id") or "" for one in found.walk())
        self.shapes[identity] = self._read(kept.get("shape"))
        return found

    def _start(self) -> Element:
        said = self.document["start"]
        one = self._element(said, "startEvent", START, START)
        self._place(START, one, said)
        rest = {key: value for key, value in said.items() if key not in ("at", "bpmn")}
        self._name(one, said, rest)
        self.parts.append(one)
        self.said.append((one, said))
        extend(one, START, rest)
        return one

    def _node(self, index: int, node: Document) -> None:
        kind = node["kind"]
        one = self._element(node, self._local(node), kind, f"n_{node['id']}")
        self.said.append((one, node))
        if kind != "note":
            self.parts.append(one)
            self._place(node["key"], one, node)
        rest = {key: value for key, value in node.items() if key not in ("id", "key", "kind", "at", "bpmn")}
        if kind == "note":
            self._note(one, node, rest)
        else:
            self._name(one, node, rest)
        match kind:
            case "timer":
                events.say_timer(one, node, rest)
            case "wait":
                events.say_wait(one, node, rest, self.root, self._message)
            case "end" if node.get("terminate") is True and one.first(_TERMINATE) is None:
                one.add(_TERMINATE)
            case "sub_flow":
                self._call(one, node, rest)
        if kind == "end" and one.first(_TERMINATE) is not None:
            if node.get("terminate") is True:
                rest.pop("terminate")
            else:
                one.drop(*one.every(_TERMINATE))
        # BPMN puts notes behind everything else: where one stood among the nodes is told.
        at = str(index) if kind == "note" else None
        extend(one, "node", rest, id=node["id"], key=node["key"], kind=kind, at=at)

    def _place(self, key: str, one: Element, said: Document) -> None:
        self.ids.setdefault(key, one.get("id") or "")
        self.places.setdefault(key, (one.get("id") or "", said))

    def _local(self, node: Mapping[str, Any]) -> str:
        if node["kind"] != "wait":
            return NATIVE[node["kind"]]
        bounded = "limit" in node or any(
            edge["from"] == node["key"] and edge.get("on") == "timeout" for edge in self.document["edges"]
        )
        return "receiveTask" if bounded else NATIVE["wait"]

    def _note(self, one: Element, node: Mapping[str, Any], rest: Document) -> None:
        name = rest.pop("name", None)
        text = text_in(name, self.language)
        one.drop(*one.every(bpmn("text")))
        one.content.append(element(bpmn("text"), text))
        if name is not None and not told_by_name(name, self.language):
            rest["name"] = name

    def _call(self, one: Element, node: Mapping[str, Any], rest: Document) -> None:
        loop = bpmn("multiInstanceLoopCharacteristics")
        if one.name == bpmn("callActivity") and exact(node.get("flow")):
            before = one.get("calledElement")
            flow = rest.pop("flow")
            if before is None or events.message_key(local_name(before)) != flow:
                one.set("calledElement", flow)
        if "each" in node and one.first(loop) is None:
            one.add(loop)

    def _message(self, name: str) -> str:
        """Return the id of the message of a name among the roots of the file."""
        messages = self.root.every(bpmn("message"))
        for one in messages:
            if one.get("name") == name and one.get("id"):
                return one.get("id") or ""
        made = element(bpmn("message"), id=self._free(f"message_{len(messages) + 1}"), name=name)
        place = next(at for at, one in enumerate(self.root.content) if one is self.process)
        self.root.content.insert(place, made)
        return made.get("id") or ""

    # -- edges

    def _edges(self) -> tuple[list[Element], list[Document]]:
        """Return the sequence flows, and the ways between nodes that are not there or are only drawn."""
        made, loose = [], []
        self.defaults: dict[str, str] = {}
        self.borders: dict[tuple[str, str], Element] = {}
        self.ends: dict[str, tuple[str, str]] = {}
        for index, edge in enumerate(self.document["edges"]):
            if edge["from"] in self.ids and edge["to"] in self.ids:
                made.append(self._edge(index, edge))
            else:
                loose.append({"at": index, "edge": edge})
        ways: dict[str, list[tuple[str, bool]]] = defaultdict(list)
        drawn = [
            edge for edge in self.document["edges"] if edge["from"] in self.ids and edge["to"] in self.ids
        ]
        for (identity, (source, _)), edge in zip(self.ends.items(), drawn, strict=True):
            ways[source].append((identity, bool(edge.get("when") or edge.get("on") in _OUTCOMES)))
        elements = {one.get("id"): one for one in self.parts}
        for key, identity in self.ids.items():
            self._otherwise(key, elements[identity], ways[identity])
        self._refer()
        return made, loose

    def _edge(self, index: int, edge: Document) -> Element:
        wanted = f"e_{edge['id']}" if "id" in edge else f"flow_{index + 1}"
        one = self._element(edge, "sequenceFlow", START, wanted)
        identity = one.get("id") or ""
        source = self._source(edge)
        self.ends[identity] = (source, self.ids[edge["to"]])
        one.set("name", text_in(edge.get("label"), self.language) or None)
        one.set("sourceRef", source)
        one.set("targetRef", self.ids[edge["to"]])
        rest: Document = {key: value for key, value in edge.items() if key not in ("from", "to", "bpmn")}
        if "label" in rest and told_by_name(edge["label"], self.language):
            rest.pop("label")
        self._condition(one, edge, rest)
        kind = self.places[edge["from"]][1].get("kind")
        if edge.get("default") is True and kind in CHOICES and edge["from"] not in self.defaults:
            self.defaults[edge["from"]] = identity
            rest.pop("default")
        extend(one, "edge", rest)
        return one

    def _source(self, edge: Document) -> str:
        """Return the id of the element at which a way begins: the node's, or that of the event on its border."""
        identity, node = self.places[edge["from"]]
        on = edge.get("on")
        if on is None or not boundary_on(node.get("kind", START), on):
            return identity
        key: tuple[str, str] = (edge["from"], on)
        if key not in self.borders:
            kept = ((node.get("bpmn") or {}).get("borders") or {}).get(on) or {}
            border = self._element({"bpmn": kept}, "boundaryEvent", START, f"{identity}_{on}")
            border.set("attachedToRef", identity)
            if on == "timeout":
                events.say_limit(border, _limit_of(node))
            elif border.first(bpmn("errorEventDefinition")) is None:
                border.add(bpmn("errorEventDefinition"))
            self.borders[key] = border
            self.parts.append(border)
        return self.borders[key].get("id") or ""

    def _condition(self, one: Element, edge: Document, rest: Document) -> None:
        node = self.places[edge["from"]][1]
        on = edge.get("on")
        if boundary_on(node.get("kind", START), on):
            rest.pop("on")
        if exact(edge.get("when")):
            events.say_expression(one, "conditionExpression", rest.pop("when"))
        elif on in _OUTCOMES:
            events.say_expression(one, "conditionExpression", rest.pop("on"), OUTCOME)
        else:
            one.drop(*one.every(bpmn("conditionExpression")))

    def _otherwise(self, key: str, one: Element, ways: Sequence[tuple[str, bool]]) -> None:
        """Name the default way; beside conditional ones a plain way out of a task is one too."""
        default = self.defaults.get(key)
        if default is None and _is_activity(one):
            plain = [identity for identity, conditional in ways if not conditional]
            default = plain[0] if len(plain) == 1 < len(ways) else None
        one.set("default", default)

    def _refer(self) -> None:
        """Name at each element the flows into it and out of it."""
        into: dict[str, list[str]] = defaultdict(list)
        out: dict[str, list[str]] = defaultdict(list)
        for flow, (source, target) in self.ends.items():
            into[target].append(flow)
            out[source].append(flow)
        for one in self.parts:
            identity = one.get("id") or ""
            place = sum(child.name in _BEFORE_FLOW for child in one.children)
            one.content[place:place] = [
                *(element(bpmn("incoming"), flow) for flow in into[identity]),
                *(element(bpmn("outgoing"), flow) for flow in out[identity]),
            ]

    # -- the drawing

    def _draw(self, edges: Sequence[Element]) -> dict[str, Any]:
        """Draw everything; returns the places that were computed, as the flow says none, by id."""
        plane = plane_of(self.root, self.process.get("id") or "")
        hosts = {one.get("id") or "": one.get("attachedToRef") or one.get("id") or "" for one in self.parts}
        computed = arrange(
            {one.get("id") or "": size_of(one.name[1]) for one, _ in self.said},
            [(hosts[source], target) for source, target in self.ends.values()],
            self.ids[START],
        )
        boxes: dict[str, Box] = {}
        automatic: dict[str, Any] = {}
        for one, node in self.said:
            identity = one.get("id") or ""
            at = node.get("at")
            place: Point = (at[0], at[1]) if at else computed[identity]
            if not at:
                automatic[identity] = list(place)
            shape, boxes[identity] = draw_shape(identity, place, size_of(one.name[1]), self.shapes[identity])
            plane.content.append(shape)
        drawn: dict[str, Any] = {}
        for border in self.borders.values():
            identity = border.get("id") or ""
            shape = self._draw_border(border, boxes)
            if self.shapes.get(identity) is None:
                drawn[identity] = [boxes[identity].x, boxes[identity].y]
            plane.content.append(shape)
        for one in edges:
            identity = one.get("id") or ""
            source, target = self.ends[identity]
            kept = self.shapes.get(identity)
            line = draw_edge(identity, boxes[source], boxes[target], kept)
            if line is not kept:
                drawn[identity] = [list(point) for point in points_of(line)]
            plane.content.append(line)
        # Drawn among what another tool drew, our own lines are not to be taken for its.
        return automatic | drawn if self.foreign else automatic

    def _draw_border(self, border: Element, boxes: dict[str, Box]) -> Element:
        identity = border.get("id") or ""
        host = boxes[border.get("attachedToRef") or ""]
        width, height = size_of("boundaryEvent")
        kept = self.shapes.get(identity)
        before = box_of(kept) if kept is not None else None
        if before is not None and host.touches(before.middle):
            place: Point = (before.x, before.y)
        else:
            place = (host.x + host.width - width, host.y + host.height - height / 2)
        shape, boxes[identity] = draw_shape(identity, place, (width, height), kept)
        return shape

    def _prune(self) -> None:
        """Take out what another tool's file said of elements that are gone."""
        while True:
            known = {one.get("id") for one in self.root.walk()}
            gone = [
                (holder, child)
                for holder in self.root.walk()
                for child in holder.children
                if _dangles(child, known)
            ]
            if not gone:
                return
            for holder, child in gone:
                holder.drop(child)


_TERMINATE = bpmn("terminateEventDefinition")
_REFERENCES: Mapping[tuple[str, str], Sequence[str]] = {
    bpmn("sequenceFlow"): ("sourceRef", "targetRef"),
    bpmn("association"): ("sourceRef", "targetRef"),
    bpmn("messageFlow"): ("sourceRef", "targetRef"),
    bpmn("boundaryEvent"): ("attachedToRef",),
    SHAPE: ("bpmnElement",),
    EDGE: ("bpmnElement",),
}


def _dangles(one: Element, known: set[str | None]) -> bool:
    if one.name == bpmn("flowNodeRef"):
        return local_name(one.text) not in known
    return any(local_name(one.get(name) or "") not in known for name in _REFERENCES.get(one.name, ()))


def file_name(root: Element, process: Element) -> str:
    """Return what a process is called that has no name: as its pool, else by its id."""
    identity = process.get("id") or ""
    pools = [
        one.get("name")
        for collaboration in root.every(bpmn("collaboration"))
        for one in collaboration.every(bpmn("participant"))
        if local_name(one.get("processRef") or "") == identity
    ]
    return next((name for name in pools if name), identity)


def _is_activity(one: Element) -> bool:
    return one.name[1].endswith(("Task", "task", "Activity", "Process", "transaction"))


def _limit_of(node: Mapping[str, Any]) -> Any:
    """Return how long a node waits before its way for `timeout` is taken."""
    if node["kind"] not in LIMITED or node["kind"] == "wait":
        return node.get("limit")
    return next((limit["after"] for limit in node.get("limits", ()) if limit["do"] == "edge"), None)
