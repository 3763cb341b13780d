"""Lists as people use them: filtered by clicks and by text, sorted, columns, views; a board with a gate; a phone."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.person import Desk, choose, drag
from tests.crm.conftest import Crm

LEADS: tuple[dict[str, Any], ...] = (
    {"contact_name": "Anna Arndt", "channel": "exhibition", "region": "north", "employees": 30},
    {"contact_name": "Bella Brandt", "channel": "exhibition", "region": "east", "employees": 70},
    {"contact_name": "Carl Conrad", "channel": "search", "region": "north", "employees": 500},
    {"contact_name": "Dora Dorn", "channel": "social", "region": "south", "employees": 5},
)


def shows(page: Page, *wanted: str) -> None:
    """Wait until the list shows these rows in this order."""
    links = page.get_by_role("grid").get_by_role("row").get_by_role("link")
    titles = links.filter(has_not_text=re.compile("^LD"))
    expect(titles).to_have_text(list(wanted))
    expect(page.get_by_text(f"{len(wanted)} of {len(wanted)} loaded")).to_be_visible()


def test_a_list_is_filtered_sorted_arranged_and_kept_as_a_view(desk: Desk) -> None:
    """Three clicks, then text with completion; a head sorts; columns are chosen; all of it has a name in the end."""
    crm = Crm(desk.world)
    for lead in LEADS:
        crm.create("lead", **lead)
    page = desk.at("director", "/apps/crm/records/lead?view=lead_all")
    page.get_by_role("columnheader", name="Name").get_by_role("button", name="Name", exact=True).click()
    shows(page, "Anna Arndt", "Bella Brandt", "Carl Conrad", "Dora Dorn")

    page.get_by_role("button", name="Filter").click()
    panel = page.get_by_role("region", name="Filter")
    choose(panel.get_by_label("Field"), "Region")
    choose(panel.get_by_label("Value"), "", "North")
    shows(page, "Anna Arndt", "Carl Conrad")

    panel.get_by_role("button", name="Text", exact=True).click()
    editor = panel.get_by_role("textbox")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("emplo")
    page.get_by_role("option", name="Employees · employees").first.click()
    page.keyboard.type(" >= ")
    expect(panel.get_by_role("alert")).to_be_visible()
    page.keyboard.type("30")
    page.keyboard.press("Escape")
    shows(page, "Anna Arndt", "Bella Brandt", "Carl Conrad")

    by_name = page.get_by_role("columnheader", name="Name").get_by_role("button", name="Name", exact=True)
    by_name.click()
    shows(page, "Carl Conrad", "Bella Brandt", "Anna Arndt")
    page.get_by_role("button", name="Columns").click()
    columns = page.get_by_role("dialog", name="Columns")
    columns.get_by_role("checkbox", name="Employees").check()
    columns.get_by_role("checkbox", name="Quality").uncheck()
    columns.get_by_role("button", name="Move up Employees").click()
    columns.get_by_role("button", name="Done").click()
    expect(page.get_by_role("columnheader", name="Employees")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Quality")).to_have_count(0)

    page.get_by_role("button", name="Save view").click()
    page.get_by_label("Name of the view").fill("Thirty and more")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    views = page.get_by_role("group", name="Views of Lead")
    expect(views.get_by_role("button", name="Thirty and more", pressed=True)).to_be_visible()
    views.get_by_role("button", name="All leads").click()
    expect(page.get_by_text("4 of 4 loaded")).to_be_visible()
    page.reload()
    views.get_by_role("button", name="Thirty and more").click()
    shows(page, "Carl Conrad", "Bella Brandt", "Anna Arndt")
    expect(page.get_by_role("columnheader", name="Employees")).to_be_visible()

    the_same_on_a_phone(desk)


def the_same_on_a_phone(desk: Desk) -> None:
    """At 390 pixels the list is cards; the filter comes as a drawer; a card opens the record."""
    phone = desk.at("director", "/apps/crm/records/lead?view=lead_all", phone=True)
    expect(phone.get_by_role("button", name="Dora Dorn")).to_be_visible()
    phone.get_by_role("button", name="Filter").click()
    panel = phone.get_by_role("region", name="Filter")
    choose(panel.get_by_label("Field"), "Region")
    choose(panel.get_by_label("Value"), "", "East")
    panel.get_by_role("button", name="Close").click()
    expect(phone.get_by_role("button", name="Dora Dorn")).to_have_count(0)
    phone.get_by_role("button", name="Bella Brandt").click()
    expect(phone.get_by_role("heading", name="Bella Brandt")).to_be_visible()
    wider = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0


def test_setting_up_a_list_waits_for_nothing(desk: Desk) -> None:
    """Once rows stand nothing more is fetched for filter, columns and views: no letter is lost."""
    Crm(desk.world).create("lead", contact_name="Anna Arndt")
    page = desk.at("director", "/apps/crm/records/lead?view=lead_all")
    expect(page.get_by_role("link", name="Anna Arndt")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.route("**/assets/*.js", lambda route: route.abort())
    page.get_by_role("button", name="Save view").click()
    page.keyboard.type("Mine")
    expect(page.get_by_label("Name of the view")).to_have_value("Mine")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("dialog", name="Columns").get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("region", name="Filter")).to_be_visible()


def test_a_card_is_dragged_through_a_gate(desk: Desk) -> None:
    """A deal to “Proposal” is asked for what the step needs; one that may not be jumped over stays."""
    crm = Crm(desk.world)
    deal = crm.create("opportunity", name="Big Deal", owner=crm.ids["director"])
    crm.change("opportunity", deal["id"], stage="engaging")
    page = desk.at("director", "/apps/crm/records/opportunity?view=pipeline")
    card = page.get_by_role("region", name="Engaging").get_by_label("Big Deal")
    expect(card).to_be_visible()
    drag(card, page.get_by_role("region", name="Contract"), follow=True)
    page.wait_for_timeout(500)
    expect(page.get_by_role("dialog")).to_have_count(0)
    drag(card, page.get_by_role("region", name="Proposal"), follow=True)
    gate = page.get_by_role("dialog", name=re.compile("Move to .Proposal"))
    expect(gate).to_contain_text("The next step asks for these values.")
    gate.get_by_role("textbox", name="Pains").fill("Everything is in spreadsheets")
    gate.get_by_label("Decision process").fill("The board, in May")
    gate.get_by_role("button", name="Move to Proposal").click()
    moved = page.get_by_role("region", name="Proposal").get_by_label("Big Deal")
    expect(moved).to_be_visible()
    values = crm.read("opportunity", deal["id"])["values"]
    assert (values["stage"], values["pains"]) == ("proposal", "Everything is in spreadsheets")
    # Undo takes back the step and what its gate was told; done again, the gate is given the same once more.
    page.get_by_role("button", name="Undo: Stage of Big Deal").click()
    expect(card).to_be_visible()
    values = crm.read("opportunity", deal["id"])["values"]
    assert (values["stage"], values["pains"], values["decision_process"]) == ("engaging", None, None)
    page.get_by_role("button", name="Redo: Stage of Big Deal").click()
    expect(moved).to_be_visible()
    values = crm.read("opportunity", deal["id"])["values"]
    assert (values["stage"], values["pains"]) == ("proposal", "Everything is in spreadsheets")
    # The ends without cards are strips, until somebody opens one; that is remembered.
    lost = page.get_by_role("region", name="Lost")
    assert (lost.bounding_box() or {"width": 999})["width"] < 60
    page.get_by_role("button", name="Open the column “Lost”").click()
    expect(lost).to_contain_text("Nothing here")
    page.reload()
    expect(page.get_by_role("button", name="Fold the column “Lost”")).to_be_attached()
    assert (lost.bounding_box() or {"width": 0})["width"] > 200
    expect(page.get_by_role("button", name="Open the column “Won”")).to_be_visible()


def test_a_card_is_carried_by_keys(desk: Desk) -> None:
    """One arrow is one column, also over a folded one and back; Space puts the card down and the gate asks."""
    crm = Crm(desk.world)
    deal = crm.create("opportunity", name="Carried Deal", owner=crm.ids["director"])
    crm.change("opportunity", deal["id"], stage="engaging")
    page = desk.at("director", "/apps/crm/records/opportunity?view=pipeline")
    card = page.get_by_role("region", name="Engaging").get_by_label("Carried Deal")
    spoken = page.locator("[id^=DndLiveRegion]")
    card.focus()
    page.keyboard.press("Space")
    expect(spoken).to_contain_text("Carried Deal")
    for key, state in (("ArrowRight", "Proposal"), ("ArrowRight", "Negotiation"), ("ArrowLeft", "Proposal")):
        page.keyboard.press(key)
        expect(spoken).to_contain_text(state)
    page.keyboard.press("Space")
    gate = page.get_by_role("dialog", name=re.compile("Move to .Proposal"))
    gate.get_by_role("textbox", name="Pains").fill("By hand")
    gate.get_by_label("Decision process").fill("The board")
    gate.get_by_role("button", name="Move to Proposal").click()
    landed = page.get_by_role("region", name="Proposal").get_by_label("Carried Deal")
    expect(landed).to_be_focused()
    # What was carried is at hand for the next step; and a board reached from a list is not dimmed for ever.
    page.goto(f"{desk.url}/apps/crm/records/opportunity?view=opportunity_all")
    expect(page.get_by_role("grid")).to_contain_text("Carried Deal")
    page.get_by_role("button", name="Pipeline", exact=True).click()
    board = page.get_by_role("region", name="Proposal")
    expect(board.get_by_label("Carried Deal")).to_be_visible()
    dimmed = "board => { for (let at = board; at; at = at.parentElement) if (getComputedStyle(at).opacity < 1) return true }"
    assert not board.evaluate(dimmed)
