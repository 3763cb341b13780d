"""Pages of a million rows with thirty fields, as a restricted role: a list, a board, a grouped list.

Twice: the statements of a page against what a person would write for the same answer, run in turn on one
connection; and whole requests against the minimal application (bench/floor_pages.py), sixteen connections at
two processes. A page is all that the screen asks: a board its counts and sums and the first hundred cards of each column, a
grouped list its groups with subtotals, the totals below it, and the rows of the group that is opened.
`python -m bench pages`; `--plans` of this module prints the plans.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import sqlalchemy as sa
from bench.load import request
from bench.records import Shape, alternate, free_port, serving

from bench import wide
from dougong.database import driver_connection
from dougong.embedded import EmbeddedPostgres
from dougong.identity.secrets import token_hash
from dougong.records.aggregate import Aggregation, ask_groups
from dougong.records.query import parse_query
from dougong.records.read import ask_page, scope_in, see
from dougong.records.reading import Ask, plan_of, values_in

ROWS = 1_000_000
SQL_BOUND = 1.2
REQUEST_BOUND = 1.5
ROUNDS = 15
RECORDS = "/api/v1/apps/wide/entities/deal/records"
CARD = ("name", "status", "company", "amount", "due")
SUBTOTALS = (("n", "COUNT()"), ("t0", "SUM(amount)"), ("t1", "AVERAGE(score)"))
CITY = 'city = "city 7"'


def _list(**asked: Any) -> dict[str, Any]:
    return {"sort": "-due", "limit": 50, "fields": list(wide.SHOWN), **asked}


LISTS: dict[str, list[dict[str, Any]]] = {
    "list": [_list(filter='status = "open"')],
    "board": [
        _list(filter=f'status = "{state}"', fields=list(CARD), limit=100, sort="-due")
        for state in wide.STATES
    ],
    "grouped": [_list(filter=CITY)],
}
"""The rows that each page asks for."""
AGGREGATES: dict[str, list[Aggregation]] = {
    "list": [],
    "board": [Aggregation(group=("status",), measures=(("cards", "COUNT()"), ("total", "SUM(amount)")))],
    "grouped": [
        Aggregation(group=("city",), measures=SUBTOTALS, sort="city", limit=50),
        Aggregation(measures=SUBTOTALS),
    ],
}
"""The groups and sums that each page asks for."""

_ROWS = """SELECT json_agg(r) FROM (
SELECT d.*, d.amount_base - d.cost_base AS margin, o.name AS owner_name, h.name AS helper_name, c.name AS customer_name
FROM (SELECT * FROM floor.wide WHERE {where} AND owner_id = %(me)s ORDER BY due DESC, id DESC LIMIT 51) d
LEFT JOIN ws_main.person o ON o.id = d.owner_id LEFT JOIN ws_main.person h ON h.id = d.helper
LEFT JOIN floor.wide_customer c ON c.id = d.customer ORDER BY d.due DESC, d.id DESC) r"""
_CARDS = """SELECT json_agg(r) FROM (SELECT d.id, d.version, d.name, d.status, d.company, d.amount, d.amount_currency,
d.due, d.created_at, d.updated_at, d.owner_id, o.name AS owner_name
FROM (SELECT * FROM floor.wide WHERE status = '{state}' AND owner_id = %(me)s ORDER BY due DESC, id DESC LIMIT 101) d
LEFT JOIN ws_main.person o ON o.id = d.owner_id ORDER BY d.due DESC, d.id DESC) r"""
_SUMS = (
    "count(*) AS n, sum(amount_base) AS amount, avg(score) AS score FROM floor.wide WHERE owner_id = %(me)s"
)
HAND: dict[str, list[str]] = {
    "list": [_ROWS.format(where="status = 'open'")],
    "board": [
        "SELECT json_agg(r) FROM (SELECT status, count(*) AS cards, sum(amount_base) AS total FROM floor.wide "
        "WHERE owner_id = %(me)s GROUP BY 1 ORDER BY 1) r",
        *(_CARDS.format(state=state) for state in wide.STATES),
    ],
    "grouped": [
        f"SELECT json_agg(r) FROM (SELECT city, {_SUMS} GROUP BY 1 ORDER BY 1 LIMIT 50) r",
        f"SELECT json_agg(r) FROM (SELECT {_SUMS}) r",
        _ROWS.format(where="city = 'city 7'"),
    ],
}
"""What a person would write for each page."""


def prepare_floor(scene: wide.Scene) -> None:
    """Give the floor its view of the same rows by plain names, and the seller's session."""
    deal, customer = (scene.app.entities[key] for key in ("deal", "customer"))
    plain = ["id", "version", "created_at", "updated_at", "owner_id"]
    columns = [deal.table.c[name] for name in plain]
    for key in deal.entity.fields:
        found = deal.columns.get(key, ())
        parts = ("", "_currency", "_base")[: len(found)]
        columns += [one.label(key + part) for one, part in zip(found, parts, strict=True)]
    os.environ["FLOOR_DATABASE_URL"] = scene.url
    from bench import floor_app

    with scene.database.begin() as conn:
        conn.execute(sa.schema.CreateSchema("floor"))
        floor_app.metadata.create_all(conn)
        seller = {"person_id": scene.seller, "name": "Seller", "id": token_hash(scene.seller_token)}
        conn.execute(sa.insert(floor_app.session).values(seller))
        for name, table, wanted in (
            ("wide", deal.table, columns),
            (
                "wide_customer",
                customer.table,
                [customer.table.c.id, customer.columns["name"][0].label("name")],
            ),
        ):
            rows = sa.select(*wanted).where(table.c.deleted_at.is_(None))
            text = rows.compile(
                dialect=conn.dialect,
                schema_translate_map={"ws": "ws_main"},
                render_schema_translate=True,
            )
            conn.exec_driver_sql(f"CREATE VIEW floor.{name} AS {text}")


def asks(scene: wide.Scene, conn: sa.Connection, page: str) -> list[Ask]:
    """Return the statements of a page as the seller asks them."""
    scope = see(scope_in(scene.as_seller(conn), scene.app, "deal"))
    return [
        *(ask_groups(scope, one) for one in AGGREGATES[page]),
        *(ask_page(scope, parse_query(asked), b"") for asked in LISTS[page]),
    ]


def statements(scene: wide.Scene, rounds: int) -> Iterator[tuple[str, float, float]]:
    """Yield each page with the seconds of its statements and of those by hand: medians of rounds in turn."""
    with scene.database.begin() as conn:
        context = scene.as_seller(conn)
        driver = driver_connection(conn)
        for page, hand in HAND.items():
            prepared = [
                (plan_of(one, scene.database.workspace_schema), values_in(context, one))
                for one in asks(scene, conn, page)
            ]

            def ours(prepared: Sequence[Any] = prepared) -> None:
                for plan, values in prepared:
                    plan.run(driver, values)

            def theirs(hand: Sequence[str] = hand) -> None:
                for text in hand:
                    driver.execute(text, {"me": scene.seller}).fetchone()

            pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(rounds + 1)]
            mine, other = (statistics.median(column) for column in zip(*pairs[1:], strict=True))
            yield page, mine, other


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def requests(
    scene: wide.Scene, ours: int, floor: int, seconds: float, rounds: int
) -> Iterator[tuple[str, float, float]]:
    """Yield each page with how many of it both serve in a second."""
    token = scene.seller_token
    shapes: dict[str, Shape] = {}
    sizes: dict[str, int] = {}
    for page in HAND:
        mine = [
            request("POST", f"{RECORDS}/aggregate", token, _aggregate(one)) for one in AGGREGATES[page]
        ] + [request("GET", f"{RECORDS}?{_query(asked)}", token) for asked in LISTS[page]]
        theirs = [request("GET", path, token) for path in _FLOOR[page]]
        assert len(mine) == len(theirs)
        sizes[page] = len(mine)
        shapes[page] = (ours, lambda turn, asked=mine: asked)  # type: ignore[misc]
        shapes[f"floor {page}"] = (floor, lambda turn, asked=theirs: asked)  # type: ignore[misc]
    rates = alternate(shapes, seconds, rounds)
    for page, size in sizes.items():
        yield page, rates[page] / size, rates[f"floor {page}"] / size


_FLOOR = {
    "list": ["/wide?status=open"],
    "board": ["/wide/board", *(f"/wide/column?status={state}" for state in wide.STATES)],
    "grouped": ["/wide/groups", "/wide/totals", "/wide?city=city%207"],
}


def _aggregate(one: Aggregation) -> dict[str, Any]:
    asked: dict[str, Any] = {"group": list(one.group), "measures": dict(one.measures), "limit": one.limit}
    return {**asked, "sort": one.sort} if one.sort else asked


def _query(asked: dict[str, Any]) -> str:
    fields = ",".join(asked["fields"])
    return f"filter={quote(asked['filter'])}&sort={asked['sort']}&limit={asked['limit']}&fields={fields}"


@contextmanager
def scene(rows: int) -> Iterator[tuple[wide.Scene, Path]]:
    """Serve a database with the scene and the floor's view of it."""
    with tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        server = EmbeddedPostgres(home / "postgresql")
        made = wide.Scene(server.start(), rows)
        try:
            prepare_floor(made)
            yield made, home
        finally:
            made.database.close()
            server.stop()


def measured(rows: int, seconds: float, rounds: int) -> Iterator[tuple[str, str, float, float]]:
    """Yield (`sql` or `request`, page, ours, floor): seconds of statements, pages served in a second."""
    with scene(rows) as (made, home), ExitStack() as stack:
        for page, ours, floor in statements(made, ROUNDS):
            yield "sql", page, ours, floor
        url = made.url
        floor_port = stack.enter_context(
            serving("bench.floor_pages:app", free_port(), {"FLOOR_DATABASE_URL": url}, factory=False)
        )
        environment = {"DATABASE_URL": url, "DOUGONG_HOME": str(home)}
        port = stack.enter_context(
            serving("dougong.api.server:create_app", free_port(), environment, factory=True)
        )
        for page, ours, floor in requests(made, port, floor_port, seconds, rounds):
            yield "request", page, ours, floor


def plans(rows: int) -> None:
    """Print the plans of every statement of the pages, ours and by hand."""
    with scene(rows) as (made, _home), made.database.begin() as conn:
        context = made.as_seller(conn)
        driver = driver_connection(conn)
        for page, hand in HAND.items():
            for ask in asks(made, conn, page):
                plan = plan_of(ask, made.database.workspace_schema)
                arguments = plan._arguments(values_in(context, ask))
                cursor = psycopg.RawCursor(driver)
                found = cursor.execute(b"EXPLAIN (ANALYZE, BUFFERS) " + plan.text, arguments).fetchall()
                print(f"== {page}, ours", *(row[0] for row in found), sep="\n")
            for text in hand:
                found = driver.execute(f"EXPLAIN (ANALYZE, BUFFERS) {text}", {"me": made.seller}).fetchall()
                print(f"== {page}, by hand", *(row[0] for row in found), sep="\n")


if __name__ == "__main__" and "--plans" in sys.argv:
    plans(ROWS)
