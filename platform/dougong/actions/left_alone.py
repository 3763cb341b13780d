"""What an undoing leaves alone: records, or one of their fields, that somebody has been at since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dougong.context import Context
from dougong.identity.people import names_of
from dougong.metadata import App
from dougong.records.batches import Later
from dougong.records.titles import titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A record or one of its fields that is left alone, why, and who has been there since."""

    entity: str
    record: UUID
    field: str
    code: str
    message: str
    later: Later | None = None


def told(context: Context, app: App, left: Sequence[Left]) -> list[dict[str, Any]]:
    """Describe what was left alone to the caller, with its titles and the names of people; `at` a datetime or None."""
    named = {
        entity: titles(context, app, entity, {one.record for one in left if one.entity == entity})
        for entity in {one.entity for one in left}
    }
    people = names_of(context.conn, {one.later.person for one in left if one.later})
    return [
        {
            "entity": one.entity,
            "id": one.record,
            "title": named[one.entity].get(one.record, ""),
            "field": one.field,
            "code": one.code,
            "message": one.message,
            "by": people.get(one.later.person, "") if one.later else "",
            "at": one.later.at if one.later else None,
        }
        for one in left
    ]
