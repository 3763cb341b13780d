"""Everywhere: one search over all entities of all apps that the caller may see."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa

from dougong.access import Scope, aliased_source, resolver
from dougong.context import Context
from dougong.metadata import published_apps
from dougong.records.json_sql import title_text
from dougong.records.query import Query
from dougong.records.read import schema_in, scope_in
from dougong.records.reading import Ask, rows_in
from dougong.records.searching import has_tokens, search_count, search_values
from dougong.records.statements import PageShape, conditions
from dougong_model import localised

_EACH = 5
_ALL = 30
_LOOKED_AT = 10_000
"""So many matches of an entity are looked at for the newest; a text that more have is no search yet."""


def search_everywhere(context: Context, text: str) -> list[dict[str, Any]]:
    """Return up to thirty records whose searched fields match, newest of each entity first."""
    found: list[dict[str, Any]] = []
    if not text.strip() or "\x00" in text:
        return found
    for app in published_apps(context.conn):
        for entity in app.entities.values():
            if entity.entity.parent is not None:
                continue
            scope = scope_in(context, app, entity.key)
            if not scope.allows("see") or not has_tokens(scope.shape) or not search_count(scope, text):
                continue
            shape = PageShape(Query(search=""), None, search_count(scope, text))
            asked = Ask(
                scope,
                ("everywhere", shape),
                partial(_statement, scope, shape),
                search_values(scope, text[:200]),
            )
            for identity, title in rows_in(context, schema_in(context), asked):
                found.append(
                    {
                        "app": app.key,
                        "entity": entity.key,
                        "id": identity,
                        "title": title,
                        "subtitle": localised(entity.entity.name, context.language),
                    }
                )
            if len(found) >= _ALL:
                return found[:_ALL]
    return found


def _statement(scope: Scope, shape: PageShape) -> sa.Select[Any]:
    source = aliased_source(scope.shape)
    names = resolver(scope, source)
    wanted = conditions(scope, names, source, shape)
    title = title_text(names, source)
    shown = sa.cast(sa.null(), sa.Text) if title is None else title
    # The order is outside: inside, rare words would be looked for through the whole table, newest row first.
    found = (
        sa.select(source.id.label("id"), shown.label("title"))
        .select_from(source.from_clause())
        .where(*wanted)
        .limit(_LOOKED_AT)
        .subquery()
    )
    return sa.select(found.c.id, found.c.title).order_by(found.c.id.desc()).limit(_EACH)
