"""A builder sees what a rule of the draft would do, to one record and to many, before he publishes it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.person import Desk, settled

LEADS = "/apps/crm/entities/lead/records"


def test_a_rule_is_simulated_on_one_record_and_on_many(desk: Desk) -> None:
    """I choose a lead and see what would be changed in it; then all leads, with counts; nothing is changed."""
    values = {"company": "Simulated Ltd", "contact_name": "Wu Simulated", "channel": "website"}
    made = desk.world.admin.post(LEADS, {"values": {**values, "employees": 800, "owner": None}})
    page = desk.at("admin", "/apps/crm/build/rules/lead_key_account")
    panel = page.get_by_role("region", name="Simulate")
    panel.get_by_role("combobox", name="Choose a record").fill("Wu Simulated")
    page.get_by_role("option").or_(page.locator(".ant-select-item-option")).filter(
        has_text="Wu Simulated"
    ).first.click()
    panel.get_by_role("button", name="Simulate").click()
    shown = panel.get_by_role("status")
    expect(shown).to_contain_text("Its condition", timeout=20_000)
    before = desk.api(page, f"{LEADS}/{made['id']}")

    panel.get_by_label("On what").select_option(label="What happened lately")
    panel.get_by_label("Days").fill("3")
    panel.get_by_role("button", name="Simulate").click()
    expect(panel.get_by_text("looked at", exact=False).last).to_be_visible()
    expect(panel.locator("details").first).to_be_visible()
    cases = ("looked at", "would act", "would not match", "would fail", "do not start it")
    told = dict(reversed(one.split(" ", 1)) for one in panel.get_by_role("listitem").all_inner_texts())
    counts = [int(told.get(case, 0)) for case in cases]
    # Leads that rules changed meanwhile are nothing that this one listens to; they count all the same.
    assert counts[0] == sum(counts[1:])
    assert counts[-1] > 0
    assert desk.api(page, f"{LEADS}/{made['id']}") == before


def test_a_simulation_is_kept_as_a_test(desk: Desk) -> None:
    """It passes, fails when the rule is changed, and holds the publishing up until I say why."""
    values = {"company": "Tested Ltd", "contact_name": "Wu Tested", "channel": "website"}
    desk.world.admin.post(LEADS, {"values": {**values, "employees": 800, "owner": None}})
    page = desk.at("admin", "/apps/crm/build/rules/lead_key_account")
    panel = page.get_by_role("region", name="Simulate")
    panel.get_by_role("combobox", name="Choose a record").fill("Wu Tested")
    page.get_by_role("option").or_(page.locator(".ant-select-item-option")).filter(
        has_text="Wu Tested"
    ).first.click()
    panel.get_by_role("button", name="Simulate").click()
    panel.get_by_role("button", name="Keep as a test").click()
    tests = page.get_by_role("region", name="Tests", exact=True)
    tests.get_by_role("button", name="Run all tests").click()
    expect(tests.get_by_role("status")).to_contain_text("The test passes.", timeout=20_000)
    place = "/apps/crm/draft/rule/lead_key_account"
    settled(page)
    found = desk.world.admin.get(place)
    assert "Wu Tested" not in str(found["document"]["tests"])
    document = {**found["document"], "when": "FALSE"}
    desk.world.admin.put(place, {"document": document}, **{"If-Match": f'"{found["version"]}"'})

    page = desk.at("admin", "/apps/crm/build/versions")
    page.get_by_role("button", name="Publish", exact=True).click()
    failing = page.get_by_role("group", name="Tests that fail")
    expect(failing).to_contain_text("found: the rule does not act", timeout=20_000)
    failing.get_by_label("Publish all the same").check()
    expect(page.get_by_role("button", name="Publish", exact=True)).to_be_disabled()
    page.get_by_label("What is new").fill("Nobody is one any more")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("1 test failed")).to_be_visible(timeout=20_000)


def test_a_failing_test_is_led_to_on_a_phone(desk: Desk) -> None:
    """The test itself is shown, not the properties of its rule."""
    place = "/apps/crm/draft/rule/lead_key_account"
    found = desk.world.admin.get(place)
    test = {
        "id": "ledto001",
        "name": {"en": "A small one", "zh": "小客户"},
        "given": {"contact_name": "Test", "channel": "website", "employees": 3},
        "expect": {"outcome": "done"},
    }
    document = {**found["document"], "tests": [test]}
    desk.world.admin.put(place, {"document": document}, **{"If-Match": f'"{found["version"]}"'})
    page = desk.at("admin", "/apps/crm/build/versions", phone=True, language="zh")
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("link", name="前往测试").click()
    expect(page.locator("details[open]").filter(has_text="小客户")).to_be_visible()


def test_what_cannot_be_simulated_says_why(desk: Desk) -> None:
    """A step that lacks its people is named as the reason."""
    rule = {
        "format": 1,
        "id": "nosim001",
        "key": "calls_nobody",
        "entity": "lead",
        "name": {"en": "Calls nobody", "zh": "无人致电"},
        "on": {"created": True},
        "do": [{"CreateTodo": {"subject": {"en": "Call", "zh": "致电"}}}],
    }
    place = "/apps/crm/draft/rule/calls_nobody"
    desk.world.admin.put(place, {"document": rule}, 201, **{"If-None-Match": "*"})
    page = desk.at("admin", "/apps/crm/build/rules/calls_nobody")
    panel = page.get_by_role("region", name="Simulate")
    panel.get_by_label("On what").select_option(label="Records that meet a condition")
    panel.get_by_role("button", name="Simulate").click()
    expect(panel.get_by_role("alert")).to_contain_text("A list of people selectors is needed.")


def test_a_table_is_simulated_on_a_phone(desk: Desk) -> None:
    """The rows that do not match say which column keeps them out; it fits a phone."""
    values = {"company": "East Ltd", "contact_name": "Wu", "channel": "website"}
    for region in ("east", None):
        desk.world.admin.post(LEADS, {"values": {**values, "region": region}})
    page = desk.at("admin", "/apps/crm/build/rules/table/lead_region", phone=True, language="zh")
    panel = page.get_by_role("region", name="试算")
    panel.get_by_label("用什么试算").select_option(label="满足条件的记录")
    panel.get_by_role("button", name="开始试算").click()
    expect(panel.get_by_text("已查看")).to_be_visible()
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    panel.locator("details").first.click()


def test_a_table_and_a_card_keep_tests(desk: Desk) -> None:
    """Those of the app pass; I keep one of my own, change what it expects, and am led to it when it fails."""
    page = desk.at("admin", "/apps/crm/build/rules/table/lead_region")
    tests = page.get_by_role("region", name="Tests", exact=True)
    tests.get_by_text("The east has its team").click()
    expect(tests).to_contain_text("The table decides.")
    tests.get_by_role("button", name="Run all tests").click()
    expect(tests.get_by_role("status")).to_contain_text("All 2 tests pass.", timeout=20_000)
    expect(tests).to_contain_text("The row that matches: 1.")

    values = {"company": "Scored Ltd", "contact_name": "Wu Scored", "channel": "website"}
    desk.world.admin.post(LEADS, {"values": {**values, "industry": "finance", "owner": None}})
    page = desk.at("admin", "/apps/crm/build/rules/score/lead_score")
    panel = page.get_by_role("region", name="Simulate")
    panel.get_by_role("combobox", name="Choose a record").fill("Wu Scored")
    page.get_by_role("option").or_(page.locator(".ant-select-item-option")).filter(
        has_text="Wu Scored"
    ).first.click()
    panel.get_by_role("button", name="Simulate").click()
    panel.get_by_role("button", name="Keep as a test").click()
    tests = page.get_by_role("region", name="Tests", exact=True)
    mine = tests.locator("details").filter(has_text="Score 20 (3)")
    mine.locator("summary").click()
    mine.get_by_label("Score", exact=True).fill("35")
    tests.get_by_role("button", name="Run all tests").click()
    expect(mine).to_contain_text("expected: 35 · found: 20", timeout=20_000)
    expect(mine).to_contain_text("Industry we aim at: 20")
    mine.get_by_role("button", name="Expect what it does now").click()
    expect(mine.get_by_label("Score", exact=True)).to_have_value("20")
    tests.get_by_role("button", name="Run all tests").click()
    expect(tests.get_by_role("status")).to_contain_text("All 3 tests pass.", timeout=20_000)
    settled(page)
    place = "/apps/crm/draft/scorecard/lead_score"
    found = desk.world.admin.get(place)
    document = found["document"]
    document["lines"][0]["points"] = 45
    desk.world.admin.put(place, {"document": document}, **{"If-Match": f'"{found["version"]}"'})

    page = desk.at("admin", "/apps/crm/build/versions")
    page.get_by_role("button", name="Publish", exact=True).click()
    failing = page.get_by_role("group", name="Tests that fail")
    expect(failing).to_contain_text("Score 20 (3)", timeout=20_000)
    expect(failing).to_contain_text("expected: 20 · found: 45")
    expect(failing).to_contain_text("expected: Cold · found: Marketing")
    failing.get_by_role("link", name="To the test").last.click()
    expect(page.locator("details[open]").filter(has_text="Score 20 (3)")).to_be_visible()

    found = desk.world.admin.get(place)
    found["document"]["tests"][0]["happened"] = {"nowhere1": 2}
    desk.world.admin.put(place, {"document": found["document"]}, **{"If-Match": f'"{found["version"]}"'})
    page = desk.at("admin", "/apps/crm/build/rules/score/lead_score?at=/tests/0/happened/nowhere1")
    gone = page.locator("details[open]")
    expect(gone).to_contain_text("No line of the card counts this.")
    gone.get_by_label("How often it has happened: nowhere1").fill("0")
    expect(gone).not_to_contain_text("No line of the card counts this.")
