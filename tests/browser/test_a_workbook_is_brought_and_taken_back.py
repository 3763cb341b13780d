"""A seller's assistant brings a workbook in, sees what it wrote, takes it back; rows are pasted; a list goes out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from dougong.sheets.table import open_table
from tests.browser.person import Desk
from tests.browser.test_every_screen import serious
from tests.sheets.workbooks import workbook

DEALS = [
    ["Deals of the third quarter", None, None, None],
    ["Opportunity", "Account", "Amount", "Closed on"],
    ["Roof of the hall", "Acme", 1200.5, date(2026, 3, 1)],
    ["Wall of the yard", "Beta", 10, date(2026, 4, 1)],
    ["Door of the barn", "Acme", "many", date(2026, 5, 1)],
]
LIST = "/apps/crm/records/opportunity?view=opportunity_all"


def wizard(page: Page) -> Locator:
    """Open the wizard from the menu of the list."""
    page.get_by_role("button", name="Import", exact=True).first.click()
    return page.get_by_role("dialog", name="Import Opportunity")


def give(page: Page, dialog: Locator, file: Path) -> None:
    """Give the wizard a file."""
    with page.expect_file_chooser() as chooser:
        dialog.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(file)
    expect(dialog.get_by_text("Match the columns")).to_be_visible()


def test_a_workbook_comes_in_and_goes_out_again(desk: Desk, tmp_path: Path) -> None:
    """Sheet and names recognised, accounts made, the fault told in place, the batch shown and taken back."""
    file = tmp_path / "deals.xlsx"
    file.write_bytes(workbook({"Q3": DEALS, "Notes": [["Nothing"], ["here"]]}))
    page = desk.at("admin", LIST)
    dialog = wizard(page)
    give(page, dialog, file)
    assert serious(page) == []
    first = dialog.get_by_role("region", name="The first rows")
    expect(first.get_by_role("row", name="2 names of the columns")).to_contain_text("Opportunity")
    for column, field in (("Opportunity", "Name"), ("Account", "Account"), ("Amount", "Amount")):
        expect(dialog.get_by_label(f"Field: {column}").locator("xpath=ancestor::td")).to_contain_text(field)
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Leave the import?").get_by_role("button", name="Cancel").click()
    dialog.get_by_label("Run rules and flows").uncheck()
    dialog.get_by_role("button", name="Check", exact=True).click()
    expect(dialog.get_by_role("heading", name="What would happen")).to_be_visible(timeout=60_000)
    expect(dialog.get_by_role("row", name="Account Acme × 2")).to_be_visible()
    assert serious(page) == []
    dialog.get_by_label("Create what is missing under “Account”").check()
    expect(dialog.get_by_text("These figures are from before")).to_be_visible()
    dialog.get_by_role("button", name="Check again").click()
    expect(dialog.get_by_role("row", name="5 Amount")).to_contain_text("many")
    expect(dialog.get_by_text("2 new under “Account”")).to_be_visible()
    dialog.get_by_role("button", name="Import 2 rows").click()
    expect(dialog.get_by_role("heading", name="Import finished")).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        dialog.get_by_role("link", name="Download the refused rows").click()
    refused = tmp_path / "refused.xlsx"
    download.value.save_as(refused)
    with open_table(refused) as table:
        assert [cells[0] for _, cells in table.rows()] == ["Door of the barn"]

    dialog.get_by_role("button", name="Show the imported records").click()
    expect(page.get_by_text("Records of one import")).to_be_visible()
    expect(page.get_by_text("2 of 2 loaded")).to_be_visible()
    expect(page.get_by_text("Roof of the hall")).to_be_visible()

    dialog = wizard(page)
    dialog.get_by_role("tab", name="Earlier imports").click()
    expect(dialog.get_by_role("button", name="Undo: deals.xlsx")).to_be_visible()
    assert serious(page) == []
    dialog.get_by_role("button", name="Undo: deals.xlsx").click()
    asked = page.get_by_role("dialog", name="Undo the import “deals.xlsx”?")
    expect(asked.get_by_text("4 records that it made go to the trash.")).to_be_visible()
    asked.get_by_role("button", name="Undo this import").click()
    asked = page.get_by_role("dialog", name="The import “deals.xlsx” is undone")
    expect(asked.get_by_text("4in the trash", exact=True)).to_be_visible(timeout=60_000)
    asked.get_by_role("button", name="Done").click()
    expect(page.get_by_text("Roof of the hall")).to_have_count(0)


def test_rows_are_pasted_with_the_keyboard_alone(desk: Desk) -> None:
    """Tabs, text, boxes and buttons are reached by keys; duplicates are left out as chosen."""
    names = {"values": {"name": "Acme"}}
    desk.world.admin.post("/apps/crm/entities/account/records", names, status=201)
    page = desk.at("admin", "/apps/crm/records/account")
    page.get_by_role("button", name="Import", exact=True).first.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Import Account")
    dialog.get_by_role("tab", name="A file").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    expect(dialog.get_by_label("Rows copied from a spreadsheet")).to_be_focused()
    page.keyboard.insert_text("Name\tWebsite\nAcme\thttps://acme.example\nBeta\thttps://beta.example\n")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Match the columns")).to_be_visible()
    declared = dialog.get_by_role("group", name="When a record is there already").get_by_role("combobox")
    declared.focus()
    page.keyboard.type("Name")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    dialog.get_by_role("radio", name="Leave the row out").focus()
    page.keyboard.press("Space")
    dialog.get_by_role("button", name="Check", exact=True).focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("heading", name="What would happen")).to_be_visible(timeout=60_000)
    expect(dialog.get_by_text("1left out", exact=True)).to_be_visible()
    expect(dialog.get_by_role("link", name="Acme")).to_be_visible()
    dialog.get_by_role("button", name="Import 1 row").focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("heading", name="Import finished")).to_be_visible(timeout=60_000)


def test_an_import_of_which_nothing_more_can_be_undone_is_closed(desk: Desk) -> None:
    """I undo it, one record was changed since: the import says so, and offers no undoing again."""
    page = desk.at("admin", "/apps/crm/records/account")
    page.get_by_role("button", name="Import", exact=True).first.click()
    dialog = page.get_by_role("dialog", name="Import Account")
    dialog.get_by_role("tab", name="Paste rows").click()
    dialog.get_by_label("Rows copied from a spreadsheet").fill("Name\nAcme\nBeta\n")
    dialog.get_by_role("button", name="Read the rows").click()
    dialog.get_by_role("button", name="Check", exact=True).click()
    dialog.get_by_role("button", name="Import 2 rows").click()
    expect(dialog.get_by_role("heading", name="Import finished")).to_be_visible(timeout=60_000)
    path = "/apps/crm/entities/account/records"
    (beta,) = [one for one in desk.world.admin.get(path)["items"] if one["values"]["name"] == "Beta"]
    changed = {"values": {"website": "https://beta.example"}}
    desk.world.admin.patch(f"{path}/{beta['id']}", changed, beta["version"])
    dialog.get_by_role("button", name="Undo this import").click()
    asked = page.get_by_role("dialog").filter(has_text="Undo the import")
    asked.get_by_role("button", name="Undo this import").click()
    asked = page.get_by_role("dialog").filter(has_text="is undone in part")
    expect(asked.get_by_text("so the import is closed")).to_be_visible(timeout=60_000)
    asked.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Import", exact=True).first.click()
    dialog.get_by_role("tab", name="Earlier imports").click()
    expect(dialog.get_by_text("1 undone, 1 left: 1 changed since")).to_be_visible()
    expect(dialog.get_by_text("Closed", exact=True)).to_be_visible()
    expect(dialog.get_by_role("button", name="Show: ")).to_be_visible()
    expect(dialog.get_by_role("button", name="Undo: ")).to_have_count(0)
    assert serious(page) == []


def test_a_list_is_exported_on_a_phone(desk: Desk, tmp_path: Path) -> None:
    """The dialog asks, tells how far it is, and gives the file; the notice leads to it too."""
    deal = {"values": {"name": "Acme"}}
    desk.world.admin.post("/apps/crm/entities/account/records", deal, status=201)
    page = desk.at("admin", "/apps/crm/records/account", phone=True)
    page.get_by_role("button", name="More").last.click()
    page.get_by_role("menuitem", name="Export").click()
    dialog = page.get_by_role("dialog", name="Export")
    expect(dialog.get_by_role("button", name="Export", exact=True)).to_be_visible()
    assert serious(page) == []
    dialog.get_by_role("button", name="Export", exact=True).click()
    link = dialog.get_by_role("link", name="Download")
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        link.click()
    taken = tmp_path / "taken.xlsx"
    download.value.save_as(taken)
    with open_table(taken) as table:
        assert "Acme" in next(iter(table.rows()))[1]
    desk.go(page, "/notices")
    expect(page.get_by_role("link", name="Your export is ready")).to_be_visible()


def test_meanings_of_an_earlier_import_are_told(desk: Desk, tmp_path: Path) -> None:
    """What a value meant last time is listed after the check, and can be taken away there."""
    admin = desk.world.admin
    files = {"file": ("first.csv", b"Account,Industry\nOne,technolgy\n", "text/csv")}
    asked = {
        "file": admin.request("POST", "/files", files=files).json()["id"],
        "mapping": {"Account": "name", "Industry": "industry"},
        "values": {"industry": {"technolgy": "technology"}},
    }
    job = admin.post("/apps/crm/entities/account/records/import", asked, status=202)["job"]
    page = desk.at("admin", "/apps/crm/records/account")
    expect(page.get_by_text("1 of 1 loaded")).to_be_visible(timeout=60_000)
    assert admin.get(f"/jobs/{job}")["state"] == "done"

    file = tmp_path / "second.csv"
    file.write_text("Account,Industry\nTwo,technolgy\n")
    page.get_by_role("button", name="Import", exact=True).first.click()
    dialog = page.get_by_role("dialog", name="Import Account")
    give(page, dialog, file)
    dialog.get_by_role("button", name="Check", exact=True).click()
    told = dialog.get_by_role("row", name="Industry technolgy × 1")
    expect(told).to_contain_text("Technology", timeout=60_000)
    expect(told).to_contain_text("From an earlier import")
    assert serious(page) == []
    told.get_by_role("button", name="Remove: Industry: technolgy").click()
    expect(told).to_have_count(0)
    dialog.get_by_role("button", name="Check again").click()
    expect(dialog.get_by_role("heading", name="Values that are not known")).to_be_visible(timeout=60_000)
