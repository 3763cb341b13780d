"""A date that is emptied by typing is blank once it is saved, however it is left; one that is written anew is kept."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Desk

TYPES = ("date", "datetime", "time", "date_range")
HELD = {
    "date": "2026-03-01",
    "datetime": "2026-03-01T02:30:00Z",
    "time": "09:30:00",
    "date_range": {"start": "2026-03-01", "end": "2026-03-05"},
}
SCHEMAS: dict[str, dict[str, Any]] = {
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "time": {"type": "string", "format": "time"},
    "date_range": {"type": "object"},
}
RECORDS = "/apps/things/entities/thing/records"


def install(desk: Desk, place: Path) -> str:
    """Install an app of one entity that has a date of every kind; return the id of a record that holds them."""
    folder = place / "things"
    (folder / "entities").mkdir(parents=True)
    fields = {
        "name": {
            "type": "string",
            "x-dougong": {"id": "ti0000ab", "type": "text", "label": {"en": "Name", "zh": "名称"}},
        }
    }
    for at, kind in enumerate(TYPES):
        mark = {"id": f"da00000{at}", "type": kind, "label": {"en": kind, "zh": kind}}
        fields[kind] = {**SCHEMAS[kind], "x-dougong": mark}
    entity = {
        "format": 1,
        "id": "th0000ab",
        "key": "thing",
        "name": {"en": "Thing", "zh": "物品"},
        "title": "name",
        "schema": {"type": "object", "required": ["name"], "properties": fields},
    }
    app = {"format": 1, "id": "ty0000ab", "key": "things", "version": "1.0.0", "name": {"en": "Things"}}
    (folder / "app.json").write_text(json.dumps(app))
    (folder / "entities" / "thing.json").write_text(json.dumps(entity))
    desk.world.install_folder(folder)
    made = desk.world.admin.post(RECORDS, {"values": {"name": "One", **HELD}}, 201)
    return str(made["id"])


def box(page: Page, kind: str) -> Locator:
    """Return the text of a date on the form; of a range, its start."""
    return page.locator(f"[data-field={kind}]:visible").last.get_by_role("textbox").first


def emptied(page: Page, kind: str) -> Locator:
    """Open the form, go to a date and empty it by keys."""
    page.get_by_role("button", name="Edit", exact=True).click()
    found = box(page, kind)
    found.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Backspace")
    return found


def saved(desk: Desk, page: Page, record: str) -> dict[str, Any]:
    """Wait until the form is closed; return what the record holds."""
    expect(page.get_by_role("button", name="Edit", exact=True)).to_be_visible()
    values: dict[str, Any] = desk.api(page, f"{RECORDS}/{record}")["values"]
    return values


def test_a_date_is_emptied_by_typing(desk: Desk, tmp_path: Path) -> None:
    """By Tab, by going to Save with the mouse over the calendar, and by Ctrl+S and Enter in the field itself."""
    record = install(desk, tmp_path)
    page = desk.at("admin", f"/apps/things/records/thing/{record}")
    for kind, way in zip(TYPES, ("mouse", "Control+s", "Enter", "Tab"), strict=True):
        found = emptied(page, kind)
        if way == "mouse":
            page.locator(".ant-picker-cell:visible").nth(9).hover()
            page.mouse.move(5, 5)
        else:
            found.press(way)
        if way in ("mouse", "Tab"):
            page.get_by_role("button", name="Save", exact=True).click()
        assert saved(desk, page, record)[kind] is None, kind


def test_a_date_is_written_anew(desk: Desk, tmp_path: Path) -> None:
    """What is written, or chosen, into an emptied field is kept, even the day that it held before."""
    record = install(desk, tmp_path)
    page = desk.at("admin", f"/apps/things/records/thing/{record}")
    day = f"{date.today():%Y-%m}-14"
    found = emptied(page, "date")
    page.keyboard.type(day)
    found.press("Tab")
    page.get_by_role("button", name="Save", exact=True).click()
    assert saved(desk, page, record)["date"] == day
    found = emptied(page, "date")
    page.locator(".ant-picker-cell-in-view:visible").get_by_text("14", exact=True).click()
    expect(found).to_have_value(day)
    found = box(page, "date_range")
    found.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Backspace")
    page.keyboard.type("2026-02-01")
    found.press("Tab")
    page.get_by_role("button", name="Save", exact=True).click()
    values = saved(desk, page, record)
    assert (values["date"], values["date_range"]) == (day, {"start": "2026-02-01", "end": "2026-03-05"})
