"""Show which records count as the same as one, or as one that is being typed: those the reader sees, by fields
that he reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from dougong.access.scope import Scope
from dougong.actions.apply import new_act
from dougong.actions.prepare import prepare
from dougong.context import Context
from dougong.errors import NotFound
from dougong.metadata import App
from dougong.records import duplicates, timeline
from dougong.records.changes import Change
from dougong.records.read import scope_in
from dougong.records.titles import titles
from dougong_model import Value, uuid7


def show_duplicates(context: Context, app: App, entity: str, record: UUID) -> dict[str, Any]:
    """Return `{"items": [{"id", "title"}]}`, the oldest first.

    Raises NotFound for a record the caller does not see.
    """
    scope = timeline.seen_scope(context, app, entity, record)
    readable = timeline.readable_fields(context, scope, record)
    found = duplicates.same_as(context, app, scope, record, readable)
    return _told(context, app, entity, found)


def show_same_values(
    context: Context, app: App, entity: str, values: Mapping[str, Any], record: UUID | None
) -> dict[str, Any]:
    """Return the same for values that nobody has saved, of a new record or of `record`; nothing is written.

    Only fields count that the caller may write and reads in every row. Raises NotFound for an entity that he
    does not see.
    """
    if entity not in app.entities:
        raise NotFound("There is no such entity.")
    scope = scope_in(context, app, entity)
    if not scope.allows("see"):
        raise NotFound("There is no such entity.")
    if app.entities[entity].entity.duplicates is None:
        return {"items": []}
    known = {key for key, rows in scope.read.items() if rows is None and key in scope.shape.fields}
    found = duplicates.same_values(context, scope, _settled(context, app, scope, values), known, record)
    return _told(context, app, entity, found)


def _settled(context: Context, app: App, scope: Scope, values: Mapping[str, Any]) -> Mapping[str, Value]:
    """Return values as they would be saved, after the rules before the save; what is wrong is left out."""
    given = {key: value for key, value in values.items() if scope.may_write(key)}
    typed, _problems = app.entities[scope.entity].validator.read(given, partial=True)
    change = Change(entity=scope.entity, kind="create", id=uuid7(), values=typed)
    with context.conn.begin_nested() as savepoint:
        (draft,) = prepare(new_act(context, app), [change], form=None, rules=True)
        settled = dict(draft.values)
        savepoint.rollback()
    return settled


def _told(context: Context, app: App, entity: str, found: Sequence[UUID]) -> dict[str, Any]:
    named = titles(context, app, entity, found)
    return {"items": [{"id": one, "title": named[one]} for one in found if one in named]}
