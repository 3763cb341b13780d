"""Tasks: everything the worker can be asked for. Each does its work in one transaction and may run again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog

from dougong import user_jobs
from dougong.actions.decay_scores import decay_scores
from dougong.actions.deliver import deliver
from dougong.actions.empty_trash import empty_trash
from dougong.actions.end_waits import end_waits
from dougong.actions.export_file import remove_old
from dougong.actions.fire_timers import fire_timers
from dougong.actions.follow_records import tell_by_time, tell_followers
from dougong.actions.housekeeping import clean_up
from dougong.actions.recycle_pools import recycle_pools
from dougong.actions.run_rules import run_left_over
from dougong.actions.run_schedules import run_schedules
from dougong.actions.run_sequences import run_sequences
from dougong.actions.run_set import end_abandoned, run_set
from dougong.context import system_principal
from dougong.database import Database
from dougong.errors import DougongError, Unavailable
from dougong.identity.home import at_home, system_transaction
from dougong.identity.sessions import read_principal
from dougong.jobs.kinds import KINDS
from dougong.logs import log
from dougong.metadata import published
from dougong.settings import Settings
from dougong.user_jobs import JobCancelled


class Tasks:
    """The tasks of one worker process, over its database."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings

    def outbox(self, outbox: str, *, last: bool = False) -> None:
        """Send what a committed transaction left; effects that fail are tried again with growing pauses, until the
        `last` time.
        """
        deliver(self.database, self.settings, UUID(outbox), datetime.now(UTC), last=last)

    def user_job(self, job: str) -> None:
        """Run a job that a person started, and keep how it ended."""
        found = user_jobs.begin(self.database, UUID(job))
        if found is None:
            return
        structlog.contextvars.bind_contextvars(job=job, kind=found.kind)
        try:
            result: Mapping[str, Any] | None = KINDS[found.kind](found, self.settings)
            state, error = "done", None
        except Unavailable:
            raise  # the database is away: the queue tries again, and the job goes on from its beginning
        except JobCancelled:
            result, state, error = None, "cancelled", None
        except DougongError as refused:
            result, state, error = None, "failed", refused.detail or refused.title
        except Exception as failure:
            log.error("job failed", exc_info=failure)
            result, state, error = None, "failed", "Something went wrong; the server's log says what."
        with self.database.begin() as conn:
            user_jobs.finish(conn, found.id, state, result=result, error=error)

    def run_rules(self, app: str, person: str | None, items: list[dict[str, Any]]) -> None:
        """Run the rules that a large save left for later."""
        with self.database.begin() as conn:
            principal = read_principal(conn, UUID(person)) if person else system_principal("run_rules")
            run_left_over(at_home(conn, principal), published(conn, app), items)

    def tell_followers(self, happened: dict[str, Any]) -> None:
        """Tell those who follow a record or a condition what others did."""
        with system_transaction(self.database, "tell_followers") as context:
            tell_followers(context, published(context.conn, happened["app"]), happened)

    def tell_by_time(self) -> None:
        """Tell of records that have come to meet a followed condition because time passed."""
        with system_transaction(self.database, "tell_followers") as context:
            tell_by_time(context)

    def run_schedules(self) -> None:
        """Start the rules that are due by the clock, and end the runs that nobody works on any more."""
        now = datetime.now(UTC)
        run_schedules(self.database, now)
        end_abandoned(self.database, now)

    def run_set(self, run: str) -> None:
        """Let a rule act on the records that the clock chose."""
        run_set(self.database, UUID(run))

    def fire_timers(self) -> None:
        """Let the timers of flows fire that are due."""
        fire_timers(self.database, datetime.now(UTC))

    def end_waits(self) -> None:
        """Go on with rules whose time has come."""
        end_waits(self.database, datetime.now(UTC))

    def decay_scores(self) -> None:
        """Take from scores what their points have lost with the days."""
        decay_scores(self.database, datetime.now(UTC))

    def run_sequences(self) -> None:
        """Take the steps of sequences that are due."""
        run_sequences(self.database, datetime.now(UTC))

    def recycle_pools(self) -> None:
        """Take records back to their pools, and warn of those that are near."""
        recycle_pools(self.database, datetime.now(UTC))

    def clean_up(self) -> None:
        """Remove what has outlived its use."""
        now = datetime.now(UTC)
        clean_up(self.database, now)
        remove_old(self.database, self.settings.home, now)
        empty_trash(self.database, self.settings.home, now)
