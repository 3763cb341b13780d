"""PostgreSQL is away for a while: answers come fast and say so, and work goes on as soon as it is back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest
import sqlalchemy as sa

from dougong.database import Database, physical_name
from dougong.embedded import EmbeddedPostgres
from tests.world import World, build_template

DESK = Path(__file__).parents[1] / "apps" / "desk"
SUPPLIERS = "/apps/desk/entities/supplier/records"
FAST = 4.0


@pytest.fixture
def postgres() -> Iterator[EmbeddedPostgres]:
    """A server of our own that can be stopped."""
    with TemporaryDirectory(prefix="dougong-outage-") as folder:
        Path(folder).chmod(0o755)
        made = EmbeddedPostgres(Path(folder) / "postgresql", options=("fsync=off",))
        made.start()
        yield made
        made.stop()


def test_an_outage_is_told_at_once_and_ends_by_itself(postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    """Reads, writes and sign-in answer 503 with Retry-After within seconds; afterwards all of them work."""
    database = Database(postgres.url, "ws_main", threads=8)
    build_template(database)
    with World(database, tmp_path) as world:
        world.install_folder(DESK)
        made = world.admin.post(SUPPLIERS, {"values": {"name": "Before"}}, status=201)

        def ask() -> list[httpx.Response]:
            client = world.anonymous()
            return [
                world.admin.request("GET", f"{SUPPLIERS}/{made['id']}"),
                world.admin.request("GET", SUPPLIERS),
                world.admin.request(
                    "POST", SUPPLIERS, json={"values": {"name": f"During {time.monotonic()}"}}
                ),
                world.admin.request("GET", "/me"),
                client.post("/api/v1/session", json={"login": "admin", "password": "a-good-long-password"}),
                client.get("/readyz"),
            ]

        assert {answer.status_code for answer in ask()} == {200, 201}
        postgres.stop()
        for _ in range(2):
            for answer in ask():
                assert answer.status_code == 503, answer.text
                assert answer.elapsed.total_seconds() < FAST, answer.request.url
                assert answer.request.url.path == "/readyz" or int(answer.headers["retry-after"]) <= 5
        postgres.start()
        deadline = time.monotonic() + 10
        while {answer.status_code for answer in ask()} != {200, 201}:
            assert time.monotonic() < deadline, "the server did not recover"
        assert world.admin.get(f"{SUPPLIERS}/{made['id']}")["values"]["name"] == "Before"
    database.close()


def test_a_read_compiled_for_the_version_before_is_asked_for_again(world: World) -> None:
    """Its column went when the app was published anew: 503 with Retry-After, no fault of the server."""
    world.install_folder(DESK)
    made = world.admin.post(SUPPLIERS, {"values": {"name": "Before"}}, status=201)
    assert world.admin.get(SUPPLIERS)["items"]
    table = physical_name("e", "su3w7k5x")
    column = physical_name("f", "h01q4r8e")
    with world.database.begin() as conn:
        conn.execute(sa.text(f"ALTER TABLE ws_main.{table} RENAME {column} TO {column}_gone"))
    for path in (SUPPLIERS, f"{SUPPLIERS}/{made['id']}"):
        answer = world.admin.request("GET", path)
        assert answer.status_code == 503, answer.text
        assert answer.headers["retry-after"] == "1"
        assert "just changed" in answer.json()["detail"]
