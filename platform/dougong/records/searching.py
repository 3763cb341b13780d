"""Searching: which fields of an entity are found by text, and the condition that finds its rows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from dougong.access import RowSource, Scope
from dougong.access.shapes import EntityShape, FieldShape
from dougong.metadata.physical import SEARCH_COLUMN
from dougong.records.tokens import query_tokens, whole_token

_TEXTUAL = frozenset(
    {
        "text",
        "long_text",
        "rich_text",
        "email",
        "phone",
        "url",
        "code",
        "auto_number",
        "scan",
        "external_id",
        "hidden",
    }
)


def searched_fields(shape: EntityShape) -> list[FieldShape]:
    """Return the fields that search looks in: those marked `search`, and the title when it is a text."""
    return [
        one
        for one in shape.fields.values()
        if one.type in _TEXTUAL
        and one.columns
        and (one.field.settings.get("search") or one.key == shape.title)
    ]


def has_tokens(shape: EntityShape) -> bool:
    """Say whether rows of an entity keep search tokens.

    Other entities are small and searched by their texts.
    """
    return SEARCH_COLUMN in shape.table.c


def search_values(scope: Scope, text: str) -> dict[str, Any]:
    """Return the parameters of `search_condition` for a search text."""
    if not has_tokens(scope.shape):
        escaped = text.strip().casefold().replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
        return {"search_like": f"%{escaped}%"}
    ids = [one.field.id for one in readable_searched(scope)]
    return {
        f"search_{place}": [f"{field}:{token}" for field in ids]
        for place, token in enumerate(query_tokens(text))
    }


def whole_title_value(scope: Scope, text: str) -> dict[str, Any]:
    """Return the parameter of `whole_title_condition` for a search text."""
    title = scope.shape.fields[scope.shape.title]
    readable = scope.read.get(title.key, ()) is None
    return {"search_whole": [whole_token(title.field.id, text)] if readable else []}


def whole_title_condition(source: RowSource) -> sa.ColumnElement[bool]:
    """Return the condition that the title of a row is the searched text, whatever its case."""
    held: sa.ColumnElement[Any] = source.base.c[SEARCH_COLUMN]
    found: sa.ColumnElement[bool] = held.overlap(sa.bindparam("search_whole", type_=sa.ARRAY(sa.Text)))
    return found


def search_count(scope: Scope, text: str) -> int:
    """Return how many tokens a search text has: part of the shape of the statement."""
    return len(query_tokens(text)) if has_tokens(scope.shape) else 1


def readable_searched(scope: Scope) -> list[FieldShape]:
    """Searched fields that the scope reads on every row it sees.

    Others are not searched, so they tell nothing.
    """
    return [
        one for one in searched_fields(scope.shape) if one.key in scope.read and scope.read[one.key] is None
    ]


def search_condition(scope: Scope, source: RowSource, count: int) -> sa.ColumnElement[bool]:
    """Return the condition that a row matches `count` tokens; without tokens nothing matches."""
    if not has_tokens(scope.shape):
        return _like(scope, source)
    if not count:
        return sa.false()
    held = source.base.c[SEARCH_COLUMN]
    return sa.and_(
        *(held.overlap(sa.bindparam(f"search_{place}", type_=sa.ARRAY(sa.Text))) for place in range(count))
    )


def _like(scope: Scope, source: RowSource) -> sa.ColumnElement[bool]:
    pattern = sa.bindparam("search_like", type_=sa.Text)
    columns = []
    for one in readable_searched(scope):
        columns.append(source.column(one.columns[0]))
        pinyin = source.base.c.get(f"{one.columns[0].name}_pinyin")
        columns += [] if pinyin is None else [pinyin]
    return sa.or_(sa.false(), *(sa.func.lower(column).like(pattern) for column in columns))
