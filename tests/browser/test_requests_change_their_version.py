"""An administrator moves running requests to the published version of their flow, and takes it back, by clicks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import served
from tests.browser.person import Desk, choose
from tests.stories.test_flows_in_full import DIRECTOR, LEAD, Play
from tests.stories.test_purchase_approval import decide
from tests.stories.test_requests_change_their_version import publish, without_director
from tests.world import World

WAY = "/apps/desk/build/flows/approval"


@pytest.fixture
def desk(world: World, chromium: Browser) -> Iterator[Desk]:
    """The workspace without an app, served to real browsers."""
    with served(world, chromium) as opened:
        yield opened


@pytest.fixture
def two(desk: Desk, tmp_path: Path) -> tuple[Play, list[dict[str, Any]]]:
    """Two requests in the first version, one at the lead and one at the director; the second has no director."""
    play = Play(
        desk.world,
        tmp_path,
        "start lead, lead director, director end",
        lead=LEAD,
        director=DIRECTOR,
    )
    made = [play.submit(), play.submit()]
    decide(play.lead, "approve")
    publish(play, without_director)
    return play, sorted(made, key=lambda one: str(play.instance(one)["tokens"]))[::-1]


def test_requests_are_tried_moved_and_taken_back(desk: Desk, two: tuple[Play, list[dict[str, Any]]]) -> None:
    """One may go over, one may not and says why; what was moved goes back."""
    play, (here, there) = two
    page = desk.at("admin", WAY)
    page.get_by_role("link", name="Running requests").click()
    older = page.get_by_role("region", name="Version 1")
    expect(older).to_contain_text("2 requests")
    move = older.get_by_role("button", name="Move")
    expect(move).to_be_disabled()
    older.get_by_role("button", name="Try").click()
    tried = older.get_by_role("region", name="What would become of them")
    expect(tried).to_contain_text(here["values"]["number"])
    expect(tried).to_contain_text("may go over")
    expect(tried).to_contain_text("director: The step at which the request is has no counterpart.")
    move.click()
    page.get_by_role("dialog", name="Move").get_by_role("button", name="Move").click()
    expect(page.get_by_role("status").filter(has_text="1 request moved, 1 left as they are.")).to_be_visible()
    expect(older).to_contain_text("1 request")
    assert (play.instance(here)["version"], play.instance(there)["version"]) == (2, 1)
    past = page.get_by_role("region", name="Moved before")
    expect(past).to_contain_text("Version 1 → 2")
    past.get_by_role("button", name="Take back 1").click()
    page.get_by_role("dialog", name="Take back").get_by_role("button", name="Take back").click()
    expect(page.get_by_role("status").filter(has_text="as it was before")).to_be_visible()
    expect(older).to_contain_text("2 requests")
    assert play.instance(here)["version"] == 1
    expect(past.get_by_role("button", name="Take back")).to_have_count(0)


def test_the_plan_is_changed_on_a_phone_in_chinese(
    desk: Desk, two: tuple[Play, list[dict[str, Any]]]
) -> None:
    """A step is led to nothing, and the request there stays; nothing is wider than the screen."""
    _, (here, _) = two
    page = desk.at("admin", f"{WAY}/running", phone=True, language="zh")
    older = page.get_by_role("region", name="版本 1")
    select = older.get_by_role("combobox", name="“lead”对应为")
    expect(older).to_contain_text("没有对应")
    choose(select, "", "没有对应")
    older.get_by_role("button", name="试算").click()
    tried = older.get_by_role("region", name="试算结果")
    expect(tried).to_contain_text(here["values"]["number"])
    expect(tried.get_by_text("保持不变")).to_have_count(2)
    expect(older.get_by_role("button", name="迁移")).to_be_disabled()
    choose(select, "", "lead")
    older.get_by_role("button", name="试算").click()
    expect(tried.get_by_text("可以迁移")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_figures_of_a_period_are_read(desk: Desk, two: tuple[Play, list[dict[str, Any]]]) -> None:
    """By step and by person; a period without requests says so, one that ends before it begins why it is refused."""
    page = desk.at("admin", WAY)
    page.get_by_role("link", name="Figures").click()
    steps = page.get_by_role("region", name="Steps", exact=True)
    lead = steps.get_by_role("row", name="lead")
    expect(lead.get_by_role("cell").nth(0)).to_have_text("1")
    expect(lead.get_by_role("cell").nth(1)).to_have_text("1")
    people = page.get_by_role("region", name="People", exact=True)
    expect(people.get_by_role("row", name="李组长").get_by_role("cell").nth(0)).to_have_text("1")
    page.get_by_label("to", exact=True).fill("2020-01-31")
    expect(page.get_by_text("No requests were started in this period.")).to_be_visible()
    page.get_by_label("Started from").fill("2020-03-01")
    expect(page.get_by_text("A period ends after it begins.")).to_be_visible()
    phone = desk.at("admin", f"{WAY}/figures", phone=True, language="zh")
    expect(phone.get_by_role("region", name="步骤", exact=True)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_figures_are_read_by_whom_the_flow_asks(
    desk: Desk, two: tuple[Play, list[dict[str, Any]]]
) -> None:
    """Who may not design opens them from the pages of the app and from a request in his inbox, also on a phone."""
    page = desk.at("director", "/apps/desk/records/request")
    page.get_by_role("navigation", name="Pages of the app").get_by_role("link", name="Flow figures").click()
    expect(page.get_by_label("Flow", exact=True)).to_have_value("approval")
    steps = page.get_by_role("region", name="Steps", exact=True)
    expect(steps.get_by_role("row", name="lead").get_by_role("cell").nth(0)).to_have_text("1")
    people = page.get_by_role("region", name="People", exact=True)
    expect(people.get_by_role("row")).to_have_count(2)
    expect(people.get_by_role("row", name="赵总监")).to_be_visible()
    phone = desk.at("director", "/inbox", phone=True, language="zh")
    phone.get_by_role("list", name="申请列表").get_by_role("link").click()
    phone.get_by_role("link", name="流程统计").click()
    expect(phone.get_by_role("region", name="步骤", exact=True)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_role("button", name="应用页面").click()
    expect(phone.get_by_role("menuitem", name="流程统计")).to_be_visible()
