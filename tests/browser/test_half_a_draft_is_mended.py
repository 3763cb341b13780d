"""A draft that a program wrote lacks most of a flow: its designer draws it, says what is missing, and mends it by clicks."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.person import Desk
from tests.browser.test_an_approval_is_drawn import pane

PLACE = "/apps/crm/draft/flow/half"
HALF = {
    "format": 1,
    "id": "hf2k9x1a",
    "key": "half",
    "name": {"en": "Half a flow", "zh": "半个流程"},
    "description": {"en": "From a script", "zh": "来自脚本"},
    "nodes": [
        {"id": "hf2k9x1b", "key": "ask", "kind": "approve", "mode": "any"},
        {"key": "end", "kind": "end", "result": "approved"},
    ],
}


def test_half_a_flow_is_made_whole_by_clicks(desk: Desk) -> None:
    """Entity, start, ways and an approver are chosen where they are missing; what was there is all kept."""
    admin = desk.world.admin
    admin.put(PLACE, {"document": HALF}, 201, **{"If-None-Match": "*"})
    page = desk.at("admin", "/apps/crm/build/flows/half")
    canvas, properties = pane(page, "Canvas"), pane(page, "Properties")
    for member in ("Ways", "Entity", "Start"):
        expect(properties).to_contain_text(f"“{member}” is missing.")
    properties.get_by_label("Entity", exact=True).select_option(label="Opportunity")
    canvas.locator("[data-node=start]").click()
    properties.get_by_label("Starts", exact=True).select_option(label="Started by a person")
    properties.get_by_label("Then", exact=True).select_option(value="ask")
    canvas.locator("[data-node=ask]").click()
    properties.get_by_label("Then", exact=True).select_option(value="end")
    properties.get_by_role("button", name="Approver").first.click()
    properties.get_by_label("Role", exact=True).select_option(label="Sales director")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved").first).to_be_visible()

    kept = admin.get(PLACE)["document"]
    problems = admin.post("/apps/crm/draft/check", {}, 200)["problems"]
    assert [one for one in problems if one["file"] == "flows/half.json" and one["severity"] == "error"] == []
    assert kept["description"] == HALF["description"]
    assert kept["nodes"][0]["mode"] == "any"
    assert kept["nodes"][1]["result"] == "approved"
    assert kept["edges"] == [
        {"from": "start", "to": "ask"},
        {"from": "ask", "to": "end", "on": "approved"},
    ]
