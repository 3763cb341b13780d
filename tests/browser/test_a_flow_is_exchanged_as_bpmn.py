"""A flow goes out as a BPMN file, and a file of another tool comes in: over the flow, taken back, and as a new one."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Desk

FILE = Path(__file__).parents[1] / "engines" / "bpmn" / "files" / "user_tasks.bpmn"


def test_a_file_goes_out_and_in(desk: Desk) -> None:
    """What comes, what to complete and what is only kept is told before anything changes; undo brings the flow back."""
    page = desk.at("admin", "/apps/crm/build/flows/large_deal")
    canvas = page.get_by_role("region", name="Canvas", exact=True)
    expect(canvas.locator("[data-node]").first).to_be_visible()
    before = canvas.locator("[data-node]").count()
    open_menu(page, "Export as BPMN 2.0", downloads=True)

    dialog = open_import(page)
    dialog.get_by_label("BPMN 2.0 file").set_input_files(
        {"name": "bad.bpmn", "mimeType": "text/xml", "buffer": b"<!DOCTYPE a><a/>"}
    )
    expect(dialog.get_by_role("alert")).to_contain_text("declares a document type")
    expect(dialog.get_by_role("button", name="Take into the draft")).to_be_disabled()
    dialog.get_by_label("BPMN 2.0 file").set_input_files(FILE)
    expect(dialog.get_by_role("status", name="What comes")).to_contain_text(
        "5 nodes: handling 2, action 1, end 1, note 1"
    )
    expect(dialog.get_by_role("region", name="To be completed")).to_contain_text(
        "“Check the days” asks nobody yet: name its people."
    )
    expect(dialog.get_by_role("region", name="Only kept, for other tools")).to_contain_text(
        "camunda:formData"
    )
    dialog.get_by_role("button", name="Take into the draft").click()
    expect(dialog).to_have_count(0)
    expect(canvas.locator("[data-node=check_the_days]")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(canvas.locator("[data-node=check_the_days]")).to_have_count(0)
    expect(canvas.locator("[data-node]")).to_have_count(before)

    dialog = open_import(page)
    dialog.get_by_label("BPMN 2.0 file").set_input_files(FILE)
    dialog.get_by_label("As a new flow").check()
    dialog.get_by_label("Key of the new flow").fill("large_deal")
    expect(dialog).to_contain_text("There is a flow with this key already.")
    dialog.get_by_label("Key of the new flow").fill("leave")
    dialog.get_by_role("button", name="Take into the draft").click()
    expect(page).to_have_url(f"{desk.url}/apps/crm/build/flows/leave")
    expect(canvas.locator("[data-node=check_the_days]")).to_be_visible()
    stored = desk.api(page, "/apps/crm/draft/flow/leave")["document"]
    assert (stored["entity"], stored["name"]) == ("opportunity", {"en": "Leave request"})


def test_in_chinese_on_a_phone(desk: Desk) -> None:
    """The same by touch, in Chinese, within the width of the screen."""
    page = desk.at("admin", "/apps/crm/build/flows/large_deal", phone=True, language="zh")
    page.get_by_role("button", name="统计、运行中的申请、BPMN").click()
    expect(page.get_by_role("menuitem")).to_have_text(
        ["统计", "运行中的申请", "导出为 BPMN 2.0", "导入 BPMN 文件…"]
    )
    page.get_by_role("menuitem", name="导入 BPMN 文件…").click()
    dialog = page.get_by_role("dialog", name="导入 BPMN 文件")
    dialog.get_by_label("BPMN 2.0 文件").set_input_files(FILE)
    expect(dialog.get_by_role("region", name="需要补全")).to_contain_text("“Book”还没有动作，请指定。")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    dialog.get_by_role("button", name="放入草稿").click()
    expect(dialog).to_have_count(0)


def open_menu(page: Page, entry: str, downloads: bool = False) -> None:
    """Choose an entry of the menu; one that downloads gives the file."""
    page.get_by_role("button", name="BPMN", exact=True).click()
    chosen = page.get_by_role("menuitem", name=entry)
    if not downloads:
        chosen.click()
        return
    with page.expect_download() as download:
        chosen.click()
    assert download.value.suggested_filename == "large_deal.bpmn"
    assert "<bpmn:userTask" in Path(download.value.path()).read_text("utf-8")


def open_import(page: Page) -> Locator:
    """Open the dialog."""
    open_menu(page, "Import a BPMN file…")
    return page.get_by_role("dialog", name="Import a BPMN file")
