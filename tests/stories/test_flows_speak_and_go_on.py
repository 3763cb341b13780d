"""What a flow sets, says and leads to: the initiator by name, the record by its title, a second round."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.stories.edited import edited
from tests.stories.test_purchase_approval import DESK, RECORDS, Desk, decide
from tests.world import World


def test_a_flow_knows_who_asked(world: World, tmp_path: Path) -> None:
    """Its effects take the initiator's name and department, though no branch of it asks for them."""

    def naming(flow: dict[str, Any]) -> None:
        approved = next(node for node in flow["nodes"] if node["key"] == "approved")
        approved["do"].insert(0, {"SetFields": {"reason": "user.name"}})

    desk = Desk(world, edited(DESK, tmp_path, {"flows/approval.json": naming}))
    made = desk.submit()
    decide(desk.lead, "approve")
    assert desk.record(made)["values"]["reason"] == "王小明"


@pytest.mark.parametrize(("supplied", "title"), [(True, "Acme"), (False, "采购申请")])
def test_a_notice_names_the_record_as_people_read_it(
    world: World, tmp_path: Path, supplied: bool, title: str
) -> None:
    """A title that is another record is that record's title; without any it is what the record is."""
    desk = Desk(
        world, edited(DESK, tmp_path, {"entities/request.json": lambda one: one.update(title="supplier")})
    )
    acme = world.admin.post("/apps/desk/entities/supplier/records", {"values": {"name": "Acme"}}, 201)
    desk.submit(**({"supplier": acme["id"]} if supplied else {}))
    decide(desk.lead, "approve")
    (told,) = [one["title"] for one in desk.employee.get("/notices")["items"]]
    assert told == f"“{title}”：采购审批已通过"


def test_a_rule_may_start_a_flow_again_that_has_just_ended(world: World, tmp_path: Path) -> None:
    """Rejected once, the request goes round again by itself; who rejected it asks now."""
    again = {
        "format": 1,
        "id": "h8i9j1k2",
        "key": "again",
        "entity": "request",
        "name": {"en": "Again", "zh": "再次"},
        "on": {"flow": {"flow": "approval", "event": "finished", "outcome": "rejected"}},
        "do": [{"StartFlow": {"flow": "approval"}}],
    }
    desk = Desk(world, edited(DESK, tmp_path, {"rules/again.json": again}))
    made = desk.submit()
    decide(desk.lead, "reject", comment="no")
    states = [one["state"] for one in desk.employee.get(f"{RECORDS}/{made['id']}/flows")["items"]]
    assert states == ["running", "rejected"]
    decide(world.admin, "approve")
    assert desk.status(made) == "approved"


def test_a_flow_that_could_not_start_is_started_again(world: World, tmp_path: Path) -> None:
    """The run says why it failed; once the record is mended it starts, asked for by who sent the form."""

    def picky(flow: dict[str, Any]) -> None:
        flow["start"]["set"]["subject"] = 'IF(urgent, "", subject)'

    desk = Desk(world, edited(DESK, tmp_path, {"flows/approval.json": picky}))
    made = desk.submit(urgent=True, reason="now")
    (failed,) = world.admin.get(f"{RECORDS}/{made['id']}/runs")["items"]
    assert (failed["state"], failed["rule_name"]["en"]) == ("failed", "Purchase approval")
    assert failed["steps"][0]["error"]

    again = world.admin.post(f"/runs/{failed['id']}/retry")
    assert (again["state"], again["id"] == failed["id"]) == ("failed", False)
    retry = f"/runs/{again['id']}/retry"
    world.admin.patch(f"{RECORDS}/{made['id']}", {"values": {"urgent": False}}, desk.record(made)["version"])
    started = world.admin.post(retry)
    assert (started["state"], started["steps"][0]["kind"]) == ("done", "StartFlow")
    assert desk.status(made) == "in_approval"
    assert desk.instance(made)["initiator"]["name"] == "王小明"
    refused = world.admin.post(retry, status=409)
    assert refused["detail"] == "Only a run that failed can be tried again."
    assert world.admin.get(f"/runs/{again['id']}")["followed"]["run"] == started["id"]


@pytest.mark.parametrize("named", [True, False])
def test_the_flows_own_administrators_hear_that_a_request_is_stuck(
    world: World, tmp_path: Path, named: bool
) -> None:
    """Nobody can be asked: those whom the flow names are told; without them those of the workspace."""

    def stops(flow: dict[str, Any]) -> None:
        next(node for node in flow["nodes"] if node["key"] == "lead")["fallback"] = "stop"
        if named:
            flow["administrators"] = [{"role": "director"}]

    desk = Desk(world, edited(DESK, tmp_path, {"flows/approval.json": stops}))
    desk.submit(by=desk.lead)
    told, spared = (desk.director, world.admin) if named else (world.admin, desk.director)
    (title,) = [one["title"] for one in told.get("/notices")["items"]]
    assert title.startswith("Purchase approval: " if told is world.admin else "采购审批："), title
    assert spared.get("/notices")["items"] == []


def test_a_flow_that_gives_the_record_to_somebody_says_why(world: World, tmp_path: Path) -> None:
    """The timeline tells it as it does of rules."""

    def giving(flow: dict[str, Any]) -> None:
        approved = next(node for node in flow["nodes"] if node["key"] == "approved")
        approved["do"].append({"Assign": {"strategies": [{"role": "director"}]}})

    desk = Desk(world, edited(DESK, tmp_path, {"flows/approval.json": giving}))
    made = desk.submit()
    decide(desk.lead, "approve")
    items = world.admin.get(f"{RECORDS}/{made['id']}/timeline")["items"]
    (given,) = [one for one in items if one.get("data", {}).get("assigned")]
    assert given["data"]["assigned"] == ["By the role “Director”; in turn: 赵总监"]
    assert (given["actor"]["kind"], given["actor"]["name"]) == ("flow", "Purchase approval")


def test_a_task_goes_where_the_step_says(world: World, tmp_path: Path) -> None:
    """An app that calls its tasks otherwise names the entity; the task points at the request."""
    fields = {"subject": "text", "due": "datetime", "about": "reference"}
    chore = {
        "format": 1,
        "id": "ch0r3s1a",
        "key": "chore",
        "name": {"en": "Chore", "zh": "杂务"},
        "title": "subject",
        "schema": {
            "type": "object",
            "properties": {
                key: {
                    "type": "string",
                    "x-dougong": {
                        "id": f"ch0r3f1{index}",
                        "type": kind,
                        "label": {"en": key, "zh": key},
                        **({"entity": "request"} if kind == "reference" else {}),
                    },
                }
                for index, (key, kind) in enumerate(fields.items())
            },
        },
    }

    def asking(flow: dict[str, Any]) -> None:
        approved = next(node for node in flow["nodes"] if node["key"] == "approved")
        step = {"entity": "chore", "assignee": [{"role": "director"}], "subject": "Buy {{ subject }}"}
        approved["do"].append({"CreateTodo": {**step, "due": "NOW()"}})

    desk = Desk(world, edited(DESK, tmp_path, {"flows/approval.json": asking, "entities/chore.json": chore}))
    made = desk.submit()
    decide(desk.lead, "approve")
    (task,) = world.admin.get("/apps/desk/entities/chore/records")["items"]
    assert (task["values"]["subject"], task["values"]["about"]) == ("Buy Paper", made["id"])
    assert task["values"]["owner"] == desk.director.id
