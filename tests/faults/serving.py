"""The real thing as processes: `dougong serve` in a folder of its own, whose parts a test can kill."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import sqlalchemy as sa

from dougong.embedded import EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a-good-long-password"
PATIENCE = 90.0


class Serving:
    """One running server: web processes, a worker, an embedded database, settings as in production."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.failpoint = home / "failpoint"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.base = f"http://127.0.0.1:{self.port}"
        path = os.pathsep.join(
            (str(ROOT / "platform"), str(ROOT / "engines"), os.environ.get("PYTHONPATH", ""))
        )
        self.environment = {
            **os.environ,
            "PYTHONPATH": path,
            "DOUGONG_HOME": str(home),
            "DOUGONG_WORKER_SILENCE": "3",
            "DOUGONG_THREADS": "6",
            "PUBLIC_URL": self.base,
            "DOUGONG_FAILPOINTS": str(self.failpoint),
            "DOUGONG_OUTBOUND_ALLOW": "127.0.0.1",
        }
        self.environment.pop("DATABASE_URL", None)
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *arguments: str) -> None:
        """Run a command of `dougong` on the same folder, the server being down."""
        subprocess.run(
            [sys.executable, "-m", "dougong", *arguments],
            env=self.environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
        )

    def start(self) -> None:
        """Start the server and wait until it answers."""
        with (self.home / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "dougong", "serve", "--port", str(self.port), "--web", "2"],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_ready()

    def stop(self) -> None:
        """End everything, cleanly first."""
        if self.process is None:
            return
        parts = [pid for kind in ("web", "worker", "database") for pid in self.parts(kind)]
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pid in parts:
            _kill(pid)
        self.process = None

    def parts(self, kind: str) -> list[int]:
        """Return the processes of a part: web, worker or database (its postmaster)."""
        assert self.process is not None
        told = {"worker": b"dougong\0worker", "database": b"bin/postgres\0", "web": b"dougong\0web-process"}[
            kind
        ]
        return [pid for pid in _children(self.process.pid) if told in _said(f"/proc/{pid}/cmdline")]

    def kill(self, kind: str) -> None:
        """Kill every process of a part with SIGKILL; `everything` kills the server with all its parts."""
        if kind == "everything":
            assert self.process is not None
            parts = [pid for part in ("web", "worker", "database") for pid in self.parts(part)]
            self.process.kill()
            self.process.wait()
            for pid in parts:
                _kill(pid)
            return
        found = self.parts(kind)
        assert found, f"no process of {kind} is running"
        for pid in found:
            _kill(pid)

    def wait_ready(self) -> None:
        """Wait until web processes and database answer."""
        until(lambda: self._ready() and self._ready())

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.base}/readyz", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def sign_in(self, login: str) -> Caller:
        """Sign in and return a caller."""
        with httpx.Client(base_url=self.base, timeout=60) as client:
            answer = client.post("/api/v1/session", json={"login": login, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            return Caller(self, dict(client.cookies), answer.json()["person"]["id"])

    @contextmanager
    def database(self) -> Iterator[psycopg.Connection[Any]]:
        """Look into the database behind the server's back."""
        url = sa.make_url(EmbeddedPostgres(self.home / "postgresql").url).set(drivername="postgresql")
        with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as conn:
            yield conn

    def log(self) -> str:
        """Return what the server said."""
        return (self.home / "serve.log").read_text(errors="replace")


class Caller:
    """Somebody signed in; each request has a connection of its own, as after a fault."""

    def __init__(self, serving: Serving, cookies: dict[str, str], identity: str) -> None:
        self.serving, self.cookies, self.id = serving, cookies, identity

    def send(self, method: str, path: str, **options: Any) -> httpx.Response | None:
        """Send a request; None when the connection broke, so that nobody knows what became of it."""
        try:
            with httpx.Client(base_url=self.serving.base, cookies=self.cookies, timeout=60) as client:
                client.headers["Origin"] = self.serving.base
                return client.request(method, f"/api/v1{path}", **options)
        except httpx.TransportError:
            return None

    def sure(self, method: str, path: str, **options: Any) -> Any:
        """Send a request again until it is answered by something else than a fault; return the JSON of success."""
        answers: list[httpx.Response] = []
        last: list[str] = []

        def answered() -> bool:
            answer = self.send(method, path, **options)
            last.append("no answer" if answer is None else answer.text[:500])
            if answer is None or answer.status_code in {409, 503}:
                return False
            answers.append(answer)
            return True

        until(answered, told=lambda: f"{method} {path}: {last[-1:]}")
        assert answers[0].status_code < 300, answers[0].text
        return answers[0].json() if answers[0].content else None


def until(
    done: Callable[[], object], patience: float = PATIENCE, told: Callable[[], str] = lambda: ""
) -> None:
    """Wait for something; fail when it does not come."""
    deadline = time.monotonic() + patience
    while not done():
        assert time.monotonic() < deadline, f"not within {patience:.0f} s {told()}"
        time.sleep(0.1)


def _children(pid: int) -> list[int]:
    """Return the processes below one, at any depth; what ends while they are counted is left out."""
    found: list[int] = []
    for task in _entries(f"/proc/{pid}/task"):
        for child in _said(f"/proc/{pid}/task/{task}/children").split():
            found += [int(child), *_children(int(child))]
    return found


def _entries(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _said(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError:
        return b""


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
