"""Every screen opens in a real browser: nothing on the console, nothing serious for axe, wide and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server
from tests.browser.person import Desk, settled
from tests.conftest import Databases
from tests.world import PASSWORD, World, build_template

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "test-results" / "screens"
SCREENS = {
    "home": "/",
    "inbox": "/inbox",
    "notices": "/notices",
    "list": "/apps/crm/records/lead",
    "kanban": "/apps/crm/records/opportunity?view=pipeline",
    "record": "/apps/crm/records/lead/{lead}",
    "dashboard": "/apps/crm/dashboards/sales",
    "gallery": "/gallery",
    "people": "/people",
    "departments": "/people/departments",
    "organisation": "/people/organisation",
    "calendar": "/people/calendar",
    "rates": "/people/rates",
    "build-data": "/apps/crm/build",
    "build-diagram": "/apps/crm/build/data?as=diagram",
    "build-relations": "/apps/crm/build/data?as=relations",
    "build-entity": "/apps/crm/build/data/lead",
    "build-forms": "/apps/crm/build/forms",
    "build-form": "/apps/crm/build/forms/lead",
    "record-new": "/apps/crm/records/lead?open=new",
    "build-flows": "/apps/crm/build/flows",
    "build-rules": "/apps/crm/build/rules",
    "build-roles": "/apps/crm/build/roles",
    "build-views": "/apps/crm/build/views",
    "build-home": "/apps/crm/build/home",
    "build-documents": "/apps/crm/build/documents",
    "build-message": "/apps/crm/build/documents/message/lead_assigned",
    "build-dataset": "/apps/crm/build/documents/dataset/channels",
    "build-versions": "/apps/crm/build/versions",
    "account": "/account",
    "no-such-page": "/nowhere",
}


@pytest.fixture(scope="module")
def showroom(
    databases: Databases, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """The CRM with its demo data, served once for all screens."""
    name = databases.clone(databases.template("empty", build_template))
    database = databases.connect(name)
    with World(database, tmp_path_factory.mktemp("home")) as world:
        world.install("crm", demo=True)
        server = Server(world)
        server.start()
        desk = Desk(chromium, server.url, world)
        yield desk
        desk.close()
        server.stop()
    database.close()
    databases.drop(name)


CUT = """() => [...document.querySelectorAll('button, a')]
  .filter((one) => one.getClientRects().length > 0 && getComputedStyle(one).textOverflow === 'clip')
  .filter((one) => /_button_/.test(one.className) && one.scrollWidth > one.clientWidth + 1)
  .map((one) => `cut: ${one.textContent.trim() || one.getAttribute('aria-label')}`)"""
"""The buttons whose words are longer than they are."""


def serious(page: Page) -> list[str]:
    """Return what axe calls serious or critical on the page."""
    page.evaluate(AXE.read_text())
    # A page that never settles must fail, not hang: evaluate itself knows no time limit.
    found = page.evaluate(
        "() => Promise.race([axe.run(document, {resultTypes: ['violations']}),"
        " new Promise((_, refuse) => setTimeout(() => refuse(new Error('axe took too long')), 20000))])"
    )
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize(("language", "phone"), [("en", False), ("zh", True)], ids=["wide-en", "phone-zh"])
def test_every_screen_opens_clean(showroom: Desk, language: str, phone: bool) -> None:
    """No console error, no policy violation, no serious finding, no scrolling of the page itself."""
    page = showroom.visitor(phone=phone, language=language)
    page.request.post(
        f"{showroom.url}/api/v1/session",
        data={"login": "admin", "password": PASSWORD},
        headers={"Origin": showroom.url},
    )
    page.request.patch(
        f"{showroom.url}/api/v1/me", data={"language": language}, headers={"Origin": showroom.url}
    )
    lead = showroom.api(page, "/apps/crm/entities/lead/records?limit=1")["items"][0]["id"]
    PICTURES.mkdir(parents=True, exist_ok=True)
    findings: dict[str, list[str]] = {}
    for name, path in SCREENS.items():
        showroom.go(page, path.format(lead=lead))
        page.wait_for_load_state("load")
        settled(page)
        page.screenshot(path=str(PICTURES / f"{name}-{language}-{'phone' if phone else 'wide'}.png"))
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        longer = page.evaluate("document.scrollingElement.scrollHeight - innerHeight")
        found = [
            *serious(page),
            *showroom.complaints,
            *page.evaluate(CUT),
            *([f"{wider} px too wide"] if wider > 0 else []),
            *([f"the page itself scrolls by {longer} px"] if longer > 1 else []),
        ]
        showroom.complaints.clear()
        if found:
            findings[name] = found
    assert findings == {}


def test_long_words_have_room_in_the_buttons_of_a_phone(showroom: Desk) -> None:
    """In the longer language: the foot of a new record's form, and the rows in it as cards."""
    page = showroom.at("admin", "/apps/crm/records/opportunity?open=new", phone=True)
    form = page.get_by_role("dialog")
    form.get_by_role("button", name="Add row").click()
    expect(form.get_by_role("button", name="Save and add another")).to_be_visible()
    assert page.evaluate(CUT) == []
    # A row as a card: no heads above it, the names beside the values.
    expect(form.get_by_role("columnheader")).to_have_count(0)
    expect(form.get_by_role("table").get_by_text("Quantity", exact=True)).to_be_visible()


def test_the_public_form_opens_clean(showroom: Desk) -> None:
    """The visitor's page too, on a phone."""
    (link,) = showroom.world.admin.get("/apps/crm/forms/lead_web/links")["items"]
    page = showroom.visitor(phone=True, language="zh")
    page.goto(link["url"])
    page.get_by_role("button", name="提交").wait_for()
    page.screenshot(path=str(PICTURES / "public-form-zh-phone.png"))
    assert serious(page) + showroom.complaints == []
