"""Show groups of possible duplicates of an entity: equal ones at once, similar ones as last looked for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.access import Scope
from dougong.context import Context
from dougong.errors import BadRequest, NotFound
from dougong.metadata import App
from dougong.records import duplicate_groups
from dougong.records.duplicate_groups import Group
from dougong.records.permit import permit_rows
from dougong.records.read import scope_in
from dougong.records.titles import Card, cards
from dougong.user_jobs import user_job

KIND = "find_similar"
PAGE = 20
_MOST_PAIRS = 500
_COLUMNS = ("owner", "created_at")


def group_scope(context: Context, app: App, entity: str) -> Scope:
    """Return the caller's scope of an entity whose records he sees."""
    if entity not in app.entities or app.entities[entity].entity.parent is not None:
        raise NotFound("There is no such entity.")
    scope = scope_in(context, app, entity)
    if not scope.allows("see"):
        raise NotFound("There is no such entity.")
    return scope


def show_groups(context: Context, app: App, entity: str, kind: str, cursor: int) -> dict[str, Any]:
    """Return a page of groups, each of records that the caller sees, with what tells them apart."""
    scope = group_scope(context, app, entity)
    lists = duplicate_groups.matched(scope)
    similar = duplicate_groups.compared(scope)
    if kind == "exact":
        found, more = _exact(context, scope, lists, cursor)
    else:
        found, more = _similar(context, scope, similar, cursor)
    columns = _columns(scope, [*lists, *similar])
    known = cards(context, scope, {one for group in found for one in group.records}, tuple(columns))
    shown = [_told(kind, group, known) for group in found]
    return {
        "groups": [one for one in shown if len(one["records"]) > 1],
        "next": str(cursor + PAGE) if more else None,
        "columns": columns,
        "matched": [list(keys) for keys in lists],
        "similar": [list(keys) for keys in similar],
        "scan": _last_scan(context, app, entity),
    }


def _exact(
    context: Context, scope: Scope, lists: Sequence[tuple[str, ...]], cursor: int
) -> tuple[list[Group], bool]:
    """Return groups of every list of fields in turn, without those of which all were said to be different."""
    found: list[Group] = []
    more = False
    for keys in lists:
        groups = duplicate_groups.exact_groups(context, scope, keys, cursor, PAGE + 1)
        more = more or len(groups) > PAGE
        found += groups[:PAGE]
    return [one for one in found if not _all_dismissed(context, scope, one)], more


def _all_dismissed(context: Context, scope: Scope, group: Group) -> bool:
    said = duplicate_groups.dismissed(context, scope.shape, group.records)
    return bool(said) and all(pair in said for pair in combinations(sorted(group.records), 2))


def _similar(
    context: Context, scope: Scope, lists: Sequence[tuple[str, ...]], cursor: int
) -> tuple[list[Group], bool]:
    """Join pairs that share a record to groups, as far as the caller reads what was compared."""
    pairs = [
        one
        for one in duplicate_groups.similar_pairs(context, scope.shape, _MOST_PAIRS)
        if one.fields in lists
    ]
    seen = cards(context, scope, {record for one in pairs for record in one.records}, ())
    of: dict[UUID, list[UUID]] = {}
    least: dict[int, int] = {}
    fields: dict[int, tuple[str, ...]] = {}
    for one in pairs:
        if not all(record in seen for record in one.records):
            continue
        first, second = (of.get(record, [record]) for record in one.records)
        joined = first if second is first or one.records[1] in first else [*first, *second]
        score = min(one.score, *(least.get(id(some), 100) for some in (first, second)))
        for record in joined:
            of[record] = joined
        least[id(joined)] = score
        fields[id(joined)] = one.fields
    groups = list({id(some): some for some in of.values()}.values())
    found = [
        Group(
            fields=fields[id(some)],
            records=tuple(some[: duplicate_groups.MOST_IN_A_GROUP]),
            count=len(some),
            score=least[id(some)],
        )
        for some in groups
    ]
    found.sort(key=lambda one: -one.score)
    return found[cursor : cursor + PAGE], len(found) > cursor + PAGE


def _columns(scope: Scope, lists: Sequence[tuple[str, ...]]) -> list[str]:
    fields = scope.shape.fields
    wanted = dict.fromkeys(key for keys in lists for key in keys if not fields[key].field.read_only)
    return [key for key in (*wanted, *_COLUMNS) if key in scope.read and key != scope.shape.title]


def _told(kind: str, group: Group, known: dict[UUID, Card]) -> dict[str, Any]:
    return {
        "kind": kind,
        "fields": list(group.fields),
        "score": group.score,
        "count": group.count,
        "records": [
            {
                "id": record,
                "title": known[record].title,
                "values": known[record].values,
                "labels": known[record].labels,
            }
            for record in group.records
            if record in known
        ],
    }


def _last_scan(context: Context, app: App, entity: str) -> dict[str, Any] | None:
    row = context.conn.execute(
        sa.select(user_job)
        .where(
            user_job.c.kind == KIND,
            user_job.c.app == app.key,
            user_job.c.arguments["entity"].astext == entity,
        )
        .order_by(user_job.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    result = row.result or {}
    return {
        "job": row.id,
        "state": row.state,
        "at": row.finished_at,
        "compared": result.get("compared"),
        "pairs": result.get("pairs"),
    }


def say_different(
    context: Context, app: App, entity: str, records: Sequence[UUID], *, different: bool
) -> None:
    """Keep that records the caller may merge are not the same, so that they are not shown again."""
    scope = group_scope(context, app, entity)
    scope.require("merge")
    if not 2 <= len(set(records)) <= duplicate_groups.MOST_IN_A_GROUP:
        raise BadRequest.at(
            "/records", f"Name two or more records, {duplicate_groups.MOST_IN_A_GROUP} at most."
        )
    permit_rows(context, scope, list(records), "merge")
    duplicate_groups.dismiss(context, scope.shape, records, two=different)
