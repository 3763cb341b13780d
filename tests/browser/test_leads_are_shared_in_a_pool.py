"""A builder makes a pool by clicking; a manager claims a lead and gives it back, and claims several on a phone."""

from __future__ import annotations

from playwright.sync_api import Page, Response, expect

from tests.browser.person import Desk, choose, settled
from tests.browser.test_a_field_becomes_another import publish
from tests.browser.test_every_screen import serious
from tests.crm.conftest import Crm


def _make(page: Page) -> None:
    """Make the pool, with the fields that it keeps."""
    page.get_by_role("button", name="New pool").click()
    dialog = page.get_by_role("dialog", name="New pool")
    dialog.get_by_label("Name (English)").fill("Open leads")
    dialog.get_by_label("Name (Chinese)").fill("线索公海")
    choose(dialog.get_by_role("combobox"), "Lead")
    dialog.get_by_role("button", name="Create").click()
    page.get_by_role("button", name="Add these two fields").click()
    page.get_by_label("Records one may hold").select_option(label="A number")
    expect(page.get_by_text("It goes back 30 days later.")).to_be_visible()
    expect(page.get_by_text("may claim a record of “Lead” that is nobody's, 10 at a time.")).to_be_visible()
    settled(page)
    assert serious(page) == []


def _writes(answer: Response, document: str) -> bool:
    return answer.request.method == "PUT" and answer.url.endswith(f"/draft/{document}")


def test_a_pool_is_made_and_used(desk: Desk) -> None:
    """From the list of rules to a claim; what is given back is open for others."""
    crm = Crm(desk.world)
    for name in ("Li Na", "Wang Wu", "Zhao Liu"):
        made = crm.create("lead", contact_name=name, channel="referral")
        crm.change("lead", made["id"], owner=None)
    builder = desk.at("admin", "/apps/crm/build/rules")
    _make(builder)
    publish(builder)
    page = desk.at("manager", "/apps/crm/records/lead?view=lead_all")
    page.get_by_role("link", name="Li Na").click()
    drawer = page.get_by_role("dialog", name="Lead")
    strip = drawer.get_by_role("status").filter(has_text="Open leads")
    expect(strip).to_contain_text("Nobody has it. You hold 0 of 10.")
    strip.get_by_role("button", name="Claim").click()
    expect(strip).to_contain_text("Protected until")
    strip.get_by_role("button", name="Give back to the pool").click()
    dialog = page.get_by_role("dialog", name="Give back to the pool")
    dialog.get_by_label("Comment").fill("Wrong region")
    dialog.get_by_role("button", name="Give back to the pool").click()
    expect(strip).to_contain_text("Nobody has it.")


def test_a_second_pool_gets_its_place(desk: Desk) -> None:
    """The field that keeps the pool gets a choice for a pool that is made after it, and records go over to it."""
    page = desk.at("admin", "/apps/crm/build/rules")
    _make(page)
    with page.expect_response(lambda one: _writes(one, "pool/open_leads")):
        page.get_by_role("button", name="Add this field").click()
    expect(page.get_by_role("button", name="Add a choice for this pool")).to_have_count(0)
    page.get_by_role("link", name="Rules", exact=True).first.click()
    page.get_by_role("button", name="New pool").click()
    dialog = page.get_by_role("dialog", name="New pool")
    dialog.get_by_label("Name (English)").fill("Regional leads")
    dialog.get_by_label("Name (Chinese)").fill("区域公海")
    choose(dialog.get_by_role("combobox"), "Lead")
    dialog.get_by_role("button", name="Create").click()
    choose(page.get_by_role("combobox", name="Field that keeps the pool"), "Pool")
    with page.expect_response(lambda one: _writes(one, "entity/lead")):
        page.get_by_role("button", name="Add a choice for this pool").click()
    choose(page.get_by_role("combobox", name="Records go back to"), "Open leads")
    said = page.get_by_role("status").filter(has_text="It goes back 30 days later.")
    expect(said).to_contain_text("It goes to “Open leads”.")
    page.get_by_label("Hours to the first contact").select_option(label="A number")
    expect(said).to_contain_text("Without an activity it goes back after 10 hours.")
    expect(page.get_by_text("Draft · Saved")).to_be_visible()
    draft = "/apps/crm/draft"
    kept = desk.world.admin.get(f"{draft}/entity/lead")["document"]["schema"]["properties"]["pool"]
    keys = [one["key"] for one in kept["x-dougong"]["options"]]
    assert (len(keys), kept["enum"]) == (2, [*keys, None])
    made = desk.world.admin.get(f"{draft}/pool/{keys[1]}")["document"]
    assert (made["pool_value"], made["give_back_to"]) == (keys[1], [keys[0]])


def test_several_are_claimed_on_a_phone(desk: Desk) -> None:
    """Chosen cards are claimed together; of one that somebody has already it is said."""
    crm = Crm(desk.world)
    for name in ("Li Na", "Wang Wu"):
        made = crm.create("lead", contact_name=name, channel="referral")
        crm.change("lead", made["id"], owner=None)
    builder = desk.at("admin", "/apps/crm/build/rules")
    _make(builder)
    publish(builder)
    page = desk.at("manager", "/apps/crm/records/lead?view=lead_all", phone=True, language="zh")
    page.locator("[data-select-records]").click()
    for name in ("Li Na", "Wang Wu"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("region", name="操作").get_by_role("button", name="领取").click()
    expect(page.get_by_role("status").filter(has_text="已领取 2 条")).to_be_visible()
