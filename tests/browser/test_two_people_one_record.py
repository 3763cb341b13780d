"""Two people have one record open: who comes second is asked, nothing is lost, and an open page hears of changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import served
from tests.browser.person import Desk, settled
from tests.crm.conftest import Crm
from tests.stories.test_flows_in_full import DIRECTOR, LEAD, Play
from tests.stories.test_purchase_approval import RECORDS, decide, todo
from tests.world import World


@pytest.fixture
def company(world: World, chromium: Browser) -> Iterator[Desk]:
    """A company that has nothing installed yet, served to real browsers."""
    with served(world, chromium) as opened:
        yield opened


def edit(page: Page, field: str, text: str) -> None:
    """Begin to change a value where it stands."""
    page.get_by_role("button", name=f"Edit {field}", exact=True).click()
    page.get_by_role("textbox", name=field, exact=True).fill(text)


def save(page: Page, field: str) -> None:
    """Press the tick beside the value."""
    page.get_by_role("button", name=f"Save {field}", exact=True).click()


def test_the_second_one_is_asked_and_the_first_ones_screen_hears_of_it(desk: Desk) -> None:
    """Other fields are merged without a word; the same field is put to the one who saves last."""
    crm = Crm(desk.world)
    lead = crm.create(
        "lead", contact_name="Nina Novak", channel="exhibition", title="Buyer", owner=crm.ids["east_1"]
    )
    place = f"/apps/crm/records/lead/{lead['id']}"
    rep, manager = desk.at("east_1", place), desk.at("manager", place)
    for page in (rep, manager):
        expect(page.get_by_role("heading", name="Nina Novak")).to_be_visible()

    # Both begin; they change different fields, and both changes are kept.
    edit(rep, "Job title", "Head of purchasing")
    edit(manager, "Company", "Novak & Sons")
    save(manager, "Company")
    expect(manager.get_by_text("Novak & Sons").first).to_be_visible()
    save(rep, "Job title")
    expect(rep.get_by_text("Head of purchasing").first).to_be_visible()
    values = crm.read("lead", lead["id"])["values"]
    assert (values["title"], values["company"]) == ("Head of purchasing", "Novak & Sons")

    # Both change the same field: the second sees what stands there now, beside his own.
    edit(rep, "Company", "Novak GmbH")
    crm.change("lead", lead["id"], crm.as_("manager"), company="Novak Group")
    save(rep, "Company")
    dialog = rep.get_by_role("dialog", name="Somebody else changed this record")
    expect(dialog).to_contain_text("Novak Group")
    expect(dialog).to_contain_text("Novak GmbH")
    dialog.get_by_role("radio", name="Company: Mine").check()
    dialog.get_by_role("button", name="Save my choice").click()
    expect(rep.get_by_text("Novak GmbH").first).to_be_visible()
    assert crm.read("lead", lead["id"])["values"]["company"] == "Novak GmbH"

    # The other page is still open and hears of it.
    expect(manager.get_by_text("Novak GmbH").first).to_be_visible()


def test_a_record_changes_while_somebody_decides_about_it(company: Desk, tmp_path: Path) -> None:
    """Who is asked but has no role that shows him the record sees it change; what he has not seen he does not approve."""
    requests = Play(company.world, tmp_path, "start lead, lead end", lead=LEAD)
    made = requests.submit()
    lead = company.at("lead", "/inbox")
    expect(lead.get_by_text("Paper", exact=True)).to_be_visible()
    settled(lead)
    place = f"{RECORDS}/{made['id']}"
    company.world.admin.patch(place, {"values": {"subject": "Gold"}}, requests.record(made)["version"])
    expect(lead.get_by_text("Gold", exact=True)).to_be_visible()
    expect(lead.locator("[data-changed-since]")).to_have_text(
        "Changed since you opened it: Subject. Look at it again before you decide."
    )

    # Nothing is told to a screen whose line is down.
    lead.route("**/api/v1/events", lambda route: route.abort())
    lead.reload()
    lead.get_by_role("button", name="Approve", exact=True).click()
    dialog = lead.get_by_role("dialog", name="Approve")
    company.world.admin.patch(place, {"values": {"subject": "Silver"}}, requests.record(made)["version"])
    dialog.get_by_role("button", name="Approve", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("has changed since you opened it: Subject")
    dialog.get_by_role("button", name="Cancel").click()
    expect(lead.get_by_text("Silver", exact=True)).to_be_visible()
    lead.get_by_role("button", name="Approve", exact=True).click()
    lead.get_by_role("dialog").get_by_role("button", name="Approve", exact=True).click()
    expect(lead.get_by_role("dialog")).to_have_count(0)
    assert requests.instance(made)["state"] == "approved"


def test_open_pages_hear_how_far_a_request_is(company: Desk, tmp_path: Path) -> None:
    """Who asked sees it go on, though nothing of the record changes; what I decided leaves my other screens."""
    requests = Play(
        company.world, tmp_path, "start lead, lead director, director end", lead=LEAD, director=DIRECTOR
    )
    made = requests.submit()
    page = company.at("employee", f"/apps/desk/records/request/{made['id']}")
    page.get_by_role("tab", name="Flow").click()
    steps = page.get_by_role("list", name="People and times").get_by_role("listitem")
    expect(steps).to_have_count(1)
    lead = company.at("lead", f"/inbox/{todo(requests.lead)[0]['id']}", phone=True)
    expect(lead.get_by_role("button", name="Approve", exact=True)).to_be_visible()
    settled(lead)
    decide(requests.lead, "approve")
    expect(steps.filter(has_text="director")).to_be_visible()
    expect(lead.get_by_text("You: Approved")).to_be_visible()
    expect(lead.get_by_role("button", name="Approve", exact=True)).to_have_count(0)


def test_nobody_is_asked_to_decide_while_a_request_rests(company: Desk, tmp_path: Path) -> None:
    """Its record lies in the trash: the page says that it is halted, and offers no decision."""
    requests = Play(company.world, tmp_path, "start lead, lead end", lead=LEAD)
    made = requests.submit()
    lead = company.at("lead", "/inbox")
    expect(lead.get_by_role("button", name="Approve", exact=True)).to_be_visible()
    requests.delete(made)
    expect(lead.get_by_text("Halted").first).to_be_visible()
    expect(lead.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    expect(lead.get_by_role("link", name="Decide now")).to_have_count(0)
