"""Stories of approval, each played twice: straight through, and saved and restored between the commands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from dougong_flow import (
    Decide,
    InstanceFinished,
    InstanceState,
    NotTheSeatsPerson,
    Retry,
    SeatState,
    SeatTaken,
    SeatUnknown,
    StepRefused,
    Terminate,
    Verb,
    VerbRefused,
    WithdrawRefused,
    allowed_actions,
    preview,
)
from dougong_flow.commands import Complete
from tests.engines.flow.scene import (
    ADMIN,
    COMPANY,
    DIRECTOR,
    LEAD,
    MANAGER,
    NOW,
    RECORD,
    REP,
    VICE,
    Case,
    broken_invariants,
    document,
    flow,
)


class Stage:
    """Starts cases in one of the two ways and looks at all of them when the story is over."""

    def __init__(self, saved: bool) -> None:
        self.saved = saved
        self.cases: list[Case] = []

    def case(self, raw: dict[str, Any] | None = None, **options: Any) -> Case:
        """Start a case of a flow document."""
        made = Case(flow(raw), saved=self.saved, **options)
        self.cases.append(made)
        return made


@pytest.fixture(params=[False, True], ids=["straight", "saved"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    made = Stage(request.param)
    yield made
    for case in made.cases:
        assert broken_invariants(case) == []


def test_a_small_deal_needs_the_lead_alone(stage: Stage) -> None:
    case = stage.case()
    assert case.asked == {LEAD}
    assert case.record["status"] == "in_approval"
    case.decide(LEAD, "approve", "fine")
    assert case.instance.state is InstanceState.APPROVED
    assert case.record["status"] == "approved"
    assert case.path == ["start", "lead", "amount", "approved", "end"]
    assert case.instance.finished_at == case.now


def test_a_large_deal_goes_on_to_all_directors(stage: Stage) -> None:
    case = stage.case(amount=1000)
    case.decide(LEAD, "approve")
    assert case.asked == {DIRECTOR, VICE}
    case.decide(DIRECTOR, "approve")
    assert case.instance.running
    case.decide(VICE, "approve")
    assert case.instance.state is InstanceState.APPROVED
    routed = next(event for event in case.history if event.verb == "routed")
    assert routed.payload["values"] == {"amount": "1000"}
    assert routed.payload["tested"] == [
        {"edge": "amount>director", "when": "amount >= settings.large", "value": True}
    ]


def test_all_means_the_first_reject_ends_the_node(stage: Stage) -> None:
    case = stage.case(amount=5000)
    case.decide(LEAD, "approve")
    case.decide(VICE, "reject", "too risky")
    assert case.instance.state is InstanceState.REJECTED
    assert case.seat(DIRECTOR).state is SeatState.CANCELLED_BY_OUTCOME
    assert case.record["status"] == "rejected"


def test_any_means_one_approval_is_enough_and_only_all_rejections_reject(stage: Stage) -> None:
    raw = document(director={"mode": "any"})
    case = stage.case(raw, amount=5000)
    case.decide(LEAD, "approve")
    case.decide(DIRECTOR, "reject")
    assert case.instance.running
    case.decide(VICE, "approve")
    assert case.instance.state is InstanceState.APPROVED
    first = stage.case(document(director={"mode": "any", "any_reject": "first"}), amount=5000)
    first.decide(LEAD, "approve")
    first.decide(DIRECTOR, "reject")
    assert first.instance.state is InstanceState.REJECTED


def test_a_rejection_without_a_way_ends_the_flow(stage: Stage) -> None:
    raw = document()
    raw["edges"] = [
        edge for edge in raw["edges"] if edge.get("on") != "rejected" and edge["from"] != "rejected"
    ]
    raw["nodes"] = [node for node in raw["nodes"] if node["key"] != "rejected"]
    case = stage.case(raw)
    case.decide(LEAD, "reject")
    assert case.instance.state is InstanceState.REJECTED
    assert case.path == ["start", "lead"]


def test_a_request_is_returned_mended_and_walks_the_whole_way_again(stage: Stage) -> None:
    case = stage.case(amount=5000)
    case.decide(LEAD, "approve")
    case.decide(DIRECTOR, "return", "which customer?")
    assert case.asked == {REP}
    assert case.record["status"] == "draft"
    assert case.seat(VICE).state is SeatState.CANCELLED_BY_RETURN
    assert allowed_actions(case.flow, case.instance, REP).seats == {case.seat(REP).id: (Verb.SUBMIT,)}
    case.decide(REP, "submit", "Acme")
    assert case.record["status"] == "in_approval"
    assert case.asked == {LEAD}
    case.decide(LEAD, "approve")
    case.decide(DIRECTOR, "approve")
    case.decide(VICE, "approve")
    assert case.instance.state is InstanceState.APPROVED
    assert [visit.round for visit in case.instance.visits if visit.node == "director"] == [1, 2]


def test_a_rejection_may_lead_back_to_the_initiator(stage: Stage) -> None:
    raw = document(lead={"reject": "initiator"})
    raw["edges"] = [edge for edge in raw["edges"] if (edge["from"], edge.get("on")) != ("lead", "rejected")]
    case = stage.case(raw)
    case.decide(LEAD, "reject")
    assert case.instance.running
    assert case.asked == {REP}


def test_an_edge_to_the_start_sends_back_like_a_return(stage: Stage) -> None:
    raw = document()
    for edge in raw["edges"]:
        if (edge["from"], edge.get("on")) == ("lead", "rejected"):
            edge["to"] = "start"
    case = stage.case(raw)
    case.decide(LEAD, "reject")
    assert case.asked == {REP}
    case.decide(REP, "submit")
    assert case.asked == {LEAD}


def test_only_the_initiator_withdraws_and_only_before_a_decision(stage: Stage) -> None:
    case = stage.case(amount=5000)
    with pytest.raises(WithdrawRefused):
        case.withdraw(LEAD)
    case.decide(LEAD, "approve")
    with pytest.raises(WithdrawRefused):
        case.withdraw()
    assert not allowed_actions(case.flow, case.instance, REP).withdraw
    early = stage.case()
    assert allowed_actions(early.flow, early.instance, REP).withdraw
    early.withdraw()
    assert early.instance.state is InstanceState.WITHDRAWN
    assert early.record["status"] == "draft"
    assert early.seat(LEAD).state is SeatState.CANCELLED_BY_WITHDRAW
    with pytest.raises(InstanceFinished):
        early.withdraw()


def test_withdrawing_follows_the_flows_policy(stage: Stage) -> None:
    until_end = stage.case({**document(), "withdraw": "until_end"}, amount=5000)
    until_end.decide(LEAD, "approve")
    until_end.withdraw()
    assert until_end.instance.state is InstanceState.WITHDRAWN
    never = stage.case({**document(), "withdraw": "never"})
    with pytest.raises(WithdrawRefused):
        never.withdraw()
    never.decide(LEAD, "return")
    never.withdraw()
    assert never.instance.state is InstanceState.WITHDRAWN


def test_decisions_before_a_return_do_not_hinder_withdrawing_after_it(stage: Stage) -> None:
    case = stage.case(amount=5000)
    case.decide(LEAD, "approve")
    case.decide(DIRECTOR, "return")
    case.decide(REP, "submit")
    case.withdraw()
    assert case.instance.state is InstanceState.WITHDRAWN


def test_nobody_decides_twice_or_for_another(stage: Stage) -> None:
    case = stage.case(amount=5000)
    seat = case.seat(LEAD)
    with pytest.raises(NotTheSeatsPerson):
        case.send(Decide(seat=seat.id, person=REP, verb=Verb.APPROVE))
    with pytest.raises(SeatUnknown):
        case.send(Decide(seat=UUID(int=5), person=LEAD, verb=Verb.APPROVE))
    case.decide(LEAD, "approve")
    with pytest.raises(SeatTaken):
        case.send(Decide(seat=seat.id, person=LEAD, verb=Verb.REJECT))


def test_a_verb_that_the_node_does_not_offer_is_refused(stage: Stage) -> None:
    case = stage.case(document(lead={"verbs": ["approve", "reject"]}))
    with pytest.raises(VerbRefused) as refused:
        case.decide(LEAD, "return")
    assert refused.value.allowed == ("approve", "reject")
    with pytest.raises(VerbRefused):
        case.decide(LEAD, "submit")
    other = stage.case()
    with pytest.raises(VerbRefused):
        other.decide(LEAD, "return", to="director")


def test_who_would_approve_his_own_request_is_replaced_by_his_superior(stage: Stage) -> None:
    case = stage.case(document(lead={"who": [{"role": "manager"}]}), initiator=MANAGER)
    assert case.asked == {DIRECTOR}
    assert case.seat(DIRECTOR).origin == "superior"


def test_the_initiator_may_approve_himself_when_the_node_says_so(stage: Stage) -> None:
    case = stage.case(document(lead={"who": [{"role": "manager"}], "initiator": "self"}), initiator=MANAGER)
    assert case.asked == {MANAGER}


def test_skipping_the_initiator_passes_a_node_where_he_would_be_alone(stage: Stage) -> None:
    case = stage.case(
        document(lead={"who": [{"role": "manager"}], "initiator": "skip"}), initiator=MANAGER, amount=5000
    )
    assert case.asked == {DIRECTOR, VICE}
    assert "auto_skip" in case.verbs
    with pytest.raises(WithdrawRefused):
        case.withdraw(MANAGER)
    both = stage.case(
        document(lead={"who": [{"role": "manager"}, {"role": "director"}], "initiator": "skip"}),
        initiator=MANAGER,
    )
    assert both.asked == {DIRECTOR, VICE}


def _two_leads(fields: dict[str, Any] | None = None) -> dict[str, Any]:
    raw = document(
        director={
            "who": [{"supervisor": 1}],
            "same_person": "consecutive",
            **({"fields": fields} if fields else {}),
        }
    )
    return raw


def test_who_has_just_approved_is_not_asked_again(stage: Stage) -> None:
    case = stage.case(_two_leads(), amount=5000)
    case.decide(LEAD, "approve")
    assert case.instance.state is InstanceState.APPROVED
    seat = next(seat for seat in case.instance.seats if seat.verb == "auto_same_person")
    assert (seat.person, seat.decided_by) == (LEAD, None)


def test_he_is_asked_again_when_he_may_fill_in_or_the_record_has_changed(stage: Stage) -> None:
    editing = stage.case(_two_leads({"edit": ["due"]}), amount=5000)
    editing.decide(LEAD, "approve")
    assert editing.asked == {LEAD}
    raw = _two_leads()
    raw["nodes"].append(
        {"id": "n0000009", "key": "mark", "kind": "action", "do": [{"SetFields": {"name": '"x"'}}]}
    )
    raw["edges"] = [edge for edge in raw["edges"] if (edge["from"], edge["to"]) != ("amount", "director")]
    raw["edges"] += [
        {"from": "amount", "to": "mark", "when": "amount > 1"},
        {"from": "mark", "to": "director"},
    ]
    changed = stage.case(raw, amount=5000)
    changed.decide(LEAD, "approve")
    assert changed.asked == {LEAD}


def test_an_automatic_approval_counts_for_the_next_node(stage: Stage) -> None:
    raw = _two_leads()
    raw["nodes"].append(
        {
            "id": "n0000009",
            "key": "third",
            "kind": "approve",
            "who": [{"supervisor": 1}],
            "same_person": "consecutive",
        }
    )
    for edge in raw["edges"]:
        if (edge["from"], edge.get("on")) == ("director", "approved"):
            edge["to"] = "third"
    raw["edges"].append({"from": "third", "to": "approved", "on": "approved"})
    case = stage.case(raw, amount=5000)
    case.decide(LEAD, "approve")
    assert case.instance.state is InstanceState.APPROVED
    assert case.verbs.count("auto_same_person") == 2


def test_approvers_come_from_people_teams_fields_and_levels(stage: Stage) -> None:
    who = [
        ([{"person": "settings.boss"}], {VICE}),
        ([{"team": "settings.buyers"}], {MANAGER, VICE}),
        ([{"field": "helpers"}], {LEAD, DIRECTOR}),
        ([{"supervisor": 2}], {MANAGER}),
        ([{"supervisor": 1, "of": "helpers"}], {MANAGER}),
        ([{"role": "director"}, {"person": "settings.boss"}], {DIRECTOR, VICE}),
    ]
    for rules, expected in who:
        case = stage.case(document(lead={"who": rules}), helpers=({"id": LEAD}, {"id": DIRECTOR}))
        assert case.asked == expected, rules


def test_nobody_found_falls_to_the_administrators_with_a_trace(stage: Stage) -> None:
    case = stage.case(document(lead={"who": [{"supervisor": 9}, {"role": "nobody"}]}))
    assert case.asked == {ADMIN}
    trace = case.instance.visits[-1].trace
    assert [line["step"] for line in trace] == ["rule", "rule", "fallback"]
    assert trace[-1]["people"] == [str(ADMIN)]


def test_the_flows_own_administrators_come_before_those_of_the_workspace(stage: Stage) -> None:
    for rules, expected in (
        ([{"role": "manager"}], {MANAGER}),
        ([{"person": "settings.boss"}], {VICE}),
        ([{"role": "nobody"}], {ADMIN}),
    ):
        raw = {**document(lead={"who": [{"role": "nobody"}]}), "administrators": rules}
        assert stage.case(raw).asked == expected, rules


def test_no_administrator_either_is_a_visible_incident_that_can_be_retried(stage: Stage) -> None:
    alone = replace(COMPANY, administrators=())
    case = stage.case(document(lead={"who": [{"role": "nobody"}]}), organisation=alone)
    assert case.instance.running
    assert [incident.code for incident in case.instance.incidents] == ["no_approver"]
    assert told(case) == []
    case.organisation = COMPANY
    case.send(Retry(incident=case.instance.incidents[0].id, person=ADMIN))
    assert case.asked == {ADMIN}
    assert case.instance.incidents[0].resolved_by == ADMIN


def test_the_flows_own_administrators_are_told_of_an_incident(stage: Stage) -> None:
    circle = replace(COMPANY, supervisors={REP: LEAD, LEAD: REP})
    for rules, expected in (
        ([{"role": "director"}, {"person": "settings.boss"}], [DIRECTOR, VICE]),
        ([{"role": "nobody"}], [ADMIN]),
        ([{"supervisor": 3}], [ADMIN]),
        ([], [ADMIN]),
    ):
        raw = {**document(lead={"who": [{"supervisor": 3}]}), "administrators": rules}
        assert told(stage.case(raw, organisation=circle)) == [str(person) for person in expected], rules


def told(case: Case) -> list[str]:
    """Return whom the one incident of a case is told to."""
    (incident,) = (effect for effect in case.effects if effect.kind == "Incident")
    return list(incident.arguments["people"])


def test_a_circle_of_supervisors_is_an_incident_and_may_be_terminated(stage: Stage) -> None:
    circle = replace(COMPANY, supervisors={REP: LEAD, LEAD: REP})
    case = stage.case(document(lead={"who": [{"supervisor": 3}]}), organisation=circle)
    assert [incident.code for incident in case.instance.incidents] == ["reporting_cycle"]
    case.send(Terminate(person=ADMIN, comment="organisation being mended"))
    assert case.instance.state is InstanceState.TERMINATED
    assert case.record["status"] == "draft"


def test_the_host_cannot_complete_what_waits_for_people(stage: Stage) -> None:
    case = stage.case()
    with pytest.raises(StepRefused):
        case.send(Complete(visit=case.instance.visits[-1].id))
    with pytest.raises(StepRefused):
        case.send(Complete(visit=case.instance.visits[0].id))
    case.decide(LEAD, "return")
    with pytest.raises(StepRefused):
        case.send(Complete(visit=case.instance.visits[-1].id))


def test_an_action_runs_once_however_often_the_way_is_walked(stage: Stage) -> None:
    for repeat, expected in ((False, 1), (True, 2)):
        raw = document()
        raw["nodes"].append(
            {
                "id": "n0000009",
                "key": "mark",
                "kind": "action",
                "repeat_on_return": repeat,
                "do": [{"SetFields": {"name": '"seen"'}}],
            }
        )
        raw["edges"] = [edge for edge in raw["edges"] if (edge["from"], edge["to"]) != ("start", "lead")]
        raw["edges"] += [{"from": "start", "to": "mark"}, {"from": "mark", "to": "lead"}]
        case = stage.case(raw)
        case.decide(LEAD, "return")
        case.decide(REP, "submit")
        assert sum(effect.arguments == {"name": '"seen"'} for effect in case.effects) == expected


def test_an_end_may_say_the_result_itself(stage: Stage) -> None:
    raw = document(end={"result": "rejected"})
    case = stage.case(raw)
    case.decide(LEAD, "approve")
    assert case.instance.state is InstanceState.REJECTED


def test_a_blank_never_passes_a_comparison(stage: Stage) -> None:
    raw = document()
    for edge in raw["edges"]:
        if edge.get("when"):
            edge["when"] = "amount < 100"
    case = stage.case(raw)
    case.record["amount"] = None
    case.decide(LEAD, "approve")
    assert "director" not in case.path


def test_a_flow_that_asks_nobody_in_a_circle_stops_with_an_incident(stage: Stage) -> None:
    skip = {"who": [{"role": "manager"}], "initiator": "skip"}
    raw = document(lead=skip, director=skip)
    for edge in raw["edges"]:
        if edge["from"] == "director" and edge.get("on") == "approved":
            edge["to"] = "lead"
    case = stage.case(raw, initiator=MANAGER, amount=5000)
    assert [incident.code for incident in case.instance.incidents] == ["endless"]


def test_the_preview_shows_the_way_and_the_people(stage: Stage) -> None:
    case = stage.case(amount=5000)
    walked = preview(case.flow, record=RECORD, initiator=REP, now=NOW, surroundings=case.surroundings())
    assert [(stop.node, set(stop.people)) for stop in walked] == [
        ("start", set()),
        ("lead", {LEAD}),
        ("amount", set()),
        ("director", {DIRECTOR, VICE}),
        ("approved", set()),
        ("end", set()),
    ]
