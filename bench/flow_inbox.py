"""The inbox over many parked requests: a page of it by the product's statement and by one written by hand.

Requests are parked set-wise, each with an open seat, among two hundred people; a page is fifty lines and the number
that waits. The plan of the statement is read too: it must come from the partial index of open seats.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
import sqlalchemy as sa

from dougong.database import Database
from dougong.processes.inbox import inbox_page, paging, todo_count

PEOPLE = 200
PAGE = 50
BOUND = 1.5
"""How much longer a page may take than by the statement written by hand."""

_PARK = """
INSERT INTO ws_main.person (id, name, active, created_at) SELECT gen_random_uuid(), 'Approver ' || i, true, now()
    FROM generate_series(1, {people}) i;
CREATE TEMP TABLE parked AS SELECT gen_random_uuid() AS instance, gen_random_uuid() AS visit, gen_random_uuid() AS token,
    gen_random_uuid() AS record, i, now() - i * interval '1 second' AS at FROM generate_series(1, {rows}) i;
CREATE TEMP TABLE asked AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM ws_main.person
    WHERE name LIKE 'Approver %';
INSERT INTO ws_main.flow_instance (id, definition_id, app_id, entity_id, flow, version, entity, record_id, initiator_id,
    state, started_at, sequence)
    SELECT p.instance, d.id, d.app_id, '{entity}', d.key, d.version, 'request', p.record, '{initiator}', 'running', p.at, 1
    FROM parked p, ws_main.flow_definition d WHERE d.key = 'plain';
INSERT INTO ws_main.flow_visit (id, instance_id, ordinal, token_id, node, round, state, started_at, trace)
    SELECT visit, instance, 0, token, 'lead', 1, 'open', at, '[]' FROM parked;
INSERT INTO ws_main.flow_token (id, instance_id, ordinal, node, round, state, visit_id)
    SELECT token, instance, 0, 'lead', 1, 'live', visit FROM parked;
INSERT INTO ws_main.flow_event (instance_id, sequence, at, verb, payload)
    SELECT instance, 1, at, 'started', '{{}}' FROM parked;
INSERT INTO ws_main.flow_seat (id, instance_id, ordinal, visit_id, person_id, origin, state, position, opened_at, weight)
    SELECT gen_random_uuid(), p.instance, 0, p.visit, a.id, 'rule', 'open', 0, p.at, 1
    FROM parked p JOIN asked a ON a.place = p.i % {people};
DROP TABLE parked, asked;
ANALYZE;
"""

_BY_HAND = """
SELECT s.id, i.id, i.app_id, i.entity, i.record_id, i.flow, i.definition_id, v.node, i.initiator_id, p.name, i.state,
    s.state, s.verb, s.opened_at, s.due_at
FROM ws_main.flow_seat s
JOIN ws_main.flow_instance i ON i.id = s.instance_id
JOIN ws_main.flow_visit v ON v.id = s.visit_id
JOIN ws_main.person p ON p.id = i.initiator_id
JOIN ws_main.app a ON a.id = i.app_id AND a.live_version > 0
WHERE s.person_id = %s AND s.state = 'open'
ORDER BY s.opened_at DESC, s.id DESC LIMIT 51
"""
_COUNT_BY_HAND = """
SELECT count(*) FROM ws_main.flow_seat s JOIN ws_main.flow_instance i ON i.id = s.instance_id
JOIN ws_main.app a ON a.id = i.app_id AND a.live_version > 0 WHERE s.person_id = %s AND s.state = 'open'
"""


def park(database: Database, rows: int, entity: str, initiator: UUID) -> list[UUID]:
    """Park requests in the flow `plain`, which something has been started in; returns who is asked."""
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as conn:
        conn.execute(
            _PARK.format(
                rows=rows, people=PEOPLE, entity=entity, initiator=initiator
            ).encode()  # our own numbers
        )
        conn.commit()
        found = conn.execute("SELECT id FROM ws_main.person WHERE name LIKE 'Approver %'").fetchall()
    return [row[0] for row in found]


def measure(database: Database, people: list[UUID], rounds: int) -> dict[str, float]:
    """Return pages a second by the product and by hand, the better of three turns each, and whether the plan is right."""
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    best = {"page": 0.0, "by hand": 0.0}
    with psycopg.connect(url, prepare_threshold=1) as other:
        for _ in range(3):
            best["page"] = max(best["page"], _rate(lambda who: _page(database, who), people, rounds))
            best["by hand"] = max(best["by hand"], _rate(lambda who: _by_hand(other, who), people, rounds))
    return best


def plan(database: Database, who: UUID) -> str:
    """Return the plan of a page, as PostgreSQL tells it."""
    asked: list[tuple[str, Any]] = []

    def keep(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        asked.append((statement, parameters))

    sa.event.listen(database.engine, "before_cursor_execute", keep)
    statement = paging("todo", False, frozenset()).statement
    with database.begin() as conn:
        conn.execute(statement, {"person": who, "limit": PAGE + 1})
    sa.event.remove(database.engine, "before_cursor_execute", keep)
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as conn:
        lines = conn.execute(b"EXPLAIN ANALYZE " + asked[-1][0].encode(), asked[-1][1]).fetchall()
    return "\n".join(line[0] for line in lines)


def _page(database: Database, who: UUID) -> None:
    with database.begin() as conn:
        assert len(inbox_page(conn, who, "todo", limit=PAGE + 1)) > 0
        assert todo_count(conn, who) > 0


def _by_hand(conn: psycopg.Connection[Any], who: UUID) -> None:
    with conn.transaction():
        assert conn.execute(_BY_HAND, [who]).fetchall()
        assert conn.execute(_COUNT_BY_HAND, [who]).fetchone()


def _rate(ask: Callable[[UUID], None], people: list[UUID], rounds: int) -> float:
    for who in people[:20]:
        ask(who)
    begun = time.perf_counter()
    for at in range(rounds):
        ask(people[at % len(people)])
    return rounds / (time.perf_counter() - begun)
