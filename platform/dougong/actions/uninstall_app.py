"""Uninstall an app: what would go with it, and taking it away."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from dougong.actions.publish_app import announce_app
from dougong.automation.schedules import drop_schedules
from dougong.context import Context
from dougong.errors import BadRequest
from dougong.metadata.drafts import app_row
from dougong.metadata.plan import live_app
from dougong.metadata.publish import uninstall
from dougong.notify import notices
from dougong.processes import store
from dougong.processes.read import running_counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What goes with an app: living records, rows of sub-tables not counted, and requests still running."""

    records: int
    running: int


def app_contents(context: Context, key: str) -> Contents:
    """Count what uninstalling an app would take away; raises NotFound.

    It counts whole tables whatever the caller may see of them: only an administrator may be told.
    """
    row = app_row(context.conn, key)
    live = live_app(context.conn, row)
    lists = [one for one in live.entities.values() if one.entity.parent is None] if live else []
    records = sum(
        context.conn.execute(
            sa.select(sa.func.count()).select_from(one.table).where(one.table.c.deleted_at.is_(None))
        ).scalar_one()
        for one in lists
    )
    return Contents(records=records, running=sum(running_counts(context.conn, row.id).values()))


def uninstall_app(context: Context, key: str, confirm: str) -> None:
    """Take an app away; `confirm` repeats its key. Its records stay in the database for thirty days, and
    nobody is asked for a decision about them any more.
    """
    if confirm != key:
        raise BadRequest.at("/confirm", "Repeat the key of the app to uninstall it.")
    identity = app_row(context.conn, key).id
    seats = store.end_all(context.conn, identity, context.now)
    notices.settle_all(context.conn, seats, context.now)
    drop_schedules(context.conn, identity)
    uninstall(context, key)
    announce_app(context, key, 0)
