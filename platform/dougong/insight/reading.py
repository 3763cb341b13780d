"""Reading: the transaction in which reports run; it cannot write, and stands on the replica if any."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from dougong.context import Context
from dougong.database import Database


@contextmanager
def reading(database: Database, context: Context) -> Iterator[sa.Connection]:
    """Give a connection that only reads: one snapshot of the replica, or the caller's own transaction.

    The caller's transaction becomes read-only for its rest.
    """
    if database.has_replica:
        with database.snapshot() as conn:
            yield conn
        return
    context.conn.execute(sa.select(sa.func.set_config("transaction_read_only", "on", True)))
    yield context.conn
