"""The floor of an approval: the same two transactions in bare SQL, written by hand for one flow.

Start: the request, its token, visit, seat and history, and a job. Decide: the lock on the request, the seat by
compare-and-set, history, the end, and a job. No rights, no notices, no record, no effects.

`whole_pair` does besides what an approval of the product reads and writes: the app's version, who may see the record,
the record, the request before, the approver's right to the record, the parts of the request, and notices.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[Any, ...]]

_TABLES = """
CREATE SCHEMA floor;
CREATE TABLE floor.instance (id uuid PRIMARY KEY, record uuid NOT NULL, initiator uuid NOT NULL, state text NOT NULL,
    sequence int NOT NULL, started_at timestamptz NOT NULL DEFAULT now(), finished_at timestamptz);
CREATE INDEX ON floor.instance (record);
CREATE INDEX ON floor.instance (initiator, started_at);
CREATE UNIQUE INDEX ON floor.instance (record) WHERE state = 'running';
CREATE TABLE floor.token (id uuid PRIMARY KEY, instance uuid NOT NULL REFERENCES floor.instance, node text NOT NULL,
    state text NOT NULL);
CREATE INDEX ON floor.token (instance);
CREATE TABLE floor.visit (id uuid PRIMARY KEY, instance uuid NOT NULL REFERENCES floor.instance, node text NOT NULL,
    state text NOT NULL, started_at timestamptz NOT NULL DEFAULT now(), finished_at timestamptz);
CREATE INDEX ON floor.visit (instance);
CREATE TABLE floor.seat (id uuid PRIMARY KEY, instance uuid NOT NULL REFERENCES floor.instance,
    visit uuid NOT NULL REFERENCES floor.visit, person uuid NOT NULL, state text NOT NULL, verb text, comment text,
    opened_at timestamptz NOT NULL DEFAULT now(), decided_at timestamptz);
CREATE INDEX ON floor.seat (instance);
CREATE INDEX ON floor.seat (person, opened_at) WHERE state = 'open';
CREATE INDEX ON floor.seat (person, decided_at) WHERE state = 'done';
CREATE TABLE floor.event (instance uuid NOT NULL REFERENCES floor.instance, sequence int NOT NULL,
    at timestamptz NOT NULL DEFAULT now(), actor uuid, verb text NOT NULL, payload jsonb NOT NULL,
    PRIMARY KEY (instance, sequence));
CREATE TABLE floor.job (id bigserial PRIMARY KEY, task text NOT NULL, arguments jsonb NOT NULL,
    state text NOT NULL DEFAULT 'todo');
CREATE INDEX ON floor.job (id) WHERE state = 'todo';
CREATE TABLE floor.app (key text PRIMARY KEY, version int NOT NULL);
INSERT INTO floor.app VALUES ('desk', 1);
CREATE TABLE floor.record (id uuid PRIMARY KEY, owner uuid NOT NULL, version int NOT NULL DEFAULT 1,
    subject text NOT NULL DEFAULT 'Paper', needed_by date NOT NULL DEFAULT '2030-01-01', amount numeric, state text);
CREATE INDEX ON floor.record (owner);
CREATE TABLE floor.share (record uuid NOT NULL, holder text NOT NULL, source text NOT NULL, rights text[] NOT NULL,
    at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (record, holder, source));
CREATE INDEX ON floor.share (holder);
CREATE TABLE floor.notice (id uuid PRIMARY KEY, person uuid NOT NULL, at timestamptz NOT NULL DEFAULT now(),
    title text NOT NULL, record uuid NOT NULL, cause text NOT NULL, read_at timestamptz);
CREATE INDEX ON floor.notice (person, id);
CREATE INDEX ON floor.notice (person) WHERE read_at IS NULL;
"""
_EVENT = "INSERT INTO floor.event (instance, sequence, actor, verb, payload) VALUES (%s, %s, %s, %s, '{}')"
_NOTICE = "INSERT INTO floor.notice (id, person, title, record, cause) VALUES (%s, %s, %s, %s, %s)"
_PARTS = tuple(
    f"SELECT * FROM floor.{part} WHERE {key} = %s"
    for part, key in (("instance", "id"), ("token", "instance"), ("visit", "instance"), ("seat", "instance"))
)
_JOB = "INSERT INTO floor.job (task, arguments) VALUES ('outbox', jsonb_build_object('of', %s::uuid))"


def set_up(url: str) -> None:
    """Make the tables."""
    with psycopg.connect(url) as conn:
        conn.execute(sql.SQL(_TABLES))


def records(conn: Connection, owner: UUID, number: int) -> list[UUID]:
    """Make records of somebody's; returns their ids."""
    made = conn.execute(
        "INSERT INTO floor.record (id, owner) SELECT gen_random_uuid(), %s FROM generate_series(1, %s) RETURNING id",
        [owner, number],
    )
    return [UUID(str(row[0])) for row in made]


def pair(conn: Connection, employee: UUID, lead: UUID, record: UUID) -> None:
    """Start an approval on a record and approve it; the connection is in no transaction."""
    with conn.transaction():
        instance, seat = _start(conn, employee, lead, record)
    with conn.transaction():
        _lock(conn, seat)
        _decide(conn, lead, instance, seat)


def whole_pair(conn: Connection, employee: UUID, lead: UUID, record: UUID) -> None:
    """Do as `pair`, with what an approval of the product does besides; the record is the employee's."""
    with conn.transaction():
        _look(conn, employee, record)
        conn.execute(
            "SELECT id, state FROM floor.instance WHERE record = %s ORDER BY started_at DESC LIMIT 1",
            [record],
        )
        instance, seat = _start(conn, employee, lead, record)
        conn.execute(
            "INSERT INTO floor.share (record, holder, source, rights) VALUES (%s, %s, %s, '{see,read}')",
            [record, f"person:{lead}", f"seat:{seat}"],
        )
        conn.execute(_NOTICE, [uuid4(), lead, "Employee asks", record, f"seat:{seat}"])
    with conn.transaction():
        _lock(conn, seat)
        for part in _PARTS:
            conn.execute(part, [instance]).fetchall()
        _look(conn, lead, record)
        _decide(conn, lead, instance, seat)
        conn.execute(
            "UPDATE floor.notice SET read_at = now() WHERE person = %s AND cause = %s AND read_at IS NULL",
            [lead, f"seat:{seat}"],
        )
        conn.execute(_NOTICE, [uuid4(), employee, "Approved", record, "flow:plain"])


def _look(conn: Connection, person: UUID, record: UUID) -> None:
    """Read the app's version and the record, if it is somebody's own or shared with him."""
    conn.execute("SELECT version FROM floor.app WHERE key = 'desk'").fetchone()
    found = conn.execute(
        "SELECT * FROM floor.record r WHERE id = %s AND (owner = %s OR EXISTS"
        " (SELECT FROM floor.share s WHERE s.record = r.id AND s.holder = %s AND 'see' = ANY (s.rights)))",
        [record, person, f"person:{person}"],
    )
    assert found.fetchone()


def _start(conn: Connection, employee: UUID, lead: UUID, record: UUID) -> tuple[UUID, UUID]:
    """Write a request that asks the lead; returns the ids of the request and of his seat."""
    instance, visit, seat = uuid4(), uuid4(), uuid4()
    conn.execute(
        "INSERT INTO floor.instance (id, record, initiator, state, sequence) VALUES (%s, %s, %s, 'running', 2)",
        [instance, record, employee],
    )
    conn.execute("INSERT INTO floor.token VALUES (%s, %s, 'lead', 'live')", [uuid4(), instance])
    conn.execute(
        "INSERT INTO floor.visit (id, instance, node, state) VALUES (%s, %s, 'lead', 'open')",
        [visit, instance],
    )
    conn.execute(
        "INSERT INTO floor.seat (id, instance, visit, person, state) VALUES (%s, %s, %s, %s, 'open')",
        [seat, instance, visit, lead],
    )
    conn.execute(_EVENT, [instance, 1, employee, "started"])
    conn.execute(_EVENT, [instance, 2, None, "opened"])
    conn.execute(_JOB, [instance])
    return instance, seat


def _lock(conn: Connection, seat: UUID) -> None:
    """Lock the request of a seat."""
    conn.execute(
        "SELECT state FROM floor.instance WHERE id = (SELECT instance FROM floor.seat WHERE id = %s) FOR UPDATE",
        [seat],
    )


def _decide(conn: Connection, lead: UUID, instance: UUID, seat: UUID) -> None:
    """Write the lead's approval, which ends the request."""
    taken = conn.execute(
        "UPDATE floor.seat SET state = 'done', verb = 'approve', comment = 'fine', decided_at = now()"
        " WHERE id = %s AND state = 'open' RETURNING visit",
        [seat],
    ).fetchone()
    assert taken
    conn.execute("UPDATE floor.visit SET state = 'done', finished_at = now() WHERE id = %s", [taken[0]])
    conn.execute("UPDATE floor.token SET state = 'done' WHERE instance = %s", [instance])
    conn.execute(
        "UPDATE floor.instance SET state = 'approved', finished_at = now(), sequence = 4 WHERE id = %s",
        [instance],
    )
    conn.execute(_EVENT, [instance, 3, lead, "approve"])
    conn.execute(_EVENT, [instance, 4, None, "finished"])
    conn.execute(_JOB, [instance])
