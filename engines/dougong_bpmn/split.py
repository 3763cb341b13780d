"""Split: a BPMN file taken apart into what a flow can say and the rest, which is kept as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dougong_bpmn.elements import (
    FAILING,
    KINDS,
    LIMITED,
    NATIVE,
    cut_extension,
    definition_in,
    extension,
    local_name,
    may_say,
)
from dougong_bpmn.lanes import empty_lanes
from dougong_bpmn.names import BPMN, bpmn
from dougong_bpmn.shapes import DIAGRAM, OUR_DIAGRAM, PLANE, shapes_in
from dougong_bpmn.tree import Element, FileRefused

_CATCHES = {"timer": "timer", "message": "wait", "signal": "wait", "conditional": "wait"}
_OURS = ("flow", "start", "node", "edge")


@dataclass(slots=True)
class Parts:
    """The parts of a file: `root` is what is left of it when the others are taken out.

    `nodes` holds the elements that become nodes with their kinds, `borders` the events on a node by its id and the
    way that begins there, `flows` the sequence flows between all of these.
    """

    root: Element
    process: Element
    start: Element | None
    foreign: bool
    nodes: list[tuple[Element, str]] = field(default_factory=list)
    borders: dict[tuple[str, str], Element] = field(default_factory=dict)
    flows: list[Element] = field(default_factory=list)
    shapes: Mapping[str, Element] = field(default_factory=dict)


def split(root: Element) -> Parts:
    """Take a file apart; raises FileRefused when it is no BPMN 2.0 file with a process."""
    if root.name != bpmn("definitions"):
        raise FileRefused("This is no BPMN 2.0 file: its root is not “definitions” of BPMN 2.0.")
    processes = root.every(bpmn("process"))
    if not processes:
        raise FileRefused("The file has no process.")
    process = next(
        (one for one in processes if extension(one, "flow") is not None),
        max(processes, key=lambda one: len(one.children)),
    )
    parts = Parts(
        root=root,
        process=process,
        start=_start_of(process),
        foreign=extension(process, "flow") is None,
        shapes=shapes_in(root),
    )
    for one in process.children:
        kind = None if one is parts.start else kind_of(one)
        if kind is not None and one.get("id"):
            parts.nodes.append((one, kind))
    _in_order(parts)
    _borders(parts)
    _flows(parts)
    _take_out(parts)
    return parts


def _start_of(process: Element) -> Element | None:
    starts = [one for one in process.every(bpmn("startEvent")) if one.get("id")]
    return next(
        (one for one in starts if extension(one, "start") is not None),
        next((one for one in starts if definition_in(one) is None), starts[0] if starts else None),
    )


def kind_of(one: Element) -> str | None:
    """Return the kind of node that an element becomes, None for what cannot be one."""
    if one.name[0] != BPMN:
        return None
    local = one.name[1]
    mark = extension(one, "node")
    said = mark.get("kind") if mark is not None else None
    if said is not None and said in NATIVE and may_say(local, said):
        return said
    if local == "intermediateCatchEvent":
        found = definition_in(one)
        return None if found is None else _CATCHES.get(found.name[1].removesuffix("EventDefinition"))
    if one.get("triggeredByEvent") == "true":
        return None
    return KINDS.get(local)


def _in_order(parts: Parts) -> None:
    """Put notes back to where they stood among the nodes, as far as the file tells."""
    told = [
        (int(at), one)
        for one in parts.nodes
        if (mark := extension(one[0], "node")) is not None and (at := mark.get("at") or "").isdecimal()
    ]
    moved = {id(one) for _, one in told}
    parts.nodes = [one for one in parts.nodes if id(one) not in moved]
    for place, one in sorted(told, key=lambda each: each[0]):
        parts.nodes.insert(place, one)


def _borders(parts: Parts) -> None:
    kinds = {one.get("id") or "": kind for one, kind in parts.nodes}
    for one in parts.process.every(bpmn("boundaryEvent")):
        host = local_name(one.get("attachedToRef") or "")
        definition = definition_in(one)
        if host not in kinds or definition is None or not one.get("id"):
            continue
        on = None
        if definition.name == bpmn("timerEventDefinition") and kinds[host] in LIMITED:
            on = "timeout" if one.get("cancelActivity") != "false" else None
        elif definition.name == bpmn("errorEventDefinition") and kinds[host] in FAILING:
            on = "error"
        if on is not None and (host, on) not in parts.borders:
            parts.borders[host, on] = one


def _flows(parts: Parts) -> None:
    sources = {one.get("id") for one, kind in parts.nodes if kind not in ("note", "end")}
    sources |= {one.get("id") for one in parts.borders.values()}
    targets = {one.get("id") for one, kind in parts.nodes if kind != "note"}
    if parts.start is not None:
        sources.add(parts.start.get("id"))
        targets.add(parts.start.get("id"))
    if not parts.foreign:
        # A way out of an end is no BPMN, but a draft may hold one.
        sources |= {one.get("id") for one, kind in parts.nodes if kind == "end"}
    parts.flows = [
        one
        for one in parts.process.every(bpmn("sequenceFlow"))
        if local_name(one.get("sourceRef") or "") in sources
        and local_name(one.get("targetRef") or "") in targets
    ]


def _take_out(parts: Parts) -> None:
    """Take the parts out of the file, with their shapes, and our own words out of all of them."""
    mapped = [one for one, _ in parts.nodes] + [*parts.borders.values(), *parts.flows]
    if parts.start is not None:
        mapped.append(parts.start)
    parts.process.drop(*mapped)
    known = {one.get("id") or "" for one in mapped}
    empty_lanes(parts.process, known, parts.shapes.keys())
    drawn = [parts.shapes[identity] for one in mapped if (identity := one.get("id") or "") in parts.shapes]
    for diagram in parts.root.every(DIAGRAM):
        for plane in diagram.every(PLANE):
            plane.drop(*drawn)
            if diagram.get("id") == OUR_DIAGRAM and not plane.children:
                parts.root.drop(diagram)


def strip(one: Element) -> Element:
    """Return an element without what is always written anew: names, what it is joined to, our words."""
    for local in _OURS:
        cut_extension(one, local)
    for name in ("default", "sourceRef", "targetRef", "attachedToRef"):
        one.set(name, None)
    if one.name not in (bpmn("process"), bpmn("boundaryEvent")):
        one.set("name", None)
    one.drop(*(child for name in ("incoming", "outgoing") for child in one.every(bpmn(name))))
    if one.name == bpmn("textAnnotation"):
        one.drop(*one.every(bpmn("text")))
    return one
