"""A flow is tried before it is published: on a record, with its people, step by step and through time; nothing is kept."""

from __future__ import annotations

import json
from typing import Any

from tests.stories.test_flows_in_full import DIRECTOR, LEAD, Play, flow_of, play, todo
from tests.stories.test_purchase_approval import DESK, RECORDS

__all__ = ["play"]

WAYS = "start lead, lead split:approved, split pause, split director, pause join, director join, join done, done end"
NODES: dict[str, Any] = {
    "lead": LEAD,
    "split": {"kind": "parallel"},
    "pause": {"kind": "timer", "after": {"days": 2}},
    "director": DIRECTOR,
    "join": {"kind": "parallel"},
    "done": {"kind": "action", "do": [{"SetFields": {"status": '"approved"'}}]},
}


def document(ways: str, **nodes: Any) -> dict[str, Any]:
    """Return the desk's flow with other ways."""
    found: dict[str, Any] = json.loads((DESK / "flows" / "approval.json").read_text())
    flow_of(ways, **nodes)(found)
    found["start"] = {"on": "button"}
    return found


class Trial:
    """A flow tried on a record by the administrator."""

    def __init__(self, desk: Play, flow: dict[str, Any], record: str) -> None:
        self.desk, self.flow, self.record = desk, flow, record
        self.turns: list[dict[str, Any]] = []

    def now(self, status: int = 200) -> dict[str, Any]:
        """Return where it stands."""
        begun_at = "2026-11-23T09:00:00+08:00"
        body = {
            "begun_at": begun_at,
            "flow": self.flow,
            "record": self.record,
            "initiator": self.desk.employee.id,
            "turns": self.turns,
        }
        found: dict[str, Any] = self.desk.world.admin.post("/apps/desk/flows/play", body, status=status)
        return found

    def seats(self) -> dict[str, str]:
        """Return the seats that may act, by the name of their people."""
        shown = self.now()["instance"]
        people = {seat["id"]: seat["person"]["name"] for visit in shown["visits"] for seat in visit["seats"]}
        return {people[one["seat"]]: one["seat"] for one in shown["allowed_actions"]["seats"]}

    def decide(self, who: str, verb: str, **more: Any) -> None:
        """Let somebody use his seat."""
        self.turns.append({"do": "decide", "seat": self.seats()[who], "verb": verb, **more})


def test_people_decide_and_time_passes(play: Any) -> None:
    """The lead approves, two days pass, the director approves; what would be done is told, and nothing is."""
    desk: Play = play("start lead, lead end", lead=LEAD)
    made = desk.submit()
    before = desk.record(made)
    trial = Trial(desk, document(WAYS, **NODES), made["id"])
    assert list(trial.seats()) == ["李组长"]
    trial.decide("李组长", "approve", comment="fine")
    stands = trial.now()
    assert (sorted(stands["instance"]["tokens"]), stands["due_at"] is not None) == (
        ["director", "pause"],
        True,
    )
    trial.turns.append({"do": "pass_time"})
    assert trial.now()["now"] == stands["due_at"] == "2026-11-25T01:00:00Z"
    trial.decide("赵总监", "return", to="lead", comment="look again")
    assert list(trial.seats()) == ["李组长"]
    trial.turns[-1] = {**trial.turns[-1], "verb": "approve", "to": None}
    over = trial.now()
    assert (over["instance"]["state"], over["due_at"]) == ("approved", None)
    assert [(one["node"], one["kind"]) for one in over["effects"]] == [("done", "SetFields")]
    assert [one["verb"] for one in over["instance"]["history"]][-1] == "finished"
    assert desk.record(made) == before
    assert len(todo(desk.lead)) == 1
    assert len(desk.employee.get(f"{RECORDS}/{made['id']}/flows")["items"]) == 1


def test_what_happens_elsewhere_is_said_to_have_happened(play: Any) -> None:
    """A message comes; a turn that would be refused is refused; a flow that cannot run says why."""
    desk: Play = play("start lead, lead end", lead=LEAD)
    made = desk.submit()
    flow = document("start hold, hold lead, lead end", hold={"kind": "wait", "message": "goods"}, lead=LEAD)
    trial = Trial(desk, flow, made["id"])
    (waiting,) = trial.now()["waiting"]
    assert (waiting["node"], waiting["kind"]) == ("hold", "message")
    trial.turns.append({"do": "pass_time"})
    trial.now(status=409)
    trial.turns = [{"do": "happen", "visit": waiting["visit"]}]
    assert list(trial.seats()) == ["李组长"]
    broken = {**flow, "edges": flow["edges"][:-1]}
    refused = Trial(desk, broken, made["id"]).now(status=422)
    assert refused["errors"]
    desk.employee.post("/apps/desk/flows/play", {"flow": flow, "record": made["id"]}, status=403)


def test_a_version_is_read_again(play: Any) -> None:
    """A designer reads the flow as a published version has it; others, and versions that are not there, get nothing."""
    desk: Play = play("start lead, lead end", lead=LEAD)
    path = "/apps/desk/versions/1/flow/approval"
    assert desk.world.admin.get(path)["document"]["nodes"][0]["key"] == "lead"
    desk.world.admin.get("/apps/desk/versions/1/flow/nothing", status=404)
    desk.world.admin.get("/apps/desk/versions/9/flow/approval", status=404)
    desk.employee.get(path, status=403)
