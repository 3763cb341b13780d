"""A builder makes a sequence by clicking; a manager lets a lead in, sees where it is, and stops it; several on a phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.person import Desk, choose, settled
from tests.browser.test_a_field_becomes_another import publish
from tests.browser.test_every_screen import serious
from tests.crm.conftest import Crm


def _make(page: Page) -> None:
    """Make a sequence of one weekly step that puts something on the owner's list."""
    page.get_by_role("button", name="New sequence").click()
    dialog = page.get_by_role("dialog", name="New sequence")
    dialog.get_by_label("Name (English)").fill("Nurture")
    dialog.get_by_label("Name (Chinese)").fill("线索培育")
    choose(dialog.get_by_role("combobox"), "Lead")
    dialog.get_by_role("button", name="Create").click()
    card = page.get_by_role("region", name="Step 1")
    card.get_by_role("button", name="Add a step").click()
    offered = page.get_by_role("menuitem").all_inner_texts()
    assert "Enter a sequence" in offered
    assert "Wait" not in offered
    page.get_by_role("menuitem", name="Create a task").click()
    card.get_by_label("Subject (English)").fill("Send the report")
    card.get_by_label("Subject (Chinese)").fill("发送报告")
    expect(card.get_by_text("After 7 days at 10:00:")).to_be_visible()
    expect(card.get_by_text("Entering now:")).to_be_visible()
    expect(page.get_by_text("Nothing is done from 21:00 until 09:00.")).to_be_visible()
    settled(page)
    assert serious(page) == []


def test_a_sequence_is_made_and_used(desk: Desk) -> None:
    """From the list of rules to the strip on a lead; the designer counts it."""
    crm = Crm(desk.world)
    made = crm.create("lead", contact_name="Li Na", channel="referral")
    crm.change("lead", made["id"], owner=None)
    builder = desk.at("admin", "/apps/crm/build/rules")
    _make(builder)
    address = builder.url
    publish(builder)
    page = desk.at("manager", "/apps/crm/records/lead?view=lead_all")
    page.get_by_role("link", name="Li Na").click()
    drawer = page.get_by_role("dialog", name="Lead")
    drawer.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Enter “Nurture”").click()
    strip = drawer.get_by_role("status").filter(has_text="Nurture")
    expect(strip).to_contain_text("Step 1 of 1, next")
    strip.get_by_role("button", name="Pause").click()
    expect(strip).to_contain_text("Paused at step 1 of 1.")
    strip.get_by_role("button", name="Resume").click()
    expect(strip.get_by_role("button", name="Pause")).to_be_visible()
    assert serious(page) == []
    strip.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Stop").last.click()
    expect(strip).to_have_count(0)
    builder.goto(address)
    line = builder.get_by_role("listitem").filter(has_text="Li Na")
    expect(line).to_contain_text("by hand")
    line.get_by_role("button", name="What happened").click()
    expect(line).to_contain_text("Entered")


def test_several_enter_on_a_phone(desk: Desk) -> None:
    """Chosen cards enter together; of one that is in it already it is said."""
    crm = Crm(desk.world)
    for name in ("Li Na", "Wang Wu"):
        made = crm.create("lead", contact_name=name, channel="referral")
        crm.change("lead", made["id"], owner=None)
    builder = desk.at("admin", "/apps/crm/build/rules")
    _make(builder)
    publish(builder)
    page = desk.at("manager", "/apps/crm/records/lead?view=lead_all", phone=True, language="zh")
    for told in ("已加入 2 条", "已加入 0 条，2 条未能加入。记录已在该序列中。"):
        page.locator("[data-select-records]").click()
        for name in ("Li Na", "Wang Wu"):
            page.get_by_role("checkbox", name=name).check()
        page.get_by_role("region", name="操作").get_by_role("button", name="加入培育序列").click()
        page.get_by_role("menuitem", name="线索培育").click()
        expect(page.get_by_text(told)).to_be_visible()
