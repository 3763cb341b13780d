"""The scene of the stories about rules: a sales office with three teams, and the lead app installed for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.world import Person, World

from dougong.jobs.worker import run_waiting
from dougong.metadata import published
from dougong.metadata.settings import set_settings

LEADS = Path(__file__).resolve().parents[1] / "apps" / "leads"
BASE = "/apps/leads/entities"


class Office:
    """The office: Ann and Bob in the east, Cid for the rest, Kim for key accounts."""

    def __init__(self, world: World) -> None:
        self.world, self.admin = world, world.admin
        world.install_folder(LEADS)
        teams = {key: self.admin.post("/teams", {"name": key})["id"] for key in ("east", "sales", "key_accounts")}
        with world.transaction() as context:
            set_settings(context.conn, published(context.conn, "leads"), teams)
        self.ann = self._hire("ann", teams["east"])
        self.bob = self._hire("bob", teams["east"])
        self.cid = self._hire("cid", teams["sales"])
        self.kim = self._hire("kim", teams["key_accounts"])

    def _hire(self, login: str, team: str) -> Person:
        return self.world.person(login, roles={"leads": ["sales"]}, teams=[team])

    def lead(self, status: int = 201, by: Person | None = None, **values: Any) -> Any:
        """Enter a lead (as the administrator, for nobody, unless said otherwise)."""
        given = {"company": "Acme Ltd", "region": "east", **values}
        if by is None:
            given.setdefault("owner", None)
        return (by or self.admin).post(f"{BASE}/lead/records", {"values": given}, status)

    def read(self, entity: str, record: str, by: Person | None = None) -> Any:
        """Read a record."""
        return (by or self.admin).get(f"{BASE}/{entity}/records/{record}")

    def all(self, entity: str, **params: Any) -> list[dict[str, Any]]:
        """List records."""
        found: list[dict[str, Any]] = self.admin.get(f"{BASE}/{entity}/records", **params)["items"]
        return found

    def activity(self, lead: str, kind: str = "call", **values: Any) -> Any:
        """Note an activity on a lead."""
        return self.admin.post(
            f"{BASE}/activity/records", {"values": {"subject": "Talk", "kind": kind, "lead": lead, **values}})

    def runs(self, record: str) -> list[dict[str, Any]]:
        """Return what rules did to a lead, oldest first."""
        return list(reversed(self.admin.get(f"{BASE}/lead/records/{record}/runs")["items"]))

    def work(self) -> None:
        """Let the worker do what waits."""
        run_waiting(self.world.database, self.world.settings)
