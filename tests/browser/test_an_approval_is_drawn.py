"""An approval is drawn by clicks and lived through: asked, sent back from a phone, mended, decided twice, and told."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Desk, choose


def pane(page: Page, name: str) -> Locator:
    """Return a pane of a designer."""
    return page.get_by_role("region", name=name, exact=True)


def test_a_discount_is_asked_for_sent_back_mended_and_agreed(desk: Desk) -> None:
    """The supervisor decides; above 50 000 the director too; then the record says what comes next."""
    designer = desk.at("admin", "/apps/crm/build/flows")
    draw(designer)
    let_the_reps_start_it(designer)
    publish(designer)

    rep = desk.at("east_1", "/apps/crm/records/opportunity")
    answer = rep.request.post(
        f"{desk.url}/api/v1/apps/crm/entities/opportunity/records",
        data={
            "values": {
                "name": "Looms for Suzhou",
                "stage": "prospecting",
                "amount": {"amount": "60000", "currency": "CNY"},
            }
        },
        headers={"Origin": desk.url},
    )
    assert answer.ok, answer.text()
    deal = answer.json()["id"]
    path = f"/apps/crm/records/opportunity/{deal}"
    ask(desk.go(rep, path))

    manager = desk.at("manager", "/inbox", phone=True)
    send_back(manager, "What does the competitor ask?")
    mend_and_submit(desk.go(rep, path))

    decide(desk.go(manager, "/inbox"))
    decide(desk.at("director", "/inbox"))
    rep.reload()
    rep.get_by_role("tab", name="Flow").click()
    request = rep.get_by_role("region", name="Discount approval")
    for words in ("sent it back", "What does the competitor ask?", "submitted again", "request ended"):
        expect(request).to_contain_text(words)
    record = desk.api(rep, f"/apps/crm/entities/opportunity/records/{deal}")
    assert (record["values"]["competitor"], record["values"]["next_step"]) == (
        "Loomtec",
        "Offer the discount",
    )


def draw(page: Page) -> None:
    """Make the flow; a branch asks for its condition, and a condition for its value, until both are there."""
    page.get_by_role("button", name="New flow").click()
    dialog = page.get_by_role("dialog", name="New flow")
    choose(dialog.get_by_label("On the records of"), "line", "Product line · Opportunity")
    choose(dialog.get_by_label("On the records of"), "Opportunity")
    dialog.get_by_label("Name (Chinese)").fill("折扣审批")
    dialog.get_by_label("Name (English)").fill("Discount approval")
    dialog.get_by_role("button", name="Create", exact=True).click()
    canvas, properties, palette = pane(page, "Canvas"), pane(page, "Properties"), pane(page, "Palette")
    expect(canvas).to_contain_text("Direct supervisor · one approval is enough")
    canvas.locator("[data-node=approve]").click()
    palette.get_by_role("button", name="Branch").click()
    expect(properties).to_contain_text("This branch has no condition yet.")
    properties.get_by_role("button", name="Add condition").click()
    choose(properties.get_by_label("Field", exact=True), "amount", "Amount")
    properties.get_by_label("Operator").select_option(label="is more than")
    expect(properties).to_contain_text("This condition is not finished: a value is missing.")
    properties.get_by_label("Value", exact=True).fill("50000")
    expect(properties).to_contain_text("Amount is more than 50000")
    expect(canvas.get_by_role("button", name="Amount is more than 50000")).to_be_visible()

    canvas.get_by_role("button", name="Insert after Branch").first.click()
    page.get_by_role("dialog", name="Insert here").get_by_role("button", name="Approval").click()
    properties.get_by_label("How the approver is found").select_option(label="Everybody with a role")
    properties.get_by_label("Role", exact=True).select_option(label="Sales director")
    canvas.get_by_role("button", name="Insert after Approval").last.click()
    page.get_by_role("dialog", name="Insert here").get_by_role("button", name="Action").click()
    choose(properties.get_by_label("Set fields: Field"), "next_step", "Next step · next_step")
    properties.get_by_label("Next step", exact=True).fill("Offer the discount")
    page.get_by_role("button", name="1 hint").click()
    expect(page.get_by_role("dialog", name="Problems")).to_contain_text("No role may start this flow")
    page.keyboard.press("Escape")


def let_the_reps_start_it(page: Page) -> None:
    """Open the flow to a role in the matrix, and nothing is left to be said of it."""
    page.get_by_role("link", name="Roles", exact=True).click()
    page.get_by_role("link", name="Sales rep").click()
    page.get_by_label("Flow “Discount approval”: Start").check()
    expect(page.get_by_role("button", name="Everything checks clean.")).to_be_visible()


def publish(page: Page) -> None:
    """Read the plan and put it into force."""
    page.get_by_role("link", name="Plan & publish").click()
    plan = page.get_by_role("region", name="Plan", exact=True)
    expect(plan).to_contain_text("New flow: Discount approval")
    for tick in plan.get_by_role("checkbox", name="Accept").all():
        tick.check()
    plan.get_by_label("What is new").fill("Discounts are agreed")
    plan.get_by_role("button", name="Publish", exact=True).click()
    expect(plan.get_by_role("status")).to_contain_text("Version 2 is live.", timeout=20_000)


def ask(page: Page) -> None:
    """Start the request where the record shows its approvals, with the people it will ask."""
    page.get_by_role("tab", name="Flow").click()
    page.get_by_role("button", name="Start “Discount approval”").click()
    dialog = page.get_by_role("dialog", name="Start a request")
    expect(dialog).to_contain_text("manager")
    expect(dialog).to_contain_text("director")
    dialog.get_by_role("button", name="Start “Discount approval”").click()
    expect(page.get_by_role("region", name="Discount approval")).to_contain_text("In progress")


def send_back(page: Page, reason: str) -> None:
    """Open the request on a phone, send it back with a reason."""
    page.get_by_role("link", name="Looms for Suzhou").first.click()
    page.locator("[data-decide=return]").click()
    dialog = page.get_by_role("dialog", name="Send back")
    dialog.get_by_label("Comment").fill(reason)
    dialog.get_by_role("button", name="Send back").click()
    expect(dialog).to_have_count(0)


def mend_and_submit(page: Page) -> None:
    """Read why it came back, write it into the record, and submit it again."""
    page.get_by_role("tab", name="Flow").click()
    expect(page.get_by_role("region", name="Discount approval")).to_contain_text(
        "What does the competitor ask?"
    )
    page.get_by_role("tab", name="Details").click()
    page.get_by_role("button", name="Edit Competitor").click()
    page.get_by_role("textbox", name="Competitor").fill("Loomtec")
    page.get_by_role("button", name="Save Competitor").click()
    expect(page.get_by_role("tabpanel", name="Details")).to_contain_text("Loomtec")
    page.get_by_role("tab", name="Flow").click()
    page.get_by_role("button", name="Submit again").click()
    dialog = page.get_by_role("dialog", name="Submit again")
    dialog.get_by_label("Comment").fill("58 000, in writing")
    dialog.get_by_role("button", name="Submit again").click()
    expect(dialog).to_have_count(0)


def decide(page: Page) -> None:
    """Approve what waits in the inbox."""
    page.get_by_role("link", name="Looms for Suzhou").first.click()
    page.locator("[data-decide=approve]").click()
    dialog = page.get_by_role("dialog", name="Approve")
    dialog.get_by_role("button", name="Approve").click()
    expect(dialog).to_have_count(0)
