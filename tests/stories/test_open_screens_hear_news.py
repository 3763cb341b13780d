"""An open page hears what happens, over a real connection."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import uvicorn

from tests.stories.leads import Office


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    """The address of a real server over the office."""
    server = uvicorn.Server(
        uvicorn.Config(office.world.application, host="127.0.0.1", port=0, log_level="error", lifespan="off")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/api/v1"
    server.should_exit = True
    thread.join(10)


def next_event(lines: Iterator[str]) -> list[str]:
    """Return the lines of the next event of a stream."""
    found = []
    for line in lines:
        if line.startswith(("event:", "data:")):
            found.append(line)
        if line.startswith("data:"):
            break
    return found


def test_the_bell_rings_on_an_open_page(office: Office, address: str) -> None:
    """Ann has the page open; a lead becomes hers; her page is told, with the number of unread notices."""
    made = office.lead(employees=200, decides=True)
    office.activity(made["id"])
    cookies = {cookie.name: str(cookie.value) for cookie in office.ann.client.cookies.jar}
    with (
        httpx.Client(timeout=20) as client,
        client.stream("GET", f"{address}/events", cookies=cookies) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.iter_lines()
        assert next_event(lines) == ["event: hello", 'data: {"notices":0,"inbox":0}']
        time.sleep(0.5)  # the listening connection opens beside the stream
        office.press(made["id"], "demo")
        office.work()
        assert next_event(lines) == ["event: notice", 'data: {"title":"Acme Ltd 已合格","count":1}']
