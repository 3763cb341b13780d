"""A record's past is looked at and brought back, an attachment is looked at, everything is searched by keys."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.browser.person import Desk
from tests.browser.test_every_screen import serious
from tests.crm.conftest import Crm
from tests.sheets.workbooks import workbook
from tests.stories.brought import upload


def test_a_version_is_brought_back(desk: Desk) -> None:
    """The differences of a version stand side by side; what is ticked comes back, and the timeline tells it."""
    crm = Crm(desk.world)
    old, new = (upload(crm.admin, b"plan", name) for name in ("a.txt", "b.txt"))
    account = crm.create(
        "account", name="Acme", needs="A crane", website="https://old.example", attachments=[old]
    )["id"]
    crm.change("account", account, needs="Two cranes", website="https://new.example", attachments=[new])
    page = desk.at("director", f"/apps/crm/records/account/{account}")
    page.get_by_role("button", name="More").last.click()
    page.get_by_role("menuitem", name="History").click()
    dialog = page.get_by_role("dialog", name="History: Acme")
    dialog.get_by_role("list", name="Versions").get_by_role("button").last.click()
    row = dialog.get_by_role("row").filter(has_text="Two cranes")
    expect(row).to_contain_text("A crane")
    expect(dialog.get_by_role("row").filter(has_text="Files")).to_contain_text("added b.txt · removed a.txt")
    assert serious(page) == []
    dialog.get_by_role("checkbox", name="Bring back: Website").uncheck()
    dialog.get_by_role("checkbox", name="Bring back: Files").uncheck()
    dialog.get_by_role("button", name="Bring back what is ticked").click()
    expect(dialog).to_have_count(0)
    values = crm.read("account", account)["values"]
    assert (values["needs"], values["website"]) == ("A crane", "https://new.example")
    expect(page.get_by_role("complementary")).to_contain_text("brought back from version")


def test_a_past_date_on_a_phone_in_chinese(desk: Desk) -> None:
    """Before the record was there, the page says so."""
    crm = Crm(desk.world)
    account = crm.create("account", name="Acme")["id"]
    page = desk.at("director", f"/apps/crm/records/account/{account}", phone=True, language="zh")
    page.get_by_role("button", name="更多").last.click()
    page.get_by_role("menuitem", name="历史").click()
    dialog = page.get_by_role("dialog", name="历史：Acme")
    dialog.get_by_label("查看当时").fill("2020-01-01T10:00")
    expect(dialog).to_contain_text("当时还没有这条记录")
    assert serious(page) == []


def test_the_past_is_asked_in_the_zone_of_the_person(desk: Desk) -> None:
    """On a device of another zone, a moment before the record was there is still before it."""
    crm = Crm(desk.world)
    account = crm.create("account", name="Acme")["id"]
    page = desk.at("director", f"/apps/crm/records/account/{account}", zone="UTC")
    page.get_by_role("button", name="More").last.click()
    page.get_by_role("menuitem", name="History").click()
    dialog = page.get_by_role("dialog", name="History: Acme")
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    dialog.get_by_label("As of").fill(f"{now - timedelta(hours=4):%Y-%m-%dT%H:%M}")
    expect(dialog.get_by_text("The record did not exist then")).to_be_visible()
    dialog.get_by_label("As of").fill(f"{now + timedelta(minutes=2):%Y-%m-%dT%H:%M}")
    expect(dialog).to_contain_text("Version 1 · so since")


def test_attachments_are_looked_at(desk: Desk) -> None:
    """A text opens inside the page; a page of scripts has no preview and is only downloaded."""
    crm = Crm(desk.world)
    note = upload(crm.admin, b"<b>first line</b>\nsecond", "note.txt")
    empty = upload(crm.admin, b"", "empty.txt")
    account = crm.create("account", name="Acme", attachments=[note, empty])["id"]
    page = desk.at("director", f"/apps/crm/records/account/{account}")
    page.get_by_role("link", name="note.txt").click()
    dialog = page.get_by_role("dialog", name="note.txt")
    expect(dialog.get_by_label("note.txt", exact=True)).to_have_text("<b>first line</b>\nsecond")
    expect(dialog.get_by_role("link", name="Download")).to_have_attribute("download", "note.txt")
    assert serious(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.get_by_role("link", name="empty.txt").click()
    expect(page.get_by_role("dialog", name="empty.txt")).to_contain_text("This file is empty.")


def test_a_workbook_is_looked_at(desk: Desk) -> None:
    """Its sheets are tabs that arrow keys move over; what is not shown is said; a broken one says so in place."""
    crm = Crm(desk.world)
    rows = [["Deal", "Closed", "Won"], ["Roof", date(2026, 3, 1), True], *([f"{n}"] for n in range(300))]
    book = upload(crm.admin, workbook({"Deals": rows, "Notes": [["Only this"]], "空": []}), "deals.xlsx")
    broken = upload(crm.admin, workbook({"S": [["x"]]})[:500], "broken.xlsx")
    account = crm.create("account", name="Acme", attachments=[book, broken])["id"]
    page = desk.at("director", f"/apps/crm/records/account/{account}")
    page.get_by_role("link", name="deals.xlsx").click()
    dialog = page.get_by_role("dialog", name="deals.xlsx")
    table = dialog.get_by_role("table")
    expect(table.get_by_role("row").nth(2)).to_contain_text("Roof1 Mar 2026Yes")
    expect(table.get_by_role("columnheader")).to_have_text(["A", "B", "C"])
    expect(table.get_by_role("rowheader")).to_have_count(200)
    expect(dialog).to_contain_text("The first 200 of 302 rows are shown. The download has everything.")
    assert serious(page) == []
    dialog.get_by_role("tab", name="Deals").focus()
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("tab", name="Notes")).to_be_focused()
    expect(dialog.get_by_role("tabpanel", name="Notes")).to_contain_text("Only this")
    page.keyboard.press("End")
    expect(dialog.get_by_role("tabpanel")).to_contain_text("Nothing stands here.")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.get_by_role("link", name="broken.xlsx").click()
    dialog = page.get_by_role("dialog", name="broken.xlsx")
    expect(dialog.get_by_role("alert")).to_contain_text("The file cannot be read")
    expect(dialog.get_by_role("link", name="Download")).to_have_attribute("download", "broken.xlsx")
    assert serious(page) == []


def test_a_list_is_looked_at_on_a_phone_in_chinese(desk: Desk) -> None:
    """The table scrolls inside the page, which is no wider for it; a coding that was not recognised is chosen."""
    crm = Crm(desk.world)
    line = ";".join(f"第{place}列" for place in range(60))
    wide = upload(crm.admin, f"{line}\r\n{line}\r\n".encode("gb18030"), "wide.csv")
    other = upload(crm.admin, "公司,城市\r\n台積電,新竹\r\n".encode("big5"), "big5.csv")
    account = crm.create("account", name="Acme", attachments=[wide, other])["id"]
    page = desk.at(
        "director", f"/apps/crm/records/account/{account}", phone=True, language="zh", theme="dark"
    )
    page.get_by_role("link", name="wide.csv").click()
    dialog = page.get_by_role("dialog", name="wide.csv")
    expect(dialog).to_contain_text("显示前 50 列，共 60 列。下载的文件包含全部内容。")
    expect(dialog.get_by_role("rowheader")).to_have_text(["1", "2"])
    region = dialog.get_by_role("region", name="wide.csv")
    assert region.evaluate("one => one.scrollWidth > one.clientWidth")
    assert dialog.evaluate("one => one.scrollWidth <= one.clientWidth && innerWidth === 390")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("link", name="big5.csv").click()
    dialog = page.get_by_role("dialog", name="big5.csv")
    expect(dialog.get_by_role("table")).to_be_visible()
    dialog.get_by_text("读取方式").click()
    dialog.get_by_role("combobox", name="字符编码").press("ArrowDown")
    page.get_by_title("Big5", exact=True).click()
    expect(dialog.get_by_role("table")).to_contain_text("台積電")


def test_everything_is_searched_by_keys(desk: Desk) -> None:
    """The whole title stands first; Page Down goes to the next kind, Enter opens, the last line is the list."""
    crm = Crm(desk.world)
    crm.create("account", name="Acme North")
    exact = crm.create("account", name="Acme")["id"]
    lead = crm.arrive(contact_name="Ann", company="Acme", phone="+8613800004711")["id"]
    page = desk.at("director", "/apps/crm/records/lead")
    expect(page.get_by_role("link", name="Ann")).to_be_visible()
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Search everything")
    box.fill("acme")
    options = page.get_by_role("option")
    expect(options.first).to_have_text("Acme")
    expect(page.get_by_role("group", name="Lead · CRM")).to_contain_text("Company: Acme")
    assert serious(page) == []
    box.press("PageDown")
    box.press("Enter")
    expect(page).to_have_url(f"{desk.url}/apps/crm/records/lead/{lead}")
    page.keyboard.press("Control+k")
    box.fill("acme")
    expect(options.first).to_have_text("Acme")
    box.press("Enter")
    expect(page).to_have_url(f"{desk.url}/apps/crm/records/account/{exact}")
    page.keyboard.press("Control+k")
    box.fill("4711")
    expect(page.get_by_role("group", name="Lead · CRM")).to_contain_text("+8613800004711")
