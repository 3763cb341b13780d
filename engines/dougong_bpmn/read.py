"""Read: a BPMN 2.0 file becomes a flow document; what a flow cannot say is kept beside it, and all of it is told."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong_bpmn import events
from dougong_bpmn.durations import from_iso, to_iso
from dougong_bpmn.elements import (
    CHOICES,
    Document,
    digest_of,
    extension,
    local_name,
    options_of,
    size_of,
    slug,
    text_in,
)
from dougong_bpmn.lanes import lanes_in
from dougong_bpmn.names import OUTCOME, bpmn
from dougong_bpmn.notes import Notes
from dougong_bpmn.shapes import box_of, geometry, looks_plain, points_of
from dougong_bpmn.split import Parts, split, strip
from dougong_bpmn.tree import Element, canonical, read_xml, write_xml
from dougong_bpmn.write import START, Writer, file_name
from dougong_model import DocumentError, Problem, is_id, is_key

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
Check = Callable[[Document], Sequence[Problem]]


@dataclass(frozen=True, slots=True)
class Imported:
    """A flow document read from a file, what is to be known of it, and how many of its nodes each element became.

    `own` says whether the file was written here, `changed` whether the document is not the one that was written.
    """

    document: Document
    notes: tuple[Problem, ...]
    elements: Mapping[tuple[str, str], int]
    own: bool
    changed: bool


def read_bpmn(
    data: bytes, *, entity: str, language: str, check: Check, roles: Mapping[str, Iterable[str]] | None = None
) -> Imported:
    """Read a BPMN 2.0 file as a flow on an entity.

    `roles` are the names of each role, by which lanes and groups are recognised; `check` says what of the document
    does not fit its schema. Raises FileRefused for what is not read, DocumentError when our own words in the file are
    broken.
    """
    root, prefixes = read_xml(data)
    reader = _Reader(split(root), prefixes, entity, language, roles or {})
    document = reader.document()
    problems = [problem for problem in check(document) if problem.pointer != "/entity"]
    if problems:
        raise DocumentError(problems)
    notes = reader.notes.told(reader.parts, document, reader.keys)
    elements = Counter((one.name[1], kind) for one, kind in reader.parts.nodes)
    reader.keep(document)
    return Imported(
        document, notes, elements, own=not reader.parts.foreign, changed=reader.digest != digest_of(document)
    )


class _Reader:
    """One file on its way to a document."""

    def __init__(
        self,
        parts: Parts,
        prefixes: Mapping[str, str],
        entity: str,
        language: str,
        roles: Mapping[str, Iterable[str]],
    ) -> None:
        self.parts, self.prefixes = parts, prefixes
        self.entity = entity
        mark = extension(parts.process, "flow")
        self.mark = mark
        self.options = options_of(mark.text) if mark is not None else {}
        self.digest = mark.get("digest") if mark is not None else None
        self.language = (mark.get("language") if mark is not None else None) or language
        automatic = self.options.pop("automatic", {})
        self.automatic: Mapping[str, Any] = automatic if isinstance(automatic, dict) else {}
        self.notes = Notes(prefixes)
        self.keys: dict[str, str] = {}
        self.ids: set[str] = set()
        self.taken: set[str] = set()
        self.numbers: Counter[str] = Counter()
        self.names: dict[str, str] = {
            str(name).strip().lower(): key for key, names in roles.items() for name in (key, *names)
        }
        self.lanes = lanes_in(parts.process)

    def document(self) -> Document:
        """Return the flow document, without what is only kept."""
        parts = self.parts
        loose = self.options.pop("loose_edges", [])
        start = self._start()
        nodes = [self._node(one, kind) for one, kind in parts.nodes]
        edges = self._edges()
        self.made = list(edges)
        for one in loose if isinstance(loose, list) else []:
            if isinstance(one, dict) and isinstance(one.get("at"), int) and isinstance(one.get("edge"), dict):
                edges.insert(one["at"], one["edge"])
        if parts.start is None:
            self._begin(edges)
        head = self._head()
        return {
            "format": 1,
            **self.options,
            **head,
            "entity": self.entity or self.options.get("entity", ""),
            "start": start,
            "nodes": nodes,
            "edges": edges,
        }

    def _head(self) -> Document:
        process, mark = self.parts.process, self.mark
        identity = mark.get("id") if mark is not None else None
        key = mark.get("key") if mark is not None else None
        if mark is not None:
            unnamed = None if "name" in self.options else file_name(self.parts.root, process)
            name = self._name(process.get("name") or unnamed, self.options)
        else:
            called = process.get("name") or file_name(self.parts.root, process)
            name = {self.language: called or "BPMN"}
        return {
            "id": identity if identity and is_id(identity) else self._id(process.get("id") or "process"),
            "key": key if key and is_key(key) else self._key(process, set()),
            "name": name or {self.language: "BPMN"},
        }

    # -- names and ids

    def _name(self, written: str | None, options: Mapping[str, Any]) -> Mapping[str, str] | None:
        """Return a text in its languages: as kept in the options, with what the file now says in its own."""
        kept = options.get("name", options.get("label"))
        if isinstance(kept, dict) and all(isinstance(one, str) for one in kept.values()):
            if text_in(kept, self.language) == (written or ""):
                return kept
            return {**kept, self.language: written} if written else kept
        return {self.language: written} if written else None

    def _id(self, identity: str) -> str:
        """Return an id of ours for an element: the same whenever the file is read."""
        number = 0
        while True:
            digest = hashlib.sha256(f"{identity}\0{number}".encode()).digest()
            found = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:8])
            if found not in self.ids:
                self.ids.add(found)
                return found
            number += 1

    def _key(self, one: Element, taken: set[str]) -> str:
        base = slug(one.get("name") or "")
        if len(base) < 2:
            base = slug(local_name(one.get("id") or "")) or one.name[1].lower()
        found = base
        while found in taken or found == START:
            self.numbers[base] += 1
            found = f"{base}_{self.numbers[base] + 1}"
        return found

    def _place(self, one: Element) -> list[float] | None:
        """Return where an element was put by somebody; None where it stands because nobody did."""
        identity = one.get("id") or ""
        shape = self.parts.shapes.get(identity)
        box = box_of(shape) if shape is not None else None
        if box is None or self.automatic.get(identity) == [box.x, box.y]:
            return None
        return [box.x, box.y]

    # -- nodes

    def _start(self) -> Document:
        one = self.parts.start
        if one is None:
            return {"on": "button"}
        self.keys[one.get("id") or ""] = START
        mark = extension(one, START)
        options = options_of(mark.text) if mark is not None else {"on": "button"}
        name = self._name(one.get("name"), options)
        made = {**options, **({"name": name} if name else {})}
        place = self._place(one)
        return {**made, **({"at": place} if place else {})}

    def _node(self, one: Element, kind: str) -> Document:
        identity = one.get("id") or ""
        mark = extension(one, "node")
        options = options_of(mark.text) if mark is not None else {}
        said_id, said_key = (mark.get("id"), mark.get("key")) if mark is not None else (None, None)
        if said_id and is_id(said_id):
            self.ids.add(said_id)
        node: Document = {
            **options,
            "id": said_id if said_id and is_id(said_id) else self._id(identity),
            "key": said_key if said_key and is_key(said_key) else self._key(one, self.taken),
            "kind": kind,
        }
        self.keys[identity] = node["key"]
        self.taken.add(node["key"])
        written = one.get("name")
        if kind == "note":
            text = one.first(bpmn("text"))
            written = text.text if text is not None else None
        name = self._name(written, options)
        if name:
            node["name"] = name
        place = self._place(one)
        if place:
            node["at"] = place
        self._waits(one, node)
        if mark is None:
            self._people(one, node)
        for on in ("timeout", "error"):
            border = self.parts.borders.get((identity, on))
            if border is not None and on == "timeout":
                self._limit(border, node)
        return node

    def _waits(self, one: Element, node: Document) -> None:
        """Take what a node waits for or calls from the element, where it says more than the options."""
        match node["kind"]:
            case "timer":
                self._timer(one, node)
            case "wait":
                self._wait(one, node)
            case "end" if one.first(bpmn("terminateEventDefinition")) is not None:
                node["terminate"] = True
            case "sub_flow" if one.get("calledElement"):
                called = local_name(one.get("calledElement") or "")
                node["flow"] = called if is_key(called) else events.message_key(called)

    def _timer(self, one: Element, node: Document) -> None:
        for member, text in events.times_in(one).items():
            if member != "after":
                node[member] = text.strip() if self.parts.foreign else text
                self.notes.expression(one, node, self.parts.foreign and member == "until")
            elif _iso(node.get("after")) != text:
                span = from_iso(text)
                if span is None:
                    self.notes.duration(one, node, text)
                else:
                    node["after"] = span

    def _wait(self, one: Element, node: Document) -> None:
        condition = events.condition_in(one)
        if condition is not None:
            node["when"] = condition.strip() if self.parts.foreign else condition
            self.notes.expression(one, node, self.parts.foreign)
            return
        name = self._message(one)
        if name is None or {"message", "webhook"} <= node.keys():
            return
        if "webhook" in node:
            node["webhook"] = name
        else:
            node["message"] = name if is_key(name) else events.message_key(name)

    def _message(self, one: Element) -> str | None:
        """Return the name of the message or signal that an element waits for."""
        root = self.parts.root
        message, signal = one.first(bpmn("messageEventDefinition")), one.first(bpmn("signalEventDefinition"))
        found = (
            events.named(root, "message", (message or one).get("messageRef"))
            if signal is None
            else events.named(root, "signal", signal.get("signalRef"))
        )
        if found is not None:
            return found
        waits = message or signal
        if extension(one, "node") is None and (waits or one.name == bpmn("receiveTask")):
            return one.get("name") or one.get("id")
        return None

    def _limit(self, border: Element, node: Document) -> None:
        """Take the duration of an event on the border as the node's time limit."""
        text = events.times_in(border).get("after")
        if text is None:
            return
        limits = node.get("limits")
        holder: Document | None = node if node["kind"] == "wait" else None
        member = "limit" if holder is not None else "after"
        if holder is None:
            steps = limits if isinstance(limits, list) else []
            holder = next((one for one in steps if isinstance(one, dict) and one.get("do") == "edge"), None)
        if holder is not None and _iso(holder.get(member)) == text:
            return
        span = from_iso(text)
        if span is None:
            self.notes.duration(border, node, text)
        elif holder is not None:
            holder[member] = span
        else:
            node["limits"] = [*(limits or []), {"after": span, "do": "edge"}]

    def _people(self, one: Element, node: Document) -> None:
        """Recognise a role of the app in the lane or the groups that another tool names."""
        if node["kind"] not in ("approve", "handle", "cc"):
            return
        groups = [
            group
            for (_, local), value in one.attributes.items()
            if local == "candidateGroups"
            for group in value.split(",")
        ]
        for name in (*groups, self.lanes.get(one.get("id") or "", "")):
            role = self.names.get(name.strip().lower())
            if role is not None:
                node["who"] = [{"role": role}]
                return

    # -- edges

    def _edges(self) -> list[Document]:
        borders = {border.get("id"): (host, on) for (host, on), border in self.parts.borders.items()}
        kinds = {one.get("id"): kind for one, kind in self.parts.nodes}
        elements = {one.get("id"): one for one, _ in self.parts.nodes}
        edges = []
        for one in self.parts.flows:
            source = local_name(one.get("sourceRef") or "")
            mark = extension(one, "edge")
            edge: Document = options_of(mark.text) if mark is not None else {}
            host, on = borders.get(source, (source, None))
            if on is not None:
                edge["on"] = on
            edge["from"] = self.keys[host]
            edge["to"] = self.keys[local_name(one.get("targetRef") or "")]
            label = self._name(one.get("name"), edge)
            if label:
                edge["label"] = label
            self._condition(one, edge, kinds.get(host))
            owner = elements.get(host)
            if owner is not None and kinds[host] in CHOICES and owner.get("default") == one.get("id"):
                edge["default"] = True
            edges.append(edge)
        return edges

    def _condition(self, one: Element, edge: Document, kind: str | None) -> None:
        found = one.first(bpmn("conditionExpression"))
        if found is None or not found.text.strip():
            return
        if found.get("language") == OUTCOME and found.text in ("approved", "rejected"):
            edge["on"] = found.text
            return
        foreign = self.parts.foreign
        edge["when"] = found.text.strip() if foreign else found.text
        self.notes.condition(one, edge, foreign, kind)

    def _begin(self, edges: list[Document]) -> None:
        """Lead from the start to every node that nothing leads to."""
        reached = {edge.get("to") for edge in edges}
        edges[:0] = [
            {"from": START, "to": self.keys[one.get("id") or ""]}
            for one, kind in self.parts.nodes
            if kind != "note" and self.keys[one.get("id") or ""] not in reached
        ]

    # -- what is only kept

    def keep(self, document: Document) -> None:
        """Put beside each element what writing the document would not bring back."""
        parts = self.parts
        for (one, _), node in zip(parts.nodes, document["nodes"], strict=True):
            lane = self.lanes.get(one.get("id") or "")
            if lane:
                node["bpmn"] = {"lane": lane[:200]}
        fresh = split(Writer(document, self.language, {}).definitions())
        own = _kept_parts(fresh)
        ids = {
            one.get("id") or "": node["id"]
            for (one, _), node in zip(parts.nodes, document["nodes"], strict=True)
        }
        mine = _kept_parts(parts, ids)
        holders: list[tuple[Document, str]] = [(node, f"node {node['id']}") for node in document["nodes"]]
        holders += [(edge, f"edge {index}") for index, edge in enumerate(self.made)]
        if parts.start is not None:
            holders.append((document["start"], START))
        for holder, place in holders:
            held = self._held(mine[place], own.get(place))
            borders = {
                on: border
                for on in ("timeout", "error")
                if (border := self._held(mine.get(f"{place} {on}"), own.get(f"{place} {on}")))
            }
            if borders:
                held["borders"] = borders
            if held:
                holder["bpmn"] = {**holder.get("bpmn", {}), **held}
        for process in (parts.process, fresh.process):
            strip(process)
        if canonical(parts.root) != canonical(fresh.root):
            document["bpmn"] = {"xml": write_xml(parts.root, self.prefixes)}

    def _held(self, mine: _Kept | None, own: _Kept | None) -> Document:
        if mine is None:
            return {}
        (one, shape), (other, other_shape) = mine, own or (None, None)
        if shape is not None and self._is_automatic(one, shape):
            shape = None
        held: Document = {}
        if other is None or canonical(one) != canonical(other):
            held["xml"] = write_xml(one, self.prefixes, indent=False)
        if shape is not None and (held or other_shape is None or geometry(shape) != geometry(other_shape)):
            held["shape"] = write_xml(shape, self.prefixes, indent=False)
            held.setdefault("xml", write_xml(one, self.prefixes, indent=False))
        return held

    def _is_automatic(self, one: Element, shape: Element) -> bool:
        """Say whether a shape or line stands where writing the flow put it, and looks so."""
        identity = one.get("id") or ""
        box = box_of(shape)
        place = [box.x, box.y] if box is not None else [list(point) for point in points_of(shape)]
        return self.automatic.get(identity) == place and looks_plain(shape, identity, size_of(one.name[1]))


_Kept = tuple[Element, Element | None]


def _kept_parts(parts: Parts, ids: Mapping[str, str] | None = None) -> dict[str, _Kept]:
    """Return the stripped elements and shapes of a file by what they are for."""
    found: dict[str, _Kept] = {}
    if parts.start is not None:
        found[START] = (strip(parts.start), parts.shapes.get(parts.start.get("id") or ""))
    for one, _ in parts.nodes:
        identity = one.get("id") or ""
        mark = extension(one, "node")
        place = f"node {(ids or {}).get(identity) or (mark.get('id') if mark is not None else '')}"
        found.setdefault(place, (strip(one), parts.shapes.get(identity)))
        for on in ("timeout", "error"):
            border = parts.borders.get((identity, on))
            if border is not None:
                found.setdefault(f"{place} {on}", (strip(border), parts.shapes.get(border.get("id") or "")))
    for index, one in enumerate(parts.flows):
        found[f"edge {index}"] = (strip(one), parts.shapes.get(one.get("id") or ""))
    return found


def _iso(span: Any) -> str | None:
    try:
        return to_iso(span)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
