"""What one may do with a request is done at the screen: people asked, decisions taken back, several at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import served
from tests.browser.hands import Keyboard
from tests.browser.person import Desk, choose, settled
from tests.browser.test_every_screen import PICTURES
from tests.stories.test_flows_in_full import DIRECTOR, LEAD, Play
from tests.stories.test_purchase_approval import decide
from tests.world import World

PHRASES = [{"en": "The price is too high", "zh": "价格过高"}]


@pytest.fixture
def desk(world: World, chromium: Browser) -> Iterator[Desk]:
    """A company that has nothing installed yet, served to real browsers."""
    with served(world, chromium) as opened:
        yield opened


def play(desk: Desk, folder: Path, ways: str, **nodes: Any) -> Play:
    """Install the desk with a flow of its own."""
    return Play(desk.world, folder, ways, None, **nodes)


def act(page: Page, name: str, within: Locator | None = None) -> Locator:
    """Open the menu of further acts, choose one, and return its dialog."""
    (within or page).get_by_role("button", name="More actions").first.click()
    page.get_by_role("menuitem", name=name).click()
    return page.get_by_role("dialog", name=name)


def confirm(dialog: Locator, name: str) -> None:
    """Press the button of a dialog, and wait until it is closed."""
    dialog.get_by_role("button", name=name, exact=True).click()
    expect(dialog).to_have_count(0)


def person(dialog: Locator, label: str, name: str) -> None:
    """Choose somebody by name."""
    choose(dialog.get_by_role("combobox", name=label, exact=True), name)


def test_others_are_asked_and_the_seat_is_handed_over(desk: Desk, tmp_path: Path) -> None:
    """An opinion is asked for and given; another decides first; then the seat is somebody else's for good."""
    requests = play(desk, tmp_path, "start lead, lead end", lead=LEAD)
    made = requests.submit()
    lead = desk.at("lead", "/inbox")
    dialog = act(lead, "Ask for an opinion")
    dialog.get_by_role("button", name="Ask for an opinion").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Choose somebody.")
    person(dialog, "Who", "钱专家")
    dialog.get_by_label("Comment").fill("Is the price fair?")
    confirm(dialog, "Ask for an opinion")

    expert = desk.at("expert", "/inbox")
    expert.get_by_role("button", name="Give my opinion").click()
    dialog = expert.get_by_role("dialog", name="Give my opinion")
    dialog.get_by_label("Comment").fill("It is fair")
    confirm(dialog, "Give my opinion")

    desk.go(lead, "/inbox")
    dialog = act(lead, "Let others decide first")
    person(dialog, "Who", "孙副手")
    dialog.get_by_text("You decide when all of them").click()
    confirm(dialog, "Let others decide first")
    deputy = desk.at("deputy", "/inbox")
    deputy.get_by_role("button", name="Approve", exact=True).click()
    confirm(deputy.get_by_role("dialog", name="Approve"), "Approve")

    desk.go(lead, "/inbox")
    dialog = act(lead, "Hand over")
    person(dialog, "Who", "赵总监")
    confirm(dialog, "Hand over")
    told = requests.told(made)
    assert [verb for verb in told if verb in ("delegate", "advise", "add_before", "approve", "transfer")] == [
        "delegate",
        "advise",
        "add_before",
        "approve",
        "transfer",
    ]


def test_an_opinion_is_asked_for_by_the_keyboard_alone(desk: Desk, tmp_path: Path) -> None:
    """In Chinese: to the menu, to the act, to the person and to the button, by keys; then several are chosen by X."""
    requests = play(desk, tmp_path, "start lead, lead end", lead=LEAD)
    requests.submit()
    page = desk.at("lead", "/inbox", language="zh")
    hand = Keyboard(page)
    menu = page.get_by_role("button", name="更多操作")
    hand.press(menu)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="征求意见")).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="征求意见")
    hand.choose(dialog.get_by_role("combobox", name="人员"), "钱专家")
    hand.write(dialog.get_by_label("意见", exact=True), "价格合理吗？")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_have_count(0)
    assert requests.expert.get("/inbox")["counts"]["todo"] == 1
    requests.submit()
    expect(page.get_by_role("list", name="申请列表").get_by_role("listitem")).to_have_count(1)
    page.keyboard.press("x")
    expect(page.get_by_role("group", name="批量选择")).to_be_visible()


def test_a_request_goes_back_where_one_says(desk: Desk, tmp_path: Path) -> None:
    """The director sends it to the lead with ready-made words; the lead's own decision is taken back before."""
    requests = play(
        desk,
        tmp_path,
        "start lead, lead director, director end",
        lead=LEAD,
        director={**DIRECTOR, "phrases": PHRASES},
    )
    made = requests.submit()
    lead = desk.at("lead", "/inbox")
    lead.get_by_role("button", name="Approve", exact=True).click()
    confirm(lead.get_by_role("dialog", name="Approve"), "Approve")
    lead.get_by_role("tab", name="Done").click()
    lead.get_by_role("button", name="Take my decision back").click()
    dialog = lead.get_by_role("dialog", name="Take my decision back")
    expect(dialog).to_contain_text("You decide again at “lead”")
    confirm(dialog, "Take my decision back")
    lead.get_by_role("tab", name="To do").click()
    lead.get_by_role("button", name="Approve", exact=True).click()
    confirm(lead.get_by_role("dialog", name="Approve"), "Approve")

    director = desk.at("director", "/inbox")
    director.locator("[data-decide=return]").click()
    dialog = director.get_by_role("dialog", name="Send back")
    dialog.get_by_label("Send back to").select_option(label="lead")
    dialog.get_by_role("button", name="The price is too high").click()
    expect(dialog.get_by_label("Comment")).to_have_value("The price is too high")
    settled(director)
    PICTURES.mkdir(parents=True, exist_ok=True)
    director.screenshot(path=str(PICTURES / "inbox-send-back.png"))
    confirm(dialog, "Send back")
    assert requests.instance(made)["tokens"] == ["lead"]


def test_who_asked_reminds_sends_copies_and_the_copy_is_read(desk: Desk, tmp_path: Path) -> None:
    """Reminding names whom; the copy stands in a box of its own, marked until it is read."""
    requests = play(desk, tmp_path, "start lead, lead end", lead=LEAD)
    requests.submit()
    page = desk.at("employee", "/inbox?box=mine")
    page.get_by_role("button", name="Remind", exact=True).click()
    dialog = page.get_by_role("dialog", name="Remind")
    expect(dialog.get_by_role("checkbox", name="李组长 (lead)")).to_be_checked()
    confirm(dialog, "Remind")
    expect(page.get_by_role("button", name="Remind", exact=True)).to_have_count(0)
    dialog = act(page, "Send copies")
    person(dialog, "Who", "钱专家")
    confirm(dialog, "Send copies")

    expert = desk.at("expert", "/inbox")
    copies = expert.get_by_role("tab", name="Copied to me")
    expect(copies).to_contain_text("1")
    copies.click()
    expect(expert.get_by_role("region", name="Request", exact=True)).to_contain_text("Paper")
    expect(copies).not_to_contain_text("1")

    lead = desk.at("lead", "/inbox")
    lead.locator("[data-decide=approve]").click()
    dialog = lead.get_by_role("dialog", name="Approve")
    dialog.get_by_label("Comment").fill("fine")
    decide(requests.lead, "approve")
    expect(lead.get_by_text("Nothing waits for you.")).to_be_visible()
    expect(dialog.get_by_label("Comment")).to_have_value("fine")
    dialog.get_by_role("button", name="Approve", exact=True).click()
    expect(lead.get_by_text("decided by 李组长 at").first).to_be_visible()
    expect(lead.get_by_text("Nothing waits for you.")).to_be_visible()
    expect(lead.get_by_text("decided by 李组长 at").first).to_be_visible()


def test_several_are_decided_at_once_with_a_result_for_each(desk: Desk, tmp_path: Path) -> None:
    """On a phone: three are chosen, with ready-made words; one has been decided meanwhile, and is told so."""
    requests = play(desk, tmp_path, "start lead, lead end", lead={**LEAD, "phrases": PHRASES})
    ids = [requests.submit()["id"] for _ in range(3)]
    phone = desk.at("lead", "/inbox", phone=True)
    phone.get_by_role("button", name="Select several").click()
    phone.get_by_role("button", name="Select all").click()
    expect(phone.get_by_role("button", name="3 selected")).to_be_visible()
    settled(phone)
    PICTURES.mkdir(parents=True, exist_ok=True)
    phone.screenshot(path=str(PICTURES / "inbox-select-phone.png"))
    phone.get_by_role("group", name="Select several").get_by_role("button", name="Approve").click()
    dialog = phone.get_by_role("dialog", name="Approve 3 requests")
    dialog.get_by_role("button", name=PHRASES[0]["en"]).click()
    expect(dialog.get_by_label("Comment")).to_have_value(PHRASES[0]["en"])
    seat = requests.lead.get("/inbox")["items"][0]["id"]
    requests.lead.post(f"/seats/{seat}/reject", {"comment": "no"})
    dialog.get_by_role("button", name="Approve", exact=True).click()
    expect(dialog.get_by_role("status")).to_contain_text("2 of 3 done, of 3 in all")
    expect(dialog.get_by_role("listitem").filter(has_text="Already decided")).to_have_count(1)
    phone.screenshot(path=str(PICTURES / "inbox-batch-phone.png"))
    dialog.get_by_role("button", name="Close").last.click()
    expect(phone.get_by_text("Nothing waits for you.")).to_be_visible()
    states = {
        requests.employee.get(f"/apps/desk/entities/request/records/{one}/flows")["items"][0]["state"]
        for one in ids
    }
    assert states == {"approved", "rejected"}


def test_a_card_leads_to_what_must_be_filled_in(desk: Desk, tmp_path: Path) -> None:
    """On a phone: approved at its card, a request opens at the field it lacks; sent back, it says by whom and why."""
    rights = {"edit": ["supplier"], "require": ["supplier"]}
    requests = play(desk, tmp_path, "start lead, lead end", lead={**LEAD, "fields": rights})
    requests.submit()
    phone = desk.at("lead", "/inbox", phone=True)
    phone.get_by_role("button", name="Approve", exact=True).click()
    phone.get_by_role("dialog", name="Approve").get_by_role("button", name="Approve", exact=True).click()
    request = phone.get_by_role("region", name="Request", exact=True)
    expect(request.get_by_role("alert")).to_have_text("This is required here.")
    decide(requests.lead, "return", comment="Which supplier?")

    asker = desk.at("employee", "/inbox", phone=True)
    asker.get_by_role("list", name="Requests").get_by_role("link").click()
    request = asker.get_by_role("region", name="Request", exact=True)
    expect(request).to_contain_text("李组长 sent this back.")
    expect(request).to_contain_text("Which supplier?")


def test_the_box_is_narrowed_and_stays_so(desk: Desk, tmp_path: Path) -> None:
    """By who asked; the address keeps it, a page loaded anew shows the same, and clearing shows all again."""
    requests = play(desk, tmp_path, "start lead, lead end", lead=LEAD)
    requests.submit()
    requests.world.admin.patch(f"/people/{requests.stranger.id}", {"supervisor": requests.lead.id})
    requests.submit(by=requests.stranger, subject="Ink")
    page = desk.at("lead", "/inbox")
    cards = page.get_by_role("list", name="Requests").get_by_role("listitem")
    expect(cards).to_have_count(2)
    page.get_by_role("button", name="Filter").click()
    choose(page.get_by_role("combobox", name="Who asked"), "路人")
    expect(cards).to_have_count(1)
    page.get_by_label("Flow", exact=True).select_option(label="Purchase approval")
    page.get_by_label("Since", exact=True).select_option(label="The last 7 days")
    expect(cards).to_have_count(1)
    page.reload()
    expect(cards).to_have_count(1)
    expect(cards).to_contain_text("路人")
    overdue = page.get_by_label("Overdue only")
    overdue.click()
    expect(overdue).to_be_checked()
    expect(page.get_by_text("Nothing here is like that.")).to_be_visible()
    page.get_by_role("button", name="Clear the filter").click()
    expect(cards).to_have_count(2)


def test_an_administrator_puts_a_request_right(desk: Desk, tmp_path: Path) -> None:
    """He adds somebody, gives a seat away, halts it and lets it go on, moves it on and ends it, each with a reason."""
    requests = play(desk, tmp_path, "start lead, lead director, director end", lead=LEAD, director=DIRECTOR)
    made = requests.submit()
    page = desk.at("admin", f"/apps/desk/records/request/{made['id']}")
    page.get_by_role("tab", name="Flow").click()
    request = page.get_by_role("region", name="Purchase approval")

    def do(name: str, *, who: str | None = None, option: str | None = None, label: str = "") -> None:
        dialog = act(page, name, request)
        if who:
            person(dialog, "Who", who)
        if option:
            dialog.get_by_label(label).select_option(label=option)
        dialog.get_by_role("button", name=name, exact=True).click()
        expect(dialog.get_by_role("alert")).to_contain_text("Give a reason.")
        dialog.get_by_label("Comment").fill("To put it right")
        confirm(dialog, name)

    do("Add people to a step", who="钱专家")
    do("Give a seat to somebody else", who="孙副手", option="李组长 (lead)", label="Whose seat")
    do("Take somebody out of a step", option="钱专家 (lead)", label="Whom")
    do("Halt this request")
    expect(request).to_contain_text("Halted")
    deputy = desk.at("deputy", "/inbox")
    expect(deputy.get_by_role("article")).to_contain_text("Halted")
    expect(deputy.locator("[data-decide]")).to_have_count(0)
    page.get_by_role("button", name="Let it go on").click()
    confirm(page.get_by_role("dialog", name="Let it go on"), "Let it go on")
    do("Move to another step", option="lead → director", label="From where to where")
    expect(request).to_contain_text("赵总监")
    do("End this request")
    expect(request).to_contain_text("Ended")
    verbs = ["add_approvers", "reassign", "remove_approver", "suspend", "resume", "jump", "terminate"]
    assert [verb for verb in requests.told(made) if verb in verbs] == verbs


def test_a_step_that_failed_is_led_past(desk: Desk, tmp_path: Path) -> None:
    """The fault stands at the request; the administrator leads it on, with a reason."""
    requests = play(
        desk,
        tmp_path,
        "start lead, lead end",
        lead={**LEAD, "who": [{"field": "supplier.owner"}], "fallback": "stop"},
    )
    made = requests.submit(supplier=None)
    page = desk.at("admin", f"/apps/desk/records/request/{made['id']}")
    page.get_by_role("tab", name="Flow").click()
    request = page.get_by_role("region", name="Purchase approval")
    expect(request.get_by_role("alert")).to_contain_text("The request cannot go on")
    request.get_by_role("button", name="Lead it past the step").click()
    dialog = page.get_by_role("dialog", name="Lead it past the step")
    dialog.get_by_label("Comment").fill("There is no supplier")
    confirm(dialog, "Lead it past the step")
    expect(request).to_contain_text("Approved")


def test_a_step_that_failed_is_sent_back(desk: Desk, tmp_path: Path) -> None:
    """Beside the fault the administrator sends it back to who asked, with a reason."""
    requests = play(
        desk,
        tmp_path,
        "start lead, lead buyer, buyer end",
        lead=LEAD,
        buyer={**LEAD, "who": [{"field": "supplier.owner"}], "fallback": "stop"},
    )
    made = requests.submit(supplier=None)
    decide(requests.lead, "approve")
    page = desk.at("admin", f"/apps/desk/records/request/{made['id']}")
    page.get_by_role("tab", name="Flow").click()
    request = page.get_by_role("region", name="Purchase approval")
    request.get_by_role("alert").get_by_role("button", name="Send back").click()
    dialog = page.get_by_role("dialog", name="Send back")
    target = dialog.get_by_label("Send back to")
    expect(target.get_by_role("option")).to_have_text(["lead", "王小明, who asked"])
    target.select_option(label="王小明, who asked")
    dialog.get_by_label("Comment").fill("Name the supplier")
    confirm(dialog, "Send back")
    expect(request.get_by_role("alert")).to_have_count(0)
    assert requests.employee.get("/inbox")["items"][0]["node"] == "start"


def test_whoever_decides_picks_the_next(desk: Desk, tmp_path: Path) -> None:
    """The lead approves and says who decides after him."""
    requests = play(
        desk,
        tmp_path,
        "start lead, lead last, last end",
        lead=LEAD,
        last={"kind": "approve", "who": [{"chosen": "previous"}], "verbs": ["approve"]},
    )
    requests.submit()
    page = desk.at("lead", "/inbox")
    page.get_by_role("button", name="Approve", exact=True).click()
    dialog = page.get_by_role("dialog", name="Approve")
    dialog.get_by_role("button", name="Approve", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("Choose first who decides at the next step.")
    person(dialog, "Who decides at “last”", "钱专家")
    confirm(dialog, "Approve")
    assert requests.expert.get("/inbox")["counts"]["todo"] == 1


def test_who_submits_sees_whom_it_asks_and_picks(desk: Desk, tmp_path: Path) -> None:
    """On a phone, before anything is saved: whom each step asks, and somebody must be picked for the last one."""
    last = {**LEAD, "who": [{"chosen": "initiator"}]}
    requests = play(desk, tmp_path, "start lead, lead last, last end", lead=LEAD, last=last)
    page = desk.at("employee", "/apps/desk/records/request?open=new", phone=True)
    page.get_by_role("button", name="Who will decide?").click()
    expect(page.get_by_text("3 fields need attention.")).to_be_visible()
    page.get_by_label("Subject").fill("Paper")
    page.get_by_label("Needed by").fill("2030-12-01")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Add row").click()
    page.get_by_label("Item").last.fill("A4")
    page.get_by_label("Quantity").last.fill("2")
    page.get_by_label("Price").last.fill("10")
    page.get_by_role("button", name="Create", exact=True).click()
    dialog = page.get_by_role("dialog", name="Who will decide?")
    expect(dialog).to_contain_text("李组长")
    settled(page)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(PICTURES / "form-who-decides-phone.png"))
    dialog.get_by_role("button", name="Create", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("Choose who decides: last.")
    person(dialog, "Who decides at “last”", "钱专家")
    expect(dialog.get_by_role("listitem").filter(has_text="last")).to_contain_text("钱专家")
    confirm(dialog, "Create")
    expect(page.get_by_text("Purchase request created")).to_be_visible()
    decide(requests.lead, "approve")
    assert requests.expert.get("/inbox")["counts"]["todo"] == 1


def test_work_is_taken_over_and_given_back(desk: Desk, tmp_path: Path) -> None:
    """Whoever is first takes the work at one press; he stays at it, and may give it back."""
    requests = play(
        desk,
        tmp_path,
        "start work, work end",
        work={"kind": "handle", "who": [{"role": "director"}, {"supervisor": 1}], "claim": True},
    )
    requests.submit()
    page = desk.at("lead", "/inbox")
    page.get_by_role("button", name="Take this over").click()
    expect(page.get_by_role("button", name="Done", exact=True)).to_be_visible()
    dialog = act(page, "Give it back")
    confirm(dialog, "Give it back")
    assert requests.director.get("/inbox")["counts"]["todo"] == 1
