"""Views: the app's, and those saved: how somebody likes to see a list, his own or shared with everybody who
sees the entity.

A view of the app and a shared one speak of fields that not everybody may read. To whoever may not, what it
filters, sorts, groups or adds up by is an unknown name, so the view is not there for him; columns of that kind
are left out of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.access import Scope
from dougong.context import Context
from dougong.errors import BadRequest, NotAllowed, NotFound
from dougong.metadata import App, published
from dougong.records.read import scope_in, see
from dougong.records.statements import typed
from dougong.records.tables import saved_view
from dougong_model import uuid7

_NAMED = (
    "group",
    "sum",
    "start_field",
    "end_field",
    "colour_field",
    "picture_field",
    "parent_field",
    "after_field",
    "progress_field",
    "place_field",
    "rows_field",
)
"""Members that name one field, without which the view would not be what it is."""


def list_views(context: Context, app: App, entity: str) -> list[dict[str, Any]]:
    """Return the caller's views of an entity and those shared that he can use, by name."""
    scope = see(scope_in(context, app, entity))
    rows = context.conn.execute(
        sa.select(saved_view)
        .where(
            saved_view.c.app == app.key,
            saved_view.c.entity_id == scope.shape.id,
            sa.or_(saved_view.c.owner_id == context.principal.person, saved_view.c.shared),
        )
        .order_by(saved_view.c.name, saved_view.c.id)
        .limit(500)
    )
    return [
        _shown(context, entity, row, definition)
        for row in rows
        if (definition := _readable(context, scope, row)) is not None
    ]


def _readable(context: Context, scope: Scope, row: sa.Row[Any]) -> Mapping[str, Any] | None:
    """Return a view's definition as the caller may know it, or None when it is not for him.

    Who may change the view sees it as it is, so that he can mend it.
    """
    held: dict[str, Any] = row.definition
    mends = row.owner_id == context.principal.person or context.principal.administrator
    return held if mends else readable_view(scope, held)


def readable_view(scope: Scope, held: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what a view shows of what a scope reads, or None when it needs what the scope does not read."""
    named = [
        *(held.get(member) for member in _NAMED),
        *(one.removeprefix("-") for one in held.get("sort") or ()),
        *(one["field"] for one in held.get("groups") or ()),
    ]
    if not all(_known(scope, name) for name in named if name):
        return None
    if held.get("filter") and not _known(scope, held["filter"], boolean=True):
        return None
    shown: dict[str, Any] = {
        key: [one for one in held[key] if _known(scope, one)]
        for key in ("columns", "card")
        if held.get(key) is not None
    }
    shown |= {
        key: {name: one for name, one in (held[key] or {}).items() if _known(scope, name)}
        for key in ("widths", "totals")
        if key in held
    }
    if held.get("colours"):
        shown["colours"] = [
            one
            for one in held["colours"]
            if _known(scope, one["when"], boolean=True)
            and (not one.get("field") or _known(scope, one["field"]))
        ]
    return {**held, **shown}


def _known(scope: Scope, text: str, *, boolean: bool = False) -> bool:
    """Say whether a field, path or expression speaks only of what the caller may read."""
    if text in scope.shape.fields:
        return text in scope.read
    try:
        typed(scope, text, "", boolean=boolean)
    except BadRequest:
        return False
    return True


def _shown(
    context: Context, entity: str, row: sa.Row[Any], definition: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    return {
        "id": row.id,
        "app": row.app,
        "entity": entity,
        "name": row.name,
        "shared": row.shared,
        "definition": row.definition if definition is None else definition,
        "mine": row.owner_id == context.principal.person,
        "version": row.version,
    }


def create_view(
    context: Context, app: App, entity: str, name: str, shared: bool, definition: Mapping[str, Any]
) -> dict[str, Any]:
    """Keep a view."""
    scope = see(scope_in(context, app, entity))
    row = context.conn.execute(
        sa.insert(saved_view)
        .values(
            id=uuid7(),
            app=app.key,
            entity_id=scope.shape.id,
            owner_id=context.principal.person,
            name=name,
            shared=shared,
            definition=dict(definition),
            created_at=context.now,
        )
        .returning(saved_view)
    ).one()
    return _shown(context, entity, row)


def _owned(context: Context, view: UUID) -> sa.Row[Any]:
    row = context.conn.execute(
        sa.select(saved_view).where(saved_view.c.id == view).with_for_update()
    ).one_or_none()
    if row is None or not (row.shared or row.owner_id == context.principal.person):
        raise NotFound("There is no such view.")
    if row.owner_id != context.principal.person and not context.principal.administrator:
        raise NotAllowed("Only who made a view may change it.")
    return row


def change_view(context: Context, view: UUID, values: Mapping[str, Any]) -> dict[str, Any]:
    """Change a view of the caller's own."""
    _owned(context, view)
    row = context.conn.execute(
        sa.update(saved_view)
        .where(saved_view.c.id == view)
        .values(**values, version=saved_view.c.version + 1)
        .returning(saved_view)
    ).one()
    entities = published(context.conn, row.app).entities.values()
    entity = next((one.key for one in entities if one.id == row.entity_id), row.entity_id)
    return _shown(context, entity, row)


def delete_view(context: Context, view: UUID) -> None:
    """Remove a view of the caller's own."""
    _owned(context, view)
    context.conn.execute(sa.delete(saved_view).where(saved_view.c.id == view))
