"""A project of several customers and people: built, filled in with one made on the way, listed, filtered, told."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Desk, choose
from tests.browser.test_every_screen import PICTURES
from tests.stories.test_records_hold_several import CUSTOMER, PROJECT, write

FORM = {
    "format": 1,
    "id": "fo000001",
    "key": "project",
    "entity": "project",
    "name": {"en": "Project", "zh": "项目"},
    "default": True,
    "layout": [
        {
            "section": {"en": "Project", "zh": "项目"},
            "items": [
                {"field": "name"},
                {"field": "customers", "quick_create": True},
                {"field": "team"},
                {"field": "places"},
            ],
        }
    ],
}


def install(desk: Desk, place: Path) -> None:
    """Install projects and customers with a form, and three customers."""
    folder = write(place / "work", CUSTOMER, PROJECT)
    (folder / "forms").mkdir()
    (folder / "forms" / "project.json").write_text(json.dumps(FORM))
    desk.world.install_folder(folder)
    for name in ("Acme", "Brook", "Cedar"):
        desk.world.admin.post("/apps/work/entities/customer/records", {"values": {"name": name}}, 201)


def field(page: Page, key: str) -> Locator:
    """Return where a field stands on a form or a record's page."""
    return page.locator(f"[data-field={key}]:visible").last


def pick(where: Locator, *names: str) -> None:
    """Search for each name in a control of several and take it."""
    control = where.get_by_role("combobox")
    for name in names:
        control.fill(name)
        offered = where.page.locator(".ant-select-item-option:visible")
        offered.filter(has=where.page.get_by_text(name, exact=True)).click()
        expect(where.locator(".ant-select-selection-item").filter(has_text=name)).to_be_visible()
    control.press("Escape")


def test_a_project_has_several_customers_and_people(desk: Desk, tmp_path: Path) -> None:
    """Both sides are seen by name; one more by a click in the list; the timeline tells who came."""
    install(desk, tmp_path)
    page = desk.at("admin", "/apps/work/records/project")
    page.get_by_role("button", name="New", exact=True).first.click()
    field(page, "name").get_by_role("textbox").fill("Bridge")
    pick(field(page, "customers"), "Acme", "Brook")
    control = field(page, "customers").get_by_role("combobox")
    control.fill("Dunes")
    page.locator(".ant-select-item-option:visible").filter(has_text="New “Dunes”").click()
    made = page.get_by_role("dialog").last
    made.get_by_role("button", name="Create", exact=True).click()
    expect(field(page, "customers")).to_contain_text("Dunes")
    pick(field(page, "team"), "管理员")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_role("heading", name="Bridge")).to_be_visible()
    for name in ("Acme", "Brook", "Dunes"):
        expect(field(page, "customers").get_by_role("link", name=name)).to_be_visible()

    field(page, "customers").get_by_role("link", name="Acme", exact=True).click()
    expect(page.get_by_role("heading", name="Acme")).to_be_visible()
    page.get_by_role("tab", name="Related").click()
    expect(page.get_by_role("tabpanel", name="Related").get_by_text("Bridge", exact=True)).to_be_visible()

    desk.world.admin.post("/apps/work/entities/project/records", {"values": {"name": "Tower"}}, 201)
    page = desk.go(page, "/apps/work/records/project")
    row = page.get_by_role("row").filter(has_text="Bridge")
    expect(row).to_contain_text("Acme, Brook, Dunes")
    page.get_by_role("button", name="Filter").click()
    panel = page.get_by_role("region", name="Filter")
    choose(panel.get_by_role("combobox", name="Field"), "Members")
    panel.get_by_label("Operator").select_option(label="includes me")
    expect(page.get_by_role("row").filter(has_text="Tower")).to_have_count(0)
    expect(row).to_be_visible()
    choose(panel.get_by_role("combobox", name="Field"), "References")
    panel.get_by_label("Operator").select_option(label="has none of")
    value = panel.get_by_label("Value", exact=True)
    value.fill("Brook")
    page.locator(".ant-select-item-option:visible").filter(has_text="Brook").click()
    expect(row).to_have_count(0)
    expect(page.get_by_role("row").filter(has_text="Tower")).to_be_visible()


def test_a_field_of_several_is_built(desk: Desk, tmp_path: Path) -> None:
    """Taken from the palette, told whom it holds and what the other side calls it, published, there at once."""
    install(desk, tmp_path)
    page = desk.at("admin", "/apps/work/build/data/project")
    page.locator("[data-pane-name=canvas]").get_by_text("reach", exact=True).click()
    only = page.get_by_role("group", name="Only rows where")
    only.get_by_role("button", name="Text", exact=True).click()
    only.get_by_role("textbox").fill("SUM(projects, reach) > 0")
    expect(only).to_contain_text("This field is computed from itself: Project · Roll_Up")
    page.screenshot(path=str(PICTURES / "roll-up-cycle.png"))
    only.get_by_role("textbox").fill("")

    page = desk.go(page, "/apps/work/build/data/customer")
    palette = page.get_by_role("region", name="Palette", exact=True)
    palette.get_by_role("button", name="Many-to-many", exact=True).click()
    choose(page.get_by_role("combobox", name=re.compile("^Points to|Target")), "", "Customer")
    page.get_by_role("link", name="Plan & publish").click()
    plan = page.get_by_role("region", name="Plan", exact=True)
    expect(plan.get_by_role("heading", name=re.compile("^Publish version"))).to_be_visible()
    plan.get_by_role("button", name="Publish", exact=True).click()
    expect(plan.get_by_role("status")).to_contain_text("is live", timeout=20_000)
    document: dict[str, Any] = desk.api(page, "/apps/work/draft/entity/customer")["document"]
    fields = [one["x-dougong"] for one in document["schema"]["properties"].values()]
    (own,) = [one for one in fields if one["type"] == "references"]
    assert own["entity"] == "customer"
