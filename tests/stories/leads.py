"""The scene of the stories about rules: a sales office with three teams, and the lead app installed for it.

It is set up once and cloned for each story.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dougong.database import Database
from dougong.jobs.worker import run_waiting
from dougong.metadata import published
from dougong.metadata.settings import set_settings
from tests.world import Person, World, build_template

LEADS = Path(__file__).resolve().parents[1] / "apps" / "leads"
BASE = "/apps/leads/entities"
TEAMS = {"ann": "east", "bob": "east", "cid": "sales", "kim": "key_accounts"}


def build_office(database: Database) -> None:
    """Migrate, install the app, make the teams and hire four people."""
    build_template(database)
    with TemporaryDirectory() as home, World(database, Path(home)) as world:
        world.install_folder(LEADS)
        teams = {
            key: world.admin.post("/teams", {"name": key})["id"] for key in dict.fromkeys(TEAMS.values())
        }
        with world.transaction() as context:
            set_settings(context.conn, published(context.conn, "leads"), teams)
        for login, team in TEAMS.items():
            world.person(login, roles={"leads": ["sales"]}, teams=[teams[team]])


class Office:
    """The office: Ann and Bob in the east, Cid for the rest, Kim for key accounts."""

    def __init__(self, world: World) -> None:
        self.world, self.admin = world, world.admin

    @cached_property
    def ann(self) -> Person:
        """Ann, of the east team."""
        return self.world.sign_in("ann")

    @cached_property
    def bob(self) -> Person:
        """Bob, of the east team."""
        return self.world.sign_in("bob")

    def id_of(self, name: str) -> str:
        """Return the id of one of the four."""
        return str(self.admin.get("/people", search=name)["items"][0]["id"])

    def lead(self, expect: int = 201, by: Person | None = None, **values: Any) -> Any:
        """Enter a lead (as the administrator, for nobody, unless said otherwise)."""
        given = {"company": "Acme Ltd", "region": "east", **values}
        if by is None:
            given.setdefault("owner", None)
        return (by or self.admin).post(f"{BASE}/lead/records", {"values": given}, expect)

    def read(self, entity: str, record: str, by: Person | None = None) -> Any:
        """Read a record."""
        return (by or self.admin).get(f"{BASE}/{entity}/records/{record}")

    def all(self, entity: str, **params: Any) -> list[dict[str, Any]]:
        """List records."""
        found: list[dict[str, Any]] = self.admin.get(f"{BASE}/{entity}/records", **params)["items"]
        return found

    def change(self, record: str, by: Person | None = None, **values: Any) -> Any:
        """Change a lead as it is now."""
        version = self.read("lead", record)["version"]
        return (by or self.admin).patch(f"{BASE}/lead/records/{record}", {"values": values}, version)

    def activity(self, lead: str, kind: str = "call", **values: Any) -> Any:
        """Note an activity on a lead."""
        return self.admin.post(
            f"{BASE}/activity/records", {"values": {"subject": "Talk", "kind": kind, "lead": lead, **values}}
        )

    def press(self, record: str, button: str) -> Any:
        """Press a button of a lead."""
        return self.admin.post(f"{BASE}/lead/records/{record}/actions/{button}")

    def design(self, kind: str, key: str, edit: Callable[[dict[str, Any]], object]) -> None:
        """Change a document of the app as a builder does, and publish it."""
        place = f"/apps/leads/draft/{kind}/{key}"
        found = self.admin.get(place)
        edit(found["document"])
        self.admin.put(place, {"document": found["document"]}, 200, **{"If-Match": f'"{found["version"]}"'})
        self.publish()

    def delete(self, kind: str, key: str) -> None:
        """Delete a document of the app as a builder does, and publish that."""
        place = f"/apps/leads/draft/{kind}/{key}"
        self.admin.delete(place, 204, **{"If-Match": f'"{self.admin.get(place)["version"]}"'})
        self.publish()

    def publish(self) -> None:
        """Publish the draft of the app as it is."""
        plan = self.admin.get("/apps/leads/draft/plan")
        accept = [step["accept"] for step in plan["steps"] if step["accept"]]
        self.admin.post("/apps/leads/publish", {"plan": plan["hash"], "accept": accept})

    def runs(self, record: str) -> list[dict[str, Any]]:
        """Return what rules did to a lead, oldest first."""
        return list(reversed(self.admin.get(f"{BASE}/lead/records/{record}/runs")["items"]))

    def work(self) -> None:
        """Let the worker do what waits."""
        run_waiting(self.world.database, self.world.settings)
