"""What a step between two states needs is drawn in the builder: words of its own, points, an approval."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Route, expect

from tests.browser.person import Desk
from tests.browser.test_every_field_type import install

DRAFT = "/apps/things/draft/entity/thing"


def test_the_needs_of_a_step_are_drawn(desk: Desk, tmp_path: Path) -> None:
    """A new point is blank in both languages; the approval says what it lacks; a conflict names what is theirs."""
    install(desk, tmp_path)
    admin = desk.world.admin
    document = admin.get(DRAFT)["document"]
    options = [{"key": key, "label": {"en": key.title()}} for key in ("open", "closed")]
    document["schema"]["properties"]["status"] = {
        "type": "string",
        "enum": ["open", "closed"],
        "x-dougong": {"id": "st0000ab", "type": "select", "label": {"en": "Status"}, "options": options},
    }
    step = {"id": "tr0000ab", "from": "open", "to": "closed", "when": 'name = "x"'}
    document["states"] = {"field": "status", "initial": "open", "transitions": [step]}
    admin.put(DRAFT, {"document": document}, **{"If-Match": '"1"'})
    page = desk.at("admin", "/apps/things/build/data/thing")
    page.get_by_role("tab", name="States").click()
    drawn = page.locator("details").filter(has_text="Open → Closed")
    drawn.locator("summary").first.click()
    expect(drawn.get_by_label("Approved first by")).to_be_disabled()
    way = drawn.get_by_role("link", name="Draw one under Flows")
    assert str(way.get_attribute("href")).endswith("/apps/things/build/flows")
    drawn.get_by_label("Message when the condition does not hold (English)").fill("Only x is closed.")
    drawn.get_by_role("button", name="Checklist").click()
    point = drawn.get_by_role("group", name="Checklist 1")
    expect(point.get_by_role("textbox").nth(0)).to_be_focused()
    expect(point.get_by_role("textbox").nth(0)).to_have_value("")
    expect(point.get_by_role("textbox").nth(1)).to_have_value("")
    page.keyboard.type("Letter filed")
    expect(page.get_by_text("Draft · saved")).to_be_visible()
    (kept,) = admin.get(DRAFT)["document"]["states"]["transitions"]
    assert kept["message"] == {"en": "Only x is closed."}
    assert kept["checklist"] == [{"en": "Letter filed"}]

    def somebody_was_faster(route: Route) -> None:
        found = admin.get(DRAFT)
        renamed = {**found["document"], "name": {"en": "Object"}}
        admin.put(DRAFT, {"document": renamed}, **{"If-Match": f'"{found["version"]}"'})
        route.continue_()

    page.route(f"**{DRAFT}", somebody_was_faster, times=1)
    point.get_by_role("textbox").nth(1).fill("信件已归档")
    expect(page.get_by_role("dialog")).to_contain_text("saved “Object” while you were changing it")
