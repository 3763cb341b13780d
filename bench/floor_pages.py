"""The floor of pages: what somebody would write by hand for a list, a board and a grouped list of one's own rows.

Over the very rows and indexes that ours reads, by a view of plain names (PostgreSQL reads through it at no cost).
One session look-up each, the rows of whoever asks, no rights on fields.
"""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa
from bench.floor_app import Conn, Person, app

TABLE = sa.table(
    "wide",
    *(
        sa.column(name)
        for name in (
            *("id", "version", "created_at", "updated_at", "owner_id", "name", "company", "phone", "city"),
            *("street", "postcode", "contact", "note", "email", "status", "priority", "channel", "region"),
            *("quantity", "score", "hours", "weight", "discount", "amount", "amount_currency", "cost"),
            *("cost_currency", "due", "started", "closed", "reviewed", "called_at", "active", "urgent"),
            *("helper", "customer", "amount_base", "cost_base"),
        )
    ),
    schema="floor",
)
_PERSON = sa.table("person", sa.column("id"), sa.column("name"), schema="ws_main")
_CUSTOMER = sa.table("wide_customer", sa.column("id"), sa.column("name"), schema="floor")


def _listed(
    person: uuid.UUID, wanted: sa.ColumnElement[bool], columns: list[Any], rows: int
) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .where(wanted, TABLE.c.owner_id == person)
        .order_by(TABLE.c.due.desc(), TABLE.c.id.desc())
        .limit(rows)
    )


@app.get("/wide")
def wide(conn: Conn, person: Person, status: str = "", city: str = "") -> list[dict[str, Any]]:
    """Return fifty rows of one's own with all their columns, and the names behind their references."""
    wanted = TABLE.c.city == city if city else TABLE.c.status == status
    one = _listed(person, wanted, list(TABLE.c), 50).subquery("d")
    owner, helper = _PERSON.alias("owner"), _PERSON.alias("helper_person")
    rows = conn.execute(
        sa.select(
            one,
            (one.c.amount_base - one.c.cost_base).label("margin"),
            owner.c.name.label("owner_name"),
            helper.c.name.label("helper_name"),
            _CUSTOMER.c.name.label("customer_name"),
        )
        .outerjoin(owner, owner.c.id == one.c.owner_id)
        .outerjoin(helper, helper.c.id == one.c.helper)
        .outerjoin(_CUSTOMER, _CUSTOMER.c.id == one.c.customer)
        .order_by(one.c.due.desc(), one.c.id.desc())
    )
    return [dict(row._mapping) for row in rows]


@app.get("/wide/column")
def column(conn: Conn, person: Person, status: str) -> list[dict[str, Any]]:
    """Return the first cards of a column of the board."""
    columns = [TABLE.c[name] for name in ("id", "version", "name", "status", "company", "amount", "due")]
    return [
        dict(row._mapping) for row in conn.execute(_listed(person, TABLE.c.status == status, columns, 100))
    ]


@app.get("/wide/board")
def board(conn: Conn, person: Person) -> list[dict[str, Any]]:
    """Return the number and the sum of each column."""
    rows = conn.execute(
        sa.select(TABLE.c.status, sa.func.count().label("cards"), sa.func.sum(TABLE.c.amount_base))
        .where(TABLE.c.owner_id == person)
        .group_by(TABLE.c.status)
        .order_by(TABLE.c.status)
    )
    return [dict(row._mapping) for row in rows]


@app.get("/wide/groups")
def groups(conn: Conn, person: Person) -> list[dict[str, Any]]:
    """Return the first fifty groups with their number and subtotals."""
    rows = conn.execute(
        sa.select(TABLE.c.city, *_SUBTOTALS)
        .where(TABLE.c.owner_id == person)
        .group_by(TABLE.c.city)
        .order_by(TABLE.c.city)
        .limit(50)
    )
    return [dict(row._mapping) for row in rows]


@app.get("/wide/totals")
def totals(conn: Conn, person: Person) -> dict[str, Any]:
    """Return the totals below the columns."""
    row = conn.execute(sa.select(*_SUBTOTALS).where(TABLE.c.owner_id == person)).one()
    return dict(row._mapping)


_SUBTOTALS = (
    sa.func.count().label("n"),
    sa.func.sum(TABLE.c.amount_base).label("amount"),
    sa.func.avg(TABLE.c.score).label("score"),
)
