"""Before a change is published, or an app goes, its builder reads what it means for people and programs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stories.test_builder_changes_an_app import DRAFT, change, colour, properties, publish
from tests.stories.test_purchase_approval import Desk, decide, todo
from tests.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def step(desk: Desk, start: str) -> dict[str, Any]:
    """Return the one step of the plan whose title begins so."""
    steps = desk.world.admin.get(f"{DRAFT}/plan")["steps"]
    [found] = [one for one in steps if one["title"]["en"].startswith(start)]
    return dict(found)


def remove(desk: Desk, kind: str, key: str) -> None:
    """Take a document out of the draft."""
    address = f"{DRAFT}/{kind}/{key}"
    admin = desk.world.admin
    admin.delete(address, **{"If-Match": f'"{admin.get(address)["version"]}"'})


def test_a_renamed_field_is_named_with_both_keys(desk: Desk) -> None:
    """Programs know a field by its key: the plan says which changed, and into what."""
    admin = desk.world.admin
    body = {"kind": "field", "key": "reason", "to": "urgency", "entity": "request"}
    admin.post("/apps/desk/rename", body)
    told = step(desk, "Changed entity: Purchase request")
    assert told["severity"] == "notice"
    assert told["detail"]["en"].startswith("entity/request; Key of “Reason”: reason → urgency")
    assert "“加急原因”的标识：reason → urgency" in told["detail"]["zh"]
    assert step(desk, "Changed form")["detail"]["en"] == "form/request; Changed: layout, linkage"
    steps = admin.get("/apps/desk/draft/plan")["steps"]
    assert [one["title"] for one in steps if one["kind"] == "access"] == [], "nobody gains what he had"


def test_labels_and_fields_are_told(desk: Desk) -> None:
    """One label is told in full, of several how many; new, removed and otherwise changed fields by name."""
    admin = desk.world.admin

    def relabel(one: dict[str, Any]) -> None:
        properties(one)["name"]["x-dougong"]["label"]["zh"] = "供货商"

    change(admin, "entity", "supplier", relabel)
    told = step(desk, "Changed entity: Supplier")
    assert told["detail"]["zh"] == "entity/supplier；标签“名称”→“供货商”"
    assert told["severity"] == "ok"

    def more(one: dict[str, Any]) -> None:
        found = properties(one)
        found["blocked"]["x-dougong"]["label"] = {"en": "Closed", "zh": "停用"}
        found["name"]["maxLength"] = 200
        found["colour"] = colour()

    change(admin, "entity", "supplier", more)
    assert step(desk, "Changed entity: Supplier")["detail"] == {
        "en": "entity/supplier; 2 labels changed; New fields: “Colour”; Changed fields: “Name”",
        "zh": "entity/supplier；修改了 2 个标签；新增字段：“颜色”；修改字段：“供货商”",
    }


def test_a_removed_flow_says_what_becomes_of_its_requests(desk: Desk) -> None:
    """Requests under way are counted; and they do go on, as the plan said."""
    made = desk.submit()
    remove(desk, "flow", "approval")
    change(desk.world.admin, "role", "employee", lambda one: one["grants"].pop())
    told = step(desk, "Removed flow: Purchase approval")
    assert "; 1 request is still running in it, to be finished" in told["detail"]["en"]
    assert "还有 1 个进行中的申请" in told["detail"]["zh"]
    publish(desk.world.admin)
    assert len(todo(desk.lead)) == 1
    decide(desk.lead, "approve")
    assert desk.status(made) == "approved"


def test_requests_under_way_follow_a_renamed_field(desk: Desk) -> None:
    """A step lets a renamed field be filled in, a branch asks for another: the running request takes both on."""
    admin = desk.world.admin
    made = desk.submit(price="30000")
    for key, to in (("needed_by", "wanted_by"), ("total", "sum")):
        body = {"kind": "field", "key": key, "to": to, "entity": "request"}
        admin.post("/apps/desk/rename", body)
    publish(admin)
    seat = desk.lead.get(f"/seats/{todo(desk.lead)[0]['id']}")
    assert (seat["fields"]["edit"], seat["verbs"][0]) == (["wanted_by"], "approve")
    decide(desk.lead, "approve", values={"wanted_by": "2031-01-01"})
    decide(desk.director, "approve")
    assert desk.record(made)["values"]["wanted_by"] == "2031-01-01"
    assert desk.status(made) == "approved"


def test_requests_that_a_removed_field_stops_are_told(desk: Desk) -> None:
    """The new flow no longer asks for the colour, the running request does: the plan says that it stops."""
    admin = desk.world.admin
    change(admin, "entity", "request", lambda one: properties(one).update(colour=colour()))
    change(admin, "flow", "approval", lambda one: one["edges"][3].update(when='colour = "red"'))
    publish(admin)
    desk.submit()
    change(admin, "flow", "approval", lambda one: one["edges"][3].update(when="urgent"))
    change(admin, "entity", "request", lambda one: properties(one).pop("colour"))
    told = step(desk, "1 running request of “Purchase approval” cannot go on")
    assert told["severity"] == "danger"
    assert told["detail"] == {
        "en": "There is no field “colour” here.",
        "zh": "此处没有字段“colour”。",
    }


def test_a_removed_role_says_how_many_hold_it(desk: Desk) -> None:
    """Nobody finds out afterwards that three colleagues cannot work any more."""
    remove(desk, "role", "employee")
    told = step(desk, "Removed role: Employee")
    assert told["severity"] == "danger"
    assert told["detail"]["en"] == "role/employee; 3 people hold it and lose what it allows"
    assert told["detail"]["zh"] == "role/employee；3 人拥有该角色，将失去相应权限"


def test_who_uninstalls_is_told_what_goes(desk: Desk) -> None:
    """Records and running approvals are counted for an administrator, and for nobody else."""
    desk.submit()
    admin = desk.world.admin
    admin.post("/apps/desk/entities/supplier/records", {"values": {"name": "Acme"}}, status=201)
    assert admin.get("/apps/desk/contents") == {"records": 2, "running": 1}
    decide(desk.lead, "reject", comment="no")
    assert admin.get("/apps/desk/contents") == {"records": 2, "running": 0}
    desk.employee.get("/apps/desk/contents", status=403)
    admin.get("/apps/nothing/contents", status=404)


def test_a_form_for_anybody_is_told(desk: Desk) -> None:
    """Opening a form to the world, asking visitors for more, and closing it again are steps of the plan."""
    admin = desk.world.admin

    def public(fields: list[str] | None) -> None:
        part = {"enabled": fields is not None, "fields": fields or ["subject"]}
        change(admin, "form", "request", lambda one: one.update(public=part))

    def told() -> list[tuple[str, str, str, str]]:
        steps = [one for one in admin.get(f"{DRAFT}/plan")["steps"] if one["kind"] == "access"]
        return [(*one["title"].values(), *one["detail"].values()) for one in steps]

    public(["subject", "needed_by", "supplier"])
    assert told() == [
        (
            "Anybody with the link may fill in “Request”",
            "任何持有链接的人都可以填写“申请单”",
            "Visitors can send: Subject, Needed by",
            "访客可以提交：事由、需求日期",
        )
    ]
    publish(admin)
    public(["subject", "needed_by", "urgent"])
    [(title, _, detail, _)] = told()
    assert title == "Visitors may send other things with “Request”"
    assert detail == "Visitors can send: Subject, Needed by, Urgent"
    publish(admin)
    change(admin, "form", "request", lambda one: one["public"].update(title={"en": "Ask", "zh": "申请"}))
    assert told() == []
    public(None)
    [(title, *_)] = told()
    assert title == "“Request” is no longer open to visitors"
    publish(admin)


def test_a_field_that_an_address_fills_needs_no_form(desk: Desk) -> None:
    """A hidden text of a public form is filled by the page: nobody is told to put it on a form."""
    admin = desk.world.admin
    hidden = {
        "type": ["string", "null"],
        "x-dougong": {"id": "c0l0ur07", "type": "hidden", "label": {"en": "Source", "zh": "来源"}},
    }
    change(admin, "entity", "request", lambda one: properties(one).update(source=hidden))
    assert step(desk, "The new field “Source” is on no form")
    public = {"enabled": True, "fields": ["subject"], "track": ["source"]}
    change(admin, "form", "request", lambda one: one.update(public=public))
    titles = [one["title"]["en"] for one in admin.get(f"{DRAFT}/plan")["steps"]]
    assert [one for one in titles if "is on no form" in one] == []


def told_of_flow(desk: Desk) -> list[tuple[str, str]]:
    """Return the problems that the plan tells of the approval: code and place."""
    problems = desk.world.admin.get(f"{DRAFT}/plan")["problems"]
    return [(one["code"], one["pointer"]) for one in problems if one["file"] == "flows/approval.json"]


def test_a_flow_that_nobody_starts_is_told(desk: Desk) -> None:
    """A flow for a button needs a role that may press it, or something else that starts it; one that an event starts
    does not.
    """
    admin = desk.world.admin
    change(admin, "role", "employee", lambda one: one["grants"].pop())
    assert told_of_flow(desk) == []
    change(admin, "flow", "approval", lambda one: one.update(start={"on": "button"}))
    assert told_of_flow(desk) == [("never_started", "/start")]
    [found] = [one for one in admin.get(f"{DRAFT}/plan")["problems"] if one["code"] == "never_started"]
    assert (found["severity"], "role" in found["hint"]) == ("warning", True)

    button = {"id": "bt9m4q7z", "key": "ask", "label": {"en": "Ask", "zh": "申请"}}
    step = {"StartFlow": {"flow": "approval"}}
    change(admin, "entity", "request", lambda one: one.update(buttons=[{**button, "do": [step]}]))
    assert told_of_flow(desk) == []
    change(admin, "entity", "request", lambda one: one.pop("buttons"))
    grant = {"id": "gr9n4p5q", "flow": "approval", "actions": ["start"]}
    change(admin, "role", "employee", lambda one: one["grants"].append(grant))
    assert told_of_flow(desk) == []


def test_a_wrong_step_of_a_flow_is_told_once(desk: Desk) -> None:
    """A formula that does not fit, a field that is not there: one line each."""

    def spoil(one: dict[str, Any]) -> None:
        one["nodes"][3]["do"][0]["SetFields"] = {"status": "no_such_name", "colour": "1"}

    change(desk.world.admin, "flow", "approval", spoil)
    places = [pointer for _, pointer in told_of_flow(desk)]
    assert sorted(places) == ["/nodes/3/do/0/SetFields/colour", "/nodes/3/do/0/SetFields/status"]
