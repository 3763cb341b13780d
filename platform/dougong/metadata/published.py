"""Published: the live version of an app, compiled once per process and version."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from threading import Lock
from typing import Any

import sqlalchemy as sa

from dougong.database import memory
from dougong.errors import NotFound
from dougong.metadata.compile import App
from dougong.metadata.documents import Document
from dougong.metadata.settings import note_revision
from dougong.metadata.tables import app as app_table
from dougong.metadata.tables import app_version
from dougong.plans import Prepared
from dougong.workspace import workspace_currency
from dougong_model import is_key

_KEPT = "compiled apps"
_KEPT_VERSIONS = 3
"""Of each app: the live one, and those that requests begun before the last publications still read."""
_LOCK = Lock()
_LIVE = Prepared(
    sa.select(
        app_table.c.live_version, app_table.c.digest, app_table.c.settings_revision, app_table.c.unfilled
    ).where(app_table.c.key == sa.bindparam("key", type_=sa.Text))
)


def published(conn: sa.Connection, key: str) -> App:
    """Return the live version of an app; raises NotFound when there is none.

    The version number is read each time (one row by primary key), so a process never serves an old one.
    """
    live = _LIVE.first(conn, {"key": key}) if is_key(key) else None
    if live is None or live[0] == 0:
        raise NotFound("There is no such app.")
    version, digest, revision, unfilled = live
    note_revision(conn, key, revision)
    return _compiled(conn, key, version, digest, unfilled)


def published_version(
    conn: sa.Connection, key: str, version: int, digest: str, unfilled: Iterable[str]
) -> App:
    """Return a version whose number, digest and unfilled fields the caller has read already."""
    return _compiled(conn, key, version, digest, unfilled)


def published_apps(conn: sa.Connection) -> list[App]:
    """Return every published app, by key."""
    rows = conn.execute(
        sa.select(app_table.c.key, app_table.c.live_version, app_table.c.digest, app_table.c.unfilled)
        .where(app_table.c.live_version > 0)
        .order_by(app_table.c.key)
    )
    return [_compiled(conn, row.key, row.live_version, row.digest, row.unfilled) for row in rows.all()]


def _compiled(conn: sa.Connection, key: str, version: int, digest: str, unfilled: Iterable[str]) -> App:
    currency = workspace_currency(conn)
    left = frozenset(unfilled)
    shelf: OrderedDict[Hashable, App] = memory(conn).setdefault((_KEPT, key), OrderedDict())
    # A version's number comes back when an app is installed anew: the digest tells them apart.
    place = (version, digest, currency, left)
    with _LOCK:
        found = shelf.get(place)
        if found is not None:
            shelf.move_to_end(place)
            return found
    made = App(version_documents(conn, key, version), version, currency, left)
    with _LOCK:
        compiled = shelf.setdefault(place, made)
        while len(shelf) > _KEPT_VERSIONS:
            shelf.popitem(last=False)
    return compiled


def version_documents(conn: sa.Connection, key: str, version: int) -> tuple[Document, ...]:
    """Return the documents of one version; raises NotFound."""
    rows = conn.execute(
        sa.select(app_version.c.documents).where(app_version.c.app == key, app_version.c.version == version)
    ).scalar_one_or_none()
    if rows is None:
        raise NotFound("There is no such version of this app.")
    return unpacked(rows)


def earlier_documents(conn: sa.Connection, key: str, before: int) -> Iterator[tuple[Document, ...]]:
    """Yield the documents of the versions before one, the latest first, each when it is asked for."""
    table = app_version.c
    found = conn.execute(sa.select(table.version).where(table.app == key, table.version < before))
    for version in sorted(found.scalars(), reverse=True):
        yield version_documents(conn, key, version)


def unpacked(rows: Iterable[Any]) -> tuple[Document, ...]:
    """Return documents from their stored form."""
    return tuple(Document(kind=kind, key=key, body=body) for kind, key, body in rows)


def packed(documents: Iterable[Document]) -> list[list[str | Mapping[str, Any]]]:
    """Return documents in the form in which versions keep them."""
    return [[one.kind, one.key, one.body] for one in documents]
