"""A business user changes the app: fields, form and rule, the plan, publishing, use at once, and back again."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Desk, choose, drag


def pane(page: Page, name: str) -> Locator:
    """Return a pane of a designer."""
    return page.get_by_role("region", name=name, exact=True)


def fields_in_order(page: Page) -> list[str]:
    """Return the names of the fields on the canvas of the data designer."""
    handles = pane(page, "Canvas").get_by_role("button", name=re.compile("^Move "))
    found: list[str] = handles.evaluate_all("all => all.map(one => one.getAttribute('aria-label').slice(5))")
    return found


def items_in_order(page: Page) -> list[str]:
    """Return the names on the canvas of the form designer, sections and fields."""
    found: list[str] = pane(page, "Canvas").get_by_role("button").all_inner_texts()
    return [name.split("\n")[0] for name in found]


def test_fields_form_and_rule_are_built_published_used_and_taken_back(desk: Desk) -> None:
    """One field by click, one by keyboard; the form by drag; a rule by clicks; then the old version again."""
    page = desk.at("admin", "/apps/crm/build/data/lead")
    add_two_fields(page)
    lay_out_the_form(page)
    write_a_rule(page)
    give_the_field_to_the_reps(page)
    publish(page, 2, "WeChat on leads", seen="New field “WeChat” of “Lead”")

    colleague = desk.at("east_1", "/apps/crm/records/lead")
    create_a_lead(colleague, "Zhang Wei", wechat="zw_2026")
    details = colleague.get_by_role("tabpanel", name="Details")
    expect(details).to_contain_text("zw_2026")
    (lead,) = desk.api(colleague, "/apps/crm/entities/lead/records")["items"]
    assert lead["values"]["wechat"] == "zw_2026"
    assert lead["values"]["sub_channel"] == "wechat", "the rule did not act"

    take_back_version_1(page)
    colleague.reload()
    expect(colleague.get_by_role("heading", name="Zhang Wei")).to_be_visible()
    expect(colleague.get_by_text("zw_2026")).to_have_count(0)


def add_two_fields(page: Page) -> None:
    """Text by click after the e-mail, moved by drag; a date by keyboard alone; undone and redone."""
    canvas, palette = pane(page, "Canvas"), pane(page, "Palette")
    canvas.get_by_role("button", name="E-mail email").click()
    palette.get_by_role("button", name="Text", exact=True).click()
    page.get_by_label("Label (Chinese)").fill("微信号")
    page.get_by_label("Label (English)").fill("WeChat")
    page.get_by_label("Longest").focus()
    # The key follows the label as long as the field is new.
    expect(canvas.get_by_role("button", name="WeChat wechat Text")).to_be_visible()
    # A new field stands on the form at once; this one is laid out by hand below.
    on_form = page.get_by_role("checkbox", name="Put it on the form “Lead”")
    expect(on_form).to_be_checked()
    on_form.uncheck()
    assert fields_in_order(page)[4:7] == ["Phone", "E-mail", "WeChat"]

    drag(canvas.get_by_role("button", name="Move WeChat"), canvas.get_by_role("button", name="Move Phone"))
    moved = ["WeChat", "Phone", "E-mail"]
    assert fields_in_order(page)[4:7] == moved
    page.get_by_role("button", name="Undo").click()
    assert fields_in_order(page)[4:7] == ["Phone", "E-mail", "WeChat"]
    page.get_by_role("button", name="Redo").click()
    assert fields_in_order(page)[4:7] == moved

    # A third one is dragged from the palette to its place, and back out; the keyboard takes one up as well.
    tile, phone = (
        palette.get_by_role("button", name="Switch", exact=True),
        canvas.get_by_role("button", name="Move Phone"),
    )
    drag(tile, phone)
    assert fields_in_order(page)[4:7] == ["WeChat", "Switch", "Phone"]
    page.get_by_role("button", name="Undo").click()
    assert fields_in_order(page)[4:7] == moved
    tile.focus()
    first = fields_in_order(page)[0]
    page.keyboard.press("Space")
    expect(page.get_by_role("status").filter(has_text="Switch: picked up.")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("status").filter(has_text="Switch: over place 1 of ")).to_have_count(1)
    page.keyboard.press("Space")
    expect(canvas.get_by_role("button", name="Move Switch")).to_be_visible()
    assert fields_in_order(page)[:2] == ["Switch", first]
    page.get_by_role("button", name="Undo").click()
    expect(canvas.get_by_role("button", name="Move Switch")).to_have_count(0)

    # A formula knows the field that was added a moment before, while itself it is not finished.
    palette.get_by_role("button", name="Formula", exact=True).click()
    formula = page.get_by_label("Formula", exact=True)
    formula.click()
    page.keyboard.type("we")
    expect(page.get_by_role("option", name=re.compile("^WeChat · wechat"))).to_be_visible()
    page.keyboard.type("chat")
    page.keyboard.press("Escape")
    reading = pane(page, "Properties").get_by_text("WeChat", exact=True)
    expect(reading).to_be_visible()
    expect(pane(page, "Properties").get_by_role("alert")).to_have_count(0)
    canvas.get_by_role("button", name="Formula formula Formula").click()
    page.keyboard.press("Delete")
    expect(canvas.get_by_role("button", name="Formula formula Formula")).to_have_count(0)
    canvas.get_by_role("button", name="WeChat wechat Text").click()

    expect(page.get_by_label("Label (Chinese)")).to_have_value("微信号")
    palette.get_by_role("button", name="Date", exact=True).press("Enter")
    # The language of the screen first; what was made up in the other one no longer stands there.
    expect(page.get_by_label("Label (English)")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Birthday")
    expect(page.get_by_label("Label (Chinese)")).to_have_value("")
    page.keyboard.press("Tab")
    page.keyboard.type("生日")
    page.keyboard.press("Tab")
    expect(canvas.get_by_role("button", name="Birthday birthday Date")).to_be_visible()
    canvas.get_by_role("button", name="Birthday birthday Date").focus()
    page.keyboard.press("Alt+ArrowUp")
    assert fields_in_order(page)[4:6] == ["Birthday", "WeChat"]
    page.keyboard.press("Control+z")
    assert fields_in_order(page)[4:6] == ["WeChat", "Birthday"]
    page.keyboard.press("Control+Shift+z")
    assert fields_in_order(page)[4:6] == ["Birthday", "WeChat"]


def lay_out_the_form(page: Page) -> None:
    """Drag the field from the palette into the form, and to another place there; look at the preview."""
    page.get_by_role("link", name="Forms").click()
    page.get_by_role("link", name="Lead Lead · lead", exact=True).click()
    canvas = pane(page, "Canvas")
    drag(
        pane(page, "Palette").get_by_role("button", name="Add WeChat"),
        canvas.get_by_role("button", name="E-mail"),
    )
    assert items_in_order(page)[:6] == ["Person", "Name", "Company", "Phone", "WeChat", "E-mail"]
    expect(canvas.get_by_role("button", name="Birthday")).to_have_count(1)
    expect(canvas.get_by_role("button", name="Switch")).to_have_count(0)
    hold = canvas.get_by_role("button", name="WeChat").locator("xpath=preceding-sibling::span")
    drag(hold, canvas.get_by_role("button", name="Phone"))
    assert items_in_order(page)[:6] == ["Person", "Name", "Company", "WeChat", "Phone", "E-mail"]
    page.get_by_role("button", name="Undo").click()
    assert items_in_order(page)[3:5] == ["Phone", "WeChat"]
    page.get_by_role("button", name="Redo").click()
    assert items_in_order(page)[3:5] == ["WeChat", "Phone"]
    page.get_by_role("button", name="Preview").click()
    preview = page.get_by_role("dialog", name="Preview")
    preview.get_by_label("WeChat").fill("only tried")
    preview.get_by_role("button", name="中文").click()
    expect(preview.get_by_label("微信号")).to_have_value("only tried")
    # On a phone, each field has a line of its own.
    place = preview.get_by_label("微信号").locator("xpath=ancestor::*[contains(@class, 'place')][1]")
    expect(place).to_have_css("grid-column-start", "span 1")
    preview.get_by_role("button", name="Phone", exact=True).click()
    expect(place).to_have_css("grid-column-start", "auto")
    expect(preview.get_by_label("微信号")).to_have_value("only tried")
    preview.get_by_role("button", name="Close").click()


def write_a_rule(page: Page) -> None:
    """When a lead is created and WeChat is filled, the sub-channel is WeChat; the rule says so in words."""
    page.get_by_role("link", name="Rules", exact=True).click()
    page.get_by_role("button", name="New rule").click()
    dialog = page.get_by_role("dialog", name="New rule")
    choose(dialog.get_by_label("For which entity"), "Lead")
    dialog.get_by_label("Name (Chinese)").fill("微信线索")
    dialog.get_by_label("Name (English)").fill("WeChat lead")
    expect(dialog.get_by_label("Key")).to_have_value("wechat_lead")
    dialog.get_by_role("button", name="Create", exact=True).click()
    canvas, properties = pane(page, "Canvas"), pane(page, "Properties")
    canvas.get_by_role("button", name="Always").click()
    properties.get_by_role("button", name="Add condition").click()
    choose(properties.get_by_label("Field", exact=True), "wechat", "WeChat")
    properties.get_by_label("Operator").select_option(label="is not empty")
    pane(page, "Palette").get_by_role("button", name="Set fields").click()
    choose(properties.get_by_label("Set fields: Field"), "Sub-channel", "Sub-channel · sub_channel")
    properties.get_by_label("Sub-channel", exact=True).select_option(label="WeChat")
    expect(canvas.get_by_role("paragraph").first).to_have_text(
        "When Lead is created, if WeChat is not blank, set Sub-channel to WeChat."
    )


def give_the_field_to_the_reps(page: Page) -> None:
    """The plan says that sales reps may not fill in the new field; a tick there gives it to them."""
    page.get_by_role("link", name="Plan & publish").click()
    plan = page.get_by_role("region", name="Plan", exact=True)
    line = plan.locator("[data-severity=notice]").filter(has_text="fill in the field “WeChat”")
    expect(line).to_contain_text("These roles write only the fields that their grants name")
    line.get_by_label("Sales rep: Fills in").check()
    expect(plan).to_contain_text("Role “Sales rep” gains on “Lead”: the field “WeChat”")


def publish(page: Page, version: int, note: str, seen: str) -> None:
    """Read the plan, accept what asks for it, and publish."""
    plan = page.get_by_role("region", name="Plan", exact=True)
    expect(plan.get_by_role("heading", name=f"Publish version {version}")).to_be_visible()
    expect(plan).to_contain_text(seen)
    for tick in plan.get_by_role("checkbox", name="Accept").all():
        tick.check()
    plan.get_by_label("What is new").fill(note)
    plan.get_by_role("button", name="Publish", exact=True).click()
    expect(plan.get_by_role("status")).to_contain_text(f"Version {version} is live.", timeout=20_000)


def create_a_lead(page: Page, name: str, *, wechat: str) -> None:
    """Fill in the form that was laid out a minute ago."""
    page.get_by_role("button", name="New", exact=True).click()
    form = page.get_by_role("dialog", name="New Lead")
    form.get_by_label("Name*").first.fill(name)
    form.get_by_label("WeChat", exact=True).fill(wechat)
    form.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def take_back_version_1(page: Page) -> None:
    """Make the first version the draft, read what is lost, publish it as the third."""
    history = page.get_by_role("region", name="Published versions")
    expect(history).to_contain_text("WeChat on leads")
    history.get_by_role("button", name="Restore as draft").click()
    page.get_by_role("dialog").get_by_role("button", name="Restore as draft").click()
    plan = page.get_by_role("region", name="Plan", exact=True)
    expect(plan.get_by_role("heading", name="Publish version 3")).to_be_visible()
    expect(plan).not_to_contain_text("is live")
    for tick in plan.get_by_role("checkbox", name="Accept").all():
        tick.check()
    plan.get_by_role("button", name="Publish", exact=True).click()
    expect(plan.get_by_role("status")).to_contain_text("Version 3 is live.", timeout=20_000)
