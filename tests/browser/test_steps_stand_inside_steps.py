"""Steps inside steps are put together in the builder: by mouse and by keyboard, and said in words."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.person import Desk, choose
from tests.crm.conftest import Crm

RULE = "/apps/crm/draft/rule/sort_leads"


def _rule(*steps: dict[str, Any]) -> dict[str, Any]:
    return {
        "format": 1,
        "id": "ru0000aa",
        "key": "sort_leads",
        "name": {"en": "Sort leads", "zh": "线索归类"},
        "entity": "lead",
        "on": {"created": True},
        "do": list(steps),
    }


THERE = (0, "Branch", "ways", 0, "do", 0, "ForEach", "do")


def _kept(desk: Desk, page: Page, *kinds: str) -> None:
    """Wait until the steps inside the list are kept as these."""
    for _ in range(50):
        found: Any = desk.world.admin.get(RULE)["document"]["do"]
        for part in THERE:
            found = found[part]
        if [next(iter(step)) for step in found] == list(kinds):
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"kept are {found}")


def test_steps_are_put_inside_others(desk: Desk) -> None:
    """A list is gone through in one way of two; its steps are added, moved by keyboard, taken out, and read as a sentence."""
    ways = [{"when": "score > 50", "do": [{"ForEach": {"records": "activities", "do": [{"Stop": {}}]}}]}]
    desk.world.admin.put(RULE, {"document": _rule({"Branch": {"ways": ways}})}, 201, **{"If-None-Match": "*"})
    page = desk.at("admin", "/apps/crm/build/rules/sort_leads")
    expect(page.locator("[data-sentence]")).to_contain_text("for each of Activities: stop")
    page.get_by_role("button", name="choose a way: if").click()
    settings = page.get_by_role("region", name="Properties")
    each = settings.get_by_role("group", name="1. For each", exact=True)
    inner = each.get_by_role("group", name="Do with each: Activity")
    inner.get_by_role("button", name="Add a step").click()
    page.get_by_role("menuitem", name="Set fields").click()
    choose(inner.get_by_label("Set fields: Field"), "Subject", "Subject · subject")
    inner.get_by_role("textbox", name="Subject", exact=True).fill("Talk of a hot lead")
    _kept(desk, page, "Stop", "SetFields")

    up = inner.get_by_role("button", name="Move “2. Set fields” up")
    up.focus()
    page.keyboard.press("Enter")
    expect(inner.get_by_role("group", name="1. Set fields")).to_be_visible()
    expect(inner.get_by_role("button", name="Move “1. Set fields” down")).to_be_focused()
    settings.get_by_role("group", name="Otherwise").get_by_role("button", name="Add a step").press("Enter")
    page.keyboard.press("End")
    expect(page.get_by_role("menuitem", name="Stop")).to_be_focused()
    page.keyboard.press("Enter")
    added = settings.get_by_role("group", name="Otherwise").get_by_role("group", name="1. Stop")
    expect(added).to_be_focused()
    settings.get_by_role("button", name="Way", exact=True).click()
    expect(settings.get_by_text("Way 2", exact=True)).to_be_visible()
    unfinished = settings.get_by_role("group", name="Way 2: do")
    expect(unfinished.get_by_role("status")).to_contain_text("The list is empty.")
    with page.expect_response(lambda one: one.request.method == "PUT" and one.url.endswith(RULE)):
        settings.get_by_role("button", name="Remove way 2").click()
    expect(page.locator("[data-sentence]")).to_contain_text("otherwise stop")
    _kept(desk, page, "SetFields", "Stop")
    assert desk.world.admin.get("/apps/crm/draft/plan")["problems"] == []


def test_a_message_step_is_written_on_a_phone(desk: Desk) -> None:
    """In Chinese on a phone: the connection is chosen, an address of the record, and the text; a fault stands at its step."""
    admin = desk.world.admin
    Crm(desk.world).create("lead", company="新线索有限公司", contact_name="李四")
    post = {
        "format": 1,
        "id": "cn0000aa",
        "key": "post",
        "name": {"en": "Post", "zh": "公司邮箱"},
        "connector": "mail",
    }
    admin.put("/apps/crm/draft/connection/post", {"document": post}, 201, **{"If-None-Match": "*"})
    step = {"SendMessage": {"connection": "", "message": {"subject": {"en": "Hello", "zh": ""}}}}
    admin.put(RULE, {"document": _rule(step)}, 201, **{"If-None-Match": "*"})
    page = desk.at("admin", "/apps/crm/build/rules/sort_leads", phone=True, language="zh")
    page.get_by_role("button", name="发送消息").first.click()
    page.get_by_label("发送方式").select_option(label="公司邮箱")
    page.get_by_role("textbox", name="发到记录里的地址").fill("email")
    page.get_by_role("group", name="标题").get_by_role("textbox").first.fill("您好")
    for _ in range(50):
        kept = admin.get(RULE)["document"]["do"][0]["SendMessage"]
        if kept["message"]["subject"]["zh"] == "您好":
            break
        page.wait_for_timeout(200)
    assert kept == {
        "connection": "post",
        "address": "email",
        "message": {"subject": {"en": "Hello", "zh": "您好"}},
    }
    assert admin.get("/apps/crm/draft/plan")["problems"] == []
    page.get_by_label("标题").get_by_role("textbox").first.fill("您好 {{ company }}")
    preview = page.get_by_role("group", name="预览")
    choose(preview.get_by_role("combobox"), "", "李四")
    preview.get_by_role("button", name="预览").click()
    expect(preview.get_by_text("您好 新线索有限公司")).to_be_visible()
