"""Values of a record edited where they stand: nothing that was typed or uploaded is lost without a word."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Locator, Route, expect

from tests.browser.person import Desk


def _lead(desk: Desk) -> str:
    made = desk.world.sign_in("north_1").post(
        "/apps/crm/entities/lead/records",
        {"values": {"contact_name": "Li Na", "channel": "referral", "region": "north", "company": "Huachen"}},
    )
    return str(made["id"])


def _within(part: Locator, whole: Locator) -> tuple[float, float]:
    """Return where a part stands in a whole, both seen at one moment."""
    handle = whole.element_handle()
    x, y = part.evaluate(
        """(part, whole) => {
             const [inner, outer] = [part.getBoundingClientRect(), whole.getBoundingClientRect()];
             return [inner.x - outer.x, inner.y - outer.y];
           }""",
        handle,
    )
    return x, y


def test_enter_and_the_next_field_save(desk: Desk) -> None:
    """Enter saves a line; opening another field saves the first, or keeps it open with its fault; leaving asks."""
    lead = _lead(desk)
    page = desk.at("north_1", f"/apps/crm/records/lead/{lead}")
    page.get_by_role("button", name="Edit Budget").click()
    amount = page.get_by_label("Budget, amount")
    amount.fill("90000")
    amount.press("Enter")
    expect(amount).to_have_count(0)
    expect(page.locator("[data-field=budget]")).to_contain_text("90,000")

    page.get_by_role("button", name="Edit Job title").click()
    page.locator("[data-field=title] input").fill("Director")
    page.get_by_role("button", name="Edit E-mail").click()
    expect(page.locator("[data-field=title]")).to_contain_text("Director")
    mail = page.locator("[data-field=email] input")
    mail.fill("not an address")
    page.get_by_role("button", name="Edit Phone").click()
    expect(page.locator("[data-field=email]").get_by_role("alert")).to_be_visible()
    expect(page.locator("[data-field=phone] input")).to_have_count(0)
    page.get_by_role("link", name="Lead", exact=True).click()
    asked = page.get_by_role("dialog")
    asked.get_by_role("button", name="Cancel").click()
    expect(mail).to_have_value("not an address")
    mail.fill("li@huachen.example")
    mail.press("Enter")
    expect(mail).to_have_count(0)
    values = desk.world.admin.get(f"/apps/crm/entities/lead/records/{lead}")["values"]
    assert (values["title"], values["email"]) == ("Director", "li@huachen.example")


def test_a_cell_of_a_list_takes_what_is_typed_at_once(desk: Desk) -> None:
    """While the rules of the form are still read, a cell has the keyboard: nothing typed is lost, Escape gives up."""
    lead = _lead(desk)
    page = desk.at("north_1", "/")

    def slowly(route: Route) -> None:
        time.sleep(1)
        route.continue_()

    page.route(re.compile(f"/records/{lead}($|[?])"), slowly)
    desk.go(page, "/apps/crm/records/lead?as=table")
    cell = page.get_by_role("row").filter(has_text="Li Na").get_by_role("gridcell").filter(has_text="Huachen")
    cell.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("Huaxing")
    expect(page.get_by_role("grid").get_by_role("textbox")).to_have_value("Huaxing")
    page.keyboard.press("Escape")
    expect(page.get_by_role("grid").get_by_role("textbox")).to_have_count(0)
    expect(cell).to_be_focused()
    page.unroute_all(behavior="wait")
    page.keyboard.press("F2")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("Huaxing")
    page.keyboard.press("Enter")
    expect(page.get_by_role("gridcell").filter(has_text="Huaxing").first).to_be_visible()
    page.get_by_role("button", name="Undo: Company of Li Na").wait_for()
    kept = desk.world.admin.get(f"/apps/crm/entities/lead/records/{lead}")["values"]
    assert kept["company"] == "Huaxing"


def test_an_upload_in_place_is_saved_by_the_next_button_and_keeps_its_name(desk: Desk) -> None:
    """The state is moved on with the file still in its editor; after a reload it has its name and size."""
    lead = _lead(desk)
    page = desk.at("north_1", f"/apps/crm/records/lead/{lead}")
    page.get_by_role("button", name="Edit Files").click()
    page.locator("[data-field=attachments] input[type=file]").set_input_files(
        {"name": "Offer 报价.txt", "mimeType": "text/plain", "buffer": b"x" * 2048}
    )
    expect(page.locator("[data-field=attachments]")).to_contain_text("Offer 报价.txt")
    page.get_by_role("list", name="Stages").get_by_role("button", name="In contact").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("In contact")
    page.reload()
    expect(page.get_by_role("link", name="Offer 报价.txt")).to_be_visible()
    expect(page.locator("[data-field=attachments]")).to_contain_text("2 kB")


def test_a_choice_is_saved_by_one_click(desk: Desk) -> None:
    """The buttons stand still when the select takes and loses the focus; the keyboard saves as well."""
    lead = _lead(desk)
    page = desk.at("north_1", f"/apps/crm/records/lead/{lead}")
    place = page.locator("[data-field=channel]")
    save = page.get_by_role("button", name="Save Channel")
    options = page.locator(".ant-select-item-option:visible")
    for by_keyboard in (False, True):
        page.get_by_role("button", name="Edit Channel").click()
        place.get_by_role("combobox").click()
        stood = _within(save, place)
        other = page.locator(".ant-select-item-option:not(.ant-select-item-option-selected):visible").first
        chosen = other.inner_text()
        other.click()
        expect(options).to_have_count(0)
        assert _within(save, place) == stood
        if by_keyboard:
            page.keyboard.press("Tab")
            expect(save).to_be_focused()
            page.keyboard.press("Enter")
        else:
            save.click()
        expect(save).to_have_count(0)
        expect(place).to_contain_text(chosen)
        page.reload()
        expect(place).to_contain_text(chosen)


def test_nothing_comes_late_above_the_fields(desk: Desk) -> None:
    """The score and the note of a duplicate are there with the record, however slow, and stay when it is saved."""
    _lead(desk)
    page = desk.at("north_1", "/")

    def slowly(route: Route) -> None:
        time.sleep(0.5)
        route.continue_()

    for part in ("score", "duplicates", "flows"):
        page.route(f"**/records/*/{part}", slowly)
    desk.go(page, f"/apps/crm/records/lead/{_lead(desk)}")
    place = page.locator("[data-field=contact_name]")
    expect(place).to_be_visible()
    expect(page.get_by_role("region", name="Score")).to_be_visible()
    page.evaluate(
        """() => {
             const place = document.querySelector('[data-field=contact_name]');
             const top = () => place.getBoundingClientRect().y;
             window.stood = window.highest = window.lowest = top();
             const look = () => {
               window.highest = Math.min(window.highest, top());
               window.lowest = Math.max(window.lowest, top());
               requestAnimationFrame(look);
             };
             look();
           }"""
    )
    page.get_by_role("button", name="Edit Job title").click()
    page.locator("[data-field=title] input").fill("Director")
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=title] input")).to_have_count(0)
    page.wait_for_timeout(3000)
    expect(place).to_be_visible()
    assert page.evaluate("() => [window.highest, window.lowest]") == [page.evaluate("() => window.stood")] * 2
