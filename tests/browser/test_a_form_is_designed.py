"""The form designer in a real browser: many items at once, parts in parts, two forms, variants, the preview."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import served
from tests.browser.person import Desk
from tests.browser.test_every_screen import CUT, PICTURES, serious
from tests.stories import test_a_form_has_the_last_word as story
from tests.stories.edited import edited
from tests.world import World

FORM = "/apps/desk/build/forms/request"
SHORT = {
    "format": 1,
    "id": "fo9short",
    "key": "short",
    "entity": "request",
    "name": {"en": "Short", "zh": "简表"},
    "layout": [{"items": [{"field": "phone"}]}],
    "linkage": [{"when": "urgent", "require": ["phone"]}],
}
CARD = {
    "format": 1,
    "id": "fo9cardx",
    "key": "card",
    "entity": "supplier",
    "name": {"en": "Card", "zh": "卡片"},
    "layout": [{"items": [{"field": "name"}]}],
}


@pytest.fixture
def office(world: World, chromium: Browser, tmp_path: Path) -> Iterator[Desk]:
    """The desk with a form of requests and one of their lines, at real screens."""
    edits = {
        "entities/request.json": story.more_fields,
        "entities/supplier.json": story.more_of_suppliers,
        "entities/request_line.json": story.more_of_lines,
        "forms/request.json": story.linked,
        "forms/line.json": story.LINE,
        "forms/short.json": SHORT,
        "forms/card.json": CARD,
    }
    world.install_folder(edited(story.DESK, tmp_path, edits))
    world.admin.patch("/me", {"language": "en"})
    with served(world, chromium) as opened:
        yield opened


def canvas(page: Page) -> Locator:
    """Return the middle pane."""
    return page.locator("[data-pane-name=canvas]")


def item(page: Page, name: str) -> Locator:
    """Return the likeness of a field on the canvas."""
    return canvas(page).locator("[data-element]").filter(has_text=name).first


def chosen(page: Page) -> list[str]:
    """Return the names of what is selected on the canvas."""
    pressed = canvas(page).locator("[data-element][aria-pressed=true]")
    return [text.replace("*", "").strip() for text in pressed.all_inner_texts()]


def saved(page: Page) -> None:
    """Wait until the draft is on the server."""
    expect(page.get_by_text("All changes saved").or_(page.get_by_text("Saved")).first).to_be_visible()


def test_many_items_and_parts_in_parts(office: Desk) -> None:
    """Selected by keys and mouse, moved, widened and copied together; a section goes into a tab and all back."""
    page = office.at("admin", FORM)
    item(page, "Phone").click()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    assert chosen(page) == ["Phone", "Note", "Level"]
    item(page, "Note").click(modifiers=["ControlOrMeta"])
    assert chosen(page) == ["Phone", "Level"]
    expect(page.get_by_role("heading", name="2 items selected")).to_be_visible()
    page.get_by_label("Width").select_option("2")
    page.keyboard.press("Escape")
    item(page, "Phone").click()
    item(page, "Level").click(modifiers=["Shift"])
    page.keyboard.press("Alt+ArrowUp")
    names = [
        text.replace("*", "").strip() for text in canvas(page).locator("[data-element]").all_inner_texts()
    ]
    order = [name for name in names if name in ("City", "Phone", "Note", "Level")]
    assert order == ["Phone", "Note", "Level", "City"]

    page.keyboard.press("Control+c")
    office.go(page, "/apps/desk/build/forms/line")
    item(page, "Item").click()
    page.keyboard.press("Control+v")
    expect(page.get_by_text("Not fields of this entity: phone, note, level.")).to_be_visible()
    office.go(page, FORM)

    page.get_by_role("button", name="Tabs", exact=True).click()
    outline = page.locator("[data-pane-name=outline]")
    outline.get_by_role("button", name="Lines").first.click()
    page.get_by_role("button", name="Later").click()
    page.get_by_role("button", name="Into the part before it").click()
    tab = canvas(page).locator("section", has=page.get_by_role("button", name="Tab Tab 2")).last
    expect(tab.locator("section").get_by_role("button", name="Lines").first).to_be_visible()
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(PICTURES / "form-designer-nested.png"))
    assert serious(page) + page.evaluate(CUT) == []
    page.wait_for_timeout(1800)
    page.reload()
    expect(tab.locator("section").get_by_role("button", name="Lines").first).to_be_visible()
    undo = page.get_by_role("button", name="Undo")
    for _ in range(3):
        undo.click()
    expect(canvas(page).get_by_role("button", name="Tab Tab 2")).to_have_count(0)


def test_rules_go_along_with_their_fields(office: Desk) -> None:
    """To another form of the entity whole; to one of another entity as far as its fields are named there."""
    admin = office.world.admin
    page = office.at("admin", FORM)
    item(page, "Note").click()
    page.keyboard.press("Shift+ArrowDown")
    assert chosen(page) == ["Note", "Level"]
    page.keyboard.press("Control+c")
    expect(page.get_by_text("2 copied.")).to_be_visible()
    office.go(page, "/apps/desk/build/forms/short")
    item(page, "Phone").click()
    page.keyboard.press("Control+v")
    expect(page.get_by_text("1 rule came along.")).to_be_visible()
    expect(item(page, "Level").get_by_label("Has rules")).to_be_visible()
    item(page, "Phone").click()
    page.keyboard.press("Control+c")
    page.wait_for_timeout(1800)
    rules = admin.get("/apps/desk/draft/form/short")["document"]["linkage"]
    assert [(rule["when"], rule["require"]) for rule in rules] == [
        ("urgent", ["phone"]),
        ('supplier.country = "us"', ["note"]),
    ]
    office.go(page, "/apps/desk/build/forms/card")
    item(page, "Name").click()
    page.keyboard.press("Control+v")
    told = page.get_by_text("1 rule was left out: it names “urgent”, which this entity does not have.")
    expect(told).to_be_visible()
    page.screenshot(path=str(PICTURES / "form-rules-left-out.png"))

    office.go(page, "/apps/desk/build/data/request")
    canvas(page).get_by_text("Phone", exact=True).click()
    page.get_by_role("button", name="Where used").click()
    uses = page.get_by_role("dialog")
    expect(uses.get_by_role("link", name="What › Placed field › Phone", exact=True)).to_be_visible()
    expect(uses.get_by_role("link", name="Field rules › Phone › Must be filled")).to_be_visible()
    page.screenshot(path=str(PICTURES / "where-used-forms.png"))


def test_a_variant_is_made_for_a_step_and_seen_in_the_preview(office: Desk) -> None:
    """It hides a field on phones and opens one at a step, which names it; the preview shows it on a phone."""
    values = {"subject": "Bolts for the roof", "needed_by": story.SOON}
    office.world.admin.post(story.REQUESTS, {"values": values})
    page = office.at("admin", FORM)
    page.get_by_role("button", name="Add a variant").click()
    page.get_by_label("Used", exact=True).select_option("phone")
    page.get_by_role("radio", name="Supplier: Hidden").check()
    page.get_by_role("radio", name="Reason: Edit").check()
    page.get_by_role("button", name="Preview").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Inside the app").click()
    expect(dialog.locator("[data-field=supplier]")).to_be_visible()
    dialog.get_by_role("button", name="Phone").click()
    expect(dialog.locator("[data-field=supplier]")).to_have_count(0)
    dialog.get_by_label("As", exact=True).select_option("employee")
    dialog.get_by_label("With", exact=True).select_option(index=1)
    expect(dialog.locator("[data-field=subject] input")).to_have_value("Bolts for the roof")
    dialog.get_by_role("button", name="中文").click()
    expect(dialog.get_by_text("事由").first).to_be_visible()
    page.screenshot(path=str(PICTURES / "form-preview-phone-zh.png"))
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.wait_for_timeout(1800)

    office.go(page, "/apps/desk/build/flows/approval")
    page.get_by_text("Team lead").first.click()
    page.get_by_label("Form shown here").select_option("request")
    page.get_by_label("Rights on fields").select_option("variant")
    expect(page.get_by_role("link", name="Edit the variant in its form")).to_be_visible()
    page.screenshot(path=str(PICTURES / "flow-step-variant.png"))
    page.wait_for_timeout(1800)
    flow = office.world.admin.get("/apps/desk/draft/flow/approval")
    assert (flow["document"]["nodes"][0]["form"], flow["document"]["nodes"][0]["variant"]) == (
        "request",
        "variant",
    )
    assert "fields" not in flow["document"]["nodes"][0]
    plan = office.world.admin.get("/apps/desk/draft/plan")
    assert [one for one in plan["problems"] if one["severity"] == "error"] == []


def told_of(page: Page) -> set[str]:
    """Return the places that the problems of the draft are said to be in."""
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("link").first).to_be_visible()
    page.wait_for_timeout(1000)
    return set(dialog.locator(".caption[title]").all_inner_texts())


def test_problems_name_the_parts_of_documents_as_people_know_them(office: Desk) -> None:
    """What names a field that is gone, or a state, is said by its section, step or grant, and no number."""
    admin = office.world.admin
    draft = "/apps/desk/draft"
    found = admin.get(f"{draft}/entity/request")
    document = found["document"]
    document["schema"]["properties"].pop("reason")
    own = document["schema"]["properties"]["status"]["x-dougong"]
    own["options"] = [one for one in own["options"] if one["key"] != "approved"]
    admin.put(f"{draft}/entity/request", {"document": document}, **{"If-Match": f'"{found["version"]}"'})
    page = office.at("admin", FORM)
    page.get_by_role("button", name=" problems").click()
    places = told_of(page)
    assert {
        "Data › Purchase request › States › Steps › In approval → approved › To",
        "Data › Purchase request › States › Steps › Order placed › From",
        "Form › Request › What › Placed field › reason",
        "Flow › Purchase approval › Steps › Approved › Steps 1 › Sets › Status",
        "Role › Employee › Permissions › Purchase request › Fields › Fills in › reason",
    } <= places, sorted(places)
    assert serious(page) == []
    page.screenshot(path=str(PICTURES / "problems-named.png"))
    page = office.at("admin", FORM, language="zh")
    page.get_by_role("button", name="个问题").click()
    places = told_of(page)
    assert {
        "表单 › 申请单 › 内容 › 放置的字段 › reason",
        "数据 › 采购申请 › 状态 › 流转 › 审批中 → approved › 到",
        "角色 › 员工 › 授权 › 采购申请 › 字段 › 可填写 › reason",
    } <= places, sorted(places)
    page.screenshot(path=str(PICTURES / "problems-named-zh.png"))
