"""An administrator keeps the working calendar: China's days with one click, a day of their own by mouse and by keys."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Desk, settled


def day_of(page: Page, weekday: str, day: str, state: str) -> Locator:
    """Return the button of a day in 2026 that says a state; browsers differ in the comma after the weekday."""
    return page.get_by_role("button", name=re.compile(f"^{weekday},? {day} 2026, {state}"))


def to_2026(page: Page, before: str, after: str) -> None:
    """Turn the pages of the years until 2026."""
    found = re.search(r"\d{4}", page.get_by_role("heading", level=2).inner_text())
    assert found is not None
    year = int(found[0])
    for _ in range(abs(2026 - year)):
        page.get_by_role("button", name=after if year < 2026 else before).click()


def exceptions(desk: Desk, page: Page) -> list[str]:
    """Return the free weekdays that expressions read, from October 2026 on."""
    return [day for day in desk.api(page, "/calendar/exceptions")["holidays"] if day >= "2026-10-01"]


def test_a_year_is_loaded_and_days_are_changed(desk: Desk) -> None:
    """The page shows the year at a glance; what is clicked is saved, and the keyboard does the same."""
    admin = desk.at("admin", "/people")
    admin.get_by_role("tab", name="Working days").click()
    to_2026(admin, "The year before", "The year after")
    expect(admin.get_by_text("261 working days in 2026")).to_be_visible()
    admin.get_by_role("button", name="Load China’s days of 2026").click()
    expect(admin.get_by_text("China’s days of 2026 have been loaded")).to_be_visible()
    expect(admin.get_by_text("248 working days in 2026")).to_be_visible()
    first = day_of(admin, "Thursday", "1 October", "Free, National Day")
    expect(first).to_be_visible()
    expect(day_of(admin, "Saturday", "10 October", "Worked weekend day")).to_be_visible()
    expect(admin.get_by_text("1–7 National Day", exact=True)).to_be_visible()
    assert exceptions(desk, admin) == [f"2026-10-0{day}" for day in (1, 2, 5, 6, 7)]

    # With the mouse: a working day becomes free and gets a name.
    day_of(admin, "Friday", "9 October", "Working day").click()
    admin.get_by_label("Name of this day").fill("Outing")
    admin.keyboard.press("Enter")
    outing = day_of(admin, "Friday", "9 October", "Free, Outing")
    expect(outing).to_be_visible()

    # With the keys alone: along the week, over the end of the month, and one turned back.
    outing.focus()
    for key in ("ArrowDown", "PageDown", "PageUp", "ArrowUp", "ArrowLeft", "ArrowRight"):
        admin.keyboard.press(key)
    expect(outing).to_be_focused()
    admin.keyboard.press("Enter")
    expect(day_of(admin, "Friday", "9 October", "Working day")).to_be_focused()
    for key in ("PageDown", "PageDown", "End", "Enter"):
        admin.keyboard.press(key)
    last = day_of(admin, "Thursday", "31 December", "Free")
    expect(last).to_be_focused()
    settled(admin)
    admin.reload()
    expect(admin.get_by_role("heading", level=2)).to_be_visible()
    assert exceptions(desk, admin)[-2:] == ["2026-10-07", "2026-12-31"]


def test_it_is_there_in_chinese_on_a_phone(desk: Desk) -> None:
    """Months stand below one another, days are large enough for a thumb, nothing sticks out."""
    desk.world.admin.post("/calendar/china", {"year": 2026})
    page = desk.at("admin", "/people/calendar", phone=True, language="zh")
    to_2026(page, "上一年", "下一年")
    day = page.get_by_role("button", name="2026年10月1日星期四, 休息日, 国庆节")
    day.scroll_into_view_if_needed()
    box = day.bounding_box()
    assert box is not None
    assert box["height"] >= 40
    expect(page.get_by_text("1–7 国庆节", exact=True)).to_be_visible()
    day.tap()
    expect(page.get_by_role("button", name="2026年10月1日星期四, 工作日")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_others_have_no_such_page(desk: Desk) -> None:
    """Somebody who does not administer finds nothing under the address."""
    page = desk.at("east_1", "/people/calendar")
    expect(page.get_by_role("tab", name="Working days")).to_have_count(0)
