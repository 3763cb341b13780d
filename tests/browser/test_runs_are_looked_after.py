"""A builder finds the runs that failed, leaves out a step, takes a run again, and carries one out once more."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.person import Desk, settled
from tests.world import World

LEADS = "/apps/crm/entities/lead/records"


def design(world: World, kind: str, key: str, body: dict[str, Any]) -> None:
    """Add a document to the CRM and publish it."""
    world.admin.put(f"/apps/crm/draft/{kind}/{key}", {"document": body}, **{"If-None-Match": "*"})
    plan = world.admin.get("/apps/crm/draft/plan")
    accept = [step["accept"] for step in plan["steps"] if step["accept"]]
    world.admin.post("/apps/crm/publish", {"plan": plan["hash"], "accept": accept})


def failing(world: World) -> None:
    """Have a rule whose second step is refused, and two leads at which it fails."""
    design(
        world,
        "rule",
        "breaks",
        {
            "format": 1,
            "id": "brk3tklc",
            "key": "breaks",
            "entity": "lead",
            "name": {"en": "Breaks", "zh": "会失败的规则"},
            "on": {"created": True},
            "do": [
                {"SetFields": {"needs": '"first"'}},
                {"SetFields": {"employees": "0 - 5"}},
            ],
        },
    )
    for name in ("Broken One", "Broken Two"):
        values = {"company": name, "contact_name": "Li", "channel": "website"}
        world.admin.post(LEADS, {"values": values})


def test_failed_runs_are_found_and_looked_after(desk: Desk) -> None:
    """In the run history I see what failed, leave out the bad step of one, and leave the other as it is."""
    failing(desk.world)
    page = desk.at("admin", "/apps/crm/build/rules")
    page.get_by_role("link", name="Run history").click()
    page.get_by_label("State").select_option(label="Failed: to be looked after")
    parts = page.get_by_role("navigation", name="Parts of the app")
    expect(parts.locator("[aria-current=page]")).to_have_text("Rules")
    runs = page.locator("details")
    expect(runs).to_have_count(2)
    expect(runs.first).to_contain_text("Breaks · Record created")
    runs.first.locator("summary").click()
    expect(runs.first).to_contain_text("Undone, as a later step failed")
    runs.first.get_by_role("button", name="Leave out this step").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Leave out this step")).to_be_disabled()
    dialog.get_by_label("Why").fill("Nobody counts these")
    dialog.get_by_label("Why").press("Enter")
    expect(runs).to_have_count(1)
    runs.first.locator("summary").click()
    runs.first.get_by_role("button", name="Leave as it is").click()
    dialog.get_by_label("Why").fill("A test")
    dialog.get_by_label("Why").press("Enter")
    expect(page.get_by_text("No runs are like this.")).to_be_visible()

    page.get_by_label("State").select_option(label="All states")
    page.get_by_label("Rule").select_option(label="Breaks")
    expect(runs).to_have_count(3)
    runs.first.locator("summary").click()
    expect(runs.first).to_contain_text("Reason: Nobody counts these")
    expect(runs.first).to_contain_text("attempt 2")
    assert "rule=breaks" in page.url


def test_a_run_is_taken_again_from_a_step(desk: Desk) -> None:
    """I am told that what the steps before it did was undone, and choose to carry out all of them."""
    failing(desk.world)
    place = "/apps/crm/draft/rule/breaks"
    found = desk.world.admin.get(place)
    found["document"]["do"][1] = {"SetFields": {"employees": "5"}}
    desk.world.admin.put(place, {"document": found["document"]}, **{"If-Match": f'"{found["version"]}"'})
    plan = desk.world.admin.get("/apps/crm/draft/plan")
    desk.world.admin.post("/apps/crm/publish", {"plan": plan["hash"], "accept": []})
    page = desk.at("admin", "/apps/crm/build/runs?state=failed&rule=breaks")
    runs = page.locator("details")
    expect(runs).to_have_count(2)
    runs.first.locator("summary").click()
    runs.first.get_by_role("button", name="Try again from here").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("was undone, and they are not carried out again")
    dialog.get_by_role("button", name="Cancel").click()
    runs.first.get_by_role("button", name="Try again", exact=True).click()
    expect(runs).to_have_count(1)
    runs.first.locator("summary").click()
    runs.first.get_by_role("button", name="Try again from here").click()
    dialog.get_by_role("button", name="Try again from here").click()
    expect(page.get_by_text("No runs are like this.")).to_be_visible()
    leads = desk.world.admin.get(LEADS)["items"]
    broken = [one["values"] for one in leads if one["values"]["company"].startswith("Broken")]
    assert sorted((one["needs"] or "", one["employees"]) for one in broken) == [("", 5), ("first", 5)]


def test_runs_on_a_phone_in_chinese(desk: Desk) -> None:
    """The history is usable on a phone, and nothing of it stands outside the screen."""
    failing(desk.world)
    page = desk.at("admin", "/apps/crm/build/runs?state=failed", phone=True, language="zh")
    runs = page.locator("details")
    expect(runs).to_have_count(2)
    runs.first.locator("summary").click()
    expect(runs.first.get_by_role("button", name="从这一步重试")).to_be_visible()
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
