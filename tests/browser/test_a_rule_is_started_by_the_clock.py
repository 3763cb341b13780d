"""A builder lets the clock start a rule, sees when it will act, runs it, and is told what became of each record."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.person import Desk, settled

RULE = {
    "format": 1,
    "id": "clk00001",
    "key": "clock_sleepers",
    "name": {"en": "Sleeping leads", "zh": "沉睡线索"},
    "entity": "lead",
    "on": {"created": True},
    "do": [{"SetFields": {"needs": '"asleep"'}}],
}
PLACE = "/apps/crm/draft/rule/clock_sleepers"


def expect_schedule(desk: Desk, page: Page, holds: Callable[[dict[str, Any]], bool]) -> None:
    """Wait until the draft holds such a schedule."""
    for _ in range(40):
        kept = desk.api(page, PLACE)["document"]["on"].get("schedule", {})
        if holds(kept):
            return
        page.wait_for_timeout(250)
    raise AssertionError(kept)


def test_a_schedule_is_picked_and_its_times_are_shown(desk: Desk) -> None:
    """Plain choices, a date of the record, a silence: each says when, and the rule reads as a sentence."""
    desk.world.admin.put(PLACE, {"document": RULE}, **{"If-None-Match": "*"})
    page = desk.at("admin", "/apps/crm/build/rules/clock_sleepers")
    settings = page.get_by_role("region", name="Properties")
    page.get_by_role("button", name="Lead is created").click()
    settings.get_by_label("Started by").select_option(label="The clock")
    times = settings.get_by_role("region", name="The next times")
    expect(times.get_by_role("listitem")).to_have_count(10)
    expect(times.get_by_role("listitem").first).to_contain_text("08:00")
    expect(page.locator("[data-sentence]")).to_contain_text("Every day at 08:00, for each Lead")

    settings.get_by_label("When", exact=True).select_option(label="On a day of the month")
    settings.get_by_label("Day", exact=True).select_option(label="The last one")
    settings.get_by_label("At", exact=True).fill("17:30")
    expect(page.locator("[data-sentence]")).to_contain_text("On the last day of every month at 17:30")
    expect(times.get_by_role("listitem").first).to_contain_text(re.compile(r"(28|29|30|31).*17:30"))
    expect_schedule(desk, page, lambda kept: kept == {"cron": "30 17 L * *"})

    settings.get_by_label("When", exact=True).select_option(label="As a cron expression")
    settings.get_by_label("Cron expression").fill("0 8 * *")
    expect(settings.get_by_role("alert").first).to_contain_text("minute, hour, day, month")
    settled(page)
    expect(settings.get_by_role("status").filter(has_text="minute, hour, day, month")).to_have_count(0)
    settings.get_by_label("Cron expression").fill("0 */6 * * *")
    expect(times.get_by_role("listitem")).to_have_count(10)

    settings.get_by_label("When", exact=True).select_option(label="Before or after a date of the record")
    settings.get_by_label("Date", exact=True).select_option(label="Created at")
    settings.get_by_label("How many").fill("3")
    settings.get_by_label("Counted in").select_option(label="Working days")
    expect(page.locator("[data-sentence]")).to_contain_text("3 working days after")
    expect(times.get_by_role("listitem")).to_have_count(10)

    settings.get_by_label("When", exact=True).select_option(label="After days without activity")
    settings.get_by_label("Days without activity").fill("20")
    settings.get_by_label("When a time was missed").select_option(label="Leave it out")
    expect(page.locator("[data-sentence]")).to_contain_text("After 20 days without")
    expect_schedule(
        desk, page, lambda kept: (kept.get("catch_up"), kept.get("inactive", {}).get("days")) == ("none", 20)
    )


def test_a_rule_of_the_draft_is_opened_without_a_refusal(desk: Desk) -> None:
    """Before it is published, a rule with a schedule has no records to act on, and nothing is refused."""
    desk.world.admin.put(
        PLACE,
        {"document": {**RULE, "on": {"schedule": {"cron": "0 3 1 1 *"}}}},
        **{"If-None-Match": "*"},
    )
    page = desk.at("admin", "/apps/crm/build")
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
    with page.expect_response(re.compile("/rules/clock_sleepers/due")):
        desk.go(page, "/apps/crm/build/rules/clock_sleepers")
    settled(page)
    expect(page.get_by_role("button", name="Run now")).to_have_count(0)
    assert refused == []


def test_a_rule_is_run_now_and_tells_of_each_record(desk: Desk) -> None:
    """The builder is told on how many records it acts, and sees what became of them."""
    for number in range(3):
        values = {"company": f"Company {number}", "contact_name": "Somebody", "phone": f"1380000000{number}"}
        desk.world.admin.post("/apps/crm/entities/lead/records", {"values": values})
    rule = {**RULE, "on": {"schedule": {"cron": "0 3 1 1 *"}}}
    desk.world.admin.put(PLACE, {"document": rule}, **{"If-None-Match": "*"})
    plan = desk.world.admin.get("/apps/crm/draft/plan")
    desk.world.admin.post("/apps/crm/publish", {"plan": plan["hash"], "accept": []})
    page = desk.at("admin", "/apps/crm/build/rules/clock_sleepers", phone=False)
    page.get_by_role("button", name="Run now").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(re.compile(r"acts now on 3 records"))
    dialog.get_by_role("button", name="Run now").click()
    done = page.locator("summary").filter(has_text="done").first
    expect(done).to_contain_text(re.compile(r"3 records: 3 done"))
    expect(done).to_contain_text("By the clock")
    expect(done.get_by_text("At work")).to_be_hidden(timeout=30_000)
    done.click()
    records = page.get_by_role("list", name="Records")
    expect(records.get_by_role("listitem").first).to_contain_text("Done")
    records.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/apps/crm/"))
