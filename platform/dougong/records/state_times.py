"""State times: which states a record was in, since when, for how many days, and who led it there."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.context import Context
from dougong.errors import NotFound
from dougong.metadata import App
from dougong.records.read import scope_in, visible_in
from dougong.records.tables import state_log
from dougong.records.titles import titles

MOST = 500
_DAY = Decimal(86_400)


def state_times(context: Context, app: App, entity: str, record: UUID) -> list[Mapping[str, Any]]:
    """Return the states that a record was in, the first one first; the present one counts until now.

    Raises NotFound when the caller does not see the record; who may not read its state gets none.
    """
    scope = scope_in(context, app, entity)
    if record not in visible_in(context, scope, [record]):
        raise NotFound("There is no such record.")
    states = app.entities[entity].states if entity in app.entities else None
    if states is None or states.machine.field not in scope.read:
        return []
    field = app.entities[entity].entity.fields[states.machine.field]
    log = state_log.c
    asked = (
        sa.select(log.state, log.entered_at, log.left_at, log.days, log.person_id)
        .where(log.record_id == record, log.field_id == field.id)
        .order_by(log.entered_at.desc(), log.id.desc())
        .limit(MOST)
    )
    rows = list(reversed(context.conn.execute(asked).all()))
    people = titles(context, app, "person", {row.person_id for row in rows if row.person_id is not None})
    return [
        {
            "state": row.state,
            "label": states.labels.get(row.state),
            "entered_at": row.entered_at,
            "left_at": row.left_at,
            "days": row.days
            if row.days is not None
            else Decimal(str((context.now - row.entered_at).total_seconds())) / _DAY,
            "person": None
            if row.person_id not in people
            else {"id": row.person_id, "name": people[row.person_id]},
        }
        for row in rows
    ]
