"""Flows that wait for other systems, choose their ways and people, undo what they did; and every verb before, in and
after a parallel region, over HTTP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.stories.edited import edited
from tests.stories.test_flows_in_full import DIRECTOR, LEAD, VERBS, Play, flow_of, node, play, seat_of
from tests.stories.test_purchase_approval import DESK, RECORDS, Desk, decide, todo
from tests.world import World

__all__ = ["play"]


def hooked(desk: Play, event: str) -> Any:
    """Return what posts to a hook of the desk: its body finds the request by its subject."""
    made = desk.world.admin.post(
        "/apps/desk/hooks",
        {
            "name": "Bank",
            "event": event,
            "entity": "request",
            "mapping": {"subject": "order", "reason": "note"},
            "match": ["subject"],
        },
    )
    path, secret = made["url"].partition("/api/v1")[2], made["secret"]

    def post(delivery: str, **body: str) -> int:
        answer = desk.world.anonymous().post(
            f"/api/v1{path}",
            content=json.dumps(body).encode(),
            headers={"content-type": "application/json", "x-hook-secret": secret, "webhook-id": delivery},
        )
        return int(answer.status_code)

    return post


def test_a_request_waits_for_a_hook(play: Any) -> None:
    """Another hook and another order leave it waiting; its own lets it go on, once; one nobody calls takes its way."""
    desk = play(
        "start paid, paid end, paid lead:timeout, lead end",
        paid={"kind": "wait", "webhook": "payment", "limit": {"days": 3}},
        lead=LEAD,
    )
    made, late = desk.submit(subject="Order 17"), desk.submit(subject="Order 18")
    assert desk.instance(made)["visits"][-1]["waits_for"] == "webhook:payment"
    shipped, paid = hooked(desk, "shipment"), hooked(desk, "payment")
    assert shipped("s1", order="Order 17") == 200
    assert desk.instance(made)["state"] == "running"
    assert paid("p1", order="Order 17", note="paid in full") == 200
    assert desk.instance(made)["state"] == "approved"
    assert desk.record(made)["values"]["reason"] == "paid in full"
    assert desk.instance(late)["state"] == "running"
    assert paid("p1", order="Order 17") == 200
    assert desk.told(made).count("signalled") == 1
    desk.pass_time(days=4)
    assert desk.instance(late)["tokens"] == ["lead"]
    assert ("timer_due" in desk.timeline(late), "timer_due" in desk.timeline(made)) == (True, False)


def inclusive(document: dict[str, Any]) -> None:
    """Give the ways of an inclusive gateway their conditions."""
    tests = {"lead": "urgent", "director": "total >= 100", "expert": "default"}
    for edge in document["edges"]:
        if edge["from"] == "choose":
            test = tests[edge["to"]]
            edge |= {"default": True} if test == "default" else {"when": test}


@pytest.mark.parametrize(
    ("price", "urgent", "asked"),
    [
        ("10", True, {"lead"}),
        ("90", True, {"lead", "director"}),
        ("90", False, {"director"}),
        ("1", False, {"expert"}),
    ],
)
def test_every_way_that_holds_is_taken(
    world: Any, tmp_path: Any, price: str, urgent: bool, asked: set[str]
) -> None:
    """One, both, or the default; the join waits for exactly those."""

    ways = (
        "start choose, choose lead, choose director, choose expert, lead join, director join, expert join, "
        "join last, last end"
    )
    drawn = flow_of(
        ways,
        choose={"kind": "inclusive"},
        lead=LEAD,
        director=DIRECTOR,
        expert={"kind": "approve", "who": [{"formula": "owner"}], "initiator": "self"},
        join={"kind": "inclusive"},
        last={"kind": "handle", "who": [{"role": "director"}]},
    )

    def choosing(document: dict[str, Any]) -> None:
        drawn(document)
        inclusive(document)

    desk = Desk(world, edited(DESK, tmp_path, {"flows/approval.json": choosing}))
    made = desk.submit(price, urgent=urgent, reason="now")
    assert set(desk.instance(made)["tokens"]) == asked
    people = {"lead": desk.lead, "director": desk.director, "expert": desk.employee}
    for number, key in enumerate(sorted(asked), 1):
        assert [one["node"] for one in todo(people[key])] == [key]
        decide(people[key], "approve")
        assert (desk.instance(made)["tokens"] == ["last"]) == (number == len(asked))
    decide(desk.director, "complete")
    assert desk.instance(made)["state"] == "approved"


CHOOSING: dict[str, Any] = {
    "format": 1,
    "id": "choosing",
    "key": "choosing",
    "entity": "request",
    "name": {"en": "Choosing", "zh": "自选"},
    "start": {"on": "button"},
    "nodes": [
        node("first", 91, kind="approve", who=[{"chosen": "initiator"}], verbs=VERBS),
        node("second", 92, kind="approve", who=[{"chosen": "previous"}], verbs=VERBS),
        node("end", 93, kind="end"),
    ],
    "edges": [
        {"from": "start", "to": "first"},
        {"from": "first", "to": "second", "on": "approved"},
        {"from": "second", "to": "end", "on": "approved"},
    ],
}


def test_people_are_picked_by_who_asks_and_by_who_decides(play: Any) -> None:
    """The initiator picks the expert, the expert the deputy; who is not picked finds nothing."""
    desk = play("start lead, lead end", {"flows/choosing.json": CHOOSING}, lead=LEAD)
    made = desk.submit()
    decide(desk.lead, "approve")
    body = {"record": made["id"], "chosen": {"first": [desk.expert.id]}}
    desk.world.admin.post("/apps/desk/flows/choosing/start", body)
    assert todo(desk.lead) == []
    assert [one["node"] for one in todo(desk.expert)] == ["first"]
    asked = desk.world.admin.post("/apps/desk/flows/choosing/preview", body)["items"]
    told = [(one["node"], len(one["people"]), one["instead"], one["picked_later"]) for one in asked]
    assert told[1:3] == [("first", 1, False, False), ("second", 0, False, True)]
    seat = todo(desk.expert)[0]["seat"]
    refused = desk.expert.post(f"/seats/{seat}/approve", {}, status=422)
    assert [(one["code"], one["pointer"]) for one in refused["errors"]] == [
        ("pick_missing", "/chosen/second")
    ]
    assert [one["node"] for one in todo(desk.expert)] == ["first"]
    decide(desk.expert, "approve", chosen={"second": [desk.deputy.id]})
    assert [one["node"] for one in todo(desk.deputy)] == ["second"]
    decide(desk.deputy, "approve")
    assert desk.instance(made)["state"] == "approved"


def test_who_submits_a_form_sees_whom_it_will_ask_and_picks(play: Any) -> None:
    """Before anything is saved: a dear request asks the director too, and whom the employee picks; then so it is."""
    desk = play(
        "start lead, lead big, big last, last end",
        lead=LEAD,
        big={**DIRECTOR, "who": [{"field": "supplier.owner"}]},
        last={**LEAD, "who": [{"chosen": "initiator"}]},
    )
    (flow,) = desk.employee.get("/apps/desk")["flows"]
    assert (flow["on"], flow["form"], flow["picks"]) == ("form.submitted", "request", True)
    line = {"item": "A4", "quantity": "2", "price": {"amount": "10", "currency": "CNY"}}
    body: dict[str, Any] = {
        "values": {"subject": "Paper", "needed_by": "2030-12-01", "lines": [line]},
        "form": "request",
    }
    (foreseen,) = desk.employee.post(f"{RECORDS}/foresee", body)["flows"]
    asked = [
        (stop["node"], [one["name"] for one in stop["people"]], stop["instead"])
        for stop in foreseen["items"]
        if stop["people"]
    ]
    administrators = ("last", ["管理员"], True)
    assert asked == [("lead", ["李组长"], False), ("big", ["管理员"], True), administrators]
    assert [(one["node"], one["required"]) for one in foreseen["choose"]] == [("last", True)]
    assert desk.employee.post(f"{RECORDS}/foresee", {"values": body["values"]}) == {"flows": []}
    assert desk.employee.get(RECORDS)["items"] == []
    assert todo(desk.lead) == desk.lead.get("/notices")["items"] == []
    desk.employee.post(f"{RECORDS}/foresee", {**body, "values": {}}, status=422)

    body["chosen"] = {"approval": {"last": [desk.expert.id]}}
    (foreseen,) = desk.employee.post(f"{RECORDS}/foresee", body)["flows"]
    assert foreseen["items"][-2]["people"][0]["name"] == "钱专家"
    made = desk.employee.post(RECORDS, body, status=201)
    decide(desk.lead, "approve")
    decide(desk.world.admin, "approve")
    assert [one["node"] for one in todo(desk.expert)] == ["last"]
    decide(desk.expert, "approve")
    assert desk.instance(made)["state"] == "approved"


def test_who_changes_a_record_sees_whom_that_asks(world: World, tmp_path: Path) -> None:
    """A change by which a flow begins asks before it is made; one that begins nothing says so."""

    def changed(document: dict[str, Any]) -> None:
        document["start"] = {"on": "record.changed", "changed": ["urgent"], "when": "urgent"}

    desk = Desk(world, edited(DESK, tmp_path, {"flows/approval.json": changed}))
    made = desk.submit()
    asked = {"record": made["id"], "values": {"urgent": True}}
    (foreseen,) = desk.employee.post(f"{RECORDS}/foresee", asked)["flows"]
    assert foreseen["items"][1]["people"][0]["name"] == "李组长"
    assert desk.employee.post(f"{RECORDS}/foresee", {**asked, "values": {"urgent": False}}) == {"flows": []}
    assert desk.record(made)["values"]["urgent"] is False
    desk.stranger.post(f"{RECORDS}/foresee", asked, status=404)


def test_what_a_step_did_is_undone_when_the_request_returns(play: Any) -> None:
    """Sent back to before it, its values are taken back; on the way again they are set again, once each time."""
    desk = play(
        "start lead, lead mark, mark director, director end",
        lead=LEAD,
        mark={
            "kind": "action",
            "do": [{"SetFields": {"reason": '"reserved"'}}],
            "compensate": [{"SetFields": {"reason": '"released"'}}],
        },
        director=DIRECTOR,
    )
    made = desk.submit()
    decide(desk.lead, "approve")
    assert desk.record(made)["values"]["reason"] == "reserved"
    decide(desk.director, "return", to="lead", comment="wait")
    assert desk.record(made)["values"]["reason"] == "released"
    decide(desk.lead, "approve")
    assert desk.record(made)["values"]["reason"] == "reserved"
    decide(desk.director, "approve")
    assert desk.instance(made)["state"] == "approved"


SPLIT: dict[str, Any] = {"split": {"kind": "parallel"}, "join": {"kind": "parallel"}, "director": DIRECTOR}
HELP: dict[str, Any] = {"kind": "approve", "who": [{"role": "director"}], "verbs": VERBS}
WAYS = {
    "before": "start lead, lead split, split director, split help, director join, help join, join end",
    "in": "start split, split lead, split director, lead join, director join, join help, help end",
    "after": "start split, split director, split help, director join, help join, join lead, lead end",
}


class Positioned(Play):
    """A request that stands at the lead, before, in or after a parallel region; the director decides the rest."""

    def __init__(self, world: Any, folder: Any, position: str) -> None:
        super().__init__(world, folder, WAYS[position], lead=LEAD, help=HELP, **SPLIT)
        self.made = self.submit()
        if position == "after":
            decide(self.director, "approve")
            decide(self.director, "approve")

    def finish(self) -> str:
        """Approve whatever waits for anybody, and return how the request ended."""
        people = [self.lead, self.director, self.expert, self.deputy, self.employee]
        for _ in range(12):
            waiting = [person for person in people if todo(person)]
            if not waiting:
                break
            offered = todo(waiting[0])[0]["verbs"]
            verb = next(verb for verb in ("submit", "advise", "approve") if verb in offered)
            decide(waiting[0], verb, comment="fine")
        return str(self.instance(self.made)["state"])


def transfer(desk: Positioned) -> None:
    desk.lead.post(f"/seats/{seat_of(desk.lead)}/transfer", {"person": desk.deputy.id}, status=204)
    assert [one["node"] for one in todo(desk.deputy)] == ["lead"]


def delegate(desk: Positioned) -> None:
    decide(desk.lead, "delegate", people=[desk.expert.id])
    assert todo(desk.expert)[0]["verbs"] == ["advise"]


def add_before(desk: Positioned) -> None:
    decide(desk.lead, "add_before", people=[desk.expert.id])
    assert todo(desk.lead) == []


def add_after(desk: Positioned) -> None:
    decide(desk.lead, "add_after", people=[desk.expert.id])
    assert todo(desk.lead) == []
    assert len(todo(desk.expert)) == 1


def return_to_initiator(desk: Positioned) -> None:
    decide(desk.lead, "return", to="initiator", comment="mend")
    assert desk.instance(desk.made)["tokens"] == ["start"]
    assert todo(desk.director) == []


def take_back(desk: Positioned) -> None:
    seat = seat_of(desk.lead)
    decide(desk.lead, "approve")
    state = desk.instance(desk.made)["state"]
    desk.lead.post(f"/seats/{seat}/take-back", {"comment": "wait"}, status=200 if state == "running" else 409)
    assert len(todo(desk.lead)) == (state == "running")


def remind(desk: Positioned) -> None:
    seat = seat_of(desk.lead)
    desk.employee.post(f"/seats/{seat}/remind", {"comment": "please"})
    assert "仍在等您处理" in desk.lead.get("/notices")["items"][0]["title"]


def reassign(desk: Positioned) -> None:
    body = {"person": desk.deputy.id, "comment": "ill"}
    desk.world.admin.post(f"/seats/{seat_of(desk.lead)}/reassign", body)
    assert todo(desk.lead) == []


def suspend(desk: Positioned) -> None:
    place = f"/flow-instances/{desk.instance(desk.made)['id']}"
    desk.world.admin.post(f"{place}/suspend", {"comment": "audit"})
    decide(desk.lead, "approve", status=409)
    desk.world.admin.post(f"{place}/resume")


@pytest.mark.parametrize("position", WAYS)
@pytest.mark.parametrize(
    "act",
    [transfer, delegate, add_before, add_after, return_to_initiator, take_back, remind, reassign, suspend],
    ids=lambda act: act.__name__,
)
def test_each_verb_and_then_on_to_the_end(world: Any, tmp_path: Any, act: Any, position: str) -> None:
    """Nothing is lost or asked twice, wherever in the flow it was done: everybody decides and the request is approved."""
    desk = Positioned(world, tmp_path, position)
    act(desk)
    assert desk.finish() == "approved"
    assert desk.instance(desk.made)["tokens"] == []


@pytest.mark.parametrize("position", WAYS)
@pytest.mark.parametrize("ending", ["reject", "withdraw", "terminate"])
def test_each_ending_ends_all_of_it(world: Any, tmp_path: Any, ending: str, position: str) -> None:
    """Nobody has anything to do afterwards, in no branch; a withdrawal after a decision is refused."""
    desk = Positioned(world, tmp_path, position)
    identity = desk.instance(desk.made)["id"]
    if ending == "reject":
        decide(desk.lead, "reject", comment="no")
        ended = "rejected"
    elif ending == "terminate":
        desk.world.admin.post(f"/flow-instances/{identity}/terminate", {"comment": "closed"})
        ended = "terminated"
    else:
        decided = position == "after"
        desk.employee.post(f"/flow-instances/{identity}/withdraw", status=409 if decided else (200, 204))
        ended = "running" if decided else "withdrawn"
    found = desk.instance(desk.made)
    assert found["state"] == ended
    if ended != "running":
        assert found["tokens"] == []
        assert [one for person in (desk.lead, desk.director) for one in todo(person)] == []
        assert desk.employee.get(f"{RECORDS}/{desk.made['id']}")["values"]["status"] != "approved"
