"""Sets: the runs of rules over many records, the records that they have still to act on, and what became of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.automation.runs import StepRun
from dougong.automation.tables import rule_effect, rule_run, rule_run_step
from dougong.context import Context
from dougong.metadata import App
from dougong.metadata.told_errors import told_error
from dougong_rule import SCHEDULE_DUE, EventRule

PAGE = 50
_RUN, _EFFECT, _STEP = rule_run.c, rule_effect.c, rule_run_step.c


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRun:
    """A run over a set: of which rule, when it was due, and when its records were chosen."""

    id: UUID
    app_id: str
    rule_id: str
    due_at: datetime
    chosen_at: datetime


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of some records of a run; those that failed and those left out with the reason."""

    done: list[UUID] = field(default_factory=list)
    failed: dict[UUID, str] = field(default_factory=dict)
    skipped: dict[UUID, str] = field(default_factory=dict)


def open_set(
    context: Context, app: App, rule: EventRule, run: UUID, due_at: datetime, records: int, actor: str
) -> None:
    """Keep a run over so many chosen records; `actor` is who let it begin."""
    context.conn.execute(
        sa.insert(rule_run).values(
            id=run,
            at=context.now,
            app_id=app.id,
            rule_id=rule.id,
            rule_key=rule.key,
            entity_id=app.entities[rule.entity].id,
            event=SCHEDULE_DUE,
            state="running" if records else "done",
            actor=actor,
            cause=f"schedule:{rule.key}",
            depth=0,
            trace={"why": "chosen" if rule.condition is not None else "due"},
            due_at=due_at,
            records=records,
            records_done=0,
            records_failed=0,
            records_skipped=0,
        )
    )


def running_set(conn: sa.Connection, run: UUID) -> SetRun | None:
    """Return a run that has still to act; None when it is through."""
    row = conn.execute(
        sa.select(rule_run).where(_RUN.id == run, _RUN.state == "running", _RUN.due_at.is_not(None))
    ).one_or_none()
    if row is None:
        return None
    return SetRun(id=row.id, app_id=row.app_id, rule_id=row.rule_id, due_at=row.due_at, chosen_at=row.at)


def claim(conn: sa.Connection, run: UUID, wanted: int | Sequence[UUID]) -> list[UUID]:
    """Return so many records, or those of some, that a run has still to act on, held until the transaction ends;
    none that another worker holds.
    """
    left = (
        sa.select(_EFFECT.record_id)
        .where(_EFFECT.run_id == run, _EFFECT.state == "pending")
        .order_by(_EFFECT.record_id)
        .with_for_update(skip_locked=True)
    )
    left = left.limit(wanted) if isinstance(wanted, int) else left.where(_EFFECT.record_id.in_(wanted))
    return list(conn.execute(left).scalars())


def note_outcome(context: Context, run: UUID, outcome: Outcome, steps: Sequence[StepRun]) -> None:
    """Note what became of claimed records, and what the steps took for them."""
    conn = context.conn
    _settle(context, run, "done", dict.fromkeys(outcome.done))
    _settle(context, run, "failed", outcome.failed)
    _settle(context, run, "skipped", outcome.skipped)
    conn.execute(
        sa.update(rule_run)
        .where(_RUN.id == run)
        .values(
            records_done=_RUN.records_done + len(outcome.done),
            records_failed=_RUN.records_failed + len(outcome.failed),
            records_skipped=_RUN.records_skipped + len(outcome.skipped),
        )
    )
    if steps and outcome.done:
        add = insert(rule_run_step).values(
            [
                {
                    "run_id": run,
                    "position": position,
                    "kind": step.kind,
                    "state": "done",
                    "result": {},
                    "milliseconds": step.milliseconds,
                }
                for position, step in enumerate(steps)
            ]
        )
        more = {"milliseconds": _STEP.milliseconds + add.excluded.milliseconds}
        conn.execute(add.on_conflict_do_update(index_elements=[_STEP.run_id, _STEP.position], set_=more))


def _settle(context: Context, run: UUID, state: str, records: Mapping[UUID, str | None]) -> None:
    by_error: dict[str | None, list[UUID]] = {}
    for record, error in records.items():
        by_error.setdefault(error, []).append(record)
    for error, ids in by_error.items():
        context.conn.execute(
            sa.update(rule_effect)
            .where(_EFFECT.run_id == run, _EFFECT.record_id.in_(ids))
            .values(state=state, error=error, at=context.now)
        )


def finish_set(conn: sa.Connection, run: UUID) -> None:
    """Close a run when no record is left to it, whoever had the last one."""
    left = sa.exists().where(_EFFECT.run_id == run, _EFFECT.state == "pending")
    conn.execute(
        sa.update(rule_run)
        .where(_RUN.id == run, _RUN.state == "running", sa.not_(left))
        .values(state=sa.case((_RUN.records_failed > 0, "failed"), else_="done"))
    )


def abandoned(conn: sa.Connection, before: datetime, worked_on: Collection[UUID]) -> list[UUID]:
    """Return the runs that began before a moment, are not through, and are none of those that are worked on."""
    asked = sa.select(_RUN.id).where(
        _RUN.state == "running",
        _RUN.due_at.is_not(None),
        _RUN.at < before,
        _RUN.id.not_in(list(worked_on)),
    )
    return list(conn.execute(asked).scalars())


def try_again(conn: sa.Connection, run: UUID) -> int:
    """Let a run act again on the records on which it failed; returns how many."""
    failed = conn.execute(
        sa.update(rule_effect)
        .where(_EFFECT.run_id == run, _EFFECT.state == "failed")
        .values(state="pending", error=None)
    ).rowcount
    conn.execute(sa.update(rule_run).where(_RUN.id == run).values(state="running", records_failed=0))
    return failed


def outcomes(
    context: Context,
    run: UUID,
    states: Collection[str],
    after: UUID | None,
    app: App,
    entity: str,
) -> list[dict[str, Any]]:
    """Return a page of the records of a run over an entity and what became of each, in the order of their ids; errors
    name fields by their labels.
    """
    asked = (
        sa.select(_EFFECT.record_id, _EFFECT.state, _EFFECT.error, _EFFECT.at)
        .where(_EFFECT.run_id == run)
        .order_by(_EFFECT.record_id)
        .limit(PAGE)
    )
    if states:
        asked = asked.where(_EFFECT.state.in_(states))
    if after is not None:
        asked = asked.where(_EFFECT.record_id > after)
    return [
        {
            "record": row.record_id,
            "state": row.state,
            "error": row.error and told_error(row.error, context.language, app, entity),
            "at": row.at,
        }
        for row in context.conn.execute(asked)
    ]
