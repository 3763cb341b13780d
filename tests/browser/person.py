"""People at their screens: each has a browser context of his own; every console error fails the story."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, ViewportSize

from tests.world import PASSWORD, World

WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
_EXPECTED = ("Failed to load resource",)


class Desk:
    """The room in which the stories play: people with screens, one server."""

    def __init__(self, browser: Browser, url: str, world: World) -> None:
        self.browser, self.url, self.world = browser, url, world
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def visitor(self, *, phone: bool = False, language: str = "en", zone: str = "Asia/Shanghai") -> Page:
        """Return a page of somebody who is not signed in; `zone` (IANA name) is that of the device."""
        context = self.browser.new_context(
            viewport=PHONE if phone else WIDE,
            locale="zh-CN" if language == "zh" else "en-US",
            has_touch=phone,
            timezone_id=zone,
        )
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        page.on("response", self._answered)
        return page

    def person(self, login: str, *, phone: bool = False, language: str = "en") -> Page:
        """Return a page of somebody who signs in at the sign-in page."""
        page = self.visitor(phone=phone, language=language)
        page.goto(f"{self.url}/sign-in")
        page.locator("input").nth(0).fill(login)
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator("button[type=submit]").click()
        page.wait_for_url(lambda address: "sign-in" not in address)
        page.request.patch(f"{self.url}/api/v1/me", data={"language": language}, headers={"Origin": self.url})
        page.evaluate(f"localStorage.setItem('dougong.language', '{language}')")
        return self.go(page, "/")

    def at(
        self,
        login: str,
        path: str,
        *,
        phone: bool = False,
        language: str = "en",
        theme: str = "light",
        zone: str = "Asia/Shanghai",
    ) -> Page:
        """Return a page of somebody who has been signed in for a while, open at a path."""
        page = self.visitor(phone=phone, language=language, zone=zone)
        self.signed_in(page, login)
        headers = {"Origin": self.url}
        page.request.patch(f"{self.url}/api/v1/me", data={"language": language}, headers=headers)
        page.add_init_script(
            f"localStorage.setItem('dougong.language', '{language}');"
            f"localStorage.setItem('dougong.theme', '{theme}');"
        )
        return self.go(page, path)

    def signed_in(self, page: Page, login: str, password: str = PASSWORD) -> None:
        """Give a screen the session of somebody, without its sign-in page."""
        answer = page.request.post(
            f"{self.url}/api/v1/session",
            data={"login": login, "password": password},
            headers={"Origin": self.url},
        )
        assert answer.ok, answer.text()

    def go(self, page: Page, path: str) -> Page:
        """Open a path of the server."""
        page.goto(f"{self.url}{path}")
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(text in message.text for text in _EXPECTED):
            self.complaints.append(message.text)

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.request.method} {response.url}")

    def close(self) -> None:
        """Close every screen; raise what a console complained of."""
        for context in self.contexts:
            context.close()
        assert not self.complaints, "\n".join(self.complaints)

    def api(self, page: Page, path: str) -> Any:
        """Read from the API as the person at a screen."""
        response = page.request.get(f"{self.url}/api/v1{path}")
        assert response.ok, response.text()
        return response.json()


def settled(page: Page) -> None:
    """Wait until nothing on the page is a placeholder of what is on its way, and what it shows stands still.

    What moves with scrolling stands still as long as nobody scrolls.
    """
    page.wait_for_timeout(200)
    page.wait_for_function(
        """() => !document.querySelector('[aria-busy="true"]')
             && document.getAnimations().every(
               (one) => one.playState !== 'running' || one.timeline !== document.timeline)"""
    )


def drag(
    source: Locator, target: Locator, *, at: tuple[float, float] = (0.5, 0.5), follow: bool = False
) -> None:
    """Take something with the mouse and let it go over a target; `at` is the place there, in parts of its size.

    Near an edge a board scrolls along, and the target moves on: with `follow` it is followed until it stands still.
    """
    page = source.page
    source.scroll_into_view_if_needed()
    source.hover()
    page.mouse.down()
    start = source.bounding_box()
    assert start is not None
    page.mouse.move(start["x"] + start["width"] / 2 + 8, start["y"] + start["height"] / 2 + 8, steps=3)
    box = target.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * at[0], box["y"] + box["height"] * at[1]
    page.mouse.move(x, y, steps=8)
    page.mouse.move(x + 1, y + 1, steps=2)
    before = box
    while follow:
        page.wait_for_timeout(200)
        now = target.bounding_box()
        assert now is not None
        page.mouse.move(now["x"] + now["width"] * at[0], now["y"] + now["height"] * at[1], steps=2)
        if now == before:
            break
        before = now
    page.mouse.up()


def choose(combobox: Locator, text: str, option: str | None = None) -> None:
    """Open a list of choices, type, and take the first one that is offered under this name.

    Without a text to type, `option` is taken from what is offered at once.
    """
    combobox.click()
    if text:
        combobox.fill(text)
    offered = combobox.page.locator(".ant-select-dropdown").locator("visible=true")
    offered.get_by_title(option or text, exact=True).first.click()
