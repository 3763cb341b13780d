"""A builder works in the grid of a decision table by keyboard, pastes from a spreadsheet, and takes and brings files."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.person import Desk

TABLE = "/apps/crm/build/rules/table/lead_region"
DOCUMENT = "/apps/crm/draft/table/lead_region"
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  document.activeElement.dispatchEvent(
    new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""
COPY = """() => {
  const data = new DataTransfer();
  document.activeElement.dispatchEvent(
    new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }));
  return data.getData('text/plain');
}"""


def rows(desk: Desk, page: Page) -> list[dict[str, list[str]]]:
    """Return the rows of the table in the draft."""
    found: list[dict[str, list[str]]] = desk.api(page, DOCUMENT)["document"]["rows"]
    return found


def saved(desk: Desk, page: Page, row: int, cell: str) -> None:
    """Wait until the first cell of a row is kept so."""
    for _ in range(50):
        if rows(desk, page)[row]["in"][0] == cell:
            return
        page.wait_for_timeout(200)
    assert rows(desk, page)[row]["in"][0] == cell


def test_the_grid_is_worked_by_keyboard_and_clipboard(desk: Desk) -> None:
    """Arrows move, shift chooses, copy and paste take several cells at once, undo brings back what was."""
    page = desk.at("admin", TABLE)
    before = desk.api(page, DOCUMENT)["document"]["rows"]
    page.locator('[data-cell="0:0"] button').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator('[data-cell="1:1"] button')).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("td[data-chosen]")).to_have_count(2)
    copied = page.evaluate(COPY)
    assert copied.splitlines() == ['"""east"""', '"""south"""']

    page.locator('[data-cell="2:0"] button').focus()
    page.evaluate(PASTE, "East\tEast China\nWest or South\t")
    expect(page.get_by_text("2 rows pasted.")).to_be_visible()
    saved(desk, page, 3, '"west", "south"')
    page.locator('[data-cell="2:0"] button').focus()
    page.evaluate(PASTE, "East\tEast China\tlost\t\n")
    expect(
        page.get_by_text("1 row pasted. 1 column beyond the last one of the table was left out.")
    ).to_be_visible()
    page.locator('[data-cell="2:0"] button').focus()
    page.keyboard.press("Control+z")
    assert rows(desk, page)[2]["in"][0] == '"east"'
    page.locator('[data-cell="2:0"] button').focus()
    page.keyboard.press("Control+z")
    expect(page.locator('[data-cell="3:0"] button')).not_to_contain_text("or")
    page.locator('[data-cell="2:0"] button').focus()
    page.keyboard.press("Delete")
    expect(page.locator('[data-cell="2:0"] button')).to_have_text("any")
    saved(desk, page, 2, "-")
    assert len(rows(desk, page)) == len(before)

    page.keyboard.press("Enter")
    expect(page.locator('[data-cell="2:0"] select')).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator('[data-cell="2:0"] button')).to_be_focused()


def test_a_table_is_taken_changed_and_brought_back(desk: Desk, tmp_path: Path) -> None:
    """I take it as CSV, change a row, and see what would differ before it is taken into the draft."""
    page = desk.at("admin", TABLE)
    page.get_by_role("button", name="Take as a file").click()
    with page.expect_download() as taken:
        page.get_by_role("menuitem", name="Text (CSV)").click()
    file = tmp_path / "table.csv"
    taken.value.save_as(file)
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert lines[3].startswith("East")
    file.write_text("\n".join([*lines[:3], *lines[4:], "nowhere" + "," * lines[3].count(",")]))

    page.get_by_role("button", name="Bring a file").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(file)
    expect(dialog).to_contain_text("Rows changed: 1, added: 0, removed: 1")
    expect(dialog).to_contain_text("is not an option of")
    expect(dialog).not_to_contain_text("settings.")
    last = len(rows(desk, page)) - 2
    dialog.get_by_role("button", name="Take into the draft").click()
    expect(page.locator(f'[data-cell="{last}:0"] button')).to_contain_text("nowhere")
    saved(desk, page, last, '"nowhere"')
