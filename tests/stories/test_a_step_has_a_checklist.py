"""A step between two states asks for points to be ticked, and a record tells how long it stayed in each state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from dougong.records.tables import state_log
from tests.stories.test_builder_changes_an_app import DRAFT, change, install, publish
from tests.world import World

NOTES = "/apps/desk/entities/note/records"


def _text(identity: str, label: str) -> dict[str, Any]:
    return {"type": "string", "x-dougong": {"id": identity, "type": "text", "label": {"en": label}}}


@pytest.fixture
def desk(world: World) -> World:
    """A desk whose notes are open, checked, then closed; closing asks for two points, opening again for none."""
    install(world)
    options = [
        {"key": key, "label": {"en": key.title(), "zh": label}}
        for key, label in (("open", "待办"), ("checked", "已核对"), ("closed", "已关闭"))
    ]
    status = {
        "type": "string",
        "enum": [one["key"] for one in options],
        "x-dougong": {
            "id": "n0te0003",
            "type": "select",
            "label": {"en": "Status", "zh": "状态"},
            "options": options,
        },
    }
    points = [{"en": "Told the customer", "zh": "已通知客户"}, {"en": "Filed the letter", "zh": "已归档信件"}]
    note = {
        "format": 1,
        "id": "n0te0001",
        "key": "note",
        "name": {"en": "Note", "zh": "便条"},
        "title": "name",
        "schema": {"type": "object", "properties": {"name": _text("n0te0002", "Name"), "status": status}},
        "states": {
            "field": "status",
            "initial": "open",
            "transitions": [
                {"id": "n0te0004", "from": "open", "to": "checked", "checklist": points},
                {
                    "id": "n0te0005",
                    "from": "checked",
                    "to": "closed",
                    "checklist": points,
                    "must_tick": True,
                    "guidance": {"en": "Only when all is done.", "zh": "全部完成后再关闭。"},
                },
                {"id": "n0te0006", "from": "closed", "to": "open"},
            ],
        },
    }
    world.admin.put(f"{DRAFT}/entity/note", {"document": note}, **{"If-None-Match": "*"})
    publish(world.admin)
    return world


def test_a_step_is_taken_when_every_point_is_ticked(desk: World) -> None:
    """An advising checklist keeps nobody; one that must be ticked names what is missing, in my language."""
    made = desk.admin.post(NOTES, {"values": {"name": "Letter"}}, status=201)
    path = f"{NOTES}/{made['id']}"
    assert made["values"]["status"] == "open"
    checked = desk.admin.patch(path, {"values": {"status": "checked"}}, version=1)
    closing: dict[str, Any] = {"values": {"status": "closed"}}
    refused = desk.admin.patch(path, closing, version=checked["version"], status=422)
    assert [(one["code"], one["pointer"]) for one in refused["errors"]] == [("checklist", "/status")] * 2
    refused = desk.admin.patch(path, {**closing, "ticked": [1]}, version=checked["version"], status=422)
    (missing,) = refused["errors"]
    assert missing["message"] in ("Not ticked yet: Told the customer", "尚未勾选：已通知客户")
    closed = desk.admin.patch(path, {**closing, "ticked": [0, 1]}, version=checked["version"])
    assert closed["values"]["status"] == "closed"


def test_the_app_tells_which_steps_ask(desk: World) -> None:
    """Screens and other programs read the points, the advice, and whether they must be ticked."""
    steps = desk.admin.get("/apps/desk")["entities"]["note"]["states"]["transitions"]
    assert [(len(one["checklist"]), one["must_tick"]) for one in steps] == [(2, False), (2, True), (0, False)]
    assert steps[1]["guidance"]["zh"] == "全部完成后再关闭。"


def test_a_record_tells_how_long_it_stayed_in_each_state(desk: World) -> None:
    """Days in every state, the present one until now, and who led it there; who sees no record is told nothing."""
    made = desk.admin.post(NOTES, {"values": {"name": "Letter"}}, status=201)
    path = f"{NOTES}/{made['id']}"
    with desk.transaction() as context:
        back = sa.update(state_log).values(entered_at=state_log.c.entered_at - timedelta(days=3))
        context.conn.execute(back)
    desk.admin.patch(path, {"values": {"status": "checked"}}, version=1)
    first, second = desk.admin.get(f"{path}/states")["items"]
    assert (first["state"], first["label"]["zh"], round(first["days"])) == ("open", "待办", 3)
    assert first["left_at"] == second["entered_at"]
    assert (second["left_at"], second["person"]["name"], round(second["days"], 1)) == (None, "管理员", 0.0)
    stranger = desk.person("bea", roles={"desk": ["employee"]})
    stranger.get(f"{path}/states", status=404)


def test_a_checklist_and_its_mark_are_planned_and_published(desk: World) -> None:
    """The mark is part of the document: taken away, the step is free again."""
    change(desk.admin, "entity", "note", lambda one: one["states"]["transitions"][1].pop("must_tick"))
    publish(desk.admin)
    made = desk.admin.post(NOTES, {"values": {"name": "Letter"}}, status=201)
    path = f"{NOTES}/{made['id']}"
    checked = desk.admin.patch(path, {"values": {"status": "checked"}}, version=1)
    closed = desk.admin.patch(path, {"values": {"status": "closed"}}, version=checked["version"])
    assert closed["values"]["status"] == "closed"
