"""Who decides signs and encloses a file on a phone; the request shows both, and its record as it was then."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import served
from tests.stories.test_flows_in_full import DIRECTOR, LEAD, Play
from tests.stories.test_purchase_approval import decide
from tests.world import World


def draw(pad: Locator) -> None:
    """Draw a line across a sheet with the mouse."""
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    mouse = pad.page.mouse
    mouse.move(box["x"] + 20, box["y"] + 20)
    mouse.down()
    for step in range(1, 6):
        mouse.move(box["x"] + 20 + step * 25, box["y"] + 20 + (step % 2) * 30)
    mouse.up()


def test_a_lead_signs_on_his_phone(world: World, chromium: Browser, tmp_path: Path) -> None:
    """Without a signature he is told; with it and a file he approves; the employee sees them and what changed since."""
    with served(world, chromium) as desk:
        play = Play(
            world,
            tmp_path,
            "start lead, lead director, director end",
            lead={**LEAD, "signature": "required", "attachments": {"maxItems": 2}},
            director={**DIRECTOR, "fields": {"edit": ["needed_by"]}},
        )
        made = play.submit(needed_by="2030-12-01")
        page = desk.at("lead", "/inbox", phone=True, language="zh")
        page.get_by_role("button", name="同意", exact=True).first.click()
        dialog = page.get_by_role("dialog", name="同意")
        sign = dialog.get_by_role("group", name="签名")
        expect(sign).to_be_visible()
        dialog.get_by_role("button", name="同意", exact=True).click()
        expect(dialog.get_by_role("alert")).to_have_text("请签名并点“保留”。")
        sign.get_by_role("button", name="签名").click()
        draw(sign.get_by_role("img"))
        sign.get_by_role("button", name="保留").click()
        expect(sign.get_by_role("button", name="重新签名")).to_be_visible()
        dialog.get_by_label("附件", exact=True).set_input_files(
            {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"plan"}
        )
        expect(dialog.get_by_role("link", name="plan.txt")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        dialog.get_by_role("button", name="同意", exact=True).click()
        expect(dialog).to_have_count(0)
        decide(play.director, "approve", values={"needed_by": "2030-12-09"})

        page = desk.at("employee", f"/apps/desk/records/request/{made['id']}")
        page.get_by_role("tab", name="Flow").click()
        history = page.get_by_role("list", name="History")
        line = history.get_by_role("listitem").filter(has_text="李组长")
        expect(line.get_by_role("img", name="Signature")).to_be_visible()
        expect(line.get_by_role("link", name="plan.txt")).to_be_visible()
        line.get_by_role("button", name="The record when 李组长 approved").click()
        then = page.get_by_role("dialog", name="The record when 李组长 approved")
        row = then.get_by_role("row", name="Needed by")
        expect(row.get_by_role("cell").nth(0)).to_contain_text("1")
        expect(row.get_by_role("cell").nth(1)).to_contain_text("9")


def test_what_is_refused_is_put_right_and_nothing_is_signed_twice(
    world: World, chromium: Browser, tmp_path: Path
) -> None:
    """The step lets the lead change the list; refused without a line, he is led to it, and what he had signed and
    written is there when he approves again.
    """
    with served(world, chromium) as desk:
        step = {**LEAD, "signature": "required", "fields": {"edit": ["lines", "needed_by"]}}
        play = Play(world, tmp_path, "start lead, lead end", lead=step)
        made = play.submit()
        page = desk.at("lead", "/inbox", phone=True)
        page.get_by_role("list", name="Requests").get_by_role("link").click()
        request = page.get_by_role("region", name="Request", exact=True)
        request.get_by_role("button", name="Remove row 1").click()
        page.get_by_role("button", name="Approve", exact=True).click()
        dialog = page.get_by_role("dialog", name="Approve")
        dialog.get_by_label("Comment").fill("One more")
        sign = dialog.get_by_role("group", name="Signature")
        sign.get_by_role("button", name="Sign").click()
        draw(sign.get_by_role("img"))
        sign.get_by_role("button", name="Keep").click()
        expect(sign.get_by_role("button", name="Sign again")).to_be_visible()
        dialog.get_by_role("button", name="Approve", exact=True).click()
        expect(dialog).to_have_count(0)
        expect(request.get_by_role("alert")).to_be_in_viewport()

        request.get_by_role("button", name="Add row").click()
        request.get_by_label("Item").last.fill("A4")
        request.get_by_label("Quantity").last.fill("3")
        request.get_by_label("Price").last.fill("10")
        page.keyboard.press("Tab")
        expect(request.get_by_text("¥30.00").first).to_be_visible()
        page.get_by_role("button", name="Approve", exact=True).click()
        expect(dialog.get_by_label("Comment")).to_have_value("One more")
        dialog.get_by_role("button", name="Approve", exact=True).click()
        expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
        assert play.record(made)["values"]["total"] == "30"
        assert play.instance(made)["state"] == "approved"
