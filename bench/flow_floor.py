"""The floor of an approval: the same two transactions in bare SQL, written by hand for one flow.

Start: the request, its token, visit, seat and history, and a job. Decide: the lock on the request, the seat by
compare-and-set, history, the end, and a job. No rights, no notices, no record, no effects.
"""

from __future__ import annotations

from uuid import UUID, uuid4

import psycopg
from psycopg import sql

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
"""
_EVENT = "INSERT INTO floor.event (instance, sequence, actor, verb, payload) VALUES (%s, %s, %s, %s, '{}')"
_JOB = "INSERT INTO floor.job (task, arguments) VALUES ('outbox', jsonb_build_object('of', %s::uuid))"


def set_up(url: str) -> None:
    """Make the tables."""
    with psycopg.connect(url) as conn:
        conn.execute(sql.SQL(_TABLES))


def pair(conn: psycopg.Connection[tuple[object, ...]], employee: UUID, lead: UUID, record: UUID) -> None:
    """Start an approval on a record and approve it; the connection is in no transaction."""
    instance, visit, seat = uuid4(), uuid4(), uuid4()
    with conn.transaction():
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
    with conn.transaction():
        conn.execute("SELECT state FROM floor.instance WHERE id = %s FOR UPDATE", [instance])
        taken = conn.execute(
            "UPDATE floor.seat SET state = 'done', verb = 'approve', comment = 'fine', decided_at = now()"
            " WHERE id = %s AND state = 'open'",
            [seat],
        )
        assert taken.rowcount == 1
        conn.execute("UPDATE floor.visit SET state = 'done', finished_at = now() WHERE id = %s", [visit])
        conn.execute("UPDATE floor.token SET state = 'done' WHERE instance = %s", [instance])
        conn.execute(
            "UPDATE floor.instance SET state = 'approved', finished_at = now(), sequence = 4 WHERE id = %s",
            [instance],
        )
        conn.execute(_EVENT, [instance, 3, lead, "approve"])
        conn.execute(_EVENT, [instance, 4, None, "finished"])
        conn.execute(_JOB, [instance])
