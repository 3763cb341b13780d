"""A job is written with what it follows from: undone together, and done by another worker when one dies."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from dougong import user_jobs
from dougong.actions.housekeeping import clean_up
from dougong.context import Principal
from dougong.database import Database
from dougong.idempotency import idempotency
from dougong.identity.tables import session
from dougong.jobs.kinds import KINDS
from dougong.jobs.worker import build, put_back_stalled
from dougong.notify import live
from dougong.queue import enqueue
from tests.stories.leads import BASE, Office
from tests.world import system_context

JOBS = sa.table(
    "procrastinate_jobs",
    sa.column("id"),
    sa.column("task_name"),
    sa.column("status"),
    sa.column("attempts"),
    schema="dougong",
)


def jobs(database: Database) -> list[tuple[str, str]]:
    """Return the jobs as (task, state), apart from the regular ones."""
    with database.begin() as conn:
        rows = conn.execute(sa.select(JOBS.c.task_name, sa.cast(JOBS.c.status, sa.Text)).order_by(JOBS.c.id))
        return [(row[0], row[1]) for row in rows if row[0] in {"outbox", "user_job", "run_rules"}]


def test_a_job_is_there_only_if_its_transaction_is(office: Office) -> None:
    """What was undone leaves no work behind."""
    database = office.world.database
    with database.engine.connect() as conn, conn.begin() as transaction:
        enqueue(conn, "outbox", {"outbox": str(UUID(int=1))})
        transaction.rollback()
    assert jobs(database) == []
    with database.begin() as conn:
        enqueue(conn, "outbox", {"outbox": str(UUID(int=1))}, once="the one")
        assert enqueue(conn, "outbox", {"outbox": str(UUID(int=1))}, once="the one") is None
        assert conn.execute(sa.select(sa.literal(1))).scalar_one() == 1
    assert jobs(database) == [("outbox", "todo")]


def test_a_transaction_leaves_one_job_however_many_rules_act(office: Office) -> None:
    """Ten qualified leads in one batch, ten notices, ten webhooks: one job."""
    made = [office.lead(company=f"Firm {at}", employees=200, decides=True) for at in range(3)]
    for lead in made:
        office.press(lead["id"], "demo")
    before = len(jobs(office.world.database))
    items = [
        {"op": "create", "values": {"subject": "Call", "kind": "call", "lead": lead["id"]}} for lead in made
    ]
    office.admin.post(f"{BASE}/activity/records/batch", {"items": items})
    assert len(jobs(office.world.database)) <= before + 1
    refused = office.lead(422, company="spam", employees=200)
    assert refused["errors"]
    assert len(jobs(office.world.database)) <= before + 1


def test_a_worker_that_is_killed_loses_no_job(office: Office) -> None:
    """Kill the worker in the middle of a job: another one does it."""
    database = office.world.database
    with database.begin() as conn:
        enqueue(conn, "slow", {"seconds": 60})
    script = (
        "import sys, time, asyncio\n"
        "from dougong.database import Database\n"
        "from dougong.jobs.worker import build\n"
        "from dougong.settings import Settings\n"
        "database = Database(sys.argv[1], 'ws_main', threads=2)\n"
        "app = build(database, Settings())\n"
        "@app.task(name='slow')\n"
        "def slow(seconds):\n"
        "    print('started', flush=True); time.sleep(seconds)\n"
        "async def main():\n"
        "    async with app.open_async():\n"
        "        await app.run_worker_async(wait=False, listen_notify=False, update_heartbeat_interval=0.2)\n"
        "asyncio.run(main())\n"
    )
    url = database.url.render_as_string(hide_password=False)
    path = os.pathsep.join(("platform", "engines", os.environ.get("PYTHONPATH", "")))
    worker = subprocess.Popen(
        [sys.executable, "-c", script, url], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"started\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert _state(database, "slow") == "doing"
    done: list[int] = []

    async def second_worker() -> int:
        app = build(database, office.world.settings)
        app.task(name="slow")(lambda seconds: done.append(seconds))
        async with app.open_async():
            put_back = 0
            for _ in range(100):
                put_back = await put_back_stalled(app, seconds=1)
                if put_back:
                    break
                await asyncio.sleep(0.1)
            await app.run_worker_async(wait=False, listen_notify=False, install_signal_handlers=False)
            return put_back

    assert asyncio.run(second_worker()) == 1
    assert done == [60]
    assert _state(database, "slow") == "succeeded"


def _state(database: Database, task: str) -> str:
    with database.begin() as conn:
        return str(
            conn.execute(
                sa.select(sa.cast(JOBS.c.status, sa.Text)).where(JOBS.c.task_name == task)
            ).scalar_one()
        )


def test_a_person_watches_and_cancels_his_job(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """I see how far my job is, I can stop it, and nobody else sees it."""
    seen: list[object] = []

    def counting(job: user_jobs.UserJob, _settings: object) -> dict[str, int]:
        for at in range(3):
            job.progress(at, 3)
            seen.append(office.ann.get(f"/jobs/{job.id}")["progress"])
            if job.arguments["stop"]:
                office.ann.post(f"/jobs/{job.id}/cancel")
        return {"counted": 3}

    monkeypatch.setitem(KINDS, "counting", counting)  # type: ignore[arg-type]
    assert _run(office, stop=False) == ("done", {"counted": 3})
    assert seen == [{"done": at, "total": 3} for at in range(3)]
    assert _run(office, stop=True) == ("cancelled", None)


def _run(office: Office, *, stop: bool) -> tuple[str, object]:
    with office.world.database.begin() as conn:
        ann = Principal(kind="member", name="ann", person=UUID(office.ann.id))
        identity = user_jobs.start(system_context(conn).with_(principal=ann), "counting", {"stop": stop})
    assert office.ann.get(f"/jobs/{identity}")["state"] == "queued"
    office.bob.get(f"/jobs/{identity}", status=404)
    office.work()
    found = office.ann.get(f"/jobs/{identity}")
    return found["state"], found["result"]


def test_open_screens_hear_of_a_notice_after_the_commit(office: Office) -> None:
    """Ann's open page hears of her new lead at once; Bob's does not."""
    made = office.lead(employees=200, decides=True)
    office.activity(made["id"])

    async def listen() -> list[dict[str, object]]:
        hub = live.Hub(office.world.database)
        ann, bob = hub.open(UUID(office.ann.id)), hub.open(UUID(office.bob.id))
        await asyncio.wait_for(hub.listening.wait(), 5)
        await asyncio.to_thread(office.press, made["id"], "demo")
        await asyncio.to_thread(office.work)
        event = await asyncio.wait_for(ann.get(), 5)
        while event["event"] != "notice":  # a slow machine is told of the changed records first
            event = await asyncio.wait_for(ann.get(), 5)
        while not bob.empty():
            assert (await bob.get())["event"] != "notice"
        hub.close(ann)
        hub.close(bob)
        return [dict(event)]

    office.ann, office.bob  # noqa: B018 - signed in before the loop runs
    [event] = asyncio.run(listen())
    assert event["event"] == "notice"
    assert event["person"] == office.read("lead", made["id"])["values"]["owner"] == office.ann.id


def test_there_is_no_stream_without_a_session(office: Office) -> None:
    """Without a session there is no stream."""
    assert office.world.anonymous().get("/api/v1/events").status_code == 401


def test_what_has_outlived_its_use_goes_a_bounded_number_at_a_time(office: Office) -> None:
    """No transaction takes more than its share, and in the end the old is gone and the young is there."""
    database, now = office.world.database, datetime.now(UTC)
    kept = {"actor": "person:x", "fingerprint": "", "status": 201, "body": b""}
    ages = [timedelta(hours=25)] * 12 + [timedelta(hours=23)]
    keys = [{**kept, "key": str(place), "at": now - age} for place, age in enumerate(ages)]
    with database.begin() as conn:
        conn.execute(sa.insert(idempotency), keys)
        conn.execute(sa.update(session).values(expires_at=now - timedelta(seconds=1)))
    office.world.sign_in("bob")
    removed: list[tuple[str, int]] = []

    def note(_conn: object, cursor: sa.CursorResult[Any], statement: str, *_more: object) -> None:
        if statement.startswith("DELETE"):
            removed.append((statement.split()[2], cursor.rowcount))

    sa.event.listen(database.engine, "after_cursor_execute", note)
    clean_up(database, now, at_once=5)
    sa.event.remove(database.engine, "after_cursor_execute", note)
    assert [count for table, count in removed if table.endswith("idempotency")] == [5, 5, 2]
    assert max(count for _table, count in removed) <= 5
    with database.begin() as conn:
        assert conn.execute(sa.select(sa.func.count()).select_from(idempotency)).scalar_one() == 1
        assert conn.execute(sa.select(sa.func.count()).select_from(session)).scalar_one() == 1
