"""Whoever decides reads what was submitted, on a desktop and on a phone; who asked reads what it is now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import served
from tests.browser.person import Desk
from tests.browser.test_every_screen import PICTURES
from tests.stories.test_a_request_is_shown_as_submitted import desk_of
from tests.stories.test_purchase_approval import decide
from tests.world import World


@pytest.fixture
def desk(world: World, chromium: Browser) -> Iterator[Desk]:
    """A company that has nothing installed yet, served to real browsers."""
    with served(world, chromium) as opened:
        yield opened


def test_what_was_submitted_is_read_and_said_to_be_so(desk: Desk, tmp_path: Path) -> None:
    """In the list and beside it; once decided too."""
    requests = desk_of(desk.world, tmp_path, "snapshot")
    requests.submit()
    decide(requests.lead, "approve", values={"needed_by": "2030-12-24"})
    page = desk.at("director", "/inbox")
    record = page.get_by_role("region", name="Request", exact=True)
    expect(record).to_contain_text("As it was submitted, without what has been changed since")
    expect(record).to_contain_text("Paper")
    expect(record).not_to_contain_text("Gold")
    expect(record.get_by_role("link")).to_have_count(0)
    expect(page.get_by_role("list", name="Requests")).to_contain_text("Paper")
    page.screenshot(path=PICTURES / "inbox-as-submitted.png")
    page.get_by_text("As it was", exact=True).last.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Paper")
    expect(dialog).not_to_contain_text("Gold")
    page.keyboard.press("Escape")
    small = desk.at("director", "/inbox", phone=True)
    small.get_by_role("list", name="Requests").get_by_role("link").first.click()
    read = small.get_by_role("region", name="Request", exact=True)
    expect(read).to_contain_text("As it was submitted")
    expect(read).not_to_contain_text("Gold")
    small.screenshot(path=PICTURES / "inbox-as-submitted-phone.png")
    mine = desk.at("employee", "/inbox?box=mine")
    expect(mine.get_by_role("region", name="Request", exact=True)).to_contain_text("Gold")
