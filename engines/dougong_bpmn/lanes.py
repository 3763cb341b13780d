"""Lanes: the nodes of a flow by who acts there, as the lanes of a process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import count
from typing import Any

from dougong_bpmn.elements import clean, cut_extension, extend, extension, local_name, options_of
from dougong_bpmn.names import bpmn
from dougong_bpmn.tree import Element

LANES, LANE, REFERENCE = bpmn("laneSet"), bpmn("lane"), bpmn("flowNodeRef")

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


def lanes_in(process: Element) -> dict[str, str]:
    """Return the name of the innermost lane of each element of a process."""
    return {
        local_name(reference.text): lane.get("name") or ""
        for lanes in process.every(LANES)
        for lane in lanes.walk()
        if lane.name == LANE
        for reference in lane.every(REFERENCE)
    }


def own_lanes(process: Element) -> Element | None:
    """Return the lanes of a process that are written here; another tool may have drawn some of its own among them."""
    return next((one for one in process.every(LANES) if extension(one, "lanes") is not None), None)


def fill_lanes(
    process: Element,
    nodes: Sequence[tuple[str, Mapping[str, Any]]],
    start: str,
    roles: Mapping[str, str],
    language: str,
    free: Callable[[str], str],
) -> None:
    """Put what stands in no lane yet into our lanes: as another tool had it, else by who acts there.

    `nodes` are the flow nodes by the id of their element, `start` is the element of the start, `free` makes an id that
    no element has. What was put there by who acts is told beside the lanes, so that what another tool changes is seen.
    """
    made = own_lanes(process)
    if made is None:
        made = process.add(LANES, id=free("lanes"))
    mark = extension(made, "lanes")
    told = options_of(mark.text) if mark is not None else {}
    placed = {*lanes_in(process), *told}
    for identity, node in nodes:
        lane = clean((node.get("bpmn") or {}).get("lane") or "")
        if lane and identity not in placed:
            _lane(made, lane, free).add(REFERENCE, identity)
            placed.add(identity)
    by_who = {start: _word("initiator", language)}
    for identity, node in nodes:
        people = lane_name(node.get("who") or (), roles, language)
        by_who[identity] = people or _word("system", language)
    fresh = {identity: name for identity, name in by_who.items() if identity not in placed}
    for identity, name in fresh.items():
        _lane(made, name, free).add(REFERENCE, identity)
    cut_extension(made, "lanes")
    extend(made, "lanes", {**told, **fresh}, by="who")


def _lane(lanes: Element, name: str, free: Callable[[str], str]) -> Element:
    """Return the lane of a name, a new one when there is none."""
    found = next((one for one in lanes.every(LANE) if one.get("name") == name), None)
    if found is not None:
        return found
    taken = {one.get("id") for one in lanes.every(LANE)}
    number = next(one for one in count(1) if f"lane_{one}" not in taken)
    return lanes.add(LANE, id=free(f"lane_{number}"), name=name)


def empty_lanes(process: Element, known: Collection[str], drawn: Collection[str]) -> None:
    """Take out of our lanes what they held when they were written; what another tool changed stays.

    `known` are the ids of the elements that are nodes or the start, `drawn` those of what has a shape.
    """
    made = own_lanes(process)
    mark = extension(made, "lanes") if made is not None else None
    if made is None or mark is None:
        return
    told = options_of(mark.text)
    times = Counter(
        local_name(reference.text)
        for lanes in process.every(LANES)
        for reference in lanes.walk()
        if reference.name == REFERENCE
    )
    for lane in made.every(LANE):
        ours_here = [
            reference
            for reference in lane.every(REFERENCE)
            if times[identity := local_name(reference.text)] == 1
            and told.get(identity) == (lane.get("name") or "")
        ]
        lane.drop(*ours_here)
        plain = {local for _, local in lane.attributes} <= {"id", "name"}
        if plain and not lane.children and lane.get("name") in told.values() and lane.get("id") not in drawn:
            made.drop(lane)
    left = {identity: name for identity, name in told.items() if identity in known and not times[identity]}
    cut_extension(made, "lanes")
    extend(made, "lanes", left, by="who")
