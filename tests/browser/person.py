"""People at their screens: each has a browser context of his own; every console error fails the story."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.world import PASSWORD, World

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
_EXPECTED = ("Failed to load resource",)


class Desk:
    """The room in which the stories play: people with screens, one server."""

    def __init__(self, browser: Browser, url: str, world: World) -> None:
        self.browser, self.url, self.world = browser, url, world
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def visitor(self, *, phone: bool = False, language: str = "en") -> Page:
        """Return a page of somebody who is not signed in."""
        context = self.browser.new_context(
            viewport=PHONE if phone else WIDE,
            locale="zh-CN" if language == "zh" else "en-US",
            has_touch=phone,  # type: ignore[arg-type]
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
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

    def go(self, page: Page, path: str) -> Page:
        """Open a path of the server."""
        page.goto(f"{self.url}{path}")
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(text in message.text for text in _EXPECTED):
            self.complaints.append(message.text)

    def close(self) -> None:
        """Close every screen; raise what a console complained of."""
        for context in self.contexts:
            context.close()
        assert self.complaints == []

    def api(self, page: Page, path: str) -> Any:
        """Read from the API as the person at a screen."""
        response = page.request.get(f"{self.url}/api/v1{path}")
        assert response.ok, response.text()
        return response.json()
