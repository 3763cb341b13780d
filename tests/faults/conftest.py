"""One server of real processes for the tests of this folder, with the purchase desk and its people."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.serving import PASSWORD, ROOT, Caller, Serving


class Company:
    """A running server with the purchase desk, an administrator, an employee and her lead."""

    def __init__(self, serving: Serving) -> None:
        self.serving = serving
        self.admin = serving.sign_in("admin")
        self.lead = self._hire("lead", None)
        self.employee = self._hire("employee", self.lead.id)

    def _hire(self, login: str, supervisor: str | None) -> Caller:
        given = {"login": login, "name": login, "password": PASSWORD, "supervisor": supervisor}
        made = self.admin.sure("POST", "/people", json=given)
        self.admin.sure("PUT", f"/people/{made['id']}/roles", json={"app": "desk", "roles": ["employee"]})
        return self.serving.sign_in(login)


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    """Set up a folder by commands and serve it."""
    home = Path(tempfile.mkdtemp(prefix="dougong-faults-"))
    home.chmod(0o755)
    serving = Serving(home)
    try:
        (home / "password").write_text(PASSWORD)
        serving.command("init", "--admin-login", "admin", "--admin-password-file", str(home / "password"))
        serving.command("app", "import", str(ROOT / "tests" / "apps" / "desk"))
        serving.start()
        yield Company(serving)
    finally:
        serving.stop()
        shutil.rmtree(home, ignore_errors=True)
