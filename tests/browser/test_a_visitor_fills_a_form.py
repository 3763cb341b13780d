"""A visitor at a public form, in a real browser: questions of every kind, guards, thanks, a frame, the builder's side."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import served
from tests.browser.person import Desk
from tests.browser.test_every_screen import PICTURES, serious
from tests.stories import test_a_form_has_the_last_word as story
from tests.stories import test_a_visitor_answers_every_type as types
from tests.stories.edited import edited
from tests.world import World

REQUESTS = "/apps/desk/entities/request/records"
LINKS = "/apps/desk/forms/request/links"
ASKED = ("needed_by", "urgent", "reason", "supplier", "country", "city", "phone", "note")
PAGE = """<!doctype html><meta charset="utf-8"><title>Shop</title><h1>Shop</h1>
<iframe id="ask" title="Ask" src="{url}" style="width: 100%; border: 0"></iframe>
<script>addEventListener('message', ({{ data, source }}) => {{
  const frame = document.getElementById('ask');
  if (source === frame.contentWindow && data.dougongFormHeight) frame.style.height = `${{data.dougongFormHeight}}px`;
}});</script>"""


def more(document: dict[str, Any]) -> None:
    """Requests get a field of every kind that visitors can be asked for."""
    story.more_fields(document)
    kinds = [*types.KINDS.items(), *((name, ({"type": "array"}, {}, None)) for name in types.FILES)]
    document["schema"]["properties"] |= {
        f"a_{name}": types.prop(at, name, one[0], one[1]) for at, (name, one) in enumerate(kinds)
    }
    seller = {"type": ["string", "null"], "format": "uuid"}
    document["schema"]["properties"]["seller"] = types.prop(80, "member", seller, {})
    document["schema"]["properties"]["makers"] = types.prop(
        82, "references", types.SEVERAL, {"entity": "supplier"}
    )
    document["schema"]["properties"]["sellers"] = types.prop(83, "members", types.SEVERAL, {})
    document["schema"]["properties"]["agreed"] = types.prop(81, "switch", {"type": "boolean"}, {})


def asking(document: dict[str, Any]) -> None:
    """The form of requests as a page for anybody: three steps, rules of most kinds, guards."""
    story.linked(document)
    own = [f"a_{name}" for name in (*types.KINDS, *types.FILES)]
    titles = ({"en": "What", "zh": "内容"}, {"en": "Details", "zh": "详情"}, {"en": "Who", "zh": "人员"})
    parts = (["subject", *ASKED], own, ["seller", "makers", "sellers"])
    document["layout"] = [
        {
            "steps": [
                {"step": title, "items": [{"field": key} for key in keys]}
                for title, keys in zip(titles, parts, strict=True)
            ]
        }
    ]
    document["public"] = {
        "enabled": True,
        "title": {"en": "Ask for something", "zh": "提出申请"},
        "description": {"en": "We answer within two days.", "zh": "我们会在两天内答复。"},
        "fields": [key for keys in parts for key in keys],
        "choices": {
            "supplier": {"filter": "NOT(blocked)", "search": True},
            "makers": {"filter": "NOT(blocked)", "search": True},
            **{key: {"roles": ["director"]} for key in ("seller", "sellers")},
        },
        "prefill": ["subject"],
        "consent": {"en": "You may keep this.", "zh": "同意保存以上内容。"},
        "consent_field": "agreed",
        "proof": True,
        "once": {"by": "browser"},
        "thanks": {
            "title": {"en": "Thank you", "zh": "谢谢"},
            "text": {"en": "We call you.", "zh": "我们会致电。"},
        },
    }


@pytest.fixture
def office(world: World, chromium: Browser, tmp_path: Path) -> Iterator[Desk]:
    """The desk with such a form, at real screens."""
    edits = {
        "entities/request.json": more,
        "entities/supplier.json": story.more_of_suppliers,
        "forms/request.json": asking,
    }
    world.install_folder(edited(story.DESK, tmp_path, edits))
    world.person("boss", "Boss", roles={"desk": ["director"]})
    for name, country in (("Boston Bolts", "us"), ("Beijing Bolts", "cn")):
        story.supplier(world.admin, name, country=country, phone=f"010-{name[:3]}")
    with served(world, chromium) as opened:
        yield opened


def link(office: Desk) -> dict[str, Any]:
    """Return the form's link."""
    found: dict[str, Any] = office.world.admin.get(LINKS)["items"][0]
    return found


def change(office: Desk, **limits: Any) -> None:
    """Limit the form's link."""
    office.world.admin.patch(f"{LINKS}/{link(office)['id']}", limits)


def looked_at(page: Page, name: str) -> None:
    """Take a picture, and hold the page to what everybody must be able to use."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(PICTURES / f"public-{name}.png"), full_page=True)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (serious(page), wider) == ([], 0), name


def go_on(page: Page, name: str) -> None:
    """Press the one button at the foot."""
    page.get_by_role("button", name=name, exact=True).click()


def test_every_question_is_answered(office: Desk) -> None:
    """By mouse and keys: behind a password, over three steps, with what the address brings; then it is kept."""
    change(office, password="open sesame")
    page = office.visitor()
    page.goto(f"{link(office)['url']}?subject=Bolts")
    page.get_by_label("Password").fill("sesame")
    go_on(page, "Open")
    expect(page.get_by_text("This is not the password.")).to_be_visible()
    looked_at(page, "locked-en-wide")
    page.get_by_label("Password").fill("open sesame")
    go_on(page, "Open")
    expect(page.get_by_label("Subject")).to_have_value("Bolts")
    expect(page.get_by_text("Nobody can call.")).to_be_visible()
    go_on(page, "Next")
    expect(page.get_by_label("Needed by")).to_be_focused()
    page.get_by_label("Needed by").fill("2099-01-01")
    page.get_by_label("Country").select_option("us")
    expect(page.get_by_label("City").locator("option")).to_have_count(2)
    found = page.get_by_role("combobox", name="Supplier")
    found.press_sequentially("bolts")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_text(["Boston Bolts"])
    found.press("Enter")
    expect(found).to_have_value("Boston Bolts")
    expect(page.get_by_label("Phone")).to_have_value("010-Bos")
    expect(page.get_by_text("Nobody can call.")).to_have_count(0)
    looked_at(page, "first-en-wide")
    go_on(page, "Next")
    expect(page.get_by_text("This is required.")).to_be_visible()
    page.get_by_label("Note").fill("From abroad")
    go_on(page, "Next")
    answer_kinds(page)
    looked_at(page, "kinds-en-wide")
    go_on(page, "Next")
    page.get_by_role("combobox", name="Member").select_option(label="Boss")
    page.get_by_role("group", name="Members").get_by_label("Boss").check()
    makers = page.get_by_role("group", name="References")
    for name in ("Boston Bolts", "Beijing Bolts"):
        makers.get_by_role("combobox").press_sequentially(name[:4].lower())
        makers.get_by_role("option", name=name).click()
    expect(makers.get_by_role("button")).to_have_text(["Beijing Bolts ×", "Boston Bolts ×"])
    looked_at(page, "several-en-wide")
    makers.get_by_role("button", name="Remove: Beijing Bolts").click()
    expect(makers.get_by_role("button")).to_have_text(["Boston Bolts ×"])
    page.get_by_label("You may keep this.").check()
    go_on(page, "Send")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    looked_at(page, "thanks-en-wide")
    kept = office.world.admin.get(REQUESTS)["items"][0]["values"]
    told = {
        key: kept[key] for key in ("subject", "phone", "level", "a_date_range", "a_duration", "a_cascade")
    }
    assert told == {
        "subject": "Bolts",
        "phone": "010-Bos",
        "level": "abroad",
        "a_date_range": {"start": "2099-01-02", "end": "2099-01-05"},
        "a_duration": "PT1H30M",
        "a_cascade": ["a", "b"],
    }
    assert kept["a_address"] == {"region": ["33", "3301"], "street": "文三路 1 号"}
    assert kept["a_rich_text"] == "<p>First &lt;b&gt;<br>line</p><p>Second</p>"
    assert (kept["a_percent"], kept["a_money"]) == ("0.08", {"amount": "1200.5", "currency": "CNY"})
    assert (kept["a_rating"], kept["a_tags"], kept["agreed"]) == (4, ["fast", "blue"], True)
    assert (len(kept["makers"]), kept["sellers"]) == (1, [kept["seller"]])
    page.reload()
    page.get_by_label("Password").fill("open sesame")
    go_on(page, "Open")
    expect(page.get_by_role("heading", name="Your answer is here already")).to_be_visible()
    assert office.complaints == []


def pictured(document: dict[str, Any]) -> None:
    """Requests hold pictures."""
    story.more_fields(document)
    document["schema"]["properties"]["photos"] = types.prop(84, "image", {"type": "array"}, {})


def showing(document: dict[str, Any]) -> None:
    """The form of requests asks for pictures first, and for much else after them."""
    document["layout"] = [{"items": [{"field": key} for key in ("photos", "subject", "needed_by", "note")]}]
    document["linkage"] = []
    document["public"] = {
        "enabled": True,
        "fields": ["photos", "subject", "needed_by", "note"],
        "files": {"most": 1},
    }


def test_a_refused_file_is_told_where_it_was_chosen(world: World, chromium: Browser, tmp_path: Path) -> None:
    """What is no picture is refused when it is chosen; what only the server can tell leads to its question."""
    edits = {"entities/request.json": pictured, "forms/request.json": showing}
    world.install_folder(edited(story.DESK, tmp_path, edits))
    with served(world, chromium) as office:
        page = office.visitor()
        page.set_viewport_size({"width": 390, "height": 420})
        page.goto(link(office)["url"])
        photos = page.locator("#field-photos")
        photos.set_input_files({"name": "note.txt", "mimeType": "text/plain", "buffer": b"Bolts"})
        said = "note.txt cannot be taken here. Choose one of these: PNG, JPEG, GIF, WEBP."
        expect(page.get_by_text(said)).to_be_visible()
        expect(page.locator(".files li")).to_have_count(0)
        photos.set_input_files({"name": "bolts.png", "mimeType": "image/png", "buffer": b"Bolts"})
        expect(page.get_by_text("bolts.png")).to_be_visible()
        expect(page.get_by_text(said)).to_have_count(0)
        page.get_by_label("Subject").fill("Bolts")
        page.get_by_label("Needed by").fill("2099-01-01")
        page.get_by_label("Note").fill("From abroad")
        go_on(page, "Send")
        expect(page.get_by_text("Only pictures can be kept here")).to_be_in_viewport()
        expect(page.get_by_role("button", name="Remove: bolts.png")).to_be_focused()


def answer_kinds(page: Page) -> None:
    """Answer the questions of the second step."""
    region = page.get_by_role("group", name="Address")
    region.get_by_role("combobox").first.select_option("33")
    region.get_by_role("combobox").nth(1).select_option("3301")
    region.get_by_label("Street and number").fill("文三路 1 号")
    cascade = page.get_by_role("group", name="Cascade")
    cascade.get_by_role("combobox").first.select_option("a")
    cascade.get_by_role("combobox").nth(1).select_option("b")
    days = page.get_by_role("group", name="Date_Range")
    days.get_by_label("Until").fill("2099-01-05")
    go_on(page, "Next")
    expect(page.get_by_text("Please give both days.")).to_be_visible()
    days.get_by_label("From").fill("2099-01-02")
    length = page.get_by_role("group", name="Duration")
    length.get_by_label("Hours").fill("1")
    length.get_by_label("Minutes").fill("30")
    share, fee = page.get_by_label("Percent"), page.get_by_label("Money")
    share.fill("80")
    fee.fill("abc")
    share.focus()
    expect(page.get_by_text("Please enter an amount such as 12.50.")).to_be_visible()
    go_on(page, "Next")
    expect(page.get_by_text("Please enter at most 50%.")).to_be_visible()
    expect(page.get_by_text("Chinese Yuan")).to_be_visible()
    share.fill("8")
    fee.fill("¥1,200.50")
    page.get_by_label("4 of 5 stars").check(force=True)
    page.get_by_label("Rich_Text").fill("First <b>\nline\n\nSecond")
    page.get_by_role("button", name="+ fast").click()
    tags = page.get_by_label("Tags")
    tags.fill(f"{tags.input_value()}, blue")
    signed = page.get_by_role("group", name="Signature")
    signed.get_by_label("Or type your name").fill("Ada")
    signed.get_by_role("button", name="Use this signature").click()
    expect(signed.get_by_role("button", name="Sign again")).to_be_visible()


def test_on_a_phone_in_chinese_and_in_the_dark(office: Desk) -> None:
    """Each page of a visit reads well there: questions, faults in his language, times that are over, a full form."""
    page = office.visitor(phone=True, language="zh")
    page.emulate_media(color_scheme="dark")
    page.goto(link(office)["url"])
    page.get_by_label("事由").fill("螺栓")
    page.get_by_label("需求日期").fill("2020-01-01")
    looked_at(page, "first-zh-phone")
    go_on(page, "下一步")
    page.get_by_role("group", name="地址").get_by_role("combobox").first.select_option("33")
    looked_at(page, "kinds-zh-phone")
    ends = {
        round(box["x"] + box["width"])
        for one in page.locator("[data-field] input:visible").all()
        if (box := one.bounding_box()) and box["width"] > 60
    }
    assert max(ends) <= 374, ends
    go_on(page, "下一步")
    looked_at(page, "several-zh-phone")
    page.get_by_label("同意保存以上内容。").check()
    go_on(page, "提交")
    expect(page.get_by_text("请选择今天或以后的日期。")).to_be_visible()
    expect(page.get_by_label("需求日期")).to_be_focused()
    looked_at(page, "refused-zh-phone")
    now = datetime.now(UTC)
    for name, limits, heading in (
        ("not-yet", {"opens_at": (now + timedelta(days=1)).isoformat()}, "表单尚未开放"),
        ("over", {"opens_at": None, "closes_at": (now - timedelta(days=1)).isoformat()}, "表单已结束"),
        ("closed", {"closes_at": None, "enabled": False}, "表单未开放"),
    ):
        change(office, **limits)
        page.reload()
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        looked_at(page, f"{name}-zh-phone")
    change(office, enabled=True, quota=1)
    page.reload()
    expect(page.get_by_label("事由")).to_be_visible()


class _Shop(BaseHTTPRequestHandler):
    """Another web site, with one page."""

    html = ""

    def do_GET(self) -> None:
        """Answer with the page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.html.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def shop() -> Iterator[ThreadingHTTPServer]:
    """Another web site on a port of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Shop", (_Shop,), {}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_form_within_another_page(office: Desk, shop: ThreadingHTTPServer) -> None:
    """The page around is told how high the form is, in each of its steps; the form scrolls nowhere itself."""
    stored = office.world.admin.get("/apps/desk/draft/form/request")
    origin = f"http://127.0.0.1:{shop.server_port}"
    public = {**stored["document"]["public"], "embed": [origin]}
    version = {"If-Match": str(stored["version"])}
    body = {"document": {**stored["document"], "public": public}}
    office.world.admin.put("/apps/desk/draft/form/request", body, 200, **version)
    plan = office.world.admin.get("/apps/desk/draft/plan")
    accept = [step["accept"] for step in plan["steps"] if step["accept"]]
    office.world.admin.post("/apps/desk/publish", {"plan": plan["hash"], "accept": accept})
    page = office.visitor()
    shop.RequestHandlerClass.html = PAGE.format(url=link(office)["url"])  # type: ignore[attr-defined]
    page.goto(origin)
    frame = page.frame_locator("#ask")
    expect(frame.get_by_label("Subject")).to_be_visible()
    inner = page.frames[1]
    inner.wait_for_function("document.documentElement.scrollHeight <= innerHeight")
    page.screenshot(path=str(PICTURES / "public-framed-en-wide.png"), full_page=True)
    first = page.locator("#ask").evaluate("one => one.clientHeight")
    frame.get_by_label("Subject").fill("Bolts")
    frame.get_by_label("Needed by").fill("2099-01-01")
    frame.get_by_role("button", name="Next").click()
    expect(frame.get_by_role("group", name="Address")).to_be_visible()
    inner.wait_for_function("document.documentElement.scrollHeight <= innerHeight")
    assert page.locator("#ask").evaluate("one => one.clientHeight") > first


@pytest.mark.parametrize(("language", "phone"), [("en", False), ("zh", True)], ids=["wide-en", "phone-zh"])
def test_the_builder_says_what_visitors_may_do(office: Desk, language: str, phone: bool) -> None:
    """The settings of a public form: what is asked, which records may be chosen, limits, guards."""
    page = office.at("admin", "/apps/desk/build/forms/request", language=language, phone=phone)
    if phone:
        page.get_by_role("button", name="属性").click()
    words = {
        "en": ("Found by typing part of the name", "Everybody with one of these roles"),
        "zh": ("输入名称的一部分来查找", "拥有以下任一角色的所有人"),
    }
    expect(page.get_by_label(words[language][0]).first).to_be_checked()
    expect(page.get_by_text(words[language][1]).first).to_be_visible()
    part = page.get_by_label(words[language][0]).first
    part.scroll_into_view_if_needed()
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(PICTURES / f"public-builder-{language}.png"))
    assert serious(page) + office.complaints == []


def test_a_password_that_is_too_short_is_told_at_its_field(office: Desk) -> None:
    """The rule stands beside the field before; a refused password stays, with its fault."""
    page = office.at("admin", "/apps/desk/build/forms/request")
    rule = "At least 10 characters, not a common password."
    field = page.get_by_label("Password", exact=True)
    expect(page.get_by_text(rule)).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text=rule)).to_have_count(0)
    field.fill("sesame")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text=rule)).to_be_visible()
    expect(field).to_have_value("sesame")
    field.fill("open sesame")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.get_by_text("A password is asked for.")).to_be_visible()
