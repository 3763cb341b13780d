"""Grants: the roles of an app read into typed grants, once per published version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from dougong.access.kept import kept
from dougong.context import Principal
from dougong.identity.tables import person, role_member
from dougong.metadata import App
from dougong_formula import BOOLEAN, Expression, parse_expression

ENTITY_ACTIONS = (
    "see",
    "create",
    "change",
    "delete",
    "import",
    "export",
    "print",
    "share",
    "assign",
    "merge",
    "approve",
    "run",
)
_WRITING = frozenset({"create", "change"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One line of a role about an entity. `rows` None means all rows; a field set None means every field."""

    id: str
    role: str
    entity: str
    actions: frozenset[str]
    rows: Expression | None
    read: frozenset[str] | None
    write: frozenset[str] | None


def grants(app: App) -> Mapping[str, tuple[Grant, ...]]:
    """Return the entity grants of every role, by the role's id."""
    return kept(
        app,
        "grants",
        lambda: {
            role["id"]: tuple(_grant(app, role, one) for one in role.get("grants", ()) if "entity" in one)
            for role in app.documents("role").values()
        },
    )


def element_grants(app: App) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """Return the grants on other elements (dashboard, flow, button), by the role's id."""
    return kept(
        app,
        "element_grants",
        lambda: {
            role["id"]: tuple(one for one in role.get("grants", ()) if "entity" not in one)
            for role in app.documents("role").values()
        },
    )


def may_press(app: App, principal: Principal, button: str) -> bool | None:
    """Say whether roles of a principal are granted `run` on a button; None when it is granted to no role."""
    pressing = kept(app, ("pressing", button), lambda: _pressing(app, button))
    if not pressing:
        return None
    return principal.administrator or bool(pressing & held_roles(app, principal))


def may_share_form(app: App, principal: Principal, form: str) -> bool:
    """Say whether a principal may hand out links of a public form: a designer, or `share` granted to a role
    of his.
    """
    held = held_roles(app, principal)
    return principal.holds("design") or any(
        grant.get("form") == form and "share" in grant.get("actions", ())
        for role, granted in element_grants(app).items()
        if role in held
        for grant in granted
    )


def _pressing(app: App, button: str) -> frozenset[str]:
    return frozenset(
        role
        for role, granted in element_grants(app).items()
        if any(grant.get("button") == button and "run" in grant.get("actions", ()) for grant in granted)
    )


def default_roles(app: App) -> frozenset[str]:
    """Return the ids of the roles that every member of the workspace has without being given them."""
    return kept(
        app,
        "default_roles",
        lambda: frozenset(role["id"] for role in app.documents("role").values() if role.get("default")),
    )


def held_roles(app: App, principal: Principal) -> frozenset[str]:
    """Return the ids of the roles that a principal has in an app: those he was given and the default
    ones; nobody but a person has any.
    """
    if principal.person is None:
        return frozenset()
    held = principal.roles.get(app.id, frozenset())
    everybody = default_roles(app)
    return held | everybody if everybody else held


def role_holders(app: App, role: Mapping[str, Any]) -> sa.ColumnElement[bool]:
    """Return the condition, on rows of `person`, that somebody has a role, given or by default."""
    if role.get("default"):
        return sa.true()
    return person.c.id.in_(
        sa.select(role_member.c.person_id).where(
            role_member.c.app_id == app.id, role_member.c.role_id == role["id"]
        )
    )


def holder_count(conn: sa.Connection, app: App, role: Mapping[str, Any]) -> int:
    """Return how many active people have a role."""
    held = sa.select(sa.func.count()).where(person.c.active, role_holders(app, role))
    return int(conn.execute(held).scalar_one())


def _grant(app: App, role: Mapping[str, Any], document: Mapping[str, Any]) -> Grant:
    actions = frozenset(document.get("actions", ()))
    entity = document["entity"]
    fields = document.get("fields")
    # A grant without "fields" is about whole records; with it, only what it names.
    read = "*" if fields is None else fields.get("read", ())
    write = ("*" if actions & _WRITING else ()) if fields is None else fields.get("write", ())
    return Grant(
        id=document["id"],
        role=role["key"],
        entity=entity,
        actions=actions,
        rows=_rows(app, entity, document.get("rows")),
        read=_set(read),
        write=_set(write),
    )


def _set(names: str | list[str] | tuple[str, ...]) -> frozenset[str] | None:
    return None if names in ("*", ["*"]) else frozenset(names)


def _rows(app: App, entity: str, text: str | None) -> Expression | None:
    if text is None or text.strip().upper().replace(" ", "") in {"", "TRUE", "TRUE()", "ALL"}:
        return None
    return parse_expression(text, app.vocabulary(entity, "user"), BOOLEAN)
