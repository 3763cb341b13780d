"""Rich text is written with tools, keys and the clipboard, and a button stands in a list and on a record."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.browser.person import Desk
from tests.browser.test_every_screen import serious
from tests.stories.edited import edited
from tests.stories.leads import LEADS

LEAD = "/apps/leads/records/lead"
RECORDS = "/apps/leads/entities/lead/records"
WORD = (
    "<html><head><style>p.MsoNormal{margin:0}</style></head><body><h1>Offer</h1>"
    "<p class=MsoNormal style='color:red'><b><span lang=EN-US>Bold<o:p></o:p></span></b></p>"
    "<table border=1><tr><td width=10>cell</td></tr></table>"
    "<img src=x onerror=alert(1)><script>alert(1)</script></body></html>"
)


def _with_both(entity: dict[str, Any]) -> None:
    entity["buttons"].append(
        {
            "id": "b2c3d4e5",
            "key": "close",
            "label": {"en": "Close it", "zh": "结案"},
            "available_when": 'need <> "closed"',
            "do": [{"SetFields": {"need": '"closed"'}}],
        }
    )
    entity["schema"]["properties"] |= {
        "terms": {
            "type": "string",
            "x-dougong": {"id": "te0000aa", "type": "rich_text", "label": {"en": "Terms", "zh": "条款"}},
        },
        "close": {
            "readOnly": True,
            "x-dougong": {
                "id": "cl0000aa",
                "type": "button",
                "button": "close",
                "label": {"en": "Closing", "zh": "结束"},
            },
        },
    }


FORM = {
    "format": 1,
    "id": "fo0000aa",
    "key": "whole",
    "entity": "lead",
    "name": {"en": "Lead", "zh": "线索"},
    "default": True,
    "layout": [
        {
            "section": {"en": "Lead", "zh": "线索"},
            "items": [{"field": key} for key in ("company", "terms", "close", "need")],
        }
    ],
}

VIEW = {
    "format": 1,
    "id": "vi0000aa",
    "key": "terms",
    "entity": "lead",
    "kind": "table",
    "name": {"en": "Terms", "zh": "条款"},
    "columns": ["company", "terms", "close", "need"],
}


def _paste(page: Page, html: str) -> None:
    page.get_by_role("textbox", name="Terms").evaluate(
        """(element, html) => {
          const data = new DataTransfer();
          data.setData('text/html', html);
          data.setData('text/plain', 'plain');
          element.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        html,
    )


def _look(page: Page, name: str) -> None:
    if os.environ.get("DOUGONG_LOOK"):
        page.screenshot(path=f"{os.environ['DOUGONG_LOOK']}/{name}.png")


def test_terms_are_written_and_a_lead_is_closed_from_the_list(desk: Desk, tmp_path: Path) -> None:
    """Typed, marked by keys and tools, pasted from a word processor; read without the editor; found by its words."""
    desk.world.install_folder(
        edited(
            LEADS,
            tmp_path,
            {"entities/lead.json": _with_both, "forms/whole.json": FORM, "views/terms.json": VIEW},
        )
    )
    page = desk.at("admin", f"{LEAD}/new")
    page.get_by_label("company", exact=False).first.fill("Acme")
    terms = page.get_by_role("textbox", name="Terms")
    terms.click()
    page.keyboard.type("Paid ")
    page.keyboard.press("Control+b")
    page.keyboard.type("now")
    page.keyboard.press("Control+b")
    page.keyboard.press("Enter")
    tools = page.get_by_role("toolbar")
    tools.get_by_role("button", name="List", exact=True).click()
    page.keyboard.type("one")
    page.keyboard.press("Enter")
    page.keyboard.type("two")
    page.keyboard.press("Control+k")
    page.get_by_role("textbox", name="Address of the link").fill("javascript:alert(1)")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("https://")
    page.get_by_role("textbox", name="Address of the link").fill("docs.example")
    page.keyboard.press("Enter")
    expect(terms).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    _paste(page, WORD)
    expect(terms.locator("h2")).to_have_text("Offer")
    expect(terms.locator("img, script")).to_have_count(0)
    _look(page, "editor")
    assert serious(page) == []
    page.get_by_role("button", name="Create", exact=True).click()
    expect(terms).to_have_count(0)
    record = desk.world.admin.get(RECORDS, filter='CONTAINS(terms, "Offer")')["items"]
    html = record[0]["values"]["terms"]
    for kept in ("<strong>now</strong>", "<h2>Offer</h2>", "cell", 'href="https://docs.example"'):
        assert kept in html
    for gone in ("style", "class", "alert", "<img"):
        assert gone not in html

    _press_in_the_list(desk, record[0])
    _press_and_write_on_the_record(desk, record[0]["id"])
    for language, theme, phone in (("zh", "light", True), ("zh", "dark", False)):
        one = desk.at("admin", f"{LEAD}/{record[0]['id']}", language=language, theme=theme, phone=phone)
        expect(one.locator("strong", has_text="now").first).to_be_visible()
        _look(one, f"record-{language}-{theme}-{phone}")
        assert serious(one) == []


def _press_in_the_list(desk: Desk, record: dict[str, Any]) -> None:
    """Found by its words, read as a line, closed once."""
    asked = quote('CONTAINS(terms, "Offer")')
    page = desk.at("admin", f"{LEAD}?view=terms&filter={asked}")
    row = page.get_by_role("row").filter(has_text="Acme")
    expect(row).to_contain_text("Paid now one two")
    close = row.get_by_role("button", name="Close it")
    expect(close).to_be_visible()
    _look(page, "list")
    assert serious(page) == []
    close.click()
    expect(close).to_have_count(0)
    closed = desk.world.admin.get(f"{RECORDS}/{record['id']}")
    assert (closed["values"]["need"], closed["version"]) == ("closed", record["version"] + 1)


def _press_and_write_on_the_record(desk: Desk, record: str) -> None:
    """The button stands there again once its condition holds; what is written more is told by the history."""
    version = desk.world.admin.get(f"{RECORDS}/{record}")["version"]
    desk.world.admin.patch(f"{RECORDS}/{record}", {"values": {"need": "open"}}, version=version)
    page = desk.at("admin", f"{LEAD}/{record}")
    close = page.get_by_role("tabpanel").get_by_role("button", name="Close it")
    expect(close).to_be_visible()
    _look(page, "record")
    close.press("Enter")
    expect(close).to_have_count(0)
    expect(page.get_by_role("tabpanel").get_by_text("closed")).to_be_visible()
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_role("textbox", name="Terms").press("Control+End")
    page.keyboard.type("Thanks")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("textbox", name="Terms")).to_have_count(0)
    changed = page.get_by_role("complementary").get_by_text("Terms:")
    expect(changed.first).to_be_visible()
    _look(page, "history")
    assert desk.world.admin.get(f"{RECORDS}/{record}")["values"]["terms"].endswith("<p>Thanks</p>")
