"""Flows that wait are told by steps: of their own record, of another one, in one act with their start, never in a circle."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dougong.actions.run_schedules import run_schedules
from dougong.jobs.worker import run_waiting
from tests.stories.test_flows_in_full import LEAD, Play
from tests.stories.test_purchase_approval import RECORDS
from tests.stories.test_steps_go_through_lists import entity, field, text
from tests.world import World

PAYMENTS = "/apps/desk/entities/payment/records"
PAYMENT = entity(
    "pa000001",
    "payment",
    {
        "subject": field("pa000002", "subject", "text"),
        "request": field("pa000003", "request", "reference", entity="request"),
    },
)
BOOKED = {
    "format": 1,
    "id": "ru0000pa",
    "key": "booked",
    "entity": "payment",
    "name": text("booked"),
    "on": {"created": True},
    "do": [
        {"SignalFlow": {"message": "paid", "record": "request", "values": {"reason": '"paid: " & subject'}}}
    ],
}
WAITING = {
    "format": 1,
    "id": "fl0000ab",
    "key": "waiting",
    "entity": "request",
    "name": text("waiting"),
    "start": {"on": "button"},
    "nodes": [
        {"id": "wa000001", "key": "go", "kind": "wait", "message": "go"},
        {"id": "wa000002", "key": "end", "kind": "end"},
    ],
    "edges": [{"from": "start", "to": "go"}, {"from": "go", "to": "end"}],
}


def _button(identity: str, key: str, *steps: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": identity, "key": key, "label": text(key), "do": list(steps)}


def _buttons(request: dict[str, Any]) -> None:
    start, go = {"StartFlow": {"flow": "waiting"}}, {"SignalFlow": {"message": "go"}}
    request.setdefault("buttons", []).extend(
        [_button("bt0000sa", "at_once", start, go), _button("bt0000sb", "go", go)]
    )


class Told(Play):
    """The desk with payments, and a flow that a button starts and one that waits to be paid."""

    def __init__(self, world: World, folder: Path, **changes: Any) -> None:
        others = {
            "entities/payment.json": PAYMENT,
            "entities/request.json": _buttons,
            "flows/waiting.json": WAITING,
            "rules/booked.json": BOOKED,
            **changes,
        }
        paid = {"kind": "wait", "message": "paid"}
        super().__init__(world, folder, "start paid, paid lead, lead end", others, paid=paid, lead=LEAD)

    def pay(self, made: Mapping[str, Any], subject: str = "Invoice 7") -> str:
        """Enter a payment for a request."""
        values = {"subject": subject, "request": made["id"]}
        return str(self.world.admin.post(PAYMENTS, {"values": values}, 201)["id"])

    def flows(self, made: Mapping[str, Any]) -> dict[str, str]:
        """Return the state of each flow on a request."""
        items = self.world.admin.get(f"{RECORDS}/{made['id']}/flows")["items"]
        return {one["flow"]: one["state"] for one in items}


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Told:
    return Told(world, tmp_path)


def test_a_payment_lets_the_request_go_on(desk: Told) -> None:
    """What the message brings is on the request before it goes on; who is told twice has gone on already."""
    made = desk.submit()
    assert desk.instance(made)["visits"][-1]["waits_for"] == "message:paid"
    payment = desk.pay(made)
    assert desk.instance(made)["visits"][-1]["node"] == "lead"
    assert desk.record(made)["values"]["reason"] == "paid: Invoice 7"
    (run,) = desk.world.admin.get(f"{PAYMENTS}/{payment}/runs")["items"]
    assert [(one["kind"], one["result"]) for one in run["steps"]] == [
        ("SignalFlow", {"message": "paid", "records": 1, "flows": 1})
    ]
    again = desk.pay(made, "Invoice 8")
    (run,) = desk.world.admin.get(f"{PAYMENTS}/{again}/runs")["items"]
    assert run["steps"][0]["result"]["flows"] == 0
    assert desk.record(made)["values"]["reason"] == "paid: Invoice 8"


def test_a_flow_is_started_and_told_in_one_act(desk: Told) -> None:
    """A button starts it and lets it go on at once; told again nothing waits."""
    made = desk.submit()
    desk.world.admin.post(f"{RECORDS}/{made['id']}/actions/at_once")
    assert desk.flows(made) == {"waiting": "approved", "approval": "running"}
    desk.world.admin.post(f"{RECORDS}/{made['id']}/actions/go")
    assert desk.flows(made) == {"waiting": "approved", "approval": "running"}


def test_a_flow_that_tells_itself_stops_as_an_incident(world: World, tmp_path: Path) -> None:
    """Each message leads back to the wait; the circle is cut where reactions end, and an administrator sees it."""
    circle = {
        **WAITING,
        "nodes": [
            {"id": "wa000001", "key": "go", "kind": "wait", "message": "go"},
            {"id": "wa000003", "key": "again", "kind": "action", "do": [{"SignalFlow": {"message": "go"}}]},
            {"id": "wa000004", "key": "enough", "kind": "exclusive"},
            {"id": "wa000002", "key": "end", "kind": "end"},
        ],
        "edges": [
            {"from": "start", "to": "go"},
            {"from": "go", "to": "again"},
            {"from": "again", "to": "enough"},
            {"from": "enough", "to": "end", "when": 'reason = "enough"'},
            {"from": "enough", "to": "go", "default": True},
        ],
    }
    # Without `repeat_on_return` an action is done once in the life of a request.
    circle["nodes"][1]["repeat_on_return"] = True  # type: ignore[index]
    desk = Told(world, tmp_path, **{"flows/waiting.json": circle})
    made = desk.submit()
    desk.world.admin.post(f"{RECORDS}/{made['id']}/actions/at_once")
    (waiting,) = [
        one
        for one in desk.world.admin.get(f"{RECORDS}/{made['id']}/flows")["items"]
        if one["flow"] == "waiting"
    ]
    assert waiting["state"] == "running"
    told = desk.world.admin.get(f"/flow-instances/{waiting['id']}")
    (incident,) = told["incidents"]
    assert incident["message"] == "Flows tell each other to go on in a circle."


def test_a_message_that_no_flow_waits_for_is_refused(desk: Told) -> None:
    """The check names those that flows on these records wait for."""
    path = "/apps/desk/draft/rule/booked"
    held = desk.world.admin.get(path)
    wrong = {**BOOKED, "do": [{"SignalFlow": {"message": "payed", "record": "request"}}]}
    written = desk.world.admin.put(path, {"document": wrong}, **{"If-Match": f'"{held["version"]}"'})
    (problem,) = [one for one in written["problems"] if one["severity"] == "error"]
    assert (problem["pointer"], problem["code"]) == ("/do/0/SignalFlow/message", "unknown_message")
    assert all(name in problem["hint"] for name in ("go", "paid"))


def test_the_clock_starts_a_flow(world: World, tmp_path: Path) -> None:
    """A rule by the clock with StartFlow asks for approval in the name of the record's owner, once while it runs."""
    yearly = {
        "format": 1,
        "id": "ru0000yy",
        "key": "look_again",
        "entity": "request",
        "name": text("look again"),
        "on": {"schedule": {"cron": "0 8 * * *"}},
        "when": 'subject = "Paper"',
        "do": [{"StartFlow": {"flow": "waiting"}}],
    }
    desk = Told(world, tmp_path, **{"rules/look_again.json": yearly})
    made = desk.submit()
    assert "waiting" not in desk.flows(made)
    for days in (1, 2):
        run_schedules(world.database, datetime.now(UTC) + timedelta(days=days))
        run_waiting(world.database, world.settings)
        assert desk.flows(made)["waiting"] == "running"
    (started,) = [
        one for one in world.admin.get(f"{RECORDS}/{made['id']}/flows")["items"] if one["flow"] == "waiting"
    ]
    assert started["initiator"]["name"] == "王小明"


@pytest.mark.parametrize(
    "start",
    [
        {"on": "record.created"},
        {"on": "record.changed", "changed": ["subject"]},
        {"on": "state.entered", "state": "in_approval"},
    ],
)
def test_what_happens_to_a_record_starts_a_flow(
    world: World, tmp_path: Path, start: Mapping[str, Any]
) -> None:
    """It is made, one of some fields changes, or it comes to a state."""
    desk = Told(world, tmp_path, **{"flows/waiting.json": {**WAITING, "start": dict(start)}})
    made = desk.submit()
    assert desk.flows(made).get("waiting") == (None if "changed" in start else "running")
    version = desk.record(made, world.admin)["version"]
    changed = world.admin.patch(f"{RECORDS}/{made['id']}", {"values": {"reason": "why"}}, version)
    assert desk.flows(made).get("waiting") == (None if "changed" in start else "running")
    world.admin.patch(f"{RECORDS}/{made['id']}", {"values": {"subject": "Gold"}}, changed["version"])
    assert desk.flows(made)["waiting"] == "running"
