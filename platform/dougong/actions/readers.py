"""Readers: who of those to be told of a record may see it, as it is at that moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from dougong.context import Context
from dougong.identity.sessions import read_principal
from dougong.metadata import App
from dougong.notify.notices import Notice
from dougong.records.read import scope_in, visible_in


def readable(
    context: Context, app: App, notices: Sequence[Notice], deleted: Iterable[UUID] = ()
) -> list[Notice]:
    """Return the notices in their order, without those `only_seen` whose person does not see their record.

    Records `deleted` in the same act cannot be looked up any more; of them everybody meant is told.
    """
    gone = set(deleted)
    asked: dict[tuple[UUID, str], dict[UUID, None]] = {}
    for one in notices:
        if one.only_seen and one.link is not None and one.link[2] not in gone:
            asked.setdefault((one.person, one.link[1]), {})[one.link[2]] = None
    hidden = {
        (person, entity, record)
        for (person, entity), records in asked.items()
        for record in _hidden(context, app, person, entity, list(records))
    }
    return [one for one in notices if one.link is None or (one.person, *one.link[1:]) not in hidden]


def _hidden(context: Context, app: App, person: UUID, entity: str, records: list[UUID]) -> list[UUID]:
    theirs = context.with_(principal=read_principal(context.conn, person), on_behalf_of=None)
    scope = scope_in(theirs, app, entity)
    seen = visible_in(theirs, scope, records) if scope.allows("see") else set()
    return [one for one in records if one not in seen]
