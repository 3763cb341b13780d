"""Screens in a real browser: a key in a form of 200 fields, a step in a list of 10,000 rows, a board of 50,000 cards,
and how soon a public form and a list are there on a slow phone (a quarter of the speed, 1.6 Mbit/s).

A key counts until the frame that shows it is drawn; its floor is the same key in a page of 200 plain inputs. A step
is one turn of the wheel, ten rows; what counts is the time that scripts take of it, read from the browser itself.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from bench.records import free_port, serving
from playwright.sync_api import Browser, Page, sync_playwright
from tests.browser.conftest import FLAGS
from tests.browser.install import find

from bench import large_form, wide
from dougong.actions.install_app import install_app, install_tree
from dougong.context import system_principal
from dougong.embedded import EmbeddedPostgres
from dougong.metadata.documents import Tree

KEY_BOUND = 50.0
STEP_BOUND = 16.0
NODES_BOUND = 1.5
FRAMES_BOUND = 30.0
PHONE_FORM_BOUND = 2.0
PHONE_LIST_BOUND = 3.5
ROW = 40
STEP = 10 * ROW
TYPED = "the quick brown fox jumps over"
_SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}

_WATCH_KEYS = """() => {
  window.__keys = []
  let at = 0
  addEventListener('keydown', (event) => { at = event.timeStamp }, true)
  addEventListener('input', () => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel()
    const from = at
    port1.onmessage = () => window.__keys.push(performance.now() - from)
    port2.postMessage(0)
  }), true)
}"""
_FRAMES = """async ([selector, seconds, by]) => {
  const box = document.querySelector(selector)
  const begun = performance.now()
  let frames = 0
  while (performance.now() - begun < seconds * 1000) {
    box.scrollTop += by
    await new Promise(requestAnimationFrame)
    frames += 1
  }
  return frames / (performance.now() - begun) * 1000
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One figure: what it is of, in which unit, what it is held against, and the bound on it."""

    what: str
    ours: float
    unit: str
    floor: float | None = None
    least: float | None = None
    most: float | None = None


class Screens:
    """A server with the apps, and a browser at it."""

    def __init__(self, browser: Browser, url: str, token: str) -> None:
        self.browser, self.url, self.token = browser, url, token

    def page(self, *, phone: bool = False) -> Page:
        """Return a page of the signed-in person."""
        size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
        context = self.browser.new_context(viewport=size, locale="en-US", has_touch=phone)  # type: ignore[arg-type]
        context.set_default_timeout(60_000)
        context.add_cookies([{"name": "dougong_session", "value": self.token, "url": self.url}])
        return context.new_page()


class _Script:
    """The time that scripts of a page have taken."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("Performance.enable")
        self.last = self._now()

    def _now(self) -> float:
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return next(float(one["value"]) for one in metrics if one["name"] == "ScriptDuration") * 1000

    def since(self) -> float:
        """Return the milliseconds since this was asked last."""
        before, self.last = self.last, self._now()
        return self.last - before


def _late(times: list[float]) -> float:
    """Return the time that nineteen of twenty stay below."""
    return sorted(times)[min(len(times) - 1, len(times) * 19 // 20)]


def _typed(page: Page, selector: str, text: str) -> tuple[list[float], float]:
    """Type into a field; return the milliseconds from each key to its frame, and those of script for one."""
    page.locator(selector).click()
    page.wait_for_timeout(300)
    page.evaluate("() => { window.__keys.length = 0 }")
    script = _Script(page)
    for letter in text:
        page.keyboard.type(letter)
        page.wait_for_timeout(40)
    page.wait_for_function("(count) => window.__keys.length >= count", arg=len(text))
    return page.evaluate("() => window.__keys"), script.since() / len(text)


def form(screens: Screens, times: int) -> Iterator[Seen]:
    """Type into a text and a number that sums and rules depend on, and into a page by hand."""
    page = screens.page()
    page.goto(f"{screens.url}/apps/large/records/sheet?open=new")
    page.wait_for_selector('[data-field="f190"] input')
    page.evaluate(_WATCH_KEYS)
    plain = screens.page()
    plain.set_content(
        "".join(f"<label>Field {at}<input id=f{at}></label>" for at in range(large_form.FIELDS))
    )
    plain.evaluate(_WATCH_KEYS)
    floor, _ = _typed(plain, "#f101", TYPED * times)
    for what, field, text in (("text", "f101", TYPED * times), ("number", "f103", "1234567890.25" * times)):
        keys, script = _typed(page, f'[data-field="{field}"] input', text)
        yield Seen(what=f"form of 200 fields: key in a {what}", ours=_late(keys), unit="ms", most=KEY_BOUND)
        yield Seen(what="  to a page by hand", ours=_late(keys), unit="ms", floor=_late(floor))
        yield Seen(what="  script of it", ours=script, unit="ms")
    page.context.close()
    plain.context.close()


_GRID = '[role="grid"]'
_SCROLLER = f"div:has(> {_GRID})"
_NODES = "() => document.querySelectorAll('*').length"


def _steps(page: Page, selector: str, steps: int, by: int) -> tuple[list[float], int]:
    """Scroll so often; return the milliseconds of script for each step, and the most nodes that there were."""
    script = _Script(page)
    times, most = [], 0
    move = """async ([selector, by]) => {
      const box = document.querySelector(selector)
      box.scrollTop += by
      await new Promise(requestAnimationFrame)
      await new Promise(requestAnimationFrame)
      return box.scrollHeight - box.scrollTop - box.clientHeight
    }"""
    for step in range(steps):
        rest = page.evaluate(move, [selector, by])
        times.append(script.since())
        if step % 10 == 0:
            most = max(most, int(page.evaluate(_NODES)))
        while rest < by and step < steps - 1:  # the next rows are on their way
            page.wait_for_timeout(20)
            before, rest = rest, page.evaluate(move, [selector, 0])
            times[-1] += script.since()
            if rest == before and page.locator('[aria-busy="true"]').count() == 0 and rest <= 0:
                break
    return times, max(most, int(page.evaluate(_NODES)))


def rows(screens: Screens, count: int, view: str, columns: int) -> Iterator[Seen]:
    """Scroll through so many rows of a list, and then as fast as frames come."""
    page = screens.page()
    page.goto(f"{screens.url}/apps/wide/records/deal?view={view}")
    page.wait_for_selector(f'{_GRID} [data-cell="5:0"]')
    page.wait_for_timeout(500)
    first = int(page.evaluate(_NODES))
    times, nodes = _steps(page, _SCROLLER, count * ROW // STEP, STEP)
    name = f"list of {count:,} rows, {columns} columns"
    yield Seen(what=f"{name}: step, script", ours=statistics.mean(times), unit="ms", most=STEP_BOUND)
    yield Seen(what="  19 of 20 steps", ours=_late(times), unit="ms")
    yield Seen(what="  nodes, to those of its first page", ours=nodes, unit="", floor=first, most=NODES_BOUND)
    frames = page.evaluate(_FRAMES, [_SCROLLER, 2.0, -ROW])
    yield Seen(what="  frames while it scrolls", ours=frames, unit="/s", least=FRAMES_BOUND)
    page.context.close()


_COLUMN = 'section [role="group"]'


def board(screens: Screens, cards: int, through: int) -> Iterator[Seen]:
    """Open a board, and scroll through cards of its first column."""
    page = screens.page()
    begun = time.perf_counter()
    page.goto(f"{screens.url}/apps/wide/records/deal?view=board")
    page.wait_for_selector(f"{_COLUMN} [data-index='3']")
    yield Seen(what=f"board of {cards:,} cards: there", ours=time.perf_counter() - begun, unit="s")
    page.wait_for_timeout(500)
    first = int(page.evaluate(_NODES))
    times, nodes = _steps(page, _COLUMN, through * 100 // STEP, STEP)
    yield Seen(what="  step, script", ours=statistics.mean(times), unit="ms", most=STEP_BOUND)
    yield Seen(what="  nodes, to those at first", ours=nodes, unit="", floor=first, most=NODES_BOUND)
    frames = page.evaluate(_FRAMES, [_COLUMN, 2.0, -ROW])
    yield Seen(what="  frames while a column scrolls", ours=frames, unit="/s", least=FRAMES_BOUND)
    page.context.close()


def phone(screens: Screens, form_path: str, rounds: int) -> Iterator[Seen]:
    """Open a public form and a list on a slow phone that has nothing of them yet; the middle of some rounds."""
    for what, path, wanted, bound in (
        ("public form", form_path, "form input", PHONE_FORM_BOUND),
        ("list", "/apps/wide/records/deal?view=all", "ul li dl", PHONE_LIST_BOUND),
    ):
        times = []
        for _ in range(rounds):
            page = screens.page(phone=True)
            session = page.context.new_cdp_session(page)
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", _SLOW)
            session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
            begun = time.perf_counter()
            page.goto(f"{screens.url}{path}", wait_until="commit")
            page.wait_for_selector(wanted)
            times.append(time.perf_counter() - begun)
            page.context.close()
        yield Seen(what=f"slow phone: {what}", ours=statistics.median(times), unit="s", most=bound)


def measured(*, cards: int, listed: int, times: int) -> Iterator[Seen]:
    """Serve the apps, open a browser, and yield every figure; nothing without a browser or a built frontend."""
    chromium = find()
    if chromium is None or not _DIST.exists():
        return
    with tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder, ExitStack() as stack:
        home = Path(folder)
        home.chmod(0o755)
        server = EmbeddedPostgres(home / "postgresql")
        url = server.start()
        stack.callback(server.stop)
        scene = wide.Scene(url, cards)
        stack.callback(scene.database.close)
        with scene.database.begin() as conn:
            context = scene.context(conn, system_principal("bench"))
            install_tree(context, Tree(documents=large_form.documents()))
            install_app(context, "crm")
        environment = {"DATABASE_URL": url, "DOUGONG_HOME": str(home)}
        port = stack.enter_context(
            serving("dougong.api.server:create_app", free_port(), environment, factory=True)
        )
        address = f"http://127.0.0.1:{port}"
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        stack.callback(browser.close)
        screens = Screens(browser, address, scene.token)
        yield from form(screens, times)
        yield from rows(screens, listed, "all", 10)
        yield from rows(screens, listed // 4, "wide", len(wide.SHOWN))
        yield from board(screens, cards, listed // 5)
        yield from phone(screens, _form_link(address, scene.token), 2 * times - 1)


def _form_link(address: str, token: str) -> str:
    headers = {"cookie": f"dougong_session={token}"}
    path = f"{address}/api/v1/apps/crm/forms/lead_web/links"
    found: dict[str, Any] = httpx.get(path, headers=headers).raise_for_status().json()
    return httpx.URL(str(found["items"][0]["url"])).path


_DIST = Path(__file__).resolve().parents[1] / "frontend" / "dist"
