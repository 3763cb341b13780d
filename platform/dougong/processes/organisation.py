"""Organisation: the snapshot of people, roles and teams by which the engine finds approvers and tells people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa

from dougong.context import Context
from dougong.database import memory
from dougong.identity.people import organisation_row
from dougong.identity.tables import department, person, role_member, team_member
from dougong.metadata import App
from dougong.processes.proxies import Proxy, all_proxies
from dougong_flow import Organisation

_KEPT = "flow organisation"
_SPOKEN = "names and languages"


def organisation_of(context: Context, app: App) -> Organisation:
    """Return the organisation as an app's flows see it now; read again when its revision has risen."""
    revision = _revision(context)
    kept: dict[str, tuple[int, int, Organisation, list[Proxy]]] = memory(context.conn).setdefault(_KEPT, {})
    found = kept.get(app.id)
    if found is None or found[:2] != (revision, app.version):
        found = (revision, app.version, _read(context.conn, app), all_proxies(context.conn))
        kept[app.id] = found
    now = {one.person: one.proxy for one in found[3] if one.starts_at <= context.now < one.ends_at}
    return replace(found[2], proxies=now) if now else found[2]


def names_and_languages(context: Context) -> Mapping[UUID, tuple[str, str]]:
    """Return everybody's name and language; read again when the organisation's revision has risen."""
    revision = _revision(context)
    kept = memory(context.conn)
    found: tuple[int, dict[UUID, tuple[str, str]]] | None = kept.get(_SPOKEN)
    if found is None or found[0] != revision:
        people = context.conn.execute(sa.select(person.c.id, person.c.name, person.c.language))
        found = kept[_SPOKEN] = (revision, {row.id: (row.name, row.language) for row in people})
    return found[1]


def _revision(context: Context) -> int:
    return context.principal.revision or int(organisation_row(context.conn).revision)


def _read(conn: sa.Connection, app: App) -> Organisation:
    people = conn.execute(
        sa.select(
            person.c.id,
            person.c.supervisor_id,
            person.c.department_id,
            person.c.successor_id,
            person.c.administrator,
            person.c.active,
        ).order_by(person.c.created_at, person.c.id)
    ).all()
    held: dict[str, list[UUID]] = {}
    for row in conn.execute(
        sa.select(role_member.c.role_id, role_member.c.person_id)
        .where(role_member.c.app_id == app.id)
        .order_by(role_member.c.person_id)
    ):
        held.setdefault(row.role_id, []).append(row.person_id)
    teams: dict[UUID, list[UUID]] = {}
    for row in conn.execute(
        sa.select(team_member.c.team_id, team_member.c.person_id).order_by(team_member.c.person_id)
    ):
        teams.setdefault(row.team_id, []).append(row.person_id)
    places = conn.execute(sa.select(department.c.id, department.c.parent_id, department.c.head_id)).all()
    everybody = tuple(sorted(row.id for row in people))
    return Organisation(
        active=frozenset(row.id for row in people if row.active),
        supervisors={row.id: row.supervisor_id for row in people if row.supervisor_id is not None},
        roles={
            key: everybody if document.get("default") else tuple(held.get(document["id"], ()))
            for key, document in app.documents("role").items()
        },
        teams={team: tuple(members) for team, members in teams.items()},
        administrators=tuple(row.id for row in people if row.administrator),
        departments={row.id: row.department_id for row in people if row.department_id is not None},
        parents={row.id: row.parent_id for row in places if row.parent_id is not None},
        heads={row.id: row.head_id for row in places if row.head_id is not None},
        successors={row.id: row.successor_id for row in people if row.successor_id is not None},
    )
