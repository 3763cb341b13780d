"""Drafts: the documents of an app as its builders change them, each guarded by a version of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from dougong.context import Context
from dougong.database import lock
from dougong.errors import BadRequest, Conflict, Invalid, NotFound, Stale
from dougong.metadata.documents import Document, in_order, path_of
from dougong.metadata.published import version_documents
from dougong.metadata.schemas import KINDS
from dougong.metadata.tables import app as app_table
from dougong.metadata.tables import app_draft
from dougong_model import Problem, is_key

_BODY_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftDocument:
    """A document of the draft with the version that guards it, and who wrote it when (the actor's label)."""

    document: Document
    version: int
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AppRow:
    """The row of an app: its live version (0: never published) and the revision of its draft."""

    key: str
    id: str
    name: Mapping[str, str]
    template: str | None
    live_version: int
    digest: str
    revision: int


def app_row(conn: sa.Connection, key: str, *, locked: bool = False) -> AppRow:
    """Return the row of an app; raises NotFound. `locked` keeps other builders' acts waiting."""
    table = app_table.c
    select = sa.select(
        table.key, table.id, table.name, table.template, table.live_version, table.digest, table.revision
    ).where(table.key == key)
    found = conn.execute(select.with_for_update() if locked else select) if is_key(key) else None
    row = None if found is None else found.mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such app.")
    return AppRow(**row)


def app_rows(conn: sa.Connection) -> list[AppRow]:
    """Return the rows of all apps, by key."""
    table = app_table.c
    rows = conn.execute(
        sa.select(
            table.key, table.id, table.name, table.template, table.live_version, table.digest, table.revision
        ).order_by(table.key)
    )
    return [AppRow(**row) for row in rows.mappings()]


def create_app(context: Context, documents: Iterable[Document], template: str | None = None) -> AppRow:
    """Make an app with a draft and no published version; raises Conflict when its key or id is taken."""
    documents = in_order(documents)
    body = next(one.body for one in documents if one.kind == "app")
    table = app_table.c
    lock(context.conn, "apps")
    taken = context.conn.execute(
        sa.select(table.key).where(sa.or_(table.key == body["key"], table.id == body["id"]))
    ).scalar_one_or_none()
    if taken is not None:
        raise Conflict(
            f"The app “{taken}” has this key or comes from the same template. Clone it under another key."
        )
    context.conn.execute(
        sa.insert(app_table).values(
            key=body["key"], id=body["id"], name=body["name"], template=template, installed_at=context.now
        )
    )
    replace_draft(context, str(body["key"]), documents)
    return app_row(context.conn, str(body["key"]))


def delete_app(conn: sa.Connection, key: str) -> None:
    """Forget an app: draft, versions and settings. Its tables are the publisher's matter."""
    conn.execute(sa.delete(app_table).where(app_table.c.key == key))


def draft_documents(conn: sa.Connection, key: str) -> tuple[Document, ...]:
    """Return the documents of the draft, in order."""
    return tuple(one.document for one in draft(conn, key))


def draft(conn: sa.Connection, key: str) -> tuple[DraftDocument, ...]:
    """Return the draft with versions, in order; raises NotFound when there is no such app."""
    app_row(conn, key)
    table = app_draft.c
    rows = conn.execute(
        sa.select(
            table.kind, table.key, table.document, table.version, table.changed_by, table.changed_at
        ).where(table.app == key)
    ).all()
    found = {
        (row.kind, row.key): DraftDocument(
            document=Document(kind=row.kind, key=row.key, body=row.document),
            version=row.version,
            changed_by=row.changed_by,
            changed_at=row.changed_at,
        )
        for row in rows
    }
    return tuple(found[one.kind, one.key] for one in in_order(each.document for each in found.values()))


def read_document(conn: sa.Connection, app: str, kind: str, key: str) -> DraftDocument:
    """Return one document of the draft; raises NotFound."""
    table = app_draft.c
    if not is_key(app) or not is_key(kind) or not is_key(key):
        raise NotFound("There is no such document.")
    row = conn.execute(
        sa.select(table.document, table.version, table.changed_by, table.changed_at).where(
            table.app == app, table.kind == kind, table.key == key
        )
    ).one_or_none()
    if row is None:
        raise NotFound(
            f"There is no {path_of(kind, key)} in the draft." if kind in KINDS else "There is no such kind."
        )
    return DraftDocument(
        document=Document(kind=kind, key=key, body=row.document),
        version=row.version,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )


def write_document(
    context: Context, app: str, kind: str, key: str, body: Mapping[str, Any], version: int | None
) -> DraftDocument:
    """Write a document over the version the caller read, or make a new one (version None).

    The body must hold the key it is stored under; what else is wrong with it is told by `check`, so that a
    builder may save half-done work. Raises Stale with the present document, Conflict when a new one exists.
    """
    _check_place(kind, key, body)
    present = app_row(context.conn, app, locked=True)
    if kind == "app" and (body.get("key"), body.get("id")) != (present.key, present.id):
        raise Invalid(
            "The key and id of an app stay as they are.",
            problems=[Problem(code="fixed", pointer="/document/key", message="This cannot be changed.")],
        )
    table = app_draft.c
    place = (table.app == app, table.kind == kind, table.key == key)
    current = context.conn.execute(sa.select(table.version, table.document).where(*place)).one_or_none()
    if version is None and current is not None:
        raise Conflict(f"There is a {kind} “{key}” already.")
    if version is not None and current is None:
        raise NotFound(f"There is no {kind} “{key}” in the draft.")
    if current is not None and current.version != version:
        raise Stale(
            "Somebody changed this document meanwhile.",
            extra={"current": {"document": current.document, "version": current.version}},
        )
    _store(
        context, app, Document(kind=kind, key=key, body=body), 1 if current is None else current.version + 1
    )
    touch(context.conn, app)
    return read_document(context.conn, app, kind, key)


def delete_document(context: Context, app: str, kind: str, key: str, version: int) -> None:
    """Take a document out of the draft; raises NotFound, Stale, BadRequest for app.json."""
    if kind == "app":
        raise BadRequest("app.json cannot be deleted; uninstall the app instead.")
    app_row(context.conn, app, locked=True)
    current = read_document(context.conn, app, kind, key)
    if current.version != version:
        raise Stale(
            "Somebody changed this document meanwhile.",
            extra={"current": {"document": current.document.body, "version": current.version}},
        )
    table = app_draft.c
    context.conn.execute(sa.delete(app_draft).where(table.app == app, table.kind == kind, table.key == key))
    touch(context.conn, app)


def replace_draft(context: Context, app: str, documents: Iterable[Document]) -> int:
    """Make the draft equal to documents; those that stay the same keep their version."""
    app_row(context.conn, app, locked=True)
    present = {(one.document.kind, one.document.key): one for one in draft(context.conn, app)}
    wanted = {(one.kind, one.key): one for one in documents}
    table = app_draft.c
    changes = 0
    for place in present.keys() - wanted.keys():
        context.conn.execute(
            sa.delete(app_draft).where(table.app == app, table.kind == place[0], table.key == place[1])
        )
        changes += 1
    for place, one in wanted.items():
        old = present.get(place)
        if old is None or old.document.body != one.body:
            _store(context, app, one, 1 if old is None else old.version + 1)
            changes += 1
    if changes:
        touch(context.conn, app)
    return changes


def discard(context: Context, app: str) -> int:
    """Make the draft equal to the live version again; returns how many documents changed."""
    row = app_row(context.conn, app)
    if row.live_version == 0:
        raise Conflict("This app was never published; there is nothing to go back to.")
    return replace_draft(context, app, version_documents(context.conn, app, row.live_version))


def touch(conn: sa.Connection, app: str) -> None:
    """Count a change of the draft."""
    conn.execute(sa.update(app_table).where(app_table.c.key == app).values(revision=app_table.c.revision + 1))


def _check_text(one: Document) -> None:
    """Refuse what JSON in a database cannot hold: NUL, half of a surrogate pair, great depth or size."""
    try:
        written = orjson.dumps(one.body)
    except TypeError as error:
        raise BadRequest(f"{one.path} cannot be stored: {error}") from None
    if b"\\u0000" in written:
        raise BadRequest(f"{one.path} holds a NUL character.")
    if len(written) > _BODY_LIMIT:
        raise BadRequest(f"{one.path} is too large.")


def _store(context: Context, app: str, one: Document, version: int) -> None:
    _check_text(one)
    values = {
        "document": one.body,
        "version": version,
        "changed_by": context.principal.label,
        "changed_at": context.now,
    }
    table = app_draft.c
    if version > 1:
        context.conn.execute(
            sa.update(app_draft)
            .where(table.app == app, table.kind == one.kind, table.key == one.key)
            .values(values)
        )
    else:
        context.conn.execute(sa.insert(app_draft).values(app=app, kind=one.kind, key=one.key, **values))


def _check_place(kind: str, key: str, body: Mapping[str, Any]) -> None:
    if kind not in KINDS:
        raise NotFound("There is no such kind of document.")
    if not is_key(key):
        message = "A key is lowercase letters, digits and _, starting with a letter, at most 48."
        raise BadRequest.at("/key", message, code="key")
    if kind == "app" and key != "app":
        raise NotFound("There is one app.json.")
    if kind != "app" and body.get("key") != key:
        raise Invalid(
            "The document has another key than its place.",
            problems=[
                Problem(
                    code="key",
                    pointer="/document/key",
                    message=f"This must be “{key}”.",
                    hint="Use rename to change a key: it rewrites every use.",
                )
            ],
        )
