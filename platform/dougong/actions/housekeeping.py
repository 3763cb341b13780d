"""Housekeeping: rows that have outlived their use are removed, a bounded number in each transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from dougong.access.answer_marks import answer_mark
from dougong.access.short_links import short_link_visitor
from dougong.automation.tables import outbox, rule_effect, rule_run
from dougong.connect.tables import delivery, hook_delivery
from dougong.database import Database
from dougong.idempotency import idempotency
from dougong.identity.tables import session
from dougong.metadata.publish import purge_removed
from dougong.rates import rate
from dougong.records.unfinished import KEPT_DAYS, unfinished_answer
from dougong.settings import settings

RUNS_DAYS = 90
EFFECTS_DAYS = 400
"""Longer than the clock of a rule ever looks back."""
DELIVERY_DAYS = 30
AT_ONCE = 5000
"""How many rows one transaction removes, so that none holds locks for long or grows with what piled up."""

_KEPT_FOR = (
    (idempotency.c.at, timedelta(hours=24)),
    (rate.c.window_start, timedelta(days=1)),
    (answer_mark.c.ends_at, timedelta(0)),
    (short_link_visitor.c.at, timedelta(days=1)),
    (unfinished_answer.c.at, timedelta(days=KEPT_DAYS)),
    (session.c.expires_at, timedelta(0)),
    (outbox.c.done_at, timedelta(days=3)),
    (hook_delivery.c.at, timedelta(days=DELIVERY_DAYS)),
    (delivery.c.at, timedelta(days=RUNS_DAYS)),
    (rule_run.c.at, timedelta(days=RUNS_DAYS)),
    (rule_effect.c.at, timedelta(days=EFFECTS_DAYS)),
)


def clean_up(database: Database, now: datetime, *, at_once: int = AT_ONCE) -> None:
    """Remove old keys, rate windows, ended sessions, outbox rows, deliveries, runs and what they did to which record, forms left
    unfinished, and what apps let go longer ago than it is kept.
    """
    for column, age in _KEPT_FOR:
        while _remove(database, column, now - age, at_once) == at_once:
            pass
    with database.begin() as conn:
        purge_removed(conn, now, settings().dougong_removed_days)


def _remove(database: Database, column: sa.Column[datetime], before: datetime, at_once: int) -> int:
    """Remove so many rows that are older; what somebody holds just now waits for the next time."""
    table = column.table
    key = list(table.primary_key)
    oldest = sa.select(*key).where(column < before).limit(at_once).with_for_update(skip_locked=True)
    with database.begin() as conn:
        return conn.execute(sa.delete(table).where(sa.tuple_(*key).in_(oldest))).rowcount
