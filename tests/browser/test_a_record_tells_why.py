"""Somebody opens a lead and asks why it has its score and its owner; on a phone in Chinese too."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.person import Desk

LEADS = "/apps/crm/entities/lead/records"


def test_a_lead_tells_why(desk: Desk) -> None:
    """The dialog names the card with its lines, and the rule that set the rest."""
    values = {
        "company": "Why Ltd",
        "contact_name": "Wu",
        "channel": "website",
        "employees": 800,
        "budget": None,
    }
    lead = desk.world.admin.post(LEADS, {"values": values})
    page = desk.at("admin", f"/apps/crm/records/lead/{lead['id']}")
    page.get_by_role("button", name="More").last.click()
    page.get_by_role("menuitem", name="Why it has these values").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("By the score card")
    expect(dialog).to_contain_text("Score")

    phone = desk.at("admin", f"/apps/crm/records/lead/{lead['id']}", phone=True, language="zh")
    phone.get_by_role("button", name="更多").last.click()
    phone.get_by_role("menuitem", name="为什么是这些值").click()
    expect(phone.get_by_role("dialog")).to_contain_text("由评分卡")
