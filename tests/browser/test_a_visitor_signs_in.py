"""Who has no session is asked to sign in at once, and comes back to where he wanted to go."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.person import Desk
from tests.world import PASSWORD


def test_nothing_is_asked_that_is_refused_to_a_visitor(desk: Desk) -> None:
    """The page itself says that it was sent without a session: no request of it is answered by 401."""
    page = desk.visitor()
    answers: list[tuple[int, str]] = []
    page.on("response", lambda response: answers.append((response.status, response.url)))
    desk.go(page, "/apps/crm/records/lead")
    expect(page.locator("input[type=password]")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert [url for status, url in answers if status >= 400] == []
    page.locator("input").nth(0).fill("director")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/apps/crm/records/lead**")
    expect(page.locator("main h1")).to_be_visible()
    assert [url for status, url in answers if status >= 400] == []
