"""Approvals: start + decide pairs a second, by function calls, four threads, embedded PostgreSQL.

Each pair is two transactions on a purchase request of the desk app: the employee starts a flow and her lead's
seat opens; the lead approves and the instance ends. Shares, notices, the outbox and its job are in it. Two
flows: `plain` (a seat and an end) is the approval itself; `approval` is the desk's own, which besides writes
the record twice (history, state log) and asks a gateway.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
import sqlalchemy as sa

from bench import flow_floor, flow_http, flow_inbox
from dougong.actions.apply import apply
from dougong.actions.check_flows import check_flows
from dougong.actions.decide_seat import decide_seat
from dougong.actions.fire_timers import fire_timers
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
from dougong.identity.tables import person
from dougong.metadata import published
from dougong.metadata.documents import Document, Tree, tree_of_folder
from dougong.records.changes import Change
from dougong_flow import Verb
from dougong_model import uuid7

DESK = Path(__file__).resolve().parents[1] / "tests" / "apps" / "desk"
FLOOR = 200.0
TO_SQL = 0.5
"""Pairs of the product to pairs of bare SQL, on the same server with as many threads."""
PARKED = 100_000
THREADS = 4
PAIRS = 600
TURNS = 6
WARM = 20
"""Pairs a thread before it counts: a connection prepares a statement at its sixth run, PostgreSQL keeps a plan after five more."""


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


RESTING: dict[str, Any] = {
    **PLAIN,
    "id": "fl0rests",
    "key": "resting",
    "nodes": [
        {"id": "nd0rests", "key": "rest", "kind": "timer", "after": {"hours": 1}},
        {"id": "nd00end2", "key": "end", "kind": "end"},
    ],
    "edges": [{"from": "start", "to": "rest"}, {"from": "rest", "to": "end"}],
}


def context(conn: sa.Connection, principal: Principal) -> Context:
    """Return a context of somebody at this moment."""
    return Context(conn=conn, principal=principal, now=datetime.now(UTC), zone=ZoneInfo("Asia/Shanghai"))


def desk() -> Tree:
    """Return the desk with the plain flow, which its employees may start.

    Without its score card, which reads and writes lines of its own at each decision: that is no part of an approval.
    """
    tree = tree_of_folder(DESK)
    grants = [{"id": f"gr{key[:6]:0<6}", "flow": key, "actions": ["start"]} for key in ("plain", "resting")]
    documents = [
        replace(one, body={**one.body, "grants": [*one.body["grants"], *grants]})
        if (one.kind, one.key) == ("role", "employee")
        else one
        for one in tree.documents
        if one.kind != "scorecard"
    ]
    made = (Document(kind="flow", key=one["key"], body=one) for one in (PLAIN, RESTING))
    return replace(tree, documents=(*documents, *made))


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
    """Return pairs a second by flow, and of bare SQL on as many connections: the approval alone, and with all that the
    product reads and writes besides.

    They take turns, so that a slow moment of the machine is everybody's; the first pairs of each do not count.
    """
    employee, lead = set_up(database)
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    flow_floor.set_up(url)
    connections = [psycopg.connect(url, autocommit=True, prepare_threshold=1) for _ in range(threads)]
    free = SimpleQueue[flow_floor.Connection]()
    for one in connections:
        free.put(one)
    assert employee.person
    assert lead.person
    asks, decides = employee.person, lead.person

    def by_hand(play: Callable[[flow_floor.Connection, UUID, UUID, UUID], None], record: UUID) -> None:
        connection = free.get()
        play(connection, asks, decides, record)
        free.put(connection)

    plays: dict[str, Callable[[UUID], None]] = {
        **{flow: partial(pair, database, employee, lead, flow) for flow in ("plain", "approval")},
        "floor": partial(by_hand, flow_floor.pair),
        "whole floor": partial(by_hand, flow_floor.whole_pair),
    }
    warm, turn = threads * WARM, pairs // TURNS
    records = {
        name: requests(database, employee, warm + turn * TURNS)
        if name in ("plain", "approval")
        else flow_floor.records(connections[0], asks, warm + turn * TURNS)
        for name in plays
    }
    seconds = dict.fromkeys(plays, 0.0)
    with ThreadPoolExecutor(threads) as pool:
        for name, play in plays.items():
            list(pool.map(play, records[name][:warm]))
        for start in range(warm, warm + turn * TURNS, turn):
            for name, play in plays.items():
                begun = time.perf_counter()
                list(pool.map(play, records[name][start : start + turn]))
                seconds[name] += time.perf_counter() - begun
    for one in connections:
        one.close()
    return {name: turn * TURNS / spent for name, spent in seconds.items()}


def fire_together(database: Database, employee: Principal, number: int) -> dict[str, float]:
    """Return timers a second of one worker and of two at once, each a process of its own; none is lost, none fires
    twice.
    """
    rates = {}
    url = database.url.render_as_string(hide_password=False)
    for workers in (1, 2):
        records = requests(database, employee, number)
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(partial(_start, database, employee, "resting"), records))
        moments = [datetime.now(UTC), datetime.now(UTC) + timedelta(days=1)]
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as processes:
            # Nothing is due yet: each has loaded the program then.
            assert sum(processes.map(_fire, [url] * workers, moments[:1] * workers)) == 0
            begun = time.perf_counter()
            fired = list(processes.map(_fire, [url] * workers, moments[1:] * workers))
            rates[f"{workers}"] = number / (time.perf_counter() - begun)
        assert sum(fired) == number, fired
        with database.begin() as conn:
            assert check_flows(context(conn, system_principal("bench"))) == []
    return rates


def _fire(url: str, now: datetime) -> int:
    """Fire what is due, as a worker does; returns how many it were."""
    database = _connected(url)
    with database.begin() as conn:
        published(conn, "desk")
    return fire_timers(database, now)


@cache
def _connected(url: str) -> Database:
    """Return the connections of this process."""
    return Database(url, "ws_main", threads=2)


def _start(database: Database, employee: Principal, flow: str, record: UUID) -> None:
    with database.begin() as conn:
        start_flow(context(conn, employee), published(conn, "desk"), flow, record)


def run(pairs: int = PAIRS, parked: int = PARKED) -> dict[str, float]:
    """Measure on an embedded server of its own, durable as in production: pairs, also over HTTP, timers, and the inbox."""
    with tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(Path(folder) / "postgresql")
        url = sa.make_url(server.start()).render_as_string(hide_password=False)
        database = Database(url, "ws_main", threads=8)
        try:
            rates = measure(database, pairs)
            with database.begin() as conn:
                people = {
                    name: read_principal(conn, identity)
                    for identity, name in conn.execute(sa.select(person.c.id, person.c.name))
                }
                entity = published(conn, "desk").entities["request"].id
            employee = people["Employee"]
            over_http = requests(database, employee, pairs)
            rates["http"] = flow_http.measure(database, Path(folder), (employee, people["Lead"]), over_http)
            timers = fire_together(database, employee, pairs // 2)
            rates |= {f"timers {name}": rate for name, rate in timers.items()}
            assert employee.person
            asked = flow_inbox.park(database, parked, entity, employee.person)
            rates |= {
                f"inbox {name}": rate for name, rate in flow_inbox.measure(database, asked, 400).items()
            }
            plan = flow_inbox.plan(database, asked[0])
            assert parked < PARKED or "ix_flow_seat_open" in plan, plan
            return rates
        finally:
            database.close()
            server.stop()


def main(arguments: Sequence[str]) -> int:
    """Print the figures; the exit code says whether the floor holds."""
    settle()  # as every process of the platform does
    rates = run(int(arguments[0]) if arguments else PAIRS)
    for flow, rate in rates.items():
        print(f"{flow}: {rate:.0f}/s")
    print(f"floor for plain: {FLOOR:.0f}")
    return 0 if rates["plain"] >= FLOOR else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
