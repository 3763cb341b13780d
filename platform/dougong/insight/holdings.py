"""What depends on a person: the records he owns, list by list, and the approvals that wait for him."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from dougong.context import Context
from dougong.metadata.published import published_apps
from dougong.processes.inbox import todo_count


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRecords:
    """How many living records of one list a person owns; rows of a sub-table go with their record."""

    app: str
    entity: str
    records: int


def held_records(context: Context, person_id: UUID) -> list[HeldRecords]:
    """Return the lists of which a person owns records, by app and entity; empty lists are left out.

    It counts whole tables whatever the caller may see of them: only an administrator may be told.
    """
    found = []
    for app in published_apps(context.conn):
        for key, entity in app.entities.items():
            if entity.entity.parent is not None or "owner_id" not in entity.table.c:
                continue
            table = entity.table.c
            count = context.conn.execute(
                sa.select(sa.func.count()).where(table.owner_id == person_id, table.deleted_at.is_(None))
            ).scalar_one()
            if count:
                found.append(HeldRecords(app=app.key, entity=key, records=count))
    return found


def waiting_seats(context: Context, person_id: UUID) -> int:
    """Return how many seats of running flows wait for a person's decision."""
    return todo_count(context.conn, person_id)
