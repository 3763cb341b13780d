"""A supervisor without any role in the app sees what he approves, fills in his part, and meets no dead end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import served
from tests.browser.person import Desk
from tests.browser.test_every_screen import PICTURES
from tests.stories import test_a_step_shows_its_own_form as steps
from tests.stories.edited import edited
from tests.stories.test_an_approver_without_a_role import Office
from tests.stories.test_purchase_approval import RECORDS
from tests.stories.test_purchase_approval import Desk as Requests
from tests.world import World


@pytest.fixture
def desk(world: World, chromium: Browser) -> Iterator[Desk]:
    """A company that has nothing installed yet, served to real browsers."""
    with served(world, chromium) as opened:
        yield opened


def test_he_reads_the_request_and_fills_in_his_part(desk: Desk, tmp_path: Path) -> None:
    """The fields have their names, the lines their columns; no page is offered that would not open."""
    office = Office(desk.world, tmp_path)
    page = desk.at("boss", "/inbox")
    record = page.get_by_role("region", name="Request", exact=True)
    expect(record).to_contain_text("Subject")
    for words in ("Paper", "Acme", "A4", "Quantity", "20.00"):
        expect(record).to_contain_text(words)
    expect(record).not_to_contain_text("Urgent")
    expect(record.get_by_role("link")).to_have_count(0)
    record.get_by_label("Reason").fill("We ran out")
    page.get_by_role("button", name="Approve").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Approve").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("tab", name="Done").click()
    expect(record).to_contain_text("Paper")
    stored = desk.world.admin.get(f"{RECORDS}/{office.request['id']}")
    assert stored["values"]["reason"] == "We ran out"


def test_on_a_phone_the_step_has_the_first_word(desk: Desk, tmp_path: Path) -> None:
    """The form's phone variant hides what is only read there; what the step opens is filled in all the same."""
    requests = Requests(desk.world, edited(steps.DESK, tmp_path, steps.EDITS))
    requests.submit(supplier=None)
    page = desk.at("lead", "/inbox")
    record = page.get_by_role("region", name="Request", exact=True)
    expect(record).to_contain_text("Subject")
    small = desk.at("lead", "/inbox", phone=True)
    small.get_by_role("list", name="Requests").get_by_role("link").first.click()
    record = small.get_by_role("region", name="Request", exact=True)
    expect(record.get_by_label("Reason")).to_be_visible()
    expect(record.get_by_text("Subject")).to_have_count(0)
    PICTURES.mkdir(parents=True, exist_ok=True)
    small.screenshot(path=str(PICTURES / "step-phone-variant.png"))


def test_a_record_shared_with_him_opens_as_far_as_he_sees_it(desk: Desk, tmp_path: Path) -> None:
    """By a share alone he reads what the record is called, on its page, and nothing waits for ever."""
    office = Office(desk.world, tmp_path)
    identity = office.request["id"]
    share = f"{RECORDS}/{identity}/shares/person/{office.boss.id}"
    desk.world.admin.put(share, {"rights": ["see"]})
    page = desk.at("boss", "/inbox")
    page.get_by_role("link", name="Open the record").click()
    expect(page.get_by_role("heading", name=office.request["values"]["number"])).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def test_its_page_shows_what_he_approves(desk: Desk, tmp_path: Path) -> None:
    """The page has the fields and lines of the request, its list opens, and its supplier leads nowhere."""
    office = Office(desk.world, tmp_path, open=True)
    page = desk.at("boss", "/inbox")
    page.get_by_role("link", name="Open the record").click()
    expect(page.get_by_role("heading", name=office.request["values"]["number"])).to_be_visible()
    details = page.get_by_role("tabpanel", name="Details")
    for words in ("Paper", "Acme", "A4", "20.00"):
        expect(details).to_contain_text(words)
    expect(details.get_by_role("link", name="Acme")).to_have_count(0)
    expect(details.locator("[data-field=urgent]")).to_have_count(1)
    page.get_by_role("link", name="Purchase request", exact=True).click()
    expect(page.get_by_role("region", name="In approval")).to_contain_text("Paper")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_list_that_he_may_open_by_titles(desk: Desk, tmp_path: Path) -> None:
    """Of views there is none that he cannot use; an address that asks for one tells why there is nothing."""
    office = Office(desk.world, tmp_path)
    share = f"{RECORDS}/{office.request['id']}/shares/person/{office.boss.id}"
    desk.world.admin.put(share, {"rights": ["see"]})
    page = desk.at("boss", "/apps/desk/records/request")
    expect(page.get_by_role("link", name=office.request["values"]["number"])).to_be_visible()
    expect(page.get_by_text("Board")).to_have_count(0)
    desk.go(page, "/apps/desk/records/request?filter=status%20%3D%20%22draft%22")
    expect(page.get_by_role("alert")).to_contain_text("There is no field “status”.")


def test_what_he_typed_is_not_thrown_away_unasked(desk: Desk, tmp_path: Path) -> None:
    """Another request, another tab, Home: each asks first; staying keeps the value, deciding asks nothing."""
    office = Office(desk.world, tmp_path)
    other = office.desk.submit(supplier=office.supplier)
    page = desk.at("boss", "/inbox")
    reason = page.get_by_role("region", name="Request", exact=True).get_by_label("Reason")
    cards = page.get_by_role("list", name="Requests").get_by_role("link")
    question = page.get_by_role("dialog", name="Leave without saving?")
    expect(cards).to_have_count(2)
    reason.fill("We ran out")
    cards.nth(0).click()
    expect(question).to_have_count(0)
    ways = (
        cards.nth(1),
        page.get_by_role("tab", name="Done"),
        page.get_by_role("link", name="Home").first,
    )
    for way in ways:
        way.click()
        question.get_by_role("button", name="Cancel").click()
        expect(question).to_have_count(0)
        expect(reason).to_have_value("We ran out")
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(cards).to_have_count(1)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(reason).to_have_value("")
    reason.fill("Not this")
    page.get_by_role("tab", name="Done").click()
    question.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("tab", name="Done")).to_have_attribute("aria-selected", "true")
    kept = [
        desk.world.admin.get(f"{RECORDS}/{one['id']}")["values"]["reason"] for one in (office.request, other)
    ]
    assert sorted(kept, key=str) == [None, "We ran out"]


def test_a_newer_request_does_not_push_away_what_he_fills_in(desk: Desk, tmp_path: Path) -> None:
    """The request he types into stays open, with what he typed, when another comes in; on a phone too it asks."""
    office = Office(desk.world, tmp_path)
    page = desk.at("boss", "/inbox")
    reason = page.get_by_role("region", name="Request", exact=True).get_by_label("Reason")
    reason.fill("We ran out")
    office.desk.submit(supplier=office.supplier)
    expect(page.get_by_role("list", name="Requests").get_by_role("link")).to_have_count(2)
    expect(reason).to_have_value("We ran out")
    phone = desk.at("boss", "/inbox", phone=True)
    phone.get_by_role("list", name="Requests").get_by_role("link").first.click()
    reason = phone.get_by_role("region", name="Request", exact=True).get_by_label("Reason")
    reason.fill("Typed on the way")
    phone.get_by_role("link", name="Back to the list").click()
    question = phone.get_by_role("dialog", name="Leave without saving?")
    question.get_by_role("button", name="Cancel").click()
    expect(reason).to_have_value("Typed on the way")
