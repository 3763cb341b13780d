"""Run rules apart from a save: those left over from a large one, a failed one again, one to see what it
would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from dougong.actions.act import Act, json_plain
from dougong.actions.apply import new_act
from dougong.actions.events import event_about
from dougong.actions.flows import is_running, start_again
from dougong.actions.old_values import old_again
from dougong.actions.reactions import first_time, rule_scope, run_of, run_rule
from dougong.actions.run_set import run_again
from dougong.automation import runs
from dougong.automation.definitions import rules_of
from dougong.automation.runs import Run
from dougong.context import Context
from dougong.errors import Conflict, NotFound
from dougong.metadata import App
from dougong.processes.definitions import published_flow
from dougong.records.read import get_in
from dougong_flow import holds
from dougong_rule import Considered, EventRule, considered


def run_left_over(context: Context, app: App, items: Sequence[Mapping[str, Any]]) -> None:
    """Run the rules that a large save left for later, in their order, where their conditions still hold.

    An item is what left over of one record: `{"record", "old", "rules": [{"rule", "event", "data"}]}`, `old`
    the old values of what was changed, None for a new record.
    """
    act = new_act(context.with_(cause="job:run_rules"), app)
    for item in items:
        _run_in_order(act, UUID(item["record"]), item["old"], item["rules"])
    act.finish()


def _run_in_order(
    act: Act, record: UUID, old: Mapping[str, Any] | None, left: Sequence[Mapping[str, Any]]
) -> None:
    for one in left:
        rule = find_rule(act.app, one["rule"])
        if rule is None:
            continue
        verdict = _asked(act, rule, record, one["event"], one["data"], old)
        if not verdict.matched:
            act.runs.append(_skipped(act, verdict))
            continue
        if first_time(act, rule, record):
            run_rule(act, verdict, record, old_again(act.app, rule.entity, old))
        if rule.stop:
            return


def retry_run(context: Context, app: App, run: UUID) -> dict[str, Any]:
    """Run a failed rule, or start a flow that could not start, again on its record as it is now.

    Returns the new run; a run over a set goes on itself, on the records on which it failed.
    """
    kept = runs.get(context, app, run)
    if kept["records"] is not None and kept["state"] == "failed":
        run_again(context, run)
        return runs.get(context, app, run)
    if kept["state"] != "failed" or kept["record"] is None:
        raise Conflict("Only a run that failed can be tried again.")
    flow = runs.flow_of(context.conn, app, run)
    if flow is not None:
        return _start_again(context, app, flow, run, kept)
    rule = find_rule(app, kept["rule"])
    if rule is None:
        raise NotFound("The rule does not exist any more.")
    act = new_act(context.with_(cause=f"retry:{run}"), app)
    data, old = runs.happened(context.conn, run)
    verdict = _asked(act, rule, kept["record"], kept["event"], data, old)
    if not verdict.matched:
        raise Conflict("The rule's condition does not hold for the record any more.")
    again = run_rule(act, verdict, kept["record"], old_again(app, rule.entity, old))
    act.finish()
    return runs.get(context, app, again.id)


def _start_again(context: Context, app: App, key: str, run: UUID, kept: Mapping[str, Any]) -> dict[str, Any]:
    flow, record = published_flow(app, key), kept["record"]
    if not flow.enabled:
        raise Conflict("This flow is switched off.")
    act = new_act(context.with_(cause=f"retry:{run}"), app)
    if is_running(act, key, flow.entity, record):
        raise Conflict("This approval is already running on the record.")
    if not holds(flow.start.when, act.scope(flow.entity, record)):
        raise Conflict("The flow's condition does not hold for the record any more.")
    data, _ = runs.happened(context.conn, run)
    event = event_about(act, flow.entity, record, kept["event"], data=data)
    again = start_again(act, key, event, record, kept["actor"]["id"])
    act.finish()
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
        verdict = _asked(act, rule, record, rule.triggers[0].event, {}, None)
        if verdict.matched:
            run_rule(act, verdict, record, None)
        else:
            act.runs.append(_skipped(act, verdict))
        runs.write(act.context, app, act.runs)
        return runs.get(context, app, act.runs[0].id)
    finally:
        savepoint.rollback()


def find_rule(app: App, key: str) -> EventRule | None:
    """Return an enabled rule of an app by its key."""
    return next((rule for rule in rules_of(app).rules if rule.key == key), None)


def _asked(
    act: Act,
    rule: EventRule,
    record: UUID,
    kind: str,
    data: Mapping[str, Any],
    old: Mapping[str, Any] | None,
) -> Considered:
    """Ask a rule's condition for a record as it is now, of an event that was before."""
    changed = {key: (value, None) for key, value in (old or {}).items()}
    happened = event_about(act, rule.entity, record, kind, data=data, changed=changed)
    before = old_again(act.app, rule.entity, old)
    return considered(rule, happened, rule_scope(act, rule.entity, record, before, happened))


def _skipped(act: Act, verdict: Considered) -> Run:
    run = run_of(act, verdict.rule, verdict.event)
    run.state = "skipped"
    run.trace = {
        "why": verdict.why,
        "values": {key: json_plain(value) for key, value in verdict.values.items()},
    }
    return run
