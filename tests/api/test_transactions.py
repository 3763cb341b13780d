"""One transaction for each request: an answer of success means committed, a failed commit is never one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from dougong.database import Database
from dougong.metadata import published
from tests.world import World

DESK = Path(__file__).parents[1] / "apps" / "desk"
SUPPLIERS = "/apps/desk/entities/supplier/records"


class Desk:
    """The purchase desk, and a second connection that sees only what is committed."""

    def __init__(self, world: World, database: Database) -> None:
        self.admin, self.database = world.admin, database
        world.install_folder(DESK)
        with database.begin() as conn:
            supplier = published(conn, "desk").entities["supplier"]
        self.table = f"ws_main.{supplier.table.name}"
        self.name = supplier.columns["name"][0].name

    def fail_at_commit(self, table: str) -> None:
        """Let every COMMIT fail that has written to a table."""
        with self.database.begin() as conn:
            conn.execute(
                sa.text(
                    "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS "
                    "$$BEGIN RAISE EXCEPTION 'refused at commit' USING ERRCODE = 'integrity_constraint_violation'; END$$"
                )
            )
            conn.execute(
                sa.text(
                    f"CREATE CONSTRAINT TRIGGER refuse AFTER INSERT OR UPDATE ON {table} "
                    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.refuse()"
                )
            )

    def counts(self) -> dict[str, int]:
        """Return how many rows each table of the workspace and of the queue has."""
        with psycopg.connect(self.database.url.set(drivername="postgresql").render_as_string(False)) as conn:
            names = conn.execute(
                "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
                "WHERE schemaname IN ('ws_main', 'dougong') ORDER BY 1"
            ).fetchall()
            return {
                name: conn.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # type: ignore[index]
                for (name,) in names
            }

    def names(self) -> list[str]:
        """Return the names of the committed suppliers."""
        with psycopg.connect(self.database.url.set(drivername="postgresql").render_as_string(False)) as conn:
            return [row[0] for row in conn.execute(f"SELECT {self.name} FROM {self.table} ORDER BY 1")]


@pytest.fixture
def desk(world: World, database: Database) -> Desk:
    """The purchase desk, installed."""
    return Desk(world, database)


def test_a_commit_that_fails_is_answered_as_a_failure_and_leaves_nothing(desk: Desk) -> None:
    """Create, change, batch and a keyed POST: each statement is fine, the COMMIT is not, so nothing happened."""
    made = desk.admin.post(SUPPLIERS, {"values": {"name": "Before"}}, status=201)
    desk.fail_at_commit(desk.table)
    before = desk.counts()
    one: dict[str, Any] = {"values": {"name": "Never"}}
    answers = [
        desk.admin.request("POST", SUPPLIERS, json=one),
        desk.admin.request("POST", SUPPLIERS, json=one, headers={"Idempotency-Key": "k1"}),
        desk.admin.request("PATCH", f"{SUPPLIERS}/{made['id']}", json=one, headers={"If-Match": '"1"'}),
        desk.admin.request(
            "POST",
            f"{SUPPLIERS}/batch",
            json={"items": [{"op": "create", "values": {"name": f"Never {at}"}} for at in range(5)]},
        ),
    ]
    for answer in answers:
        assert answer.status_code >= 500, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert "refused at commit" not in answer.text
        assert answer.json()["request_id"] == answer.headers["x-request-id"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert desk.counts() == before
    assert desk.names() == ["Before"]


def test_a_key_whose_first_try_failed_may_be_used_again(desk: Desk) -> None:
    """The client repeats the same POST with the same key after the fault is gone, and it is done once."""
    desk.fail_at_commit(desk.table)
    body, key = {"values": {"name": "Acme"}}, {"Idempotency-Key": "k1"}
    assert desk.admin.request("POST", SUPPLIERS, json=body, headers=key).status_code >= 500
    with desk.database.begin() as conn:
        conn.execute(sa.text(f"DROP TRIGGER refuse ON {desk.table}"))
    first, second = (desk.admin.request("POST", SUPPLIERS, json=body, headers=key) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    assert desk.names() == ["Acme"]


def test_a_session_whose_commit_failed_is_not_handed_out(desk: Desk, world: World) -> None:
    """Signing in fails when its session could not be kept: no cookie of a session that is not there."""
    desk.fail_at_commit("dougong.session")
    answer = world.anonymous().post(
        "/api/v1/session", json={"login": "admin", "password": "a-good-long-password"}
    )
    assert answer.status_code >= 500
    assert "set-cookie" not in answer.headers


def test_a_publish_whose_commit_failed_changed_neither_documents_nor_tables(desk: Desk) -> None:
    """Version, documents and DDL are one transaction: all of it, or, as here, nothing."""
    admin = desk.admin
    path = "/apps/desk/draft/entity/supplier"
    draft = admin.get(path)
    draft["document"]["schema"]["properties"]["colour"] = {
        "type": ["string", "null"],
        "x-dougong": {"id": "c0l0ur01", "type": "text", "label": {"en": "Colour"}},
    }
    admin.put(path, {"document": draft["document"]}, **{"If-Match": f'"{draft["version"]}"'})
    plan = admin.get("/apps/desk/draft/plan")
    desk.fail_at_commit("ws_main.app_version")
    before, live = desk.counts(), admin.get("/apps/desk")["version"]
    answer = admin.request("POST", "/apps/desk/publish", json={"plan": plan["hash"], "accept": []})
    assert answer.status_code >= 500, answer.text
    assert desk.counts() == before
    assert admin.get("/apps/desk")["version"] == live
    columns = sa.inspect(desk.database.engine).get_columns(desk.table.split(".")[1], schema="ws_main")
    assert "f_c0l0ur01" not in {column["name"] for column in columns}
    admin.post(SUPPLIERS, {"values": {"name": "Acme"}}, status=201)


def test_an_answer_of_success_is_sent_after_the_commit(desk: Desk) -> None:
    """The moment 201 is read, another connection sees the row."""
    for at in range(20):
        desk.admin.post(SUPPLIERS, {"values": {"name": f"Acme {at:02}"}}, status=201)
        assert desk.names()[-1] == f"Acme {at:02}"
