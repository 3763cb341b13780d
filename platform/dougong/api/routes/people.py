"""People, departments, teams, positions, roles held and API tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter, Query, Request
from pydantic import Field, field_validator
from starlette.convertors import Convertor, register_url_convertor

from dougong.access.grants import default_roles
from dougong.api.answers.base import answered
from dougong.api.answers.people import (
    Holdings,
    MadeToken,
    Person,
    PersonPage,
    PlaceList,
    PlaceName,
    RoleList,
    TokenList,
)
from dougong.api.bodies import Closed
from dougong.api.deps import AdministratorContext, MemberContext, settings_of
from dougong.api.opening import ContextRoute
from dougong.errors import NotFound
from dougong.identity.accounts import create_account, logins_of, set_password
from dougong.identity.people import (
    change_person,
    change_place,
    create_person,
    create_place,
    delete_place,
    list_people,
    set_members,
    set_roles,
)
from dougong.identity.sessions import end_all_sessions
from dougong.identity.tables import (
    department,
    person_position,
    position,
    team,
    team_member,
)
from dougong.identity.tokens import create_token, list_tokens, revoke_token
from dougong.insight import held_records, waiting_seats
from dougong.metadata.published import published, published_apps
from dougong_form import escape

router = APIRouter(route_class=ContextRoute, tags=["People"])


class PersonChange(Closed):
    """Members of a person that an administrator sets; `roles` are the keys of those held, by app."""

    name: str | None = Field(None, min_length=1, max_length=100)
    email: str | None = Field(None, max_length=200)
    phone: str | None = Field(None, max_length=50)
    department: UUID | None = None
    supervisor: UUID | None = None
    administrator: bool | None = None
    active: bool | None = None
    language: Literal["zh", "en"] | None = None
    teams: list[UUID] | None = Field(None, max_length=200)
    positions: list[UUID] | None = Field(None, max_length=50)
    roles: dict[str, list[str]] | None = Field(None, max_length=1000)
    password: str | None = Field(None, max_length=1000)

    @field_validator("name", "administrator", "active", "language", mode="before")
    @classmethod
    def _not_cleared(cls, value: Any) -> Any:
        if value is None:
            raise ValueError("may be absent, but not null")
        return value


class NewPerson(PersonChange):
    """A new person, with a login when he shall sign in."""

    name: str = Field(min_length=1, max_length=100)
    login: str | None = Field(None, max_length=200)


class RolesHeld(Closed):
    """The roles (keys) that a person shall hold in one app."""

    app: str = Field(max_length=48)
    roles: list[str] = Field(max_length=100)


class PlaceGiven(Closed):
    """A department, team or position."""

    name: str = Field(min_length=1, max_length=100)
    parent: UUID | None = None
    head: UUID | None = None
    members: list[UUID] | None = Field(None, max_length=10_000)


class NewToken(Closed):
    """An API token for oneself."""

    name: str = Field(min_length=1, max_length=100)
    scopes: list[Literal["read", "write", "design", "administer"]] = Field(min_length=1)
    days: int | None = Field(None, ge=1, le=3650)


_COLUMNS = {
    "department": "department_id",
    "supervisor": "supervisor_id",
    "parent": "parent_id",
    "head": "head_id",
}


def _columns(values: Mapping[str, Any], *leave: str) -> dict[str, Any]:
    return {_COLUMNS.get(key, key): value for key, value in values.items() if key not in leave}


def _described(context: MemberContext, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add logins, and name the roles held by app and key instead of ids."""
    logins = logins_of(context.conn, [row["id"] for row in rows])
    apps = published_apps(context.conn)
    for row in rows:
        row["login"] = logins.get(row["id"])
        row["roles"] = {
            app.key: sorted(
                key
                for key, role in app.documents("role").items()
                if role["id"] in row["roles"].get(app.id, ()) or role["id"] in default_roles(app)
            )
            for app in apps
            if app.id in row["roles"] or default_roles(app)
        }
    return rows


@router.get("/people", responses=answered(PersonPage))
def get_people(
    context: MemberContext,
    search: str = Query("", max_length=100),
    limit: int = Query(50, ge=1, le=500),
    cursor: UUID | None = None,
) -> dict[str, Any]:
    """List people by the order they were added; `cursor` is the last id of the page before."""
    rows = list_people(context.conn, search=search, limit=limit + 1, after=cursor)
    page = _described(context, rows[:limit])
    if not context.principal.administrator:
        page = [
            {key: row[key] for key in ("id", "name", "active", "department", "supervisor")} for row in page
        ]
    return {"items": page, "next": page[-1]["id"] if len(rows) > limit else None}


@router.get("/people/{person_id}", responses=answered(Person))
def get_person(person_id: UUID, context: AdministratorContext) -> dict[str, Any]:
    """Return one person."""
    rows = list_people(context.conn, only=person_id, limit=1)
    if not rows:
        raise NotFound("There is no such person.")
    return _described(context, rows)[0]


@router.get("/people/{person_id}/holdings", responses=answered(Holdings))
def get_holdings(person_id: UUID, context: AdministratorContext) -> dict[str, Any]:
    """Return what depends on a person, to know before he is made inactive."""
    if not list_people(context.conn, only=person_id, limit=1):
        raise NotFound("There is no such person.")
    held = held_records(context, person_id)
    return {
        "lists": [{"app": one.app, "entity": one.entity, "records": one.records} for one in held],
        "seats": waiting_seats(context, person_id),
    }


@router.post("/people", status_code=201, responses=answered(Person, status=201))
def post_person(body: NewPerson, request: Request, context: AdministratorContext) -> dict[str, Any]:
    """Add a person, and an account when a login is given; without a language, in that of the workspace."""
    given = body.model_dump(exclude_unset=True)
    person_id = create_person(
        context.conn, context.now, _columns(given, "login", "password", "teams", "positions", "roles")
    )
    if body.login:
        create_account(
            context.conn,
            login=body.login,
            password=body.password or "",
            person_id=person_id,
            workspace_key=settings_of(request).dougong_workspace,
            now=context.now,
        )
    _set_links(context, person_id, body)
    return get_person(person_id, context)


@router.patch("/people/{person_id}", responses=answered(Person))
def patch_person(person_id: UUID, body: PersonChange, context: AdministratorContext) -> dict[str, Any]:
    """Change a person; one who is made inactive is signed out everywhere at once."""
    values = _columns(body.model_dump(exclude_unset=True), "password", "teams", "positions", "roles")
    if values:
        change_person(context.conn, person_id, values)
    if body.password:
        set_password(context.conn, person_id=person_id, password=body.password, now=context.now)
    if body.active is False:
        end_all_sessions(context.conn, person_id)
    _set_links(context, person_id, body)
    return get_person(person_id, context)


def _set_links(context: AdministratorContext, person_id: UUID, body: PersonChange) -> None:
    if body.teams is not None:
        set_members(context.conn, team_member, "person_id", person_id, body.teams, "/teams")
    if body.positions is not None:
        set_members(context.conn, person_position, "person_id", person_id, body.positions, "/positions")
    for app, roles in (body.roles or {}).items():
        place = f"/roles/{escape(app)}"
        _set_roles(context, person_id, app, roles, app_place=place, roles_place=place)


def _set_roles(
    context: AdministratorContext,
    person_id: UUID,
    app_key: str,
    keys: Sequence[str],
    *,
    app_place: str,
    roles_place: str,
) -> None:
    """Give the roles; raises NotFound with the place of an app or a role that does not exist."""
    try:
        app = published(context.conn, app_key)
    except NotFound as error:
        raise NotFound.at(app_place, error.detail) from None
    roles = app.documents("role")
    for place, key in enumerate(keys):
        if key not in roles:
            raise NotFound.at(f"{roles_place}/{place}", f"The app has no role “{key[:60]}”.")
    given = [roles[key]["id"] for key in keys if not roles[key].get("default")]
    set_roles(context.conn, person_id, app.id, given)


@router.post("/people/{person_id}/login", status_code=201, responses=answered(Person, status=201))
def post_login(
    person_id: UUID, body: dict[str, str], request: Request, context: AdministratorContext
) -> dict[str, Any]:
    """Give a person an account: `{"login", "password"}`."""
    create_account(
        context.conn,
        login=body.get("login", ""),
        password=body.get("password", ""),
        person_id=person_id,
        workspace_key=settings_of(request).dougong_workspace,
        now=context.now,
    )
    return get_person(person_id, context)


@router.put("/people/{person_id}/roles", responses=answered(Person))
def put_roles(person_id: UUID, body: RolesHeld, context: AdministratorContext) -> dict[str, Any]:
    """Give a person exactly these roles in one app, besides those that everybody has."""
    _set_roles(context, person_id, body.app, body.roles, app_place="/app", roles_place="/roles")
    return get_person(person_id, context)


@router.get("/roles", responses=answered(RoleList))
def get_roles(context: MemberContext, app: str = Query(max_length=48)) -> dict[str, Any]:
    """List the roles of an app; a `default` one is everybody's."""
    roles = published(context.conn, app).documents("role")
    return {
        "items": [
            {
                "key": key,
                "id": role["id"],
                "name": role["name"],
                "default": bool(role.get("default")),
            }
            for key, role in roles.items()
        ]
    }


@router.get("/tokens", responses=answered(TokenList))
def get_tokens(context: MemberContext) -> dict[str, Any]:
    """List one's own API tokens; the secret itself is never shown again."""
    return {"items": list_tokens(context.conn, context.principal)}


@router.post("/tokens", status_code=201, responses=answered(MadeToken, status=201))
def post_token(body: NewToken, context: MemberContext) -> dict[str, Any]:
    """Make an API token; its text is in this answer and nowhere else."""
    return create_token(
        context.conn,
        context.principal,
        name=body.name,
        scopes=list(body.scopes),
        days=body.days,
        now=context.now,
    )


@router.delete("/tokens/{identity}", status_code=204)
def delete_token(identity: UUID, context: MemberContext) -> None:
    """End one of one's own tokens."""
    revoke_token(context.conn, context.principal, identity)


_PLACE_KINDS: Mapping[str, sa.Table] = {"departments": department, "teams": team, "positions": position}
Kind = Literal["departments", "teams", "positions"]


class _KindInPath(Convertor[str]):
    """One of the kinds as a part of a path, so that what is none of them is no address of ours."""

    regex = "|".join(_PLACE_KINDS)

    def convert(self, value: str) -> str:
        """Return the kind."""
        return value

    def to_string(self, value: str) -> str:
        """Return the part of the path."""
        return value


register_url_convertor("kind_of_place", _KindInPath())


@router.get("/{kind:kind_of_place}", responses=answered(PlaceList))
def get_places(kind: Kind, context: MemberContext) -> dict[str, Any]:
    """List departments, teams or positions with how many people each has."""
    table = _PLACE_KINDS[kind]
    rows = context.conn.execute(sa.select(table).order_by(table.c.name)).mappings()
    items = [
        {"id": row["id"], "name": row["name"], "parent": row.get("parent_id"), "head": row.get("head_id")}
        if kind == "departments"
        else {"id": row["id"], "name": row["name"]}
        for row in rows
    ]
    if kind == "teams":
        members: dict[UUID, list[UUID]] = {}
        for link in context.conn.execute(sa.select(team_member)):
            members.setdefault(link.team_id, []).append(link.person_id)
        for entry in items:
            entry["members"] = members.get(entry["id"], [])
    return {"items": items}


@router.post("/{kind:kind_of_place}", status_code=201, responses=answered(PlaceName, status=201))
def post_place(kind: Kind, body: PlaceGiven, context: AdministratorContext) -> dict[str, Any]:
    """Add a department, team or position."""
    identity = create_place(context.conn, kind, _place(kind, body))
    if kind == "teams" and body.members is not None:
        set_members(context.conn, team_member, "team_id", identity, body.members, "/members")
    return {"id": identity, "name": body.name}


@router.patch("/{kind:kind_of_place}/{identity}", responses=answered(PlaceName))
def patch_place(
    kind: Kind, identity: UUID, body: PlaceGiven, context: AdministratorContext
) -> dict[str, Any]:
    """Change a department, team or position."""
    change_place(context.conn, kind, identity, _place(kind, body))
    if kind == "teams" and body.members is not None:
        set_members(context.conn, team_member, "team_id", identity, body.members, "/members")
    return {"id": identity, "name": body.name}


@router.delete("/{kind:kind_of_place}/{identity}", status_code=204)
def delete_place_route(kind: Kind, identity: UUID, context: AdministratorContext) -> None:
    """Remove a team or position, or an empty department."""
    delete_place(context.conn, kind, identity)


def _place(kind: Kind, body: PlaceGiven) -> dict[str, Any]:
    values = _columns(body.model_dump(exclude_unset=True), "members")
    return values if kind == "departments" else {"name": values["name"]}
