"""A record shows the way it takes in one line; what leads aside stands apart, and a phone has one button for all."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.person import PHONE, Desk
from tests.crm.conftest import Crm


def test_the_way_and_the_ways_out(desk: Desk) -> None:
    """The line holds the way alone and never breaks; a way out is in a menu and, once taken, beside the line."""
    crm = Crm(desk.world)
    lead = crm.create("lead", contact_name="Anna Arndt", channel="exhibition", region="north")
    page = desk.at("admin", f"/apps/crm/records/lead/{lead['id']}")
    bar = page.get_by_role("list", name="Stages")
    expect(bar.get_by_role("listitem")).to_have_text(["New", "In contact", "MQL", "SQL", "Converted"])
    bar.get_by_role("button", name="In contact").click()
    expect(bar.locator("[aria-current=step]")).to_have_text("In contact")

    page.get_by_role("button", name="Other outcomes").click()
    page.get_by_role("menuitem", name="Nurture").click()
    expect(bar.locator("[aria-current=step]")).to_have_count(0)
    expect(page.get_by_text("Nurturing", exact=True).first).to_be_visible()
    page.set_viewport_size({"width": 800, "height": 900})
    tops = {item.bounding_box()["y"] for item in bar.get_by_role("listitem").all()}  # type: ignore[index]
    assert len(tops) == 1, "the line of stages breaks"


def test_the_sheet_on_a_phone(desk: Desk) -> None:
    """The button says where the record stands; the sheet moves it."""
    crm = Crm(desk.world)
    lead = crm.create("lead", contact_name="Bella Brandt", channel="exhibition", region="north")
    page = desk.at("admin", f"/apps/crm/records/lead/{lead['id']}", phone=True)
    here = page.get_by_role("button", name="1 of 5 · New")
    box = here.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["x"] + box["width"] <= PHONE["width"]
    here.click()
    sheet = page.get_by_role("dialog", name="Stages")
    expect(sheet.get_by_role("heading", name="Other outcomes")).to_be_visible()
    expect(sheet.get_by_role("button", name="Converted")).to_be_disabled()
    sheet.get_by_role("button", name="In contact").click()
    expect(page.get_by_role("button", name="2 of 5 · In contact")).to_be_visible()
    expect(sheet).to_have_count(0)


def test_a_problem_in_a_step_is_shown_there(desk: Desk) -> None:
    """A step names a field that is gone: the way to it opens the states with that very step unfolded and marked."""
    admin = desk.world.admin
    found = admin.get("/apps/crm/draft/entity/lead")
    steps = found["document"]["states"]["transitions"]
    steps[1]["require"] = ["gone"]
    body = {"document": found["document"]}
    admin.put("/apps/crm/draft/entity/lead", body, **{"If-Match": f'"{found["version"]}"'})
    page = desk.at("admin", "/apps/crm/build/data/lead")
    page.get_by_role("button", name=re.compile(r"problem")).first.click()
    line = page.get_by_role("dialog").locator("div").filter(has_text="There is no field “gone”").last
    line.get_by_role("link", name="Show").click()
    expect(page.locator("details[data-marked]")).to_have_count(1)
    expect(
        page.locator("details[open][data-marked]").get_by_text("There is no field “gone”")
    ).to_be_in_viewport()

    # A step before it goes: the mark stays where it was, and goes itself when one looks at something else.
    marked = page.locator("details[data-marked] > summary").inner_text()
    first = page.locator("details").filter(has_text="Remove the step").first
    first.locator("summary").click()
    first.get_by_role("button", name="Remove the step").click()
    expect(first.locator("> summary")).to_have_text(marked)
    expect(page.locator("details[data-marked] > summary")).to_have_text(marked)
    page.get_by_role("tab", name="Fields").click()
    page.get_by_role("tab", name="States").click()
    expect(page.get_by_role("heading", name="Allowed steps")).to_be_visible()
    expect(page.locator("details[data-marked]")).to_have_count(0)
