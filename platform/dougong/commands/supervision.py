"""Supervision: the processes of a server, started again when they die, ended when their parent ends."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

from dougong.errors import Unavailable

_GRACE_SECONDS = 25
_BRIEF_SECONDS = 5.0
_LONGEST_PAUSE = 10.0


class Supervised:
    """A child process that is started again when it dies, and ends when we do.

    It holds one end of a pipe as its standard input (`end_with_parent`), so that it ends even when this process
    is killed. A process that keeps dying young is started again after ever longer pauses, at most 10 s.
    """

    def __init__(self, arguments: Sequence[str], *, listening: socket.socket | None = None) -> None:
        self.command = [sys.executable, "-m", "dougong", *arguments]
        self.shared = () if listening is None else (listening.fileno(),)
        self.stopping = threading.Event()
        self.process = self._start()
        threading.Thread(target=self._watch, daemon=True).start()

    def _start(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C reaches the parent alone, which ends its children in good order.
        return subprocess.Popen(  # noqa: S603 - our own interpreter
            self.command, stdin=subprocess.PIPE, pass_fds=self.shared, start_new_session=True
        )

    def _watch(self) -> None:
        pause = 0.0
        while not self.stopping.is_set():
            started = time.monotonic()
            self.process.wait()
            young = time.monotonic() - started < _BRIEF_SECONDS
            pause = min(max(2 * pause, 0.5), _LONGEST_PAUSE) if young else 0.0
            if not self.stopping.wait(pause):
                self.process = self._start()

    def ask_to_end(self) -> None:
        """Send SIGTERM and start it no more."""
        self.stopping.set()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def ended(self, timeout: float) -> None:
        """Wait until it has ended; kill it after `timeout` seconds."""
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def run_until_stopped(children: Sequence[Supervised]) -> None:
    """Wait for SIGTERM or SIGINT, then end all children together, giving what they do 25 s to complete."""
    stop = threading.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, lambda *_: stop.set())
    stop.wait()
    for child in children:
        child.ask_to_end()
    deadline = time.monotonic() + _GRACE_SECONDS
    for child in children:
        child.ended(max(deadline - time.monotonic(), 0.1))


def end_with_parent() -> None:
    """Send ourselves SIGTERM once the parent, which holds the other end of standard input, is gone."""

    def watch() -> None:
        with contextlib.suppress(OSError):
            while os.read(0, 1024):
                pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()


def listen(host: str, port: int, patience: float = 5.0) -> socket.socket:
    """Return a listening socket that children inherit; `Unavailable` when the port stays taken."""
    deadline = time.monotonic() + patience
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    while True:
        try:
            return socket.create_server((host, port), family=family, backlog=2048)
        except OSError as error:
            # The processes of a server that was killed close the port a moment later.
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                raise Unavailable(f"Cannot listen on {host}:{port}: {error.strerror}.") from error
        time.sleep(0.2)
