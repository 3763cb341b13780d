"""Housekeeping: rows that have outlived their use are removed."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from dougong.automation.tables import outbox, rule_run
from dougong.connect.tables import hook_delivery
from dougong.idempotency import idempotency
from dougong.metadata.publish import purge_removed
from dougong.rates import rate

RUNS_DAYS = 90
DELIVERY_DAYS = 30


def clean_up(conn: sa.Connection, now: datetime) -> None:
    """Remove old keys, rate windows, outbox rows, deliveries, runs, and what apps let go a month ago."""
    for column, age in (
        (idempotency.c.at, timedelta(hours=24)),
        (rate.c.window_start, timedelta(days=1)),
        (outbox.c.done_at, timedelta(days=3)),
        (hook_delivery.c.at, timedelta(days=DELIVERY_DAYS)),
        (rule_run.c.at, timedelta(days=RUNS_DAYS)),
    ):
        conn.execute(sa.delete(column.table).where(column < now - age))
    purge_removed(conn, now)
