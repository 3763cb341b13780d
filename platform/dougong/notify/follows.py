"""Follows: what people asked to be told of, a record or a condition, and which records met the condition so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.dialects.postgresql import insert

from dougong.context import Context
from dougong.notify.tables import follow, follow_met
from dougong.plans import Prepared

MOST_FOLLOWS = 200
"""So many things one person follows."""


def _first(followed: sa.ColumnElement[bool]) -> sa.ScalarSelect[Any]:
    """Select true where somebody follows so of the entities; in the order of the index, which is thus what finds it."""
    return (
        sa.select(sa.true())
        .where(follow.c.entity_id == sa.any_(sa.bindparam("entities", type_=sa.ARRAY(sa.Text))), followed)
        .order_by(follow.c.entity_id, follow.c.record_id)
        .limit(1)
        .scalar_subquery()
    )


_RECORDS = sa.any_(sa.bindparam("records", type_=sa.ARRAY(PG_UUID(as_uuid=True))))
_TOUCHED = Prepared(
    sa.select(
        sa.func.coalesce(_first(follow.c.record_id == _RECORDS), _first(follow.c.record_id.is_(None)), False)
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """What one person follows: a record, or a condition."""

    id: UUID
    person: UUID
    app: str
    entity_id: str
    record: UUID | None
    condition: str | None
    name: str


def is_followed(conn: sa.Connection, entities: Collection[str], records: Collection[UUID]) -> bool:
    """Say whether somebody follows one of these records or a condition on their entities."""
    row = _TOUCHED.first(conn, {"entities": list(entities), "records": list(records)})
    return row is not None and bool(row[0])


def _follow(row: sa.Row[Any]) -> Follow:
    return Follow(
        id=row.id,
        person=row.person_id,
        app=row.app,
        entity_id=row.entity_id,
        record=row.record_id,
        condition=row.condition,
        name=row.name,
    )


def followers(conn: sa.Connection, entity_id: str, records: Collection[UUID]) -> list[Follow]:
    """Return the follows of these records, and those of conditions on their entity."""
    asked = sa.select(follow).where(
        follow.c.entity_id == entity_id,
        sa.or_(follow.c.record_id.is_(None), follow.c.record_id.in_(list(records))),
    )
    return [_follow(row) for row in conn.execute(asked.order_by(follow.c.id))]


def by_time(conn: sa.Connection) -> list[Follow]:
    """Return the follows of conditions that can come true by themselves."""
    return [
        _follow(row) for row in conn.execute(sa.select(follow).where(follow.c.by_time).order_by(follow.c.id))
    ]


def own_follows(
    context: Context, app: str, entity_id: str, record: UUID | None = None
) -> Sequence[Mapping[str, Any]]:
    """Return what the caller follows of an entity, or his follow of one record."""
    asked = sa.select(follow).where(
        follow.c.person_id == context.principal.person,
        follow.c.app == app,
        follow.c.entity_id == entity_id,
    )
    if record is not None:
        asked = asked.where(follow.c.record_id == record)
    return [
        {
            "id": row.id,
            "record": row.record_id,
            "condition": row.condition,
            "name": row.name,
            "failed": row.failed,
        }
        for row in context.conn.execute(asked.order_by(follow.c.created_at, follow.c.id).limit(MOST_FOLLOWS))
    ]


def count_own(context: Context) -> int:
    """Count what the caller follows."""
    asked = sa.select(sa.func.count()).where(follow.c.person_id == context.principal.person)
    return int(context.conn.execute(asked).scalar_one())


def add_follow(context: Context, values: Mapping[str, Any]) -> UUID | None:
    """Keep a follow of the caller and return its id; None when he follows the record already."""
    row = {"person_id": context.principal.person, "created_at": context.now, **values}
    made = insert(follow).values(row).on_conflict_do_nothing().returning(follow.c.id)
    return context.conn.execute(made).scalar_one_or_none()


def remove_follow(context: Context, identity: UUID) -> bool:
    """Follow something no more; say whether it was followed."""
    gone = sa.delete(follow).where(follow.c.id == identity, follow.c.person_id == context.principal.person)
    return context.conn.execute(gone.returning(follow.c.id)).first() is not None


def set_failed(conn: sa.Connection, identity: UUID, why: str | None) -> None:
    """Keep why a condition cannot be asked any more."""
    conn.execute(
        sa.update(follow)
        .where(follow.c.id == identity, follow.c.failed.is_distinct_from(why))
        .values(failed=why)
    )


def note_met(
    conn: sa.Connection, identity: UUID, meeting: Collection[UUID], looked_at: Collection[UUID] | None
) -> list[UUID]:
    """Keep which of the records looked at (None: of all) meet a condition; return those that did not before."""
    gone = sa.delete(follow_met).where(
        follow_met.c.follow_id == identity, follow_met.c.record_id.not_in(list(meeting))
    )
    if looked_at is not None:
        gone = gone.where(follow_met.c.record_id.in_(list(looked_at)))
    conn.execute(gone)
    if not meeting:
        return []
    rows = [{"follow_id": identity, "record_id": one} for one in meeting]
    made = insert(follow_met).values(rows).on_conflict_do_nothing().returning(follow_met.c.record_id)
    return list(conn.execute(made).scalars())


def records_of(rows: Iterable[tuple[str, UUID, int, bool]]) -> dict[str, dict[UUID, bool]]:
    """Return written records by their entities: whether each is in the trash now."""
    found: dict[str, dict[UUID, bool]] = {}
    for entity, record, _version, gone in rows:
        found.setdefault(entity, {})[record] = gone
    return found
