"""Import records from a file: preview, dry run and the import itself, as a job of one transaction.

A dry run does all that an import does and takes it back at the end, so it finds what the import would find.
Rows that are refused are left out and returned in an error file; the others are written together, under one
batch id. A job that is cancelled or cut short leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dougong import user_jobs
from dougong.access import Scope
from dougong.actions.import_run import Import
from dougong.actions.import_wish import ImportWish, creatable, declared
from dougong.actions.save_record import own_entity
from dougong.context import Context
from dougong.errors import Invalid, NotFound
from dougong.files.store import describe, open_file
from dougong.identity.sessions import read_principal
from dougong.identity.tables import person
from dougong.metadata import App, published
from dougong.records.import_names import fillable, problems_column, suggested_mapping
from dougong.records.importing import Reader
from dougong.records.read import scope_in, see
from dougong.settings import Settings
from dougong.sheets.table import Reading, Table, open_table
from dougong.user_jobs import UserJob, user_job

KIND = "import_records"
_SAMPLES = 5
_SHOWN_ROWS = 8
_SHOWN = 100
_REMEMBERED = 30
"""Of so many imports before it, one may have been of a file with the same columns."""


def import_scope(context: Context, app: App, entity: str) -> Scope:
    """Return the scope of a person who may import; raises NotFound or NotAllowed."""
    own_entity(app, entity)
    scope = see(scope_in(context, app, entity))
    scope.require("import")
    return scope


def upload_of(context: Context, settings: Settings, identity: UUID) -> tuple[Path, str]:
    """Find an upload of the caller's own: where it lies, and its name; raises NotFound."""
    found = describe(context.conn, [identity]).get(identity)
    if found is None or found["uploaded_by"] != context.principal.uploader:
        raise NotFound.at("/file", "There is no such upload of yours.")
    return open_file(settings.home, identity), str(found["name"])


def preview_import(
    context: Context, settings: Settings, app: App, entity: str, file: UUID, reading: Reading
) -> dict[str, Any]:
    """Return how a file is read, its first rows, and its columns with samples and the field that each most
    likely means; what the person asked of the last file with these columns; what else may be asked.
    """
    scope = import_scope(context, app, entity)
    path, _name = upload_of(context, settings, file)
    with open_table(path, reading) as table:
        rows, samples = _samples(table)
        columns = _filling(scope, table.columns)
        suggested = suggested_mapping(scope, columns)
        return {
            "rows": rows,
            "columns": [
                {"name": column, "samples": samples[column], "suggested": suggested[column]}
                for column in columns
            ],
            "reading": table.reading(),
            "head": [
                {"row": number, "cells": [cell[:_SHOWN] for cell in cells]}
                for number, cells in table.head[:_SHOWN_ROWS]
            ],
            "remembered": _remembered(context, scope, columns),
            "duplicates": [list(keys) for keys in declared(scope)],
            "creatable": creatable(context, app, scope),
        }


def _filling(scope: Scope, columns: Sequence[str]) -> list[str]:
    """Return the columns that may fill fields: not the one in which an error file tells its problems."""
    told = problems_column(scope, columns)
    return [column for column in columns if column != told]


def _samples(table: Table) -> tuple[int, dict[str, list[str]]]:
    """Count the rows and keep the first different cells of each column."""
    samples: dict[str, list[str]] = {column: [] for column in table.columns}
    count = 0
    wanted = list(enumerate(samples.values()))
    for count, (_number, cells) in enumerate(table.rows(), 1):  # noqa: B007 - the last count is the answer
        if not wanted:
            continue
        for place, found in wanted:
            cell = cells[place]
            if cell.strip() and cell[:_SHOWN] not in found:
                found.append(cell[:_SHOWN])
        wanted = [(place, found) for place, found in wanted if len(found) < _SAMPLES]
    return count, samples


def _remembered(context: Context, scope: Scope, columns: Sequence[str]) -> dict[str, Any] | None:
    """Return what this person last asked of a file with the same columns, without fields that are gone."""
    asked = user_job.c.arguments
    statement = (
        sa.select(asked)
        .where(
            user_job.c.person_id == context.principal.person,
            user_job.c.kind == KIND,
            user_job.c.app == scope.app.key,
            user_job.c.state == "done",
            asked["entity"].astext == scope.entity,
            asked["dry_run"].astext == "false",
            asked.has_key("columns"),
        )
        .order_by(user_job.c.id.desc())
        .limit(_REMEMBERED)
    )
    may = {shape.key for shape in fillable(scope)}
    wanted = set(columns)
    for arguments in context.conn.scalars(statement):
        if set(_filling(scope, arguments["columns"])) == wanted:
            plan = ImportWish.of(arguments).as_plan()
            mapping = {
                column: [key for key in keys if key in may] for column, keys in plan["mapping"].items()
            }
            return {
                **plan,
                "mapping": {column: mapping.get(column, []) for column in columns},
                "match": [key for key in plan["match"] if key in may],
                "values": {key: one for key, one in plan["values"].items() if key in may},
                "create_missing": [key for key in plan["create_missing"] if key in may],
            }
    return None


def start_import(context: Context, settings: Settings, app: App, entity: str, wish: ImportWish) -> UUID:
    """Check what is asked and start the job; raises BadRequest for names that do not exist."""
    scope = import_scope(context, app, entity)
    path, name = upload_of(context, settings, wish.file)
    with open_table(path, wish.reading) as table:
        wish.check(context, app, scope, table.columns)
        Reader(context, app, scope, wish.mapping, wish.values, table.columns)
        arguments = {**wish.as_arguments(), "entity": entity, "columns": table.columns, "name": name}
    return user_jobs.start(context, KIND, arguments, app=app.key)


def import_job(job: UserJob, settings: Settings) -> Mapping[str, Any]:
    """Run the import that a person started, as that person."""
    wish = ImportWish.of(job.arguments)
    with job.database.begin(keep=not wish.dry_run) as conn:
        context = context_of(conn, job, f"import:{job.id}")
        scope = import_scope(context, published(conn, str(job.app)), job.arguments["entity"])
        path, _name = upload_of(context, settings, wish.file)
        with open_table(path, wish.reading) as table:
            result = Import(context, settings, scope, wish, table, job).run()
        if not wish.dry_run:
            # The end of the job commits with its rows: cut short after it, the job is not run again.
            user_jobs.finish(conn, job.id, "done", result=result)
    return result


def context_of(conn: sa.Connection, job: UserJob, cause: str) -> Context:
    """Return the context of a job that runs as the person who started it."""
    if job.person is None:
        raise Invalid("An import needs a person.")
    row = conn.execute(sa.select(person.c.zone, person.c.language).where(person.c.id == job.person)).one()
    return Context(
        conn=conn,
        principal=read_principal(conn, job.person),
        now=datetime.now(UTC),
        zone=ZoneInfo(row.zone),
        language=row.language,
        cause=cause,
    )
