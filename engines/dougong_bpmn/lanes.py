"""Lanes: the nodes of a flow by who acts there, as the lanes of a process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dougong_bpmn.elements import clean
from dougong_bpmn.names import bpmn, ours
from dougong_bpmn.tree import Element, element

_WORDS: Mapping[str, Mapping[str, str]] = {
    "initiator": {"en": "Initiator", "zh": "发起人"},
    "system": {"en": "System", "zh": "系统"},
    "supervisor": {"en": "Supervisor", "zh": "上级"},
    "supervisors": {"en": "Chain of supervisors", "zh": "逐级上级"},
    "department_head": {"en": "Head of department", "zh": "部门负责人"},
    "chosen": {"en": "Chosen people", "zh": "自选人员"},
}


def lane_name(who: Sequence[Mapping[str, Any]], roles: Mapping[str, str], language: str) -> str:
    """Return what people who are found by some rules are called together."""
    named = [clean(_rule_name(rule, roles, language)) for rule in who]
    return ("、" if language.startswith("zh") else ", ").join(dict.fromkeys(filter(None, named)))


def _rule_name(rule: Mapping[str, Any], roles: Mapping[str, str], language: str) -> str:
    for kind in ("role", "person", "team", "field", "formula"):
        if isinstance(rule.get(kind), str):
            return roles.get(rule[kind], rule[kind]) if kind == "role" else str(rule[kind])
    for kind in ("supervisor", "department_head"):
        if kind in rule:
            level = rule[kind]
            return _word(kind, language) + (f" {level}" if level not in (None, 1) else "")
    return next((_word(kind, language) for kind in ("supervisors", "chosen") if kind in rule), "")


def _word(key: str, language: str) -> str:
    words = _WORDS[key]
    return words.get(language.partition("-")[0], words["en"])


def lane_set(
    nodes: Sequence[tuple[str, Mapping[str, Any]]], start: str, roles: Mapping[str, str], language: str
) -> Element:
    """Make the lanes of a process: `nodes` are its flow nodes by the id of their element, `start` is its start's."""
    lanes: dict[str, list[str]] = {_word("initiator", language): [start]}
    for identity, node in nodes:
        people = lane_name(node.get("who") or (), roles, language)
        lanes.setdefault(people or _word("system", language), []).append(identity)
    made = Element(bpmn("laneSet"), {("", "id"): "lanes"})
    extensions = made.add(bpmn("extensionElements"))
    extensions.content.append(element(ours("lanes"), by="who"))
    for number, (name, inside) in enumerate(lanes.items(), 1):
        lane = made.add(bpmn("lane"), id=f"lane_{number}", name=name)
        for identity in inside:
            lane.add(bpmn("flowNodeRef"), identity)
    return made
