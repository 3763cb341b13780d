"""History: one row for each written record, and the log of the states it went through, in one statement
each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.access.shapes import shape_of
from dougong.context import Context
from dougong.database import do_meanwhile
from dougong.metadata import App
from dougong.plans import Prepared, json_written
from dougong.records import rows
from dougong.records.changes import Written
from dougong.records.tables import history, state_log
from dougong_model import uuid7, uuid7s


def _leaving() -> sa.Update:
    """Close the state that each of some records is in, with the days it lasted."""
    at = sa.bindparam("at", type_=state_log.c.left_at.type)
    seconds = sa.cast(sa.extract("epoch", at - state_log.c.entered_at), sa.Numeric)
    return (
        sa.update(state_log)
        .where(
            state_log.c.record_id == sa.any_(sa.bindparam("records", type_=sa.ARRAY(sa.Uuid))),
            state_log.c.field_id == sa.bindparam("field"),
            state_log.c.left_at.is_(None),
        )
        .values(left_at=at, days=seconds / _DAY)
    )


_DAY = 86_400
_LEAVE = Prepared(_leaving())


def told(context: Context, app: App, written: Sequence[Written], batch: UUID | None) -> rows.Columns:
    """Return what is kept of what was written, by column: who, when, why, old and new values by field id."""
    behalf, actor = context.on_behalf_of, context.principal.label
    changes = [one for one in written if one.kind != "update" or one.changed]
    shapes = {entity: shape_of(app, entity) for entity in {one.entity for one in changes}}
    ids = {
        entity: {key: field.field.id for key, field in shape.fields.items()}
        for entity, shape in shapes.items()
    }
    count = len(changes)
    return {
        "id": uuid7s(count),
        "at": [context.now] * count,
        "entity_id": [shapes[one.entity].id for one in changes],
        "record_id": [one.id for one in changes],
        "version": [one.version for one in changes],
        "kind": [one.kind for one in changes],
        "actor": [actor] * count,
        "person_id": [context.principal.person] * count,
        "on_behalf_of": [behalf.label if behalf is not None else None] * count,
        "cause": [context.cause] * count,
        "batch": [batch] * count,
        "changes": [
            json_written({names[key]: pair for key, pair in one.changed.items()})
            for one in changes
            for names in (ids[one.entity],)
        ],
    }


def keep(context: Context, app: App, written: Sequence[Written], columns: Sequence[rows.Columns]) -> None:
    """Keep what was written, as `told` returned it for each part, and the states that were entered."""
    with rows.inserting_columns(context.conn, history, rows.joined(columns)):
        do_meanwhile(context.conn)
    _log_states(context, app, written)


def _log_states(context: Context, app: App, written: Sequence[Written]) -> None:
    entered: list[dict[str, Any]] = []
    left: dict[str, list[UUID]] = {}
    for one in written:
        states = app.entities[one.entity].entity.states if one.entity in app.entities else None
        if states is None or states.field not in one.changed:
            continue
        field_id = app.entities[one.entity].entity.fields[states.field].id
        old, new = one.changed[states.field]
        if old is not None:
            left.setdefault(field_id, []).append(one.id)
        if new is not None:
            entered.append(
                {
                    "id": uuid7(),
                    "entity_id": app.entities[one.entity].entity.id,
                    "record_id": one.id,
                    "field_id": field_id,
                    "state": new,
                    "entered_at": context.now,
                    "person_id": context.principal.person,
                }
            )
    for field_id, records in left.items():
        _LEAVE.write(context.conn, [{"records": records, "field": field_id, "at": context.now}])
    rows.insert_all(context.conn, state_log, entered)
