"""Events: what a node waits for, as the event definitions of BPMN say it; one is written over what was there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dougong_bpmn.durations import from_iso, to_iso
from dougong_bpmn.elements import EVENT_DEFINITIONS, Document, exact, local_name, slug
from dougong_bpmn.names import FORMULA, XSI, bpmn
from dougong_bpmn.tree import Element, element

_TIMER, _MESSAGE = bpmn("timerEventDefinition"), bpmn("messageEventDefinition")
_SIGNAL = bpmn("signalEventDefinition")
_CONDITIONAL = bpmn("conditionalEventDefinition")
_TIMES = {"until": "timeDate", "cycle": "timeCycle", "after": "timeDuration"}

MessageOf = Callable[[str], str]
"""Returns the id of the message of a name."""


def expression(local: str, text: str, language: str = FORMULA) -> Element:
    """Make a formal expression."""
    made = element(bpmn(local), text, language=language)
    made.attributes = {(XSI, "type"): f"{bpmn('')[0]} tFormalExpression", **made.attributes}
    return made


def say_expression(holder: Element, local: str, text: str, language: str = FORMULA) -> None:
    """Write an expression into its holder, unless it says the same already."""
    before = holder.first(bpmn(local))
    if before is not None and before.text == text:
        return
    made = expression(local, text, language)
    if before is None:
        holder.content.append(made)
    else:
        holder.content = [made if one is before else one for one in holder.content]


def _definition(one: Element, name: tuple[str, str]) -> Element:
    """Return the event definition of a name; any other one makes place for it."""
    found = one.first(name)
    if found is None:
        one.drop(*(child for child in one.children if child.name in EVENT_DEFINITIONS))
        found = one.add(name)
    return found


def say_timer(one: Element, node: Mapping[str, Any], rest: Document) -> None:
    """Write what a timer waits for; what it says whole is taken out of the `rest`."""
    definition = _definition(one, _TIMER)
    if not _TIMES.keys() & node.keys():
        return  # what another tool waits for stays until somebody says it here
    for member, local in _TIMES.items():
        value = node.get(member)
        if member == "after" and isinstance(value, dict) and len(value) == 1:
            say_expression(definition, local, to_iso(value))
            if from_iso(to_iso(value)) == value:
                rest.pop(member)
        elif exact(value):
            say_expression(definition, local, str(value))
            rest.pop(member)
        else:
            definition.drop(*definition.every(bpmn(local)))


def say_limit(one: Element, span: Any) -> None:
    """Write the duration of an event on a border; nothing when there is none."""
    definition = _definition(one, _TIMER)
    if isinstance(span, dict) and len(span) == 1:
        say_expression(definition, "timeDuration", to_iso(span))


def named(root: Element, kind: str, reference: str | None) -> str | None:
    """Return the name of a message or signal of a file by its id."""
    wanted = local_name(reference or "")
    found = next((one for one in root.every(bpmn(kind)) if reference and one.get("id") == wanted), None)
    return None if found is None else found.get("name") or wanted


def is_named(name: str | None, wanted: str) -> bool:
    """Say whether a message is the one for which a flow waits under a name."""
    return name is not None and wanted in (name, message_key(name))


def say_wait(
    one: Element, node: Mapping[str, Any], rest: Document, root: Element, message_of: MessageOf
) -> None:
    """Write what a node waits for: a message or a hook by name, or a condition."""
    name = node.get("message") or node.get("webhook")
    task = one.name == bpmn("receiveTask")
    if exact(name):
        signal = one.first(_SIGNAL)
        if signal is None or not is_named(named(root, "signal", signal.get("signalRef")), str(name)):
            holder = one if task else _definition(one, _MESSAGE)
            if not is_named(named(root, "message", holder.get("messageRef")), str(name)):
                holder.set("messageRef", message_of(str(name)))
        if "message" in node and "webhook" not in node:
            rest.pop("message")
    elif not task and exact(node.get("when")):
        say_expression(_definition(one, _CONDITIONAL), "condition", rest.pop("when"))


def times_in(one: Element) -> dict[str, str]:
    """Return what a timer of BPMN waits for: the texts of `after`, `until`, `cycle`, as far as it has them."""
    definition = one.first(_TIMER)
    if definition is None:
        return {}
    found = {member: definition.first(bpmn(local)) for member, local in _TIMES.items()}
    return {member: time.text for member, time in found.items() if time is not None and time.text}


def condition_in(one: Element) -> str | None:
    """Return the condition for which an event waits."""
    definition = one.first(_CONDITIONAL)
    found = None if definition is None else definition.first(bpmn("condition"))
    return None if found is None else found.text


def message_key(name: str) -> str:
    """Return the name by which a flow waits for a message."""
    return slug(name) or "message"
