"""Stored values: lists of customers by a sum of their orders, stored beside computed; what a save costs for it.

`python -m bench stored`; `--plans` of this module prints the plans that docs/explanation/query-plans.md tells.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dougong.access import aliased_source, scope_for
from dougong.actions.apply import apply
from dougong.actions.initialise import initialise_workspace
from dougong.actions.install_app import install_tree
from dougong.actions.recompute import ids_of, recompute
from dougong.actions.upgrade_database import upgrade_database
from dougong.context import Context, system_principal
from dougong.database import Database
from dougong.embedded import EmbeddedPostgres
from dougong.metadata import App, published
from dougong.metadata.documents import Document, Tree
from dougong.records import statements
from dougong.records.changes import Change
from dougong.records.query import parse_query
from dougong.records.statements import PageShape, page
from dougong_model import uuid7

CUSTOMERS = 100_000
ORDERS = 1_000_000
ROUNDS = 7
SAVES = 200


def _prop(identity: str, kind: str, **own: Any) -> dict[str, Any]:
    return {"x-dougong": {"id": identity, "type": kind, "label": {"en": identity}, **own}}


def _entity(identity: str, key: str, fields: dict[str, Any], **more: Any) -> Document:
    schema = {"type": "object", "required": [], "properties": fields}
    body = {"format": 1, "id": identity, "key": key, "name": {"en": key}, "title": "name", "schema": schema}
    return Document(kind="entity", key=key, body={**body, **more})


def documents() -> tuple[Document, ...]:
    """Return an app of customers and orders: the same sum stored with an index, and computed when read."""
    roll_up = {"of": "orders", "function": "sum", "value": "amount"}
    customer = _entity(
        "sv000001",
        "customer",
        {
            "name": _prop("sv000002", "text"),
            "stored": _prop("sv000003", "roll_up", **roll_up, stored=True),
            "computed": _prop("sv000004", "roll_up", **roll_up),
        },
        indexes=[["stored"]],
    )
    back = {"key": "orders", "label": {"en": "Orders"}}
    order = _entity(
        "sv000005",
        "order",
        {
            "name": _prop("sv000006", "text"),
            "customer": _prop("sv000007", "reference", entity="customer", inverse=back),
            "amount": _prop("sv000008", "number"),
            "placed_on": _prop("sv000009", "date"),
        },
    )
    app = {"format": 1, "id": "sv00000a", "key": "stored", "version": "1.0.0", "name": {"en": "Stored"}}
    return Document(kind="app", key="app", body=app), customer, order


class Scene:
    """A database with customers and orders, filled."""

    def __init__(self, database: Database, customers: int, orders: int) -> None:
        self.database = database
        upgrade_database(database)
        with self.context() as context:
            initialise_workspace(context, workspace="main", name="bench")
            install_tree(context, Tree(documents=documents(), data={}))
            context.conn.execute(sa.select(sa.func.set_config("statement_timeout", "0", True)))
            self.fill(context.conn, published(context.conn, "stored"), customers, orders)
        with self.context() as context:
            app = published(context.conn, "stored")
        begun = time.perf_counter()
        recompute(database, "stored", ids_of(app, app.stored_graph.stored), lambda done, total: None)
        self.filled = time.perf_counter() - begun
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.execute(sa.text("VACUUM ANALYZE"))

    @contextmanager
    def context(self) -> Iterator[Context]:
        """Open a transaction as the system."""
        with self.database.begin() as conn:
            yield Context(
                conn=conn,
                principal=system_principal("bench"),
                now=datetime.now(UTC),
                zone=ZoneInfo("Asia/Shanghai"),
            )

    def fill(self, conn: sa.Connection, app: App, customers: int, orders: int) -> None:
        """Write customers and orders by one statement each."""
        customer, order = app.entities["customer"], app.entities["order"]
        number = sa.func.generate_series(1, customers).table_valued("n", name="s").render_derived().c.n
        given: dict[Any, Any] = {
            customer.table.c.id: _identity(number),
            customer.columns["name"][0]: sa.func.concat("Customer ", number),
        }
        conn.execute(sa.insert(customer.table).from_select(list(given), sa.select(*given.values())))
        number = sa.func.generate_series(1, orders).table_valued("n", name="s").render_derived().c.n
        given = {
            order.table.c.id: sa.func.gen_random_uuid(),
            order.columns["customer"][0]: _identity(number * 1009 % customers + 1),
            order.columns["amount"][0]: sa.cast(number % 90_000, sa.Numeric),
            order.columns["placed_on"][0]: sa.literal(datetime(2016, 1, 1).date(), sa.Date) + number % 3800,
        }
        conn.execute(sa.insert(order.table).from_select(list(given), sa.select(*given.values())))

    def text(self, *, together: bool = True, **asked: Any) -> tuple[str, dict[str, Any]]:
        """Return the statement of a list of customers; not `together`, with a query for each row."""
        with self.context() as context:
            scope = scope_for(context, published(context.conn, "stored"), "customer")
            shape = PageShape(parse_query({"fields": ["name"], **asked}))
            usual = statements.many_rows
            if not together:
                statements.many_rows = lambda scope, shape, base_money=False: aliased_source(scope.shape)
            try:
                return self.database.compiled(page(scope, shape))
            finally:
                statements.many_rows = usual

    def seconds(self, text: str, values: dict[str, Any]) -> float:
        """Return the least time of a statement over some rounds."""
        given = {**values, "now_today": datetime.now(UTC).date()}
        with self.database.reader() as conn:
            return min(_timed(lambda: conn.execute(text, given).fetchall()) for _ in range(ROUNDS))

    def saves(self, entity: str, values: Callable[[int], dict[str, Any]]) -> float:
        """Return records saved a second, one in each transaction."""
        begun = time.perf_counter()
        for place in range(SAVES):
            with self.context() as context:
                app = published(context.conn, "stored")
                change = Change(entity=entity, kind="create", id=uuid7(), values=values(place))
                apply(context, app, [change])
        return SAVES / (time.perf_counter() - begun)


def _identity(number: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.cast(sa.func.lpad(sa.func.to_hex(number), 32, "0"), sa.Uuid)


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


@contextmanager
def scene(customers: int = CUSTOMERS, orders: int = ORDERS) -> Iterator[Scene]:
    """Serve a database with the scene."""
    with tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(Path(folder) / "postgresql")
        url = sa.make_url(server.start()).render_as_string(hide_password=False)
        database = Database(url, "ws_main", threads=4)
        try:
            yield Scene(database, customers, orders)
        finally:
            database.close()
            server.stop()


QUESTIONS = {
    "sorted": ({"sort": "-stored"}, {"sort": "-computed"}),
    "filtered": (
        {"filter": "stored > 500000", "sort": "name"},
        {"filter": "computed > 500000", "sort": "name"},
    ),
}


def measure(customers: int, orders: int) -> Iterator[tuple[str, float, float]]:
    """Yield what is measured, its seconds, and the seconds it is held against."""
    with scene(customers, orders) as made:
        for name, (stored, computed) in QUESTIONS.items():
            kept = made.seconds(*made.text(**stored))
            together = made.seconds(*made.text(**computed))
            each = made.seconds(*made.text(together=False, **computed))
            yield f"list {name} by a stored sum, to a computed one", kept, together
            yield f"list {name} by a computed sum, to a query a row", together, each
        few = {"filter": 'name < "Customer 1001" AND computed > 500000'}
        yield (
            "the same of few customers, to a query a row",
            made.seconds(*made.text(**few)),
            made.seconds(*made.text(together=False, **few)),
        )
        customer = next(iter(_customers(made)))
        made.saves("order", lambda place: {"name": "warm"})
        alone = made.saves("order", lambda place: {"name": "o", "amount": None})
        with_sum = made.saves("order", lambda place: {"name": "o", "customer": customer})
        yield "save an order that a stored sum counts", 1 / with_sum, 1 / alone
        yield "fill a stored sum", made.filled, float("nan")


def _customers(made: Scene) -> Iterator[Any]:
    with made.context() as context:
        table = published(context.conn, "stored").entities["customer"].table
        yield from context.conn.scalars(sa.select(table.c.id).limit(1))


def plans() -> None:
    """Print the plans of the questions."""
    asked: dict[str, dict[str, Any]] = {
        **{f"{name}, stored": pair[0] for name, pair in QUESTIONS.items()},
        **{f"{name}, computed": pair[1] for name, pair in QUESTIONS.items()},
        "few": {"filter": 'name < "Customer 1001" AND computed > 500000'},
        "exists": {"filter": "EXISTS(orders, amount > 89990)", "sort": "name"},
        "none in 90 days": {"filter": "COUNTIF(orders, placed_on >= TODAY() - 90) = 0", "sort": "name"},
    }
    with scene() as made:
        for name, query in asked.items():
            text, values = made.text(**query)
            given = {**values, "now_today": datetime(2026, 5, 1).date()}
            with made.database.reader() as conn:
                found = conn.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {text}", given).fetchall()
            print(f"== {name}")
            print("\n".join(row[0] for row in found))


if __name__ == "__main__" and "--plans" in sys.argv:
    plans()
