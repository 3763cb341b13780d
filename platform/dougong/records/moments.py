"""Moments: a record as it was at one of its versions, from what is there now and the changes since."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.access import Scope
from dougong.context import Context
from dougong.records.tables import history

_MOST_VERSIONS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A version of a record: since when it stood, and the values that it had in the fields asked for."""

    version: int
    at: datetime
    values: Mapping[str, Any]


def versions_of(context: Context, record: UUID, limit: int, before: int | None) -> list[sa.Row[Any]]:
    """Return versions of a record, newest first: version, at, kind, actor, person_id, cause, on_behalf_of and
    the ids of the fields that changed.
    """
    fields = sa.func.array(
        sa.select(sa.func.jsonb_object_keys(history.c.changes)).correlate(history).scalar_subquery(),
        type_=sa.ARRAY(sa.Text),
    )
    statement = (
        sa.select(
            history.c.id,
            history.c.version,
            history.c.at,
            history.c.kind,
            history.c.actor,
            history.c.person_id,
            history.c.cause,
            history.c.on_behalf_of,
            fields.label("fields"),
        )
        .where(history.c.record_id == record)
        .order_by(history.c.version.desc(), history.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(history.c.version < before)
    return list(context.conn.execute(statement))


def version_at(context: Context, record: UUID, at: datetime) -> int | None:
    """Return the version that a record had at a moment; None when it was not there yet."""
    found: int | None = context.conn.scalar(
        sa.select(sa.func.max(history.c.version)).where(history.c.record_id == record, history.c.at <= at)
    )
    return found


def changed_since(
    context: Context, places: Collection[tuple[UUID, int]]
) -> dict[tuple[UUID, int], dict[str, Any]]:
    """Return, for records each with a version, what was there then in the fields that changed since, by field id, in
    their JSON forms.
    """
    found: dict[tuple[UUID, int], dict[str, Any]] = {place: {} for place in places}
    if not found:
        return found
    later = [sa.and_(history.c.record_id == record, history.c.version > version) for record, version in found]
    rows = context.conn.execute(
        sa.select(history.c.record_id, history.c.version, history.c.changes)
        .where(sa.or_(*later))
        .order_by(history.c.version, history.c.id)
    )
    for row in rows:
        for (record, version), then in found.items():
            if row.record_id == record and row.version > version:
                for field, (old, _new) in row.changes.items():
                    then.setdefault(field, old)
    return found


def moment_of(
    context: Context, scope: Scope, record: UUID, version: int, now: Mapping[str, Any], keys: Collection[str]
) -> Moment | None:
    """Return a record as it was at a version; None when there was no such one.

    `now` are its present values in their JSON forms. Changes are undone one after another, newest first.
    """
    since = context.conn.scalar(
        sa.select(sa.func.min(history.c.at)).where(
            history.c.record_id == record, history.c.version == version
        )
    )
    if since is None:
        return None
    names = {scope.shape.fields[key].field.id: key for key in keys if key in scope.shape.fields}
    values = {key: now.get(key) for key in keys}
    rows = context.conn.execute(
        sa.select(history.c.changes)
        .where(history.c.record_id == record, history.c.version > version)
        .order_by(history.c.version.desc(), history.c.id.desc())
        .limit(_MOST_VERSIONS)
    )
    for (changes,) in rows:
        for field, (old, _new) in changes.items():
            if field in names:
                values[names[field]] = old
    return Moment(version=version, at=since, values=values)
