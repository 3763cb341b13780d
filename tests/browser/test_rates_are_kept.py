"""An administrator keeps the rates of currencies; from then on amounts in them are taken."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.person import Desk, choose

DEALS = "/apps/crm/entities/opportunity/records"


def test_rates_are_pasted_and_taken_away(desk: Desk) -> None:
    """Two rates are pasted for dollars, one is taken away again; what is no rate is told at once."""
    deal = {"values": {"name": "Export", "amount": {"amount": "10", "currency": "USD"}}}
    desk.world.admin.post(DEALS, deal, status=422)
    page = desk.at("admin", "/people")
    page.get_by_role("tab", name="Exchange rates").click()
    expect(page.get_by_text("There are no rates yet, so amounts can be in CNY only.")).to_be_visible()
    choose(page.get_by_role("combobox", name="Currency"), "USD", "USD · US Dollar")
    lines = page.get_by_label("Days and rates")
    lines.fill("2026-01-01 7.2\nsoon 7")
    expect(page.get_by_role("alert")).to_have_text("Not a day and a rate: soon 7")
    expect(page.get_by_role("button", name="Add rates")).to_be_disabled()
    lines.fill("2026-01-01\t7.2\n2026-06-01\t7.1")
    page.get_by_role("button", name="Add rates").click()
    table = page.get_by_role("table", name="USD")
    expect(table.get_by_role("row")).to_have_text(["From1 USD in CNY", "2026-06-017.1", "2026-01-017.2"])
    table.get_by_role("button", name="Remove the rate from 2026-06-01 on").click()
    expect(table.get_by_role("row")).to_have_text(["From1 USD in CNY", "2026-01-017.2"])
    assert desk.world.admin.post(DEALS, deal, status=201)["values"]["amount"]["currency"] == "USD"


def test_it_is_there_in_chinese_on_a_phone(desk: Desk) -> None:
    """Nothing sticks out of the screen."""
    desk.world.admin.put("/currency-rates/EUR", {"rates": [{"from_day": "2026-01-01", "rate": "8.05"}]})
    page = desk.at("admin", "/people/rates", phone=True, language="zh")
    expect(page.get_by_role("table", name="EUR")).to_contain_text("8.05")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
