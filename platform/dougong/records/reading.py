"""Reading: session, rights and page in one statement on the autocommit pool, JSON passed through as bytes.

What a process keeps (who is behind a credential, the compiled app, its settings) is used without asking, and
the same statement returns the revisions that prove it: the organisation's, the app's version and digest, its
settings'. When one differs, the rows are thrown away unseen and the read is made again with fresh rights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

import psycopg
import sqlalchemy as sa

from dougong.access import Scope, Shared, bound_values, scope_of
from dougong.access.kept import kept
from dougong.access.shares import shared_entities, shared_of
from dougong.context import Context, Principal
from dougong.database import Database, driver_connection
from dougong.errors import BadRequest, NotAllowed, NotFound, NotSignedIn
from dougong.identity.secrets import token_hash
from dougong.identity.sessions import (
    TOKEN_PREFIX,
    principal_of,
    session_select,
    signed_in,
    token_select,
    touch,
)
from dougong.metadata import App, published, settings_of
from dougong.metadata.tables import app as app_table
from dougong.plans import Plan, compile_plan
from dougong.working_calendar import calendar_of, working_calendar

_TOUCH_EVERY = timedelta(minutes=1)
_MOST_CALLERS = 5000
_ATTEMPTS = 4
_SESSION_COLUMNS = 8
"""id name language zone theme administrator revision seen_at; a token's look-up adds its scopes."""

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Proof:
    """The revisions that what is kept was made from."""

    person: UUID
    administrator: bool
    revision: int
    zone: str
    version: int
    digest: str
    settings: int


@dataclass(frozen=True, slots=True)
class Caller:
    """Who reads, of which app, and the values of names that stay the same between requests."""

    principal: Principal
    app: App
    zone: ZoneInfo
    language: str
    proof: Proof
    constant: Mapping[str, Any]
    key: bytes
    shared: Mapping[str, Shared] = field(default_factory=dict)

    def scope(self, entity: str) -> Scope:
        """Return the caller's scope of an entity."""
        return scope_of(self.app, entity, self.principal, shared=self.shared.get(entity, Shared.NOTHING))

    def values(self) -> dict[str, Any]:
        """Return the values of all names at this moment."""
        now = datetime.now(UTC)
        return {**self.constant, "now_now": now, "now_today": now.astimezone(self.zone).date()}


@dataclass(frozen=True, slots=True)
class Ask:
    """One statement to run: its kept key and maker, and the values that only this request has."""

    scope: Scope
    key: tuple[object, ...]
    make: Callable[[], sa.Select[Any]]
    values: Mapping[str, Any] = field(default_factory=dict)


class _Kept:
    """What one process keeps of one database."""

    def __init__(self) -> None:
        self.callers: dict[tuple[bytes, str], Caller] = {}
        self.lock = Lock()


_OF: WeakKeyDictionary[Database, _Kept] = WeakKeyDictionary()


def _kept_of(database: Database) -> _Kept:
    found = _OF.get(database)
    if found is None:
        found = _OF.setdefault(database, _Kept())
    return found


def read(
    database: Database, workspace: str, token: str, app_key: str, ask: Callable[[Caller], Ask]
) -> tuple[tuple[Any, ...], Caller]:
    """Run one compiled read as the person behind a credential; returns its columns and the caller.

    Raises NotSignedIn, NotFound for an unknown app, BadRequest for a query that does not fit.
    """
    own = _kept_of(database)
    place = (token_hash(token), app_key)
    for attempt in range(_ATTEMPTS):
        caller = own.callers.get(place)
        fresh = caller is None
        if caller is None:
            caller = _look_up(database, workspace, token, app_key, place[0])
            with own.lock:
                if len(own.callers) >= _MOST_CALLERS:
                    own.callers.clear()
                own.callers[place] = caller
        try:
            asked = ask(caller)
            row = _run(database, workspace, token, asked, caller)
        except (BadRequest, NotAllowed, NotFound):
            # What is kept of the caller may be older than the version, or the share, that opens this to him.
            if fresh:
                raise
            own.callers.pop(place, None)
            continue
        except (psycopg.ProgrammingError, psycopg.NotSupportedError):
            # A newer version of the app was published, and what the kept statement names is gone or is of
            # another type: the statement failed before it could say so. A caller looked up anew knows.
            own.callers.pop(place, None)
            if attempt == _ATTEMPTS - 1:
                raise
            continue
        if row is None:
            own.callers.pop(place, None)
            raise NotSignedIn("The session has ended. Sign in again.")
        columns = _SESSION_COLUMNS + (1 if token.startswith(TOKEN_PREFIX) else 0)
        shared = Shared(row[columns + 3])
        if _proof(row, columns) != caller.proof:
            own.callers.pop(place, None)
            continue
        known = caller.shared.get(asked.scope.entity, Shared.NOTHING)
        if shared is not known and "all" not in asked.scope.shape_key:
            own.callers[place] = replace(caller, shared={**caller.shared, asked.scope.entity: shared})
            continue
        _touch(database, token, row[_SESSION_COLUMNS - 1])
        return row[columns + 4 :], caller
    raise NotFound("The app is being changed. Try again in a moment.")


def _proof(row: tuple[Any, ...], columns: int) -> Proof:
    return Proof(row[0], row[5], row[6], row[3], row[columns], row[columns + 1], row[columns + 2])


def _look_up(database: Database, workspace: str, token: str, app_key: str, key: bytes) -> Caller:
    with database.begin() as conn:
        who = signed_in(conn, token, workspace)
        if who.scopes is not None and "read" not in who.scopes:
            raise NotAllowed("This token does not have the scope “read”.")
        principal = principal_of(conn, who)
        app = published(conn, app_key)
        settings_revision = conn.execute(
            sa.select(app_table.c.settings_revision).where(app_table.c.key == app_key)
        ).scalar_one()
        settings = settings_of(conn, app)
        opened = shared_entities(conn, principal)
        calendar = working_calendar(conn, who.revision)
    zone = ZoneInfo(who.zone)
    constant = bound_values(
        app, principal, now=datetime.now(UTC), zone=zone, calendar=calendar, settings=settings
    )
    proof = Proof(
        who.person, who.administrator, who.revision, who.zone, app.version, app.digest, settings_revision
    )
    shared = {one.key: opened[one.id] for one in app.entities.values() if one.id in opened}
    return Caller(principal, app, zone, who.language, proof, constant, key, shared)


def _run(
    database: Database, workspace: str, token: str, asked: Ask, caller: Caller
) -> tuple[Any, ...] | None:
    is_token = token.startswith(TOKEN_PREFIX)
    plan = kept(
        caller.app,
        ("read", asked.scope.entity, asked.scope.shape_key, is_token, asked.key),
        lambda: compile_plan(_with_session(asked, is_token), database.workspace_schema),
    )
    values = {
        **caller.values(),
        **asked.values,
        "session": caller.key,
        "workspace": workspace,
        "app_key": caller.app.key,
    }
    try:
        with database.reader() as conn:
            return plan.run(conn, values)
    except psycopg.DataError as error:
        raise _out_of_range() from error


def _out_of_range() -> BadRequest:
    return BadRequest("A value of this query is out of range.")


def _with_session(asked: Ask, is_token: bool) -> sa.Select[Any]:
    """Return the statement that looks up the session, the revisions and the rows; no session, no row."""
    who = (token_select() if is_token else session_select()).cte("who")
    rows = asked.make().subquery("read")
    shared: sa.ColumnElement[int] = (
        sa.literal_column(str(int(Shared.NOTHING)), sa.Integer)
        if "all" in asked.scope.shape_key
        else shared_of(asked.scope.shape.id)
    )
    return sa.select(
        *who.c,
        app_table.c.live_version,
        app_table.c.digest,
        app_table.c.settings_revision,
        shared.label("shared"),
        *rows.c,
    ).select_from(
        who.outerjoin(app_table, app_table.c.key == sa.bindparam("app_key", type_=sa.Text)).outerjoin(
            rows, sa.true()
        )
    )


def _touch(database: Database, token: str, seen_at: datetime | None) -> None:
    now = datetime.now(UTC)
    if seen_at is None or now - seen_at > _TOUCH_EVERY:
        with database.begin() as conn:
            touch(conn, token, now)


def read_in(context: Context, schema: str, asked: Ask) -> tuple[Any, ...] | None:
    """Run a compiled read inside the caller's transaction, where rights were looked up already."""
    plan = plan_of(asked, schema)
    try:
        return plan.run(driver_connection(context.conn), values_in(context, asked))
    except psycopg.DataError as error:
        raise _out_of_range() from error


def rows_in(context: Context, schema: str, asked: Ask) -> list[tuple[Any, ...]]:
    """Run a compiled read of many rows inside the caller's transaction."""
    plan = plan_of(asked, schema)
    try:
        return plan.stream(driver_connection(context.conn), values_in(context, asked))
    except psycopg.DataError as error:
        raise _out_of_range() from error


def streamed_in(context: Context, schema: str, asked: Ask) -> Iterator[tuple[Any, ...]]:
    """Run a compiled read of however many rows inside the caller's transaction, a bounded number in memory."""
    plan = plan_of(asked, schema)
    try:
        yield from plan.fetched(driver_connection(context.conn), values_in(context, asked), _AT_ONCE)
    except psycopg.DataError as error:
        raise _out_of_range() from error


def plan_of(asked: Ask, schema: str) -> Plan:
    """Return the compiled statement of a read without the session."""
    return kept(
        asked.scope.app,
        ("read in", schema, asked.scope.entity, asked.scope.shape_key, asked.key),
        lambda: compile_plan(asked.make(), schema),
    )


def values_in(context: Context, asked: Ask) -> dict[str, Any]:
    """Return every value that a read in a transaction may bind."""
    app = asked.scope.app
    settings = settings_of(context.conn, app) if app.names.members("@settings") else {}
    return {
        **bound_values(
            app,
            context.principal,
            now=context.now,
            zone=context.zone,
            calendar=calendar_of(context),
            settings=settings,
        ),
        **asked.values,
    }
