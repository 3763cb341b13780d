"""A condition is mended as text: what is typed is not lost when it comes to be one that clicks could show."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.person import Desk


def test_whoever_types_keeps_the_text(desk: Desk) -> None:
    """A draft with a fault is opened, the fault deleted key by key, and typing goes on in the same text."""
    page = desk.at("admin", "/apps/crm/build/data/lead")
    page.get_by_role("tab", name="Buttons").click()
    condition = page.get_by_role("group", name="Offered when").first
    condition.get_by_role("button", name="Text").click()
    text = condition.locator(".cm-content")
    text.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" && x")
    expect(page.get_by_role("status").filter(has_text="&").first).to_be_visible()
    page.reload()
    page.get_by_role("tab", name="Buttons").click()
    text.click()
    page.keyboard.press("Control+a")
    page.keyboard.type('status = "sql" AND bant_complete AND budget > 5')
    expect(text).to_have_text('status = "sql" AND bant_complete AND budget > 5')
    expect(text).to_be_focused()
    expect(condition.get_by_role("button", name="Text")).to_have_attribute("aria-pressed", "true")
    condition.get_by_role("button", name="Clicks").click()
    expect(condition.get_by_role("textbox").last).to_have_value("5")
