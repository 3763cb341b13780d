"""On a phone several records of a list are chosen: by a button, by a finger that rests, by keys; and acted on."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from dougong.sheets.table import open_table
from tests.browser.person import Desk
from tests.browser.test_every_screen import serious

ACCOUNTS = "/apps/crm/entities/account/records"
LIST = "/apps/crm/records/account?view=account_all"
TOUCHED = 44


@pytest.fixture
def accounts(desk: Desk) -> Desk:
    """Three accounts, with something to read on their cards."""
    for name in ("Acme", "Beta", "Cato"):
        desk.world.admin.post(ACCOUNTS, {"values": {"name": name, "status": "prospect"}}, status=201)
    return desk


def bar(page: Page) -> Locator:
    """Return what is told and done at the foot of the list."""
    return page.get_by_role("region", name="Actions")


def rest_on(page: Page, name: str) -> None:
    """Let a finger rest on a card."""
    box = page.get_by_role("listitem").filter(has_text=name).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] - 12, box["y"] + 12
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    page.wait_for_timeout(700)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def names(desk: Desk) -> set[str]:
    """Return the names of the accounts that are there."""
    return {one["values"]["name"] for one in desk.world.admin.get(ACCOUNTS)["items"]}


def test_cards_are_chosen_and_deleted(accounts: Desk) -> None:
    """Select; taps choose and do not open; the bar is in reach; what is chosen goes to the trash."""
    page = accounts.at("admin", LIST, phone=True)
    page.get_by_role("button", name="Select records").tap()
    expect(bar(page).get_by_text("0 selected")).to_be_visible()
    expect(bar(page).get_by_role("button", name="Delete")).to_be_disabled()
    page.get_by_role("listitem").filter(has_text="Acme").locator("dl").tap(force=True)
    page.get_by_text("Beta", exact=True).tap()
    expect(page.get_by_role("checkbox", name="Acme")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Beta")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Cato")).not_to_be_checked()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(bar(page).get_by_text("2 selected")).to_be_visible()
    assert serious(page) == []
    size = page.viewport_size
    assert size is not None
    for button in bar(page).get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= TOUCHED
        assert box["y"] > size["height"] - 200
        assert box["x"] + box["width"] <= size["width"]
    for label in page.locator("li label").all():
        box = label.bounding_box()
        assert box is not None
        assert box["height"] >= TOUCHED
    bar(page).get_by_role("button", name="Delete").tap()
    page.get_by_role("dialog").get_by_role("button", name="Delete").tap()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    expect(page.get_by_role("button", name="Acme")).to_have_count(0)
    expect(page.get_by_role("button", name="Cato")).to_be_visible()
    assert names(accounts) == {"Cato"}
    told = page.get_by_role("status").filter(has_text="2 records are in the trash")
    told.get_by_role("button", name="Undo").tap()
    expect(page.get_by_text("Undone: 2 records put into the trash")).to_be_visible()
    expect(page.get_by_role("button", name="Acme")).to_be_visible()
    assert names(accounts) == {"Acme", "Beta", "Cato"}


def test_a_finger_that_rests_on_a_card_chooses_it_and_going_back_leaves(
    accounts: Desk, tmp_path: Path
) -> None:
    """Back leaves choosing, not the list; all are chosen at once, changed, and only the chosen ones exported."""
    page = accounts.at("admin", LIST, phone=True)
    expect(page.get_by_role("button", name="Beta")).to_be_visible()
    rest_on(page, "Beta")
    expect(page.get_by_role("checkbox", name="Beta")).to_be_checked()
    expect(bar(page).get_by_text("1 selected")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    expect(bar(page)).to_have_count(0)
    page.get_by_role("button", name="Beta").tap()
    expect(page.get_by_role("dialog").get_by_role("heading", name="Beta")).to_be_visible()
    page.go_back()

    rest_on(page, "Cato")
    bar(page).get_by_role("button", name="Select all 3").tap()
    expect(bar(page).get_by_text("3 selected")).to_be_visible()
    page.get_by_text("Acme", exact=True).tap()
    expect(bar(page).get_by_text("2 selected")).to_be_visible()
    bar(page).get_by_role("button", name="Export").tap()
    dialog = page.get_by_role("dialog", name="Export")
    expect(dialog.get_by_text("2 selected records")).to_be_visible()
    dialog.get_by_role("button", name="Export", exact=True).tap()
    with page.expect_download() as download:
        dialog.get_by_role("link", name="Download").tap(timeout=60_000)
    taken = tmp_path / "taken.xlsx"
    download.value.save_as(taken)
    with open_table(taken) as table:
        assert {cells[1] for _, cells in table.rows()} == {"Beta", "Cato"}
    dialog.get_by_role("button", name="Done").tap()
    bar(page).get_by_role("button", name="Edit").tap()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(bar(page).get_by_text("2 selected")).to_be_visible()
    bar(page).get_by_role("button", name="Done").tap()
    expect(page.get_by_role("checkbox")).to_have_count(0)


def test_cards_are_chosen_by_keys(accounts: Desk) -> None:
    """Space chooses, Escape leaves, and the focus is where it began."""
    page = accounts.at("admin", LIST, phone=True, language="zh")
    select = page.get_by_role("button", name="选择记录")
    select.focus()
    page.keyboard.press("Enter")
    expect(select).to_have_attribute("aria-pressed", "true")
    box = page.get_by_role("checkbox", name="Beta")
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    expect(box).to_have_accessible_description("状态 意向 等级 空 行业 空 区域 空")
    page.keyboard.press("Escape")
    expect(page.get_by_role("checkbox")).to_have_count(0)
    expect(select).to_be_focused()
    expect(select).to_have_attribute("aria-pressed", "false")
