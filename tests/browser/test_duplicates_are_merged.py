"""Two records of one company are found, compared side by side, merged, and taken apart again."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.person import Desk
from tests.browser.test_every_screen import serious
from tests.crm.conftest import Crm


def _two(desk: Desk) -> tuple[dict[str, Any], dict[str, Any]]:
    crm = Crm(desk.world)
    first = crm.create("account", name="Acme Ltd", phone="+8613800000001")
    second = crm.create("account", name="ACME ltd.", website="https://acme.example", needs="A crane")
    crm.create("contact", name="Ann", account=second["id"])
    crm.admin.post(f"{crm.path('account', second['id'])}/comments", {"text": "Wants it soon"})
    return first, second


def test_from_the_list_of_duplicates(desk: Desk) -> None:
    """The group is found, one value is taken from the other, the contact follows; then all is undone."""
    _first, second = _two(desk)
    page = desk.at("director", "/apps/crm/records/account/duplicates")
    group = page.get_by_role("region", name="Acme Ltd")
    expect(group.get_by_role("link")).to_have_count(2)
    assert serious(page) == []
    group.get_by_role("button", name="Compare and merge").click()
    website = page.locator("fieldset[data-field=website]")
    expect(website.get_by_role("radio", name="Website: ACME ltd.")).to_be_checked()
    page.locator("fieldset[data-field=name]").get_by_role("radio", name="Name: ACME ltd.").check()
    expect(page.get_by_role("region", name="What follows")).to_contain_text("Contact · Account 1")
    assert serious(page) == []
    page.get_by_role("button", name="Merge 2 records").click()
    expect(page.get_by_role("heading", name="ACME ltd.")).to_be_visible()
    timeline = page.get_by_role("complementary")
    expect(timeline).to_contain_text("merged into this")
    expect(timeline).to_contain_text("Wants it soon")
    page.goto(f"{desk.url}/apps/crm/records/account/{second['id']}")
    expect(page.get_by_text("This record was merged into another:")).to_be_visible()
    page.get_by_role("link", name="ACME ltd.").click()
    page.get_by_role("complementary").get_by_role("button", name="Undo", exact=True).click()
    dialog = page.get_by_role("dialog", name="Undo the merge?")
    dialog.get_by_role("button", name="Undo", exact=True).click()
    expect(dialog).to_contain_text("Undone: 1 record is back.")
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_role("heading", name="Acme Ltd")).to_be_visible()
    assert Crm(desk.world).read("account", second["id"])["values"]["name"] == "ACME ltd."


def test_from_a_record_on_a_phone_in_chinese(desk: Desk) -> None:
    """The hint on the record leads to the comparison; records stand below one another there."""
    first, second = _two(desk)
    page = desk.at("director", f"/apps/crm/records/account/{first['id']}", phone=True, language="zh")
    page.get_by_role("link", name="比较并合并").click()
    expect(page.get_by_role("heading", name="合并：客户")).to_be_visible()
    kept = page.get_by_role("radio", name="保留此条").nth(1)
    kept.click()
    expect(kept).to_be_checked()
    expect(page.get_by_role("region", name="随之变化")).not_to_contain_text("联系人")
    assert serious(page) == []
    page.get_by_role("button", name="合并 2 条记录").click()
    expect(page).to_have_url(f"{desk.url}/apps/crm/records/account/{second['id']}")


def test_similar_records_are_looked_for(desk: Desk) -> None:
    """The button starts the look; what is found is said to be different, and is gone."""
    crm = Crm(desk.world)
    for name in ("Northwind Traders", "Norhtwind Traders"):
        crm.create("account", name=name)
    page = desk.at("director", "/apps/crm/records/account")
    page.get_by_role("button", name="More").first.click()
    page.get_by_role("menuitem", name="Possible duplicates").click()
    page.get_by_role("tab", name="Similar").click()
    expect(page.get_by_text("Nobody has looked for similar records yet.")).to_be_visible()
    page.get_by_role("button", name="Look for similar ones").click()
    group = page.get_by_role("region", name="Northwind Traders").or_(
        page.get_by_role("region", name="Norhtwind Traders")
    )
    expect(group).to_contain_text("% alike")
    group.get_by_role("button", name="They are different").click()
    expect(page.get_by_text("No records look like one another here.")).to_be_visible()
