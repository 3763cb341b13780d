"""Sessions and tokens: from a cookie or bearer token to a Principal, looked up on each request.

The look-up is one statement that returns the person, the organisation's revision and nothing that needs
more queries; the parts that are the same for one person at one revision (roles, departments, everybody
below him) are read once and kept in this process under (person, revision).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.context import Principal
from dougong.database import memory
from dougong.errors import NotSignedIn
from dougong.identity.secrets import new_token, token_hash
from dougong.identity.tables import (
    api_token,
    department,
    person,
    role_member,
    session,
    team_member,
)
from dougong.plans import Prepared
from dougong.workspace import organisation

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=14)
TOKEN_PREFIX = "dg_"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person behind a valid session or token, as one look-up gives it."""

    person: UUID
    name: str
    language: str
    zone: str
    theme: str
    administrator: bool
    revision: int
    seen_at: datetime | None
    scopes: frozenset[str] | None


_COLUMNS = (
    person.c.id,
    person.c.name,
    person.c.language,
    person.c.zone,
    person.c.theme,
    person.c.administrator,
    organisation.c.revision,
)


@lru_cache(maxsize=1)
def session_select() -> sa.Select[Any]:
    """Return the session look-up; binds `session` (SHA-256 of the token) and `workspace`.

    Columns: id name language zone theme administrator revision seen_at. No row: not signed in.
    """
    return (
        sa.select(*_COLUMNS, session.c.seen_at)
        .select_from(session.join(person, person.c.id == session.c.person_id).join(organisation, sa.true()))
        .where(
            session.c.id == sa.bindparam("session", type_=sa.LargeBinary),
            session.c.workspace == sa.bindparam("workspace", type_=sa.Text),
            session.c.expires_at > sa.func.now(),
            session.c.seen_at > sa.func.now() - IDLE,
            person.c.active,
        )
    )


@lru_cache(maxsize=1)
def token_select() -> sa.Select[Any]:
    """Return the token look-up; binds `session` (SHA-256 of the token); columns as the session's, and scopes."""
    return (
        sa.select(*_COLUMNS, api_token.c.seen_at, api_token.c.scopes)
        .select_from(
            api_token.join(person, person.c.id == api_token.c.person_id).join(organisation, sa.true())
        )
        .where(
            api_token.c.hash == sa.bindparam("session", type_=sa.LargeBinary),
            sa.or_(api_token.c.expires_at.is_(None), api_token.c.expires_at > sa.func.now()),
            person.c.active,
        )
    )


def signed_in(conn: sa.Connection, token: str, workspace: str) -> SignedIn:
    """Look up a session cookie or an API token; raises NotSignedIn when it is unknown or has ended."""
    is_token = token.startswith(TOKEN_PREFIX)
    row = _prepared(is_token).first(conn, {"session": token_hash(token), "workspace": workspace})
    if row is None:
        raise NotSignedIn("The session has ended. Sign in again.")
    person_id, name, language, zone, theme, administrator, revision, seen_at, *scopes = row
    return SignedIn(
        person=person_id,
        name=name,
        language=language,
        zone=zone,
        theme=theme,
        administrator=administrator,
        revision=revision,
        seen_at=seen_at,
        scopes=frozenset(scopes[0]) if is_token else None,
    )


@lru_cache(maxsize=2)
def _prepared(is_token: bool) -> Prepared:
    return Prepared(token_select() if is_token else session_select())


_KEPT = "principals"
_KEPT_LIMIT = 5000


def principal_of(conn: sa.Connection, who: SignedIn) -> Principal:
    """Return the Principal of somebody signed in; read again whenever the organisation's revision has risen."""
    kept: dict[UUID, Principal] = memory(conn).setdefault(_KEPT, {})
    known = kept.get(who.person)
    if known is None or known.revision != who.revision or known.administrator != who.administrator:
        known = read_principal(conn, who.person)
        if len(kept) >= _KEPT_LIMIT:
            kept.clear()
        kept[who.person] = known
    if who.scopes is None:
        return known
    return Principal(
        kind="token",
        name=known.name,
        person=known.person,
        administrator=known.administrator,
        department=known.department,
        departments=known.departments,
        teams=known.teams,
        reports=known.reports,
        roles=known.roles,
        revision=known.revision,
        token_scopes=who.scopes,
        reference=str(known.person),
    )


def read_principal(conn: sa.Connection, person_id: UUID) -> Principal:
    """Read a person's places: departments with all below them, teams, roles held, everybody who reports to him."""
    return read_principals(conn, [person_id])[person_id]


def read_principals(conn: sa.Connection, people: Collection[UUID]) -> dict[UUID, Principal]:
    """Read the places of many people in as many statements as of one; those that do not exist are absent."""
    wanted = list(dict.fromkeys(people))
    rows = conn.execute(
        sa.select(
            person.c.id,
            person.c.name,
            person.c.department_id,
            person.c.administrator,
            organisation.c.revision,
        )
        .select_from(person.join(organisation, sa.true()))
        .where(person.c.id.in_(wanted))
    ).all()
    departments, reports = _departments(conn, wanted), _reports(conn, wanted)
    teams = _listed(
        conn,
        sa.select(team_member.c.person_id, team_member.c.team_id).where(team_member.c.person_id.in_(wanted)),
    )
    roles: dict[UUID, dict[str, set[str]]] = {}
    held = sa.select(role_member.c.person_id, role_member.c.app_id, role_member.c.role_id)
    for one, app_id, role_id in conn.execute(held.where(role_member.c.person_id.in_(wanted))):
        roles.setdefault(one, {}).setdefault(app_id, set()).add(role_id)
    return {
        row.id: Principal(
            kind="member",
            name=row.name,
            person=row.id,
            administrator=row.administrator,
            department=row.department_id,
            departments=departments.get(row.id, ()),
            teams=teams.get(row.id, ()),
            reports=reports.get(row.id, ()),
            roles=_frozen(roles.get(row.id, {})),
            revision=row.revision,
        )
        for row in rows
    }


def _frozen(roles: Mapping[str, set[str]]) -> Mapping[str, frozenset[str]]:
    return {app: frozenset(ids) for app, ids in roles.items()}


def _listed(conn: sa.Connection, pairs: sa.Select[Any]) -> dict[UUID, tuple[UUID, ...]]:
    """Return the second column of pairs by the first."""
    found: dict[UUID, list[UUID]] = {}
    for one, other in conn.execute(pairs):
        found.setdefault(one, []).append(other)
    return {one: tuple(others) for one, others in found.items()}


def _departments(conn: sa.Connection, people: Sequence[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """Own department and those that each heads, each with its whole subtree."""
    start = (
        sa.select(person.c.id.label("whose"), department.c.id)
        .select_from(
            person.join(
                department,
                sa.or_(department.c.id == person.c.department_id, department.c.head_id == person.c.id),
            )
        )
        .where(person.c.id.in_(people))
    )
    tree = start.cte("tree", recursive=True)
    tree = tree.union(
        sa.select(tree.c.whose, department.c.id).join(tree, department.c.parent_id == tree.c.id)
    )
    return _listed(conn, sa.select(tree.c.whose, tree.c.id).order_by(tree.c.whose, tree.c.id))


def _reports(conn: sa.Connection, people: Sequence[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    start = sa.select(person.c.supervisor_id.label("whose"), person.c.id).where(
        person.c.supervisor_id.in_(people)
    )
    below = start.cte("below", recursive=True)
    below = below.union(
        sa.select(below.c.whose, person.c.id).join(below, person.c.supervisor_id == below.c.id)
    )
    return _listed(
        conn,
        sa.select(below.c.whose, below.c.id)
        .where(below.c.id != below.c.whose)
        .order_by(below.c.whose, below.c.id),
    )


def reports_of(conn: sa.Connection, person_id: UUID) -> tuple[UUID, ...]:
    """Return everybody below a person by supervisor, at any depth; a cycle ends where it closes."""
    return _reports(conn, [person_id]).get(person_id, ())


def open_session(
    conn: sa.Connection, *, account_id: UUID, person_id: UUID, workspace: str, now: datetime, agent: str
) -> str:
    """Start a session and return the token for its cookie."""
    token = new_token()
    conn.execute(
        sa.insert(session).values(
            id=token_hash(token),
            account_id=account_id,
            person_id=person_id,
            workspace=workspace,
            created_at=now,
            seen_at=now,
            expires_at=now + ABSOLUTE,
            agent=agent[:300],
        )
    )
    return token


def touch(conn: sa.Connection, token: str, now: datetime) -> None:
    """Note that a session or token is in use (called at most once a minute for each)."""
    table = api_token if token.startswith(TOKEN_PREFIX) else session
    column = api_token.c.hash if table is api_token else session.c.id
    conn.execute(sa.update(table).where(column == token_hash(token)).values(seen_at=now))


def end_session(conn: sa.Connection, token: str) -> None:
    """End one session."""
    conn.execute(sa.delete(session).where(session.c.id == token_hash(token)))


def end_all_sessions(conn: sa.Connection, person_id: UUID, *, but: str | None = None) -> None:
    """End every session of a person, for example after a password change; `but` keeps the present one."""
    statement = sa.delete(session).where(session.c.person_id == person_id)
    if but:
        statement = statement.where(session.c.id != token_hash(but))
    conn.execute(statement)
