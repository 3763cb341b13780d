"""What waits for somebody, and what came of his request, is also sent by mail and into a chat, with a link."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dougong.errors import Invalid
from tests.stories.edited import edited
from tests.stories.standin import StandIn
from tests.stories.test_messages_are_sent import Post, _connection, work
from tests.stories.test_messages_are_sent import other as other
from tests.stories.test_messages_are_sent import post as post
from tests.stories.test_purchase_approval import DESK, Desk, decide, todo
from tests.world import World


def _told(by: list[str]) -> Any:
    def change(flow: dict[str, Any]) -> None:
        flow["notify_by"] = by

    return change


@pytest.fixture
def desk(world: World, tmp_path: Path, post: Post, other: StandIn) -> Desk:
    """A desk whose flow writes mails and into a group; the lead reads Chinese, the employee has no mail."""
    folder = edited(
        DESK,
        tmp_path,
        {
            "flows/approval.json": _told(["post", "ding"]),
            "connections/post.json": _connection("cn0000a1", "post", "mail"),
            "connections/ding.json": _connection("cn0000a2", "ding", "chat_dingtalk"),
        },
    )
    made = Desk(world, folder)
    admin = world.admin
    admin.patch(f"/people/{made.lead.id}", {"email": "lead@example.com", "phone": "+8613800138000"})
    where = {"host": "127.0.0.1", "port": post.port, "security": "none", "from": "desk@acme.example"}
    admin.put("/apps/desk/connections/post", {"connector": "mail", "settings": where, "secret": None})
    robot = {"url": f"{other.url}/robot"}
    admin.put(
        "/apps/desk/connections/ding", {"connector": "chat_dingtalk", "settings": robot, "secret": None}
    )
    other.answers = [(200, {"errcode": 0, "errmsg": "ok"})]
    return made


def said(other: StandIn) -> list[dict[str, Any]]:
    """Return what the group was told."""
    return [json.loads(one.body) for one in other.asked]


def test_who_is_asked_gets_a_letter_with_a_link(desk: Desk, post: Post, other: StandIn) -> None:
    """Once, in his language, to his own seat; the group reads it too, with a link to the record, and his number."""
    made = desk.submit()
    assert post.letters == []
    work(desk.world)
    work(desk.world)
    (letter,) = post.letters
    (line,) = todo(desk.lead)
    number = made["values"]["number"]
    base = desk.world.settings.public_url.rstrip("/")
    assert letter["To"] == "lead@example.com"
    assert letter["Subject"] == f"王小明请您审批：{number}（采购审批）"
    assert letter.get_content().strip() == f"{base}/inbox/{line['id']}"
    (told,) = said(other)
    content = told["text"]["content"]
    assert f"王小明请您审批：{number}" in content
    assert f"{base}/apps/desk/records/request/{made['id']}" in content
    assert told["at"]["atMobiles"] == ["+8613800138000"]


def test_what_came_of_it_is_told_and_who_has_no_mail_is_left_out(
    desk: Desk, post: Post, other: StandIn
) -> None:
    """The employee has no address: only the group hears of the return; a mail that is decided before it is written
    is none.
    """
    desk.submit()
    work(desk.world)
    decide(desk.lead, "return", comment="why?")
    work(desk.world)
    assert [str(one["To"]) for one in post.letters] == ["lead@example.com"]
    assert "已退回给您" in said(other)[-1]["text"]["content"]
    assert said(other)[-1]["at"]["atMobiles"] == []
    seat = desk.lead.get("/inbox", box="done")["items"][0]
    assert seat["verb"] == "return"


def test_a_connection_that_sends_nothing_is_refused(world: World, tmp_path: Path) -> None:
    """The check says which; so does it for one that is not there."""
    hook = _connection("cn0000a3", "hook", "webhook_out")
    folder = edited(DESK, tmp_path, {"flows/approval.json": _told(["hook"]), "connections/hook.json": hook})
    with pytest.raises(Invalid) as refused:
        world.install_folder(folder)
    found = [(one.code, one.pointer) for one in refused.value.problems]
    assert ("no_channel", "/notify_by/0") in found
