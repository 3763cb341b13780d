"""Steps between states at a screen: points are ticked, an approval is asked for, the time in each state is told."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.person import Desk
from tests.browser.test_every_field_type import install

REOPENING = {
    "format": 1,
    "id": "fl0pen01",
    "key": "reopening",
    "entity": "thing",
    "name": {"en": "Reopening"},
    "start": {"on": "button"},
    "nodes": [
        {
            "id": "n0pen001",
            "key": "owner",
            "kind": "approve",
            "name": {"en": "Owner"},
            "who": [{"field": "owner"}],
            "initiator": "self",
            "verbs": ["approve", "reject"],
        },
        {"id": "n0pen002", "key": "end", "kind": "end"},
    ],
    "edges": [{"from": "start", "to": "owner"}, {"from": "owner", "to": "end", "on": "approved"}],
}


def test_points_are_ticked_and_an_approval_is_asked_for(desk: Desk, tmp_path: Path) -> None:
    """I close a thing: I tick two points and go on. I open it again: its owner is asked, and lets it happen."""
    install(desk, tmp_path)
    admin = desk.world.admin
    found = admin.get("/apps/things/draft/entity/thing")
    document = found["document"]
    options = [
        {"key": key, "label": {"en": label}}
        for key, label in (("open", "Open"), ("closed", "Closed"), ("filed", "Filed"))
    ]
    document["schema"]["properties"]["status"] = {
        "type": "string",
        "enum": ["open", "closed", "filed"],
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
    again = {"from": "closed", "to": "open", "approval": "reopening"}
    filing = [
        {"from": "closed", "to": "filed"},
        {"from": "filed", "to": "closed"},
        {"from": "open", "to": "filed", "checklist": [{"en": "Copied the letter"}]},
    ]
    document["states"] = {"field": "status", "initial": "open", "transitions": [step, again, *filing]}
    admin.put("/apps/things/draft/flow/reopening", {"document": REOPENING}, **{"If-None-Match": "*"})
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

    stages = page.get_by_role("list", name="Stages")
    # Going back takes an approval, so there is nothing to undo; from the file one goes back at once.
    expect(page.get_by_role("status").get_by_role("button", name="Undo")).to_have_count(0)
    stages.get_by_role("button", name="Filed").click()
    expect(stages.locator("[aria-current=step]")).to_have_text("Filed")
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(stages.locator("[aria-current=step]")).to_have_text("Closed")
    stages.get_by_role("button", name="Open", exact=True).click()
    expect(dialog.get_by_role("heading", name="Ask for “Open”")).to_be_visible()
    expect(dialog.get_by_role("listitem").filter(has_text="Owner")).to_be_visible()
    dialog.get_by_role("button", name="Ask for approval").click()
    expect(page.get_by_text("“Open” now waits for its approval.")).to_be_visible()
    expect(stages.locator("[aria-current=step]")).to_have_text("Closed")
    (seat,) = admin.get("/inbox", box="todo")["items"]
    admin.post(f"/seats/{seat['id']}/approve", {})
    expect(stages.locator("[aria-current=step]")).to_have_text("Open")
    page.get_by_role("tab", name="Flow").click()
    expect(page.get_by_role("region", name="Reopening")).to_contain_text("for the step to “Open”")

    # Points that need not be ticked are shown with a box each all the same, which may stay open.
    stages.get_by_role("button", name="Filed").click()
    expect(dialog.get_by_role("checkbox", name="Copied the letter")).not_to_be_checked()
    dialog.get_by_role("button", name="Move to Filed").click()
    expect(stages.locator("[aria-current=step]")).to_have_text("Filed")
