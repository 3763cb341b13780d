"""The worker: procrastinate over the same database, with retries, stalled jobs and regular work.

Sync tasks run in a pool of threads of our own size. A killed worker's jobs stay `doing` until another worker
sees that its heartbeat has stopped and puts them back.
"""

from __future__ import annotations

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor

import procrastinate

from dougong.collector import settle
from dougong.database import PLATFORM_SCHEMA, Database
from dougong.jobs.tasks import Tasks
from dougong.logs import configure, log
from dougong.queue import ATTEMPTS
from dougong.settings import Settings

CONCURRENCY = 4
GRACE_SECONDS = 20
_RETRY = procrastinate.RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=4)


def connector(database: Database) -> procrastinate.PsycopgConnector:
    """Return procrastinate's own pool, whose search path finds its tables in schema `dougong`."""
    conninfo = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return procrastinate.PsycopgConnector(
        conninfo=conninfo, kwargs={"options": f"-c search_path={PLATFORM_SCHEMA} -c timezone=UTC"}
    )


def build(database: Database, settings: Settings) -> procrastinate.App:
    """Return the procrastinate application with every task registered."""
    app = procrastinate.App(connector=connector(database))
    tasks = Tasks(database, settings)
    app.task(name="run_rules", retry=_RETRY)(tasks.run_rules)
    app.task(name="run_set", retry=_RETRY)(tasks.run_set)
    app.task(name="user_job", retry=_RETRY)(tasks.user_job)
    app.task(name="tell_followers", retry=_RETRY)(tasks.tell_followers)

    @app.task(name="outbox", retry=_RETRY, pass_context=True)
    def send(context: procrastinate.JobContext, outbox: str) -> None:
        tasks.outbox(outbox, last=context.job.attempts >= ATTEMPTS)

    @app.periodic(cron="17 * * * *")
    @app.task(name="clean_up", queueing_lock="clean_up")
    def clean_up(timestamp: int) -> None:
        tasks.clean_up()

    @app.periodic(cron="* * * * *")
    @app.task(name="fire_timers", queueing_lock="fire_timers")
    def fire_timers(timestamp: int) -> None:
        tasks.fire_timers()

    @app.periodic(cron="* * * * *")
    @app.task(name="end_waits", queueing_lock="end_waits")
    def end_waits(timestamp: int) -> None:
        tasks.end_waits()

    @app.periodic(cron="* * * * *")
    @app.task(name="run_sequences", queueing_lock="run_sequences")
    def run_sequences(timestamp: int) -> None:
        tasks.run_sequences()

    @app.periodic(cron="*/10 * * * *")
    @app.task(name="decay_scores", queueing_lock="decay_scores")
    def decay_scores(timestamp: int) -> None:
        tasks.decay_scores()

    @app.periodic(cron="*/10 * * * *")
    @app.task(name="recycle_pools", queueing_lock="recycle_pools")
    def recycle_pools(timestamp: int) -> None:
        tasks.recycle_pools()

    @app.periodic(cron="* * * * *")
    @app.task(name="run_schedules", queueing_lock="run_schedules")
    def run_schedules(timestamp: int) -> None:
        tasks.run_schedules()

    @app.periodic(cron="7 * * * *")
    @app.task(name="tell_by_time", queueing_lock="tell_by_time")
    def tell_by_time(timestamp: int) -> None:
        tasks.tell_by_time()

    return app


async def put_back_stalled(app: procrastinate.App, seconds: float) -> int:
    """Give the jobs of workers unheard of for so long to those that live; returns how many."""
    put_back = 0
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds):
        with contextlib.suppress(procrastinate.exceptions.ConnectorException):  # another worker was faster
            await app.job_manager.retry_job(job)
            log.warning("job of a dead worker put back", job=job.id, task=job.task_name)
            put_back += 1
    return put_back


async def _watch_stalled(app: procrastinate.App, seconds: float) -> None:
    """Look after the jobs of dead workers for as long as this one lives, also through faults of the database."""
    while True:
        with contextlib.suppress(procrastinate.exceptions.ConnectorException):
            await put_back_stalled(app, seconds)
        await asyncio.sleep(seconds / 3)


def run_worker(settings: Settings) -> None:
    """Run jobs until SIGTERM or SIGINT; running ones get time to end."""
    configure(settings.dougong_log, settings.dougong_log_level)
    settle()
    assert settings.database_url is not None
    database = Database(settings.database_url, settings.workspace_schema, threads=CONCURRENCY * 2)
    try:
        asyncio.run(_serve(database, settings))
    finally:
        database.close()


async def _serve(database: Database, settings: Settings) -> None:
    # Without this, sync tasks run in as many threads as the default executor has, whatever
    # `concurrency` says.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(CONCURRENCY, thread_name_prefix="job"))
    app = build(database, settings)
    async with app.open_async():
        silence = settings.dougong_worker_silence
        watching = asyncio.create_task(_watch_stalled(app, silence))
        try:
            await app.run_worker_async(
                concurrency=CONCURRENCY,
                wait=True,
                delete_jobs="successful",
                shutdown_graceful_timeout=GRACE_SECONDS,
                listen_notify=True,
                update_heartbeat_interval=silence / 3,
                stalled_worker_timeout=silence,
            )
        finally:
            watching.cancel()


def run_waiting(database: Database, settings: Settings) -> None:
    """Run every job that is due and return when none is left (for tests and the command line)."""

    async def drain() -> None:
        app = build(database, settings)
        async with app.open_async():
            await app.run_worker_async(wait=False, listen_notify=False, install_signal_handlers=False)

    asyncio.run(drain())
