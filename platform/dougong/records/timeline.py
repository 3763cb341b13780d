"""Timeline: what happened to a record, newest first: its changes, as far as the reader may see them, and
comments.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array

from dougong.access import Scope
from dougong.context import Context
from dougong.errors import NotFound
from dougong.files.tables import file
from dougong.identity.people import names_of
from dougong.metadata import App
from dougong.metadata.actors import described_actor, person_of
from dougong.records.read import scope_in, visible_in
from dougong.records.tables import comment, history
from dougong.records.titles import titles
from dougong_model import localised

Item = dict[str, Any]
Before = tuple[datetime, str] | None
MERGES = frozenset({"merge", "undo_merge"})
"""Causes of what merging records, and taking that back, has written."""

_YES, _NO = {"en": "Yes", "zh": "是"}, {"en": "No", "zh": "否"}
_KINDS = {"create": "created", "update": "change", "delete": "deleted", "restore": "restored"}


def seen_scope(context: Context, app: App, entity: str, record: UUID) -> Scope:
    """Return the caller's scope of a record that he sees; raises NotFound otherwise."""
    scope = scope_in(context, app, entity)
    if not scope.allows("see") or record not in visible_in(context, scope, [record]):
        raise NotFound("There is no such record.")
    return scope


def changes(
    context: Context,
    app: App,
    scope: Scope,
    record: UUID,
    before: Before,
    limit: int,
    readable: Collection[str] | None = None,
) -> list[Item]:
    """Return so many changes of a record, newest first, or all there are.

    What the reader may not read is left out, and so are fields of which the document says that their changes
    are not told; a change of nothing else does not exist. `readable` are the fields that he reads, when that
    is known already.
    """
    keys = {
        scope.shape.fields[key].field.id: key
        for key in (readable_fields(context, scope, record) if readable is None else readable)
        if scope.shape.fields[key].field.settings.get("history", True)
    }
    rows_shown = RowsShown(context, scope)
    found: list[tuple[sa.Row[Any], list[dict[str, Any]]]] = []
    told = sa.or_(history.c.kind != "update", history.c.changes.has_any(array(list(keys))))
    statement, rest = _older(history, record, before).where(told).limit(limit), True
    while rest and len(found) < limit:
        rows = context.conn.execute(statement).all()
        for row in rows:
            shown = _changed(scope, rows_shown, keys, row.changes)
            if shown or row.kind != "update":
                found.append((row, shown))
        rest = len(rows) == limit
        if rest:
            last = sa.tuple_(history.c.at, history.c.id) < sa.tuple_(rows[-1].at, rows[-1].id)
            statement = _older(history, record, None).where(told, last).limit(limit)
    people = {row.id: row.person_id or _merging_person(row) for row, _ in found}
    names = names_of(context.conn, people.values())
    items = [
        {
            "id": str(row.id),
            "at": row.at,
            "kind": _KINDS[row.kind],
            "cause": row.cause,
            "actor": described_actor(
                app,
                row.actor,
                row.cause,
                context.language,
                person=people[row.id],
                person_name=names.get(people[row.id], row.actor),
            ),
            "changes": shown,
            "version": row.version,
        }
        for row, shown in found[:limit]
    ]
    labelled(context, app, scope, _each(items))
    return items


def _merging_person(row: sa.Row[Any]) -> UUID | None:
    """Return who merged records, or took that back: the app wrote what follows from it in his name."""
    if row.cause.partition(":")[0] not in MERGES:
        return None
    return person_of(row.on_behalf_of or "")


def _changed(
    scope: Scope, rows_shown: RowsShown, keys: Mapping[str, str], changes: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return what the reader may read of one change; of a sub-table, what he may read of its rows."""
    found = []
    for field, (old, new) in changes.items():
        key = keys.get(field)
        if key is None:
            continue
        if scope.shape.fields[key].type == "sub_table":
            old, new = rows_shown.of(key, old), rows_shown.of(key, new)
            if old == new:
                continue
        found.append({"field": key, "old": old, "new": new})
    return found


class RowsShown:
    """What a reader may read of rows of sub-tables that history keeps."""

    def __init__(self, context: Context, scope: Scope) -> None:
        self._context = context
        self._scope = scope
        self._children: dict[str, Scope] = {}

    def of(self, key: str, rows: Any) -> Any:
        """Return rows of a sub-table with the fields that the reader reads on all of them.

        Where he sees some rows only, one that exists no more is none of them.
        """
        child = self._child(key)
        if not isinstance(rows, list) or not child.allows("see"):
            return []
        plain = {name for name, where in child.read.items() if where is None} | {"id"}
        if child.through is None and child.rows.get("see", ()) is not None:
            ids = [UUID(row["id"]) for row in rows if row.get("id")]
            seen = {str(one) for one in visible_in(self._context, child, ids)}
            rows = [row for row in rows if row.get("id") in seen]
        return [{name: value for name, value in row.items() if name in plain} for row in rows]

    def _child(self, key: str) -> Scope:
        if key not in self._children:
            entity = self._scope.shape.lists[key].entity
            self._children[key] = self._scope.of(entity)
        return self._children[key]


def comments(context: Context, app: App, record: UUID, before: Before, limit: int) -> list[Item]:
    """Return comments of a record, newest first."""
    rows = context.conn.execute(_older(comment, record, before).limit(limit)).all()
    names = names_of(context.conn, [one for row in rows for one in (row.author_id, *row.mentions)])
    return [
        {
            "id": str(row.id),
            "at": row.at,
            "kind": "comment",
            "cause": "comment",
            "actor": described_actor(
                app,
                row.actor,
                "comment",
                context.language,
                person=row.author_id,
                person_name=names.get(row.author_id, row.actor),
            ),
            "text": row.text,
            "data": {"mentions": [{"id": one, "name": names.get(one, "")} for one in row.mentions]},
        }
        for row in rows
    ]


def _older(table: sa.Table, record: UUID, before: Before) -> sa.Select[Any]:
    statement = (
        sa.select(table).where(table.c.record_id == record).order_by(table.c.at.desc(), table.c.id.desc())
    )
    # Rows of the cursor's own moment come again; who merges the sources drops those already shown.
    return statement if before is None else statement.where(table.c.at <= before[0])


def readable_fields(context: Context, scope: Scope, record: UUID, *, trash: bool = False) -> list[str]:
    """Return the fields of a record (in the trash, with `trash`) that the scope's person reads, those of some
    rows only when this is one.
    """
    found = []
    within: dict[tuple[str, ...], bool] = {}
    for key, rows in scope.read.items():
        if key not in scope.shape.fields:
            continue
        if rows is None:
            found.append(key)
            continue
        texts = tuple(one.text for one in rows)
        if texts not in within:
            narrow = replace(
                scope,
                rows={**scope.rows, "see": rows},
                shape_key=(*scope.shape_key, "reads", texts),
                shared=False,
            )
            within[texts] = bool(visible_in(context, narrow, [record], trash=trash))
        if within[texts]:
            found.append(key)
    return found


def labelled(context: Context, app: App, scope: Scope, changes: Sequence[dict[str, Any]]) -> None:
    """Add what people read for options and for records that changes name."""
    asked: dict[str, set[UUID]] = {}
    for change in changes:
        shape = scope.shape.fields[change["field"]]
        if shape.names_records:
            asked.setdefault(str(shape.target), set()).update(
                UUID(value) for side in ("old", "new") for value in _ids(change[side])
            )
    known = {
        entity: titles(context, app, entity, ids, scope.below.get(entity)) for entity, ids in asked.items()
    }
    files = _file_names(context, [one for one in changes if scope.shape.fields[one["field"]].holds_files])
    for change in changes:
        shape = scope.shape.fields[change["field"]]
        change["label"] = localised(shape.field.label, context.language)
        for side in ("old", "new"):
            value = change[side]
            if shape.holds_links:
                named = known[str(shape.target)]
                change[f"{side}_label"] = [named.get(UUID(one)) for one in _ids(value)]
            elif shape.holds_files:
                change[f"{side}_label"] = [files.get(one) for one in _file_ids(value)]
            elif shape.is_reference and isinstance(value, str):
                change[f"{side}_label"] = known[str(shape.target)].get(UUID(value))
            elif shape.field.options and isinstance(value, str):
                option = next((one for one in shape.field.options if one.key == value), None)
                change[f"{side}_label"] = localised(option.label, context.language) if option else value
            elif isinstance(value, bool):
                change[f"{side}_label"] = localised(_YES if value else _NO, context.language)


def _ids(value: Any) -> list[str]:
    """Return the ids that a value in its JSON form holds."""
    return list(value) if isinstance(value, list) else [value] if isinstance(value, str) else []


def _file_ids(value: Any) -> list[str]:
    return [str(one["id"]) if isinstance(one, dict) else str(one) for one in value or ()]


def _file_names(context: Context, changes: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return what the files of changes are called: of those gone too, which only their uploader may fetch."""
    asked = {one for change in changes for side in ("old", "new") for one in _file_ids(change[side])}
    if not asked:
        return {}
    rows = context.conn.execute(sa.select(file.c.id, file.c.name).where(file.c.id.in_(map(UUID, asked))))
    return {str(row.id): row.name for row in rows}


def _each(items: list[Item]) -> list[dict[str, Any]]:
    return [change for item in items for change in item["changes"]]
