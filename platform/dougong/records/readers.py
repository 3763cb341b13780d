"""Readers: who of some people may see a record, asked for all who hold the same roles at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.visitors import replacement_traverse

from dougong.access import Scope, Shared, aliased_source, resolver, scope_of, user_columns, user_values
from dougong.context import Context, Principal
from dougong.identity.people import list_people
from dougong.identity.sessions import read_principals
from dougong.metadata import App
from dougong.plans import given_rows
from dougong.records.read import schema_in
from dougong.records.reading import Ask, rows_in

_AT_ONCE = 500


def readers_among(
    context: Context, app: App, entity: str, record: UUID, people: Collection[UUID]
) -> set[UUID]:
    """Return those of some people who may see a record: one statement for all whose roles are the same."""
    alike: dict[tuple[object, ...], list[Scope]] = {}
    for principal in read_principals(context.conn, people).values():
        # What is shared with nobody opens nothing: the condition asks of each person what is shared with him.
        scope = scope_of(app, entity, principal, shared=Shared.ROWS)
        alike.setdefault(scope.shape_key, []).append(scope)
    found: set[UUID] = set()
    for scopes in alike.values():
        if scopes[0].allows("see"):
            asked = _ask(scopes[0], record, [one.principal for one in scopes])
            found.update(row[0] for row in rows_in(context, schema_in(context), asked))
    return found


def find_readers(
    context: Context, app: App, entity: str, record: UUID, search: str, limit: int
) -> list[dict[str, Any]]:
    """Return so many active people whom some words mean and who may see a record, as `{"id", "name"}`."""
    found: list[dict[str, Any]] = []
    after: UUID | None = None
    while len(found) < limit:
        some = list_people(context.conn, search=search, limit=_AT_ONCE, after=after)
        readers = readers_among(context, app, entity, record, [one["id"] for one in some if one["active"]])
        found += [{"id": one["id"], "name": one["name"]} for one in some if one["id"] in readers]
        if len(some) < _AT_ONCE:
            break
        after = some[-1]["id"]
    return found[:limit]


def _ask(scope: Scope, record: UUID, people: Sequence[Principal]) -> Ask:
    rows = [user_values(scope.app, one) for one in people]
    return Ask(scope, ("readers",), lambda: _readers(scope), {"record_id": record, "people": rows})


def _readers(scope: Scope) -> sa.Select[Any]:
    """Select the ids among `people` of those who see the record `record_id`."""
    source = aliased_source(scope.shape)
    wanted = resolver(scope, source).visible(source)
    record = sa.bindparam("record_id", type_=sa.Uuid(as_uuid=True))
    seen = sa.select(source.id).select_from(source.from_clause()).where(source.id == record, *wanted)
    given = given_rows("people", user_columns())
    return sa.select(given.c.user_id).where(sa.exists(_asked_of(seen, given.c)))


def _asked_of(select: sa.Select[Any], who: Any) -> sa.Select[Any]:
    """Return a statement that asks of the columns of a row what it asked of the parameters about a person."""

    def column(element: Any, **_: Any) -> Any:
        named = isinstance(element, BindParameter) and element.key in who
        return who[element.key] if named else None

    return cast("sa.Select[Any]", replacement_traverse(select, {}, column))
