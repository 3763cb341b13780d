"""Run rules apart from a save: those left over from a large one, a failed one again, one to see what it
would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from dougong.actions.act import Act
from dougong.actions.apply import new_act
from dougong.actions.reactions import run_rule
from dougong.automation import runs
from dougong.automation.definitions import rules_of
from dougong.automation.runs import Run
from dougong.context import Context
from dougong.errors import Conflict, NotFound
from dougong.metadata import App
from dougong.records.read import get_in
from dougong_model import Event, uuid7
from dougong_rule import EventRule, OncePer, considered


def run_left_over(context: Context, app: App, items: Sequence[Mapping[str, Any]]) -> None:
    """Run the rules that a large save left for later: `{"rule", "record", "event", "data"}` each."""
    act = new_act(context.with_(cause="job:run_rules"), app)
    for item in items:
        rule = find_rule(app, item["rule"])
        if rule is not None and _may_act(act, rule, UUID(item["record"])):
            _run(act, rule, UUID(item["record"]), item["event"], item["data"])
    act.finish()


def _may_act(act: Act, rule: EventRule, record: UUID) -> bool:
    """Say whether a rule that acts once in a record's life has still to act; noting that it does."""
    if rule.once_per is OncePer.EVENT:
        return True
    return record in runs.first_time(act.context.conn, rule.id, [record], act.context.now)


def retry_run(context: Context, app: App, run: UUID) -> dict[str, Any]:
    """Run a failed rule again on its record, as it is now; returns the new run."""
    kept = runs.get(context, app, run)
    if kept["state"] != "failed" or kept["record"] is None:
        raise Conflict("Only a run that failed can be tried again.")
    rule = find_rule(app, kept["rule"])
    if rule is None:
        raise NotFound("The rule does not exist any more.")
    act = new_act(context.with_(cause=f"retry:{run}"), app)
    again = _run(act, rule, kept["record"], kept["event"], {})
    act.finish()
    if again is None:
        raise Conflict("The rule's condition does not hold for the record any more.")
    return runs.get(context, app, again.id)


def simulate(context: Context, app: App, key: str, record: UUID) -> dict[str, Any]:
    """Return what a rule would do to a record now; everything is undone."""
    rule = find_rule(app, key)
    if rule is None:
        raise NotFound("There is no such rule, or it is switched off.")
    get_in(context, app, rule.entity, record)
    savepoint = context.conn.begin_nested()
    try:
        act = new_act(context.with_(cause=f"simulation:{key}"), app)
        happened = _event(act, rule, record, rule.triggers[0].event, {})
        verdict = considered(rule, happened, act.scope(rule.entity, record, {"old": None, "event": {}}))
        if verdict.matched:
            run_rule(act, verdict, record, None)
        else:
            run = _skipped(act, rule, happened, verdict.why, verdict.values)
            act.runs.append(run)
        runs.write(act.context, app, act.runs)
        return runs.get(context, app, act.runs[0].id)
    finally:
        savepoint.rollback()


def find_rule(app: App, key: str) -> EventRule | None:
    """Return an enabled rule of an app by its key."""
    return next((rule for rule in rules_of(app).rules if rule.key == key), None)


def _run(act: Act, rule: EventRule, record: UUID, kind: str, data: Mapping[str, Any]) -> Run | None:
    """Run a rule on a record if its condition holds now."""
    happened = _event(act, rule, record, kind, data)
    scope = act.scope(rule.entity, record, {"old": None, "event": {"kind": kind, **data}})
    verdict = considered(rule, happened, scope)
    return run_rule(act, verdict, record, None) if verdict.matched else None


def _event(act: Act, rule: EventRule, record: UUID, kind: str, data: Mapping[str, Any]) -> Event:
    return Event(
        id=uuid7(),
        kind=kind,
        at=act.context.now,
        entity=rule.entity,
        record=record,
        cause=act.context.cause,
        principal=act.context.principal.label,
        data=data,
    )


def _skipped(act: Act, rule: EventRule, happened: Event, why: str, values: Mapping[str, Any]) -> Run:
    return Run(
        id=uuid7(),
        rule_id=rule.id,
        rule_key=rule.key,
        entity_id=act.app.entities[rule.entity].id,
        record=happened.record,
        version=None,
        event=happened.kind,
        cause=act.context.cause,
        depth=0,
        state="skipped",
        trace={"why": why, "values": {key: str(value) for key, value in values.items()}},
    )
