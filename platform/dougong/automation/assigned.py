"""Assigned: whom rules, flows and buttons gave records to, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.automation.tables import assignment, pool_event
from dougong.context import Context
from dougong.metadata import App
from dougong_model import uuid7


def note(context: Context, app: App, entity: str, field: str, record: UUID, person: UUID, cause: str) -> None:
    """Write down that a step gave a record to a person."""
    compiled = app.entities[entity]
    context.conn.execute(
        insert(assignment).values(
            id=uuid7(),
            at=context.now,
            app_id=app.id,
            entity_id=compiled.entity.id,
            field_id=compiled.fields[field].id,
            record_id=record,
            person_id=person,
            cause=cause,
        )
    )


def given_since(
    context: Context, app: App, entity: str, since: Mapping[datetime, Sequence[UUID]], *, besides: UUID
) -> dict[UUID, int]:
    """Count the records of an entity, `besides` one, that each person was given since the moment under which he
    stands."""
    table = assignment.c
    if not since:
        return {}
    rows = context.conn.execute(
        sa.select(table.person_id, sa.func.count(table.record_id.distinct()))
        .where(
            table.entity_id == app.entities[entity].entity.id,
            table.record_id != besides,
            sa.or_(
                *(
                    sa.and_(table.person_id.in_(list(people)), table.at >= start)
                    for start, people in since.items()
                )
            ),
        )
        .group_by(table.person_id)
    )
    return {person: int(count) for person, count in rows}


def had(context: Context, app: App, entity: str, field: str, record: UUID) -> set[UUID]:
    """Return whom a step gave a record to in a member field, and of the owner who had it from a pool."""
    given = sa.select(assignment.c.person_id).where(
        assignment.c.record_id == record, assignment.c.field_id == app.entities[entity].fields[field].id
    )
    found = set(context.conn.scalars(given))
    if field == "owner":
        pooled = sa.select(pool_event.c.person_id).where(
            pool_event.c.record_id == record,
            pool_event.c.person_id.is_not(None),
            pool_event.c.kind.in_(("claimed", "released", "recycled")),
        )
        found.update(context.conn.scalars(pooled))
    return found
