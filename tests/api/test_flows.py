"""Flows and inbox over HTTP: what bad input, missing rights and finished requests answer."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.stories.test_purchase_approval import Desk, decide, todo
from tests.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_bad_input_is_answered_with_its_place(desk: Desk) -> None:
    desk.submit()
    seat = todo(desk.lead)[0]["id"]
    refused: list[tuple[str, str, Any, int]] = [
        ("GET", "/inbox?box=cc", None, 422),
        ("GET", "/inbox?limit=0", None, 422),
        ("GET", "/inbox?cursor=nonsense", None, 400),
        ("GET", "/seats/not-a-uuid", None, 422),
        ("GET", f"/seats/{uuid4()}", None, 404),
        ("POST", f"/seats/{uuid4()}/approve", {}, 404),
        ("POST", f"/seats/{seat}/dance", {}, 422),
        ("POST", f"/seats/{seat}/submit", {}, 422),
        ("POST", f"/seats/{seat}/return", {"to": "director"}, 422),
        ("POST", f"/seats/{seat}/approve", {"colour": "red"}, 422),
        ("POST", f"/seats/{seat}/approve", {"comment": "x" * 5001}, 422),
        ("POST", f"/seats/{seat}/approve", {"comment": "nul \u0000 inside"}, 422),
        ("POST", f"/seats/{seat}/approve", {"values": {"needed_by": "soon"}}, 422),
        ("POST", f"/seats/{seat}/approve", {"values": {"needed_by'; DROP": "1"}}, 422),
        ("GET", f"/flow-instances/{uuid4()}", None, 404),
        ("POST", f"/flow-instances/{uuid4()}/withdraw", {}, 404),
        ("POST", "/apps/desk/flows/nothing/start", {"record": str(uuid4())}, 404),
        ("POST", "/apps/nothing/flows/approval/start", {"record": str(uuid4())}, 404),
    ]
    for method, path, body, status in refused:
        answer = desk.lead.request(method, path, json=body)
        assert answer.status_code == status, (method, path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
    assert len(todo(desk.lead)) == 1
    decide(desk.lead, "approve")


def test_starting_needs_the_grant_and_the_record(desk: Desk) -> None:
    made = desk.submit()
    decide(desk.lead, "reject")
    desk.director.post("/apps/desk/flows/approval/start", {"record": made["id"]}, status=403)
    desk.stranger.post("/apps/desk/flows/approval/start", {"record": made["id"]}, status=404)
    desk.stranger.post("/apps/desk/flows/approval/preview", {"record": made["id"]}, status=404)


def test_only_an_administrator_terminates_and_says_why(desk: Desk) -> None:
    made = desk.submit()
    instance = desk.instance(made)["id"]
    desk.employee.post(f"/flow-instances/{instance}/terminate", {"comment": "no"}, status=403)
    desk.world.admin.post(f"/flow-instances/{instance}/terminate", {}, status=422)
    answer = desk.world.admin.post(f"/flow-instances/{instance}/terminate", {"comment": "entered twice"})
    assert (answer["state"], answer["history"][-2]["comment"]) == ("terminated", "entered twice")
    assert todo(desk.lead) == []
    assert desk.status(made) == "draft"
    desk.employee.post(f"/flow-instances/{instance}/withdraw", status=409)


def test_boxes_are_paged_newest_first(desk: Desk) -> None:
    made = [desk.submit()["id"] for _ in range(3)]
    first = desk.lead.get("/inbox", limit=2)
    assert [line["record"] for line in first["items"]] == [made[2], made[1]]
    assert first["counts"] == {"todo": 3, "copied": 0}
    second = desk.lead.get("/inbox", limit=2, cursor=first["next"])
    assert [line["record"] for line in second["items"]] == [made[0]]
    assert second["next"] is None
    mine = desk.employee.get("/inbox", box="mine")["items"]
    assert [line["record"] for line in mine] == made[::-1]
    assert {line["state"] for line in mine} == {"running"}


def test_seats_and_instances_are_entities_that_lists_read(desk: Desk) -> None:
    made = desk.submit()
    seats = desk.lead.get("/apps/desk/entities/seat/records", filter='state = "open"')["items"]
    assert [seat["values"]["person"] for seat in seats] == [desk.lead.id]
    instances = desk.employee.get("/apps/desk/entities/flow_instance/records")["items"]
    assert [one["values"]["state"] for one in instances] == ["running"]
    assert desk.stranger.get("/apps/desk/entities/flow_instance/records")["items"] == []
    assert made["id"] in [one["record"] for one in desk.employee.get("/inbox", box="mine")["items"]]
