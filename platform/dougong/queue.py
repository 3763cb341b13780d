"""Queue: jobs are rows written in the same transaction as what they follow; rolled back, there is no job.

The worker (jobs/) registers the tasks; here stands only how to enqueue, so that lower floors may ask for
work without knowing who does it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import procrastinate
import sqlalchemy as sa
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy.dialects.postgresql import JSONB

from dougong.database import PLATFORM_SCHEMA, driver_connection

ATTEMPTS = 8
"""So often a job that fails is tried again."""

_JOBS = sa.table(
    "procrastinate_jobs",
    sa.column("task_name", sa.Text),
    sa.column("status", sa.Text),
    sa.column("args", JSONB),
    schema=PLATFORM_SCHEMA,
)
_ENQUEUER = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def enqueue(
    conn: sa.Connection,
    task: str,
    arguments: dict[str, Any],
    *,
    queue: str = "default",
    lock: str | None = None,
    once: str | None = None,
    at: datetime | None = None,
) -> int | None:
    """Enqueue a job in the caller's transaction and return its id.

    `lock`: jobs with one lock run one after another. `once`: while a job with this name waits, no second
    one is added and None is returned. `at` (UTC) delays it.
    """
    savepoint = conn.begin_nested() if once else None
    try:
        job = _ENQUEUER.configure_task(
            task,
            queue=queue,
            lock=lock,
            queueing_lock=once,
            schedule_at=at,
            connection=driver_connection(conn),
        ).defer(**arguments)
    except AlreadyEnqueued:
        assert savepoint is not None
        savepoint.rollback()
        return None
    if savepoint is not None:
        savepoint.commit()
    return job


def living(conn: sa.Connection, task: str) -> list[dict[str, Any]]:
    """Return the arguments of the jobs of a task that are done now or are still to be done."""
    status = sa.cast(_JOBS.c.status, sa.Text)
    asked = sa.select(_JOBS.c.args).where(_JOBS.c.task_name == task, status.in_(("todo", "doing")))
    return list(conn.execute(asked).scalars())
