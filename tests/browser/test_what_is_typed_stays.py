"""What somebody types is not lost: not when the session ends, not by Escape; a new form starts with its defaults."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.person import Desk
from tests.world import PASSWORD


def test_a_session_ends_while_somebody_types(desk: Desk) -> None:
    """The save asks for the password on the spot and goes on; the moment proposed is the person's own now."""
    page = desk.at("east_1", "/apps/crm/records/activity?open=new")
    form = page.get_by_role("dialog", name="New Activity")
    expect(form.get_by_label("When")).to_have_value(
        page.evaluate("new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 14).replace('T', ' ')")
        + form.get_by_label("When").input_value()[-2:]
    )
    form.get_by_label("Subject").fill("Called about the offer")
    page.context.clear_cookies()
    form.get_by_role("button", name="Create", exact=True).click()

    again = page.get_by_role("dialog", name="Sign in again")
    expect(again).to_contain_text("Your session has ended.")
    page.keyboard.press("Escape")
    again.get_by_label("Password").fill("not the password")
    again.get_by_role("button", name="Sign in", exact=True).click()
    expect(again.get_by_role("alert")).to_have_text("Login or password is not right.")
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Sign in", exact=True).click()
    expect(again).to_have_count(0)
    expect(page.get_by_role("heading", name="Called about the offer")).to_be_visible()


def test_escape_closes_what_is_on_top(desk: Desk) -> None:
    """A menu, a list of choices and a calendar are closed before the dialog under them."""
    page = desk.at("east_1", "/apps/crm/records/activity?open=new")
    form = page.get_by_role("dialog", name="New Activity")
    form.get_by_label("Subject").fill("Called")
    for label, popup in (("When", ".ant-picker-dropdown"), ("Kind", ".ant-select-dropdown")):
        form.get_by_label(label).first.click()
        expect(page.locator(popup).locator("visible=true")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.locator(popup).locator("visible=true")).to_have_count(0)
        expect(form).to_be_visible()
    form.get_by_role("button", name="Create", exact=True).click()
    record = page.get_by_role("dialog")
    record.get_by_role("button", name="More", exact=True).click()
    expect(page.get_by_role("menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(record).to_be_visible()
    page.keyboard.press("Escape")
    expect(record).to_have_count(0)
