"""Imports of the past: which there were, what undoing one would do for a person, and the start of the undoing.

An import that was undone in part stays open for the rest: for somebody who may undo it, or for later.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong import user_jobs
from dougong.actions import import_records, undo_import
from dougong.actions.import_records import import_scope
from dougong.context import Context
from dougong.errors import Conflict, NotFound
from dougong.identity.people import names_of
from dougong.metadata import App
from dougong.records import batches
from dougong.records.read import scope_in, visible_in
from dougong.user_jobs import user_job

_LISTED = 30
_GOING_ON = ("queued", "running")


def imports_of(context: Context, app: App, entity: str) -> list[dict[str, Any]]:
    """Return the imports of an entity that the caller may undo, newest first: his own, an administrator all."""
    import_scope(context, app, entity)
    rows = context.conn.execute(
        sa.select(user_job)
        .where(*_imports(context, app, entity))
        .order_by(user_job.c.id.desc())
        .limit(_LISTED)
    ).all()
    people = names_of(context.conn, {row.person_id for row in rows})
    undone = _undoings(context, [row.id for row in rows])
    return [
        {
            "batch": row.id,
            "at": row.finished_at,
            "by": people.get(row.person_id, ""),
            "name": row.arguments.get("name", ""),
            "created": row.result["created"],
            "updated": row.result["updated"],
            "undo": undone.get(row.id),
        }
        for row in rows
    ]


def _imports(context: Context, app: App, entity: str) -> list[sa.ColumnElement[bool]]:
    found = [
        user_job.c.kind == import_records.KIND,
        user_job.c.app == app.key,
        user_job.c.state == "done",
        user_job.c.arguments["entity"].astext == entity,
        user_job.c.arguments["dry_run"].astext == "false",
    ]
    if not context.principal.administrator:
        found.append(user_job.c.person_id == context.principal.person)
    return found


def _undoings(context: Context, imports: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return, by import, its last undoing, what all of them took back, and what the last one left."""
    batch, result = user_job.c.arguments["batch"].astext, user_job.c.result
    found: dict[UUID, dict[str, Any]] = {}
    rows = context.conn.execute(
        sa.select(
            user_job.c.id,
            user_job.c.state,
            batch.label("batch"),
            *(result[key].as_integer().label(key) for key in ("trashed", "restored", "left")),
        )
        .where(user_job.c.kind == undo_import.KIND, batch.in_([str(one) for one in imports]))
        .order_by(user_job.c.id)
    )
    for row in rows:
        before = found.get(UUID(row.batch), {"taken": 0, "left": None})
        done = row.state == "done"
        found[UUID(row.batch)] = {
            "job": row.id,
            "state": row.state,
            "taken": before["taken"] + (row.trashed + row.restored if done else 0),
            # One of a version that did not count what it left was the last that could be made.
            "left": (row.left or 0) if done else before["left"],
        }
    return found


def _import(context: Context, app: App, entity: str, batch: UUID, *, lock: bool = False) -> None:
    """Raise NotFound unless there is such an import that the caller may undo."""
    import_scope(context, app, entity)
    statement = sa.select(user_job.c.id).where(user_job.c.id == batch, *_imports(context, app, entity))
    if context.conn.scalar(statement.with_for_update() if lock else statement) is None:
        raise NotFound("There is no such import of yours.")


def undo_outlook(context: Context, app: App, entity: str, batch: UUID) -> dict[str, Any]:
    """Return how many records of an import the caller may move to the trash and give their values back, and how
    many he may not; those that are gone or as before already are not counted. Raises NotFound.
    """
    _import(context, app, entity, batch)
    before = context.conn.scalars(
        sa.select(user_job.c.id).where(
            user_job.c.kind == undo_import.KIND, user_job.c.arguments["batch"].astext == str(batch)
        )
    ).all()
    trash, kept, restore, closed = 0, 0, 0, 0
    present = batches.entities_of(context, batch)
    for key, one in app.entities.items():
        if one.entity.id not in present:
            continue
        made = _live(context, app, key, batches.created_by(context, batch, one.entity.id))
        may = _allowed(context, app, key, made, "delete")
        trash, kept = trash + may, kept + len(made) - may
        done = {record for run in before for record in batches.changed_by(context, run, one.entity.id)}
        changed = [
            record
            for record in _live(context, app, key, batches.changed_by(context, batch, one.entity.id))
            if record not in done
        ]
        may = _allowed(context, app, key, changed, "change")
        restore, closed = restore + may, closed + len(changed) - may
    return {"trash": trash, "kept": kept, "restore": restore, "closed": closed}


def _live(context: Context, app: App, entity: str, records: Sequence[UUID]) -> list[UUID]:
    table = app.entities[entity].table
    live: list[UUID] = []
    for some in undo_import.parts(records):
        live += context.conn.scalars(
            sa.select(table.c.id).where(table.c.id.in_(some), table.c.deleted_at.is_(None))
        )
    return live


def _allowed(context: Context, app: App, entity: str, records: Sequence[UUID], action: str) -> int:
    scope = scope_in(context, app, entity)
    return sum(len(visible_in(context, scope, list(some), action)) for some in undo_import.parts(records))


def start_undo(context: Context, app: App, entity: str, batch: UUID) -> UUID:
    """Start the undoing of an import; raises NotFound, or Conflict when nothing is left or it is going on."""
    _import(context, app, entity, batch, lock=True)
    before = _undoings(context, [batch]).get(batch)
    if before is not None:
        if before["state"] in _GOING_ON:
            raise Conflict("This import is being undone.")
        if before["left"] == 0:
            raise Conflict("This import has been undone already.")
    arguments = {"batch": str(batch), "entity": entity}
    return user_jobs.start(context, undo_import.KIND, arguments, app=app.key)
