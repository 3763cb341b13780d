"""Everywhere: one ranked search over all entities of all apps that the caller may see.

A title that is the text comes first, then titles that begin with it, then those with a word that does, then
what is found by another field; among equals what stands in a menu, then what was changed last. Each entity is
asked by one statement whose work is bounded, however many records match.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.access import Scope, aliased_source, resolver
from dougong.context import Context
from dougong.metadata import App, published_apps
from dougong.records.json_sql import title_text
from dougong.records.query import Query
from dougong.records.read import schema_in, scope_in
from dougong.records.reading import Ask, rows_in
from dougong.records.searching import (
    has_tokens,
    readable_searched,
    search_count,
    search_values,
    whole_title_condition,
    whole_title_value,
)
from dougong.records.statements import PageShape, conditions
from dougong.records.titles import cards
from dougong.records.tokens import has_chinese, parts, query_tokens, text_tokens
from dougong_model import localised

_EACH = 6
_ALL = 30
LOOKED_AT = 2_000
"""So many matches of an entity are ranked; a text that more have is found by its whole title, or is no search
yet.
"""

RANKS = ("title", "start", "word", "field")
_ESCAPED = str.maketrans({"\\": "\\\\", "%": r"\%", "_": r"\_"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    app: App
    scope: Scope
    id: UUID
    title: str | None
    rank: int
    in_menu: bool
    at: datetime

    @property
    def place(self) -> tuple[int, bool, float]:
        return self.rank, not self.in_menu, -self.at.timestamp()


def search_everywhere(context: Context, text: str) -> list[dict[str, Any]]:
    """Return up to thirty records whose searched fields match, the best first, of each entity some."""
    text = text.strip()[:200]
    hits: list[_Hit] = []
    if not text or "\x00" in text:
        return []
    for app in published_apps(context.conn):
        menu = _in_menu(app)
        for entity in app.entities.values():
            if entity.entity.parent is None:
                hits += _of_entity(context, app, entity.key, text, in_menu=entity.key in menu)
    hits.sort(key=lambda one: one.place)
    found = hits[:_ALL]
    fields = _found_by(context, found, text)
    return [
        {
            "app": one.app.key,
            "entity": one.scope.entity,
            "id": one.id,
            "title": one.title,
            "subtitle": localised(one.app.entities[one.scope.entity].entity.name, context.language),
            "match": RANKS[one.rank],
            "field": fields.get(one.id),
        }
        for one in found
    ]


def _in_menu(app: App) -> set[str]:
    """Return the entities that stand in an app's menu, at any depth."""

    def named(items: Iterable[Any]) -> Iterable[str]:
        for one in items:
            if isinstance(one, Mapping):
                if isinstance(one.get("entity"), str):
                    yield one["entity"]
                yield from named(one.get("items") or ())

    return set(named(app.document.get("menu") or ()))


def _of_entity(context: Context, app: App, entity: str, text: str, *, in_menu: bool) -> list[_Hit]:
    scope = scope_in(context, app, entity)
    count = search_count(scope, text) if scope.allows("see") and has_tokens(scope.shape) else 0
    if not count or not readable_searched(scope):
        return []
    shape = PageShape(Query(search=""), None, count)
    values = {
        **search_values(scope, text),
        **whole_title_value(scope, text),
        "search_text": text.casefold(),
        "search_start": text.casefold().translate(_ESCAPED) + "%",
        # Chinese has no blanks between words: anywhere in the title is the start of one.
        "search_word": f"%{'' if has_chinese(text) else ' '}{text.casefold().translate(_ESCAPED)}%",
    }
    asked = Ask(scope, ("everywhere", shape), partial(_statement, scope, shape), values)
    return [
        _Hit(app=app, scope=scope, id=row[0], title=row[1], rank=row[2], in_menu=in_menu, at=row[3])
        for row in rows_in(context, schema_in(context), asked)
    ]


def _statement(scope: Scope, shape: PageShape) -> sa.Select[Any]:
    """Select the best matches: id, title, rank, when changed.

    The order is outside: inside, rare words would be looked for through the whole table, newest row first.
    """
    found = sa.union(_candidates(scope, shape, whole=True), _candidates(scope, shape, whole=False)).subquery(
        "found"
    )
    lowered = sa.func.lower(found.c.title)
    rank = sa.case(
        (lowered == sa.bindparam("search_text", type_=sa.Text), 0),
        (lowered.like(sa.bindparam("search_start", type_=sa.Text)), 1),
        (lowered.like(sa.bindparam("search_word", type_=sa.Text)), 2),
        else_=3,
    )
    return (
        sa.select(found.c.id, found.c.title, rank.label("rank"), found.c.at)
        .order_by(rank, found.c.at.desc(), found.c.id.desc())
        .limit(sa.literal_column(str(_EACH), sa.Integer))
    )


def _candidates(scope: Scope, shape: PageShape, *, whole: bool) -> sa.Select[Any]:
    """Select rows that match: those whose whole title is the text, or any."""
    source = aliased_source(scope.shape)
    names = resolver(scope, source)
    wanted = (
        [*names.visible(source), whole_title_condition(source)]
        if whole
        else conditions(scope, names, source, shape)
    )
    title = title_text(names, source)
    shown = sa.cast(sa.null(), sa.Text) if title is None else title
    limit = _EACH if whole else LOOKED_AT
    return (
        sa.select(source.id.label("id"), shown.label("title"), source.base.c.updated_at.label("at"))
        .select_from(source.from_clause())
        .where(*wanted)
        .limit(sa.literal_column(str(limit), sa.Integer))
    )


def _found_by(context: Context, hits: list[_Hit], text: str) -> dict[UUID, dict[str, str]]:
    """Return, for what was found by another field than its title, that field's label and text."""
    groups: dict[tuple[str, str], list[_Hit]] = {}
    for one in hits:
        if RANKS[one.rank] == "field":
            groups.setdefault((one.app.key, one.scope.entity), []).append(one)
    finder = _Finder(text)
    found: dict[UUID, dict[str, str]] = {}
    for some in groups.values():
        scope = some[0].scope
        fields = [field for field in readable_searched(scope) if field.key != scope.shape.title]
        titled = scope.shape.fields.get(scope.shape.title)
        sounds = titled is not None and bool(titled.field.settings.get("pinyin"))
        titles = {one.id: one.title or "" for one in some}
        known = cards(context, scope, [one.id for one in some], tuple(field.key for field in fields))
        for identity, card in known.items():
            texts = {field.key: str(card.values.get(field.key) or "") for field in fields}
            by = next((field for field in fields if finder.reads(texts[field.key])), None)
            if by is None and not (sounds and finder.hears(titles[identity])):
                named = (field for field in fields if field.field.settings.get("pinyin"))
                by = next((field for field in named if finder.hears(texts[field.key])), None)
            if by is not None:
                label = localised(by.field.label, context.language)
                found[identity] = {"label": label, "text": texts[by.key][:120]}
    return found


class _Finder:
    """Says whether a searched text is found in another: as it is written, as it is dialled or as it sounds."""

    def __init__(self, text: str) -> None:
        self._words = parts(text)
        self._digits = "".join(letter for letter in text if letter.isdigit())
        self._tokens = frozenset(query_tokens(text))

    def reads(self, text: str) -> bool:
        """Say whether a word of the search stands in a text, or its digits do."""
        folded = text.casefold()
        dialled = len(self._digits) > 3 and self._digits in "".join(filter(str.isdigit, folded))
        return dialled or any(word in folded for word in self._words)

    def hears(self, text: str) -> bool:
        """Say whether a word of the search is how a Chinese name in a text begins, in pinyin or by initials."""
        return has_chinese(text) and not self._tokens.isdisjoint(text_tokens(text, pinyin=True))
