"""A flow goes out as BPMN 2.0 and comes back as it was; a file of another tool goes in and out and keeps what it said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dougong.metadata.schemas import shape_problems
from dougong_bpmn import Imported, read_bpmn, write_bpmn
from dougong_bpmn.names import DOUGONG, bpmn
from dougong_bpmn.tree import Element, canonical, element, read_xml
from tests.engines.bpmn.drawings import flows


def read(xml: str | bytes, **more: Any) -> Imported:
    """Read a file on the entity `deal`."""
    data = xml.encode() if isinstance(xml, str) else xml
    given = {"entity": "", "language": "en", "check": lambda body: shape_problems("flow", body), **more}
    return read_bpmn(data, **given)


@settings(max_examples=150, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(flow=flows(), language=st.sampled_from(["en", "zh"]))
def test_a_flow_comes_back_as_it_was(flow: dict[str, Any], language: str) -> None:
    """Whatever its schema allows; of what was ours nothing is noted, only that lanes of another tool are kept."""
    assert shape_problems("flow", flow) == []
    back = read(write_bpmn(flow, language))
    assert back.document == flow
    kept = ["Of the file is only kept: laneSet."] if any("bpmn" in node for node in flow["nodes"]) else []
    assert [note.message for note in back.notes] == kept
    assert back.own
    assert not back.changed


FILES = Path(__file__).parent / "files"
FOREIGN = sorted(path.stem for path in FILES.glob("*.bpmn"))
ROLES = {"director": ["Directors", "总监"]}
_JOINED = {bpmn("incoming"), bpmn("outgoing")}


def facts(root: Element) -> dict[str, tuple[Any, ...]]:
    """Return what a file says of each thing with an id, or of what is drawn for it: name, attributes, parts, place."""
    found: dict[str, tuple[Any, ...]] = {}
    for one in root.walk():
        identity = one.get("id")
        if identity is None:
            continue
        shown = element(one.name)
        shown.attributes = {key: _number(value) for key, value in one.attributes.items()}
        shown.content = [
            child
            for child in one.content
            if isinstance(child, str) or (child.get("id") is None and child.name not in _JOINED)
        ]
        for child in shown.children:
            child.attributes = {key: _number(value) for key, value in child.attributes.items()}
        shown.drop(*(child for child in shown.children if child.name == bpmn("extensionElements")))
        others = [
            canonical(each)
            for holder in one.every(bpmn("extensionElements"))
            for each in holder.children
            if each.name[0] != DOUGONG
        ]
        found[identity] = (canonical(shown), others)
    return found


def _number(value: str) -> str:
    try:
        return repr(float(value))
    except ValueError:
        return value


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_of_another_tool_keeps_what_it_says(name: str) -> None:
    """Ids, types, names, ways, conditions, lanes, places, and all that only the other tool reads."""
    raw = (FILES / f"{name}.bpmn").read_bytes()
    taken = read(raw, entity="deal", roles=ROLES)
    assert shape_problems("flow", taken.document) == []
    before, written = facts(read_xml(raw)[0]), write_bpmn(taken.document)
    after = facts(read_xml(written.encode())[0])
    assert {key: after.get(key) for key in before} == before
    again = read(written, entity="deal", roles=ROLES)
    assert again.document == taken.document


def test_what_a_file_becomes_is_told() -> None:
    """People by lane or group where a role has that name; what to complete, what cannot run, what is only kept."""
    lanes = read((FILES / "lanes_and_pools.bpmn").read_bytes(), entity="deal", roles=ROLES)
    nodes = {node["key"]: node for node in lanes.document["nodes"]}
    assert nodes["agree"]["who"] == [{"role": "director"}]
    assert lanes.document["name"] == {"en": "Sales"}
    drawn = {key: node.get("bpmn", {}).get("lane") for key, node in nodes.items()}
    assert (drawn["agree"], drawn["write_the_offer"]) == ("总监", "Rep")
    alone = read(write_bpmn({**lanes.document, "bpmn": {}}).encode(), entity="deal", roles=ROLES)
    assert {node["key"]: node.get("bpmn", {}).get("lane") for node in alone.document["nodes"]} == drawn, (
        "without the file that it came from a step still says its lane"
    )
    told = [(note.code, note.pointer, note.message) for note in lanes.notes]
    assert ("bpmn_open", "/nodes/0", "“Write the offer” asks nobody yet: name its people.") in told
    assert (
        "bpmn_unmapped",
        "",
        "“Another process” is another process of the file; it is only kept.",
    ) in told
    assert (
        "bpmn_kept",
        "/nodes/0",
        "Of “Write the offer” is only kept: signavio:signavioMetaData, dataOutputAssociation.",
    ) in told
    timers = read((FILES / "boundary_timers.bpmn").read_bytes(), entity="deal")
    nodes = {node["key"]: node for node in timers.document["nodes"]}
    assert nodes["answer"]["limits"] == [{"after": {"days": 2}, "do": "edge"}]
    assert nodes["rest"]["after"] == {"hours": 36}
    edges = {(edge["from"], edge["to"]): edge.get("on") for edge in timers.document["edges"]}
    assert edges["answer", "call"] == "timeout"
    assert edges["call", "failed"] == "error"
    told = [(note.code, note.message) for note in timers.notes]
    assert ("bpmn_unmapped", "“nudge” (boundaryEvent) cannot run here; it is only kept.") in told
    assert ("bpmn_open", "“Some time” waits for “=delay”, which is no duration here: choose one.") in told
    gates = read((FILES / "gateways.bpmn").read_bytes(), entity="deal", roles=ROLES)
    edges = {(edge["from"], edge["to"]): edge for edge in gates.document["edges"]}
    assert edges["how_much", "fork"]["when"] == "${amount > 1000 && !urgent}"
    assert edges["how_much", "choose"]["default"] is True
    assert any("“complex” (complexGateway) cannot run here" in note.message for note in gates.notes)


def test_what_another_tool_changes_counts() -> None:
    """A name, a place, a duration and a condition changed there come back; what it does not know stays."""
    flow = {
        "format": 1,
        "id": "fl000001",
        "key": "approval",
        "name": {"en": "Approval", "zh": "审批"},
        "entity": "deal",
        "start": {"on": "button"},
        "nodes": [
            {
                "id": "n0000001",
                "key": "lead",
                "kind": "approve",
                "name": {"en": "Lead", "zh": "组长"},
                "who": [{"supervisor": 1}],
                "limits": [
                    {"after": {"work_hours": 4}, "do": "remind"},
                    {"after": {"work_days": 2}, "do": "edge"},
                ],
            },
            {"id": "n0000002", "key": "much", "kind": "exclusive", "at": [10, 20]},
            {"id": "n0000003", "key": "end", "kind": "end"},
        ],
        "edges": [
            {"from": "start", "to": "lead"},
            {"from": "lead", "to": "much", "on": "approved"},
            {"from": "lead", "to": "end", "on": "timeout"},
            {"from": "much", "to": "lead", "when": "amount > 1"},
            {"from": "much", "to": "end", "default": True},
        ],
    }
    xml = write_bpmn(flow)
    for before, after in (
        ('name="Lead"', 'name="Head"'),
        ('x="10" y="20"', 'x="11.5" y="20"'),
        (">P2D<", ">PT6H<"),
        ("amount &gt; 1<", "amount &gt; 2<"),
    ):
        assert xml.count(before) == 1
        xml = xml.replace(before, after)
    back = read(xml).document
    lead, much, _ = back["nodes"]
    assert lead["name"] == {"en": "Head", "zh": "组长"}
    assert lead["limits"] == [
        {"after": {"work_hours": 4}, "do": "remind"},
        {"after": {"hours": 6}, "do": "edge"},
    ]
    assert much["at"] == [11.5, 20]
    assert back["edges"][3]["when"] == "amount > 2"
    lead["name"]["en"], lead["limits"][1]["after"] = "Lead", {"work_days": 2}
    much["at"], back["edges"][3]["when"] = [10, 20], "amount > 1"
    for edge in back["edges"]:
        edge.pop("bpmn", None)  # the other tool has not moved the lines
    assert back == flow
    assert read(xml).own
    assert read(xml).changed


LANED = {
    "format": 1,
    "id": "fl000001",
    "key": "approval",
    "name": {"en": "Approval"},
    "entity": "deal",
    "start": {"on": "button"},
    "nodes": [
        {"id": "n0000001", "key": "lead", "kind": "approve", "who": [{"supervisor": 1}]},
        {"id": "n0000002", "key": "boss", "kind": "approve", "who": [{"role": "boss"}]},
        {"id": "n0000003", "key": "end", "kind": "end"},
    ],
    "edges": [
        {"from": "start", "to": "lead"},
        {"from": "lead", "to": "boss"},
        {"from": "boss", "to": "end"},
    ],
}
_REFERENCE = "<bpmn:flowNodeRef>n_n0000002</bpmn:flowNodeRef>"
_ADDED = f'<bpmn:lane id="more" name="Finance">{_REFERENCE}</bpmn:lane></bpmn:laneSet>'
_SHAPE = (
    '<bpmndi:BPMNShape id="more_di" bpmnElement="lane_3" isHorizontal="true">'
    '<dc:Bounds x="0" y="0" width="600" height="200" /></bpmndi:BPMNShape></bpmndi:BPMNPlane>'
)


@pytest.mark.parametrize(
    ("changes", "lanes"),
    [
        ([(_REFERENCE, ""), ("</bpmn:laneSet>", _ADDED)], {"boss": "Finance"}),
        ([('name="The boss"', 'name="Board"')], {"boss": "Board"}),
        (
            [
                (_REFERENCE, ""),
                ("<bpmn:flowNodeRef>n_n0000001<", f"{_REFERENCE}<bpmn:flowNodeRef>n_n0000001<"),
            ],
            {"boss": "Supervisor"},
        ),
        ([(_REFERENCE, "")], {}),
        ([("</bpmn:laneSet>", '<bpmn:lane id="more" name="Nobody" /></bpmn:laneSet>')], {}),
        ([("</bpmndi:BPMNPlane>", _SHAPE)], {}),
    ],
    ids=["added", "renamed", "moved", "taken out", "empty", "drawn"],
)
def test_lanes_that_another_tool_changes_are_kept(
    changes: list[tuple[str, str]], lanes: dict[str, str]
) -> None:
    """Among those written here: told, shown at the step, written again; the others go on to follow who acts."""
    names = {"boss": "The boss", "finance": "Finance department"}
    xml = write_bpmn(LANED, roles=names)
    for before, after in changes:
        assert xml.count(before) == 1
        xml = xml.replace(before, after)
    back = read(xml)
    drawn = {node["key"]: node.get("bpmn", {}).get("lane") for node in back.document["nodes"]}
    assert {key: lane for key, lane in drawn.items() if lane} == lanes
    assert shape_problems("flow", back.document) == []
    assert (back.own, back.changed) == (True, True)
    assert [note.message for note in back.notes] == ["Of the file is only kept: laneSet."]
    again = write_bpmn(back.document, roles=names)
    assert _lanes(again) == _lanes(xml)
    assert _but_lanes(again) >= _but_lanes(xml)
    assert (read(again).document, read(again).changed) == (back.document, False)
    back.document["nodes"][0]["who"] = [{"role": "finance"}]
    follows = _lanes(write_bpmn(back.document, roles=names))
    assert follows["n_n0000001"] == "Finance department"
    assert follows.get("n_n0000002") == _lanes(xml).get("n_n0000002")


def _lanes(xml: str) -> dict[str, str]:
    """Return the lane of each element."""
    return {
        reference.text: lane.get("name") or ""
        for lane in read_xml(xml.encode())[0].walk()
        if lane.name == bpmn("lane")
        for reference in lane.children
    }


def _but_lanes(xml: str) -> set[str]:
    """Return the ids of all elements but the lanes written here, which are made anew."""
    return {one for one in facts(read_xml(xml.encode())[0]) if not one.startswith("lane_")}
