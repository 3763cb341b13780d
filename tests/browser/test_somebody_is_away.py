"""Whoever is away names somebody who decides for him; whoever leaves hands everything over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import served
from tests.browser.person import Desk, choose, settled
from tests.browser.test_every_screen import PICTURES
from tests.stories.test_flows_in_full import LEAD, Play
from tests.world import World


@pytest.fixture
def desk(world: World, chromium: Browser) -> Iterator[Desk]:
    """A company that has nothing installed yet, served to real browsers."""
    with served(world, chromium) as opened:
        yield opened


def test_a_proxy_is_named_and_taken_away(desk: Desk, tmp_path: Path) -> None:
    """From today until the day after tomorrow the deputy sees what waits for the lead, and then no more."""
    requests = Play(desk.world, tmp_path, "start lead, lead end", None, lead=LEAD)
    requests.submit()
    page = desk.at("lead", "/account", phone=True)
    page.get_by_role("button", name="Name somebody").click()
    dialog = page.get_by_role("dialog", name="Name somebody")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Choose somebody.")
    choose(dialog.get_by_role("combobox", name="Who acts for me"), "孙副手")
    dialog.get_by_label("Until and including").fill((date.today() + timedelta(days=2)).isoformat())
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    row = page.get_by_role("list", name="While I am away").get_by_role("listitem")
    expect(row).to_contain_text("孙副手")
    expect(row).to_contain_text("now")
    settled(page)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(PICTURES / "account-away-phone.png"))
    assert requests.deputy.get("/me")["inbox"] == 1
    deputy = desk.at("deputy", "/account")
    expect(deputy.get_by_role("list", name="I act for")).to_contain_text("李组长")
    deputy.goto(deputy.url.replace("/account", "/inbox"))
    expect(deputy.get_by_text("You decide for 李组长")).to_be_visible()

    row.get_by_role("button", name="End 孙副手").click()
    page.get_by_role("dialog").get_by_role("button", name="End", exact=True).click()
    expect(page.get_by_text("Nobody acts for you.")).to_be_visible()
    assert requests.deputy.get("/me")["inbox"] == 0


def test_who_leaves_hands_over_and_the_flows_that_name_him_are_told(desk: Desk, tmp_path: Path) -> None:
    """His approval goes to the deputy; the flow that names him by a setting is shown before he is made inactive."""
    asked = {"kind": "approve", "who": [{"person": "settings.checker"}], "verbs": ["approve"]}
    requests = Play(
        desk.world,
        tmp_path,
        "start lead, lead end",
        {"app.json": _checker},
        lead=asked,
    )
    world = requests.world
    world.admin.patch("/apps/desk/settings", {"values": {"checker": str(requests.lead.id)}})
    requests.submit()
    page = desk.at("admin", "/people")
    page.get_by_role("row").filter(has_text="李组长").filter(
        has=page.get_by_text("lead", exact=True)
    ).first.click()
    drawer = page.get_by_role("dialog", name="李组长")
    drawer.get_by_label("Active").uncheck()
    drawer.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog", name="Make 李组长 inactive?")
    expect(dialog).to_contain_text("1 approval waits for this person.")
    choose(dialog.get_by_role("combobox", name="Hand over to"), "孙副手")
    dialog.get_by_role("button", name="Hand over and make inactive").click()
    expect(dialog).to_contain_text("1 approval has been handed over.")
    # Nothing is said of records to somebody who owns none.
    assert page.get_by_text("records have been handed over").count() == 0
    expect(dialog).to_contain_text("desk · approval")
    dialog.get_by_role("button", name="Make inactive", exact=True).click()
    expect(dialog).to_have_count(0)
    assert requests.deputy.get("/me")["inbox"] == 1


def _checker(document: dict[str, object]) -> None:
    settings = document.setdefault("settings", [])
    assert isinstance(settings, list)
    settings.append(
        {"id": "checker1", "key": "checker", "type": "person", "name": {"en": "Checker", "zh": "审核人"}}
    )
