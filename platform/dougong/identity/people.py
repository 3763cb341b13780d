"""People and their places: departments, teams, positions, supervisors and roles held.

Every change raises the organisation's revision, which makes each process read rights anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pypinyin import Style, lazy_pinyin
from sqlalchemy.dialects.postgresql import insert

from dougong.errors import Conflict, Invalid, NotFound
from dougong.identity.tables import (
    department,
    person,
    person_position,
    position,
    role_member,
    team,
    team_member,
)
from dougong.plans import Prepared
from dougong.workspace import organisation
from dougong_model import Problem, uuid7

_NAMES = Prepared(
    sa.select(person.c.id, person.c.name).where(
        person.c.id == sa.any_(sa.bindparam("people", type_=sa.ARRAY(person.c.id.type)))
    )
)
PLACES: Mapping[str, sa.Table] = {"departments": department, "teams": team, "positions": position}


def pinyin_key(name: str) -> str:
    """Return the sort and search key of a name: its pinyin in full, then the initials."""
    full = "".join(lazy_pinyin(name)).lower()
    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
    return f"{full} {initials}"


def raise_revision(conn: sa.Connection) -> None:
    """Say that people, places, roles held or shares have changed."""
    conn.execute(sa.update(organisation).values(revision=organisation.c.revision + 1))


def create_organisation(conn: sa.Connection, *, name: str, language: str, zone: str, currency: str) -> None:
    """Write the workspace's one organisation row, unless it is there."""
    conn.execute(
        insert(organisation)
        .values(id=1, name=name, language=language, zone=zone, currency=currency)
        .on_conflict_do_nothing(index_elements=[organisation.c.id])
    )


def organisation_row(conn: sa.Connection) -> sa.Row[Any]:
    """Return the organisation: name, currency, zone, language, revision."""
    return conn.execute(sa.select(organisation)).one()


def create_person(conn: sa.Connection, now: datetime, values: Mapping[str, Any]) -> UUID:
    """Add a person; `values` are columns of the person table. Language and time zone are the workspace's
    unless given.
    """
    identity = uuid7()
    _check_links(conn, None, values)
    usual = conn.execute(sa.select(organisation.c.language, organisation.c.zone)).mappings().one_or_none()
    given = {**(usual or {}), **values}
    conn.execute(
        sa.insert(person).values(id=identity, created_at=now, name_pinyin=pinyin_key(values["name"]), **given)
    )
    raise_revision(conn)
    return identity


def change_person(conn: sa.Connection, person_id: UUID, values: Mapping[str, Any]) -> None:
    """Change a person; refuses a circle of supervisors and the loss of the last administrator."""
    _check_links(conn, person_id, values)
    if values.get("administrator") is False or values.get("active") is False:
        others = sa.select(
            sa.exists(
                sa.select(person.c.id).where(
                    person.c.administrator, person.c.active, person.c.id != person_id
                )
            )
        )
        if not conn.execute(others).scalar_one():
            raise Conflict("This is the last administrator. Make somebody else one first.")
    more = {"name_pinyin": pinyin_key(values["name"])} if "name" in values else {}
    done = conn.execute(
        sa.update(person)
        .where(person.c.id == person_id)
        .values(version=person.c.version + 1, **values, **more)
        .returning(person.c.id)
    ).scalar_one_or_none()
    if done is None:
        raise NotFound("There is no such person.")
    raise_revision(conn)


def _check_links(conn: sa.Connection, person_id: UUID | None, values: Mapping[str, Any]) -> None:
    for key, table in (("department_id", department), ("supervisor_id", person)):
        target = values.get(key)
        if target is not None and not _exists(conn, table, target):
            _refuse_unknown([f"/{key.removesuffix('_id')}"])
    superior = values.get("supervisor_id")
    seen: set[UUID] = set()
    while superior is not None and superior not in seen:
        if superior == person_id:
            raise Invalid(
                "Supervisors would form a circle.",
                problems=[
                    Problem(
                        code="circle",
                        pointer="/supervisor",
                        message="This person is already above. Choose somebody else.",
                    )
                ],
            )
        seen.add(superior)
        superior = conn.execute(
            sa.select(person.c.supervisor_id).where(person.c.id == superior)
        ).scalar_one_or_none()


def _refuse_unknown(pointers: Sequence[str]) -> None:
    """Raise Invalid for what is named at these places and does not exist."""
    if pointers:
        message = "Choose an existing one."
        problems = [Problem(code="unknown_reference", pointer=one, message=message) for one in pointers]
        raise Invalid("A place does not exist.", problems=problems)


def _exists(conn: sa.Connection, table: sa.Table, identity: UUID) -> bool:
    return bool(
        conn.execute(sa.select(sa.exists(sa.select(table.c.id).where(table.c.id == identity)))).scalar_one()
    )


def set_roles(conn: sa.Connection, person_id: UUID, app_id: str, role_ids: Iterable[str]) -> None:
    """Give a person exactly these roles (element ids) in one app."""
    if not _exists(conn, person, person_id):
        raise NotFound("There is no such person.")
    conn.execute(
        sa.delete(role_member).where(role_member.c.person_id == person_id, role_member.c.app_id == app_id)
    )
    rows = [{"app_id": app_id, "role_id": role, "person_id": person_id} for role in dict.fromkeys(role_ids)]
    if rows:
        conn.execute(sa.insert(role_member), rows)
    raise_revision(conn)


def set_members(
    conn: sa.Connection, link: sa.Table, owner: str, owner_id: UUID, others: Sequence[UUID], place: str
) -> None:
    """Make a link table (team_member, person_position) hold exactly these pairs for one owner column.

    `place` is where the others stand in the request; raises Invalid for those that do not exist.
    """
    other = next(column.name for column in link.columns if column.name != owner)
    table = next(iter(link.c[other].foreign_keys)).column.table
    known = set(conn.scalars(sa.select(table.c.id).where(table.c.id.in_(others))))
    _refuse_unknown([f"{place}/{at}" for at, one in enumerate(others) if one not in known])
    conn.execute(sa.delete(link).where(link.c[owner] == owner_id))
    if others:
        conn.execute(sa.insert(link), [{owner: owner_id, other: value} for value in dict.fromkeys(others)])
    raise_revision(conn)


def create_place(conn: sa.Connection, kind: str, values: Mapping[str, Any]) -> UUID:
    """Add a department, team or position."""
    identity = uuid7()
    table = PLACES[kind]
    _check_place(conn, values)
    made = conn.execute(
        insert(table)
        .values(id=identity, **values)
        .on_conflict_do_nothing(index_elements=[table.c.name])
        .returning(table.c.id)
    ).scalar_one_or_none()
    if made is None:
        raise Invalid(
            "The name is taken.",
            problems=[
                Problem(code="not_unique", pointer="/name", message="There is one of this name already.")
            ],
        )
    raise_revision(conn)
    return identity


def _check_place(conn: sa.Connection, values: Mapping[str, Any]) -> None:
    """Raise Invalid for a department above or a head that does not exist."""
    for key, table in (("parent_id", department), ("head_id", person)):
        if values.get(key) is not None and not _exists(conn, table, values[key]):
            _refuse_unknown([f"/{key.removesuffix('_id')}"])


def change_place(conn: sa.Connection, kind: str, identity: UUID, values: Mapping[str, Any]) -> None:
    """Change a department, team or position; refuses a circle of departments."""
    table = PLACES[kind]
    _check_place(conn, values)
    parent = values.get("parent_id")
    while kind == "departments" and parent is not None:
        if parent == identity:
            raise Invalid(
                "Departments would form a circle.",
                problems=[
                    Problem(
                        code="circle",
                        pointer="/parent",
                        message="This department lies below. Choose another.",
                    )
                ],
            )
        parent = conn.execute(
            sa.select(department.c.parent_id).where(department.c.id == parent)
        ).scalar_one_or_none()
    taken = conn.execute(
        sa.select(table.c.id).where(table.c.name == values.get("name"), table.c.id != identity)
    ).first()
    if taken:
        raise Invalid(
            "The name is taken.",
            problems=[
                Problem(code="not_unique", pointer="/name", message="There is one of this name already.")
            ],
        )
    done = conn.execute(
        sa.update(table).where(table.c.id == identity).values(**values).returning(table.c.id)
    ).scalar_one_or_none()
    if done is None:
        raise NotFound()
    raise_revision(conn)


def delete_place(conn: sa.Connection, kind: str, identity: UUID) -> None:
    """Remove a team or position, or a department that nobody and nothing belongs to."""
    if kind == "departments":
        used = sa.or_(
            sa.exists(sa.select(person.c.id).where(person.c.department_id == identity)),
            sa.exists(sa.select(department.c.id).where(department.c.parent_id == identity)),
        )
        if conn.execute(sa.select(used)).scalar_one():
            raise Conflict("People or departments still belong to it. Move them first.")
    table = PLACES[kind]
    if conn.execute(sa.delete(table).where(table.c.id == identity).returning(table.c.id)).first() is None:
        raise NotFound()
    raise_revision(conn)


def list_people(
    conn: sa.Connection,
    *,
    search: str = "",
    limit: int = 50,
    after: UUID | None = None,
    only: UUID | None = None,
) -> list[dict[str, Any]]:
    """Return people with their places, in the order they were added; `search` matches name, pinyin, e-mail."""
    statement = _with_places().order_by(person.c.id).limit(limit)
    if search:
        statement = statement.where(_matches(search.lower()))
    if after is not None:
        statement = statement.where(person.c.id > after)
    if only is not None:
        statement = statement.where(person.c.id == only)
    rows = conn.execute(statement).all()
    roles = roles_held(conn, [row.id for row in rows])
    return [_shown(row, roles.get(row.id, {})) for row in rows]


def _with_places() -> sa.Select[Any]:
    """Select people with the names of department and supervisor, and the ids of teams and positions."""
    superior = person.alias("superior")
    teams = sa.select(sa.func.array_agg(team_member.c.team_id)).where(team_member.c.person_id == person.c.id)
    positions = sa.select(sa.func.array_agg(person_position.c.position_id)).where(
        person_position.c.person_id == person.c.id
    )
    return sa.select(
        person,
        department.c.name.label("department_name"),
        superior.c.name.label("supervisor_name"),
        teams.scalar_subquery().label("teams"),
        positions.scalar_subquery().label("positions"),
    ).select_from(
        person.outerjoin(department, department.c.id == person.c.department_id).outerjoin(
            superior, superior.c.id == person.c.supervisor_id
        )
    )


def _matches(text: str) -> sa.ColumnElement[bool]:
    columns = (sa.func.lower(person.c.name), person.c.name_pinyin, sa.func.lower(person.c.email))
    return sa.or_(*(column.contains(text, autoescape=True) for column in columns))


_SHOWN = ("id", "name", "email", "phone", "active", "administrator", "language", "zone", "theme", "version")


def _shown(row: sa.Row[Any], roles: Mapping[str, list[str]]) -> dict[str, Any]:
    def place(identity: UUID | None, name: str) -> dict[str, Any] | None:
        return {"id": identity, "name": name} if identity else None

    return {
        **{key: getattr(row, key) for key in _SHOWN},
        "department": place(row.department_id, row.department_name),
        "supervisor": place(row.supervisor_id, row.supervisor_name),
        "teams": row.teams or [],
        "positions": row.positions or [],
        "roles": roles,
    }


def names_of(conn: sa.Connection, people: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Return the names of people by id."""
    wanted = {one for one in people if one is not None}
    return dict(_NAMES.all(conn, {"people": list(wanted)})) if wanted else {}


def roles_held(conn: sa.Connection, people: list[UUID]) -> dict[UUID, dict[str, list[str]]]:
    """Return, for each person, the role ids held by app id."""
    held: dict[UUID, dict[str, list[str]]] = {}
    rows = conn.execute(sa.select(role_member).where(role_member.c.person_id.in_(people)))
    for row in rows:
        held.setdefault(row.person_id, {}).setdefault(row.app_id, []).append(row.role_id)
    return held
