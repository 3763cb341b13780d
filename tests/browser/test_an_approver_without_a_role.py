"""A supervisor without any role in the app sees what he approves, fills in his part, and meets no dead end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Server
from tests.browser.person import Desk
from tests.stories.test_an_approver_without_a_role import Office
from tests.stories.test_purchase_approval import RECORDS
from tests.world import World


@pytest.fixture
def desk(world: World, chromium: Browser) -> Iterator[Desk]:
    """A company that has nothing installed yet, served to real browsers."""
    server = Server(world)
    server.start()
    opened = Desk(chromium, server.url, world)
    yield opened
    opened.close()
    server.stop()


def test_he_reads_the_request_and_fills_in_his_part(desk: Desk, tmp_path: Path) -> None:
    """The fields have their names, the lines their columns; no page is offered that would not open."""
    office = Office(desk.world, tmp_path)
    page = desk.at("boss", "/inbox")
    record = page.get_by_role("region", name="Request", exact=True)
    expect(record).to_contain_text("Subject")
    for words in ("Paper", "Acme", "A4", "Quantity", "20.00"):
        expect(record).to_contain_text(words)
    expect(record).not_to_contain_text("Urgent")
    expect(record.get_by_role("link")).to_have_count(0)
    record.get_by_label("Reason").fill("We ran out")
    page.get_by_role("button", name="Approve").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Approve").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("tab", name="Done").click()
    expect(record).to_contain_text("Paper")
    stored = desk.world.admin.get(f"{RECORDS}/{office.request['id']}")
    assert stored["values"]["reason"] == "We ran out"


def test_a_record_shared_with_him_opens_as_far_as_he_sees_it(desk: Desk, tmp_path: Path) -> None:
    """By a share alone he reads what the record is called, on its page, and nothing waits for ever."""
    office = Office(desk.world, tmp_path)
    identity = office.request["id"]
    share = f"{RECORDS}/{identity}/shares/person/{office.boss.id}"
    desk.world.admin.put(share, {"rights": ["see"]})
    page = desk.at("boss", "/inbox")
    page.get_by_role("link", name="Open the record").click()
    expect(page.get_by_role("heading", name=office.request["values"]["number"])).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
