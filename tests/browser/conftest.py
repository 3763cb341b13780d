"""A real browser on a real server: one Chromium for the run, a server and worker of its own for each story."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, expect, sync_playwright

from dougong.jobs.worker import run_waiting
from tests.browser.install import find
from tests.browser.person import Desk
from tests.conftest import Databases
from tests.crm.conftest import build
from tests.world import World

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


# Said once for all expectations: a busy machine is slow, not wrong.
expect.set_options(timeout=15_000)

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a story of this folder that failed be played once more, and told: docs/decisions/0028."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for a file; its event loop must not outlive it in the thread of other tests."""
    path = find()
    assert path is not None, "no browser: run `make browser`"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


class Server:
    """The application on a port of its own, with a worker that does what waits."""

    def __init__(self, world: World) -> None:
        self.world = world
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        world.settings.public_url = self.url
        self.uvicorn = uvicorn.Server(
            uvicorn.Config(
                world.application, host="127.0.0.1", port=self.port, log_level="error", lifespan="off"
            )
        )
        self.stopping = threading.Event()
        self.threads = [
            threading.Thread(target=self.uvicorn.run, daemon=True),
            threading.Thread(target=self._work, daemon=True),
        ]

    @property
    def url(self) -> str:
        """Return the address of the server."""
        return f"http://127.0.0.1:{self.port}"

    def _work(self) -> None:
        while not self.stopping.wait(0.3):
            run_waiting(self.world.database, self.world.settings)

    def start(self) -> None:
        """Start and wait until it answers."""
        for thread in self.threads:
            thread.start()
        deadline = time.monotonic() + 20
        while not self.uvicorn.started and time.monotonic() < deadline:
            time.sleep(0.05)

    def stop(self) -> None:
        """End the server and its worker."""
        self.stopping.set()
        self.uvicorn.should_exit = True
        self.uvicorn.force_exit = True
        for thread in self.threads:
            thread.join(10)


@contextmanager
def served(world: World, chromium: Browser) -> Iterator[Desk]:
    """A company at its screens: its server is there for the block, and what a console complained of is raised."""
    server = Server(world)
    server.start()
    opened = Desk(chromium, server.url, world)
    try:
        yield opened
        opened.close()
    finally:
        server.stop()


@pytest.fixture
def desk(databases: Databases, tmp_path: Path, chromium: Browser) -> Iterator[Desk]:
    """A company that sells with the CRM (tests/crm), served to real browsers."""
    name = databases.clone(databases.template("crm", build))
    database = databases.connect(name)
    with World(database, tmp_path) as world, served(world, chromium) as opened:
        yield opened
    database.close()
    databases.drop(name)
