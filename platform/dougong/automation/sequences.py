"""Sequences: which records are in them, at which step, until when, and what happened to them there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.automation.tables import sequence_enrolment, sequence_event
from dougong.context import Context
from dougong.errors import NotFound
from dougong_model import uuid7

PAGE = 50
OPEN = ("running", "paused")
_ENROLMENT = sequence_enrolment.c
_EVENT = sequence_event.c

Enrolment = sa.Row[Any]


def add(context: Context, values: Mapping[str, Any]) -> UUID | None:
    """Let a record in, in the caller's transaction; None when it is in the sequence already."""
    statement = insert(sequence_enrolment).values(id=uuid7(), at=context.now, state="running", **values)
    added: UUID | None = context.conn.scalar(
        statement.on_conflict_do_nothing().returning(sequence_enrolment.c.id)
    )
    return added


def note(
    context: Context,
    enrolment: Enrolment | UUID,
    sequence: str,
    kind: str,
    *,
    step: str | None = None,
    person: UUID | None = None,
    run: UUID | None = None,
) -> None:
    """Write down what happened; a step that was done or skipped before is refused by its unique key."""
    identity = enrolment if isinstance(enrolment, UUID) else enrolment.id
    values = {"sequence_id": sequence, "kind": kind, "step": step, "person_id": person, "run_id": run}
    context.conn.execute(
        sa.insert(sequence_event).values(id=uuid7(), at=context.now, enrolment_id=identity, **values)
    )


def change(context: Context, enrolment: Enrolment, **values: Any) -> None:
    """Change an enrolment that the caller holds."""
    context.conn.execute(sa.update(sequence_enrolment).where(_ENROLMENT.id == enrolment.id).values(**values))


def due(
    conn: sa.Connection,
    sequences: Collection[str],
    now: datetime,
    limit: int,
    after: tuple[datetime, UUID] | None,
) -> Sequence[tuple[datetime, UUID]]:
    """Return (moment, id) of those in some sequences whose next step is due, the longest due first."""
    beyond = sa.tuple_(_ENROLMENT.due_at, _ENROLMENT.id) > sa.tuple_(*after) if after else sa.true()
    asked = (
        sa.select(_ENROLMENT.due_at, _ENROLMENT.id)
        .where(
            _ENROLMENT.state == "running",
            _ENROLMENT.sequence_id.in_(sequences),
            _ENROLMENT.due_at <= now,
            beyond,
        )
        .order_by(_ENROLMENT.due_at, _ENROLMENT.id)
        .limit(limit)
    )
    return [(row.due_at, row.id) for row in conn.execute(asked)]


def get(conn: sa.Connection, identity: UUID, *, lock: bool = False) -> Enrolment:
    """Return an enrolment, held until the end of the transaction when asked; raises NotFound."""
    asked = sa.select(sequence_enrolment).where(_ENROLMENT.id == identity)
    found = conn.execute(asked.with_for_update() if lock else asked).one_or_none()
    if found is None:
        raise NotFound("There is no such enrolment.")
    return found


def open_of(
    conn: sa.Connection, records: Collection[UUID], sequences: Collection[str] | None = None
) -> Sequence[Enrolment]:
    """Hold and return the enrolments of records that have not ended, in the order of their ids."""
    asked = sa.select(sequence_enrolment).where(
        _ENROLMENT.record_id.in_(records),
        _ENROLMENT.ended_at.is_(None),
        sa.true() if sequences is None else _ENROLMENT.sequence_id.in_(sequences),
    )
    return conn.execute(asked.order_by(_ENROLMENT.id).with_for_update()).all()


def last_of(conn: sa.Connection, sequence: str, record: UUID) -> Enrolment | None:
    """Return the last enrolment of a record in a sequence."""
    asked = sa.select(sequence_enrolment).where(
        _ENROLMENT.record_id == record, _ENROLMENT.sequence_id == sequence
    )
    return conn.execute(asked.order_by(_ENROLMENT.id.desc()).limit(1)).one_or_none()


def of_record(conn: sa.Connection, record: UUID) -> Sequence[Enrolment]:
    """Return the enrolments of a record, the last one first."""
    asked = sa.select(sequence_enrolment).where(_ENROLMENT.record_id == record)
    return conn.execute(asked.order_by(_ENROLMENT.id.desc())).all()


def count_open(conn: sa.Connection, sequence: str) -> int:
    """Return how many records are in a sequence."""
    asked = sa.select(sa.func.count()).where(_ENROLMENT.sequence_id == sequence, _ENROLMENT.state.in_(OPEN))
    return conn.scalar(asked) or 0


def done_by(conn: sa.Connection, enrolments: Iterable[UUID]) -> dict[UUID, set[str]]:
    """Return by enrolment the keys of the steps that were done or skipped."""
    asked = sa.select(_EVENT.enrolment_id, _EVENT.step).where(
        _EVENT.enrolment_id.in_(list(enrolments)), _EVENT.kind.in_(("done", "skipped"))
    )
    found: dict[UUID, set[str]] = {}
    for row in conn.execute(asked):
        found.setdefault(row.enrolment_id, set()).add(row.step)
    return found


def listed(
    conn: sa.Connection,
    sequence: str,
    *,
    states: Collection[str] = (),
    left_by: str | None = None,
    after: UUID | None = None,
) -> Sequence[Enrolment]:
    """Return a page of the enrolments of a sequence, the last one first; `left_by` is the key of an exit."""
    asked = sa.select(sequence_enrolment).where(_ENROLMENT.sequence_id == sequence)
    if states:
        asked = asked.where(_ENROLMENT.state.in_(states))
    if left_by is not None:
        asked = asked.where(_ENROLMENT.exit == left_by)
    if after is not None:
        asked = asked.where(_ENROLMENT.id < after)
    return conn.execute(asked.order_by(_ENROLMENT.id.desc()).limit(PAGE)).all()


def counts(conn: sa.Connection, sequence: str) -> tuple[dict[tuple[str, str | None], int], dict[str, int]]:
    """Return how many are in each state (with the exit they left by), and how often each step was done."""
    states = conn.execute(
        sa.select(_ENROLMENT.state, _ENROLMENT.exit, sa.func.count())
        .where(_ENROLMENT.sequence_id == sequence)
        .group_by(_ENROLMENT.state, _ENROLMENT.exit)
    )
    steps = conn.execute(
        sa.select(_EVENT.step, sa.func.count())
        .where(_EVENT.sequence_id == sequence, _EVENT.kind == "done")
        .group_by(_EVENT.step)
    )
    by_state = {(row[0], row[1]): row[2] for row in states}
    return by_state, {row[0]: row[1] for row in steps}


def history(conn: sa.Connection, enrolment: UUID) -> Sequence[sa.Row[Any]]:
    """Return what happened to a record in a sequence, the first thing first."""
    return conn.execute(
        sa.select(sequence_event).where(_EVENT.enrolment_id == enrolment).order_by(_EVENT.id)
    ).all()


def happened(
    conn: sa.Connection, app: str, record: UUID, until: datetime | None, most: int
) -> Sequence[sa.Row[Any]]:
    """Return what happened to a record in the sequences of an app, the last thing first, with the exit it took."""
    asked = (
        sa.select(sequence_event, _ENROLMENT.exit)
        .join(sequence_enrolment, _ENROLMENT.id == _EVENT.enrolment_id)
        .where(_ENROLMENT.app_id == app, _ENROLMENT.record_id == record)
        .order_by(_EVENT.at.desc(), _EVENT.id.desc())
        .limit(most)
    )
    return conn.execute(asked if until is None else asked.where(_EVENT.at <= until)).all()


def stop_removed(conn: sa.Connection, app: str, sequences: Collection[str], now: datetime) -> None:
    """End what is in sequences that an app does not have any more."""
    conn.execute(
        sa.update(sequence_enrolment)
        .where(
            _ENROLMENT.app_id == app,
            _ENROLMENT.ended_at.is_(None),
            _ENROLMENT.sequence_id.not_in(sequences),
        )
        .values(state="stopped", why="removed", ended_at=now)
    )
