"""Flows with branches, times, waits and every verb, played over HTTP: who may do what, and what everybody sees."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from dougong.actions.empty_trash import empty_trash
from dougong.actions.fire_timers import fire_timers
from dougong.processes.read import concerns
from tests.stories.edited import edited
from tests.stories.test_purchase_approval import DESK, RECORDS, Desk, decide, todo
from tests.world import Person, World

VERBS = ["approve", "reject", "return", "transfer", "delegate", "add_before", "add_after"]


def node(key: str, number: int, **members: Any) -> dict[str, Any]:
    """Return a node of a document."""
    return {"id": f"m{number:07}", "key": key, "name": {"en": key, "zh": key}, **members}


def flow_of(ways: str, **nodes: Mapping[str, Any]) -> Any:
    """Return what turns the desk's approval into another flow: ways such as `lead end:approved`, nodes by key."""

    def change(document: dict[str, Any]) -> None:
        document["nodes"] = [node(key, at, **dict(one)) for at, (key, one) in enumerate(nodes.items(), 1)]
        document["nodes"].append(node("end", 0, kind="end"))
        document["edges"] = []
        for way in ways.split(", "):
            way, _, on = way.partition(":")
            source, target = way.split()
            document["edges"].append({"from": source, "to": target, **({"on": on} if on else {})})

    return change


LEAD = {"kind": "approve", "who": [{"supervisor": 1}], "verbs": VERBS}
DIRECTOR = {"kind": "approve", "who": [{"role": "director"}], "verbs": VERBS}


class Play(Desk):
    """The desk with another flow, and two more people."""

    def __init__(
        self, world: World, folder: Path, ways: str, others: Mapping[str, Any] | None = None, **nodes: Any
    ):
        changes: dict[str, Any] = {"flows/approval.json": flow_of(ways, **nodes), **(others or {})}
        super().__init__(world, edited(DESK, folder, changes))
        self.expert = world.person("expert", "钱专家", roles={"desk": ["employee"]})
        self.deputy = world.person("deputy", "孙副手", roles={"desk": ["employee"]})

    def pass_time(self, **span: float) -> int:
        """Let the timers fire that are due by then."""
        return fire_timers(self.world.database, datetime.now(UTC) + timedelta(**span))

    def told(self, made: dict[str, Any]) -> list[str]:
        """Return the verbs of the history of a request."""
        return [line["verb"] for line in self.instance(made)["history"]]

    def concerned(self, made: dict[str, Any], *verbs: str) -> list[list[str]]:
        """Return the names of whom each line of some verbs is about."""
        lines = [line for line in self.instance(made)["history"] if line["verb"] in verbs]
        return [[person["name"] for person in line["concerns"]] for line in lines]

    def timeline(self, made: dict[str, Any]) -> dict[str, list[str]]:
        """Return what the record's timeline tells of its flow: verbs, each with the names of whom it is about."""
        items = self.employee.get(f"{RECORDS}/{made['id']}/timeline")["items"]
        lines = [item["data"] for item in items if item["kind"] == "flow"]
        return {line["verb"]: [person["name"] for person in line["concerns"]] for line in lines}


@pytest.fixture
def play(world: World, tmp_path: Path) -> Any:
    def make(ways: str, others: Mapping[str, Any] | None = None, **nodes: Any) -> Play:
        return Play(world, tmp_path, ways, others, **nodes)

    return make


def seat_of(person: Person) -> str:
    """Return the id of the one seat that waits for somebody."""
    (line,) = todo(person)
    return str(line["id"])


def asked_of(person: Person) -> list[tuple[str, list[str], list[str]]]:
    """Return of the lines among what somebody has done how and whom he has asked first, and what is offered there."""
    items = person.get("/inbox", box="done")["items"]
    asked = [(one["asked"], one["verbs"]) for one in items if one["asked"]]
    return [(one["verb"], [each["id"] for each in one["people"]], verbs) for one, verbs in asked]


def test_branches_run_side_by_side_and_come_together(play: Any) -> None:
    """Lead and director decide at once; when both have, the expert is asked."""
    desk = play(
        "start split, split lead, split director, lead join, director join, join last, last end",
        split={"kind": "parallel"},
        lead=LEAD,
        director=DIRECTOR,
        join={"kind": "parallel"},
        last={"kind": "approve", "who": [{"supervisor": 1}]},
    )
    made = desk.submit()
    assert len(todo(desk.lead)) == len(todo(desk.director)) == 1
    decide(desk.director, "approve")
    assert desk.instance(made)["tokens"].count("join") == 1
    decide(desk.lead, "approve")
    assert todo(desk.lead)[0]["node"] == "last"
    (offered,) = desk.lead.get(f"/flow-instances/{desk.instance(made)['id']}")["allowed_actions"]["seats"]
    assert offered["returns"] == ["initiator"]
    decide(desk.lead, "approve")
    assert desk.instance(made)["state"] == "approved"


def test_a_return_leads_back_to_a_step_before(play: Any) -> None:
    """The director sends it to the lead, not to the employee; a step that is no target is refused by name."""
    desk = play("start lead, lead director, director end", lead=LEAD, director=DIRECTOR)
    made = desk.submit()
    decide(desk.lead, "approve")
    refused = decide(desk.director, "return", status=422, to="end")
    assert (refused["errors"][0]["pointer"], refused["errors"][0]["hint"]) == (
        "/to",
        "可选：lead、initiator",
    )
    decide(desk.director, "return", to="lead", comment="look again")
    assert todo(desk.director) == []
    decide(desk.lead, "approve")
    decide(desk.director, "approve")
    assert desk.instance(made)["state"] == "approved"


def test_a_seat_is_handed_on_and_advice_is_asked_for(play: Any) -> None:
    """Transferred, the lead sees no more of it; the expert's opinion comes before the decision."""
    desk = play("start lead, lead end", lead=LEAD)
    made = desk.submit()
    seat = seat_of(desk.lead)
    desk.lead.post(f"/seats/{seat}/transfer", {"person": desk.lead.id}, status=422)
    desk.lead.post(f"/seats/{seat}/transfer", {"person": desk.deputy.id, "comment": "yours"}, status=204)
    assert todo(desk.lead) == []
    desk.lead.get(f"{RECORDS}/{made['id']}", status=404)
    answer = decide(desk.deputy, "delegate", people=[desk.expert.id])
    assert answer["verbs"] == []
    assert asked_of(desk.deputy) == [("delegate", [desk.expert.id], [])]
    assert todo(desk.expert)[0]["verbs"] == ["advise"]
    decide(desk.expert, "advise", status=422)
    decide(desk.expert, "advise", comment="fair price")
    assert asked_of(desk.deputy) == []
    assert todo(desk.deputy)[0]["verbs"] == VERBS
    decide(desk.deputy, "approve")
    assert desk.instance(made)["state"] == "approved"
    assert desk.told(made)[-5:] == ["transfer", "delegate", "advise", "approve", "finished"]
    assert desk.concerned(made, "transfer", "delegate") == [["李组长", "孙副手"], ["钱专家"]]
    assert desk.timeline(made)["transfer"] == ["李组长", "孙副手"]


def test_others_decide_before_and_after(play: Any) -> None:
    """Added before, the lead decides when they have; added after, his approval counts when theirs does."""
    desk = play("start lead, lead end", lead=LEAD)
    made = desk.submit()
    decide(desk.lead, "add_before", people=[desk.expert.id, desk.deputy.id], comment="look")
    assert todo(desk.lead) == []
    instance = desk.lead.get(f"/flow-instances/{desk.instance(made)['id']}")
    deputy = next(
        seat["id"] for seat in instance["visits"][-1]["seats"] if seat["person"]["id"] == desk.deputy.id
    )
    assert deputy in instance["allowed_actions"]["remove"]
    assert asked_of(desk.lead) == [("add_before", [desk.expert.id, desk.deputy.id], [])]
    desk.expert.post(f"/seats/{deputy}/remove-added", status=403)
    desk.lead.post(f"/seats/{deputy}/remove-added", {"comment": "not needed"})
    decide(desk.expert, "approve")
    decide(desk.lead, "add_after", people=[desk.director.id])
    assert asked_of(desk.lead) == [("add_after", [desk.director.id], [])]
    assert desk.instance(made)["state"] == "running"
    decide(desk.director, "approve")
    assert desk.instance(made)["state"] == "approved"
    (done,) = desk.lead.get("/inbox", box="done")["items"]
    assert (done["verb"], done["asked"]) == ("approve", None)


def test_a_decision_is_taken_back_until_somebody_goes_on(play: Any) -> None:
    """The lead takes his approval back; once the director has decided it is too late."""
    desk = play(
        "start lead, lead director, director expert, expert end", lead=LEAD, director=DIRECTOR, expert=LEAD
    )
    made = desk.submit()
    seat = seat_of(desk.lead)
    decide(desk.lead, "approve")
    assert desk.lead.get(f"/flow-instances/{desk.instance(made)['id']}")["allowed_actions"]["take_back"] == [
        seat
    ]
    desk.director.post(f"/seats/{seat}/take-back", status=409)
    desk.lead.post(f"/seats/{seat}/take-back", {"comment": "wait"})
    assert todo(desk.director) == []
    seat = seat_of(desk.lead)
    decide(desk.lead, "approve")
    decide(desk.director, "approve")
    refused = desk.lead.post(f"/seats/{seat}/take-back", status=409)
    assert refused["detail"] == "您之后已有人处理。"


def test_who_asked_reminds_and_copies(play: Any) -> None:
    """Once an hour; a copy is read in a box of its own and decides nothing."""
    desk = play("start lead, lead end", lead=LEAD)
    made = desk.submit()
    (seat,) = desk.instance(made)["allowed_actions"]["remind"]
    desk.stranger.post(f"/seats/{seat}/remind", status=404)
    desk.employee.post(f"/seats/{seat}/remind", {"comment": "please"})
    assert desk.concerned(made, "remind") == [["李组长"]]
    assert "仍在等您处理" in desk.lead.get("/notices")["items"][0]["title"]
    desk.employee.post(f"/seats/{seat}/remind", status=409)
    identity = desk.instance(made)["id"]
    desk.employee.post(f"/flow-instances/{identity}/copy", {"people": [desk.expert.id]})
    (copied,) = desk.expert.get("/inbox", box="copied")["items"]
    assert (copied["record"], copied["verbs"]) == (made["id"], [])
    assert desk.expert.get(f"/seats/{copied['id']}")["record"]["values"]["subject"] == "Paper"
    desk.expert.post(f"/seats/{copied['id']}/approve", status=409)
    desk.expert.post(f"/seats/{copied['id']}/read")
    assert desk.told(made)[-1] == "read"


def test_work_is_claimed_and_done(play: Any) -> None:
    """Whoever is first takes it; the other is told who did, and may do it when it is given back."""
    desk = play(
        "start work, work end",
        work={
            "kind": "handle",
            "who": [{"role": "director"}],
            "claim": True,
            "fields": {"edit": ["needed_by"]},
        },
    )
    other = desk.world.person("other", "周总监", roles={"desk": ["director"]})
    made = desk.submit()
    assert todo(other)[0]["verbs"] == ["claim"]
    mine = seat_of(other)
    decide(desk.director, "claim")
    assert todo(other) == []
    other.post(f"/seats/{mine}/claim", status=409)
    decide(desk.director, "release")
    decide(other, "claim")
    decide(other, "complete", values={"needed_by": "2031-01-01"})
    assert desk.record(made)["values"]["needed_by"] == "2031-01-01"
    assert desk.instance(made)["state"] == "approved"


def test_of_two_at_once_one_wins(play: Any) -> None:
    """Approve and transfer at the same moment: one is done, the other hears 409 or that the seat is gone."""
    desk = play("start lead, lead end", lead=LEAD)
    made = desk.submit()
    seat = seat_of(desk.lead)
    asked = [("approve", {}), ("reject", {}), ("add_after", {"people": [desk.expert.id]})] * 3

    def act(one: tuple[str, dict[str, Any]]) -> int:
        return int(desk.lead.request("POST", f"/seats/{seat}/{one[0]}", json=one[1]).status_code)

    with ThreadPoolExecutor(len(asked)) as pool:
        answers = list(pool.map(act, asked))
    assert answers.count(200) == 1, answers
    assert set(answers) == {200, 409}
    seqs = [line["seq"] for line in desk.instance(made)["history"]]
    assert seqs == list(range(1, len(seqs) + 1))
    late = desk.lead.request("POST", f"/seats/{seat}/approve", json={})
    assert late.status_code == 409
    if desk.instance(made)["state"] != "running":
        assert "李组长" in late.json()["detail"]


def test_who_was_not_needed_has_it_neither_to_do_nor_done(play: Any) -> None:
    """One of two has approved, which is enough: the other has not decided anything."""
    who = [{"supervisor": 1}, {"role": "director"}]
    desk = play("start both, both end", both={"kind": "approve", "who": who, "mode": "any"})
    desk.submit()
    decide(desk.lead, "approve")
    for box in ("todo", "done"):
        assert desk.director.get("/inbox", box=box)["items"] == []
    assert len(desk.lead.get("/inbox", box="done")["items"]) == 1


def test_limits_remind_and_then_escalate_and_timers_fire_once(play: Any) -> None:
    """Nobody decides: a reminder, then the superior, then it counts as approved; each is told by what it does, after
    how long and to whom.
    """
    limits = [
        {"after": {"hours": 1}, "do": "remind"},
        {"after": {"hours": 2}, "do": "escalate"},
        {"after": {"days": 2}, "do": "approve"},
    ]
    desk = play(
        "start lead, lead rest, rest end",
        lead={**LEAD, "limits": limits},
        rest={"kind": "timer", "after": {"days": 2}},
    )
    desk.world.admin.patch(f"/people/{desk.lead.id}", {"supervisor": desk.director.id}, None)
    made = desk.submit()
    assert [timer["limit"] for timer in desk.instance(made)["timers"]] == limits
    assert todo(desk.lead)[0]["due_at"] is not None
    assert desk.pass_time(minutes=30) == 0
    assert desk.pass_time(hours=5) == 2
    assert desk.pass_time(hours=5) == 0
    assert todo(desk.lead) == []
    line = next(one for one in desk.instance(made)["history"] if one["verb"] == "timer_due")
    assert line["data"]["due_at"]
    told = desk.timeline(made)
    assert (told["remind"], told["escalate"], "timer_due" in told) == (
        ["李组长"],
        ["李组长", "赵总监"],
        False,
    )
    assert desk.pass_time(days=2) == 1
    history = desk.instance(made)["history"]
    assert [one["limit"] for one in history if one["verb"] == "timer_due"] == limits
    done = [(one["verb"], one["limit"]) for one in history if one["limit"] and one["verb"] != "timer_due"]
    assert done == list(zip(["remind", "escalate", "auto_approve"], limits, strict=True))
    (counted,) = (one for one in history if one["verb"] == "auto_approve")
    assert [one["name"] for one in counted["concerns"]] == ["赵总监"]
    assert desk.timeline(made)["auto_approve"] == ["赵总监"]
    (waiting,) = desk.instance(made)["timers"]
    assert (waiting["kind"], waiting["limit"]) == ("timer", None)
    assert desk.pass_time(days=5) == 1
    assert desk.instance(made)["state"] == "approved"


def test_a_line_of_a_history_is_about_people_by_what_it_tells() -> None:
    """Who got a seat is somebody; where a request went is a step, whatever its key looks like."""
    lead, director = uuid4(), uuid4()
    assert concerns("transfer", {"person": str(lead), "to": str(director)}) == [lead, director]
    assert concerns("return", {"to": "sub-lead"}) == []
    assert concerns("auto_approve", {}, lead) == [lead]


def test_a_request_waits_for_a_message_and_for_its_record(play: Any) -> None:
    """A message by name from who may start the flow; a condition that becomes true by a change."""
    desk = play(
        "start paid, paid ready, ready end",
        paid={"kind": "wait", "message": "paid"},
        ready={"kind": "wait", "when": 'subject = "Gold"'},
    )
    made = desk.submit()
    identity = desk.instance(made)["id"]
    desk.world.admin.post(f"/flow-instances/{identity}/signal", {"message": "other"}, status=409)
    desk.world.admin.post(f"/flow-instances/{identity}/signal", {"message": "paid"}, status=204)
    assert desk.instance(made)["visits"][-1]["waits_for"] == "record"
    version = desk.record(made, desk.world.admin)["version"]
    desk.world.admin.patch(f"{RECORDS}/{made['id']}", {"values": {"subject": "Silver"}}, version)
    assert desk.instance(made)["state"] == "running"
    version = desk.record(made, desk.world.admin)["version"]
    desk.world.admin.patch(f"{RECORDS}/{made['id']}", {"values": {"subject": "Gold"}}, version)
    assert desk.instance(made)["state"] == "approved"


BELOW: dict[str, Any] = {
    "format": 1,
    "id": "below001",
    "key": "below",
    "entity": "request",
    "name": {"en": "Below", "zh": "下级流程"},
    "start": {"on": "button"},
    "nodes": [
        {"id": "b0000001", "key": "check", "kind": "approve", "who": [{"role": "director"}]},
        {"id": "b0000002", "key": "end", "kind": "end"},
    ],
    "edges": [{"from": "start", "to": "check"}, {"from": "check", "to": "end", "on": "approved"}],
}


@pytest.mark.parametrize(("verb", "asked"), [("approve", []), ("reject", ["mend"])])
def test_a_sub_flow_brings_its_result_back(play: Any, verb: str, asked: list[str]) -> None:
    """Its decision is the parent's way; and it ends when the parent ends."""
    desk = play(
        "start below, below end:approved, below mend:rejected, mend end",
        {"flows/below.json": BELOW},
        below={"kind": "sub_flow", "flow": "below"},
        mend=LEAD,
    )
    made = desk.submit()
    below, above = desk.employee.get(f"{RECORDS}/{made['id']}/flows")["items"]
    if below["flow"] != "below":
        below, above = above, below
    assert below["parent"] == above["id"]
    assert above["visits"][-1]["children"][0]["instance"] == below["id"]
    related = desk.employee.get(f"/flow-instances/{above['id']}/related")
    (part,) = related["items"]
    assert (related["parent"], related["more"], part["visit"]) == (None, 0, above["visits"][-1]["id"])
    told = (part["instance"], part["title"][:2], part["state"], [one["name"] for one in part["waits_for"]])
    assert told == (below["id"], "PR", "running", ["赵总监"])
    whole = desk.director.get(f"/flow-instances/{below['id']}/related")["parent"]
    assert (whole["instance"], whole["name"]["en"]) == (above["id"], above["name"]["en"])
    desk.stranger.get(f"/flow-instances/{above['id']}/related", status=404)
    decide(desk.director, verb)
    assert [line["node"] for line in todo(desk.lead)] == asked
    other = desk.submit()
    mine = [
        one
        for one in desk.employee.get(f"{RECORDS}/{other['id']}/flows")["items"]
        if one["flow"] == "approval"
    ]
    desk.employee.post(f"/flow-instances/{mine[0]['id']}/withdraw")
    states = {
        one["flow"]: one["state"] for one in desk.employee.get(f"{RECORDS}/{other['id']}/flows")["items"]
    }
    assert states == {"approval": "withdrawn", "below": "terminated"}


def test_a_step_that_fails_is_seen_skipped_or_tried_again(play: Any) -> None:
    """The decision stands; the administrator hears of it and leads the request on."""
    desk = play(
        "start lead, lead mark, mark director, director end",
        lead=LEAD,
        mark={"kind": "action", "do": [{"SetFields": {"subject": '""'}}]},
        director=DIRECTOR,
    )
    made = desk.submit()
    decide(desk.lead, "approve")
    shown = desk.instance(made)
    (incident,) = shown["incidents"]
    assert (incident["code"], shown["state"]) == ("invalid", "running")
    assert "subject" not in str([incident, [one["data"] for one in shown["history"]]]).lower()
    (whole,) = desk.world.admin.get(f"/flow-instances/{shown['id']}")["incidents"]
    assert whole["message"].splitlines()[1] == "Subject: This is required."
    desk.world.admin.patch("/me", {"language": "zh"})
    (whole,) = desk.world.admin.get(f"/flow-instances/{shown['id']}")["incidents"]
    assert whole["message"].splitlines()[0] == "这一步的内容不符合要求。"
    assert whole["message"].splitlines()[1] == "事由：请填写此项。"
    headings = [one["title"] for one in desk.world.admin.get("/notices")["items"]]
    assert headings
    assert not any("\n" in heading for heading in headings)
    body = {"incident": incident["id"], "comment": "go on"}
    desk.lead.post(f"/flow-instances/{shown['id']}/skip", body, status=403)
    desk.world.admin.post(f"/flow-instances/{shown['id']}/retry", {"incident": incident["id"]})
    (_, again) = desk.instance(made)["incidents"]
    desk.world.admin.post(f"/flow-instances/{shown['id']}/skip", {**body, "incident": again["id"]})
    assert len(todo(desk.director)) == 1


def test_an_administrator_moves_and_halts_requests(play: Any) -> None:
    """Reassign, add, remove, jump, suspend and resume; each needs a reason and stands in the history."""
    desk = play("start lead, lead director, director end", lead=LEAD, director=DIRECTOR)
    admin = desk.world.admin
    made = desk.submit()
    identity = desk.instance(made)["id"]
    seat = seat_of(desk.lead)
    desk.lead.post(f"/seats/{seat}/reassign", {"person": desk.expert.id, "comment": "x"}, status=403)
    admin.post(f"/seats/{seat}/reassign", {"person": desk.expert.id}, status=422)
    admin.post(f"/seats/{seat}/reassign", {"person": desk.expert.id, "comment": "ill"})
    visit = desk.instance(made)["visits"][-1]["id"]
    people = {"visit": visit, "people": [desk.deputy.id], "comment": "too"}
    admin.post(f"/flow-instances/{identity}/approvers", people)
    admin.post(f"/seats/{seat}/remove-approver", {"comment": "enough"})
    admin.post(f"/flow-instances/{identity}/suspend", {"comment": "audit"})
    (line,) = todo(desk.deputy)
    assert (line["suspended"], line["verbs"]) == (True, [])
    decide(desk.deputy, "approve", status=409)
    assert "resume" in admin.get(f"/flow-instances/{identity}")["allowed_actions"]["instance"]
    admin.post(f"/flow-instances/{identity}/resume")
    (line,) = todo(desk.deputy)
    assert (line["suspended"], "approve" in line["verbs"]) == (False, True)
    jump = {"visit": visit, "to": "nowhere", "comment": "x"}
    assert admin.post(f"/flow-instances/{identity}/jump", jump, status=422)["errors"][0]["pointer"] == "/to"
    admin.post(f"/flow-instances/{identity}/jump", {**jump, "to": "director"})
    decide(desk.director, "approve")
    verbs = desk.told(made)
    assert [
        one
        for one in verbs
        if one in ("reassign", "add_approvers", "remove_approver", "suspend", "resume", "jump")
    ] == [
        "reassign",
        "add_approvers",
        "remove_approver",
        "suspend",
        "resume",
        "jump",
    ]


def test_a_proxy_decides_while_somebody_is_away(play: Any) -> None:
    """The lead's seat is in the deputy's inbox as long as he stands in; the history names both."""
    desk = play("start lead, lead end", lead=LEAD)
    now = datetime.now(UTC)
    made = desk.submit()
    assert todo(desk.deputy) == []
    body = {
        "proxy": desk.deputy.id,
        "starts_at": (now - timedelta(hours=1)).isoformat(),
        "ends_at": (now + timedelta(days=1)).isoformat(),
    }
    desk.lead.post("/me/proxies", {**body, "proxy": desk.lead.id}, status=422)
    desk.lead.post("/me/proxies", body, status=201)
    desk.lead.post("/me/proxies", body, status=422)
    (standing,) = desk.deputy.get("/me/proxies")["acting_for"]
    assert (standing["person"]["name"], desk.deputy.get("/me/proxies")["items"]) == ("李组长", [])
    assert desk.deputy.get("/me")["inbox"] == 1
    (waiting,) = desk.deputy.get("/inbox")["items"]
    assert (waiting["holder"]["name"], waiting["decided_by"]) == ("李组长", None)
    assert desk.lead.get("/inbox")["items"][0]["holder"] is None
    seat = seat_of(desk.deputy)
    assert desk.deputy.get(f"/seats/{seat}")["record"]["values"]["subject"] == "Paper"
    decide(desk.deputy, "approve")
    line = next(one for one in desk.instance(made)["history"] if one["verb"] == "approve")
    assert (line["actor"]["name"], line["on_behalf_of"]["name"]) == ("孙副手", "李组长")
    late = desk.lead.post(f"/seats/{seat}/approve", status=409)
    assert "孙副手" in late["detail"]
    (mine,) = desk.deputy.get("/inbox", box="done")["items"]
    (his,) = desk.lead.get("/inbox", box="done")["items"]
    assert (mine["holder"]["name"], mine["decided_by"]) == ("李组长", None)
    assert (his["holder"], his["decided_by"]["name"]) == (None, "孙副手")
    (given,) = desk.lead.get("/me/proxies")["items"]
    desk.lead.request("DELETE", f"/me/proxies/{given['id']}")
    assert desk.lead.get("/me/proxies")["items"] == []
    assert desk.lead.request("DELETE", f"/me/proxies/{desk.deputy.id}").status_code == 404
    desk.submit()
    assert todo(desk.deputy) == []
    (kept,) = desk.deputy.get("/inbox", box="done")["items"]
    assert kept["id"] == mine["id"]
    assert desk.deputy.get(f"/seats/{seat}")["holder"]["name"] == "李组长"
    assert desk.deputy.post(f"/seats/{seat}/approve", status=409)


def test_who_leaves_hands_everything_over(play: Any) -> None:
    """His open seats go to who takes over, who is also asked in his place from then on."""
    desk = play("start lead, lead end", lead=LEAD)
    desk.submit()
    desk.submit()
    body = {"to": desk.deputy.id, "comment": "he left"}
    desk.lead.post(f"/people/{desk.lead.id}/hand-over", body, status=403)
    given = desk.world.admin.post(f"/people/{desk.lead.id}/hand-over", body)
    assert (given["given"], given["left"]) == (2, [])
    assert len(todo(desk.deputy)) == 2


RATES: dict[str, Any] = {
    "format": 1,
    "id": "rates001",
    "key": "rates",
    "entity": "request",
    "name": {"en": "Reasons", "zh": "原因"},
    "hit": "unique",
    "inputs": [{"key": "subject", "expression": "subject"}],
    "outputs": [{"key": "word"}],
    "rows": [
        {"id": "row00001", "in": ['"Paper"'], "out": ['"cheap"']},
        {"id": "row00002", "in": ['"Gold"'], "out": ['"dear"']},
        {"id": "row00003", "in": ['"Gold"'], "out": ['"very dear"']},
    ],
}


def test_a_decision_table_fills_in_the_record(play: Any) -> None:
    """What its row says stands in the record; rows that contradict each other take another way."""
    desk = play(
        "start ask, ask end, ask lead:error, lead end",
        {"tables/rates.json": RATES},
        ask={"kind": "decision", "table": "rates", "set": {"reason": "word"}},
        lead=LEAD,
    )
    made = desk.submit()
    assert desk.record(made)["values"]["reason"] == "cheap"
    assert desk.instance(made)["state"] == "approved"
    desk.submit(subject="Gold")
    assert [line["node"] for line in todo(desk.lead)] == ["lead"]


def test_a_table_tells_of_its_rows(play: Any) -> None:
    """What two rows take and what none takes is told in the draft, by row and example; it can be published."""
    desk = play("start lead, lead end", {"tables/rates.json": RATES}, lead=LEAD)
    admin, address = desk.world.admin, "/apps/desk/draft/table/rates"
    version = admin.get(address)["version"]
    written = admin.put(address, {"document": RATES}, **{"If-Match": f'"{version}"'})
    told = {(one["severity"], one["pointer"], one["message"]) for one in written["problems"]}
    assert told >= {
        ("warning", "/rows/2", 'Rows 2 and 3 both match when subject = "Gold".'),
        ("warning", "/rows", "No row matches when subject is something else."),
    }


LINE: dict[str, Any] = {
    **BELOW,
    "key": "line",
    "id": "line0001",
    "entity": "request_line",
    "nodes": [{**one, "id": f"c{at:07}"} for at, one in enumerate(BELOW["nodes"])],
}


def test_a_flow_runs_on_every_row(play: Any) -> None:
    """One for each line; the request goes on when the last is decided."""
    desk = play(
        "start rows, rows end",
        {"flows/line.json": LINE},
        rows={"kind": "sub_flow", "flow": "line", "each": "lines", "mode": "any"},
    )
    lines = [
        {"item": item, "quantity": "1", "price": {"amount": "5", "currency": "CNY"}} for item in ("A4", "A3")
    ]
    made = desk.submit(lines=lines)
    assert sorted(one["title"] for one in todo(desk.director)) == ["A3", "A4"]
    decide(desk.director, "reject")
    assert desk.instance(made)["state"] == "running"
    decide(desk.director, "approve")
    assert desk.instance(made)["state"] == "approved"


@pytest.mark.parametrize("roles", [{}, {"desk": ["employee"]}])
def test_who_decides_about_a_row_sees_it(play: Any, roles: dict[str, list[str]]) -> None:
    """He sees no other request: his seat shows him the row, and what it is part of; it rests and ends with its record."""
    boss_asked = {**LINE, "nodes": [{**LINE["nodes"][0], "who": [{"supervisor": 1}]}, LINE["nodes"][1]]}
    desk = play(
        "start rows, rows end",
        {"flows/line.json": boss_asked},
        rows={"kind": "sub_flow", "flow": "line", "each": "lines"},
    )
    admin, boss = desk.world.admin, desk.world.person("boss", "钱老板", roles=roles)
    admin.patch(f"/people/{desk.employee.id}", {"supervisor": boss.id})
    made = desk.submit()
    (line,) = todo(boss)
    seat = boss.get(f"/seats/{line['id']}")
    shown = seat["record"]
    assert (line["title"], shown["values"]["item"], shown["values"]["quantity"]) == ("A4", "A4", "2")
    assert shown["labels"]["parent"] == made["values"]["number"]
    desk.delete(made)
    assert [one["suspended"] for one in todo(boss)] == [True]
    boss.post(f"/seats/{line['id']}/approve", {}, status=409)
    admin.post(f"{RECORDS}/{made['id']}/restore")
    assert [one["suspended"] for one in todo(boss)] == [False]
    desk.delete(made)
    later = datetime.now(UTC) + timedelta(days=91)
    assert empty_trash(desk.world.database, desk.world.settings.home, later) == 1
    assert todo(boss) == []


def test_a_request_that_cannot_end_keeps_its_record_and_no_other(play: Any) -> None:
    """What its end puts back is refused: that record stays in the trash, the other one goes."""

    def refused(flow: dict[str, Any]) -> None:
        flow_of("start lead, lead end", lead=LEAD)(flow)
        flow["start"] = {**flow["start"], "back": {"subject": '""'}}

    desk = play("start lead, lead end", {"flows/approval.json": refused}, lead=LEAD)
    kept, other = desk.submit(), desk.submit()
    for made in (other, kept):
        seat = next(one["id"] for one in todo(desk.lead) if one["record"] == made["id"])
        if made is other:
            desk.lead.post(f"/seats/{seat}/approve", {})
        desk.delete(made)
    later = datetime.now(UTC) + timedelta(days=91)
    assert empty_trash(desk.world.database, desk.world.settings.home, later) == 1
    assert [one["record"] for one in todo(desk.lead)] == [kept["id"]]


def test_a_flow_that_names_what_is_not_there_is_refused(play: Any) -> None:
    """A table, an output, a field for a list, a flow, a flow of other records, itself: each with its place."""
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"kind": "decision", "table": "nothing"}, "/nodes/0/table"),
        ({"kind": "decision", "table": "rates", "set": {"reason": "sound"}}, "/nodes/0/set/reason"),
        ({"kind": "decision", "table": "all_rates", "set": {"reason": "word"}}, "/nodes/0/set"),
        ({"kind": "sub_flow", "flow": "nothing"}, "/nodes/0/flow"),
        ({"kind": "sub_flow", "flow": "line"}, "/nodes/0/flow"),
        ({"kind": "sub_flow", "flow": "approval"}, "/nodes/0/flow"),
    ]
    everything = {**RATES, "id": "allrates", "key": "all_rates", "hit": "rule_order"}
    desk = play(
        "start lead, lead end",
        {"tables/rates.json": RATES, "tables/all_rates.json": everything, "flows/line.json": LINE},
        lead=LEAD,
    )
    admin, address = desk.world.admin, "/apps/desk/draft/flow/approval"
    found = admin.get(address)
    version = found["version"]
    for members, pointer in wrong:
        document = dict(found["document"])
        flow_of("start odd, odd end", odd=members)(document)
        written = admin.put(address, {"document": document}, **{"If-Match": f'"{version}"'})
        version = written["version"]
        places = [one["pointer"] for one in written["problems"]]
        assert pointer in places, (members, written["problems"])
