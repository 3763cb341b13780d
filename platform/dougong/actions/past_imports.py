"""Imports of the past: which there were, what undoing one would do for a person, and the start of the undoing.

An import that was undone in part stays open for the rest as long as somebody could undo something of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong import user_jobs
from dougong.actions import import_records, undo_import
from dougong.actions.import_records import import_scope
from dougong.actions.import_rest import Standing, load_ids, parts, standing
from dougong.actions.import_run import MOST_PROBLEMS
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
            "undo": _as_it_stands(context, app, row.id, undone.get(row.id)),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Undoings:
    """The undoings of an import: the last one, what all took back, and what the last that ended left."""

    job: UUID
    state: str
    taken: int
    ended: UUID | None
    left: int | None


def _undoings(context: Context, imports: Collection[UUID]) -> dict[UUID, _Undoings]:
    batch, result = user_job.c.arguments["batch"].astext, user_job.c.result
    found: dict[UUID, _Undoings] = {}
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
        before = found.get(UUID(row.batch))
        done = row.state == "done"
        found[UUID(row.batch)] = _Undoings(
            job=row.id,
            state=row.state,
            taken=(before.taken if before else 0) + (row.trashed + row.restored if done else 0),
            ended=row.id if done else before.ended if before else None,
            # One of a version that did not count what it left was the last that could be made.
            left=(row.left or 0) if done else before.left if before else None,
        )
    return found


def _left_now(context: Context, app: App, batch: UUID, undone: _Undoings | None) -> Standing | None:
    """Return how it stands with what the undoings of an import left; None when they do not tell all of it."""
    if undone is None or not undone.left:
        return None
    told = context.conn.scalar(sa.select(user_job.c.result["problems"]).where(user_job.c.id == undone.ended))
    if not told or len(told) >= MOST_PROBLEMS or "made" not in told[0]:
        return None
    return standing(context, app, batch, told)


def _as_it_stands(context: Context, app: App, batch: UUID, undone: _Undoings | None) -> dict[str, Any] | None:
    if undone is None:
        return None
    now = _left_now(context, app, batch, undone)
    stuck = sum(now.why.values()) if now else 0
    return {
        "job": undone.job,
        "state": undone.state,
        "taken": undone.taken,
        "left": now.open + stuck if now else undone.left,
        "open": now.open if now else undone.left,
        "why": [{"code": code, "count": count} for code, count in sorted(now.why.items())] if now else [],
    }


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
        made = load_ids(context, app, key, batches.created_by(context, batch, one.entity.id))
        may = _allowed(context, app, key, made, "delete")
        trash, kept = trash + may, kept + len(made) - may
        done = {record for run in before for record in batches.changed_by(context, run, one.entity.id)}
        changed = [
            record
            for record in load_ids(context, app, key, batches.changed_by(context, batch, one.entity.id))
            if record not in done
        ]
        may = _allowed(context, app, key, changed, "change")
        restore, closed = restore + may, closed + len(changed) - may
    return {"trash": trash, "kept": kept, "restore": restore, "closed": closed}


def _permitted(
    context: Context, app: App, records: Mapping[str, Sequence[UUID]], action: str
) -> tuple[int, int]:
    """Return on how many records the caller may act, and on how many not."""
    may = sum(_allowed(context, app, entity, some, action) for entity, some in records.items())
    return may, sum(map(len, records.values())) - may


def _allowed(context: Context, app: App, entity: str, records: Sequence[UUID], action: str) -> int:
    scope = scope_in(context, app, entity)
    return sum(len(visible_in(context, scope, list(some), action)) for some in parts(records))


def start_undo(context: Context, app: App, entity: str, batch: UUID) -> UUID:
    """Start the undoing of an import; raises NotFound, or Conflict when nothing is left or it is going on."""
    _import(context, app, entity, batch, lock=True)
    before = _undoings(context, [batch]).get(batch)
    if before is not None:
        if before.state in _GOING_ON:
            raise Conflict("This import is being undone.")
        now = _left_now(context, app, batch, before)
        if before.left == 0 or (now is not None and not now.open and not now.why):
            raise Conflict("This import has been undone already.")
        if now is not None and not now.open:
            raise Conflict("Nothing of what is left of this import can be undone.")
    arguments = {"batch": str(batch), "entity": entity}
    return user_jobs.start(context, undo_import.KIND, arguments, app=app.key)
