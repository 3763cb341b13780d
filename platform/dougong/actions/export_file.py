"""Export a list to a file, as a job: CSV or a workbook, of any length in bounded memory.

The rows come through a cursor of the database, under the rights of who asked, as of one moment. The file is
kept for some days; its owner is told when it is there.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa

from dougong import user_jobs
from dougong.access import Scope
from dougong.actions.export_cells import Cells, Names
from dougong.actions.import_records import context_of
from dougong.context import Context
from dougong.database import Database
from dougong.errors import Conflict
from dougong.files.store import remove, store
from dougong.metadata import App, published
from dougong.notify import notices
from dougong.notify.live import announce
from dougong.notify.notices import Notice
from dougong.records.listing import columns_of, item_of
from dougong.records.query import Query, parse_query
from dougong.records.read import ask_listing, ask_total, schema_in, scope_in, see
from dougong.records.reading import plan_of, read_in, streamed_in
from dougong.settings import Settings
from dougong.sheets.written import CsvWriter, TableWriter, XlsxWriter, sheet_name
from dougong.user_jobs import UserJob, user_job
from dougong_model import localised

KIND = "export_records"
KEPT_DAYS = 7
MOST_BYTES = 4_000_000_000
MOST_PICKED = 10_000
"""So many records are chosen by hand for one export."""
MOST_OPEN = 3
"""So many exports of one person are written or wait at a time."""
_PROGRESS_SECONDS = 0.5
_LOOKS = 500
_MOST_REMOVED = 500
_READY = {"en": "Your export is ready: {0}", "zh": "您的导出文件已就绪：{0}"}
_KEPT = {"en": "The file is kept until {0:%Y-%m-%d}.", "zh": "文件保留至 {0:%Y-%m-%d}。"}
Format = Literal["csv", "xlsx"]


def start_export(
    context: Context,
    app: App,
    entity: str,
    asked: Mapping[str, Any],
    kind: Format,
    names: Names,
    records: Sequence[UUID] | None = None,
) -> UUID:
    """Start an export of a list (`filter`, `sort`, `fields`, `search`, `batch`), or of those `records` of it.

    Raises NotAllowed without the right to export, BadRequest for what the list refuses, and Conflict while
    too many of the person's are being written.
    """
    scope = _scope(context, app, entity)
    query = parse_query(asked)
    plan_of(ask_listing(scope, query), schema_in(context))
    if _open(context) >= MOST_OPEN:
        raise Conflict(f"{MOST_OPEN} of your exports are being written. Wait until one is ready.")
    picked = None if records is None else [str(one) for one in records]
    arguments = {
        "entity": entity,
        "query": dict(asked),
        "records": picked,
        "format": kind,
        "names": names,
    }
    return user_jobs.start(context, KIND, arguments, app=app.key)


def _open(context: Context) -> int:
    """Count the exports of the caller that have not ended."""
    return int(
        context.conn.execute(
            sa.select(sa.func.count()).where(
                user_job.c.person_id == context.principal.person,
                user_job.c.kind == KIND,
                user_job.c.state.in_(("queued", "running")),
            )
        ).scalar_one()
    )


def _scope(context: Context, app: App, entity: str) -> Scope:
    scope = see(scope_in(context, app, entity))
    scope.require("export")
    return scope


def export_job(job: UserJob, settings: Settings) -> Mapping[str, Any]:
    """Write the file that a person asked for, as that person."""
    kind: Format = job.arguments["format"]
    settings.home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="export-", dir=settings.home) as folder, job.database.begin() as conn:
        context = context_of(conn, job, f"export:{job.id}")
        scope = _scope(context, published(conn, str(job.app)), job.arguments["entity"])
        entity = scope.shape.compiled
        title = scope.entity if entity is None else localised(entity.entity.name, context.language)
        path = Path(folder) / f"table.{kind}"
        writer = CsvWriter(path) if kind == "csv" else XlsxWriter(path, sheet_name(title))
        rows = _write(context, scope, _query(job), job, writer)
        with path.open("rb") as source:
            kept = store(
                conn,
                settings.home,
                source,
                name=f"{title} {context.now.astimezone(context.zone):%Y-%m-%d %H%M}.{kind}",
                actor=context.principal.uploader,
                now=context.now,
                limit=MOST_BYTES,
            )
        until = context.now + timedelta(days=KEPT_DAYS)
        result = {
            "rows": rows,
            "file": str(kept["id"]),
            "name": kept["name"],
            "size": kept["size"],
            "kept_until": until.isoformat(),
        }
        _tell(context, job, str(kept["name"]), UUID(str(kept["id"])), until)
        user_jobs.finish(conn, job.id, "done", result=result)
    return result


def _query(job: UserJob) -> Query:
    picked = job.arguments.get("records")
    query = parse_query(job.arguments["query"])
    return query if picked is None else replace(query, picked=tuple(map(UUID, picked)))


def _write(context: Context, scope: Scope, query: Query, job: UserJob, writer: TableWriter) -> int:
    """Write the rows and return how many there are."""
    columns = columns_of(scope, query.fields)
    cells = Cells(columns=columns, language=context.language, zone=context.zone, names=job.arguments["names"])
    schema = schema_in(context)
    total = read_in(context, schema, ask_total(scope, query))
    job.progress(0, total[0] if total else 0)
    told, count = time.monotonic(), 0
    try:
        writer.add(cells.head())
        for (text,) in streamed_in(context, schema, ask_listing(scope, query)):
            writer.add(cells.row(item_of(text, columns)))
            count += 1
            if count % _LOOKS == 0 and time.monotonic() - told > _PROGRESS_SECONDS:
                job.progress(count)
                told = time.monotonic()
    finally:
        writer.close()
    job.progress(count, count)
    return count


def _tell(context: Context, job: UserJob, name: str, file: UUID, until: datetime) -> None:
    """Leave the person a notice that leads to the file."""
    assert job.person is not None
    told = Notice(
        person=job.person,
        title=localised(_READY, context.language).format(name),
        body=localised(_KEPT, context.language).format(until.astimezone(context.zone)),
        file=file,
    )
    notices.write(context, [told])
    announce(context.conn, schema_in(context), [told.live])


def remove_old(database: Database, home: Path, now: datetime) -> int:
    """Remove the files of exports that were kept long enough, some at a time; returns how many."""
    file = user_job.c.result["file"].astext
    with database.begin() as conn:
        rows = conn.execute(
            sa.select(user_job.c.id, user_job.c.result)
            .where(
                user_job.c.kind == KIND,
                user_job.c.finished_at < now - timedelta(days=KEPT_DAYS),
                file.is_not(None),
            )
            .limit(_MOST_REMOVED)
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            remove(conn, home, UUID(row.result["file"]))
            conn.execute(
                sa.update(user_job).where(user_job.c.id == row.id).values(result={**row.result, "file": None})
            )
    return len(rows)
