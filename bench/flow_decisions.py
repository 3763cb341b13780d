"""Approvals: start + decide pairs a second, by function calls, four threads, embedded PostgreSQL.

Each pair is two transactions on a purchase request of the desk app: the employee starts the flow (the record
is set to “in approval”, its lead's seat opens), the lead approves (gateway, record set to “approved”, notice,
instance finished). Rules, history, shares, notices and the outbox are all in it.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dougong.actions.apply import apply
from dougong.actions.decide_seat import decide_seat
from dougong.actions.initialise import initialise_workspace, make_administrator
from dougong.actions.install_app import install_tree
from dougong.actions.start_flow import start_flow
from dougong.actions.upgrade_database import upgrade_database
from dougong.context import Context, Principal, system_principal
from dougong.database import Database
from dougong.embedded import EmbeddedPostgres
from dougong.identity.people import create_person, set_roles
from dougong.identity.sessions import read_principal
from dougong.metadata import published
from dougong.metadata.documents import tree_of_folder
from dougong.records.changes import Change
from dougong_flow import Verb
from dougong_model import uuid7

DESK = Path(__file__).resolve().parents[1] / "tests" / "apps" / "desk"
FLOOR = 150.0
THREADS = 4
PAIRS = 600


def context(conn: sa.Connection, principal: Principal) -> Context:
    """Return a context of somebody at this moment."""
    return Context(conn=conn, principal=principal, now=datetime.now(UTC), zone=ZoneInfo("Asia/Shanghai"))


def set_up(database: Database) -> tuple[Principal, Principal]:
    """Make a workspace with the desk, an employee and her lead."""
    upgrade_database(database)
    with database.begin() as conn:
        system = context(conn, system_principal("bench"))
        initialise_workspace(system, workspace="main", name="bench")
        make_administrator(
            system,
            login="admin",
            name="Admin",
            password="a-good-long-password",
            language="en",
            workspace="main",
        )
        app = published(conn, install_tree(system, tree_of_folder(DESK)).key)
        lead = create_person(conn, system.now, {"name": "Lead"})
        employee = create_person(conn, system.now, {"name": "Employee", "supervisor_id": lead})
        role = str(app.documents("role")["employee"]["id"])
        for one in (lead, employee):
            set_roles(conn, one, app.id, [role])
        return read_principal(conn, employee), read_principal(conn, lead)


def requests(database: Database, employee: Principal, number: int) -> list[UUID]:
    """Enter purchase requests, not yet submitted."""
    ids = [uuid7() for _ in range(number)]
    with database.begin() as conn:
        mine = context(conn, employee)
        app = published(conn, "desk")
        values: dict[str, Any] = {
            "subject": "Paper",
            "needed_by": datetime(2030, 1, 1, tzinfo=UTC).date(),
            "lines": [],
        }
        apply(
            mine,
            app,
            [Change(entity="request", kind="create", id=one, values=values) for one in ids],
            rules=False,
        )
    return ids


def pair(database: Database, employee: Principal, lead: Principal, record: UUID) -> None:
    """Start the flow on a record and approve it."""
    with database.begin() as conn:
        instance = start_flow(context(conn, employee), published(conn, "desk"), "approval", record)
    (seat,) = instance.open_seats()
    with database.begin() as conn:
        decide_seat(context(conn, lead), seat.id, Verb.APPROVE, comment="fine")


def measure(database: Database, pairs: int = PAIRS, threads: int = THREADS) -> float:
    """Return pairs a second; the first few warm the process up and do not count."""
    employee, lead = set_up(database)
    records = requests(database, employee, pairs + threads * 5)
    warm, counted = records[: threads * 5], records[threads * 5 :]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda one: pair(database, employee, lead, one), warm))
        begun = time.perf_counter()
        list(pool.map(lambda one: pair(database, employee, lead, one), counted))
        return pairs / (time.perf_counter() - begun)


def run(pairs: int = PAIRS) -> float:
    """Measure on an embedded server of its own, durable as in production."""
    with tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(Path(folder) / "postgresql")
        database = Database(
            sa.make_url(server.start()).render_as_string(hide_password=False), "ws_main", threads=8
        )
        try:
            return measure(database, pairs)
        finally:
            database.close()
            server.stop()


def main(arguments: Sequence[str]) -> int:
    """Print the figure; the exit code says whether the floor holds."""
    rate = run(int(arguments[0]) if arguments else PAIRS)
    print(f"start + decide pairs/s, {THREADS} threads: {rate:.0f} (floor {FLOOR:.0f})")
    return 0 if rate >= FLOOR else 1


if __name__ == "__main__":
    threading.stack_size(1 << 20)
    raise SystemExit(main(sys.argv[1:]))
