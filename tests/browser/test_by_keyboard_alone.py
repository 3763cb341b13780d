"""A director's morning without a mouse: sign in, a list, a filter, a record, a change, an approval."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Desk
from tests.crm.conftest import Crm
from tests.world import PASSWORD

FARTHEST = 60
"""How often one presses Tab before giving up."""


def reach(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press Tab, or Shift and Tab to what lies behind, until the keyboard has arrived."""
    expect(wanted).to_be_visible()
    for _ in range(FARTHEST):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"the keyboard does not reach {wanted}")


def press(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Go there and press Enter."""
    reach(page, wanted, key)
    page.keyboard.press("Enter")


def test_a_morning_without_a_mouse(desk: Desk) -> None:
    """Tab, arrows, Enter and typing do all of it."""
    crm = Crm(desk.world)
    crm.create("lead", contact_name="Anna Arndt", channel="exhibition", region="north")
    crm.create("lead", contact_name="Bella Brandt", channel="exhibition", region="east")
    amount = {"amount": "800000", "currency": "CNY"}
    deal = crm.create("opportunity", crm.as_("east_1"), name="Huge Deal", amount=amount)
    assert deal["values"]["approval"] == "pending"

    page = desk.visitor()
    desk.go(page, "/sign-in")
    expect(page.get_by_label("Login")).to_be_focused()
    page.keyboard.type("director")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk.url}/")
    headers = {"Origin": desk.url}
    page.request.patch(f"{desk.url}/api/v1/me", data={"language": "en"}, headers=headers)
    page.reload()

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    open_the_list(page)
    filter_by_region(page)
    change_the_record(page)
    lead = crm.world.admin.get(crm.path("lead"), filter='contact_name = "Anna Arndt"')["items"][0]
    assert lead["values"]["title"] == "Head of purchasing"
    approve(page)
    assert crm.read("opportunity", deal["id"])["values"]["approval"] == "approved"


def open_the_list(page: Page) -> None:
    """Open the app from the home page and the list from its pages."""
    press(page, page.get_by_role("main").get_by_role("link", name="CRM").first)
    pages = page.get_by_role("navigation", name="Pages of the app")
    press(page, pages.get_by_role("link", name="Leads", exact=True))
    expect(page.get_by_role("grid").get_by_role("link", name="Bella Brandt")).to_be_visible()


def take(page: Page, combobox: Locator, text: str) -> None:
    """Choose from a list by typing."""
    reach(page, combobox)
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def filter_by_region(page: Page) -> None:
    """Filter, field, value: all by typing."""
    press(page, page.get_by_role("button", name="Filter"))
    panel = page.get_by_role("region", name="Filter")
    press(page, panel.get_by_role("button", name="Add condition"))
    take(page, panel.get_by_label("Field").last, "Region")
    take(page, panel.get_by_label("Value").last, "North")
    expect(page.get_by_role("grid").get_by_role("link", name="Bella Brandt")).to_have_count(0)
    page.keyboard.press("Escape")
    # The list of choices takes its Escape as long as it is closing.
    expect(page.locator(".ant-select-dropdown").locator("visible=true")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)


def change_the_record(page: Page) -> None:
    """Open the record from the table, change a value where it stands, and close the record."""
    press(page, page.get_by_role("grid").get_by_role("link", name="Anna Arndt"))
    record = page.get_by_role("dialog", name="Lead")
    expect(record.get_by_role("heading", name="Anna Arndt")).to_be_visible()
    press(page, record.get_by_role("button", name="Edit Job title"))
    expect(record.get_by_role("textbox", name="Job title")).to_be_focused()
    page.keyboard.type("Head of purchasing")
    press(page, record.get_by_role("button", name="Save Job title"))
    expect(record.get_by_text("Head of purchasing")).to_be_visible()
    page.keyboard.press("Escape")
    expect(record).to_have_count(0)


def approve(page: Page) -> None:
    """Decide in the inbox."""
    press(page, page.get_by_role("navigation", name="Main navigation").get_by_role("link", name="Inbox"))
    press(page, page.get_by_role("button", name="Approve").first)
    dialog = page.get_by_role("dialog", name="Approve")
    press(page, dialog.get_by_role("button", name="Approve"))
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
