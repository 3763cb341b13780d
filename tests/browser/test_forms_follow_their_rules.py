"""Forms in a real browser: rules act while one fills in, and long tables stay quick."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, expect

from tests.browser.conftest import served
from tests.browser.person import Desk
from tests.stories import test_a_form_has_the_last_word as story
from tests.stories.edited import edited
from tests.world import World

ROWS = 200
KEYS = 25


@pytest.fixture
def office(world: World, chromium: Browser, tmp_path: Path) -> Iterator[Desk]:
    """The desk with a form that has rules of every kind, at real screens."""
    edits = {
        "entities/request.json": story.more_fields,
        "entities/supplier.json": story.more_of_suppliers,
        "entities/request_line.json": story.more_of_lines,
        "forms/request.json": story.linked,
        "forms/line.json": story.LINE,
    }
    world.install_folder(edited(story.DESK, tmp_path, edits))
    world.admin.patch("/me", {"language": "en"})
    with served(world, chromium) as opened:
        yield opened


def test_a_chosen_record_fills_in_and_rules_speak(office: Desk) -> None:
    """The phone comes with the supplier; abroad a note is asked for, and the level is not his to type."""
    story.supplier(office.world.admin, "Boston Bolts", country="us", phone="617-1")
    page = office.at("admin", "/apps/desk/records/request?open=new")
    form = page.get_by_role("dialog")
    expect(form.get_by_text("Nobody can call.")).to_be_visible()
    form.locator("[data-field=supplier]").get_by_role("combobox").click()
    page.get_by_title("Boston Bolts").click()
    expect(form.locator("[data-field=phone] input")).to_have_value("617-1")
    expect(form.get_by_text("Nobody can call.")).to_have_count(0)
    expect(form.locator("[data-field=note]")).to_contain_text("*")
    expect(form.locator("[data-field=level]")).to_contain_text("abroad")
    expect(form.locator("[data-field=level] input")).to_have_count(0)


def test_two_hundred_rows_are_pasted_and_stay_quick(office: Desk) -> None:
    """A block from a spreadsheet makes rows at once; then a key costs less than fifty milliseconds of script."""
    page = office.at("admin", "/apps/desk/records/request?open=new")
    form = page.get_by_role("dialog")
    form.get_by_role("button", name="Add row").click()
    block = "\n".join(f"Item {row}\t{row + 1}\t2.50" for row in range(ROWS))
    form.locator("[data-field=lines] [role=row] input").first.evaluate(
        """(input, text) => {
             const data = new DataTransfer();
             data.setData('text/plain', text);
             input.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
           }""",
        block,
    )
    rows = form.locator("[data-field=lines] [role=row]")
    expect(rows).to_have_count(ROWS + 2)
    expect(rows.last).to_contain_text(f"{ROWS * (ROWS + 1) // 2 * 2.5:,.2f}")
    rows.nth(100).get_by_role("cell").first.click()
    typed = form.locator("[data-field=lines] [role=row] input").first
    # The thread's own time: others may be using the machine meanwhile.
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _script(session)
    typed.evaluate(
        """async (input, keys) => {
             const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
             for (let at = 0; at < keys; at += 1) {
               set.call(input, `Item ${'x'.repeat(at)}`);
               input.dispatchEvent(new Event('input', { bubbles: true }));
               await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
             }
           }""",
        KEYS,
    )
    each = (_script(session) - before) * 1000 / KEYS
    assert each < 50, f"{each:.1f} ms of script a key"


def _script(session: CDPSession) -> float:
    """Return the seconds of processor time that scripts of a page have taken."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "ScriptDuration"))
