"""Batches: what one import did to which records, as history keeps it, and what became of it since."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.context import Context
from dougong.metadata import App
from dougong.records.hanging import Pointing, pointing_from
from dougong.records.tables import history

_A_DAY = 86_400
_BY_THE_APP = ("rule", "scorecard", "pool", "flow", "retry", "job")
"""Causes of changes that follow from others by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """What somebody changed of a record after a batch: the fields by id, when last and who.

    `whole`: it went to the trash or came back from it, which no value tells.
    """

    at: datetime
    person: UUID | None
    actor: str
    fields: frozenset[str]
    whole: bool


def of_batch(batch: UUID) -> sa.Select[Any]:
    """Select the records that a batch wrote; the batch is bound."""
    return sa.select(history.c.record_id).where(history.c.batch == batch)


def history_since(conn: sa.Connection, entity_id: str, since: datetime, limit: int) -> Sequence[sa.Row[Any]]:
    """Return what history keeps of an entity's records since a moment, newest first."""
    # Ids are ordered by time, so that the key leads to the last days; a day more, as `at` is the act's own moment.
    first = UUID(int=int((since.timestamp() - _A_DAY) * 1000) << 80)
    return conn.execute(
        sa.select(history)
        .where(history.c.id > first, history.c.entity_id == entity_id, history.c.at >= since)
        .order_by(history.c.id.desc())
        .limit(limit)
    ).all()


def entities_of(context: Context, batch: UUID) -> set[str]:
    """Return the ids of the entities of which a batch wrote records."""
    return set(
        context.conn.scalars(sa.select(history.c.entity_id).where(history.c.batch == batch).distinct())
    )


def moment_of(context: Context, batch: UUID) -> datetime:
    """Return when a batch wrote last; now, when it wrote nothing."""
    last = context.conn.scalar(sa.select(sa.func.max(history.c.at)).where(history.c.batch == batch))
    return last or context.now


def created_by(context: Context, batch: UUID, entity_id: str) -> list[UUID]:
    """Return the records of an entity that a batch made, the last one first."""
    return list(
        context.conn.scalars(
            sa.select(history.c.record_id)
            .where(history.c.batch == batch, history.c.entity_id == entity_id, history.c.kind == "create")
            .order_by(history.c.id.desc())
        )
    )


def changed_by(context: Context, batch: UUID, entity_id: str) -> list[UUID]:
    """Return the records of an entity that a batch changed without having made them."""
    made = history.alias("made")
    return list(
        context.conn.scalars(
            sa.select(history.c.record_id)
            .where(
                history.c.batch == batch,
                history.c.entity_id == entity_id,
                history.c.kind == "update",
                ~sa.exists().where(
                    made.c.batch == batch, made.c.record_id == history.c.record_id, made.c.kind == "create"
                ),
            )
            .distinct()
            .order_by(history.c.record_id)
        )
    )


def changes_of(
    context: Context, batch: UUID, records: Collection[UUID]
) -> dict[UUID, dict[str, tuple[Any, Any]]]:
    """Return, by record and field id, the value before a batch and the one that it left, as JSON values."""
    found: dict[UUID, dict[str, tuple[Any, Any]]] = {}
    rows = context.conn.execute(
        sa.select(history.c.record_id, history.c.changes)
        .where(history.c.batch == batch, history.c.record_id.in_(records))
        .order_by(history.c.id)
    )
    for record, changes in rows:
        known = found.setdefault(record, {})
        for field, (old, new) in changes.items():
            known[field] = (known[field][0] if field in known else old, new)
    return found


def changed_since(
    context: Context, batch: UUID, at: datetime, records: Collection[UUID], *, by_itself: bool = False
) -> dict[UUID, Later]:
    """Return, for records that were changed after a batch, what and who did so last.

    What followed from the batch in its own moment does not count, nor without `by_itself` what an app does
    by its rules.
    """
    wanted = [
        history.c.record_id.in_(records),
        history.c.batch.is_distinct_from(batch),
        history.c.at > at,
    ]
    if not by_itself:
        wanted.append(sa.func.split_part(history.c.cause, ":", 1).not_in(_BY_THE_APP))
    found: dict[UUID, Later] = {}
    for row in context.conn.execute(sa.select(history).where(*wanted).order_by(history.c.id)):
        before = found.get(row.record_id)
        found[row.record_id] = Later(
            at=row.at,
            person=row.person_id,
            actor=row.actor,
            fields=frozenset(row.changes) | (before.fields if before else frozenset()),
            whole=row.kind != "update" or (before is not None and before.whole),
        )
    return found


def held_by_others(
    context: Context, app: App, one: Pointing, records: Collection[UUID], batch: UUID
) -> set[UUID]:
    """Return those records to which live ones point by a field that the batch did not make."""
    compiled = app.entities[one.entity]
    table, (rows, column) = compiled.table, pointing_from(compiled, one.field)
    own = table.c.parent_id if compiled.entity.parent is not None else table.c.id
    made = sa.select(history.c.record_id).where(
        history.c.batch == batch, history.c.kind == "create", history.c.record_id == own
    )
    statement = (
        sa.select(column)
        .select_from(rows)
        .where(column.in_(records), table.c.deleted_at.is_(None), ~sa.exists(made))
        .distinct()
    )
    if compiled.entity.parent is not None:
        parent = app.entities[compiled.entity.parent].table.alias()
        statement = statement.join(parent, parent.c.id == table.c.parent_id).where(
            parent.c.deleted_at.is_(None)
        )
    return set(context.conn.scalars(statement))
