"""User jobs: long work that a person started and may watch and cancel (imports, exports).

The row is written and the work enqueued in the caller's transaction. The worker runs it, commits its
progress on a connection of its own and keeps the result; `jobs/kinds.py` says which verb does which kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID as Uuid

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, UUID

from dougong.context import Context
from dougong.database import WORKSPACE, Database
from dougong.errors import Conflict, NotFound
from dougong.messages import translated
from dougong.queue import enqueue
from dougong_model import uuid7

user_job = sa.Table(
    "user_job",
    WORKSPACE,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("person_id", UUID(as_uuid=True), nullable=True, index=True),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("app", sa.Text, nullable=True),
    sa.Column("arguments", JSONB, nullable=False),
    sa.Column("state", sa.Text, nullable=False, comment="queued, running, done, failed, cancelled"),
    sa.Column("done", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("total", sa.BigInteger, nullable=True),
    sa.Column("result", JSONB, nullable=True),
    sa.Column("error", sa.Text, nullable=True),
    sa.Column("cancel", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
)

_OPEN = ("queued", "running")


class JobCancelled(Exception):
    """The person who started the job asked to end it."""


@dataclass(frozen=True, slots=True)
class UserJob:
    """A job being run: its arguments, and where to tell how far it is.

    `progress` commits on a connection of its own, so the watcher sees it while the work's transaction is
    open; it raises JobCancelled once somebody asked for the end.
    """

    id: Uuid
    kind: str
    person: Uuid | None
    app: str | None
    arguments: Mapping[str, Any]
    database: Database

    def progress(self, done: int, total: int | None = None) -> None:
        """Tell how much is done, of how much."""
        values: dict[str, Any] = {"done": done} | ({} if total is None else {"total": total})
        with self.database.begin() as conn:
            # How far a job is need not survive a crash of the server, so its disk is not waited for.
            conn.execute(sa.select(sa.func.set_config("synchronous_commit", "off", True)))
            cancelled = conn.execute(
                sa.update(user_job)
                .where(user_job.c.id == self.id)
                .values(**values)
                .returning(user_job.c.cancel)
            ).scalar_one()
        if cancelled:
            raise JobCancelled


def start(context: Context, kind: str, arguments: Mapping[str, Any], *, app: str | None = None) -> Uuid:
    """Write a job and enqueue it; it starts when the caller's transaction commits."""
    identity = uuid7()
    context.conn.execute(
        sa.insert(user_job).values(
            id=identity,
            kind=kind,
            person_id=context.principal.person,
            actor=context.principal.label,
            app=app,
            arguments=dict(arguments),
            state="queued",
            created_at=context.now,
        )
    )
    enqueue(context.conn, "user_job", {"job": str(identity)}, queue="long")
    return identity


def get(context: Context, identity: Uuid) -> dict[str, Any]:
    """Return a job as the API shows it, to the person who started it or an administrator."""
    row = _visible(context, identity)
    return {
        "id": row.id,
        "kind": row.kind,
        "state": row.state,
        "app": row.app,
        "progress": {"done": row.done, "total": row.total},
        "result": _told(row.result, context.language),
        "error": row.error and translated(row.error, context.language),
        "batch": row.id,
        "created_at": row.created_at,
        "finished_at": row.finished_at,
    }


def _told(result: Mapping[str, Any] | None, language: str) -> Mapping[str, Any] | None:
    """Return a result with the messages of its problems in the reader's language; they are kept in English."""
    if result is None or "problems" not in result:
        return result
    problems = [
        {**problem, "message": translated(problem["message"], language)} for problem in result["problems"]
    ]
    return {**result, "problems": problems}


def cancel(context: Context, identity: Uuid) -> None:
    """Ask a job to end; one that has not started never will."""
    row = _visible(context, identity)
    if row.state not in _OPEN:
        raise Conflict("The job has ended already.")
    ended = {"state": "cancelled", "finished_at": context.now} if row.state == "queued" else {}
    context.conn.execute(sa.update(user_job).where(user_job.c.id == identity).values(cancel=True, **ended))


def _visible(context: Context, identity: Uuid) -> sa.Row[Any]:
    row = context.conn.execute(sa.select(user_job).where(user_job.c.id == identity)).one_or_none()
    mine = row is not None and row.person_id is not None and row.person_id == context.principal.person
    if row is None or not (mine or context.principal.administrator):
        raise NotFound("There is no such job.")
    return row


def begin(database: Database, identity: Uuid) -> UserJob | None:
    """Mark a job as running and return it; None when it was cancelled or has ended."""
    with database.begin() as conn:
        row = conn.execute(
            sa.update(user_job)
            .where(user_job.c.id == identity, user_job.c.state.in_(_OPEN), ~user_job.c.cancel)
            .values(state="running", started_at=datetime.now(UTC))
            .returning(user_job)
        ).one_or_none()
    if row is None:
        return None
    return UserJob(row.id, row.kind, row.person_id, row.app, row.arguments, database)


def finish(
    conn: sa.Connection,
    identity: Uuid,
    state: str,
    *,
    result: Mapping[str, Any] | None = None,
    error: str | None = None,
) -> None:
    """Keep how a job ended, in the transaction of its work when it went well."""
    conn.execute(
        sa.update(user_job)
        .where(user_job.c.id == identity)
        .values(
            state=state,
            result=None if result is None else dict(result),
            error=error,
            finished_at=datetime.now(UTC),
        )
    )
