"""Whoever gives a record away and sees it no more is told so, wherever he did it, and meets no dead end."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Desk, choose
from tests.crm.conftest import Crm

TOLD = "Saved. The record now belongs to {name}; you can no longer see it."


def _refusals(page: Page) -> list[str]:
    """Note from now on what the server refuses to the page."""
    found: list[str] = []
    page.on(
        "response",
        lambda answer: found.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
    )
    return found


def _lead(desk: Desk, name: str) -> str:
    crm = Crm(desk.world)
    made = crm.create("lead", contact_name=name, channel="referral", owner=crm.ids["east_1"])
    return str(made["id"])


def _choose_person(combobox: Locator, name: str) -> None:
    """Choose a person once what was typed is answered: the list moves then, and a click before would miss."""
    page = combobox.page
    combobox.click()
    with page.expect_response(lambda answer: "/people?" in answer.url and name in answer.url):
        combobox.fill(name)
    page.locator(".ant-select-dropdown:visible").get_by_title(name, exact=True).click()


def _give(page: Page, name: str) -> None:
    page.get_by_role("button", name="Edit Owner").click()
    _choose_person(page.locator("[data-field=owner]").get_by_role("combobox"), name)
    page.get_by_role("button", name="Save Owner").click()


def test_on_its_page(desk: Desk) -> None:
    """The page says whose it is now and leads back to the list; nothing more is asked about the record."""
    page = desk.at("manager", f"/apps/crm/records/lead/{_lead(desk, 'Li Na')}")
    refused = _refusals(page)
    _give(page, "north_1")
    expect(page.get_by_role("status").filter(has_text=TOLD.format(name="north_1"))).to_be_visible()
    expect(page.get_by_role("heading", name="Li Na")).to_have_count(0)
    page.wait_for_timeout(6000)
    page.get_by_role("button", name="Back to the list: Lead").click()
    expect(page.get_by_role("heading", name="Leads")).to_be_visible()
    expect(page.get_by_role("link", name="Li Na")).to_have_count(0)
    assert refused == []


def test_in_the_whole_form_in_chinese(desk: Desk) -> None:
    """The form of the record says the same, in the language of who gives it away."""
    page = desk.at("manager", f"/apps/crm/records/lead/{_lead(desk, 'Li Na')}", language="zh")
    refused = _refusals(page)
    page.get_by_role("button", name="编辑", exact=True).click()
    _choose_person(page.locator("form [data-field=owner]").get_by_role("combobox"), "north_1")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已保存。该记录现在属于north_1，您不能再查看。")).to_be_visible()
    page.wait_for_timeout(2000)
    assert refused == []


def test_in_the_list(desk: Desk) -> None:
    """A value edited in its cell, and several at once: the rows go, and it is said."""
    for name in ("Li Na", "Wang Wei", "Zhao Min"):
        _lead(desk, name)
    page = desk.at("manager", "/apps/crm/records/lead")
    refused = _refusals(page)
    row = page.get_by_role("row").filter(has_text="Li Na")
    row.get_by_text("east_1").dblclick()
    _choose_person(row.get_by_role("combobox"), "north_1")
    expect(page.get_by_text(TOLD.format(name="north_1"))).to_be_visible()
    expect(row).to_have_count(0)
    for name in ("Wang Wei", "Zhao Min"):
        page.get_by_role("row").filter(has_text=name).get_by_role("checkbox").check()
    page.get_by_role("region", name="Actions").get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog")
    choose(dialog.get_by_role("combobox").first, "Owner")
    choose(dialog.get_by_role("combobox").nth(1), "north_1")
    dialog.get_by_role("button", name="Preview").click()
    dialog.get_by_role("button", name="Change 2 records").click()
    expect(page.get_by_text("2 records changed. 2 of them you can no longer see.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Wang Wei")).to_have_count(0)
    page.wait_for_timeout(2000)
    assert refused == []
