"""Elements: which element of BPMN says which kind of node, and the small parts that both directions share."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from dougong_bpmn.layout import Size
from dougong_bpmn.names import bpmn, ours
from dougong_bpmn.tree import Element, element

Document = dict[str, Any]

NATIVE: Mapping[str, str] = {
    "approve": "userTask",
    "handle": "userTask",
    "cc": "sendTask",
    "exclusive": "exclusiveGateway",
    "parallel": "parallelGateway",
    "inclusive": "inclusiveGateway",
    "timer": "intermediateCatchEvent",
    "wait": "intermediateCatchEvent",
    "action": "serviceTask",
    "decision": "businessRuleTask",
    "sub_flow": "callActivity",
    "end": "endEvent",
    "note": "textAnnotation",
}
"""The element as which a kind of node is written."""

KINDS: Mapping[str, str] = {
    "userTask": "handle",
    "manualTask": "handle",
    "task": "handle",
    "serviceTask": "action",
    "scriptTask": "action",
    "sendTask": "action",
    "intermediateThrowEvent": "action",
    "businessRuleTask": "decision",
    "receiveTask": "wait",
    "callActivity": "sub_flow",
    "subProcess": "sub_flow",
    "transaction": "sub_flow",
    "adHocSubProcess": "sub_flow",
    "exclusiveGateway": "exclusive",
    "parallelGateway": "parallel",
    "inclusiveGateway": "inclusive",
    "endEvent": "end",
    "textAnnotation": "note",
}
"""The kind of node that an element becomes; what catches an event depends on the event."""

_SAME: Mapping[str, frozenset[str]] = {
    "approve": frozenset({"userTask", "manualTask", "task"}),
    "handle": frozenset({"userTask", "manualTask", "task"}),
    "cc": frozenset({"sendTask"}),
    "timer": frozenset({"intermediateCatchEvent"}),
    "wait": frozenset({"intermediateCatchEvent", "receiveTask"}),
}

GATEWAYS = frozenset({"exclusive", "parallel", "inclusive"})
CHOICES = frozenset({"exclusive", "inclusive"})
"""Gateways that have a default way."""
LIMITED = frozenset({"approve", "handle", "wait"})
"""Kinds on which a timer may sit that leads along the way for `timeout`."""
FAILING = frozenset({"action", "decision", "sub_flow"})
"""Kinds on which an error may sit that leads along the way for `error`."""

EVENT_DEFINITIONS = frozenset(
    bpmn(f"{name}EventDefinition")
    for name in (
        "cancel",
        "compensate",
        "conditional",
        "error",
        "escalation",
        "link",
        "message",
        "signal",
        "terminate",
        "timer",
    )
)
FLOW_NODES = frozenset(
    bpmn(name)
    for name in (
        *KINDS,
        "startEvent",
        "intermediateCatchEvent",
        "boundaryEvent",
        "complexGateway",
        "eventBasedGateway",
    )
    if name != "textAnnotation"
)

_EVENT: Size = (36, 36)
_GATEWAY: Size = (50, 50)
_TASK: Size = (100, 80)
_SIZES: Mapping[str, Size] = {
    "startEvent": _EVENT,
    "endEvent": _EVENT,
    "intermediateCatchEvent": _EVENT,
    "intermediateThrowEvent": _EVENT,
    "boundaryEvent": _EVENT,
    "textAnnotation": (160, 60),
}


def size_of(local: str) -> Size:
    """Return the usual size of an element's shape, in pixels."""
    return _SIZES.get(local, _GATEWAY if local.endswith("Gateway") else _TASK)


def may_say(local: str, kind: str) -> bool:
    """Say whether an element can stand for a kind of node."""
    return local in _SAME[kind] if kind in _SAME else KINDS.get(local) == kind


def boundary_on(kind: str, on: str | None) -> bool:
    """Say whether a way out of a kind of node begins at an event on its border."""
    return (on == "timeout" and kind in LIMITED) or (on == "error" and kind in FAILING)


_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Leave out characters that XML cannot hold."""
    return _FORBIDDEN.sub("", text)


def exact(value: Any) -> bool:
    """Say whether a text comes back from XML as it was."""
    return isinstance(value, str) and bool(value.strip()) and clean(value) == value


def text_in(text: Mapping[str, str] | None, language: str) -> str:
    """Return a text in a language, else in English, else in any."""
    given = text or {}
    return clean(given.get(language) or given.get("en") or next(iter(given.values()), ""))


def told_by_name(text: Mapping[str, str] | None, language: str) -> bool:
    """Say whether the `name` of an element is all that a text says."""
    return not text or (list(text) == [language] and exact(text[language]))


def options_of(raw: str) -> Document:
    """Read the options in an element of ours; none when they are broken."""
    try:
        found = json.loads(raw) if raw else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def options_text(options: Mapping[str, Any]) -> str:
    """Write options as JSON that XML can hold."""
    if not options:
        return ""
    text = json.dumps(options, ensure_ascii=False, separators=(", ", ": "))
    return _FORBIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def digest_of(document: Mapping[str, Any]) -> str:
    """Return a digest of a flow, whatever entity it runs on: two are the same when the flows are."""
    said = {key: value for key, value in document.items() if key != "entity"}
    text = json.dumps(_settled(said), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _settled(value: Any) -> Any:
    """Write whole numbers in one way."""
    if isinstance(value, Mapping):
        return {key: _settled(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_settled(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def extension(one: Element, local: str) -> Element | None:
    """Return the element of ours among an element's extensions."""
    extensions = one.first(bpmn("extensionElements"))
    return None if extensions is None else extensions.first(ours(local))


def extend(one: Element, local: str, options: Mapping[str, Any], **attributes: str | None) -> None:
    """Put an element of ours among the extensions; nothing when it would say nothing."""
    text = options_text(options)
    if not text and not any(attributes.values()):
        return
    extensions = one.first(bpmn("extensionElements"))
    if extensions is None:
        extensions = Element(bpmn("extensionElements"))
        place = sum(child.name == bpmn("documentation") for child in one.children)
        one.content.insert(place, extensions)
    extensions.content.append(element(ours(local), text, **attributes))


def cut_extension(one: Element, local: str) -> None:
    """Take the element of ours out, and its holder with it when nothing else is in there."""
    extensions = one.first(bpmn("extensionElements"))
    if extensions is None:
        return
    extensions.drop(*extensions.every(ours(local)))
    if not extensions.children:
        one.drop(extensions)


def local_name(reference: str) -> str:
    """Return a reference without the prefix of its namespace."""
    return reference.strip().rpartition(":")[2]


def definition_in(one: Element) -> Element | None:
    """Return what event an element catches or throws."""
    return next((child for child in one.children if child.name in EVENT_DEFINITIONS), None)


def number(text: str | None) -> float | None:
    """Read a coordinate; whole ones as whole numbers."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    if value != value or abs(value) > 1e9:
        return None
    return int(value) if value.is_integer() else value


def written(value: float) -> str:
    """Write a coordinate."""
    return repr(int(value)) if float(value).is_integer() else repr(float(value))


_SEPARATORS = re.compile(r"[^a-z0-9]+")


def slug(text: str) -> str:
    """Return a key that reads like a text, empty when it has no Latin letter."""
    found = _SEPARATORS.sub("_", text.strip().lower()).strip("_").lstrip("0123456789_")
    return found[:40].rstrip("_")
