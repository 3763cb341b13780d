"""Read: lists, single records, groups and search under a Scope, as JSON bytes that PostgreSQL wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa

from dougong.access import Scope, Shared, scope_for, shared_entity
from dougong.access.scope import scope_of
from dougong.context import Context
from dougong.database import Database
from dougong.errors import NotFound
from dougong.metadata import App
from dougong.records import cursors, statements
from dougong.records.listing import listing
from dougong.records.query import Query
from dougong.records.reading import Ask, Caller, read, read_in
from dougong.records.searching import search_count, search_values
from dougong.records.statements import PageShape

_A_BATCH = UUID(int=0)
"""Stands for any batch in what a statement depends on."""


def _about(app_key: str, entity: str, query: Query) -> str:
    order = ",".join(f"{'-' if one.descending else ''}{one.path}" for one in query.sort)
    batch = f"/{query.batch}" if query.batch else ""
    return f"{app_key}/{entity}/{query.filter}/{order}/{query.search}{batch}"


def see(scope: Scope) -> Scope:
    """Return the scope, or answer as for an entity that does not exist when nothing of it may be seen."""
    if not scope.allows("see"):
        raise NotFound("There is no such entity.")
    return scope


def ask_page(
    scope: Scope,
    query: Query,
    key: bytes,
    relation: tuple[str, str] | None = None,
    record: UUID | None = None,
) -> Ask:
    """Describe the statement of one page and the values that it binds."""
    values: dict[str, Any] = {"relation_id": record, "batch_id": query.batch}
    if query.picked is not None:
        values["picked_ids"] = list(query.picked)
    blanks = None
    if query.cursor is not None:
        given = cursors.decode(key, _about(scope.app.key, scope.entity, query), query.cursor)
        blanks = tuple(value is None for value in given)
        values |= {f"cursor_{place}": value for place, value in enumerate(given)}
    tokens = 0
    if query.search is not None:
        tokens = search_count(scope, query.search)
        values |= search_values(scope, query.search)
    plain = replace(
        query,
        cursor=None,
        search=None if query.search is None else "",
        batch=None if query.batch is None else _A_BATCH,
        picked=None if query.picked is None else (),
    )
    shape = PageShape(plain, blanks, tokens, relation)
    return Ask(scope, ("page", shape), lambda: statements.page(scope, shape), values)


def ask_listing(scope: Scope, query: Query) -> Ask:
    """Describe the statement of every row of a list, in its order, and the values that it binds."""
    shape, values = _whole(scope, query)
    return Ask(scope, ("listing", shape), lambda: listing(scope, shape), values)


def ask_total(scope: Scope, query: Query) -> Ask:
    """Describe the statement that counts a list."""
    shape, values = _whole(scope, query)
    return Ask(scope, ("total", shape), lambda: sa.select(statements.total(scope, shape)), values)


def _whole(scope: Scope, query: Query) -> tuple[PageShape, dict[str, Any]]:
    asked = ask_page(scope, replace(query, limit=1, cursor=None, count=False, expand=()), b"")
    shape = asked.key[1]
    assert isinstance(shape, PageShape)
    return shape, dict(asked.values)


def page_bytes(scope: Scope, query: Query, key: bytes, row: tuple[Any, ...]) -> bytes:
    """Put an answer together from the columns of `statements.page`."""
    items: str
    items, keys, found, total = row
    following = b"null"
    if found > query.limit:
        about = _about(scope.app.key, scope.entity, query)
        following = orjson.dumps(cursors.encode(key, about, orjson.loads(keys)))
    count = b',"count":%d' % total if query.count else b""
    return b'{"items":' + items.encode() + b',"next":' + following + count + b"}"


def find(database: Database, workspace: str, token: str, app_key: str, entity: str, query: Query) -> bytes:
    """Return one page of a list: `{"items": […], "next": cursor or null, "count"?: n}`."""

    def ask(caller: Caller) -> Ask:
        return ask_page(see(caller.scope(entity)), query, caller.key)

    row, caller = read(database, workspace, token, app_key, ask)
    return page_bytes(caller.scope(entity), query, caller.key, row)


def ask_one(scope: Scope, record: UUID, expand: tuple[str, ...], *, trash: bool = False) -> Ask:
    """Describe the statement of one record."""
    return Ask(
        scope,
        ("one", expand, trash),
        lambda: statements.one(scope, expand, trash=trash),
        {"record_id": record},
    )


def get(
    database: Database,
    workspace: str,
    token: str,
    app_key: str,
    entity: str,
    record: UUID,
    expand: tuple[str, ...] = (),
) -> tuple[bytes, int]:
    """Return one record and its version; raises NotFound when it does not exist or may not be seen."""

    def ask(caller: Caller) -> Ask:
        return ask_one(see(caller.scope(entity)), record, expand)

    (text, version), _caller = read(database, workspace, token, app_key, ask)
    if text is None:
        raise NotFound("There is no such record.")
    return text.encode(), version


def scope_in(context: Context, app: App, entity: str) -> Scope:
    """Return the caller's scope inside a transaction, records shared with him included."""
    scope = scope_for(context, app, entity)
    if "all" in scope.shape_key:
        return scope
    shared = shared_entity(context.conn, context.principal, scope.shape.id)
    return scope_of(app, entity, context.principal, shared=shared) if shared else scope


def schema_in(context: Context) -> str:
    """Return the schema of the workspace that a transaction speaks to."""
    options: Mapping[str, Any] = context.conn.get_execution_options()
    translate = options.get("schema_translate_map") or {}
    return str(translate.get("ws", "ws"))


def get_in(
    context: Context,
    app: App,
    entity: str,
    record: UUID,
    expand: tuple[str, ...] = (),
    *,
    trash: bool = False,
) -> tuple[bytes, int]:
    """Return one record and its version inside a transaction; raises NotFound as `get` does."""
    scope = see(scope_in(context, app, entity))
    row = read_in(context, schema_in(context), ask_one(scope, record, expand, trash=trash))
    if row is None:
        raise NotFound("There is no such record.")
    return row[0].encode(), row[1]


def sees(context: Context, app: App, entity: str, record: UUID) -> bool:
    """Say whether the caller sees a record; what is shared with him is asked with it, not before."""
    return record in visible_in(
        context, scope_of(app, entity, context.principal, shared=Shared.ROWS), [record]
    )


def visible_in(
    context: Context, scope: Scope, records: list[UUID], action: str = "see", *, trash: bool = False
) -> set[UUID]:
    """Return those records of a list on which an action is granted to the scope's person."""
    if not records or not scope.allows(action):
        return set()
    wanted = list(dict.fromkeys(records))
    single = len(wanted) == 1
    asked = Ask(
        scope,
        ("seen", action, trash, single),
        lambda: statements.listed_ids(scope, action, trash=trash, single=single),
        {"record_ids": wanted, "record_id": wanted[0]},
    )
    row = read_in(context, schema_in(context), asked)
    return set(row[0] or ()) if row else set()
