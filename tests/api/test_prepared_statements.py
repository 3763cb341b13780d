"""Statements run often are prepared once on a connection and run without a cursor; what they raise stays the same."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from dougong.database import Database, driver_connection
from dougong.plans import Prepared, compile_plan

_SHARE = Prepared(sa.select(sa.bindparam("of", type_=sa.Integer) / sa.bindparam("by", type_=sa.Integer)))
_OFTEN = 8
"""More often than the driver waits before it prepares a statement."""


def test_a_statement_run_often_is_prepared(database: Database) -> None:
    """The driver's register is where it is expected, and the answers of both ways are the same."""
    with database.begin() as conn:
        answers = [_SHARE.first(conn, {"of": 12, "by": 3}) for _ in range(_OFTEN)]
        assert answers == [(4,)] * _OFTEN
        assert _SHARE.all(conn, {"of": 12, "by": 4}) == [(3,)]
        known = driver_connection(conn).prepared_names
        plan = compile_plan(_SHARE.statement, "ws_main")
        assert known is not None, (
            "the driver keeps its register elsewhere: driver.py runs everything by cursor"
        )
        assert plan.text in {text for text, _ in known}


def test_a_prepared_statement_raises_as_any_other(database: Database) -> None:
    """The first time and when it is prepared; the transaction is gone then, the next one works."""
    for _ in range(2):
        with pytest.raises(sa.exc.DataError), database.begin() as conn:
            _SHARE.first(conn, {"of": 1, "by": 0})
        with pytest.raises(sa.exc.InternalError), database.begin() as conn:
            _go_on_after_a_fault(conn)
        with database.begin() as conn:
            assert [_SHARE.first(conn, {"of": 2, "by": 1}) for _ in range(_OFTEN)] == [(2,)] * _OFTEN


def _go_on_after_a_fault(conn: sa.Connection) -> None:
    with pytest.raises(sa.exc.DataError):
        _SHARE.write(conn, [{"of": 1, "by": 0}])
    _SHARE.all(conn, {"of": 1, "by": 1})
