"""Who gets a lead is set up in the builder: strategies in their order, whom they pass over, and what is left."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.person import Desk

RULE = "/apps/crm/draft/rule/give_leads"


def _rule(how: dict[str, Any]) -> dict[str, Any]:
    return {
        "format": 1,
        "id": "ru0000ab",
        "key": "give_leads",
        "name": {"en": "Give leads", "zh": "派发线索"},
        "entity": "lead",
        "on": {"created": True},
        "do": [{"Assign": how}],
    }


def _kept(desk: Desk, page: Page, how: dict[str, Any]) -> None:
    """Wait until the step is kept like this."""
    for _ in range(50):
        found = desk.world.admin.get(RULE)["document"]["do"][0]["Assign"]
        if found == how:
            return
        page.wait_for_timeout(200)
    assert found == how


def test_strategies_are_put_together_in_order(desk: Desk) -> None:
    """By mouse and by keyboard: a last resort without limits, shares by weight, and limits in a sentence."""
    how = {"strategies": [{"person": "created_by", "limits": {}}, {"team": "settings.sales_team"}]}
    desk.world.admin.put(RULE, {"document": _rule(how)}, 201, **{"If-None-Match": "*"})
    page = desk.at("admin", "/apps/crm/build/rules/give_leads")
    page.get_by_role("button", name="assign it by").click()
    settings = page.get_by_role("region", name="Properties")
    first, second = (settings.get_by_role("group", name=f"Strategy {at}", exact=True) for at in (1, 2))
    expect(first.get_by_label("This strategy has limits of its own")).to_be_checked()

    settings.get_by_role("button", name="Move strategy 1", exact=True).focus()
    for key in ("Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
        page.wait_for_timeout(300)
    expect(second.get_by_label("This strategy has limits of its own")).to_be_checked()

    first.get_by_label("If there are several").select_option(label="In turn, by weight")
    weights = first.get_by_role("group", name="Weights")
    weights.get_by_role("button", name="Weight", exact=True).click()
    weights.get_by_label("Role").select_option(label="Sales manager")
    weights.get_by_label("Number").fill("3")
    shared = settings.get_by_role("group", name="Whom it passes over").last
    shared.get_by_label("Whoever is away").check()
    shared.get_by_label("Whoever has so many in hand").select_option(label="A number")
    shared.get_by_label("Number").fill("40")
    settings.get_by_label("When nobody is left").select_option(
        label="It belongs to nobody, and lies in its pool"
    )
    expect(page.locator("[data-sentence]")).to_contain_text(
        "assign it by Team that takes what nobody else does in turn by weight, else Created by (whoever it is), but nobody who is away or has 40 in hand; "
        "with nobody left it belongs to nobody"
    )
    _kept(
        desk,
        page,
        {
            "strategies": [
                {
                    "team": "settings.sales_team",
                    "pick": "weighted",
                    "weights": [{"role": "manager", "weight": "3"}],
                },
                {"person": "created_by", "limits": {}},
            ],
            "limits": {"present": True, "hold": "40"},
            "otherwise": "empty",
        },
    )
    assert desk.world.admin.get("/apps/crm/draft/plan")["problems"] == []


def test_limits_are_set_on_a_phone(desk: Desk) -> None:
    """In Chinese on a phone: hours and a day's quota; the rule reads as a sentence."""
    how = {"strategies": [{"team": "settings.sales_team", "pick": "least_loaded"}]}
    desk.world.admin.put(RULE, {"document": _rule(how)}, 201, **{"If-None-Match": "*"})
    page = desk.at("admin", "/apps/crm/build/rules/give_leads", phone=True, language="zh")
    page.get_by_role("button", name="分配：").first.click()
    shared = page.get_by_role("group", name="跳过哪些人")
    shared.get_by_label("不在工作时间的人").check()
    shared.get_by_label("至", exact=True).fill("17:30")
    shared.get_by_label("今日已分配数量已达").select_option(label="一个数字")
    limits = {"hours": {"from": "09:00", "to": "17:30"}, "per_day": "20"}
    _kept(desk, page, {**how, "limits": limits})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
