"""A step between two states that people approve first: it is asked for, and the flow takes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dougong.errors import Invalid
from tests.stories.edited import edited
from tests.stories.test_purchase_approval import DESK, RECORDS, Desk, decide, todo
from tests.world import World

START = "/apps/desk/flows/ordering/start"
ORDERING = {
    "format": 1,
    "id": "fl0rder1",
    "key": "ordering",
    "entity": "request",
    "name": {"en": "Release of orders", "zh": "下单放行"},
    "start": {"on": "button"},
    "nodes": [
        {
            "id": "n0rder01",
            "key": "director",
            "kind": "approve",
            "name": {"en": "Director", "zh": "总监审批"},
            "who": [{"role": "director"}],
            "verbs": ["approve", "reject"],
        },
        {"id": "n0rder02", "key": "end", "kind": "end"},
    ],
    "edges": [{"from": "start", "to": "director"}, {"from": "director", "to": "end", "on": "approved"}],
    "withdraw": "before_first_decision",
}


def _ordered(entity: dict[str, Any]) -> None:
    step = entity["states"]["transitions"][-1]
    step |= {
        "approval": "ordering",
        "by": ["employee"],
        "must_tick": True,
        "checklist": [{"en": "Offers read"}],
    }


def _may_ask(role: dict[str, Any]) -> None:
    role["grants"].append({"id": "gr0rder1", "flow": "ordering", "actions": ["start"]})


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Desk:
    """A purchase desk where a director lets an approved request be ordered."""
    edits = {
        "entities/request.json": _ordered,
        "flows/ordering.json": ORDERING,
        "roles/employee.json": _may_ask,
        "roles/director.json": _may_ask,
    }
    return Desk(world, edited(DESK, tmp_path, edits))


def _approved(desk: Desk) -> dict[str, Any]:
    made = desk.submit()
    decide(desk.lead, "approve")
    return desk.record(made)


def _named(desk: Desk, record: dict[str, Any]) -> dict[str, Any]:
    """Give a request its supplier."""
    supplier = desk.world.admin.post(
        "/apps/desk/entities/supplier/records", {"values": {"name": "Paper & Co"}}, status=201
    )
    path, values = f"{RECORDS}/{record['id']}", {"supplier": supplier["id"]}
    named: dict[str, Any] = desk.world.admin.patch(path, {"values": values}, version=record["version"])
    return named


def test_a_step_is_asked_for_and_the_flow_takes_it(desk: Desk) -> None:
    """I cannot take the step by myself; asking tells what it lacks; once approved the record is there."""
    record = _approved(desk)
    refused = desk.employee.post(START, {"record": record["id"], "state": "ordered"}, status=422)
    assert {one["code"] for one in refused["errors"]} == {"required", "transition_when", "checklist"}
    record = _named(desk, record)
    path = f"{RECORDS}/{record['id']}"
    taken = desk.world.admin.patch(
        path, {"values": {"status": "ordered"}, "ticked": [0]}, version=record["version"], status=422
    )
    assert "transition_approval" in [one["code"] for one in taken["errors"]]
    asked = {"record": record["id"], "state": "ordered", "ticked": [0]}
    instance = desk.employee.post(START, asked, status=201)
    assert (instance["state"], instance["entering"]) == ("running", "ordered")
    assert desk.status(record) == "approved"
    decide(desk.director, "approve")
    assert desk.status(record) == "ordered"


def test_a_step_that_is_rejected_is_not_taken(desk: Desk) -> None:
    """The record stays where it was, and the step can be asked for again."""
    record = _named(desk, _approved(desk))
    asked = {"record": record["id"], "state": "ordered", "ticked": [0]}
    for _ in range(2):
        desk.employee.post(START, asked, status=201)
        decide(desk.director, "reject", comment="Too dear")
        assert desk.status(record) == "approved"
        assert todo(desk.director) == []


def test_only_a_step_of_the_flow_is_asked_for(desk: Desk) -> None:
    """No flow approves a step that was not given to it, and nobody asks who may not take the step."""
    record = _named(desk, _approved(desk))
    asked = {"record": record["id"], "state": "rejected"}
    refused = desk.employee.post(START, asked, status=422)
    assert [one["code"] for one in refused["errors"]] == ["transition"]
    refused = desk.world.admin.post(START, asked | {"state": "ordered", "ticked": [0]}, status=422)
    assert [one["code"] for one in refused["errors"]] == ["transition_by"]


@pytest.mark.parametrize(("flow", "code"), [("approval", "approval"), ("nothing", "unknown_reference")])
def test_an_approval_that_nobody_could_ask_for_is_not_published(
    world: World, tmp_path: Path, flow: str, code: str
) -> None:
    """The flow must be one of the entity that a person starts."""

    def named(entity: dict[str, Any]) -> None:
        entity["states"]["transitions"][-1]["approval"] = flow

    with pytest.raises(Invalid) as refused:
        world.install_folder(edited(DESK, tmp_path, {"entities/request.json": named}))
    (problem,) = refused.value.problems
    assert (problem.code, problem.pointer.endswith("/states/transitions/4/approval")) == (code, True)
