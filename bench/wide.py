"""Wide: an app whose records have thirty fields, its million rows, and a seller who sees his own of them.

The role hides two more fields and lets see a tenth of the rows; a hundred of the rows of a page have a member,
a customer, a sum of money in two currencies' columns, choices, days and a computed field, as wide lists have.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from bench.records import _field, _hire

from dougong.actions.initialise import initialise_workspace
from dougong.actions.install_app import install_tree
from dougong.actions.upgrade_database import upgrade_database
from dougong.context import Context, Principal, system_principal
from dougong.database import Database
from dougong.identity.sessions import read_principal
from dougong.metadata import App, published
from dougong.metadata.documents import Document, Tree

CUSTOMERS = 1_000
STATES = ("open", "offered", "won", "lost")
CHOICES: dict[str, Sequence[str]] = {
    "status": STATES,
    "priority": ("low", "usual", "high"),
    "channel": ("web", "fair", "call", "partner", "mail"),
    "region": ("north", "east", "south", "west"),
}
TEXTS = ("company", "phone", "city", "street", "postcode", "contact", "note")
NUMBERS = {"quantity": 0, "score": 2, "hours": 2, "weight": 3}
DAYS = ("due", "started", "closed", "reviewed")
HIDDEN = ("bonus", "remark")
SHOWN = (
    *("name", *TEXTS, "email", *CHOICES, *NUMBERS, "discount", "amount", "cost", *DAYS),
    *("called_at", "active", "urgent", "helper", "customer", "margin"),
)
"""The thirty fields that a list shows."""


def _properties() -> dict[str, Any]:
    text, day = {"type": ["string", "null"]}, {"type": ["string", "null"], "format": "date"}
    number, money = {"type": ["string", "null"], "format": "decimal"}, {"type": ["object", "null"]}
    kinds: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
        "name": ("text", {"type": "string"}, {}),
        **{key: ("text", text, {}) for key in TEXTS},
        "email": ("email", text, {}),
        **{
            key: (
                "select",
                {"type": ["string", "null"], "enum": [*keys, None]},
                {"options": [{"key": one, "label": {"en": one.title()}} for one in keys]},
            )
            for key, keys in CHOICES.items()
        },
        **{key: ("number", number, {"precision": places}) for key, places in NUMBERS.items() if places},
        "quantity": ("number", {"type": ["integer", "null"]}, {"precision": 0}),
        "discount": ("percent", number, {}),
        "amount": ("money", money, {}),
        "cost": ("money", money, {}),
        **{key: ("date", day, {}) for key in DAYS},
        "called_at": ("datetime", {"type": ["string", "null"], "format": "date-time"}, {}),
        "active": ("switch", {"type": ["boolean", "null"]}, {}),
        "urgent": ("switch", {"type": ["boolean", "null"]}, {}),
        "helper": ("member", {"type": ["string", "null"], "format": "uuid"}, {}),
        "customer": ("reference", {"type": ["string", "null"], "format": "uuid"}, {"entity": "customer"}),
        "margin": ("formula", {}, {"formula": "amount - cost", "result": "number"}),
        "bonus": ("number", number, {}),
        "remark": ("text", text, {}),
    }
    return {
        key: _field(f"wf{place:06}", kind, schema, **more)
        for place, (key, (kind, schema, more)) in enumerate(kinds.items(), 1)
    }


def documents() -> tuple[Document, ...]:
    """Return the app: deals of thirty fields and two that the seller's role hides, customers, a board."""
    name = {"name": _field("wc000001", "text", {"type": "string"})}
    customer = _entity("we000002", "customer", name, ["name"])
    deal = _entity("we000001", "deal", _properties(), ["name"], indexes=[["status", "due"]])
    board = {"format": 1, "id": "wv000001", "key": "board", "entity": "deal", "kind": "kanban"}
    board |= {"name": {"en": "Board"}, "group": "status", "card": ["company", "amount", "due"]}
    read = [*SHOWN, "owner"]
    own = {"id": "wg000001", "entity": "deal", "actions": ["see", "create", "change"]}
    own |= {"rows": "owner = user.id", "fields": {"read": read, "write": ["name"]}}
    see = {"id": "wg000002", "entity": "customer", "actions": ["see"], "fields": {"read": "*"}}
    role = {"format": 1, "id": "wr000001", "key": "seller", "name": {"en": "Seller"}, "grants": [own, see]}
    app = {"format": 1, "id": "wa000001", "key": "wide", "version": "1.0.0", "name": {"en": "Wide"}}
    return (
        Document(kind="app", key="app", body=app),
        Document(kind="entity", key="customer", body=customer),
        Document(kind="entity", key="deal", body=deal),
        Document(kind="role", key="seller", body=role),
        Document(kind="view", key="board", body={**board, "sum": "amount"}),
        _table("wv000002", "all", SHOWN[:10]),
        _table("wv000003", "wide", SHOWN),
    )


def _table(identity: str, key: str, columns: Sequence[str]) -> Document:
    body = {"format": 1, "id": identity, "key": key, "entity": "deal", "kind": "table", "name": {"en": key}}
    return Document(kind="view", key=key, body={**body, "columns": list(columns), "sort": ["-due"]})


def _entity(
    identity: str, key: str, properties: dict[str, Any], required: list[str], **more: Any
) -> dict[str, Any]:
    schema = {"type": "object", "required": required, "properties": properties}
    own = {"format": 1, "id": identity, "key": key, "name": {"en": key.title()}, "title": "name"}
    return {**own, "schema": schema, **more}


class Scene:
    """A database with so many deals, of which a tenth are the seller's."""

    def __init__(self, url: str, rows: int) -> None:
        self.url = url
        self.database = Database(url, "ws_main", threads=8)
        upgrade_database(self.database)
        with self.database.begin() as conn:
            system = self.context(conn, system_principal("bench"))
            initialise_workspace(system, workspace="main", name="Bench")
            install_tree(system, Tree(documents=documents()))
            self.app: App = published(conn, "wide")
        self.administrator, self.token = _hire(self.database, "admin", administrator=True)
        self.seller, self.seller_token = _hire(self.database, "seller", administrator=False, app=self.app)
        self.fill(rows)

    @staticmethod
    def context(conn: sa.Connection, principal: Principal) -> Context:
        """Return the context of somebody at this moment."""
        return Context(conn=conn, principal=principal, now=datetime.now(UTC), zone=ZoneInfo("Asia/Shanghai"))

    def as_seller(self, conn: sa.Connection) -> Context:
        """Return the seller's context."""
        return self.context(conn, read_principal(conn, self.seller))

    def fill(self, rows: int) -> None:
        """Write customers and deals by one statement each, and let PostgreSQL look at them."""
        customer, deal = self.app.entities["customer"], self.app.entities["deal"]
        with self.database.begin() as conn:
            conn.execute(sa.select(sa.func.set_config("statement_timeout", "0", True)))
            number = sa.func.generate_series(0, CUSTOMERS - 1).table_valued("n", name="s").render_derived()
            _from_series(
                conn,
                customer.table,
                number,
                {
                    customer.table.c.id: _identity(number.c.n),
                    customer.columns["name"][0]: sa.func.concat("Customer ", number.c.n),
                },
            )
            number = sa.func.generate_series(1, rows).table_valued("n", name="s").render_derived()
            _from_series(conn, deal.table, number, self._deal(number.c.n))
        with self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.exec_driver_sql("VACUUM ANALYZE")

    def _deal(self, number: sa.ColumnElement[int]) -> dict[sa.Column[Any], Any]:
        deal = self.app.entities["deal"]
        mixed = sa.func.abs(sa.func.hashint4(number), type_=sa.Integer)
        first = sa.literal(date(2024, 1, 1), sa.Date)
        owner = sa.case((mixed // 8 % 10 == 0, self.seller), else_=self.administrator)
        given: dict[sa.Column[Any], Any] = {
            deal.table.c.id: sa.func.gen_random_uuid(),
            deal.table.c.owner_id: sa.cast(owner, sa.Uuid),
            deal.columns["name"][0]: sa.func.concat("Deal ", number),
            deal.columns["email"][0]: sa.func.concat("p", number, "@example.com"),
            deal.columns["discount"][0]: sa.cast(mixed % 40, sa.Numeric) / 100,
            deal.columns["called_at"][0]: sa.func.now() - sa.func.make_interval(0, 0, 0, 0, mixed % 9000),
            deal.columns["active"][0]: mixed % 2 == 0,
            deal.columns["urgent"][0]: mixed % 7 == 0,
            deal.columns["helper"][0]: sa.cast(self.administrator, sa.Uuid),
            deal.columns["customer"][0]: _identity(mixed % CUSTOMERS),
        }
        for key in (*TEXTS, "remark"):
            given[deal.columns[key][0]] = sa.func.concat(f"{key} ", mixed % (300 if key == "city" else 5000))
        for place, (key, keys) in enumerate(CHOICES.items()):
            at = mixed // (80 * 4**place) % len(keys) + 1
            given[deal.columns[key][0]] = sa.func.split_part(",".join(keys), ",", at)
        for key in NUMBERS:
            given[deal.columns[key][0]] = mixed % 100
        for place, key in enumerate(DAYS):
            given[deal.columns[key][0]] = first + mixed // (3 + place) % 1000
        for key, share in (("amount", 90_000), ("cost", 40_000)):
            amount = sa.cast(mixed % share, sa.Numeric)
            given |= dict(zip(deal.columns[key], (amount, sa.literal("CNY"), amount), strict=True))
        return given


def _from_series(
    conn: sa.Connection, table: sa.Table, series: sa.TableValuedAlias, given: dict[sa.Column[Any], Any]
) -> None:
    now = sa.func.now()
    given = {**given, table.c.version: 1, table.c.created_at: now, table.c.updated_at: now}
    rows = sa.select(*given.values()).select_from(series)
    conn.execute(sa.insert(table).from_select(list(given), rows))


def _identity(number: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.cast(sa.func.lpad(sa.func.to_hex(number), 32, "0"), sa.Uuid)
