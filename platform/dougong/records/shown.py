"""Shown: what somebody is told of a record that he has just written, which he may see no more."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import orjson

from dougong.context import Context
from dougong.errors import NotFound
from dougong.metadata import App
from dougong.records.load import load
from dougong.records.read import get_in, scope_in, visible_in
from dougong.records.titles import titles


def shown_in(
    context: Context, app: App, entity: str, record: UUID, given: Mapping[str, Any] | None = None
) -> bytes:
    """Return a record just written; to somebody who does not see it (any more) its id and version, `visible`
    false, and whose it is when that is among the values `given` by himself.
    """
    try:
        return get_in(context, app, entity, record)[0]
    except NotFound:
        stored = load(context, app, entity, [record], trash=True).get(record, {})
    owner = stored.get("owner")
    told = isinstance(owner, UUID) and (given or {}).get("owner") == str(owner)
    names = titles(context, app, "person", [owner]) if told and isinstance(owner, UUID) else {}
    return orjson.dumps(
        {
            "id": record,
            "version": int(str(stored.get("version", 0))),
            "values": {"owner": owner} if told else {},
            "labels": {"owner": names.get(owner)} if told and isinstance(owner, UUID) else {},
            "can": [],
            "visible": False,
        }
    )


def unseen_in(context: Context, app: App, entity: str, records: Collection[UUID]) -> set[UUID]:
    """Return those of some records just written that the caller does not see (any more)."""
    scope = scope_in(context, app, entity)
    if "all" in scope.shape_key:
        return set()
    return set(records) - visible_in(context, scope, list(records))
