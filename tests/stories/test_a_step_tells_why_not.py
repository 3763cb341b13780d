"""A step that a record may not take says why in plain words, or in the words of whoever drew it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stories.test_builder_changes_an_app import DRAFT, change, install, publish
from tests.stories.test_everybody_is_answered_in_his_language import speaks
from tests.world import World

NOTES = "/apps/desk/entities/note/records"


@pytest.fixture
def desk(world: World) -> World:
    """A desk whose notes are closed only when they have a name and more than three pages."""
    install(world)
    options = [
        {"key": key, "label": {"en": key.title(), "zh": label}}
        for key, label in (("open", "待办"), ("closed", "已关闭"))
    ]
    properties = {
        "name": {
            "type": "string",
            "x-dougong": {"id": "n0te0002", "type": "text", "label": {"en": "Name", "zh": "名称"}},
        },
        "pages": {
            "type": "number",
            "x-dougong": {"id": "n0te0003", "type": "number", "label": {"en": "Pages", "zh": "页数"}},
        },
        "status": {
            "type": "string",
            "enum": ["open", "closed"],
            "x-dougong": {
                "id": "n0te0004",
                "type": "select",
                "label": {"en": "Status", "zh": "状态"},
                "options": options,
            },
        },
    }
    note = {
        "format": 1,
        "id": "n0te0001",
        "key": "note",
        "name": {"en": "Note", "zh": "便条"},
        "title": "name",
        "schema": {"type": "object", "properties": properties},
        "states": {
            "field": "status",
            "initial": "open",
            "transitions": [{"id": "n0te0005", "from": "open", "to": "closed", "when": "pages > 3"}],
        },
    }
    world.admin.put(f"{DRAFT}/entity/note", {"document": note}, **{"If-None-Match": "*"})
    publish(world.admin)
    return world


def _told(desk: World, language: str) -> str:
    admin = speaks(desk.admin, language)
    made = admin.post(NOTES, {"values": {"name": "Letter", "pages": "2"}}, status=201)
    path, moved = f"{NOTES}/{made['id']}", {"values": {"status": "closed"}}
    (problem,) = admin.patch(path, moved, version=1, status=422)["errors"]
    assert problem["code"] == "transition_when"
    return str(problem["message"])


def test_a_condition_that_does_not_hold_is_told_in_plain_words(desk: World) -> None:
    """Nobody who uses the app reads a formula: fields go by their labels, in his language."""
    assert _told(desk, "zh") == "不满足进入“已关闭”的条件：页数大于 3"
    assert _told(desk, "en") == "The condition for “Closed” does not hold: Pages is more than 3"


def test_a_step_has_words_of_its_own(desk: World) -> None:
    """The message of the step stands instead; where a language has none, the other is read."""

    def reword(entity: dict[str, Any]) -> None:
        (step,) = entity["states"]["transitions"]
        step["message"] = {"zh": "不足四页的便条不能关闭。"}
        step["checklist"] = [{"zh": "已归档信件"}]

    change(desk.admin, "entity", "note", reword)
    plan = desk.admin.get(f"{DRAFT}/plan")
    lacking = [one["pointer"] for one in plan["problems"] if one["code"] == "translation"]
    step = "/states/transitions/0"
    assert {f"{step}/message", f"{step}/checklist/0"} <= set(lacking)
    publish(desk.admin)
    assert _told(desk, "zh") == _told(desk, "en") == "不足四页的便条不能关闭。"
