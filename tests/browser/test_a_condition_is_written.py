"""Conditions and formulas are written by clicking, by typing and by the keyboard alone; each way shows the others."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Desk, choose
from tests.browser.test_by_keyboard_alone import press, reach, take
from tests.crm.conftest import Crm

DEALS = "/apps/crm/records/opportunity?view=opportunity_all"


def company(desk: Desk) -> Crm:
    """One customer with three deals, of which one is large and one has lines."""
    crm = Crm(desk.world)
    account = crm.create("account", name="Acme")
    other = crm.create("account", name="Other")
    for name, amount, owner in (
        ("Small", "10", account),
        ("Middle", "500", account),
        ("Lonely", "700", other),
    ):
        crm.create(
            "opportunity",
            name=name,
            account=owner["id"],
            amount={"amount": amount, "currency": "CNY"},
        )
    return crm


def shows(page: Page, *names: str) -> None:
    """Wait until the list holds exactly these."""
    grid = page.get_by_role("grid")
    for name in ("Small", "Middle", "Lonely"):
        expect(grid.get_by_role("link", name=name, exact=True)).to_have_count(int(name in names))


def editor_of(panel: Locator) -> Locator:
    """Return the text of the condition."""
    return panel.locator(".cm-content")


def test_a_filter_over_the_rows_of_a_list_is_clicked_and_read_as_text(desk: Desk) -> None:
    """Deals of customers that have another, larger deal: no key is typed but a value."""
    company(desk)
    page = desk.at("director", "/apps/crm/records/account")
    page.get_by_role("button", name="Filter").click()
    panel = page.get_by_role("region", name="Filter")
    panel.get_by_role("button", name="Rows of a list").click()
    panel.get_by_role("button", name="Remove condition").first.click()
    choose(panel.get_by_label("List", exact=True), "Opportunities")
    panel.get_by_label("What of the rows").select_option(label="the number of rows")
    panel.get_by_label("Operator", exact=True).select_option(label="is at least")
    panel.get_by_label("Value", exact=True).fill("1")
    inner = panel.get_by_role("group", name="Of the rows, those count where")
    inner.get_by_role("button", name="Add condition").click()
    choose(inner.get_by_label("Field", exact=True), "Amount")
    inner.get_by_label("Operator", exact=True).select_option(label="is more than")
    inner.get_by_label("Value", exact=True).fill("600")
    grid = page.get_by_role("grid")
    expect(grid.get_by_role("link", name="Other", exact=True)).to_be_visible()
    expect(grid.get_by_role("link", name="Acme", exact=True)).to_have_count(0)
    panel.get_by_role("button", name="Text", exact=True).click()
    expect(editor_of(panel)).to_have_text("COUNTIF(opportunities, amount > 600) >= 1")
    panel.get_by_role("button", name="Clicks", exact=True).click()
    panel.get_by_label("What of the rows").select_option(label="has no rows")
    expect(grid.get_by_role("link", name="Acme", exact=True)).to_be_visible()
    expect(grid.get_by_role("link", name="Other", exact=True)).to_have_count(0)


def test_a_text_is_mended_tried_and_shown_as_conditions(desk: Desk) -> None:
    """A label is typed for a key; one click mends it; the value on a record is told with its parts."""
    company(desk)
    page = desk.at("director", DEALS)
    page.get_by_role("button", name="Filter").click()
    panel = page.get_by_role("region", name="Filter")
    panel.get_by_role("button", name="Text", exact=True).click()
    editor_of(panel).click()
    page.keyboard.type('金额 > 100 AND account.name = "Acme"')
    page.keyboard.press("Escape")
    expect(panel.get_by_role("alert")).to_be_visible()
    panel.get_by_role("button", name="Write Amount (amount)").click()
    shows(page, "Middle")
    expect(panel.get_by_role("alert")).to_have_count(0)
    panel.get_by_role("button", name="Try on a record").click()
    choose(panel.get_by_label("Record to try on"), "Lonely")
    tried = panel.get_by_role("region", name="Try on a record")
    expect(tried.get_by_text("Result:")).to_contain_text("No")
    expect(tried.get_by_role("listitem").filter(has_text="amount > 100")).to_have_count(1)
    expect(tried.get_by_label("does not hold")).to_have_count(1)
    panel.get_by_role("button", name="Clicks", exact=True).click()
    expect(panel.get_by_label("Field", exact=True)).to_have_count(2)
    expect(panel.get_by_text("Account › Name")).to_be_visible()


def test_what_clicks_cannot_show_is_kept(desk: Desk) -> None:
    """A line of text among lines of clicks: changing the others changes nothing of it."""
    company(desk)
    page = desk.at("director", DEALS)
    page.get_by_role("button", name="Filter").click()
    panel = page.get_by_role("region", name="Filter")
    panel.get_by_role("button", name="Text", exact=True).click()
    editor_of(panel).click()
    page.keyboard.type("LEN(name) = 6 AND amount > 100")
    page.keyboard.press("Escape")
    shows(page, "Middle", "Lonely")
    panel.get_by_role("button", name="Clicks", exact=True).click()
    expect(panel.get_by_text("Kept as written: clicks cannot show this")).to_be_visible()
    panel.get_by_label("Value", exact=True).fill("600")
    shows(page, "Lonely")
    panel.get_by_role("button", name="Text", exact=True).click()
    expect(editor_of(panel)).to_have_text("LEN(name) = 6 AND amount > 600")


@pytest.mark.parametrize("phone", [False, True])
def test_a_formula_is_clicked_together(desk: Desk, phone: bool) -> None:
    """Field, operator and function from the tree; nothing is typed but a number. On a phone as well."""
    company(desk)
    page = desk.at("director", DEALS, phone=phone)
    page.get_by_role("button", name="Filter").click()
    panel = page.get_by_label("Filter", exact=True).last
    panel.get_by_role("button", name="Text", exact=True).click()
    panel.get_by_role("button", name="Insert", exact=True).click()
    tree = panel.get_by_role("tree", name="Insert")
    search = panel.get_by_role("searchbox")
    search.fill("round")
    tree.get_by_role("treeitem", name="ROUND (", exact=False).first.click()
    expect(panel.get_by_role("note")).to_contain_text("ROUND(")
    search.fill("amount")
    tree.get_by_role("treeitem", name="Amount number").first.click()
    expect(editor_of(panel)).to_have_text("ROUND(amount)")


def test_a_filter_is_written_by_the_keyboard_alone(desk: Desk) -> None:
    """A condition on rows, a group, a completion by label, a mend: Tab, arrows, Enter and typing do all of it."""
    company(desk)
    page = desk.at("director", DEALS)
    expect(page.get_by_role("grid").get_by_role("link", name="Small")).to_be_visible()
    press(page, page.get_by_role("button", name="Filter"))
    panel = page.get_by_role("region", name="Filter")
    take(page, panel.get_by_label("Field", exact=True), "Amount")
    reach(page, panel.get_by_label("Operator", exact=True))
    page.keyboard.type("is more than")
    reach(page, panel.get_by_label("Value", exact=True))
    page.keyboard.type("100")
    shows(page, "Middle", "Lonely")
    press(page, panel.get_by_role("button", name="Rows of a list"))
    take(page, panel.get_by_label("List", exact=True), "Product lines")
    press(page, panel.get_by_role("button", name="Text", exact=True), "Shift+Tab")
    expect(editor_of(panel)).to_be_focused()
    expect(editor_of(panel)).to_have_text("amount > 100 AND EXISTS(lines)")
    page.keyboard.press("Control+a")
    page.keyboard.type("客户.名")
    expect(page.get_by_role("option", name="Name · name")).to_be_visible()
    # What has only just opened takes no Enter, so that nobody chooses what he has not seen.
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    expect(editor_of(panel)).to_have_text("account.name")
    page.keyboard.type(" == Acme")
    page.keyboard.press("Escape")
    press(page, panel.get_by_role("button", name="Write =", exact=True))
    press(page, panel.get_by_role("button", name='Write "Acme"'))
    shows(page, "Small", "Middle")
    press(page, panel.get_by_role("button", name="Insert", exact=True))
    expect(panel.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(editor_of(panel)).to_be_focused()
