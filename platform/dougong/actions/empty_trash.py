"""Empty the trash: records that have lain in it long enough go for good, with what was kept about them.

How long the workspace says; what was merged waits until the merge can no longer be undone. History, comments,
states, shares and score lines go with a record; a file goes when nothing holds it any more. Flows that were
decided are kept: they prove who decided what; those that rested with their record end. A record that another in
the trash must keep waits for that one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa

from dougong.access.tables import record_share
from dougong.actions.apply import new_act
from dougong.actions.flows import end_requests
from dougong.automation.tables import assignment, rule_once, rule_run, rule_score_line, sequence_enrolment
from dougong.context import system_principal
from dougong.database import Database
from dougong.errors import DougongError
from dougong.files.store import forget_unheld, unlink
from dougong.files.tables import file_use
from dougong.identity.home import at_home
from dougong.logs import log
from dougong.metadata import App, published_apps
from dougong.records.hanging import pointing_from, pointing_to
from dougong.records.merging import UNDO_DAYS
from dougong.records.tables import (
    comment,
    duplicate_pair,
    history,
    record_merge,
    record_merge_move,
    state_log,
)
from dougong.workspace import organisation

AT_ONCE = 500
"""How many records one transaction removes."""

_ABOUT = (
    history.c.record_id,
    comment.c.record_id,
    state_log.c.record_id,
    record_share.c.record_id,
    rule_score_line.c.record_id,
    rule_once.c.record_id,
    rule_run.c.record_id,
    assignment.c.record_id,
    sequence_enrolment.c.record_id,
    duplicate_pair.c.first_id,
    duplicate_pair.c.second_id,
    record_merge_move.c.row_id,
    record_merge.c.merged_id,
    record_merge.c.kept_id,
)
"""What is kept about a record, by the column that names it."""


def empty_trash(database: Database, home: Path, now: datetime, *, at_once: int = AT_ONCE) -> int:
    """Remove what the trash no longer keeps, some records at a time; returns how many."""
    with database.begin() as conn:
        days = conn.execute(sa.select(organisation.c.trash_days)).scalar()
        apps = [] if days is None else published_apps(conn)
    if days is None:
        return 0
    return sum(_emptied_app(database, home, app, now, timedelta(days=days), at_once) for app in apps)


def _emptied_app(
    database: Database, home: Path, app: App, now: datetime, age: timedelta, at_once: int
) -> int:
    """Remove the old records of an app, again as long as what went has set others free."""
    removed = 0
    while True:
        before = removed
        for entity, compiled in app.entities.items():
            if compiled.entity.parent is None:
                removed += _emptied(database, home, app, entity, now, age, at_once)
        if removed == before:
            return removed


def _emptied(
    database: Database, home: Path, app: App, entity: str, now: datetime, age: timedelta, at_once: int
) -> int:
    """Remove the old records of an entity; those that are held by others in the trash are passed over."""
    table = app.entities[entity].table
    after = UUID(int=0)
    removed = 0
    while True:
        with database.begin() as conn:
            # What is merged can be taken apart again until then, however soon the trash is emptied.
            merged = sa.exists().where(
                record_merge.c.merged_id == table.c.id,
                record_merge.c.undone_at.is_(None),
                record_merge.c.at > now - timedelta(days=UNDO_DAYS),
            )
            ids = list(
                conn.scalars(
                    sa.select(table.c.id)
                    .where(table.c.deleted_at < now - age, table.c.id > after, ~merged)
                    .order_by(table.c.id)
                    .limit(at_once)
                    .with_for_update(skip_locked=True)
                )
            )
            done: list[UUID] = []
            files = _remove(conn, app, entity, ids, done)
        unlink(home, files)
        removed += len(done)
        if len(ids) < at_once:
            return removed
        after = ids[-1]


def _remove(
    conn: sa.Connection, app: App, entity: str, ids: Sequence[UUID], removed: list[UUID]
) -> list[UUID]:
    """Remove records, in halves when some are held; returns the files that nothing holds any more."""
    if not ids:
        return []
    savepoint = conn.begin_nested()
    done: list[UUID] = []
    try:
        files = _removed_whole(conn, app, entity, ids, done)
        savepoint.commit()
    except (sa.exc.IntegrityError, DougongError) as error:
        savepoint.rollback()
        if len(ids) == 1:
            if isinstance(error, DougongError):
                # What one request cannot end with keeps its record, not those of everybody.
                log.warning("record stays in the trash", app=app.key, record=str(ids[0]), error=error.detail)
            return []
        half = len(ids) // 2
        return [
            *_remove(conn, app, entity, ids[:half], removed),
            *_remove(conn, app, entity, ids[half:], removed),
        ]
    removed += done
    return files


def _removed_whole(
    conn: sa.Connection, app: App, entity: str, ids: Sequence[UUID], done: list[UUID]
) -> list[UUID]:
    """Remove records with what went to the trash along with them."""
    table = app.entities[entity].table
    files: list[UUID] = []
    for one in pointing_to(app, entity):
        if one.on_delete == "cascade" and one.entity != entity:
            child = app.entities[one.entity]
            rows, target = pointing_from(child, one.field)
            along = list(
                conn.scalars(
                    sa.select(child.table.c.id)
                    .select_from(rows)
                    .where(target.in_(ids), child.table.c.deleted_at.is_not(None))
                )
            )
            if along:
                files += _removed_whole(conn, app, one.entity, along, done)
    _end_requests(conn, app, entity, ids)
    held = conn.scalars(
        sa.delete(file_use).where(file_use.c.record_id.in_(ids)).returning(file_use.c.file_id)
    ).all()
    for column in _ABOUT:
        conn.execute(sa.delete(column.table).where(column.in_(ids)))
    conn.execute(sa.delete(table).where(table.c.id.in_(ids)))
    done += ids
    return [*files, *forget_unheld(conn, set(held))]


def _end_requests(conn: sa.Connection, app: App, entity: str, ids: Sequence[UUID]) -> None:
    """End the requests that rest because their record lies in the trash."""
    context = at_home(conn, system_principal("empty_trash")).with_(cause="trash")
    act = new_act(context, app)
    end_requests(act, entity, ids)
    act.finish()
