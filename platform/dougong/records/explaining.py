"""Explaining: which grants give somebody a record, its actions and fields."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dougong.access import bound_values, lacking
from dougong.access import explain as reasons
from dougong.context import Context
from dougong.errors import NotAllowed, NotFound
from dougong.identity.sessions import read_principal
from dougong.metadata import App, settings_of
from dougong.records.read import scope_in, visible_in
from dougong.records.titles import titles
from dougong.working_calendar import calendar_of


def explain_record(
    context: Context, app: App, entity: str, record: UUID, person: UUID | None = None
) -> dict[str, Any]:
    """Tell for each action and field of a record what gives it to the caller, or to a person an administrator
    asks about, and what is missing for the actions that nothing gives.

    Raises NotFound when the caller sees no such record or there is no such person, NotAllowed when somebody
    else asks about others.
    """
    scope = scope_in(context, app, entity)
    if record not in visible_in(context, scope, [record]):
        raise NotFound("There is no such record.")
    principal = context.principal
    if person is not None and person != principal.person:
        if not principal.holds("administer"):
            raise NotAllowed("Only an administrator may ask about somebody else.")
        if person not in titles(context, app, "person", [person]):
            raise NotFound.at("/person", "There is no such person.")
        principal = read_principal(context.conn, person)
        scope = scope_in(context.with_(principal=principal), app, entity)
    values = bound_values(
        app,
        principal,
        now=context.now,
        zone=context.zone,
        calendar=calendar_of(context),
        settings=settings_of(context.conn, app),
    )
    given = reasons(context.conn, scope, record, values)
    without = [action for action, grounds in given["actions"].items() if not grounds]
    return {
        "person": {"id": principal.person, "name": principal.name},
        "sees": record in visible_in(context.with_(principal=principal), scope, [record]),
        "administrator": principal.administrator,
        **given,
        "missing": lacking(
            context.conn,
            scope,
            record,
            values,
            without,
            roles_not_held=context.principal.administrator,
        ),
    }
