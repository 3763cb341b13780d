"""Theme and language are chosen in the account menu and kept; every main screen reads well in the dark and in Chinese."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.person import Desk, settled
from tests.browser.test_every_screen import AXE, SCREENS
from tests.crm.conftest import Crm

MAIN = (
    "home",
    "inbox",
    "list",
    "kanban",
    "record",
    "dashboard",
    "gallery",
    "people",
    "build-data",
    "build-entity",
    "build-forms",
    "build-rules",
    "build-versions",
)


def choose_in_the_menu(page: Page, menu: str, entry: str) -> None:
    """Choose an entry of the account menu."""
    page.get_by_role("button", name=menu).click()
    page.get_by_role("menuitemradio", name=entry).click()


def contrast(page: Page) -> list[str]:
    """Return what axe finds too faint."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "() => axe.run(document, {runOnly: ['color-contrast'], resultTypes: ['violations']})"
    )
    return [node["html"][:160] for one in found["violations"] for node in one["nodes"]]


def test_dark_and_chinese_everywhere(desk: Desk) -> None:
    """Chosen once, on every screen, after a reload and on another device too."""
    crm = Crm(desk.world)
    lead = crm.create("lead", contact_name="王芳", channel="search", company="北京未来科技有限公司")
    crm.create("opportunity", name="大单", amount={"amount": "120000"})
    page = desk.visitor(language="en")
    desk.signed_in(page, "admin")
    desk.go(page, "/")
    choose_in_the_menu(page, "My account", "Dark")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    choose_in_the_menu(page, "My account", "中文")
    expect(page.get_by_role("button", name="我的账号")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.reload()
    expect(page.get_by_role("button", name="我的账号")).to_be_visible()
    assert page.locator("html").get_attribute("data-theme") == "dark"

    findings: dict[str, list[str]] = {}
    for name in MAIN:
        desk.go(page, SCREENS[name].format(lead=lead["id"]))
        page.get_by_role("main").get_by_role("heading").first.wait_for()
        settled(page)
        found = contrast(page)
        if found:
            findings[name] = found
    assert findings == {}
    me = desk.api(page, "/me")["person"]
    assert (me["language"], me["theme"]) == ("zh", "dark")
