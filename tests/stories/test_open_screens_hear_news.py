"""An open page hears what happens, over a real connection."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
import uvicorn

from tests.stories.leads import BASE, Office


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
    """Ann has the page open; a lead becomes hers; her page is told at once, with the number of unread notices."""
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
        heard = next_event(lines)
        while heard[0] == "event: record":  # what the page shows has changed too
            heard = next_event(lines)
        assert heard == ["event: notice", 'data: {"title":"Acme Ltd 已合格","count":1}']


@pytest.fixture
def screens(office: Office, address: str) -> Iterator[dict[str, Iterator[str]]]:
    """The open pages of Ann and Bob, past their greeting."""
    with ExitStack() as stack:
        client = stack.enter_context(httpx.Client(timeout=20))
        found = {}
        for person in (office.ann, office.bob):
            cookies = {cookie.name: str(cookie.value) for cookie in person.client.cookies.jar}
            answer = stack.enter_context(client.stream("GET", f"{address}/events", cookies=cookies))
            found[person.login] = answer.iter_lines()
            assert next_event(found[person.login])[0] == "event: hello"
        time.sleep(0.5)  # the listening connection opens beside the streams
        yield found


def heard(lines: Iterator[str]) -> list[tuple[str, Any]]:
    """Return the (record, version) of the next event, which must be about a lead and tell nothing more."""
    kind, data = next_event(lines)
    told = json.loads(data.removeprefix("data: "))
    assert (kind, told.pop("app"), told.pop("entity")) == ("event: record", "leads", "lead")
    return [(told.pop("id"), told.pop("version")), *told.items()]


def test_a_page_hears_of_changes_to_records_that_its_person_may_see(
    office: Office, screens: dict[str, Iterator[str]]
) -> None:
    """Ann hears of her lead: entered, changed, given to Bob, who hears of it from then on; nothing but its
    id and version is told, and nothing of the leads of others."""
    hers = office.lead(by=office.ann)
    assert heard(screens["ann"]) == [(hers["id"], hers["version"])]
    his = office.lead(by=office.bob)
    office.change(hers["id"], need="urgent", by=office.ann)
    changed = office.read("lead", hers["id"])
    assert heard(screens["ann"]) == [(hers["id"], changed["version"])]
    office.change(hers["id"], owner=office.bob.id)
    assert heard(screens["bob"]) == [(his["id"], his["version"])]
    given = office.read("lead", hers["id"])
    assert heard(screens["bob"]) == [(hers["id"], given["version"])]
    office.admin.delete(f"{BASE}/lead/records/{his['id']}", **{"If-Match": f'"{his["version"]}"'})
    assert heard(screens["bob"])[0][0] == his["id"]
    last = office.lead(by=office.ann, company="Last Ltd")
    assert heard(screens["ann"]) == [(last["id"], last["version"])]


def test_what_was_not_kept_is_not_told(office: Office, screens: dict[str, Iterator[str]]) -> None:
    """A batch that ends with a stale version tells nothing of the record it had made before."""
    first = office.lead(by=office.ann)
    assert heard(screens["ann"]) == [(first["id"], first["version"])]
    items = [
        {"op": "create", "values": {"company": "One Ltd", "region": "east"}},
        {"op": "update", "id": first["id"], "version": 99, "values": {"need": "urgent"}},
    ]
    office.ann.post(f"{BASE}/lead/records/batch", {"items": items}, status=412)
    made = office.lead(by=office.ann, company="Two Ltd")
    assert heard(screens["ann"]) == [(made["id"], made["version"])]
