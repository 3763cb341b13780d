"""Approvals: start + decide pairs a second, by function calls, four threads, embedded PostgreSQL.

Each pair is two transactions on a purchase request of the desk app: the employee starts a flow and her lead's
seat opens; the lead approves and the instance ends. Shares, notices, the outbox and its job are in it. Two
flows: `plain` (a seat and an end) is the approval itself; `approval` is the desk's own, which besides writes
the record twice (history, state log, score card) and asks a gateway.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
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
from dougong.collector import settle
from dougong.context import Context, Principal, system_principal
from dougong.database import Database
from dougong.embedded import EmbeddedPostgres
from dougong.identity.people import create_person, set_roles
from dougong.identity.sessions import read_principal
from dougong.metadata import published
from dougong.metadata.documents import Document, Tree, tree_of_folder
from dougong.records.changes import Change
from dougong_flow import Verb
from dougong_model import uuid7

DESK = Path(__file__).resolve().parents[1] / "tests" / "apps" / "desk"
FLOOR = 150.0
THREADS = 4
PAIRS = 600


PLAIN: dict[str, Any] = {
    "format": 1,
    "id": "fl0plain",
    "key": "plain",
    "entity": "request",
    "name": {"en": "Plain approval", "zh": "简单审批"},
    "start": {"on": "button"},
    "nodes": [
        {
            "id": "nd00lead",
            "key": "lead",
            "kind": "approve",
            "name": {"en": "Lead", "zh": "主管"},
            "who": [{"supervisor": 1}],
            "verbs": ["approve", "reject"],
        },
        {"id": "nd000end", "key": "end", "kind": "end"},
    ],
    "edges": [{"from": "start", "to": "lead"}, {"from": "lead", "to": "end", "on": "approved"}],
}


def context(conn: sa.Connection, principal: Principal) -> Context:
    """Return a context of somebody at this moment."""
    return Context(conn=conn, principal=principal, now=datetime.now(UTC), zone=ZoneInfo("Asia/Shanghai"))


def desk() -> Tree:
    """Return the desk with the plain flow, which its employees may start."""
    tree = tree_of_folder(DESK)
    grant = {"id": "grplain0", "flow": "plain", "actions": ["start"]}
    documents = [
        replace(one, body={**one.body, "grants": [*one.body["grants"], grant]})
        if (one.kind, one.key) == ("role", "employee")
        else one
        for one in tree.documents
    ]
    return replace(tree, documents=(*documents, Document(kind="flow", key="plain", body=PLAIN)))


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
        app = published(conn, install_tree(system, desk()).key)
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


def pair(database: Database, employee: Principal, lead: Principal, flow: str, record: UUID) -> None:
    """Start a flow on a record and approve it."""
    with database.begin() as conn:
        instance = start_flow(context(conn, employee), published(conn, "desk"), flow, record)
    (seat,) = instance.open_seats()
    with database.begin() as conn:
        decide_seat(context(conn, lead), seat.id, Verb.APPROVE, comment="fine")


def measure(database: Database, pairs: int = PAIRS, threads: int = THREADS) -> dict[str, float]:
    """Return pairs a second by flow; the first few of each warm the process up and do not count."""
    employee, lead = set_up(database)
    rates = {}
    for flow in ("plain", "approval"):
        records = requests(database, employee, pairs + threads * 5)
        warm, counted = records[: threads * 5], records[threads * 5 :]
        act = partial(pair, database, employee, lead, flow)
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(act, warm))
            begun = time.perf_counter()
            list(pool.map(act, counted))
            rates[flow] = pairs / (time.perf_counter() - begun)
    return rates


def run(pairs: int = PAIRS) -> dict[str, float]:
    """Measure on an embedded server of its own, durable as in production."""
    with tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(Path(folder) / "postgresql")
        url = sa.make_url(server.start()).render_as_string(hide_password=False)
        database = Database(url, "ws_main", threads=8)
        try:
            return measure(database, pairs)
        finally:
            database.close()
            server.stop()


def main(arguments: Sequence[str]) -> int:
    """Print the figures; the exit code says whether the floor holds."""
    settle()  # as every process of the platform does
    rates = run(int(arguments[0]) if arguments else PAIRS)
    for flow, rate in rates.items():
        print(f"start + decide pairs/s, {THREADS} threads, {flow}: {rate:.0f}")
    print(f"floor for plain: {FLOOR:.0f}")
    return 0 if rates["plain"] >= FLOOR else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
