"""A view is kept, opens first from the menu too, is renamed and shared, and is not lost without a question."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.person import Desk

LIST = "/apps/crm/records/account"


def of_views(page: Page, name: str | re.Pattern[str]) -> None:
    """Choose what the menu of the views offers."""
    page.get_by_role("group", name="Views of").get_by_role("button", name="Views of").click()
    page.get_by_role("menuitem", name=name).click()


def kept(page: Page, name: str) -> None:
    """Keep what is shown as a view."""
    page.get_by_role("button", name="Save view").click()
    page.get_by_label("Name of the view").fill(name)
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name=name, pressed=True)).to_be_visible()


def test_the_menu_opens_the_view_that_opens_first(desk: Desk) -> None:
    """Who has chosen none gets the first view of the menu; who has chosen one gets that."""
    page = desk.at("director", "/apps/crm/records/opportunity")
    menu = page.get_by_role("navigation").filter(has=page.get_by_role("link", name="Leads"))
    menu.get_by_role("link", name="Leads").click()
    expect(page.get_by_role("button", name="Open leads", pressed=True)).to_be_visible()
    page.get_by_role("button", name="All leads").click()
    of_views(page, "Open this view first")
    menu.get_by_role("link", name="Opportunities").click()
    expect(page.get_by_role("button", name="Pipeline", pressed=True)).to_be_visible()
    menu.get_by_role("link", name="Leads").click()
    expect(page.get_by_role("button", name="All leads", pressed=True)).to_be_visible()


def test_a_view_is_renamed_and_shared(desk: Desk) -> None:
    """Its owner gives it another name and shows it to everybody, and takes it back; others see just that."""
    page = desk.at("director", LIST)
    kept(page, "Big ones")
    of_views(page, "Rename or share “Big ones”")
    dialog = page.get_by_role("dialog", name="Rename or share “Big ones”")
    dialog.get_by_label("Name of the view").fill("Great ones")
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Great ones", pressed=True)).to_be_visible()
    other = desk.at("admin", LIST)
    expect(other.get_by_role("button", name="Great ones")).to_be_visible()
    of_views(page, "Rename or share “Great ones”")
    dialog = page.get_by_role("dialog", name="Rename or share “Great ones”")
    dialog.get_by_role("checkbox").uncheck()
    expect(dialog.get_by_text("Everybody else loses this view.")).to_be_visible()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    desk.go(other, LIST)
    expect(other.get_by_role("button", name="All accounts", pressed=True)).to_be_visible()
    expect(other.get_by_role("button", name="Great ones")).to_have_count(0)


def test_a_view_is_deleted_after_a_question_and_its_address_says_so(desk: Desk) -> None:
    """Nothing is deleted without a yes; what stood there is not replaced by another view in silence."""
    page = desk.at("director", LIST)
    kept(page, "Big ones")
    address = page.url.removeprefix(desk.url)
    of_views(page, "Delete view “Big ones”")
    question = page.get_by_role("dialog", name="Delete the view “Big ones”?")
    question.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Big ones", pressed=True)).to_be_visible()
    of_views(page, "Delete view “Big ones”")
    question.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="All accounts", pressed=True)).to_be_visible()
    expect(page.get_by_role("button", name="Big ones")).to_have_count(0)
    desk.go(page, address)
    expect(page.get_by_text("This view is not there any more.")).to_be_visible()
    page.get_by_role("link", name="Open the list").click()
    expect(page.get_by_role("button", name="All accounts", pressed=True)).to_be_visible()
