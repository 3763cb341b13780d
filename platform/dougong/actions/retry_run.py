"""Retry a run: again, from one of its steps or without one, or leave it as it is with a reason.

A rule whose step failed was undone as a whole: what is taken again is the rule, on the record as it is now. A step
that the worker could not send failed alone: what was left of it is sent again under its key. A run that another
takes the place of is no longer among those that failed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.actions.apply import new_act
from dougong.actions.end_waits import go_on_again
from dougong.actions.events import event_about
from dougong.actions.flows import is_running, start_again
from dougong.actions.old_values import old_again
from dougong.actions.reactions import run_rule
from dougong.actions.run_rules import ask_again, find_rule
from dougong.actions.run_set import run_again
from dougong.automation import outbox, runs, waits
from dougong.connect import deliveries
from dougong.context import Context
from dougong.errors import BadRequest, Conflict, NotFound
from dougong.metadata import App
from dougong.metadata.actors import person_of
from dougong.processes.definitions import published_flow
from dougong_flow import holds

Kept = sa.Row[Any]


def retry_run(context: Context, app: App, run: UUID, first: int = 0) -> dict[str, Any]:
    """Take a failed run again: its rule from the step `first` on, the start of a flow, or what was not sent.

    Returns the new run, or the same one when what failed is sent again, or it is over a set: then the rule acts again
    on the records on which it failed.
    """
    kept = _failed(context, app, run, ("failed", "retrying"))
    if kept.records is not None:
        run_again(context, run)
        return runs.get(context, app, run)
    flow = runs.flow_of(app, kept.rule_id)
    if flow is not None:
        return _start_again(context, app, flow, kept)
    if not kept.trace.get("undone"):
        return _send_again(context, app, kept)
    if "wait" in kept.trace:
        return _go_on(context, app, kept, dict.fromkeys(range(first), ""))
    return _run_again(context, app, kept, dict.fromkeys(range(first), ""), first)


def skip_step(context: Context, app: App, run: UUID, step: int, reason: str) -> dict[str, Any]:
    """Leave out a step that failed: the rest of its rule is carried out, unless it has been already."""
    kept = _failed(context, app, run)
    failed = [one.position for one in runs.steps_of(context.conn, run) if one.state == "failed"]
    if step not in failed:
        raise BadRequest.at("/step", "Only a step that failed can be left out.")
    if "wait" in kept.trace:
        return _go_on(context, app, kept, {step: reason})
    if kept.trace.get("undone"):
        return _run_again(context, app, kept, {step: reason}, step)
    runs.skip_step(context.conn, run, step, reason)
    return runs.get(context, app, run)


def dismiss_run(context: Context, app: App, run: UUID, reason: str) -> dict[str, Any]:
    """Leave a failed run as it is: nothing more is done about it."""
    kept = _failed(context, app, run)
    _follow(context, kept, None, reason, state="dismissed")
    return runs.get(context, app, run)


def replay_run(context: Context, app: App, run: UUID) -> dict[str, Any]:
    """Carry out a rule once more for what a run of it followed, as rule and record are now; returns the new run."""
    kept = runs.held(context.conn, app, run)
    if kept.state == "waiting":
        raise Conflict("This run is not at its end yet.")
    if kept.state in ("failed", "retrying") and not kept.trace.get("undone"):
        raise Conflict("What this run could not send can be sent again, or left out.")
    return _run_again(context, app, kept, {}, 0)


def _failed(context: Context, app: App, run: UUID, states: Collection[str] = ("failed",)) -> Kept:
    kept = runs.held(context.conn, app, run)
    if kept.state not in states or (kept.record_id is None and kept.records is None):
        raise Conflict("Only a run that failed can be tried again.")
    return kept


def _run_again(
    context: Context, app: App, kept: Kept, left_out: Mapping[int, str], place: int
) -> dict[str, Any]:
    rule = find_rule(app, kept.rule_key)
    if rule is None or rule.id != kept.rule_id:
        raise NotFound("The rule does not exist any more.")
    if kept.record_id is None:
        raise Conflict("This run is about no record.")
    if place >= len(rule.steps):
        raise BadRequest.at("/step", f"The rule has no step {place + 1} any more.", code="out_of_range")
    happened = kept.trace.get("happened") or {}
    old = happened.get("old")
    act = new_act(context.with_(cause=f"retry:{kept.id}"), app)
    verdict = ask_again(act, rule, kept.record_id, kept.event, happened.get("data") or {}, old)
    if not verdict.matched:
        raise Conflict("The rule's condition does not hold for the record any more.")
    before = old_again(app, rule.entity, old)
    again = run_rule(act, verdict, kept.record_id, before, left_out=left_out, attempt=_attempt(context, kept))
    act.finish()
    if kept.state == "failed":
        _follow(context, kept, again.id, " ".join(one for one in left_out.values() if one) or None)
    return runs.get(context, app, again.id)


def _go_on(context: Context, app: App, kept: Kept, left_out: Mapping[int, str]) -> dict[str, Any]:
    """Do again what was left after a wait."""
    wait = waits.find(context.conn, UUID(kept.trace["wait"]))
    if wait is None:
        raise Conflict("What this run waited for is not kept any more.")
    again = go_on_again(context, wait, left_out, _attempt(context, kept))
    _follow(context, kept, again.id, " ".join(one for one in left_out.values() if one) or None)
    return runs.get(context, app, again.id)


def _attempt(context: Context, kept: Kept) -> int:
    return 1 + max((one.attempt for one in runs.steps_of(context.conn, kept.id)), default=0)


def _follow(
    context: Context, kept: Kept, run: UUID | None, reason: str | None, state: str = "retried"
) -> None:
    followed = {"run": run and str(run), "reason": reason, "by": context.principal.name}
    runs.note(context.conn, kept.id, {"followed": followed}, state)


def _send_again(context: Context, app: App, kept: Kept) -> dict[str, Any]:
    unsent = kept.trace.get("unsent", {})
    failed = [one for one in runs.steps_of(context.conn, kept.id) if one.state in ("failed", "retrying")]
    effects = [unsent[str(one.position)] for one in failed if str(one.position) in unsent]
    if not effects:
        raise Conflict("What this run was to send is not kept any more.")
    for effect in effects:
        deliveries.open_again(context.conn, effect["key"])
        runs.finish_step(context.conn, kept.id, effect["position"], "waiting")
    outbox.leave(context, effects)
    return runs.get(context, app, kept.id)


def _start_again(context: Context, app: App, key: str, kept: Kept) -> dict[str, Any]:
    flow, record = published_flow(app, key), kept.record_id
    if not flow.enabled:
        raise Conflict("This flow is switched off.")
    act = new_act(context.with_(cause=f"retry:{kept.id}"), app)
    if is_running(act, key, flow.entity, record):
        raise Conflict("This approval is already running on the record.")
    if not holds(flow.start.when, act.scope(flow.entity, record)):
        raise Conflict("The flow's condition does not hold for the record any more.")
    data = (kept.trace.get("happened") or {}).get("data") or {}
    event = event_about(act, flow.entity, record, kept.event, data=data)
    asker = kept.trace.get("initiator") or person_of(kept.actor)
    again = start_again(act, key, event, record, asker and UUID(str(asker)))
    again.trace["initiator"] = asker and str(asker)
    act.finish()
    _follow(context, kept, again.id, None)
    return runs.get(context, app, again.id)
