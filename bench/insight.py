"""Reports: group-and-sum over 1,000,000 deals of the CRM against the same SQL by hand, in one run.

Function calls on an embedded PostgreSQL: the time of ours is everything from the dataset to the JSON answer,
names of people and departments looked up included. By hand is the statement alone, its rows fetched.
Run it with `python -m bench.insight [rows]`; exits with 1 when a ratio is above its limit.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dougong.actions.initialise import initialise_workspace
from dougong.actions.install_app import install_app
from dougong.actions.upgrade_database import upgrade_database
from dougong.context import Context, Principal, system_principal
from dougong.database import Database
from dougong.embedded import EmbeddedPostgres
from dougong.identity.people import create_person, create_place, set_roles
from dougong.identity.sessions import read_principal
from dougong.insight import dashboard_data, query
from dougong.metadata import App, published
from dougong_report import Dataset, Query

LIMIT = 1.3
ROWS = 1_000_000
ROUNDS = 7
AGENTS = 40
NONE = Dataset(id="", key="", name={})


def context(conn: sa.Connection, principal: Principal) -> Context:
    """Return the context of somebody at this moment."""
    return Context(conn=conn, principal=principal, now=datetime.now(UTC), zone=ZoneInfo("Asia/Shanghai"))


def set_up(database: Database, rows: int) -> tuple[App, Principal]:
    """Make a workspace with the CRM, people in four departments, and so many deals; return an agent too."""
    upgrade_database(database)
    with database.begin() as conn:
        system = context(conn, system_principal("bench"))
        initialise_workspace(system, workspace="main", name="bench")
        app = published(conn, install_app(system, "crm").key)
        offices = [create_place(conn, "departments", {"name": f"Office {number}"}) for number in range(4)]
        agents = [
            create_person(conn, system.now, {"name": f"Agent {number}", "department_id": offices[number % 4]})
            for number in range(AGENTS)
        ]
        role = str(app.documents("role")["sales_rep"]["id"])
        set_roles(conn, agents[0], app.id, [role])
        fill(conn, app, agents, rows)
        agent = read_principal(conn, agents[0])
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(sa.text("VACUUM ANALYZE"))
    return app, agent


def fill(conn: sa.Connection, app: App, agents: Sequence[Any], rows: int) -> None:
    """Write deals by one statement, which may take as long as it needs."""
    conn.execute(sa.select(sa.func.set_config("statement_timeout", "0", True)))
    deal = app.entities["opportunity"]
    number = sa.func.generate_series(1, rows).table_valued("n", name="series").render_derived().c.n

    def one_of(texts: Sequence[str]) -> sa.ColumnElement[str]:
        return sa.func.split_part(",".join(texts), ",", number % len(texts) + 1)

    day = sa.literal(datetime(2016, 1, 1).date(), sa.Date) + number % 1400
    amount = sa.cast(number % 90_000, sa.Numeric)
    given = {
        deal.table.c.id: sa.func.gen_random_uuid(),
        deal.table.c.version: sa.literal(1),
        deal.table.c.created_at: sa.func.now(),
        deal.table.c.updated_at: sa.func.now(),
        deal.table.c.owner_id: sa.cast(one_of([str(agent) for agent in agents]), sa.Uuid),
        deal.columns["name"][0]: sa.func.concat("Deal ", number),
        deal.columns["stage"][0]: one_of(("prospecting", "engaging", "proposal", "won", "lost")),
        deal.columns["closed_on"][0]: day,
        deal.columns["amount"][0]: amount,
        deal.columns["amount"][1]: sa.literal("CNY"),
        deal.columns["amount"][2]: amount,
    }
    conn.execute(sa.insert(deal.table).from_select(list(given), sa.select(*given.values())))


def by_hand(app: App) -> dict[str, str]:
    """Return what a person would write for each of the questions."""
    deal = app.entities["opportunity"]
    stage, closed, base = (deal.columns[key][-1].name for key in ("stage", "closed_on", "amount"))
    table = f"ws_main.{deal.table.name}"
    live = "d.deleted_at IS NULL"
    won = f"sum(d.{base}) FILTER (WHERE d.{stage} = 'won')"
    closed_deals = f"{live} AND d.{stage} IN ('won', 'lost')"
    people = "LEFT JOIN ws_main.person p ON p.id = d.owner_id"
    return {
        "amount by stage": f"SELECT d.{stage}, sum(d.{base}) FROM {table} d "
        f"WHERE {live} GROUP BY 1 ORDER BY 2 DESC",
        "won value by month": f"SELECT date_trunc('month', d.{closed}), {won} FROM {table} d "
        f"WHERE {closed_deals} GROUP BY 1 ORDER BY 1",
        "won value by department": f"SELECT p.department_id, {won} FROM {table} d {people} "
        f"WHERE {closed_deals} GROUP BY 1 ORDER BY 2 DESC",
        "amount by agent, own deals": f"SELECT d.owner_id, sum(d.{base}) FROM {table} d "
        f"WHERE {live} AND d.owner_id = :me GROUP BY 1",
    }


ASKED: dict[str, tuple[str, Query]] = {
    "amount by stage": ("deals", Query(dataset=NONE, rows=("stage",), values=("amount",))),
    "won value by month": ("closed_deals", Query(dataset=NONE, rows=("month",), values=("won_value",))),
    "won value by department": ("closed_deals", Query(dataset=NONE, rows=("region",), values=("won_value",))),
    "amount by agent, own deals": ("deals", Query(dataset=NONE, rows=("agent",), values=("amount",))),
}


def seconds(act: Callable[[], object]) -> float:
    """Return how long an act takes."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def measure(database: Database, rows: int) -> dict[str, tuple[float, float]]:
    """Return (ours, by hand) in seconds for each question: medians of alternate rounds in one run."""
    app, agent = set_up(database, rows)
    hand = by_hand(app)
    results = {}
    with database.begin() as conn:
        for name, (dataset, asked) in ASKED.items():
            who = agent if "own" in name else system_principal("bench")
            mine = context(conn, who)
            statement = sa.text(hand[name])
            given = {"me": agent.person} if ":me" in hand[name] else {}
            pairs = []
            for _ in range(ROUNDS):
                ours = seconds(lambda: query(mine, app, conn, dataset, asked))  # noqa: B023
                theirs = seconds(lambda: conn.execute(statement, given).fetchall())  # noqa: B023
                pairs.append((ours, theirs))
            results[name] = tuple(statistics.median(column) for column in zip(*pairs[1:], strict=True))
        board = context(conn, system_principal("bench"))
        took = seconds(lambda: dashboard_data(board, app, conn, "sales", {}))
        results["dashboard of 18 widgets"] = (took, float("nan"))
    return results  # type: ignore[return-value]


def main(arguments: Sequence[str]) -> int:
    """Print the table; the exit code says whether every ratio holds."""
    rows = int(arguments[0]) if arguments else ROWS
    with tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(Path(folder) / "postgresql")
        url = sa.make_url(server.start()).render_as_string(hide_password=False)
        database = Database(url, "ws_main", threads=4)
        try:
            results = measure(database, rows)
        finally:
            database.close()
            server.stop()
    print(f"{rows:,} deals{'':24} ours ms  by hand ms  ratio")
    missed = 0
    for name, (ours, theirs) in results.items():
        ratio = ours / theirs
        missed += ratio > LIMIT
        print(f"{name:34} {ours * 1000:8.0f} {theirs * 1000:11.0f} {ratio:6.2f}")
    print(f"limit: {LIMIT}")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
