"""Every kind of step is drawn without typing a document: inserted by mouse, by keyboard and by dragging, and published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import served
from tests.browser.person import Desk, choose, settled
from tests.browser.test_every_screen import PICTURES
from tests.stories.test_flows_in_full import LEAD, RATES, Play
from tests.world import World


@pytest.fixture
def desk(world: World, chromium: Browser) -> Iterator[Desk]:
    """A company that has nothing installed yet, served to real browsers."""
    with served(world, chromium) as opened:
        yield opened


def pane(page: Page, name: str) -> Any:
    """Return one of the four places of a designer."""
    return page.get_by_role("region", name=name, exact=True)


def faults(requests: Play, drawn: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what keeps a drawn flow from being published."""
    path = "/apps/desk/draft/flow/approval"
    held = requests.world.admin.get(path)
    written = requests.world.admin.put(path, {"document": drawn}, **{"If-Match": f'"{held["version"]}"'})
    return [one for one in written["problems"] if one["severity"] == "error"]


def document(desk: Desk, page: Page) -> dict[str, Any]:
    """Return the flow as the draft has it, once it is saved."""
    page.wait_for_timeout(1500)
    found: dict[str, Any] = desk.api(page, "/apps/desk/draft/flow/approval")["document"]
    return found


def test_every_kind_is_inserted_and_checks_clean(desk: Desk, tmp_path: Path) -> None:
    """From the palette each kind finds its place; what it needs is chosen, and the check is content."""
    requests = Play(desk.world, tmp_path, "start lead, lead end", {"tables/rates.json": RATES}, lead=LEAD)
    page = desk.at("admin", "/apps/desk/build/flows/approval")
    canvas, properties, palette = pane(page, "Canvas"), pane(page, "Properties"), pane(page, "Palette")

    def insert(kind: str, after: str) -> None:
        canvas.locator(f"[data-node={after}]").click()
        palette.get_by_role("button", name=kind, exact=True).click()

    insert("Work", "lead")
    properties.get_by_label("Whoever is first takes it").check()
    properties.get_by_role("button", name="Time limit", exact=True).click()
    properties.get_by_label("Then", exact=True).first.select_option(label="Take a way of its own")
    expect(canvas).to_contain_text("Time is over")
    insert("Copy", "handle")
    insert("Timer", "cc")
    properties.get_by_label("Waits", exact=True).select_option(label="Until a day or moment")
    properties.get_by_role("textbox", name="Until a day or moment").fill("needed_by")
    insert("Wait", "timer")
    properties.get_by_label("Not longer than a time").check()
    insert("Decision", "wait")
    properties.get_by_label("Decision table").select_option(label="Reasons")
    choose(properties.get_by_role("combobox", name="word goes into"), "Reason")
    properties.get_by_label("A way of its own when it fails").check()
    expect(canvas).to_contain_text("Asks Reasons")
    insert("Side by side", "decision")
    insert("Whichever hold", "lead")
    properties.get_by_role("button", name="Add condition").click()
    choose(properties.get_by_label("Field", exact=True), "Subject", "Subject")
    properties.get_by_label("Value", exact=True).fill("Gold")
    insert("Note", "start")
    expect(canvas.get_by_text("⚠")).to_have_count(0)
    settled(page)
    PICTURES.mkdir(parents=True, exist_ok=True)
    canvas.get_by_role("button", name="Fit").click()
    page.screenshot(path=str(PICTURES / "flow-every-kind.png"))
    drawn = document(desk, page)
    assert faults(requests, drawn) == []
    kinds = {node["kind"] for node in drawn["nodes"]}
    assert kinds >= {
        "approve",
        "handle",
        "cc",
        "timer",
        "wait",
        "decision",
        "parallel",
        "inclusive",
        "note",
        "end",
    }
    by = {node["key"]: node for node in drawn["nodes"]}
    assert by["decision"]["set"] == {"reason": "word"}
    assert (by["timer"]["until"], by["wait"]["limit"]) == ("needed_by", {"days": 3})
    outcomes = {(edge["from"], edge["on"]) for edge in drawn["edges"] if edge.get("on")}
    assert outcomes >= {("handle", "timeout"), ("wait", "timeout"), ("decision", "error")}


def test_a_node_is_dropped_on_a_way_and_a_branch_is_copied(desk: Desk, tmp_path: Path) -> None:
    """Dragged from the palette onto a line; a branch with all in it is copied elsewhere, and taken back by one undo."""
    Play(desk.world, tmp_path, "start lead, lead end", lead=LEAD)
    page = desk.at("admin", "/apps/desk/build/flows/approval")
    canvas, palette = pane(page, "Canvas"), pane(page, "Palette")
    plus = canvas.get_by_role("button", name="Insert after lead")
    palette.get_by_role("button", name="Side by side", exact=True).drag_to(plus)
    expect(canvas.locator("[data-kind=parallel]")).to_have_count(2)
    canvas.get_by_role("button", name="Insert after Side by side").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Insert here").get_by_role("button", name="Work").click()
    canvas.locator("[data-node=parallel]").click()
    page.keyboard.press("Control+c")
    canvas.locator("[data-node=start]").click()
    page.keyboard.press("Control+v")
    expect(canvas.locator("[data-kind=parallel]")).to_have_count(4)
    expect(canvas.locator("[data-kind=handle]")).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(canvas.locator("[data-kind=parallel]")).to_have_count(2)


def test_a_circle_without_anybody_is_shown_on_its_way(desk: Desk, tmp_path: Path) -> None:
    """The check marks the node, and the ways of the circle stand out."""
    requests = Play(desk.world, tmp_path, "start lead, lead end", lead=LEAD)
    page = desk.at("admin", "/apps/desk/build/flows/approval")
    drawn = document(desk, page)
    drawn["nodes"] += [
        {"id": "w0000001", "key": "work", "kind": "action", "do": [{"SetFields": {"subject": '"x"'}}]},
        {"id": "w0000002", "key": "again", "kind": "exclusive"},
    ]
    drawn["edges"][-1]["to"] = "work"
    drawn["edges"] += [
        {"from": "work", "to": "again"},
        {"from": "again", "to": "work", "when": 'subject = "x"'},
        {"from": "again", "to": "end", "default": True},
    ]
    assert [one["code"] for one in faults(requests, drawn)] == ["circle", "circle"]
    page.reload()
    canvas = pane(page, "Canvas")
    expect(canvas.locator("[data-node=work]")).to_contain_text("⚠", timeout=20_000)
    expect(canvas.locator("path[data-faulty]")).to_have_count(2)


def test_what_is_drawn_is_tried_before_it_is_published(desk: Desk, tmp_path: Path) -> None:
    """On a record the lead approves, time passes, and it ends; a turn is taken back; nothing of it is real."""
    requests = Play(desk.world, tmp_path, "start lead, lead end", lead=LEAD)
    made = requests.submit()
    page = desk.at("admin", "/apps/desk/build/flows/approval")
    canvas, palette = pane(page, "Canvas"), pane(page, "Palette")
    canvas.locator("[data-node=lead]").click()
    palette.get_by_role("button", name="Timer", exact=True).click()
    canvas.get_by_role("button", name="Test run").click()
    dialog = page.get_by_role("dialog", name="Test run")
    choose(dialog.get_by_role("combobox", name="On the record"), "", made["values"]["number"])
    choose(dialog.get_by_role("combobox", name="Asked for by"), "王小明")
    dialog.get_by_role("button", name="Begin").click()
    acts = dialog.get_by_role("list", name="Who may do what")
    expect(acts).to_contain_text("李组长")
    acts.get_by_role("button", name="Approve", exact=True).click()
    acts.get_by_role("button", name="Let time pass until").click()
    expect(dialog.get_by_text("Approved", exact=True).first).to_be_visible()
    expect(acts.get_by_role("listitem")).to_have_count(0)
    settled(page)
    page.screenshot(path=str(PICTURES / "flow-test-run.png"))
    dialog.get_by_role("button", name="One turn back").click()
    expect(acts.get_by_role("button", name="Let time pass until")).to_be_visible()
    assert requests.lead.get("/inbox")["counts"]["todo"] == 1
    assert requests.instance(made)["state"] == "running"


def test_what_differs_from_a_version_is_drawn(desk: Desk, tmp_path: Path) -> None:
    """A new step, a changed one and one that is gone stand out on the graph; without a version they do not."""
    Play(desk.world, tmp_path, "start lead, lead director, director end", lead=LEAD, director=LEAD)
    page = desk.at("admin", "/apps/desk/build/flows/approval")
    canvas, palette, properties = pane(page, "Canvas"), pane(page, "Palette"), pane(page, "Properties")
    versions = canvas.get_by_label("Compare with")
    versions.select_option(index=1)
    expect(canvas.get_by_text("Nothing differs")).to_be_visible()
    canvas.locator("[data-node=lead]").click()
    properties.get_by_label("When several decide").select_option(label="One is enough")
    palette.get_by_role("button", name="Copy", exact=True).click()
    canvas.locator("[data-node=director]").click()
    page.keyboard.press("Delete")
    for node, mark in (("lead", "changed"), ("cc", "added"), ("director", "removed")):
        expect(canvas.locator(f"[data-node={node}]")).to_have_attribute("data-mark", mark)
    settled(page)
    page.screenshot(path=str(PICTURES / "flow-changes.png"))
    versions.select_option(index=0)
    expect(canvas.locator("[data-node=director]")).to_have_count(0)
