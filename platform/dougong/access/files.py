"""Files: the right to one is the right to read a field that holds it; a fresh upload is its uploader's."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from dougong.access.resolver import aliased_source, resolver
from dougong.access.scope import scope_of
from dougong.access.shares import Shared
from dougong.access.values import bound_values
from dougong.context import Context
from dougong.files.store import uses_of
from dougong.metadata import App, published_apps, settings_of
from dougong.working_calendar import calendar_of


def may_read_file(context: Context, file_id: UUID, *, uploaded_by: str) -> bool:
    """Say whether the caller may have a file: as its uploader while no record holds it, else through a record."""
    uses = uses_of(context.conn, file_id)
    if not uses:
        return uploaded_by == context.principal.uploader
    apps = published_apps(context.conn)
    return any(_through(context, apps, *use) for use in uses)


def _through(context: Context, apps: list[App], entity_id: str, record: UUID, field_id: str) -> bool:
    for app in apps:
        for key, compiled in app.entities.items():
            if compiled.id == entity_id:
                field = next((one.key for one in compiled.fields.values() if one.id == field_id), None)
                return field is not None and _readable(context, app, key, record, field)
    return False


def _readable(context: Context, app: App, entity: str, record: UUID, field: str) -> bool:
    scope = scope_of(app, entity, context.principal, shared=Shared.FIELDS)
    if not scope.allows("see") or field not in scope.read:
        return False
    source = aliased_source(scope.shape)
    names = resolver(scope, source)
    conditions = names.visible(source)
    readable = names.readable(source, field)
    if readable is not None:
        conditions.append(readable)
    statement = sa.select(
        sa.exists(
            sa.select(source.id).select_from(source.from_clause()).where(source.id == record, *conditions)
        )
    )
    given = bound_values(
        app,
        context.principal,
        now=context.now,
        zone=context.zone,
        calendar=calendar_of(context),
        settings=settings_of(context.conn, app),
    )
    wanted = statement.compile().params
    values = {key: value for key, value in given.items() if key in wanted}
    return bool(context.conn.execute(statement, values).scalar_one())
