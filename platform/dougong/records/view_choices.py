"""View choices: how somebody has arranged a view for himself, on every device, and which view opens first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.context import Context
from dougong.metadata import App
from dougong.records.read import scope_in, see
from dougong.records.view_tables import view_choice

MOST_CHOICES = 500


def view_choices(context: Context, app: App, entity: str) -> tuple[dict[str, Any], str | None]:
    """Return the caller's arrangements of an entity's views by their keys, and the view that opens first."""
    scope = see(scope_in(context, app, entity))
    rows = context.conn.execute(
        sa.select(view_choice.c.view, view_choice.c.choice, view_choice.c.opens)
        .where(*_own(context, app, scope.shape.id))
        .limit(MOST_CHOICES)
    ).all()
    first = next((row.view for row in rows if row.opens), None)
    return {row.view: row.choice for row in rows if row.choice}, first


def keep_choice(context: Context, app: App, entity: str, view: str, choice: Mapping[str, Any] | None) -> None:
    """Keep how the caller has arranged a view, or forget it."""
    _keep(context, app, entity, view, {"choice": dict(choice or {})})


def open_first(context: Context, app: App, entity: str, view: str | None) -> None:
    """Let one view open first for the caller, or none in particular."""
    scope = see(scope_in(context, app, entity))
    context.conn.execute(
        sa.update(view_choice).where(*_own(context, app, scope.shape.id)).values(opens=sa.false())
    )
    if view is not None:
        _keep(context, app, entity, view, {"opens": True})


def _own(context: Context, app: App, entity_id: str) -> list[sa.ColumnElement[bool]]:
    return [
        view_choice.c.person_id == context.principal.person,
        view_choice.c.app == app.key,
        view_choice.c.entity_id == entity_id,
    ]


def _keep(context: Context, app: App, entity: str, view: str, values: Mapping[str, Any]) -> None:
    scope = see(scope_in(context, app, entity))
    row = {
        "person_id": context.principal.person,
        "app": app.key,
        "entity_id": scope.shape.id,
        "view": view,
        "choice": {},
        **values,
    }
    context.conn.execute(
        insert(view_choice)
        .values(row)
        .on_conflict_do_update(index_elements=list(view_choice.primary_key), set_=values)
    )
