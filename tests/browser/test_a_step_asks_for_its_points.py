"""A step with a checklist at a screen: the points are ticked, the step is taken, the time in each state is told."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.person import Desk
from tests.browser.test_every_field_type import install


def test_the_points_are_ticked_before_the_step(desk: Desk, tmp_path: Path) -> None:
    """I close a thing: I am asked for two points, and may go on when both are ticked."""
    install(desk, tmp_path)
    admin = desk.world.admin
    found = admin.get("/apps/things/draft/entity/thing")
    document = found["document"]
    options = [
        {"key": key, "label": {"en": label}} for key, label in (("open", "Open"), ("closed", "Closed"))
    ]
    document["schema"]["properties"]["status"] = {
        "type": "string",
        "enum": ["open", "closed"],
        "x-dougong": {"id": "st0000ab", "type": "select", "label": {"en": "Status"}, "options": options},
    }
    points = [{"en": "Told the customer"}, {"en": "Filed the letter"}]
    step = {
        "from": "open",
        "to": "closed",
        "checklist": points,
        "must_tick": True,
        "guidance": {"en": "When all is done."},
    }
    document["states"] = {"field": "status", "initial": "open", "transitions": [step]}
    admin.put("/apps/things/draft/entity/thing", {"document": document}, **{"If-Match": '"1"'})
    plan = admin.get("/apps/things/draft/plan")
    admin.post("/apps/things/publish", {"plan": plan["hash"], "accept": []})
    made = admin.post("/apps/things/entities/thing/records", {"values": {"name": "Letter"}}, status=201)
    page = desk.at("admin", f"/apps/things/records/thing/{made['id']}")
    page.get_by_role("list", name="Stages").get_by_role("button", name="Closed").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("When all is done.")).to_be_visible()
    go = dialog.get_by_role("button", name="Move to Closed")
    expect(go).to_be_disabled()
    dialog.get_by_role("checkbox", name="Told the customer").check()
    dialog.get_by_role("checkbox", name="Filed the letter").check()
    go.click()
    expect(page.get_by_role("list", name="Stages").locator("[aria-current=step]")).to_have_text("Closed")
    page.get_by_text("Time in each state").click()
    expect(
        page.get_by_role("listitem").filter(has_text="Open").filter(has_text="less than an hour")
    ).to_be_visible()
