"""The floor: what somebody would write by hand with FastAPI, SQLAlchemy Core and psycopg, for the same table.

Sync handlers, one session look-up each, no rights, no history, no rules. `/raw/…` are Starlette routes with
kept SQL whose JSON PostgreSQL builds: the second floor, about as fast as Python serves rows at all.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterator
from typing import Annotated, Any

import psycopg
import sqlalchemy as sa
from fastapi import Depends, FastAPI, HTTPException, Request
from psycopg_pool import ConnectionPool
from sqlalchemy.dialects.postgresql import UUID
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

URL = sa.make_url(os.environ["FLOOR_DATABASE_URL"])
metadata = sa.MetaData(schema="floor")
session = sa.Table(
    "session",
    metadata,
    sa.Column("id", sa.LargeBinary, primary_key=True),
    sa.Column("person_id", UUID(as_uuid=True), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
)
deal = sa.Table(
    "deal",
    metadata,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("company", sa.Text),
    sa.Column("email", sa.Text),
    sa.Column("phone", sa.Text),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("amount", sa.Numeric(38, 10)),
    sa.Column("currency", sa.Text),
    sa.Column("quantity", sa.BigInteger),
    sa.Column("due", sa.Date),
    sa.Column("city", sa.Text),
    sa.Column("note", sa.Text),
    sa.Column("active", sa.Boolean),
    sa.Column("owner_id", UUID(as_uuid=True)),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    sa.Index("ix_deal_status_due", "status", "due", "id"),
    sa.Index("ix_deal_owner", "owner_id"),
)
engine = sa.create_engine(URL.set(drivername="postgresql+psycopg"), pool_size=12, max_overflow=2)
pool: ConnectionPool[psycopg.Connection[Any]] = ConnectionPool(
    URL.set(drivername="postgresql").render_as_string(hide_password=False),
    min_size=1,
    max_size=12,
    open=False,
    kwargs={"autocommit": True},
)
app = FastAPI()


def connection() -> Iterator[sa.Connection]:
    """One transaction for each request."""
    with engine.begin() as conn:
        yield conn


Conn = Annotated[sa.Connection, Depends(connection, scope="function")]


def signed_in(request: Request, conn: Conn) -> uuid.UUID:
    """Look up the session behind the cookie."""
    token = request.cookies.get("dougong_session", "")
    row = conn.execute(
        sa.select(session.c.person_id).where(session.c.id == hashlib.sha256(token.encode()).digest())
    ).one_or_none()
    if row is None:
        raise HTTPException(401)
    person: uuid.UUID = row.person_id
    return person


Person = Annotated[uuid.UUID, Depends(signed_in)]


@app.get("/deals/{identity}")
def get(identity: uuid.UUID, conn: Conn, person: Person) -> dict[str, Any]:
    """Return one row."""
    row = conn.execute(sa.select(deal).where(deal.c.id == identity)).one_or_none()
    if row is None:
        raise HTTPException(404)
    return dict(row._mapping)


@app.get("/deals")
def find(conn: Conn, person: Person, status: str, limit: int = 50) -> list[dict[str, Any]]:
    """Return fifty rows by filter and sort."""
    rows = conn.execute(
        sa.select(deal)
        .where(deal.c.status == status)
        .order_by(deal.c.due.desc(), deal.c.id.desc())
        .limit(limit)
    )
    return [dict(row._mapping) for row in rows]


@app.post("/deals", status_code=201)
def create(body: dict[str, Any], conn: Conn, person: Person) -> dict[str, Any]:
    """Insert a row and return it."""
    row = conn.execute(sa.insert(deal).values(id=uuid.uuid4(), owner_id=person, **body).returning(deal)).one()
    return dict(row._mapping)


@app.patch("/deals/{identity}")
def change(identity: uuid.UUID, body: dict[str, Any], conn: Conn, person: Person) -> dict[str, Any]:
    """Change a row and return it."""
    row = conn.execute(
        sa.update(deal)
        .where(deal.c.id == identity)
        .values(version=deal.c.version + 1, updated_at=sa.func.now(), **body)
        .returning(deal)
    ).one()
    return dict(row._mapping)


def _raw(statement: sa.Select[Any]) -> bytes:
    rows = statement.subquery("one")
    text = sa.cast(sa.func.row_to_json(rows.table_valued()), sa.Text)
    joined = sa.select(sa.func.string_agg(text, sa.literal_column("','")))
    return str(joined.compile(dialect=sa.dialects.postgresql.psycopg.dialect())).encode()


_WHO = sa.exists(sa.select(session.c.id).where(session.c.id == sa.bindparam("session", type_=sa.LargeBinary)))
_GET = _raw(sa.select(deal).where(deal.c.id == sa.bindparam("id", type_=UUID), _WHO))
_LIST = _raw(
    sa.select(deal)
    .where(deal.c.status == sa.bindparam("status", type_=sa.Text), _WHO)
    .order_by(deal.c.due.desc(), deal.c.id.desc())
    .limit(sa.bindparam("rows", type_=sa.Integer))
)


def _read(statement: bytes, values: dict[str, Any], token: str) -> bytes:
    if pool.closed:
        pool.open()
    with pool.connection() as conn:
        row = conn.execute(
            statement, {**values, "session": hashlib.sha256(token.encode()).digest(), "rows": 50}
        ).fetchone()
    return b"[" + (row[0] or "").encode() + b"]" if row else b"[]"


async def raw_get(request: Request) -> Response:
    """Return one row as PostgreSQL wrote it."""
    token = request.cookies.get("dougong_session", "")
    body = await run_in_threadpool(_read, _GET, {"id": request.path_params["identity"]}, token)
    return Response(body, media_type="application/json")


async def raw_list(request: Request) -> Response:
    """Return fifty rows as PostgreSQL wrote them."""
    token = request.cookies.get("dougong_session", "")
    body = await run_in_threadpool(_read, _LIST, {"status": request.query_params["status"]}, token)
    return Response(body, media_type="application/json")


app.router.add_route("/raw/deals/{identity}", raw_get)
app.router.add_route("/raw/deals", raw_list)
