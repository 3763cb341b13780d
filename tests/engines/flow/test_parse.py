"""What the parser refuses, and where it says the fault is: nothing half-built gets through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dougong_flow import ApprovalTask, Trigger, parse_flow, warn
from dougong_model import DocumentError
from tests.engines.flow.drawn import approve, drawn
from tests.engines.flow.scene import COMPANY, VOCABULARY, document, flow


def faults(raw: dict[str, Any]) -> set[tuple[str, str]]:
    with pytest.raises(DocumentError) as refused:
        parse_flow(raw, VOCABULARY, roles=COMPANY.roles)
    assert all(problem.message for problem in refused.value.problems)
    return {(problem.code, problem.pointer) for problem in refused.value.problems}


def test_a_good_document_becomes_a_typed_flow() -> None:
    made = flow()
    assert made.start.trigger is Trigger.BUTTON
    assert [edge.target for edge in made.outgoing["amount"]] == ["director", "approved"]
    lead = made.nodes["lead"]
    assert isinstance(lead, ApprovalTask)
    assert made.edges[3].when is not None
    assert made.edges[3].when.expression.references >= {("deal", "amount")}


@pytest.mark.parametrize("kind", ["subflow", "script", "service", "start", None])
def test_node_kinds_that_are_not_built_are_refused(kind: str | None) -> None:
    assert ("unknown_node_kind", "/nodes/1/kind") in faults(document(amount={"kind": kind}))


@pytest.mark.parametrize("verb", ["add_sign", "claim", "complete", "advise", "submit", "withdraw", "dance"])
def test_verbs_that_are_not_built_are_refused(verb: str) -> None:
    assert ("unknown_verb", "/nodes/0/verbs/1") in faults(document(lead={"verbs": ["approve", verb]}))


REFUSED: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({"who": []}, ("no_approver_rule", "/nodes/0/who")),
    ({"who": [{"department_manager": 1}]}, ("unknown_approver_rule", "/nodes/0/who/0")),
    ({"who": [{"role": "king"}]}, ("unknown_role", "/nodes/0/who/0/role")),
    ({"who": [{"supervisor": 0}]}, ("level", "/nodes/0/who/0/supervisor")),
    ({"who": [{"supervisor": True}]}, ("level", "/nodes/0/who/0/supervisor")),
    ({"who": [{"field": "amount"}]}, ("type_mismatch", "/nodes/0/who/0/field")),
    ({"who": [{"field": "secret"}]}, ("unknown_name", "/nodes/0/who/0/field")),
    ({"who": [{"team": "settings.boss"}]}, ("type_mismatch", "/nodes/0/who/0/team")),
    ({"mode": "most"}, ("not_offered", "/nodes/0/mode")),
    ({"mode": "ratio"}, ("ratio", "/nodes/0/ratio")),
    ({"mode": "ratio", "ratio": 0}, ("ratio", "/nodes/0/ratio")),
    ({"mode": "ratio", "ratio": 101}, ("ratio", "/nodes/0/ratio")),
    ({"ratio": 50}, ("ratio", "/nodes/0/ratio")),
    ({"who": [{"supervisors": "bottom"}]}, ("level", "/nodes/0/who/0/supervisors")),
    ({"who": [{"supervisors": {"role": "king"}}]}, ("unknown_role", "/nodes/0/who/0/supervisors/role")),
    ({"who": [{"chosen": "nobody"}]}, ("not_offered", "/nodes/0/who/0/chosen")),
    ({"who": [{"role": "director", "weight": 0}]}, ("number", "/nodes/0/who/0/weight")),
    ({"fallback": [{"role": "king"}]}, ("unknown_role", "/nodes/0/fallback/0/role")),
    ({"reject": "node"}, ("reject_to", "/nodes/0/reject_to")),
    ({"return_to": ["nowhere"]}, ("unknown_node", "/nodes/0/return_to")),
    ({"return_to": ["director"]}, ("not_before", "/nodes/0/return_to")),
    ({"limits": [{"do": "remind"}]}, ("no_span", "/nodes/0/limits/0/after")),
    ({"limits": [{"after": {"weeks": 1}, "do": "remind"}]}, ("span", "/nodes/0/limits/0/after")),
    ({"limits": [{"after": {"hours": 0}, "do": "remind"}]}, ("number", "/nodes/0/limits/0/after/hours")),
    ({"limits": [{"after": {"hours": 1}, "do": "shout"}]}, ("not_offered", "/nodes/0/limits/0/do")),
    ({"limits": [{"after": {"hours": 1}, "do": "transfer"}]}, ("limit_to", "/nodes/0/limits/0/to")),
    (
        {"limits": [{"after": {"hours": 1}, "do": "remind", "times": 3}]},
        ("limit_every", "/nodes/0/limits/0/every"),
    ),
    ({"limits": [{"after": {"hours": 1}, "do": "edge"}]}, ("timeout_way", "/nodes/0")),
    ({"order": "random"}, ("not_offered", "/nodes/0/order")),
    ({"signature": "always"}, ("not_offered", "/nodes/0/signature")),
    ({"attachments": {"maxItems": 51}}, ("number", "/nodes/0/attachments/maxItems")),
    ({"attachments": {"minItems": 3, "maxItems": 2}}, ("number", "/nodes/0/attachments/minItems")),
    ({"attachments": {"accept": [".pdf"]}}, ("unknown_member", "/nodes/0/attachments/accept")),
    ({"fallback": "nobody"}, ("not_offered", "/nodes/0/fallback")),
    ({"same_person": "sometimes"}, ("not_offered", "/nodes/0/same_person")),
    ({"initiator": "king"}, ("not_offered", "/nodes/0/initiator")),
    ({"reject": "next"}, ("not_offered", "/nodes/0/reject")),
    ({"verbs": ["reject"]}, ("no_approve", "/nodes/0/verbs")),
    ({"limit": {"work_hours": "8"}}, ("unknown_member", "/nodes/0/limit")),
    ({"fields": {"edit": ["nothing"]}}, ("unknown_field", "/nodes/0/fields/edit/0")),
    ({"fields": {"edit": ["due"], "hide": ["due"]}}, ("hidden_field", "/nodes/0/fields/hide")),
    ({"fields": {"require": ["due"]}}, ("required_field", "/nodes/0/fields/require")),
    ({"id": "x"}, ("id", "/nodes/0/id")),
    ({"id": "n0000002"}, ("duplicate_id", "/nodes/1/id")),
    ({"key": "director"}, ("duplicate_key", "/nodes/2/key")),
    ({"who": "me"}, ("type", "/nodes/0/who")),
]


@pytest.mark.parametrize(
    ("change", "fault"), REFUSED, ids=[f"{index}-{fault[0]}" for index, (_, fault) in enumerate(REFUSED)]
)
def test_an_approval_that_cannot_work_is_refused_at_its_place(
    change: dict[str, Any], fault: tuple[str, str]
) -> None:
    assert fault in faults(document(lead=change))


def _drop_default(raw: dict[str, Any]) -> None:
    raw["edges"] = [edge for edge in raw["edges"] if not edge.get("default")]


def _unknown_target(raw: dict[str, Any]) -> None:
    raw["edges"][0]["to"] = "nowhere"


def _no_end(raw: dict[str, Any]) -> None:
    raw["nodes"] = [node for node in raw["nodes"] if node["key"] != "end"]
    raw["edges"] = [edge for edge in raw["edges"] if edge["to"] != "end"]


def _unreachable(raw: dict[str, Any]) -> None:
    raw["nodes"].append({"id": "n0000009", "key": "island", "kind": "end"})


def _circle(raw: dict[str, Any]) -> None:
    raw["edges"][-1]["to"] = "approved"
    raw["edges"][-2]["to"] = "amount"


def _two_ways(raw: dict[str, Any]) -> None:
    raw["edges"].append({"from": "approved", "to": "rejected"})


def _condition_after_approval(raw: dict[str, Any]) -> None:
    raw["edges"][1]["when"] = "amount > 1"


def _untyped(raw: dict[str, Any]) -> None:
    raw["edges"][3]["when"] = "amount + 1"


def _no_condition(raw: dict[str, Any]) -> None:
    del raw["edges"][3]["when"]


def _unfinished(raw: dict[str, Any]) -> None:
    raw["edges"][3]["when"] = "amount > ? OR amount = 1"


def _default_with_condition(raw: dict[str, Any]) -> None:
    raw["edges"][4]["when"] = "amount > 1"


def _bad_effect(raw: dict[str, Any]) -> None:
    raw["nodes"][3]["do"] = [{"OpenSeat": {}}]


def _bad_field(raw: dict[str, Any]) -> None:
    raw["nodes"][3]["do"] = [{"SetFields": {"colour": "1"}}]


def _bad_value(raw: dict[str, Any]) -> None:
    raw["start"]["set"] = {"amount": '"much"'}


def _yesterday(raw: dict[str, Any]) -> None:
    raw["view"] = "yesterday"


def _schedule(raw: dict[str, Any]) -> None:
    raw["start"]["on"] = "schedule.due"


GRAPHS: list[tuple[Callable[[dict[str, Any]], None], str, str]] = [
    (_drop_default, "missing_default", "/nodes/1"),
    (_unknown_target, "unknown_node", "/edges/0/to"),
    (_no_end, "no_end", "/nodes"),
    (_unreachable, "unreachable_node", "/nodes/6"),
    (_circle, "circle", "/nodes/1"),
    (_two_ways, "one_way_out", "/nodes/3"),
    (_condition_after_approval, "edge_condition", "/edges/1"),
    (_untyped, "type_mismatch", "/edges/3/when"),
    (_no_condition, "no_condition", "/edges/3"),
    (_unfinished, "unfinished", "/edges/3/when"),
    (_default_with_condition, "edge_condition", "/edges/4"),
    (_bad_effect, "not_offered", "/nodes/3/do/0/OpenSeat"),
    (_bad_field, "unknown_field", "/nodes/3/do/0/SetFields/colour"),
    (_bad_value, "type_mismatch", "/start/set/amount"),
    (_yesterday, "not_offered", "/view"),
    (_schedule, "not_offered", "/start/on"),
]


@pytest.mark.parametrize(("spoil", "code", "pointer"), GRAPHS, ids=[spoil.__name__ for spoil, _, _ in GRAPHS])
def test_a_graph_that_cannot_run_is_refused_at_its_place(
    spoil: Callable[[dict[str, Any]], None], code: str, pointer: str
) -> None:
    raw = document()
    spoil(raw)
    assert (code, pointer) in faults(raw)


def test_every_problem_is_reported_at_once() -> None:
    raw = document(lead={"mode": "most", "who": [{"role": "king"}]}, amount={"kind": "script"})
    assert {code for code, _ in faults(raw)} == {"not_offered", "unknown_role", "unknown_node_kind"}


@pytest.mark.parametrize("broken", [{}, {"nodes": 3}, {"nodes": [4], "edges": [None]}, {"start": "now"}])
def test_a_document_of_the_wrong_shape_gives_problems_not_crashes(broken: dict[str, Any]) -> None:
    assert faults(broken)


def test_only_where_a_way_stops_or_turns_for_ever_is_told() -> None:
    """Three steps before the one that leads nowhere have no fault of their own; of a circle one stands for all."""

    def stuck(ways: str) -> set[str]:
        nodes = {key: approve("lead") for key in "abc" if key in ways}
        raw = drawn(
            f"{ways}\nstart big\nbig a [amount > 5]\nbig end [else]", big={"kind": "exclusive"}, **nodes
        )
        found = [pointer for code, pointer in faults(raw) if code == "no_way_to_end"]
        return {raw["nodes"][int(pointer.split("/")[2])]["key"] for pointer in found}

    assert stuck("a b\nb c") == {"c"}
    assert stuck("a b\nb a") == {"a"}
    assert stuck("a b\nb c\nc b") == {"b"}


def test_a_branch_that_always_holds_is_warned_of() -> None:
    raw = document()
    assert warn(parse_flow(raw, VOCABULARY)) == []
    raw["edges"][3]["when"] = "TRUE"
    assert [(one.code, one.pointer) for one in warn(parse_flow(raw, VOCABULARY))] == [
        ("always_taken", "/edges/3")
    ]


def test_a_step_that_nobody_stands_before_to_pick_its_people_is_warned_of() -> None:
    raw = document(lead={"who": [{"chosen": "previous"}]})
    (found,) = [one for one in warn(parse_flow(raw, VOCABULARY)) if one.code == "may_find_nobody"]
    assert found.message == "Nobody decides before this step, so nobody picks its people."
    raw = document(director={"who": [{"chosen": "previous"}]})
    assert warn(parse_flow(raw, VOCABULARY)) == []


def test_administrators_are_checked_like_approvers() -> None:
    assert ("unknown_role", "/administrators/0/role") in faults(
        {**document(), "administrators": [{"role": "king"}]}
    )
