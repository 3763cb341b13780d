"""Notes: what is to be known of a file before it is taken: what must be completed, what is only kept, what cannot run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_bpmn.elements import FLOW_NODES, GATEWAYS, Document, definition_in, extension
from dougong_bpmn.lanes import LANE, LANES
from dougong_bpmn.names import BPMN, DOUGONG, bpmn
from dougong_bpmn.shapes import DIAGRAM
from dougong_bpmn.split import Parts
from dougong_bpmn.tree import Element
from dougong_model import Problem, Severity

_LOOPS = (bpmn("multiInstanceLoopCharacteristics"), bpmn("standardLoopCharacteristics"))
_SUB_PROCESSES = frozenset(bpmn(name) for name in ("subProcess", "transaction", "adHocSubProcess"))
_SAID = frozenset(
    bpmn(name)
    for name in ("extensionElements", "incoming", "outgoing", "conditionExpression", "text", "laneSet", *())
) | frozenset(_LOOPS)
_SAID_ATTRIBUTES = frozenset(
    {
        "id",
        "name",
        "default",
        "sourceRef",
        "targetRef",
        "attachedToRef",
        "cancelActivity",
        "calledElement",
        "messageRef",
        "gatewayDirection",
        "isExecutable",
        "processType",
        "isClosed",
        "instantiate",
        "parallelMultiple",
        "startQuantity",
        "completionQuantity",
        "isForCompensation",
    }
)
_ROOTS = frozenset({bpmn("process"), bpmn("message"), bpmn("signal"), bpmn("error"), DIAGRAM})


class Notes:
    """What was noted of a file so far; each note is a warning with a code of its kind."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = prefixes
        self.found: list[tuple[str, str, Any]] = []

    def _warning(self, code: str, message: str, holder: Document | None) -> None:
        self.found.append((code, message, holder))

    # -- noted while reading

    def expression(self, one: Element, node: Document, foreign: bool) -> None:
        """Note a text of another language in the place of an expression."""
        if foreign:
            self._warning(
                "bpmn_open",
                f"“{_called(one)}” waits for a condition or a day of another tool: write it anew.",
                node,
            )

    def duration(self, one: Element, node: Document, text: str) -> None:
        """Note a duration that a flow cannot say."""
        self._warning(
            "bpmn_open", f"“{_called(one)}” waits for “{text}”, which is no duration here: choose one.", node
        )

    def condition(self, one: Element, edge: Document, foreign: bool, kind: str | None) -> None:
        """Note a condition of another language, or one where a flow has none."""
        if foreign and kind not in GATEWAYS:
            self._warning(
                "bpmn_open",
                f"The way “{_called(one)}” has a condition and leaves no gateway: put a gateway before it.",
                edge,
            )
        elif foreign:
            self._warning(
                "bpmn_open",
                f"The condition of the way “{_called(one)}” comes from another tool: check it.",
                edge,
            )

    # -- told in the end

    def told(self, parts: Parts, document: Document, keys: Mapping[str, str]) -> tuple[Problem, ...]:
        """Return every note with its place in the document: what to complete, what cannot run, what is kept."""
        self._begin(parts, document)
        for (one, _), node in zip(parts.nodes, document["nodes"], strict=True):
            if extension(one, "node") is None:
                self._incomplete(one, node)
            self._repeats(one, node)
            self._kept(one, node)
        for border in parts.borders.values():
            self._kept(border, None)
        for one in parts.flows:
            self._kept(one, None)
        self._left(parts)
        pointers = {id(node): f"/nodes/{at}" for at, node in enumerate(document["nodes"])}
        pointers |= {id(edge): f"/edges/{at}" for at, edge in enumerate(document["edges"])}
        pointers[id(document["start"])] = "/start"
        order = ("bpmn_open", "bpmn_unmapped", "bpmn_kept")
        return tuple(
            Problem(
                code=code,
                message=message,
                pointer=pointers.get(id(holder), ""),
                severity=Severity.WARNING,
            )
            for code, message, holder in sorted(self.found, key=lambda one: order.index(one[0]))
        )

    def _begin(self, parts: Parts, document: Document) -> None:
        start = document["start"]
        if parts.start is None:
            self._warning(
                "bpmn_open",
                "The file has no start: a person starts the flow, at what nothing leads to.",
                start,
            )
            return
        if extension(parts.start, "start") is None and definition_in(parts.start) is not None:
            self._warning(
                "bpmn_open",
                "An event starts the process: here a person does. Choose what starts the flow.",
                start,
            )
        self._kept(parts.start, start)

    def _incomplete(self, one: Element, node: Document) -> None:
        """Note what a node lacks of what it needs to run."""
        name, kind = _called(one), node["kind"]
        if kind in ("approve", "handle", "cc") and "who" not in node:
            self._warning("bpmn_open", f"“{name}” asks nobody yet: name its people.", node)
        elif kind == "action" and "do" not in node:
            self._warning("bpmn_open", f"“{name}” has no steps yet: say what it does.", node)
        elif kind == "decision" and "table" not in node:
            self._warning("bpmn_open", f"“{name}” asks no decision table yet: choose one.", node)
        elif one.name in _SUB_PROCESSES:
            self._warning(
                "bpmn_open",
                f"What is inside the sub-process “{name}” is kept but does not run: make a flow of it.",
                node,
            )
        elif kind == "sub_flow" and "flow" not in node:
            self._warning("bpmn_open", f"“{name}” starts no flow yet: choose one.", node)
        elif kind == "timer" and not {"after", "until", "cycle"} & node.keys():
            self._warning("bpmn_open", f"“{name}” waits for no time yet: choose one.", node)
        definition = definition_in(one)
        if kind == "end" and definition is not None and definition.name != bpmn("terminateEventDefinition"):
            self._warning(
                "bpmn_unmapped", f"“{name}” ends its branch; the event that it throws is only kept.", node
            )

    def _repeats(self, one: Element, node: Document) -> None:
        loop = next((child for child in one.children if child.name in _LOOPS), None)
        if loop is not None and "each" not in node:
            self._warning(
                "bpmn_unmapped", f"“{_called(one)}” is done once: its repetition is only kept.", node
            )

    def _kept(self, one: Element, holder: Document | None) -> None:
        """Note attributes and parts of an element that only another tool reads."""
        names = dict.fromkeys(
            [
                *(self._named(name) for name in one.attributes if not _is_said(name)),
                *(self._named(child.name) for child in _foreign_parts(one)),
            ]
        )
        if names:
            self._warning("bpmn_kept", f"Of “{_called(one)}” is only kept: {', '.join(names)}.", holder)

    def _left(self, parts: Parts) -> None:
        """Note what is left of the file: elements that cannot be nodes, other processes, pools, data."""
        kept: dict[str, int] = {}
        for one in parts.process.children:
            if one.name in FLOW_NODES:
                self._warning(
                    "bpmn_unmapped",
                    f"“{_called(one)}” ({one.name[1]}) cannot run here; it is only kept.",
                    None,
                )
            elif one.name == bpmn("sequenceFlow"):
                self._warning(
                    "bpmn_unmapped", f"The way “{_called(one)}” leads nowhere here; it is only kept.", None
                )
            elif one.name not in _SAID or (one.name == LANES and _says_lanes(one)):
                kept[self._named(one.name)] = kept.get(self._named(one.name), 0) + 1
        for one in parts.root.children:
            if one.name == bpmn("process") and one is not parts.process:
                self._warning(
                    "bpmn_unmapped",
                    f"“{_called(one)}” is another process of the file; it is only kept.",
                    None,
                )
            elif one.name not in _ROOTS:
                kept[self._named(one.name)] = kept.get(self._named(one.name), 0) + 1
        self._kept(parts.process, None)
        if kept:
            told = ", ".join(name if count == 1 else f"{name} ({count})" for name, count in kept.items())
            self._warning("bpmn_kept", f"Of the file is only kept: {told}.", None)

    def _named(self, name: tuple[str, str]) -> str:
        uri, local = name
        prefix = self.prefixes.get(uri, uri)
        return local if uri in ("", BPMN) else f"{prefix}:{local}"


def _called(one: Element) -> str:
    return (one.get("name") or one.get("id") or one.name[1]).strip()


def _says_lanes(one: Element) -> bool:
    """Say whether lanes are another tool's, some of them at least."""
    mark = extension(one, "lanes")
    return mark is None or bool(mark.text) or one.first(LANE) is not None


def _is_said(name: tuple[str, str]) -> bool:
    return name[0] == DOUGONG or (name[0] == "" and name[1] in _SAID_ATTRIBUTES)


def _foreign_parts(one: Element) -> list[Element]:
    extensions = one.first(bpmn("extensionElements"))
    inside = (
        [child for child in extensions.children if child.name[0] != DOUGONG] if extensions is not None else []
    )
    if one.name == bpmn("process"):
        return inside
    events = definition_in(one)
    return inside + [
        child
        for child in one.children
        if child.name not in _SAID and child is not events and one.name not in _SUB_PROCESSES
    ]
