"""A builder says what counts when several rows of a decision table match, and is told of its rows, at a screen."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.person import Desk


def test_rows_are_told_of_where_they_stand(desk: Desk) -> None:
    """Rows that match together are marked and say when; by priority the values of an output are asked for."""
    page = desk.at("admin", "/apps/crm/build/rules/table/lead_region")
    settings = page.get_by_role("region", name="Properties")
    policy = settings.get_by_label("When several rows match")
    expect(
        settings.get_by_text("Rows are read from the top; the first that matches answers.")
    ).to_be_visible()
    analysed = page.get_by_text("No row that is never reached, and no gaps.")
    expect(analysed).to_contain_text("Analysed: rows 7, inputs 1.")

    policy.select_option(label="Only one may match")
    expect(settings.get_by_text("Two rows that match at once are a fault, which is told.")).to_be_visible()
    mark = page.get_by_role("button", name="Row 7: something to look at")
    mark.click()
    expect(analysed).to_be_hidden()
    told = settings.get_by_role("status").first
    expect(told).to_contain_text("Rows 1 and 7 both match when Region = East.")

    page.get_by_role("button", name="6 hints", exact=True).click()
    page.get_by_role("dialog").get_by_role("link", name="Show").first.click()
    expect(page.locator('[data-cell="6:0"] button')).to_be_focused()

    policy.select_option(label="The most important output")
    expect(mark).to_be_hidden()
    asked = page.get_by_text("no output says in which order its values count")
    expect(asked).to_be_visible()
    page.get_by_role("button", name="Team", exact=True).first.click()
    values = settings.get_by_label("Values, the most important first")
    values.press_sequentially("settings.team_overseas\n\nsettings.team_west")
    expect(values).to_have_value("settings.team_overseas\n\nsettings.team_west")
    expect(asked).to_be_hidden()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    document = desk.api(page, "/apps/crm/draft/table/lead_region")["document"]
    assert document["hit"] == "priority"
    assert document["outputs"][0]["values"] == ["settings.team_overseas", "settings.team_west"]
