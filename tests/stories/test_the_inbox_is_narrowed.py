"""The inbox shows what one looks for: of a flow, of somebody, since when, what is late; and who picks people sees them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from dougong.processes.tables import flow_seat
from tests.stories.test_flows_in_full import DIRECTOR, LEAD, RECORDS, Play, decide, play, seat_of, todo

__all__ = ["play"]

LIMITED = {**LEAD, "limits": [{"after": {"minutes": 1}, "do": "remind"}]}


def titles(items: list[dict[str, Any]]) -> list[str]:
    """Return the requests of some lines."""
    return [str(one["record"]) for one in items]


def test_a_box_is_narrowed(play: Any) -> None:
    """By flow, by who asked, since a moment; a flow of which nothing is there leaves nothing."""
    desk: Play = play("start lead, lead end", lead=LEAD)
    made = desk.submit()
    desk.world.admin.patch(f"/people/{desk.stranger.id}", {"supervisor": desk.lead.id})
    other = desk.submit(by=desk.stranger)
    both = {made["id"], other["id"]}
    assert set(titles(todo(desk.lead))) == both
    (flow,) = desk.lead.get("/inbox/flows", box="todo")["items"]
    assert (flow["app"], flow["flow"], flow["name"]["en"]) == ("desk", "approval", "Purchase approval")
    assert desk.employee.get("/inbox/flows", box="todo")["items"] == []

    def found(**query: Any) -> set[str]:
        return set(titles(desk.lead.get("/inbox", **query)["items"]))

    assert found(app="desk", flow="approval") == both
    assert found(app="desk", flow="other") == set()
    assert found(initiator=desk.stranger.id) == {other["id"]}
    soon = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    assert found(since=soon) == set()
    desk.lead.get("/inbox", flow="approval", status=400)
    decide(desk.lead, "approve")
    decide(desk.lead, "approve")
    assert found(box="done", initiator=desk.employee.id) == {made["id"]}


def test_what_is_late_is_found(play: Any) -> None:
    """A seat whose time limit has passed, for who decides and for who asked."""
    desk: Play = play("start lead, lead end", lead=LIMITED)
    made = desk.submit()
    seat = seat_of(desk.lead)
    (due,) = [one["due_at"] for one in todo(desk.lead)]
    assert due is not None
    assert desk.lead.get("/inbox", overdue=True)["items"] == []
    past = sa.update(flow_seat).where(flow_seat.c.id == seat)
    with desk.world.transaction() as context:
        context.conn.execute(past.values(due_at=flow_seat.c.due_at - timedelta(hours=1)))
    assert titles(desk.lead.get("/inbox", overdue=True)["items"]) == [made["id"]]
    assert titles(desk.employee.get("/inbox", box="mine", overdue=True)["items"]) == [made["id"]]
    halted = f"/flow-instances/{desk.instance(made)['id']}/suspend"
    desk.world.admin.post(halted, {"comment": "audit"})
    assert desk.lead.get("/inbox", overdue=True)["items"] == []
    assert desk.employee.get("/inbox", box="mine", overdue=True)["items"] == []


def test_copies_are_counted_until_they_are_read(play: Any) -> None:
    """The count beside the box falls when a copy is looked at."""
    desk: Play = play("start lead, lead end", lead=LEAD)
    made = desk.submit()
    identity = desk.instance(made)["id"]
    desk.employee.post(f"/flow-instances/{identity}/copy", {"people": [desk.expert.id]})
    page = desk.expert.get("/inbox", box="copied")
    assert (page["counts"], [one["unread"] for one in page["items"]]) == ({"todo": 0, "copied": 1}, [True])
    desk.expert.post(f"/seats/{page['items'][0]['id']}/read")
    page = desk.expert.get("/inbox", box="copied")
    assert (page["counts"]["copied"], [one["unread"] for one in page["items"]]) == (0, [False])


def test_who_asks_sees_whom_his_choice_would_ask(play: Any) -> None:
    """The preview names the steps whose people he picks, and asks those; somebody inactive is refused."""
    desk: Play = play(
        "start lead, lead director, director end",
        lead={**LEAD, "who": [{"chosen": "initiator"}], "phrases": [{"en": "As agreed", "zh": "按约定"}]},
        director=DIRECTOR,
    )
    made = desk.submit()
    seen = desk.employee.get(f"/flow-instances/{desk.instance(made)['id']}")
    (lead,) = [one for one in seen["graph"]["nodes"] if one["key"] == "lead"]
    assert lead["phrases"] == [{"en": "As agreed", "zh": "按约定"}]
    desk.world.admin.post(f"/flow-instances/{seen['id']}/terminate", {"comment": "again"})
    address = "/apps/desk/flows/approval/preview"
    asked = desk.world.admin.post(address, {"record": made["id"]})
    assert [(one["node"], one["required"]) for one in asked["choose"]] == [("lead", True)]
    (stop,) = [one for one in asked["items"] if one["node"] == "lead"]
    assert stop["instead"], "an administrator stands there, because nobody is picked"
    body = {"record": made["id"], "chosen": {"lead": [str(desk.expert.id)]}}
    asked = desk.world.admin.post(address, body)
    (stop,) = [one for one in asked["items"] if one["node"] == "lead"]
    assert [one["id"] for one in stop["people"]] == [str(desk.expert.id)]
    assert not stop["instead"]
    refused = desk.world.admin.post(
        address, {**body, "chosen": {"director": [str(desk.expert.id)]}}, status=422
    )
    assert refused["errors"]


@pytest.mark.parametrize(
    ("who", "fallback", "required"),
    [
        ([{"chosen": "initiator"}], "stop", True),
        ([{"chosen": "initiator"}], "auto_pass", False),
        ([{"chosen": "initiator"}], [{"role": "director"}], False),
        ([{"chosen": "initiator"}, {"supervisor": 1}], "flow_admin", False),
    ],
)
def test_who_asks_must_pick_where_nobody_else_is_meant(
    play: Any, who: list[Any], fallback: Any, required: bool
) -> None:
    """Where the step passes, others decide or somebody else is asked too, nobody has to be picked."""
    desk: Play = play(
        "start lead, lead end",
        lead={"kind": "approve", "who": who, "fallback": fallback, "initiator": "self"},
    )
    values = {"subject": "Paper", "needed_by": "2030-12-01"}
    made = desk.employee.post(RECORDS, {"values": values}, status=201)
    asked = desk.employee.post("/apps/desk/flows/approval/preview", {"record": made["id"]})
    assert [(one["node"], one["required"]) for one in asked["choose"]] == [("lead", required)]


def test_steps_side_by_side_are_foreseen_so(play: Any) -> None:
    """What lies in branches of one split says so; what comes after the join follows."""
    desk: Play = play(
        "start first, first split, split lead, split director, lead join, director join, join last, last end",
        first=LEAD,
        split={"kind": "parallel"},
        lead=LEAD,
        director=DIRECTOR,
        join={"kind": "parallel"},
        last=DIRECTOR,
    )
    values = {"subject": "Paper", "needed_by": "2030-12-01"}
    made = desk.employee.post(RECORDS, {"values": values}, status=201)
    asked = desk.employee.post("/apps/desk/flows/approval/preview", {"record": made["id"]})
    ways = {one["node"]: one["branches"] for one in asked["items"] if one["people"]}
    assert (ways["first"], ways["last"]) == ([], [])
    assert [one["split"] for node in ("lead", "director") for one in ways[node]] == ["split", "split"]
    assert ways["lead"] != ways["director"]
