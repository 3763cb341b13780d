"""A builder draws relations between entities, and makes entities out of tables and schemas, at a screen."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Desk, settled
from tests.browser.test_every_screen import serious

ROWS = "\n".join(
    "\t".join(row)
    for row in (
        ("项目名称", "客户", "预算", "开工日期", "阶段", "负责人"),
        ("一号楼", "甲方", "¥1,200.50", "2026-01-05", "在建", "管理员"),
        ("二号楼", "乙方", "¥300", "2026/2/6", "完成", "管理员"),
        ("三号楼", "甲方", "", "2026年3月7日", "在建", "管理员"),
        ("四号楼", "甲方", "¥80", "2026-04-08", "完成", "管理员"),
    )
)
SCHEMA = {
    "title": "Order",
    "type": "object",
    "required": ["number"],
    "properties": {
        "number": {"type": "string"},
        "lines": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "properties": {"item": {"type": "string"}}},
        },
    },
}


def app_with(desk: Desk, **entities: dict[str, str]) -> None:
    """Make an app with entities that have nothing but a name."""
    admin = desk.world.admin
    admin.post("/apps", {"key": "works", "name": {"en": "Works", "zh": "工程"}})
    for place, (key, name) in enumerate(entities.items()):
        own = {"id": f"f1eld00{place}", "type": "text", "label": {"en": "Name", "zh": "名称"}}
        document = {
            "format": 1,
            "id": f"ent1ty0{place}",
            "key": key,
            "name": name,
            "title": "name",
            "schema": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string", "maxLength": 80, "x-dougong": own}},
            },
        }
        path = f"/apps/works/draft/entity/{key}"
        admin.put(path, {"document": document}, **{"If-None-Match": "*"})


def drafted(desk: Desk, kind: str, key: str) -> dict[str, Any]:
    """Return a document of the draft."""
    return dict(desk.world.admin.get(f"/apps/works/draft/{kind}/{key}")["document"])


def middle(place: Locator) -> tuple[float, float]:
    """Return the middle of something on the screen."""
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, what: Locator, to: tuple[float, float]) -> None:
    """Drag with the mouse, in steps as a hand does."""
    page.mouse.move(*middle(what))
    page.mouse.down()
    page.mouse.move(*to, steps=8)
    page.mouse.up()


def saved(page: Page) -> None:
    """Wait until the server has what was changed."""
    expect(page.get_by_role("status").filter(has_text=re.compile(r"^Saved \S"))).to_be_visible()
    settled(page)


def test_relations_are_drawn_with_the_mouse(desk: Desk) -> None:
    """A card dragged stays where it is put, a line dragged becomes a reference with its list; both are taken back."""
    app_with(desk, customer={"en": "Customer", "zh": "客户"}, project={"en": "Project", "zh": "项目"})
    page = desk.at("admin", "/apps/works/build/data")
    page.get_by_role("tab", name="Diagram").click()
    picture = page.get_by_role("group", name="Entities and their relations")
    customer = picture.get_by_role("group", name="Customer")
    project = picture.get_by_role("group", name="Project")

    x, y = middle(customer)
    drag(page, customer.get_by_text("Customer", exact=True), (x + 200, y + 160))
    saved(page)
    places = {one["entity"]: (one["x"], one["y"]) for one in drafted(desk, "app", "app")["diagram"]}
    assert set(places) == {"customer", "project"}

    drag(page, project.get_by_role("button", name="Reference from Project"), middle(customer))
    dialog = page.get_by_role("dialog", name="New reference")
    expect(dialog.get_by_text("Each “Project” may have one “Customer”")).to_be_visible()
    expect(dialog.get_by_label("Key")).to_have_value("customer")
    dialog.get_by_label("Must be filled in").check()
    assert serious(page) == []
    dialog.get_by_role("button", name="Create").click()
    panel = page.get_by_role("complementary", name="Relations")
    project.get_by_text("Project", exact=True).click()
    expect(panel.get_by_role("link", name="Change “Customer”")).to_be_visible()
    saved(page)
    made = drafted(desk, "entity", "project")
    own = made["schema"]["properties"]["customer"]["x-dougong"]
    assert (own["entity"], own["inverse"]["key"]) == ("customer", "projects")
    assert "customer" in made["schema"]["required"]

    page.reload()
    expect(picture.get_by_role("group", name="Customer: 1 fields, 1 relation")).to_be_visible()
    again = {one["entity"]: (one["x"], one["y"]) for one in drafted(desk, "app", "app")["diagram"]}
    assert again == places

    project.get_by_text("Project", exact=True).click()
    panel.get_by_role("button", name="Delete “Customer”").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(panel.get_by_text("No relations yet.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(panel.get_by_role("link", name="Change “Customer”")).to_be_visible()
    page.get_by_role("button", name="Redo").click()
    expect(panel.get_by_text("No relations yet.")).to_be_visible()
    saved(page)
    assert "customer" not in drafted(desk, "entity", "project")["schema"]["properties"]

    project.get_by_text("Project", exact=True).dblclick()
    expect(page.get_by_role("tab", name="Fields")).to_be_visible()


def test_relations_are_drawn_with_the_keyboard_alone(desk: Desk) -> None:
    """Arrow keys move a card, + adds a reference, Enter opens the entity."""
    app_with(desk, customer={"en": "Customer"}, project={"en": "Project"})
    page = desk.at("admin", "/apps/works/build/data?as=diagram")
    picture = page.get_by_role("group", name="Entities and their relations")
    project = picture.get_by_role("group", name="Project")
    project.focus()
    before = project.bounding_box()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    after = project.bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] > before["x"]
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Arrange automatically")).to_have_count(0)
    project.focus()
    page.keyboard.press("+")
    dialog = page.get_by_role("dialog", name="New reference")
    target = dialog.get_by_role("combobox", name="Refers to")
    target.focus()
    page.keyboard.type("Customer")
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("Key")).to_have_value("customer")
    dialog.get_by_role("button", name="Create").focus()
    page.keyboard.press("Enter")
    expect(picture.get_by_role("group", name="Project: 2 fields, 1 relation")).to_be_visible()
    saved(page)
    assert (
        drafted(desk, "entity", "project")["schema"]["properties"]["customer"]["x-dougong"]["type"]
        == "reference"
    )
    picture.get_by_role("group", name="Project").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="Fields")).to_be_visible()


def test_on_a_phone_relations_stand_in_words(desk: Desk) -> None:
    """In Chinese: every entity with its relations, and a reference is added there as well."""
    app_with(desk, customer={"zh": "客户"}, project={"zh": "项目"})
    page = desk.at("admin", "/apps/works/build/data?as=diagram", phone=True, language="zh")
    project = page.get_by_role("region", name="项目")
    project.get_by_role("button", name="添加关联").click()
    dialog = page.get_by_role("dialog", name="新建关联")
    dialog.get_by_role("combobox", name="关联到").click()
    page.get_by_title("客户").click()
    dialog.get_by_role("button", name="创建").click()
    expect(project.get_by_role("link", name="修改“客户”")).to_be_visible()
    expect(page.get_by_role("region", name="客户").get_by_text("被关联")).to_be_visible()
    assert serious(page) == []


def test_pasted_rows_become_an_entity_and_its_records(desk: Desk) -> None:
    """Each type says why; one is changed; the entity is published and the import opens with the same rows."""
    app_with(desk, customer={"en": "Customer", "zh": "客户"})
    page = desk.at("admin", "/apps/works/build/data")
    page.get_by_role("button", name="From a table or schema").click()
    dialog = page.get_by_role("dialog", name="New entity from a table or schema")
    dialog.get_by_role("tab", name="Paste rows").click()
    dialog.get_by_label("Rows copied from a spreadsheet").fill(ROWS)
    dialog.get_by_role("button", name="Read the rows").click()
    types = {"项目名称": "text", "客户": "reference", "预算": "money", "开工日期": "date", "阶段": "select"}
    for column, type_ in types.items():
        expect(dialog.get_by_label(f"Type: {column}")).to_have_value(type_)
    expect(dialog.get_by_text("All 4 values are days.")).to_be_visible()
    expect(dialog.get_by_text("Needs no field, every record has it: 负责人.")).to_be_visible()
    assert serious(page) == []
    dialog.get_by_label("Type: 预算").select_option("number")
    expect(dialog.get_by_text("Chosen by you.")).to_be_visible()
    expect(dialog.get_by_text("3 of 3 values do not fit")).to_be_visible()
    dialog.get_by_label("Type: 预算").select_option("money")
    dialog.get_by_role("group", name="Name").get_by_role("textbox").nth(0).fill("Project")
    dialog.get_by_label("Key").fill("project")
    dialog.get_by_role("button", name="Create the entity").click()
    made = page.get_by_role("dialog", name="“Project” is in the draft")
    expect(made.get_by_text("The 4 rows of")).to_be_visible()
    made.get_by_role("button", name="Publish and bring the rows in").click()
    wizard = page.get_by_role("dialog", name="Import Project")
    expect(wizard.get_by_text("Match the columns")).to_be_visible(timeout=60_000)
    wizard.get_by_role("button", name="Check", exact=True).click()
    wizard.get_by_label("Create what is missing under “客户”").check(timeout=60_000)
    wizard.get_by_role("button", name="Check again").click()
    wizard.get_by_role("button", name="Import 4 rows").click(timeout=60_000)
    wizard.get_by_role("button", name="Done").click(timeout=60_000)
    expect(page.get_by_role("row").filter(has_text="三号楼")).to_contain_text("甲方")


def test_a_schema_becomes_an_entity_with_rows(desk: Desk) -> None:
    """On a phone, in Chinese: what is lost is listed before anything is made."""
    app_with(desk)
    page = desk.at("admin", "/apps/works/build/data", phone=True, language="zh")
    page.get_by_role("button", name="从表格或 JSON Schema 新建").click()
    dialog = page.get_by_role("dialog", name="从表格或 JSON Schema 新建数据表")
    dialog.get_by_role("tab", name="JSON Schema").click()
    written = dialog.get_by_role("textbox", name="JSON Schema")
    written.fill("{broken")
    dialog.get_by_role("button", name="读取").click()
    expect(dialog.get_by_text("不是有效的 JSON")).to_be_visible()
    written.fill(json.dumps(SCHEMA))
    dialog.get_by_role("button", name="读取").click()
    expect(dialog.get_by_text("结构中有 1 处未保留或有所改变")).to_be_visible()
    expect(dialog.get_by_text("/properties/lines/minItems")).to_be_visible()
    assert serious(page) == []
    dialog.get_by_role("button", name="创建数据表").click()
    page.get_by_role("dialog", name="“Order”已加入草稿").get_by_role("button", name="打开数据表").click()
    expect(page.get_by_role("heading").filter(has_text="Order")).to_be_visible()
    assert drafted(desk, "entity", "lines")["parent"] == "order"
