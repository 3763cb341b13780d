"""A merge and a short link are set up by clicking; the link is made, followed and counted on its page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import served
from tests.browser.person import Desk, choose, settled
from tests.browser.test_every_screen import PICTURES
from tests.stories.edited import edited
from tests.stories.leads import LEADS
from tests.world import World

RULE = "/apps/leads/draft/rule/tell"


@pytest.fixture
def desk(world: World, chromium: Browser) -> Iterator[Desk]:
    """A company, served to real browsers."""
    with served(world, chromium) as opened:
        yield opened


def test_a_merge_is_set_up_by_clicking(desk: Desk) -> None:
    """Fields in which leads are equal, which is kept, and what is done with it; the check is content."""
    desk.world.install_folder(LEADS)
    page = desk.at("admin", "/apps/leads/build/rules/tell")
    palette = page.get_by_role("region", name="Palette", exact=True)
    properties = page.get_by_role("region", name="Properties", exact=True)
    palette.get_by_role("button", name="Merge duplicates", exact=True).click()
    expect(properties.get_by_text("The entity does not say yet")).to_be_visible()
    properties.get_by_label("Counts as the same").select_option(label="What is equal in fields chosen here")
    choose(properties.get_by_role("combobox", name="Equal in all of", exact=True), "company_norm")
    page.keyboard.press("Escape")
    properties.get_by_role("button", name="Condition", exact=True).click()
    kept = properties.get_by_role("group", name="Which one is kept")
    kept.get_by_role("button", name="Add condition").click()
    choose(kept.get_by_label("Field", exact=True), "employees", "employees")
    kept.get_by_label("Value", exact=True).fill("5")
    page.wait_for_timeout(1500)
    settled(page)
    steps = desk.world.admin.get(RULE)["document"]["do"]
    assert steps[-1] == {"Merge": {"match": [["company_norm"]], "prefer": ["employees = 5"]}}
    expect(page.get_by_role("region", name="Canvas", exact=True).get_by_text("⚠")).to_have_count(0)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / "merge-step.png")
    assert not desk.complaints


def test_what_a_search_lacks_is_said_beside_it(desk: Desk) -> None:
    """A search by nothing is told of at the fields it looks by, once, and so is a field without a value."""
    desk.world.install_folder(LEADS)
    page = desk.at("admin", "/apps/leads/build/rules/tell")
    palette = page.get_by_role("region", name="Palette", exact=True)
    properties = page.get_by_role("region", name="Properties", exact=True)
    palette.get_by_role("button", name="Find a record", exact=True).click()
    choose(properties.get_by_role("combobox", name="Entity", exact=True), "lead")
    ways = properties.get_by_role("group", name="Found where", exact=True)
    expect(ways.get_by_text("Name one or more fields.")).to_be_visible()
    expect(properties.get_by_text("Name one or more fields.")).to_have_count(1)
    ways.get_by_role("combobox").click()
    page.locator(".ant-select-dropdown .ant-select-item-option").locator("visible=true").first.click()
    expect(ways.get_by_text("This is empty.")).to_be_visible()
    expect(properties.get_by_text("This is empty.")).to_have_count(1)


def test_a_short_link_is_made_and_followed(desk: Desk, tmp_path: Path) -> None:
    """Made for a poster, followed by a visitor, counted, closed; on a phone nothing is cut off."""
    desk.world.install_folder(
        edited(LEADS, tmp_path, {"forms/web.json": lambda form: form.update(public={"enabled": True})})
    )
    page = desk.at("admin", "/apps/leads/build/connections")
    page.get_by_role("link", name="Short links").click()
    page.get_by_role("button", name="New short link").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Poster")
    dialog.get_by_label("Public form").select_option(label="Web")
    dialog.get_by_role("button", name="Create").click()
    line = page.get_by_role("listitem", name="Poster")
    expect(line.get_by_role("img", name="QR code of Poster")).to_be_visible()
    expect(line).to_contain_text("Public form: Web")
    (link,) = desk.world.admin.get("/apps/leads/short-links")["items"]
    answer = desk.world.client.get(f"/r/{link['code']}", follow_redirects=False)
    assert answer.headers["location"].startswith("/f/")
    page.reload()
    expect(line).to_contain_text("1 click")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    line.get_by_role("button", name="Close").click()
    expect(line).to_contain_text("Closed")
    assert desk.world.client.get(f"/r/{link['code']}", follow_redirects=False).status_code == 404
    assert not desk.complaints
