"""Shapes: where the elements of a process are drawn: BPMN's diagram interchange."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from dougong_bpmn.elements import number, written
from dougong_bpmn.layout import Point, Size
from dougong_bpmn.names import DC, DD, DI
from dougong_bpmn.tree import Canonical, Element, canonical, element

SHAPE, EDGE = (DI, "BPMNShape"), (DI, "BPMNEdge")
DIAGRAM, PLANE = (DI, "BPMNDiagram"), (DI, "BPMNPlane")
OUR_DIAGRAM = "diagram"
"""The id of a diagram that was drawn here."""
_BOUNDS, _WAYPOINT, _LABEL = (DC, "Bounds"), (DD, "waypoint"), (DI, "BPMNLabel")
_NEAR = 3
_ASIDE = 30


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the drawing, in pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        """Return its middle."""
        return (self.x + self.width / 2, self.y + self.height / 2)

    def touches(self, point: Point) -> bool:
        """Say whether a point lies in it or right beside it."""
        return (
            self.x - _NEAR <= point[0] <= self.x + self.width + _NEAR
            and self.y - _NEAR <= point[1] <= self.y + self.height + _NEAR
        )


def box_of(shape: Element) -> Box | None:
    """Return where a shape is drawn; None when it does not say."""
    bounds = shape.first(_BOUNDS)
    if bounds is None:
        return None
    values = [number(bounds.get(name)) for name in ("x", "y", "width", "height")]
    return None if None in values else Box(*(value for value in values if value is not None))


def draw_shape(identity: str, place: Point, size: Size, kept: Element | None) -> tuple[Element, Box]:
    """Make the shape of an element; `kept` is the one that another tool drew: it keeps its size and its looks."""
    before = box_of(kept) if kept is not None else None
    box = Box(*place, *((before.width, before.height) if before else size))
    shape = kept or element(SHAPE, id=f"{identity}_di")
    shape.set("bpmnElement", identity)
    if before is not None and (before.x, before.y) == place:
        return shape, box
    shape.drop(*shape.every(_LABEL))
    shape.drop(*shape.every(_BOUNDS))
    bounds = element(
        _BOUNDS, x=written(box.x), y=written(box.y), width=written(box.width), height=written(box.height)
    )
    shape.content.insert(0, bounds)
    return shape, box


def draw_edge(identity: str, source: Box, target: Box, kept: Element | None) -> Element:
    """Make the line of a way; one that another tool drew stays as long as it leads from border to border."""
    if kept is not None:
        points = points_of(kept)
        if len(points) > 1 and source.touches(points[0]) and target.touches(points[-1]):
            kept.set("bpmnElement", identity)
            return kept
    line = element(EDGE, id=f"{identity}_di", bpmnElement=identity)
    for x, y in _route(source, target):
        line.add(_WAYPOINT, x=written(x), y=written(y))
    return line


def points_of(line: Element) -> list[Point]:
    """Return the corners of a line."""
    found = [(number(one.get("x")), number(one.get("y"))) for one in line.every(_WAYPOINT)]
    return [(x, y) for x, y in found if x is not None and y is not None]


def _route(source: Box, target: Box) -> Sequence[Point]:
    """Lead down and across; beside the boxes where the way goes up."""
    (from_x, from_y), (to_x, to_y) = source.middle, target.middle
    bottom, top = source.y + source.height, target.y
    if top > bottom:
        if from_x == to_x:
            return [(from_x, bottom), (to_x, top)]
        half = (bottom + top) / 2
        return [(from_x, bottom), (from_x, half), (to_x, half), (to_x, top)]
    right = max(source.x + source.width, target.x + target.width) + _ASIDE
    return [
        (source.x + source.width, from_y),
        (right, from_y),
        (right, to_y),
        (target.x + target.width, to_y),
    ]


def looks_plain(shape: Element, identity: str, size: Size) -> bool:
    """Say whether a shape or line is drawn as we draw one: nothing but its place is of anybody's choice."""
    if shape.attributes != {("", "id"): f"{identity}_di", ("", "bpmnElement"): identity}:
        return False
    if shape.name == EDGE:
        return all(one.name == _WAYPOINT for one in shape.children)
    box = box_of(shape)
    return box is not None and (box.width, box.height) == size and len(shape.children) == 1


def geometry(shape: Element) -> Canonical:
    """Return what two shapes have in common when they are drawn the same, however their numbers are written."""
    same = deepcopy(shape)
    for one in same.walk():
        for key, text in one.attributes.items():
            value = number(text) if key[1] in ("x", "y", "width", "height") else None
            one.attributes[key] = text if value is None else written(value)
    return canonical(same)


def shapes_in(root: Element) -> Mapping[str, Element]:
    """Return the shapes and lines of a file by the id of what they draw; the first diagram counts."""
    found: dict[str, Element] = {}
    for diagram in root.every(DIAGRAM):
        for plane in diagram.every(PLANE):
            for one in plane.children:
                drawn = one.get("bpmnElement")
                if one.name in (SHAPE, EDGE) and drawn:
                    found.setdefault(drawn.rpartition(":")[2], one)
    return found


def plane_of(root: Element, drawn: str) -> Element:
    """Return the plane on which a file is drawn; made when there is none, for the element `drawn`."""
    diagram = root.first(DIAGRAM)
    if diagram is None:
        diagram = root.add(DIAGRAM, id=OUR_DIAGRAM)
    plane = diagram.first(PLANE)
    return diagram.add(PLANE, id="plane", bpmnElement=drawn) if plane is None else plane
