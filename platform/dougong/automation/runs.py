"""Runs: what each rule did, why it did it and why the others did not, written in two statements per
transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.automation.definitions import rules_of
from dougong.automation.reasons import reason
from dougong.automation.rule_names import RuleName, RuleNames
from dougong.automation.tables import rule_effect, rule_episode, rule_once, rule_run, rule_run_step
from dougong.context import Context
from dougong.errors import NotFound
from dougong.identity.people import names_of
from dougong.metadata import App
from dougong.metadata.actors import described_actor, person_of
from dougong.metadata.told_errors import told_error
from dougong_rule import EventRule, OncePer

PAGE = 50
INNER = 1_000
"""The position of the first step that stands inside another; the outermost have those of the rule."""


@dataclass(slots=True, kw_only=True)
class StepRun:
    """One step as it was carried out.

    `state` is done, waiting (for the worker), failed, skipped, or undone (with the rule, as a later one failed).
    `within` is the position of the step that it stands inside of, `entity` and `record` what it is about when that is
    not the record of the run.
    """

    kind: str
    state: str = "done"
    result: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None
    milliseconds: int = 0
    within: int | None = None
    attempt: int = 1
    entity: str | None = None
    record: UUID | None = None


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
            "attempt": step.attempt,
            "entity_id": step.entity and app.entities[step.entity].id,
            "record_id": step.record,
        }
        for run in runs
        for at, step in (*enumerate(run.steps), *enumerate(run.inner, INNER))
    ]
    if steps:
        context.conn.execute(sa.insert(rule_run_step), steps)


def first_time(
    conn: sa.Connection, rule_id: str, records: Iterable[UUID], at: Any, *, episode: bool = False
) -> frozenset[UUID]:
    """Note that a rule acts on records, and return those it had not acted on before (in this `episode`)."""
    table = rule_episode if episode else rule_once
    rows = [{"rule_id": rule_id, "record_id": record, "at": at} for record in records]
    if not rows:
        return frozenset()
    statement = insert(table).on_conflict_do_nothing().returning(table.c.record_id)
    return frozenset(conn.execute(statement, rows).scalars())


def acted_on(conn: sa.Connection, rule: EventRule, records: Iterable[UUID]) -> dict[UUID, datetime]:
    """Return the records on which a rule has acted that acts once for each (or in this episode), with when it did."""
    if rule.once_per is OncePer.EVENT:
        return {}
    table = rule_episode if rule.once_per is OncePer.EPISODE else rule_once
    asked = sa.select(table.c.record_id, table.c.at).where(
        table.c.rule_id == rule.id, table.c.record_id.in_(list(records))
    )
    return {row.record_id: row.at for row in conn.execute(asked)}


def end_episodes(conn: sa.Connection, rules: Sequence[str], record: UUID) -> None:
    """Note that the conditions of rules hold no more on a record, so that they act when they do again."""
    table = rule_episode
    conn.execute(sa.delete(table).where(table.c.rule_id.in_(rules), table.c.record_id == record))


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
    """Say how a step of a run ended in the worker, or that it waits for it again.

    `retrying` is one that could not be sent and will be by itself. A step that waits has its attempt before it; without
    a `result` it keeps what it said.
    """
    table = rule_run_step
    begun = sa.case((table.c.state == "waiting", 0), else_=1)
    conn.execute(
        sa.update(table)
        .where(table.c.run_id == run, table.c.position == position)
        .values(
            state=state,
            result=table.c.result if result is None else dict(result),
            error=error,
            milliseconds=milliseconds,
            attempt=table.c.attempt + begun,
        )
    )
    _settle(conn, run)


def skip_step(conn: sa.Connection, run: UUID, position: int, reason: str) -> None:
    """Say of a failed step that it is not to be carried out any more, and why."""
    table = rule_run_step
    conn.execute(
        sa.update(table)
        .where(table.c.run_id == run, table.c.position == position)
        .values(state="skipped", result=table.c.result.concat({"reason": reason}))
    )
    _settle(conn, run)


def _settle(conn: sa.Connection, run: UUID) -> None:
    """Give a run the state that its steps leave it in: failed by one of them, waiting for one, or done.

    One that somebody has dismissed stays so.
    """
    steps = sa.select(rule_run_step.c.state).where(rule_run_step.c.run_id == run)
    states = set(conn.execute(steps).scalars())
    state = next((one for one in ("failed", "retrying", "waiting") if one in states), "done")
    settled = sa.update(rule_run).where(rule_run.c.id == run, rule_run.c.state != "dismissed")
    conn.execute(settled.values(state=state))


def keep_unsent(
    conn: sa.Connection, run: UUID, position: int, effect: Mapping[str, Any], at: datetime
) -> None:
    """Keep what a step could not send with its run, so that it can be sent again, and when it was tried; deliveries
    are not kept as long.
    """
    trace = conn.execute(sa.select(rule_run.c.trace).where(rule_run.c.id == run).with_for_update()).scalar()
    if trace is not None:
        unsent = {**trace.get("unsent", {}), str(position): dict(effect)}
        note(
            conn, run, {"unsent": unsent, "tried": {**trace.get("tried", {}), str(position): at.isoformat()}}
        )


def note(conn: sa.Connection, run: UUID, more: Mapping[str, Any], state: str | None = None) -> None:
    """Add to the trace of a run what became of it, and give it another state."""
    values = {"trace": rule_run.c.trace.concat(dict(more))} | ({} if state is None else {"state": state})
    conn.execute(sa.update(rule_run).where(rule_run.c.id == run).values(**values))


def held(conn: sa.Connection, app: App, run: UUID) -> sa.Row[Any]:
    """Lock and return a run of an app with what it keeps; raises NotFound."""
    wanted = sa.select(rule_run).where(rule_run.c.id == run, rule_run.c.app_id == app.id).with_for_update()
    found = conn.execute(wanted).one_or_none()
    if found is None:
        raise NotFound("There is no such run.")
    return found


def steps_of(conn: sa.Connection, run: UUID) -> Sequence[sa.Row[Any]]:
    """Return the steps of a run in their order."""
    table = rule_run_step
    return conn.execute(sa.select(table).where(table.c.run_id == run).order_by(table.c.position)).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which runs are listed; what is None or empty narrows nothing.

    `rule` is an element id, `entity` one too; `rule_key` is for a rule that is not there any more. `since` is in,
    `until` is not.
    """

    rule: str | None = None
    rule_key: str | None = None
    entity: str | None = None
    record: UUID | None = None
    states: Collection[str] = ()
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """Return the conditions on rule_run."""
        equal = (
            (rule_run.c.rule_id, self.rule),
            (rule_run.c.rule_key, self.rule_key),
            (rule_run.c.entity_id, self.entity),
        )
        found: list[sa.ColumnElement[bool]] = [
            column == value for column, value in equal if value is not None
        ]
        if self.record is not None:
            over_sets = rule_run.c.id.in_(_sets_of(self.record))
            found.append(sa.or_(rule_run.c.record_id == self.record, over_sets))
        if self.states:
            found.append(rule_run.c.state.in_(list(self.states)))
        if self.since is not None:
            found.append(rule_run.c.at >= self.since)
        if self.until is not None:
            found.append(rule_run.c.at < self.until)
        return found


def listed(
    context: Context, app: App, wanted: Wanted, *, after: UUID | None = None, limit: int = PAGE
) -> list[dict[str, Any]]:
    """Return the runs of an app that are wanted, newest first."""
    statement = (
        sa.select(rule_run)
        .where(rule_run.c.app_id == app.id, *wanted.conditions())
        .order_by(rule_run.c.id.desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(rule_run.c.id < after)
    found = _shown(context, app, context.conn.execute(statement).all())
    return found if wanted.record is None else _of_record(context, app, found, wanted.record)


def rules_that_ran(context: Context, app: App) -> list[dict[str, Any]]:
    """Return what has runs in an app, each once by its key, with its name and whether it was deleted.

    The index of runs by rule is stepped through from rule to rule, however many runs there are.
    """
    ran = sa.select(sa.func.min(rule_run.c.rule_id).label("rule")).cte("ran", recursive=True)
    following = sa.select(sa.func.min(rule_run.c.rule_id)).where(rule_run.c.rule_id > ran.c.rule)
    ran = ran.union_all(sa.select(following.scalar_subquery()).where(ran.c.rule.is_not(None)))
    latest = (
        sa.select(rule_run.c.app_id, rule_run.c.rule_key)
        .where(rule_run.c.rule_id == ran.c.rule)
        .order_by(rule_run.c.id.desc())
        .limit(1)
        .lateral("latest")
    )
    found = sa.select(ran.c.rule, latest.c.rule_key).join(latest, latest.c.app_id == app.id)
    names = RuleNames(context.conn, app)
    rules = [
        {"rule": row.rule_key, **_called(names.of_id(row.rule))} for row in context.conn.execute(found).all()
    ]
    # A key that was taken up again is that of the rule that is there.
    present_last = sorted(rules, key=lambda one: not one["rule_deleted"])
    return list({one["rule"]: one for one in present_last}.values())


def _sets_of(record: UUID) -> sa.Select[Any]:
    """Select the runs over a set that had to do with a record."""
    effect = rule_effect.c
    return sa.select(effect.run_id).where(effect.record_id == record, effect.state.in_(("done", "failed")))


def _of_record(context: Context, app: App, found: list[dict[str, Any]], record: UUID) -> list[dict[str, Any]]:
    """Return runs as they concern one record: of those over a set, what became of it there."""
    effect = rule_effect.c
    asked = sa.select(effect.run_id, effect.state, effect.error).where(
        effect.record_id == record, effect.run_id.in_([run["id"] for run in found if run["records"]])
    )
    outcomes = {row.run_id: row for row in context.conn.execute(asked)}
    return [
        run
        if run["id"] not in outcomes
        else {
            **run,
            "record": record,
            "state": outcomes[run["id"]].state,
            "error": outcomes[run["id"]].error
            and told_error(outcomes[run["id"]].error, context.language, app, run["entity"]),
            "records": None,
        }
        for run in found
    ]


def get(context: Context, app: App, run: UUID) -> dict[str, Any]:
    """Return one run of an app; raises NotFound."""
    statement = sa.select(rule_run).where(rule_run.c.id == run, rule_run.c.app_id == app.id)
    rows = context.conn.execute(statement).all()
    if not rows:
        raise NotFound("There is no such run.")
    return _shown(context, app, rows)[0]


def flow_of(app: App, element: str) -> str | None:
    """Return the flow (by key) that a run of this element tells of the start of; None when it is no flow's."""
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
    names = RuleNames(context.conn, app)
    present = {rule.id for rule in rules_of(app).rules}
    people = names_of(context.conn, [person_of(row.actor) for row in rows])
    return [
        {
            "id": row.id,
            "at": row.at,
            "rule": row.rule_key,
            **_called(names.of_id(row.rule_id)),
            "state": row.state,
            "matched": row.state != "skipped",
            "undone": bool(row.trace.get("undone")),
            "repeatable": row.rule_id in present
            or (row.state == "failed" and ("wait" in row.trace or flow_of(app, row.rule_id) is not None)),
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
            "due_at": row.due_at,
            "error": None,
            "records": None
            if row.records is None
            else {
                "chosen": row.records,
                "done": row.records_done,
                "failed": row.records_failed,
                "skipped": row.records_skipped,
            },
            "why": reason(app, row.rule_key, row.trace.get("why"), context.language),
            "values": row.trace.get("values", {}),
            "not_matched": [_missed(context, app, one, names) for one in row.trace.get("not_matched", [])],
            "steps": list(_steps(context, app, steps.get(row.id, []), row)),
            "followed": _followed(row.trace.get("followed")),
        }
        for row in rows
    ]


def _steps(
    context: Context,
    app: App,
    steps: Sequence[sa.Row[Any]],
    run: sa.Row[Any],
    within: int | None = None,
    depth: int = 0,
) -> Iterator[dict[str, Any]]:
    """Yield steps with what stands inside each right below it, as deep as it stands, each with what it is about."""
    entities = {compiled.entity.id: key for key, compiled in app.entities.items()}
    for step in steps:
        if step.within == within:
            identity = step.entity_id or run.entity_id
            entity = entities.get(identity, identity)
            yield {
                "kind": step.kind,
                "state": step.state,
                "result": step.result,
                "error": step.error and told_error(step.error, context.language, app, entity),
                "milliseconds": step.milliseconds,
                "attempt": step.attempt,
                "tried_at": run.trace.get("tried", {}).get(str(step.position)) if step.error else None,
                "depth": depth,
                "position": step.position,
                "entity": entity,
                "record": step.record_id or run.record_id,
            }
            yield from _steps(context, app, steps, run, step.position, depth + 1)


def _followed(kept: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return what somebody made of a run: the run that took its place, or why it was left as it is."""
    return None if kept is None else {name: kept.get(name) for name in ("run", "reason", "by")}


def _called(rule: RuleName) -> dict[str, Any]:
    return {"rule_name": rule.name, "rule_deleted": rule.deleted}


def _missed(context: Context, app: App, one: Mapping[str, Any], names: RuleNames) -> dict[str, Any]:
    """Return a rule that looked and did not act, with its name and its reason in the reader's language."""
    return {
        **one,
        **_called(names.of_key(one["rule"])),
        "why": reason(app, one["rule"], one.get("why"), context.language),
    }
