"""Titles: what people read for records, as far as the asking person may see them, alone or with a few fields."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa

from dougong.access import Scope, aliased_source, resolver
from dougong.access.shapes import has_entity
from dougong.context import Context
from dougong.metadata import App
from dougong.records.json_sql import JsonObject, title_text
from dougong.records.read import schema_in, scope_in
from dougong.records.reading import Ask, rows_in
from dougong.records.record_sql import label_json, value_json


def _statement(scope: Scope) -> sa.Select[Any]:
    source = aliased_source(scope.shape)
    names = resolver(scope, source)
    title = title_text(names, source)
    listed = sa.bindparam("record_ids", type_=sa.ARRAY(sa.Uuid(as_uuid=True)))
    wanted = names.visible(source)
    return (
        sa.select(source.id, sa.cast(sa.null(), sa.Text) if title is None else title)
        .select_from(source.from_clause())
        .where(source.id == sa.any_(listed), *wanted)
    )


def titles(
    context: Context, app: App, entity: str, records: Collection[UUID], scope: Scope | None = None
) -> dict[UUID, str]:
    """Return the titles of those records that the caller sees, of all or in a scope."""
    if not records or not has_entity(app, entity):
        return {}
    scope = scope or scope_in(context, app, entity)
    if not scope.allows("see"):
        return {}
    asked = Ask(scope, ("titles",), lambda: _statement(scope), {"record_ids": list(records)})
    return {row[0]: row[1] for row in rows_in(context, schema_in(context), asked) if row[1] is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A record in a few words: its title, fields in their JSON forms, titles of what they refer to.

    `version` is the one that was read; a row of a sub-table has none.
    """

    title: str
    version: int | None
    values: Mapping[str, Any]
    labels: Mapping[str, Any]


def cards(
    context: Context, scope: Scope, records: Collection[UUID], keys: tuple[str, ...]
) -> dict[UUID, Card]:
    """Return those records that a scope sees, with those of some fields that it reads, in one statement."""
    asked = Ask(scope, ("cards", keys), lambda: _cards_statement(scope, keys), {"record_ids": list(records)})
    return {row[0]: Card(**orjson.loads(row[1])) for row in rows_in(context, schema_in(context), asked)}


def _cards_statement(scope: Scope, keys: tuple[str, ...]) -> sa.Select[Any]:
    source = aliased_source(scope.shape)
    names = resolver(scope, source)
    read = [key for key in keys if key in scope.read and key in scope.shape.fields]
    title = title_text(names, source)
    nothing = sa.literal_column("''", sa.Text)
    shown = JsonObject(
        {
            "title": nothing if title is None else sa.func.coalesce(title, nothing),
            "version": source.base.c.version if "version" in source.shape.fields else sa.null(),
            "values": JsonObject({key: value_json(names, source, key) for key in read}),
            "labels": JsonObject(
                {key: label_json(names, source, key) for key in read if scope.shape.fields[key].names_records}
            ),
        }
    )
    listed = sa.bindparam("record_ids", type_=sa.ARRAY(sa.Uuid(as_uuid=True)))
    return (
        sa.select(source.id, sa.cast(shown, sa.Text))
        .select_from(source.from_clause())
        .where(source.id == sa.any_(listed), *names.visible(source))
    )
