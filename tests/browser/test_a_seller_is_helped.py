"""A seller is told what is missing, is offered what is allowed, and finds a colleague by one character."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.person import Desk
from tests.crm.conftest import Crm


def test_a_button_says_what_is_missing(desk: Desk) -> None:
    """The button to convert is closed on a qualified lead and names the fields; elsewhere it is not there."""
    crm = Crm(desk.world)
    lead = crm.create("lead", contact_name="Carla Cohn", channel="exhibition", region="north")
    page = desk.at("admin", f"/apps/crm/records/lead/{lead['id']}")
    expect(page.get_by_role("heading", name="Carla Cohn")).to_be_visible()
    expect(page.get_by_role("button", name="Convert to opportunity")).to_have_count(0)

    qualified = crm.arrive(
        company="Huachen Ltd", phone="13800138000", needs="One pipeline", industry="manufacturing",
        employees=80, demo_requested=True, region="north", authority_ok=True,
    )  # fmt: skip
    desk.go(page, f"/apps/crm/records/lead/{qualified['id']}")
    expect(page.get_by_role("button", name="Convert to opportunity")).to_be_disabled()
    expect(page.get_by_text("Still missing:")).to_have_text("Still missing: Budget, Need confirmed")
    drawer = desk.go(page, f"/apps/crm/records/lead?open={qualified['id']}").get_by_role("dialog")
    expect(drawer.get_by_text("Still missing:")).to_be_visible()
    places = [drawer.get_by_role("button", name=name, exact=True) for name in ("Edit", "More", "Close")]
    boxes = [one.bounding_box() for one in places]
    middles = [round(box["y"] + box["height"] / 2) for box in boxes if box]
    assert len(middles) == 3
    assert max(middles) - min(middles) <= 1


def test_a_duplicate_is_told_while_typing(desk: Desk) -> None:
    """The number of a lead that is there already is told before anything is saved, by its name."""
    crm = Crm(desk.world)
    crm.create(
        "lead", contact_name="Gerda Gross", channel="exhibition", phone="13900001234", owner=crm.ids["east_1"]
    )
    page = desk.at("east_1", "/apps/crm/records/lead?open=new")
    form = page.get_by_role("dialog", name="New Lead")
    form.get_by_label("Phone").fill("139 0000 1234")
    same = form.get_by_role("link", name="Gerda Gross")
    expect(same).to_be_visible()
    form.get_by_label("Phone").fill("139 0000 1235")
    expect(same).to_have_count(0)


def test_only_allowed_states_are_offered(desk: Desk) -> None:
    """The form offers the present state and those that a step leads to."""
    lead = Crm(desk.world).create("lead", contact_name="Emil Ernst", channel="exhibition", region="north")
    page = desk.at("admin", f"/apps/crm/records/lead/{lead['id']}")
    page.get_by_role("button", name="Edit", exact=True).click()
    page.locator("[data-field=status]").get_by_role("combobox").click()
    offered = page.locator(".ant-select-dropdown").locator("visible=true").locator(".ant-select-item-option")
    expect(offered.filter(has_text="Invalid")).to_have_count(1)
    expect(offered.filter(has_text="Converted")).to_have_count(0)


def _a_lead_and_a_colleague(desk: Desk) -> str:
    """Hire 林岚, and return the id of a lead that she may be told of."""
    crm = Crm(desk.world)
    person = desk.world.person("lin", roles={"crm": ["sales_rep"]})
    crm.admin.patch(f"/people/{person.id}", {"name": "林岚"})
    lead = crm.create(
        "lead", contact_name="Frida Falk", channel="exhibition", region="north", owner=person.id
    )
    return str(lead["id"])


def test_a_colleague_is_found_by_one_character(desk: Desk) -> None:
    """What an input method writes filters at once; Enter takes nobody else."""
    page = desk.at("admin", f"/apps/crm/records/lead/{_a_lead_and_a_colleague(desk)}")
    box = page.get_by_label("Comment", exact=True)
    box.click()
    page.keyboard.type("@")
    offered = page.locator(".ant-mentions-dropdown").locator("visible=true").get_by_role("menuitem")
    expect(offered).not_to_have_count(1)
    page.keyboard.insert_text("林")
    expect(offered).to_have_text(["林岚"])
    page.keyboard.press("Enter")
    expect(box).to_have_value("@林岚 ")
    page.keyboard.type("@north_1")
    nobody = page.locator(".ant-mentions-dropdown").get_by_text("Nobody of this name may read this record")
    expect(nobody).to_be_visible()


def test_a_colleague_is_found_in_the_drawer(desk: Desk) -> None:
    """The people to mention lie above the drawer and can be clicked."""
    page = desk.at("admin", f"/apps/crm/records/lead?open={_a_lead_and_a_colleague(desk)}")
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("tab", name="Timeline").click()
    box = drawer.get_by_label("Comment", exact=True)
    box.click()
    page.keyboard.type("@")
    page.keyboard.insert_text("林")
    drawer.get_by_role("menuitem", name="林岚").click()
    expect(box).to_have_value("@林岚 ")


def test_a_filter_is_written_by_labels(desk: Desk) -> None:
    """Fields and options complete by a part of their labels; a label that is no key is led to its key."""
    crm = Crm(desk.world)
    crm.create("lead", contact_name="Frida Falk", channel="exhibition", region="north")
    page = desk.at("admin", "/apps/crm/records/lead", language="zh")
    page.get_by_role("button", name="筛选").click()
    panel = page.get_by_role("region", name="筛选")
    panel.get_by_role("button", name="文本", exact=True).click()
    editor = panel.get_by_role("textbox")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("公司")
    expect(panel.get_by_role("alert")).to_contain_text("公司（company）")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("评")
    page.get_by_role("option", name="评分 · score").click()
    page.keyboard.type(" = 0 AND status = ")
    page.keyboard.insert_text("合格")
    page.get_by_role("option", name="合格线索 SQL · sql").click()
    expect(editor).to_have_text('score = 0 AND status = "sql"')
