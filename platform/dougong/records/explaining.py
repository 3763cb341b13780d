"""Explaining: which grants give somebody a record, its actions and fields."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dougong.access import bound_values
from dougong.access import explain as reasons
from dougong.context import Context
from dougong.errors import NotFound
from dougong.metadata import App, settings_of
from dougong.records.read import scope_in, visible_in


def explain_record(context: Context, app: App, entity: str, record: UUID) -> dict[str, Any]:
    """Tell the caller, for each action and field of a record, what gives it.

    Raises NotFound when he sees none of it.
    """
    scope = scope_in(context, app, entity)
    if record not in visible_in(context, scope, [record]):
        raise NotFound("There is no such record.")
    values = bound_values(
        app, context.principal, now=context.now, zone=context.zone, settings=settings_of(context.conn, app)
    )
    return reasons(context.conn, scope, record, values)
