"""Where a request stands is told as a graph and as a list: how long each step took, and until when it waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, expect

from dougong.processes.tables import flow_visit
from tests.browser.conftest import served
from tests.browser.person import Desk, settled
from tests.browser.test_every_screen import PICTURES
from tests.stories.test_flows_in_full import LEAD, Play
from tests.world import World


@pytest.fixture
def desk(world: World, chromium: Browser) -> Iterator[Desk]:
    """A company that has nothing installed yet, served to real browsers."""
    with served(world, chromium) as opened:
        yield opened


@pytest.mark.parametrize("phone", [False, True])
def test_how_long_and_until_when(desk: Desk, tmp_path: Path, phone: bool) -> None:
    """The lead took three hours; now it waits for two days more."""
    requests = Play(
        desk.world,
        tmp_path,
        "start lead, lead pause, pause end",
        lead=LEAD,
        pause={"kind": "timer", "after": {"days": 2}},
    )
    made = requests.submit()
    seat = requests.lead.get("/inbox")["items"][0]["id"]
    requests.lead.post(f"/seats/{seat}/approve", {"comment": "fine"})
    earlier = sa.update(flow_visit).where(flow_visit.c.node == "lead")
    with requests.world.transaction() as context:
        context.conn.execute(earlier.values(started_at=flow_visit.c.started_at - timedelta(hours=3)))
    page = desk.at("employee", f"/apps/desk/records/request/{made['id']}", phone=phone)
    page.get_by_role("tab", name="Flow").click()
    request = page.get_by_role("region", name="Purchase approval")
    steps = request.get_by_role("list", name="People and times").get_by_role("listitem")
    expect(steps.filter(has_text="lead")).to_contain_text("took 3 h")
    expect(steps.filter(has_text="pause")).to_contain_text("goes on")
    expect(steps.filter(has_text="pause")).to_contain_text("in 2 days")
    expect(request.get_by_role("group", name="The way of this request")).to_contain_text("took 3 h")
    settled(page)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(PICTURES / f"flow-progress-{'phone' if phone else 'wide'}.png"))
