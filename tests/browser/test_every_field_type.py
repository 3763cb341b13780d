"""Every type of the palette at a screen: added in the builder, filled in on a desk and on a phone, seen, filtered."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Desk, choose

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00\x00\x00\x00IEND\xaeB`\x82"
)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x00\x00\x00\x00"
TYPES = {
    "Code": "code",
    "Rating": "rating",
    "Slider": "slider",
    "Date range": "date_range",
    "Time": "time",
    "Duration": "duration",
    "Cascade": "cascade",
    "Tags": "tags",
    "Images": "image",
    "Signature": "signature",
    "Audio": "audio",
    "Address": "address",
    "Location": "location",
    "Parent in a tree": "tree_parent",
    "Barcode, QR code": "scan",
    "External id": "external_id",
    "JSON": "json",
    "Hidden text": "hidden",
}
"""What the palette calls each type, and the key that a field gets that nobody named."""
RECORDS = "/apps/things/entities/thing/records"


def install(desk: Desk, place: Path) -> None:
    """Install an app of one entity that has a name and nothing else."""
    folder = place / "things"
    (folder / "entities").mkdir(parents=True)
    title = {
        "type": "string",
        "x-dougong": {"id": "ti0000ab", "type": "text", "label": {"en": "Name", "zh": "名称"}},
    }
    entity = {
        "format": 1,
        "id": "th0000ab",
        "key": "thing",
        "name": {"en": "Thing", "zh": "物品"},
        "title": "name",
        "schema": {"type": "object", "required": ["name"], "properties": {"name": title}},
    }
    app = {"format": 1, "id": "ty0000ab", "key": "things", "version": "1.0.0", "name": {"en": "Things"}}
    (folder / "app.json").write_text(json.dumps(app))
    (folder / "entities" / "thing.json").write_text(json.dumps(entity))
    desk.world.install_folder(folder)


def build(page: Page) -> None:
    """Click every type of the palette, then publish."""
    palette = page.get_by_role("region", name="Palette", exact=True)
    canvas = page.get_by_role("region", name="Canvas", exact=True)
    for name in TYPES:
        palette.get_by_role("button", name=name, exact=True).click()
        expect(canvas.get_by_role("button", name=f"Move {name}", exact=True)).to_be_visible()
    palette.get_by_role("button", name="Lookup", exact=True).click()
    choose(page.get_by_role("combobox", name="Value of a linked record"), "", "Parent in a tree › Code")
    page.get_by_role("link", name="Plan & publish").click()
    plan = page.get_by_role("region", name="Plan", exact=True)
    expect(plan.get_by_role("heading", name=re.compile("^Publish version"))).to_be_visible()
    for tick in plan.get_by_role("checkbox", name="Accept").all():
        tick.check()
    plan.get_by_role("button", name="Publish", exact=True).click()
    expect(plan.get_by_role("status")).to_contain_text("is live", timeout=20_000)


def place(page: Page, key: str) -> Locator:
    """Return where a field stands on a form or a record's page."""
    return page.locator(f"[data-field={key}]:visible").last


def fill(page: Page, name: str, *, stars: int, day: str) -> None:
    """Fill in a form, each field as a person does."""
    place(page, "name").get_by_role("textbox").fill(name)
    place(page, "code").get_by_role("textbox").fill(f"C-{stars}")
    place(page, "rating").get_by_role("radio").nth(stars - 1).click()
    place(page, "slider").get_by_role("spinbutton").fill(str(stars * 10))
    period = place(page, "date_range")
    for at, value in enumerate((f"2026-03-{day}", f"2026-04-{day}")):
        period.get_by_role("textbox").nth(at).fill(value)
        period.get_by_role("textbox").nth(at).press("Tab")
    clock = place(page, "time").get_by_role("textbox")
    clock.fill(f"0{stars}:30")
    clock.press("Tab")
    length = place(page, "duration").get_by_role("textbox")
    length.fill(f"{stars * 30} min")
    length.press("Tab")
    tags = place(page, "tags").get_by_role("combobox")
    tags.fill(f"tag{stars}")
    tags.press("Enter")
    tags.press("Escape")
    page.keyboard.press("Tab")
    pick(place(page, "cascade"), ("Option 1",) if stars > 3 else ("Option 1", "Option 1.1"))
    pick(place(page, "address"), ("浙江省", "杭州市", "西湖区"))
    place(page, "address").get_by_label("Address: Street and number").fill(f"文三路 {stars} 号")
    place(page, "image").locator("input[type=file]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": PNG}
    )
    expect(place(page, "image").get_by_role("img")).to_have_count(1)
    sign(page)
    place(page, "audio").locator("input[type=file]").set_input_files(
        {"name": "a.wav", "mimeType": "audio/wav", "buffer": WAV}
    )
    expect(place(page, "audio").locator("audio")).to_have_count(1)
    there = place(page, "location")
    there.get_by_label("Location: Latitude").fill(f"3{stars}.25")
    there.get_by_label("Location: Longitude").fill("121.5")
    there.get_by_label("Location: Name of the place").fill(f"Place {stars}")
    place(page, "scan").get_by_role("textbox").fill(f"69{stars}")
    place(page, "external_id").get_by_role("textbox").fill(f"ERP-{stars}")
    if stars > 3:
        choose(place(page, "tree_parent").get_by_role("combobox"), "", "Small")
    text = place(page, "json").get_by_role("textbox")
    text.fill("{broken")
    text.blur()
    expect(place(page, "json").get_by_role("alert")).to_be_visible()
    text.fill(f'{{"size": {stars}}}')
    text.blur()
    expect(page.locator("[data-field=hidden]")).to_have_count(0)


def pick(field: Locator, steps: tuple[str, ...]) -> None:
    """Go down a tree of choices."""
    field.get_by_role("combobox").click()
    for step in steps:
        field.page.locator(".ant-cascader-menu-item:visible").get_by_text(step, exact=True).click()
    field.get_by_role("combobox").press("Escape")
    expect(field.page.locator(".ant-cascader-menu:visible")).to_have_count(0)


def sign(page: Page) -> None:
    """Draw a line on the sheet and keep it."""
    field = place(page, "signature")
    field.get_by_role("button", name="Sign").click()
    sheet = field.locator("canvas")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 50, steps=5)
    page.mouse.up()
    field.get_by_role("button", name="Keep").click()
    expect(field.get_by_role("img")).to_be_visible()


def expected(stars: int, day: str) -> dict[str, Any]:
    """Return the values that a form filled in so amounts to, files aside."""
    return {
        "code": f"C-{stars}",
        "rating": stars,
        "slider": stars * 10,
        "date_range": {"start": f"2026-03-{day}", "end": f"2026-04-{day}"},
        "time": f"0{stars}:30:00",
        "duration": {2: "PT1H", 4: "PT2H"}[stars],
        "tags": [f"tag{stars}"],
        "cascade": ["option_1"] if stars > 3 else ["option_1", "option_1_1"],
        "address": {"region": ["33", "3301", "330106"], "street": f"文三路 {stars} 号"},
        "location": {"latitude": f"3{stars}.25", "longitude": "121.5", "name": f"Place {stars}"},
        "scan": f"69{stars}",
        "external_id": f"ERP-{stars}",
        "json": {"size": stars},
    }


def create(page: Page, name: str, *, stars: int, day: str) -> None:
    """Open the form of a new thing, fill it in and save it."""
    page.get_by_role("button", name="New", exact=True).first.click()
    fill(page, name, stars=stars, day=day)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


FILTERS = {
    "Code": ("is", "C-2"),
    "Rating": ("is less than", "3"),
    "Slider": ("is at most", "20"),
    "Duration": ("is less than", "1.5"),
    "Time": ("is before", "03:00"),
    "Tags": ("has any of", "tag2"),
    "Barcode, QR code": ("is", "692"),
    "External id": ("starts with", "ERP-2"),
    "JSON": ("contains", "2"),
}
"""A condition that finds the first record alone, for each type that one value is compared with."""


def test_every_type_of_the_palette_works_at_a_screen(desk: Desk, tmp_path: Path) -> None:
    """One entity with all of them: built, published, filled in twice, shown in the list, filtered by each."""
    install(desk, tmp_path)
    page = desk.at("admin", "/apps/things/build/data/thing")
    build(page)
    page = desk.at("admin", "/apps/things/records/thing")
    create(page, "Small", stars=2, day="02")
    phone = desk.at("admin", "/apps/things/records/thing", phone=True)
    create(phone, "Large", stars=4, day="20")
    made = {one["values"]["name"]: one for one in desk.api(page, f"{RECORDS}?limit=10")["items"]}
    for name, stars, day in (("Small", 2, "02"), ("Large", 4, "20")):
        whole = desk.api(page, f"{RECORDS}/{made[name]['id']}")["values"]
        assert {key: whole[key] for key in expected(stars, day)} == expected(stars, day)
        assert [len(whole[key]) for key in ("image", "signature", "audio")] == [1, 1, 1]

        assert whole["lookup"] == ("C-2" if stars > 3 else None)

    page = desk.go(page, "/apps/things/records/thing")
    page.get_by_role("button", name="Columns").click()
    columns = page.get_by_role("dialog", name="Columns")
    for name in (*TYPES, "Lookup"):
        columns.get_by_role("checkbox", name=name, exact=True).check()
    columns.get_by_role("button", name="Done").click()
    row = page.get_by_role("row").filter(has_text="ERP-2")
    for text in (
        "C-2",
        "20",
        "1:00",
        "02:30",
        "tag2",
        "Option 1 / Option 1.1",
        "文三路 2 号",
        "Place 2",
        "692",
        "ERP-2",
        '{"size":2}',
    ):
        expect(row).to_contain_text(text)
    expect(row.get_by_role("img", name="2 of 5 stars")).to_have_count(1)

    below = page.get_by_role("row").filter(has_text="ERP-4")
    expect(below.get_by_role("link", name="Small", exact=True)).to_be_visible()
    expect(below).to_contain_text("C-2")

    page.get_by_role("button", name="Filter").click()
    panel = page.get_by_role("region", name="Filter")
    for name, (operator, value) in FILTERS.items():
        choose(panel.get_by_role("combobox", name="Field"), name)
        panel.get_by_label("Operator").select_option(label=operator)
        control = panel.get_by_label("Value", exact=True)
        control.fill(value)
        control.press("Enter")
        expect(page.get_by_role("row").filter(has_text="ERP-4")).to_have_count(0)
        expect(page.get_by_role("row").filter(has_text="ERP-2")).to_have_count(1)
