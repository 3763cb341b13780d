"""Unfilled: which stored computed fields have columns that are not to be read yet.

Each is noted with a mark. Whoever fills the columns takes the marks he found off again; a field that was
marked anew meanwhile stays noted. The settings' revision rises with every change, so that every process that
has compiled the app looks again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from dougong.metadata.compile import App
from dougong.metadata.tables import app as app_table
from dougong_model import uuid7

_CHANGED = {"settings_revision": app_table.c.settings_revision + 1}


def mark_unfilled(conn: sa.Connection, app: App, ids: Collection[str]) -> None:
    """Note fields of an app, by their ids, as to be filled; those that it has no longer are forgotten."""
    stored = {app.entities[entity].fields[key].id for entity, key in app.stored_graph.stored}
    known = {one: mark for one, mark in marks_of(conn, app.key).items() if one in stored}
    mark = uuid7().hex
    _write(conn, app.key, {**known, **dict.fromkeys(ids, mark)})


def marks_of(conn: sa.Connection, app: str) -> dict[str, str]:
    """Return the marks of an app's fields that are to be filled, held until the transaction ends."""
    found = conn.execute(
        sa.select(app_table.c.unfilled).where(app_table.c.key == app).with_for_update(key_share=True)
    ).scalar_one()
    return dict(found)


def mark_filled(conn: sa.Connection, app: str, marks: Mapping[str, str]) -> bool:
    """Take marks off; return whether all of them were still these."""
    present = marks_of(conn, app)
    left = {one: mark for one, mark in present.items() if marks.get(one) != mark}
    if left != present:
        _write(conn, app, left)
    return not (left.keys() & marks.keys())


def _write(conn: sa.Connection, app: str, marks: Mapping[str, str]) -> None:
    conn.execute(
        sa.update(app_table)
        .where(app_table.c.key == app)
        .values(unfilled=sa.cast(dict(marks), JSONB), **_CHANGED)
    )
