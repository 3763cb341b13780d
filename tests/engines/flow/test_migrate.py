"""A request goes on in another version: which may, why others may not, and back exactly as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dougong_flow import (
    Decide,
    Flow,
    FlowError,
    Instance,
    Verb,
    migrate,
    migration_verdict,
    proposed_plan,
    revert,
)
from tests.engines.flow.scene import DOCUMENT, LEAD, Case, broken_invariants, flow
from tests.engines.flow.test_random_commands import _command, documents

PEOPLE: dict[str, Any] = {"who": [{"supervisor": 1}]}
DIRECTOR: dict[str, Any] = {"who": [{"role": "director"}]}
NODES: dict[str, dict[str, Any]] = {
    "split": {"kind": "parallel"},
    "lead": {"kind": "approve", **PEOPLE, "limits": [{"after": {"hours": 1}, "do": "remind"}]},
    "check": {"kind": "approve", "who": [{"role": "manager"}], "order": "sequential"},
    "join": {"kind": "parallel"},
    "last": {"kind": "approve", **DIRECTOR},
    "end": {"kind": "end"},
}
EDGES = ["start split", "split lead", "split check", "lead join", "check join", "join last", "last end"]


def version(nodes: dict[str, dict[str, Any]] = NODES, edges: list[str] = EDGES, **ids: str) -> Flow:
    """Return a version of a flow: nodes by key, ways by their ends; ids are made of the keys unless given."""
    made = [{"id": ids.get(key, f"{key:0<8}"), "key": key, **node} for key, node in nodes.items()]
    ways = [dict(zip(("from", "to"), edge.split(), strict=True)) for edge in edges]
    return flow({**DOCUMENT, "nodes": made, "edges": ways})


def changed(**nodes: Any) -> dict[str, dict[str, Any]]:
    """Return the nodes with some other members; None takes a node away."""
    found = {key: {**node, **(nodes.get(key) or {})} for key, node in NODES.items()}
    return {key: node for key, node in found.items() if key not in nodes or nodes[key] is not None}


def test_nodes_are_found_again_by_id_then_by_key_of_one_kind() -> None:
    """A renamed step keeps its id; one made anew under its key is it too; another kind is not."""
    old = version()
    nodes = {"director" if key == "last" else key: node for key, node in NODES.items()}
    edges = [one.replace("last", "director") for one in EDGES]
    new = version(
        nodes | {"check": {"kind": "handle", **PEOPLE}}, edges, director="last0000", lead="another1"
    )
    assert proposed_plan(old, new) == {
        "start": "start",
        "split": "split",
        "lead": "lead",
        "join": "join",
        "last": "director",
        "end": "end",
    }


def codes(old: Flow, new: Flow, instance: Instance) -> list[str]:
    """Return what speaks against an instance by the proposed plan."""
    found = migration_verdict(old, new, instance, proposed_plan(old, new))
    return [f"{one.code} {one.node}" for one in found.objections]


IN_REGION: list[tuple[str, Callable[[], Flow], list[str]]] = [
    ("people and conditions do not matter", lambda: version(changed(lead=DIRECTOR)), []),
    (
        "nor what comes after the region",
        lambda: version(changed(last=None), [*EDGES[:5], "join end"]),
        [],
    ),
    (
        "another step in a branch",
        lambda: version(
            {**NODES, "more": {"kind": "approve", **PEOPLE}},
            ["start split", "split lead", "lead more", "more join", *EDGES[2:3], *EDGES[4:]],
        ),
        ["region_changed split"],
    ),
    (
        "another branch",
        lambda: version(
            {**NODES, "more": {"kind": "approve", **PEOPLE}}, [*EDGES, "split more", "more join"]
        ),
        ["region_changed split"],
    ),
    (
        "the step itself gone",
        lambda: version(changed(lead=None), [*EDGES[:1], "split check", "split join", *EDGES[4:]]),
        ["not_mapped lead", "region_changed split"],
    ),
    ("the limit that runs is gone", lambda: version(changed(lead={"limits": []})), ["limit_gone lead"]),
    (
        "an order that somebody waits in",
        lambda: version(changed(check={"order": "parallel"})),
        ["order_changed check"],
    ),
]


@pytest.mark.parametrize(
    ("new", "expected"), [one[1:] for one in IN_REGION], ids=[one[0] for one in IN_REGION]
)
def test_what_a_request_stands_in_must_be_there_again(new: Callable[[], Flow], expected: list[str]) -> None:
    """Both branches of a region wait for people; one of them for their turn."""
    old = version(changed(check={"who": [{"role": "director"}], "order": "sequential"}))
    case = Case(old)
    after = new()
    assert codes(old, after, case.instance) == expected


def test_a_token_at_a_join_goes_over_with_its_edge() -> None:
    """Keys of steps change; the branch that waits is still the one that came."""
    old = version()
    names = {"lead": "boss", "join": "meet"}
    nodes = {names.get(key, key): node for key, node in NODES.items()}
    edges = [" ".join(names.get(one, one) for one in edge.split()) for edge in EDGES]
    new = version(nodes, edges, boss="lead0000", meet="join0000")
    case = Case(old)
    seat = next(one for one in case.instance.open_seats() if one.person == LEAD)
    case.send(Decide(seat=seat.id, person=seat.person, verb=Verb.APPROVE))
    plan = proposed_plan(old, new)
    assert migration_verdict(old, new, case.instance, plan).allowed
    step = migrate(old, new, case.instance, plan, version=4, now=case.now, actor=LEAD)
    waiting = [token for token in step.instance.tokens if token.node == "meet"]
    assert [token.edge_in for token in waiting] == ["boss>meet"]
    case.flow, case.instance = new, step.instance
    case.history += step.events
    while case.instance.running:
        seat = case.instance.open_seats()[0]
        case.send(Decide(seat=seat.id, person=seat.person, verb=Verb.APPROVE))
        assert broken_invariants(case) == []
    assert case.instance.state == "approved"
    assert [line.verb for line in case.history].count("joined") == 1


def test_what_is_gone_is_not_taken_for_what_is_new() -> None:
    """A step behind the request is replaced by another kind under its key: the past stays the past."""
    first = {"first": {"kind": "approve", **PEOPLE}, "last": NODES["last"], "end": NODES["end"]}
    old = version(first, ["start first", "first last", "last end"])
    new = version(
        {**first, "first": {"kind": "action", "do": [{"SetFields": {"name": '"done"'}}]}},
        ["start first", "first last", "last end"],
    )
    case = Case(old)
    seat = case.instance.open_seats()[0]
    case.send(Decide(seat=seat.id, person=seat.person, verb=Verb.APPROVE))
    step = migrate(old, new, case.instance, proposed_plan(old, new), version=4, now=case.now, actor=None)
    assert [visit.node for visit in step.instance.visits] == ["start", "first@3", "last"]
    assert new.fields_at("first@3").restricts
    case.flow, case.instance, case.history = new, step.instance, [*case.history, *step.events]
    seat = case.instance.open_seats()[0]
    case.send(Decide(seat=seat.id, person=seat.person, verb=Verb.RETURN))
    assert broken_invariants(case) == []
    assert case.instance.visits[-1].node == "start"


def test_fields_that_are_newly_required_are_told() -> None:
    """They do not keep a request back."""
    last = {"last": NODES["last"], "end": NODES["end"]}
    old = version(last, ["start last", "last end"])
    asking = {**NODES["last"], "fields": {"edit": ["name"], "require": ["name"]}}
    new = version({**last, "last": asking}, ["start last", "last end"])
    found = migration_verdict(old, new, Case(old).instance, proposed_plan(old, new))
    assert (found.allowed, found.required) == (True, ("name",))


@given(documents(), st.data())
def test_there_and_back_is_the_same(document: dict[str, Any], data: st.DataObject) -> None:
    """Any request, after any commands, goes over to a version whose steps all have other keys, is sound there, and back."""
    old = flow(document)
    case = Case(old)
    for _ in range(data.draw(st.integers(0, 12))):
        command = _command(data, case)
        try:
            if command is not None:
                case.send(command)
        except FlowError:
            continue
    nodes = [{**node, "key": f"new_{node['key']}"} for node in document["nodes"]]
    edges = [
        {**edge, **{end: edge[end] if edge[end] == "start" else f"new_{edge[end]}" for end in ("from", "to")}}
        for edge in document["edges"]
    ]
    new = flow({**document, "nodes": nodes, "edges": edges})
    plan = proposed_plan(old, new)
    before = case.instance
    assert migration_verdict(old, new, before, plan).objections == ()
    step = migrate(old, new, before, plan, version=4, now=case.now, actor=UUID(int=1))
    moved = Case.__new__(Case)
    moved.__dict__.update(
        case.__dict__, flow=new, instance=step.instance, history=[*case.history, *step.events]
    )
    assert broken_invariants(moved) == []
    back = revert(step.instance, step.events[0].payload["before"], now=case.now, actor=None).instance
    assert replace(back, sequence=before.sequence) == before
