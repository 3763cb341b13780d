"""A company that sells with the CRM: installed once, cloned for each story."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dougong.database import Database
from tests.conftest import Databases
from tests.crm.rules.world import Company, at_work
from tests.world import Person, World, build_template

PEOPLE = {
    "director": (None, (), "director"),
    "manager": ("director", (), "manager"),
    "other_manager": ("director", (), "manager"),
    "east_1": ("manager", ("east", "everybody"), "sales_rep"),
    "east_2": ("manager", ("east", "everybody"), "sales_rep"),
    "north_1": ("other_manager", ("north", "everybody"), "sales_rep"),
    "key_1": ("other_manager", ("key",), "sales_rep"),
    "key_2": ("manager", ("key",), "sales_rep"),
    "marketing": ("director", (), "marketing"),
}
"""Login: supervisor, teams, role in the CRM."""

TEAMS = {"everybody": "sales_team", "key": "key_account_team", "east": "team_east", "north": "team_north"}
"""Team: the setting it is bound to."""


def build(database: Database) -> None:
    """Install the CRM in a fresh workspace, hire the people, bind the teams."""
    build_template(database)
    with tempfile.TemporaryDirectory() as folder, World(database, Path(folder)) as world:
        world.install("crm")
        admin = world.admin
        teams = {key: admin.post("/teams", {"name": key})["id"] for key in TEAMS}
        known: dict[str, str] = {}
        for login, (supervisor, member_of, role) in PEOPLE.items():
            person = world.person(
                login,
                roles={"crm": [role]},
                supervisor=known.get(supervisor or ""),
                teams=[teams[key] for key in member_of],
            )
            known[login] = person.id
        admin.patch("/apps/crm/settings", {"values": {setting: teams[key] for key, setting in TEAMS.items()}})


class Crm:
    """The company at work: its people by login, and verbs over the records of the CRM."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.admin = world.admin
        items = world.admin.get("/people", limit=100)["items"]
        self.ids = {one["login"]: one["id"] for one in items}
        self.logins = {identity: login for login, identity in self.ids.items()}

    def as_(self, login: str) -> Person:
        """Return somebody signed in."""
        return self.world.sign_in(login)

    def path(self, entity: str, record: str = "") -> str:
        """Return the path of an entity's records, or of one."""
        return f"/apps/crm/entities/{entity}/records" + (f"/{record}" if record else "")

    def create(self, entity: str, who: Person | None = None, **values: Any) -> dict[str, Any]:
        """Create a record and return it as it is after everything reacted."""
        person = who or self.admin
        made: dict[str, Any] = person.post(self.path(entity), {"values": values})
        return self.read(entity, made["id"])

    def arrive(self, **values: Any) -> dict[str, Any]:
        """Let a lead come in that nobody owns yet."""
        return self.create("lead", **{"contact_name": "Li Na", "channel": "search", "owner": None, **values})

    def read(self, entity: str, record: str, who: Person | None = None) -> dict[str, Any]:
        """Read a record."""
        found: dict[str, Any] = (who or self.admin).get(self.path(entity, record))
        return found

    def change(
        self, entity: str, record: str, who: Person | None = None, expect: int = 200, **values: Any
    ) -> Any:
        """Change a record at its present version; `expect` is the status of the answer."""
        version = self.read(entity, record)["version"]
        return (who or self.admin).patch(self.path(entity, record), {"values": values}, version, expect)

    def owner(self, record: dict[str, Any]) -> str | None:
        """Return the login of a record's owner."""
        return self.logins.get(record["values"].get("owner"))


@pytest.fixture
def crm(databases: Databases, tmp_path: Path) -> Iterator[Crm]:
    """The company, in a database of its own."""
    name = databases.clone(databases.template("crm", build))
    database = databases.connect(name)
    with World(database, tmp_path) as world:
        yield Crm(world)
    database.close()
    databases.drop(name)


@pytest.fixture(scope="module")
def company(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """The company that lives by the rules of the whole life cycle, one for all stories of a file."""
    with at_work(databases, tmp_path_factory.mktemp("life")) as found:
        yield found
