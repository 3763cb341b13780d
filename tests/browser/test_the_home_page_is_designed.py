"""What an app puts on the home page is chosen in the builder, without a document in sight."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Desk, choose, drag
from tests.browser.test_a_business_user_builds import publish
from tests.crm.conftest import Crm


def wait_for_order(page: Page, *names: str) -> None:
    """Wait until the lists stand on the canvas in this order, from the top."""
    handles = page.get_by_role("region", name="Canvas").get_by_role("button", name=re.compile("^Move "))
    expect(handles).to_have_count(len(names))
    for at, name in enumerate(names):
        expect(handles.nth(at)).to_have_attribute("aria-label", f"Move {name}")


def test_lists_are_added_ordered_and_published(desk: Desk) -> None:
    """Added with a click, ordered by mouse and by key, set by pickers, undone; then everybody has them."""
    crm = Crm(desk.world)
    crm.create("account", name="Nordlicht GmbH")
    page = desk.at("admin", "/apps/crm/build/settings")
    page.get_by_role("link", name="Home page").click()
    wait_for_order(page, "My new leads", "My open tasks")

    page.get_by_role("button", name="Add the list “All accounts”").click()
    wait_for_order(page, "My new leads", "My open tasks", "All accounts")
    page.keyboard.press("Alt+ArrowUp")
    wait_for_order(page, "My new leads", "All accounts", "My open tasks")
    grip(page, "All accounts").focus()
    for key in ("Space", "ArrowUp", "Space"):
        page.keyboard.press(key)
        page.wait_for_timeout(150)
    wait_for_order(page, "All accounts", "My new leads", "My open tasks")
    drag(grip(page, "All accounts"), grip(page, "My open tasks"), at=(0.5, 0.9))
    wait_for_order(page, "My new leads", "My open tasks", "All accounts")

    settings = page.get_by_role("region", name="Properties")
    settings.get_by_label("Title (the name of the view when empty) (English)").fill("Our customers")
    settings.get_by_label("Records shown").select_option("3")
    choose(settings.get_by_role("combobox", name="Beside the title"), "Industry")
    page.keyboard.press("Escape")
    settings.get_by_label("Late after").select_option(label="Created at")
    wait_for_order(page, "My new leads", "My open tasks", "Our customers")

    page.get_by_role("button", name="Remove My open tasks").click()
    wait_for_order(page, "My new leads", "Our customers")
    page.get_by_role("button", name="Undo").click()
    wait_for_order(page, "My new leads", "My open tasks", "Our customers")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()

    page.get_by_role("link", name="Plan & publish").click()
    version = desk.api(page, "/apps/crm")["version"] + 1
    publish(page, version, "Customers on the home page", "Changed app")
    block = desk.api(page, "/apps/crm")["home"][2]
    assert block["fields"] == ["industry", "created_at"]
    assert (block["view"], block["limit"], block["deadline"]) == ("account_all", 3, "created_at")
    desk.go(page, "/")
    shown = page.get_by_role("region", name="Our customers")
    expect(shown.get_by_role("link", name="Nordlicht GmbH")).to_be_visible()


def test_a_fault_is_shown_where_it_is(desk: Desk) -> None:
    """A list over a view that is gone says so on its card and in its settings, and the problem leads there."""
    page = desk.at("admin", "/apps/crm/build/home")
    draft = desk.api(page, "/apps/crm/draft/app/app")
    document = draft["document"]
    document["home"][1]["deadline"] = "subject"
    answer = page.request.put(
        f"{desk.url}/api/v1/apps/crm/draft/app/app",
        data={"document": document},
        headers={"Origin": desk.url, "If-Match": f'"{draft["version"]}"'},
    )
    assert answer.ok, answer.text()
    desk.go(page, "/apps/crm/build/data")
    page.get_by_role("button", name="1 problem").click()
    page.get_by_role("dialog").get_by_role("link", name="Show").click()
    settings = page.get_by_role("region", name="Properties")
    expect(settings.get_by_role("status")).to_contain_text("A deadline is a date.")
    settings.get_by_label("Late after").select_option(label="Due")
    expect(page.get_by_role("button", name="Everything checks clean.")).to_be_visible()


def grip(page: Page, name: str) -> Locator:
    """Return what a list is dragged by."""
    return page.get_by_role("button", name=f"Move {name}", exact=True)
