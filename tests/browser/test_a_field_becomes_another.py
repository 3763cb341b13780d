"""A business user makes a number of a text field: what does not fit is shown first, and comes back when he wants it."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.person import Desk
from tests.browser.test_every_field_type import install

THINGS = "/apps/things/entities/thing/records"


def publish(page: Page) -> None:
    """Look at the plan, accept what it asks, publish."""
    page.get_by_role("link", name="Plan & publish").click()
    plan = page.get_by_role("region", name="Plan", exact=True)
    expect(plan.get_by_role("heading", name=re.compile("^Publish version"))).to_be_visible()
    for tick in plan.get_by_role("checkbox", name="Accept").all():
        tick.check()
    plan.get_by_role("button", name="Publish", exact=True).click()
    expect(plan.get_by_role("status")).to_contain_text("is live", timeout=20_000)


def open_field(page: Page, name: str) -> None:
    """Choose a field in the data designer."""
    page.get_by_role("region", name="Canvas", exact=True).get_by_role(
        "button", name=re.compile(f"^{name}")
    ).click()


def test_a_text_becomes_a_number_and_its_old_values_come_back(desk: Desk, tmp_path: Path) -> None:
    """I see that two of three fit, change the type, publish; then I bring the old values back beside it."""
    install(desk, tmp_path)
    admin = desk.world.admin
    found = admin.get("/apps/things/draft/entity/thing")
    weight = {
        "type": ["string", "null"],
        "x-dougong": {"id": "we0000ab", "type": "text", "label": {"en": "Weight"}},
    }
    found["document"]["schema"]["properties"]["weight"] = weight
    admin.put("/apps/things/draft/entity/thing", {"document": found["document"]}, **{"If-Match": '"1"'})
    plan = admin.get("/apps/things/draft/plan")
    admin.post("/apps/things/publish", {"plan": plan["hash"], "accept": []})
    for name, text in (("Brick", "2.5"), ("Feather", "light"), ("Stone", "1,000")):
        admin.post(THINGS, {"values": {"name": name, "weight": text}}, status=201)
    page = desk.at("admin", "/apps/things/build/data/thing")
    open_field(page, "Weight")
    page.get_by_role("button", name="Change type").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="New type").select_option("number")
    expect(dialog.get_by_role("status")).to_contain_text("2 of 3 values fit.")
    expect(dialog.get_by_role("row", name="Feather light")).to_be_visible()
    dialog.get_by_role("button", name="Change type").click()
    publish(page)
    values = {one["values"]["name"]: one["values"]["weight"] for one in admin.get(THINGS)["items"]}
    assert values == {"Brick": "2.5", "Feather": None, "Stone": "1000"}
    page.goto(f"{desk.url}/apps/things/build/data/thing")
    page.get_by_text("1 removed field").click()
    page.get_by_role("button", name="Bring back Weight (Text)").click()
    publish(page)
    back = {one["values"]["name"]: one["values"]["weight_before"] for one in admin.get(THINGS)["items"]}
    assert back == {"Brick": "2.5", "Feather": "light", "Stone": "1,000"}
