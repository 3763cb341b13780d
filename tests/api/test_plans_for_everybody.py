"""A statement is planned once for all values: its rows are found by an index for who has much and who has nothing."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest

from dougong.access import shares
from dougong.database import Database, driver_connection
from dougong.notify import follows
from dougong.plans import Prepared
from dougong.processes import inbox

_ONE = uuid4()
_SHARES = (
    "INSERT INTO ws_main.record_share SELECT 'lead0001', gen_random_uuid(), %(holder)s, 'seat', '{see,read}', now()"
    " FROM generate_series(1, 5000)"
)
_FOLLOWS = (
    "INSERT INTO ws_main.follow (id, person_id, app, entity_id, record_id, name, by_time, created_at)"
    " SELECT gen_random_uuid(), %(person)s, 'crm', 'lead0001', gen_random_uuid(), 'One', false, now()"
    " FROM generate_series(1, 20000)"
)
_SEATS = (
    "INSERT INTO ws_main.flow_seat (id, instance_id, ordinal, visit_id, person_id, origin, state, position, opened_at,"
    " weight) SELECT gen_random_uuid(), gen_random_uuid(), 0, gen_random_uuid(),"
    " md5((i %% 100)::text)::uuid, 'rule', CASE WHEN i %% 10 = 0 THEN 'open' ELSE 'done' END, 0, now(), 1"
    " FROM generate_series(1, 20000) i"
)


@pytest.mark.parametrize(
    ("statement", "rows", "table"),
    [
        (shares._SHARED, _SHARES, "record_share"),
        (follows._TOUCHED, _FOLLOWS, "follow"),
        (inbox.paging("todo", False, frozenset()), _SEATS, "flow_seat"),
        (inbox.paging("done", False, frozenset()), _SEATS, "flow_seat"),
        (inbox._counting(False), _SEATS, "flow_seat"),
    ],
)
def test_an_index_finds_the_rows_of_anybody(
    database: Database, statement: Prepared, rows: str, table: str
) -> None:
    """Shares of one who has all of them, follows of other records, seats of a hundred people."""
    with database.begin() as conn:
        driver = driver_connection(conn)
        driver.execute("SET LOCAL session_replication_role = replica")  # rows without those they refer to
        driver.execute(rows.encode(), {"holder": f"person:{_ONE}", "person": _ONE})  # a text of this file
        driver.execute(f"ANALYZE ws_main.{table}".encode())
        asked = b"EXPLAIN (GENERIC_PLAN, COSTS OFF) " + statement.plan(conn).text
        plan = [line[0] for line in psycopg.RawCursor(driver).execute(asked).fetchall()]
    assert [line for line in plan if f"Seq Scan on {table}" in line] == [], plan
