"""Explain: which grant gives a record or a field to somebody, or what is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from dougong.access.grants import ENTITY_ACTIONS, Grant, grants, held_roles
from dougong.access.resolver import EntityResolver, aliased_source
from dougong.access.scope import Scope, gives
from dougong.access.shapes import ALWAYS_READABLE
from dougong.access.shares import holders_of
from dougong.access.tables import record_share


def explain(conn: sa.Connection, scope: Scope, record: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Tell, for each action on a record, which grants give it; and for each field what gives it or that
    none does.

    `record` is a record id; `values` fill the bound parameters.
    """
    if "all" in scope.shape_key:
        reason = {"kind": "administrator"}
        return {
            "actions": {action: [reason] for action in sorted(scope.actions)},
            "fields": {
                key: {"read": ["administrator"], "write": ["administrator"] if key in scope.write else []}
                for key in scope.read
            },
        }
    mine = [
        grant
        for role in sorted(held_roles(scope.app, scope.principal))
        for grant in grants(scope.app).get(role, ())
        if grant.entity == scope.entity
    ]
    matched = _matching(conn, scope, record, mine, values)
    shares = _shares(conn, scope, record)
    actions: dict[str, list[dict[str, Any]]] = {}
    for action in ENTITY_ACTIONS:
        given = [
            {"kind": "grant", "role": grant.role, "grant": grant.id, "rows": _text(grant)}
            for grant in mine
            if action in grant.actions and grant.id in matched
        ]
        given += [share for share in shares if action in share["rights"]]
        actions[action] = given
    fitting = [grant for grant in mine if grant.id in matched]
    fields = {
        key: {
            "read": [grant.id for grant in fitting if _reads(grant, key)],
            "write": [grant.id for grant in fitting if key in scope.write and gives(grant, key, "change")],
        }
        for key in scope.shape.fields
        if key in scope.read
    }
    return {"actions": actions, "fields": fields}


def _reads(grant: Grant, key: str) -> bool:
    return "see" in grant.actions if key in ALWAYS_READABLE else gives(grant, key, "see")


def lacking(
    conn: sa.Connection,
    scope: Scope,
    record: Any,
    values: Mapping[str, Any],
    actions: Collection[str],
    *,
    roles_not_held: bool,
) -> dict[str, list[dict[str, Any]]]:
    """Tell, for each of some actions, which grants name it and why they do not give it.

    `rows` is a grant of a role held whose row formula the record does not fit; `role` one of a role not
    held, with `fits` whether the record would.
    """
    held = held_roles(scope.app, scope.principal)
    known = [
        (role in held, grant)
        for role, given in sorted(grants(scope.app).items())
        for grant in given
        if grant.entity == scope.entity and (role in held or roles_not_held)
    ]
    matched = _matching(conn, scope, record, [grant for _, grant in known], values)
    return {
        action: [
            {
                "kind": "rows" if mine else "role",
                "role": grant.role,
                "grant": grant.id,
                "rows": _text(grant),
                "fits": grant.id in matched,
            }
            for mine, grant in known
            if action in grant.actions and not (mine and grant.id in matched)
        ]
        for action in actions
    }


def _text(grant: Grant) -> str | None:
    return None if grant.rows is None else grant.rows.text


def _matching(
    conn: sa.Connection, scope: Scope, record: Any, mine: list[Any], values: Mapping[str, Any]
) -> set[str]:
    source = aliased_source(scope.shape)
    resolver = EntityResolver(scope.app, source, None)
    columns = [
        sa.func.coalesce(resolver.holds(source, None if grant.rows is None else (grant.rows,)), False)
        for grant in mine
    ]
    if not columns:
        return set()
    statement = sa.select(*columns).select_from(source.from_clause()).where(source.id == record)
    names = statement.compile().params
    row = conn.execute(statement, {key: value for key, value in values.items() if key in names}).one_or_none()
    return {grant.id for grant, held in zip(mine, row or (), strict=False) if held}


def _shares(conn: sa.Connection, scope: Scope, record: Any) -> list[dict[str, Any]]:
    rows = conn.execute(
        sa.select(record_share.c.source, record_share.c.holder, record_share.c.rights).where(
            record_share.c.entity_id == scope.shape.id,
            record_share.c.record_id == record,
            record_share.c.holder.in_(holders_of(scope.principal)),
        )
    )
    return [
        {"kind": "share", "source": row.source, "holder": row.holder, "rights": row.rights} for row in rows
    ]
