"""Leads of the CRM imported with its rules on: normalising, duplicates, eight score rules, assignment."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from bench.records import _hire

from dougong import user_jobs
from dougong.actions.import_records import import_job, start_import
from dougong.actions.import_wish import ImportWish
from dougong.actions.initialise import initialise_workspace
from dougong.actions.install_app import install_app
from dougong.actions.upgrade_database import upgrade_database
from dougong.context import Context, system_principal
from dougong.database import Database
from dougong.embedded import EmbeddedPostgres
from dougong.files.store import store
from dougong.identity.sessions import read_principal
from dougong.metadata import published
from dougong.settings import Settings

HEAD = "contact_name,company,phone,email,channel,employees,region,industry"
REGIONS = ("east", "south", "north", "west")


def content(rows: int) -> bytes:
    """Return a CSV file of leads."""
    lines = (
        f"Person {at},Company {at},+86 138 {at:08d},p{at}@firm{at}.com,website,{at % 900},,"
        for at in range(rows)
    )
    return "\n".join([HEAD, *lines]).encode()


def measure(rows: int = 5_000) -> dict[str, float]:
    """Return rows a second with the rules off and on."""
    with tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        server = EmbeddedPostgres(home / "postgresql")
        database = Database(server.start(), "ws_main", threads=8)
        try:
            return _measure(database, home, rows)
        finally:
            database.close()
            server.stop()


def _measure(database: Database, home: Path, rows: int) -> dict[str, float]:
    upgrade_database(database)
    with database.begin() as conn:
        system = Context(
            conn=conn,
            principal=system_principal("bench"),
            now=datetime.now(UTC),
            zone=ZoneInfo("Asia/Shanghai"),
        )
        initialise_workspace(system, workspace="main", name="Bench")
        install_app(system, "crm", "crm")
    person, _token = _hire(database, "admin", administrator=True)
    return {
        "rules off": _imported(database, home, person, rows, rules=False),
        "rules on": _imported(database, home, person, rows, rules=True),
    }


def _imported(database: Database, home: Path, person: UUID, rows: int, *, rules: bool) -> float:
    settings = Settings(dougong_home=home)
    with database.begin() as conn:
        context = Context(
            conn=conn,
            principal=read_principal(conn, person),
            now=datetime.now(UTC),
            zone=ZoneInfo("Asia/Shanghai"),
        )
        file = store(
            conn,
            home,
            BytesIO(content(rows)),
            name="leads.csv",
            actor=context.principal.label,
            now=context.now,
            limit=settings.dougong_file_limit,
        )
        wish = ImportWish(
            file=UUID(str(file["id"])),
            mapping={name: [name] for name in HEAD.split(",")},
            values={},
            match=[],
            dry_run=False,
            rules=rules,
        )
        job = start_import(context, settings, published(conn, "crm"), "lead", wish)
    begun = user_jobs.begin(database, job)
    assert begun is not None
    started = time.perf_counter()
    result = import_job(begun, settings)
    assert result["created"] == rows, result["problems"][:3]
    return rows / (time.perf_counter() - started)
