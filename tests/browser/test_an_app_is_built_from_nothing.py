"""Purchase requests from a blank page to the first request that is granted: with the mouse, and by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import served
from tests.browser.hands import Hand, Keyboard, Mouse
from tests.browser.person import Desk, settled
from tests.browser.test_every_screen import serious
from tests.world import World

RECORDS = "/apps/purchasing/entities"


@pytest.fixture
def office(world: World, chromium: Browser) -> Iterator[Desk]:
    """A company without any app."""
    world.admin.patch("/me", {"language": "en"})
    with served(world, chromium) as opened:
        yield opened


@pytest.mark.parametrize("way", [Mouse, Keyboard], ids=["mouse", "keyboard"])
def test_purchase_requests_are_built_and_used(office: Desk, way: type[Mouse] | type[Keyboard]) -> None:
    """Two entities, lines with a total, states with a gate, linkage, a board, a public form: published and used."""
    page = office.at("admin", "/gallery")
    hand = way(page)
    begin(hand)
    suppliers(hand)
    requests(hand)
    lines(hand)
    total(hand)
    states(hand)
    form(hand)
    public_form(hand)
    board(hand)
    publish(hand)
    visit(office, way)
    use(hand)
    decide(hand)
    (request,) = office.world.admin.get(f"{RECORDS}/purchase_request/records")["items"]
    assert request["values"]["status"] == "done"
    assert Decimal(request["values"]["total"]) == 1500
    assert request["values"]["decision"] == "Granted"


def pane(page: Page, name: str) -> Locator:
    """Return a pane of a designer."""
    return page.get_by_role("region", name=name, exact=True)


def part(hand: Hand, name: str) -> None:
    """Open a part of the app in the builder."""
    parts = hand.page.get_by_role("navigation", name="Parts of the app")
    hand.press(parts.get_by_role("link", name=name, exact=True))


def clean(page: Page) -> None:
    """Nothing on this page keeps anybody out."""
    settled(page)
    assert serious(page) == []


def begin(hand: Hand) -> None:
    """A blank app; its key follows from its name."""
    page = hand.page
    hand.press(page.get_by_role("button", name="Blank app"))
    dialog = page.get_by_role("dialog", name="A blank app")
    hand.write(dialog.get_by_label("Name (English)"), "Purchasing")
    hand.write(dialog.get_by_label("Name (Chinese)"), "采购")
    expect(dialog.get_by_label("Key")).to_have_value("purchasing")
    hand.press(dialog.get_by_role("button", name="Create the app"))
    expect(page.get_by_text("No data yet.")).to_be_visible()
    clean(page)


def entity(hand: Hand, name: str, chinese: str) -> None:
    """Make an entity from the list of data; its designer opens."""
    page = hand.page
    hand.press(page.get_by_role("button", name="New entity"))
    named(hand, name, chinese)
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def named(hand: Hand, name: str, chinese: str) -> None:
    """Name something new in both languages, and create it."""
    dialog = hand.page.get_by_role("dialog")
    hand.write(dialog.get_by_label("Name (English)"), name)
    hand.write(dialog.get_by_label("Name (Chinese)"), chinese)
    hand.press(dialog.get_by_role("button", name="Create", exact=True))
    expect(dialog).to_have_count(0)


def field(hand: Hand, kind: str, name: str, chinese: str) -> None:
    """Take a type from the palette and name the field where the keyboard already is."""
    hand.add(kind)
    label = hand.page.get_by_label("Label (English)")
    expect(label).to_be_focused()
    hand.write(label, name)
    hand.write(hand.page.get_by_label("Label (Chinese)"), chinese)


def suppliers(hand: Hand) -> None:
    """Suppliers have a phone."""
    entity(hand, "Supplier", "供应商")
    field(hand, "Phone", "Telephone", "电话")
    part(hand, "Data")


def requests(hand: Hand) -> None:
    """Who asks, for which department, until when, from whom."""
    page = hand.page
    entity(hand, "Purchase request", "采购申请")
    field(hand, "Person", "Requester", "申请人")
    field(hand, "Department", "Department", "部门")
    field(hand, "Date", "Needed by", "需要日期")
    field(hand, "Reference", "Supplier", "供应商")
    hand.choose(pane(page, "Properties").get_by_label("Points to"), "Supplier")
    field(hand, "Phone", "Call", "联系电话")
    field(hand, "Long text", "Reason", "理由")
    field(hand, "Text", "Decision", "决定")
    clean(page)


def lines(hand: Hand) -> None:
    """What is bought: rows with an amount of their own."""
    page = hand.page
    field(hand, "Sub-table", "Lines", "明细")
    properties = pane(page, "Properties")
    hand.press(properties.get_by_role("button", name="New row entity"))
    named(hand, "Line", "明细行")
    expect(properties.get_by_label("Rows are")).to_have_value("line")
    part(hand, "Data")
    hand.press(page.get_by_role("link", name="Line line"))
    field(hand, "Number", "Quantity", "数量")
    field(hand, "Money", "Price", "单价")
    field(hand, "Formula", "Amount", "金额")
    formula = page.get_by_label("Formula", exact=True)
    hand.press(formula)
    page.keyboard.type("quantity * price")
    page.keyboard.press("Escape")
    hand.select(pane(page, "Properties").get_by_label("Result"), "Money")
    clean(page)
    part(hand, "Data")


def total(hand: Hand) -> None:
    """The amounts of the lines together."""
    page = hand.page
    hand.press(page.get_by_role("link", name="Purchase request purchase_request"))
    field(hand, "Roll-up", "Total", "合计")
    properties = pane(page, "Properties")
    hand.select(properties.get_by_label("Roll up the list"), "Lines")
    hand.select(properties.get_by_label("By", exact=True), "Sum")
    hand.press(properties.get_by_label("Of each row"))
    page.keyboard.type("amount")
    page.keyboard.press("Escape")
    hand.select(properties.get_by_label("Result"), "Money")


def states(hand: Hand) -> None:
    """New, in progress, done; the last step asks for the decision."""
    page = hand.page
    hand.press(pane(page, "Canvas").get_by_role("tab", name="States"))
    hand.press(page.get_by_role("button", name="Add a field for the state"))
    hand.tick(page.get_by_role("checkbox", name="New → In progress"))
    hand.tick(page.get_by_role("checkbox", name="In progress → Done"))
    step = page.locator("details").filter(has_text="In progress → Done")
    hand.press(step.locator("summary"))
    hand.choose(step.get_by_label("These must be filled"), "Decision")
    page.keyboard.press("Escape")
    clean(page)


def form(hand: Hand) -> None:
    """A part of its own for the reason, which is asked for above a limit; the supplier brings his phone."""
    page = hand.page
    part(hand, "Forms")
    hand.press(page.get_by_role("button", name="New form"))
    dialog = page.get_by_role("dialog", name="New form")
    hand.choose(dialog.get_by_label("For which entity"), "Purchase request")
    named(hand, "Request", "申请")
    canvas, properties = pane(page, "Canvas"), pane(page, "Properties")

    # A form of all fields holds what is computed too.
    expect(canvas.get_by_role("button", name="Total", exact=True)).to_be_visible()
    hand.press(canvas.get_by_role("button", name="Lines", exact=True))
    hand.press(canvas.get_by_role("button", name="Supplier", exact=True))
    hand.press(properties.get_by_role("tab", name="Rules"))
    fills = properties.get_by_role("group", name="A chosen record fills in")
    hand.choose(fills.get_by_role("combobox"), "Call", "Call · call")
    hand.choose(fills.get_by_label("Call", exact=True), "supplier.tele", "Telephone · supplier.telephone")

    hand.press(canvas.get_by_role("button", name="Call", exact=True))
    hand.press(properties.get_by_role("tab", name="Rules"))
    condition(hand, "Shown only when", "Supplier", "is not empty")

    hand.press(canvas.get_by_role("button", name="Reason", exact=True))
    hand.press(properties.get_by_role("tab", name="Rules"))
    condition(hand, "Required when", "Total", "is more than", "1000")

    hand.press(pane(page, "Palette").get_by_role("button", name="Section", exact=True))
    hand.write(properties.get_by_label("Title (English)", exact=True), "For the record")
    hand.write(properties.get_by_label("Title (Chinese)", exact=True), "备案")
    hand.put(
        canvas.get_by_role("button", name="Decision", exact=True), canvas.get_by_text("Drop fields here")
    )
    clean(page)


def condition(hand: Hand, group: str, name: str, operator: str, value: str | None = None) -> None:
    """Add one line to a condition, by clicks."""
    lines = pane(hand.page, "Properties").get_by_role("group", name=group, exact=True)
    hand.press(lines.get_by_role("button", name="Add condition"))
    hand.choose(lines.get_by_label("Field", exact=True), name)
    hand.select(lines.get_by_label("Operator"), operator)
    if value is not None:
        hand.write(lines.get_by_label("Value", exact=True), value)


def public_form(hand: Hand) -> None:
    """Suppliers may enter themselves."""
    page = hand.page
    part(hand, "Forms")
    hand.press(page.get_by_role("button", name="New form"))
    hand.choose(page.get_by_role("dialog").get_by_label("For which entity"), "Supplier")
    named(hand, "Become a supplier", "成为供应商")
    hand.tick(page.get_by_role("checkbox", name="Anybody with the link may fill it in"))
    expect(page.get_by_text("The link exists once the form is published.")).to_be_visible()
    clean(page)


def board(hand: Hand) -> None:
    """The requests by their state."""
    page = hand.page
    part(hand, "Views")
    hand.press(page.get_by_role("button", name="New view"))
    dialog = page.get_by_role("dialog", name="New view")
    hand.choose(dialog.get_by_label("Of which records"), "Purchase request")
    hand.select(dialog.get_by_label("Kind"), "Board")
    named(hand, "By status", "按状态")
    expect(pane(page, "Canvas").get_by_text("In progress")).to_be_visible()
    clean(page)


def publish(hand: Hand) -> None:
    """Read the plan, and make the draft the app."""
    page = hand.page
    hand.press(page.get_by_role("link", name="Plan & publish"))
    plan = pane(page, "Plan")
    expect(plan.get_by_role("heading", name="Publish version 2")).to_be_visible()
    clean(page)
    for tick in plan.get_by_role("checkbox", name="Accept").all():
        hand.tick(tick)
    hand.write(plan.get_by_label("What is new"), "Purchase requests")
    hand.press(plan.get_by_role("button", name="Publish", exact=True))
    expect(plan.get_by_role("status")).to_contain_text("Version 2 is live.")
    hand.press(plan.get_by_role("link", name="Use it"))


def visit(office: Desk, way: type[Mouse] | type[Keyboard]) -> None:
    """A visitor enters a supplier on his phone or at his desk."""
    (link,) = office.world.admin.get("/apps/purchasing/forms/become_a_supplier/links")["items"]
    page = office.visitor()
    page.goto(link["url"])
    hand = way(page)
    hand.write(page.get_by_label("Name"), "Boston Bolts")
    hand.write(page.get_by_label("Telephone"), "+1 617 555 0123")
    clean(page)
    hand.press(page.get_by_role("button", name="Send"))
    expect(page.get_by_role("heading", name="We have your answer")).to_be_visible()


def place(page: Page, key: str) -> Locator:
    """Return where a field stands in a form."""
    return page.get_by_role("dialog").locator(f"[data-field={key}]").first


def use(hand: Hand) -> None:
    """The visitor's supplier is in the list, and in a request with two lines that needs a reason."""
    page = hand.page
    pages = page.get_by_role("navigation", name="Pages of the app")
    hand.press(pages.get_by_role("link", name="Supplier", exact=True))
    expect(page.get_by_role("grid")).to_contain_text("Boston Bolts")
    hand.press(pages.get_by_role("link", name="Purchase request", exact=True))
    hand.press(page.get_by_role("button", name="New", exact=True).first)
    dialog = page.get_by_role("dialog", name="New Purchase request")
    hand.write(place(page, "name").get_by_role("textbox"), "Bolts for the roof")
    expect(place(page, "call")).to_have_count(0)
    hand.choose(place(page, "supplier").get_by_role("combobox"), "Boston", "Boston Bolts")
    expect(place(page, "call").get_by_role("textbox")).to_have_value(re.compile("617"))
    for number, (item, quantity, price) in enumerate((("Bolts", "100", "10"), ("Nuts", "100", "5"))):
        hand.press(dialog.get_by_role("button", name="Add row"))
        row = place(page, "lines").get_by_role("row").nth(number + 1)
        hand.write(row.get_by_label("Name"), item)
        hand.write(row.get_by_label("Quantity"), quantity)
        hand.write(row.get_by_label("Price, amount"), price)
    expect(place(page, "total")).to_contain_text("1,500.00")
    expect(place(page, "reason")).to_contain_text("*")
    hand.press(dialog.get_by_role("button", name="Create", exact=True))
    expect(place(page, "reason").get_by_role("alert")).to_be_visible()
    hand.write(place(page, "reason").get_by_role("textbox"), "The old ones rust")
    clean(page)
    hand.press(dialog.get_by_role("button", name="Create", exact=True))
    expect(page.get_by_role("heading", name="Bolts for the roof")).to_be_visible()
    expect(page.get_by_role("tabpanel", name="Details")).to_contain_text("1,500.00")
    clean(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def decide(hand: Hand) -> None:
    """The card goes along the board; the last step asks for the decision."""
    page = hand.page
    pages = page.get_by_role("navigation", name="Pages of the app")
    hand.press(pages.get_by_role("link", name="Purchase request", exact=True))
    views = page.get_by_role("group", name="Views of Purchase request")
    hand.press(views.get_by_role("button", name="By status"))
    column = {name: page.get_by_role("region", name=name) for name in ("New", "In progress", "Done")}
    hand.move(column["New"].get_by_label("Bolts for the roof"), column["In progress"], 1)
    card = column["In progress"].get_by_label("Bolts for the roof")
    expect(card).to_be_visible()
    clean(page)
    hand.move(card, column["Done"], 1)
    gate = page.get_by_role("dialog", name=re.compile("Move to .Done"))
    hand.write(gate.get_by_label("Decision"), "Granted")
    hand.press(gate.get_by_role("button", name="Move to Done"))
    expect(column["Done"].get_by_label("Bolts for the roof")).to_be_visible()
