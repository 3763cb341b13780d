"""Show which records count as the same as one: those the reader sees, by fields that he reads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dougong.context import Context
from dougong.metadata import App
from dougong.records import duplicates, timeline
from dougong.records.titles import titles


def show_duplicates(context: Context, app: App, entity: str, record: UUID) -> dict[str, Any]:
    """Return `{"items": [{"id", "title"}]}`, the oldest first.

    Raises NotFound for a record the caller does not see.
    """
    scope = timeline.seen_scope(context, app, entity, record)
    readable = timeline.readable_fields(context, scope, record)
    found = duplicates.same_as(context, app, scope, record, readable)
    named = titles(context, app, entity, found)
    return {"items": [{"id": one, "title": named[one]} for one in found if one in named]}
