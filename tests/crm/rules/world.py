"""A company that lives by the rules: installed once, cloned for each file of stories, with a clock that only goes on."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dougong.actions.end_waits import end_waits
from dougong.actions.recycle_pools import recycle_pools
from dougong.actions.run_schedules import run_schedules
from dougong.actions.run_sequences import run_sequences
from dougong.database import Database
from dougong.jobs.worker import run_waiting
from tests.conftest import Databases, opened
from tests.crm.rules import written
from tests.stories.standin import StandIn
from tests.stories.test_messages_are_sent import Post
from tests.world import World, build_template

BASE = "/apps/life"
ZONE = ZoneInfo("Asia/Shanghai")
Values = dict[str, Any]

PEOPLE = {
    "boss": ("manager", None, ()),
    "ann": ("seller", "boss", ("team_east", "team_all")),
    "bob": ("seller", "boss", ("team_north", "team_all")),
    "kim": ("seller", "boss", ("team_key",)),
    "che": ("seller", "boss", ("team_chemistry",)),
    "pam": ("pool_keeper", None, ()),
    "dina": ("service_director", None, ()),
    "sam": ("service", "dina", ("team_machines",)),
    "sid": ("service", "dina", ("team_machines",)),
    "sue": ("service", "dina", ("team_software",)),
}
"""Login: role, superior, teams."""


def build(database: Database) -> None:
    """Install the app in a fresh workspace, hire the people, bind the teams."""
    build_template(database)
    with tempfile.TemporaryDirectory() as folder, World(database, Path(folder)) as world:
        world.install_folder(written(Path(folder)))
        names = dict.fromkeys(team for _, _, teams in PEOPLE.values() for team in teams)
        teams = {name: world.admin.post("/teams", {"name": name})["id"] for name in names}
        ids: dict[str, str] = {}
        for login, (role, above, member_of) in PEOPLE.items():
            ids[login] = world.person(
                login,
                roles={"life": [role]},
                supervisor=ids.get(above or ""),
                teams=[teams[one] for one in member_of],
            ).id
        world.admin.patch(f"{BASE}/settings", {"values": teams})


class Company:
    """The company at work."""

    def __init__(self, world: World, post: Post, phone: StandIn) -> None:
        self.world, self.admin, self.post, self.phone = world, world.admin, post, phone
        self.ids = {one["login"]: one["id"] for one in self.admin.get("/people", limit=100)["items"]}
        self.logins = {identity: login for login, identity in self.ids.items()}
        self.today = datetime.now(UTC).astimezone(ZONE).date()
        self.as_ = cache(world.sign_in)
        settings = {"host": "127.0.0.1", "port": post.port, "security": "none", "from": "us@acme.example"}
        self.admin.put(
            f"{BASE}/connections/mail", {"connector": "mail", "settings": settings, "secret": None}
        )
        settings = {"account": "AC1", "url": phone.url, "from": "+1555"}
        self.admin.put(
            f"{BASE}/connections/sms", {"connector": "sms_twilio", "settings": settings, "secret": "t"}
        )

    def path(self, entity: str, record: str = "") -> str:
        """Return the path of an entity's records, or of one."""
        return f"{BASE}/entities/{entity}/records" + (f"/{record}" if record else "")

    def make(self, entity: str, **values: Any) -> str:
        """Enter a record and return its id."""
        return str(self.admin.post(self.path(entity), {"values": values}, 201)["id"])

    def read(self, entity: str, record: str) -> Values:
        """Return the values of a record, and when it was made."""
        found = self.admin.get(self.path(entity, record))
        return {"created_at": found["created_at"], **found["values"]}

    def change(self, entity: str, record: str, **values: Any) -> None:
        """Change a record."""
        version = self.admin.get(self.path(entity, record))["version"]
        self.admin.patch(self.path(entity, record), {"values": values}, version)

    def refused(self, entity: str, record: str, **values: Any) -> set[str]:
        """Return the places at which a change of a record is refused."""
        version = self.admin.get(self.path(entity, record))["version"]
        answer = self.admin.patch(self.path(entity, record), {"values": values}, version, 422)
        return {one["pointer"] for one in answer["errors"]}

    def find(self, entity: str, **equal: Any) -> list[Values]:
        """Return the values of the records whose fields are equal, with their ids, in the order of their making."""
        asked = " AND ".join(f'{key} = "{value}"' for key, value in equal.items())
        items = self.admin.get(self.path(entity), filter=asked, sort="created_at", limit=200)["items"]
        return [{"id": one["id"], **one["values"]} for one in items]

    def press(self, entity: str, record: str, button: str) -> Any:
        """Press a button of a record."""
        return self.admin.post(f"{self.path(entity, record)}/actions/{button}")

    def owner(self, entity: str, record: str) -> str | None:
        """Return the login of a record's owner."""
        return self.logins.get(self.read(entity, record)["owner"])

    def settings(self, **values: Any) -> None:
        """Tune settings of the app."""
        self.admin.patch(f"{BASE}/settings", {"values": values})

    def day(self, days: int = 0) -> str:
        """Return the day so many days from today, as records hold it."""
        return str(self.on_day(days))

    def on_day(self, days: int = 0) -> date:
        """Return the day so many days from today."""
        return self.today + timedelta(days=days)

    def ago(self, **span: float) -> str:
        """Return a moment that has passed, as records hold it."""
        return (datetime.now(UTC) - timedelta(**span)).isoformat()

    def strike(self, days: int | date, at: str) -> int:
        """Let the clock show a time on a day, and the worker do what is due; returns how many runs began."""
        day = days if isinstance(days, date) else self.on_day(days)
        moment = datetime.combine(day, time.fromisoformat(at), ZONE).astimezone(UTC)
        started = run_schedules(self.world.database, moment)
        self.work()
        return started

    def later(self, **span: float) -> int:
        """Let rules that wait go on as if so much time had passed; returns how many did."""
        ended = end_waits(self.world.database, datetime.now(UTC) + timedelta(**span))
        self.work()
        return ended

    def recycle(self, **span: float) -> int:
        """Let the pools be looked after as if so much time had passed; returns how many records went back."""
        return recycle_pools(self.world.database, datetime.now(UTC) + timedelta(**span))

    def nurture(self, days: int, at: str) -> None:
        """Let the steps of sequences be taken that are due at a time, so many days from today."""
        moment = datetime.combine(self.on_day(days), time.fromisoformat(at), ZONE).astimezone(UTC)
        run_sequences(self.world.database, moment)
        self.work()

    def work(self) -> None:
        """Let the worker do what waits for it."""
        run_waiting(self.world.database, self.world.settings)

    def letters(self, address: str) -> list[str]:
        """Return the subjects of the letters to an address, the first one first."""
        self.work()
        return [str(one["Subject"]) for one in self.post.letters if one["To"] == address]

    def told(self, login: str) -> list[str]:
        """Return what somebody was told, the latest first."""
        return [one["title"] for one in self.as_(login).get("/notices")["items"]]

    def failures(self) -> list[Any]:
        """Return the runs of rules that failed."""
        return list(self.admin.get(f"{BASE}/runs", state="failed")["items"])


@contextmanager
def at_work(databases: Databases, home: Path) -> Iterator[Company]:
    """Open a company; at its end no rule has failed that the stories did not expect."""
    post = Post()
    try:
        with (
            opened(databases, databases.template("life by rules", build)) as database,
            World(database, home) as world,
            StandIn() as phone,
        ):
            phone.answers = [(201, {"sid": "SM1", "status": "queued"})]
            company = Company(world, post, phone)
            yield company
            assert company.failures() == []
    finally:
        post.controller.stop()
