"""Runs: what each rule did, why it did it and why the others did not, written in two statements per
transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.automation.reasons import reason
from dougong.automation.tables import rule_once, rule_run, rule_run_step
from dougong.context import Context
from dougong.errors import NotFound
from dougong.identity.people import names_of
from dougong.messages import translated
from dougong.metadata import App
from dougong.metadata.actors import described_actor, person_of

PAGE = 50
INNER = 1_000
"""The position of the first step that stands inside another; the outermost have those of the rule."""


@dataclass(slots=True, kw_only=True)
class StepRun:
    """One step as it was carried out; `state` is done, waiting (for the worker), failed or skipped.

    `within` is the position of the step that it stands inside of.
    """

    kind: str
    state: str = "done"
    result: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None
    milliseconds: int = 0
    within: int | None = None


@dataclass(slots=True, kw_only=True)
class Run:
    """One rule at one event, while it is being carried out."""

    id: UUID
    rule_id: str
    rule_key: str
    entity_id: str
    record: UUID | None
    version: int | None
    event: str
    cause: str
    depth: int
    state: str = "done"
    trace: dict[str, Any] = field(default_factory=dict)
    steps: list[StepRun] = field(default_factory=list)
    inner: list[StepRun] = field(default_factory=list)


def write(context: Context, app: App, runs: Sequence[Run]) -> None:
    """Keep runs and their steps."""
    if not runs:
        return
    actor = context.principal.label
    context.conn.execute(
        sa.insert(rule_run),
        [
            {
                "id": run.id,
                "at": context.now,
                "app_id": app.id,
                "rule_id": run.rule_id,
                "rule_key": run.rule_key,
                "entity_id": run.entity_id,
                "record_id": run.record,
                "record_version": run.version,
                "event": run.event,
                "state": run.state,
                "actor": actor,
                "cause": run.cause,
                "depth": run.depth,
                "trace": run.trace,
            }
            for run in runs
        ],
    )
    steps = [
        {
            "run_id": run.id,
            "position": at,
            "kind": step.kind,
            "state": step.state,
            "result": dict(step.result),
            "error": step.error,
            "milliseconds": step.milliseconds,
            "within": step.within,
        }
        for run in runs
        for at, step in (*enumerate(run.steps), *enumerate(run.inner, INNER))
    ]
    if steps:
        context.conn.execute(sa.insert(rule_run_step), steps)


def first_time(conn: sa.Connection, rule_id: str, records: Iterable[UUID], at: Any) -> frozenset[UUID]:
    """Note that a rule acts on records, and return those it had not acted on before."""
    rows = [{"rule_id": rule_id, "record_id": record, "at": at} for record in records]
    if not rows:
        return frozenset()
    statement = insert(rule_once).on_conflict_do_nothing().returning(rule_once.c.record_id)
    return frozenset(conn.execute(statement, rows).scalars())


def finish_step(
    conn: sa.Connection,
    run: UUID,
    position: int,
    state: str,
    *,
    result: Mapping[str, Any] | None = None,
    error: str | None = None,
    milliseconds: int = 0,
) -> None:
    """Say how a waiting step of a run ended in the worker."""
    table = rule_run_step
    conn.execute(
        sa.update(table)
        .where(table.c.run_id == run, table.c.position == position)
        .values(
            state=state,
            result=dict(result or {}),
            error=error,
            milliseconds=milliseconds,
            attempt=table.c.attempt + (0 if state == "waiting" else 1),
        )
    )
    waits = sa.exists().where(table.c.run_id == run, table.c.state.in_(["waiting", "failed"]))
    if state == "failed" or (state == "done" and not conn.execute(sa.select(waits)).scalar_one()):
        conn.execute(sa.update(rule_run).where(rule_run.c.id == run).values(state=state))


def listed(
    context: Context,
    app: App,
    *,
    rule: str | None = None,
    record: UUID | None = None,
    after: UUID | None = None,
    limit: int = PAGE,
) -> list[dict[str, Any]]:
    """Return runs of an app, of one rule (element id) or one record, newest first."""
    statement = (
        sa.select(rule_run).where(rule_run.c.app_id == app.id).order_by(rule_run.c.id.desc()).limit(limit)
    )
    for column, value in ((rule_run.c.rule_id, rule), (rule_run.c.record_id, record)):
        if value is not None:
            statement = statement.where(column == value)
    if after is not None:
        statement = statement.where(rule_run.c.id < after)
    return _shown(context, app, context.conn.execute(statement).all())


def get(context: Context, app: App, run: UUID) -> dict[str, Any]:
    """Return one run of an app; raises NotFound."""
    statement = sa.select(rule_run).where(rule_run.c.id == run, rule_run.c.app_id == app.id)
    rows = context.conn.execute(statement).all()
    if not rows:
        raise NotFound("There is no such run.")
    return _shown(context, app, rows)[0]


def happened(conn: sa.Connection, run: UUID) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    """Return the data of the event that a failed run followed, and the old values of what it changed."""
    kept = conn.execute(sa.select(rule_run.c.trace["happened"]).where(rule_run.c.id == run)).scalar_one()
    return (kept or {}).get("data") or {}, (kept or {}).get("old")


def flow_of(conn: sa.Connection, app: App, run: UUID) -> str | None:
    """Return the flow (by key) whose start a run tells of; None when it tells of a rule or a button."""
    element = conn.execute(sa.select(rule_run.c.rule_id).where(rule_run.c.id == run)).scalar_one()
    return next((key for key, one in app.documents("flow").items() if one["id"] == element), None)


def app_of(conn: sa.Connection, run: UUID) -> str:
    """Return the element id of the app a run belongs to; raises NotFound."""
    found = conn.execute(sa.select(rule_run.c.app_id).where(rule_run.c.id == run)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such run.")
    return str(found)


def _shown(context: Context, app: App, rows: Sequence[sa.Row[Any]]) -> list[dict[str, Any]]:
    steps: dict[UUID, list[sa.Row[Any]]] = {}
    found = context.conn.execute(
        sa.select(rule_run_step)
        .where(rule_run_step.c.run_id.in_([row.id for row in rows]))
        .order_by(rule_run_step.c.run_id, rule_run_step.c.position)
    )
    for step in found:
        steps.setdefault(step.run_id, []).append(step)
    entities = {compiled.entity.id: key for key, compiled in app.entities.items()}
    names = {
        document["id"]: document.get("name", {})
        for kind in ("rule", "flow")
        for document in app.documents(kind).values()
    }
    people = names_of(context.conn, [person_of(row.actor) for row in rows])
    return [
        {
            "id": row.id,
            "at": row.at,
            "rule": row.rule_key,
            "rule_name": names.get(row.rule_id, {}),
            "state": row.state,
            "matched": row.state != "skipped",
            "entity": entities.get(row.entity_id, row.entity_id),
            "record": row.record_id,
            "version": row.record_version,
            "event": row.event,
            "cause": row.cause,
            "depth": row.depth,
            "actor": described_actor(
                app,
                row.actor,
                row.cause,
                context.language,
                person=person_of(row.actor),
                person_name=people.get(person_of(row.actor), ""),
            ),
            "why": reason(app, row.rule_key, row.trace.get("why"), context.language),
            "values": row.trace.get("values", {}),
            "not_matched": [_missed(context, app, one) for one in row.trace.get("not_matched", [])],
            "steps": list(_steps(context, steps.get(row.id, []))),
        }
        for row in rows
    ]


def _steps(
    context: Context, steps: Sequence[sa.Row[Any]], within: int | None = None, depth: int = 0
) -> Iterator[dict[str, Any]]:
    """Yield steps with what stands inside each right below it, as deep as it stands."""
    for step in steps:
        if step.within == within:
            yield {
                "kind": step.kind,
                "state": step.state,
                "result": step.result,
                "error": step.error and translated(step.error, context.language),
                "milliseconds": step.milliseconds,
                "attempt": step.attempt,
                "depth": depth,
            }
            yield from _steps(context, steps, step.position, depth + 1)


def _missed(context: Context, app: App, one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule that looked and did not act, with its name and its reason in the reader's language."""
    document = app.documents("rule").get(one["rule"], {})
    return {
        **one,
        "rule_name": document.get("name", {}),
        "why": reason(app, one["rule"], one.get("why"), context.language),
    }
