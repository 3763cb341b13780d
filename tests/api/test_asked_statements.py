"""Statements that are only asked travel with the next one that somebody waits for, in their order, or with the commit."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from dougong.database import Database, driver_connection, notes
from dougong.errors import Unavailable
from dougong.plans import Asked, Prepared
from dougong_model import uuid7

_TABLE = sa.Table("asked", sa.MetaData(schema="public"), sa.Column("id", sa.Uuid, primary_key=True))
_ID = sa.bindparam("id", type_=sa.Uuid)
_ADD = Prepared(sa.insert(_TABLE).values(id=_ID))
_COUNT = Prepared(sa.select(sa.func.count()).select_from(_TABLE))
_LONG = Prepared(
    sa.select(
        sa.func.repeat(sa.bindparam("text", type_=sa.Text), sa.bindparam("times", type_=sa.Integer))
    ).where(sa.func.length(sa.bindparam("much", type_=sa.Text)) > 0)
)
_OFTEN = 8
"""More often than the driver waits before it prepares a statement."""


@pytest.fixture
def world(database: Database) -> Iterator[Database]:
    """A table, and one connection on which all statements are prepared."""
    with database.begin() as conn:
        _TABLE.create(conn, checkfirst=True)
        for _ in range(_OFTEN):
            _ADD.write(conn, [{"id": uuid7()}])
            _COUNT.all(conn, {})
            _LONG.first(conn, {"text": "a", "times": 1, "much": "b"})
    yield database
    with database.begin() as conn:
        _TABLE.drop(conn)


def _known(world: Database) -> int:
    with world.begin() as conn:
        return int(conn.scalar(sa.select(sa.func.count()).select_from(_TABLE)) or 0)


def _there(world: Database, one: UUID) -> bool:
    with world.begin() as conn:
        return bool(conn.scalar(sa.select(sa.exists().where(_TABLE.c.id == one))))


def test_what_is_asked_is_done_in_its_turn(world: Database) -> None:
    """Before the next statement that is waited for, whether the driver has prepared that or not; once."""
    before = _known(world)
    with world.begin() as conn:
        first = _COUNT.ask(conn, {})
        _ADD.ask(conn, {"id": uuid7()})
        second = _COUNT.ask(conn, {})
        _ADD.ask(conn, {"id": uuid7()})
        assert _COUNT.first(conn, {}) == (before + 2,)
        assert (first.first(), second.all()) == ((before,), [(before + 1,)])
        _ADD.ask(conn, {"id": uuid7()})
        assert conn.scalar(sa.text("SELECT count(*) FROM public.asked")) == before + 3
        with conn.begin_nested() as savepoint:
            _ADD.ask(conn, {"id": uuid7()})
            savepoint.rollback()
        _ADD.ask(conn, {"id": uuid7()})
    assert _known(world) == before + 4


def test_what_is_asked_last_goes_with_the_commit(world: Database) -> None:
    """It needs no statement after it, nor one before it; its answer is there when the transaction has ended."""
    one = uuid7()
    with world.begin() as conn:
        asked = _ADD.ask(conn, {"id": one})
    assert _there(world, one)
    assert asked.all() == []


def test_what_was_asked_is_not_done_when_the_transaction_is_given_up(world: Database) -> None:
    """Neither is it left for whoever gets the connection next; its answer never comes."""
    one = uuid7()
    given_up: list[Asked] = []
    with pytest.raises(LookupError), world.begin() as conn:
        _ask_and_give_up(conn, one, given_up)
    with world.begin(keep=False) as conn:
        _ADD.ask(conn, {"id": one})
    with world.begin() as conn:
        _COUNT.first(conn, {})
    assert not _there(world, one)
    with pytest.raises(sa.exc.InternalError):
        given_up[0].all()


def _ask_and_give_up(conn: sa.Connection, one: UUID, asked: list[Asked]) -> None:
    asked.append(_ADD.ask(conn, {"id": one}))
    raise LookupError


@pytest.mark.parametrize("end", ["commit", "next", "cursor", "answer"])
def test_a_fault_of_what_was_asked_is_told_by_the_next(world: Database, end: str) -> None:
    """The transaction is given up as a whole, what came before and after with it; the connection is of use again."""
    one, other = uuid7(), uuid7()
    with pytest.raises(sa.exc.IntegrityError), world.begin() as conn:
        _ask_twice(conn, one, other, end)
    assert not _there(world, one)
    assert not _there(world, other)


def _ask_twice(conn: sa.Connection, one: UUID, other: UUID, end: str) -> None:
    _ADD.ask(conn, {"id": one})
    _ADD.ask(conn, {"id": one})
    asked = _ADD.ask(conn, {"id": other})
    if end == "next":
        _COUNT.first(conn, {})
    elif end == "cursor":
        conn.execute(sa.text("SELECT 1"))
    elif end == "answer":
        asked.all()


def test_what_a_transaction_notes_is_gone_with_it(world: Database) -> None:
    """The next one takes up the same connection, with nothing that the first has seen."""
    with world.begin() as first:
        notes(first)["seen"] = 1
    with world.begin() as second:
        assert second is first
        assert "seen" not in notes(second)


def test_much_is_asked_and_answered_at_once(world: Database) -> None:
    """More than the buffers between both ends hold, in both directions, by a process that holds many files open."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(now, min(4096, most)), most))
    with ExitStack() as held:
        for _ in range(1100):
            held.enter_context(Path(os.devnull).open("rb"))
        busy = Database(world.url.render_as_string(hide_password=False), "ws_main", threads=1)
        held.callback(busy.close)
        with busy.begin() as conn:
            assert driver_connection(conn).fileno() > 1024
            given = {"text": "word ", "times": 20_000, "much": "x" * 50_000}
            for _ in range(_OFTEN):
                _LONG.first(conn, given)
            asked = [_LONG.ask(conn, given) for _ in range(600)]
            assert all(len(one.all()[0][0]) == 100_000 for one in asked)


def test_a_connection_that_ends_meanwhile_is_replaced(world: Database) -> None:
    """Whoever asked on it hears that the database is away; the next one gets another."""
    one = uuid7()
    with pytest.raises(Unavailable), world.begin() as conn:
        _ask_when_it_has_ended(world, conn, one)
    assert not _there(world, one)
    with world.begin() as conn:
        _ADD.write(conn, [{"id": one}])
    assert _there(world, one)


def _ask_when_it_has_ended(world: Database, conn: sa.Connection, one: UUID) -> None:
    pid = driver_connection(conn).info.backend_pid
    _COUNT.first(conn, {})
    with world.engine.connect() as killer:
        killer.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
    _ADD.ask(conn, {"id": one})
    _COUNT.first(conn, {})
