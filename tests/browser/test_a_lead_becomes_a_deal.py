"""From a visitor's phone to the director's: captured, scored, assigned, told, converted, approved, counted."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.person import Desk
from tests.crm.conftest import Crm


def fill_the_website_form(desk: Desk) -> None:
    """A visitor with a phone answers the website form and is thanked."""
    (link,) = desk.world.admin.get("/apps/crm/forms/lead_web/links")["items"]
    page = desk.visitor(phone=True, language="zh")
    page.goto(link["url"])
    page.locator("#field-contact_name").fill("张伟")
    page.locator("#field-phone").fill("138 0013 8000")
    page.locator("#field-company").fill("上海恒信有限公司")
    page.locator("#field-employees").fill("120")
    page.locator("#field-industry").select_option("manufacturing")
    page.locator("#field-needs").fill("统一的销售管道")
    page.locator("#field-demo_requested").check()
    page.locator("#field-consent").check()
    # Faster than two seconds is taken for a program.
    page.wait_for_timeout(2100)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("main")).to_contain_text("感谢")


def test_a_visitor_becomes_a_deal_the_director_approves(desk: Desk) -> None:
    """The whole way, with every person at a screen of his own."""
    crm = Crm(desk.world)
    crm.admin.put(f"/people/{crm.ids['key_2']}/roles", {"app": "crm", "roles": []})
    team = next(one for one in crm.admin.get("/teams")["items"] if one["name"] == "key")
    crm.admin.patch(f"/teams/{team['id']}", {"name": "key", "members": [crm.ids["key_1"]]})
    owner = desk.person("key_1")
    expect(owner.get_by_role("button", name="Notices", exact=True)).to_be_visible()

    fill_the_website_form(desk)

    # The owner is told live, without a reload.
    expect(owner.get_by_role("button", name=re.compile(r"Notices \d"))).to_be_visible(timeout=15_000)
    (lead,) = desk.api(owner, "/apps/crm/entities/lead/records")["items"]
    assert lead["values"]["phone"] == "+8613800138000"
    assert lead["values"]["quality"] == "high"
    assert lead["values"]["status"] == "sql"

    desk.go(owner, f"/apps/crm/records/lead/{lead['id']}")
    expect(owner.get_by_role("heading", name="张伟")).to_be_visible()
    owner.get_by_role("button", name="Why?").or_(owner.get_by_text("Why?")).first.click()
    expect(owner.get_by_text("+30").or_(owner.get_by_text("30")).first).to_be_visible()

    budget = {"amount": "800000", "currency": "CNY"}
    crm.change("lead", lead["id"], crm.as_("key_1"), budget=budget, authority_ok=True, need_ok=True)
    owner.reload()
    convert(owner)
    owner.wait_for_url("**/records/opportunity/**")
    deal = owner.url.rsplit("/", 1)[1].split("?")[0]
    expect(owner.get_by_text("上海恒信有限公司").first).to_be_visible()

    approve_on_a_phone(desk)
    values = crm.read("opportunity", deal)["values"]
    assert values["approval"] == "approved"
    assert values["amount"]["amount"] == "800000"

    director = desk.person("director")
    desk.go(director, f"/apps/crm/records/opportunity/{deal}")
    expect(director.get_by_text("上海恒信有限公司").first).to_be_visible()
    desk.go(director, "/apps/crm/dashboards/sales")
    expect(director.get_by_text("100.0%").first).to_be_visible()


def convert(page: Page) -> None:
    """One click."""
    page.get_by_role("button", name="Convert to opportunity").first.click()


def approve_on_a_phone(desk: Desk) -> None:
    """The director takes the card in the inbox and approves."""
    phone = desk.person("director", phone=True)
    desk.go(phone, "/inbox")
    phone.get_by_role("button", name="Approve").first.click()
    phone.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(phone.get_by_role("button", name="Approve")).to_have_count(0)
