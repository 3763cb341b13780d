"""Reactions: what rules, score cards and flows do when something has been written.

Rules first, by priority then key; then score cards, for all records of the save at once; then flows that the
events start. What they change is saved and reacted to in turn, until nothing more happens. The loop is
bounded:
depth 8, 200 records beyond which rules go on in a job, and no rule twice on one version of a record. What was
cut is in the run log.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from dougong.actions.act import DEPTH_LIMIT, RECORD_LIMIT, Act, Site, json_plain
from dougong.actions.flows import halt_or_go_on, signal_waiting, start_triggered
from dougong.actions.old_values import kept_old
from dougong.actions.rows import Names, Row
from dougong.actions.steps import carry_out_steps
from dougong.automation import runs
from dougong.automation.definitions import rules_of
from dougong.automation.runs import Run
from dougong.errors import DougongError
from dougong.logs import log
from dougong_model import Event, Value, uuid7
from dougong_rule import Considered, EventRule, OncePer, Phase, considered

_CHANGES = frozenset({"record.changed", "record.restored", "state.entered"})
_ASKED_BY_A_PERSON = frozenset({"button.pressed"})
"""Events whose rules are what the person asked for: if they fail, the act fails."""


def react(
    act: Act, entity: str, record: UUID, old: Mapping[str, Value] | None, events: Sequence[Event]
) -> None:
    """Let the rules and flows of one record react to what happened to it in one save."""
    candidates = rules_of(act.app).candidates(Phase.AFTER, events)
    _end_episodes(act, entity, record, old, events)
    scopes = {one.id: rule_scope(act, entity, record, old, one) for one in events if candidates}
    unmet: list[tuple[EventRule, Event]] = []
    missed: list[Considered] = []
    left: list[dict[str, Any]] = []
    before: dict[str, Any] | None = None
    gone = record in act.removed
    for rule, event in candidates:
        if not gone and record in act.removed:
            break  # a rule has merged or deleted it
        if not rule.holds(scopes[event.id]):
            unmet.append((rule, event))
            continue
        if not _may_run(act, rule, event, record):
            continue
        if act.touched >= RECORD_LIMIT:
            left.append({"rule": rule.key, "event": event.kind, "data": dict(event.data)})
            before = kept_old(act.app, event, old)
        elif first_time(act, rule, record):
            # What these saw is asked only now that a run is to tell of it; nothing has changed since.
            missed += [considered(one, cause, scopes[cause.id]) for one, cause in unmet]
            unmet.clear()
            run_rule(act, considered(rule, event, scopes[event.id]), record, old, missed)
        if rule.stop:
            break
    if left:
        act.later.append({"record": str(record), "old": before, "rules": left})
    for event in events:
        halt_or_go_on(act, event)
        if event.depth < DEPTH_LIMIT and record not in act.removed:
            start_triggered(act, event, event.depth)
            signal_waiting(act, event)


def rule_scope(act: Act, entity: str, record: UUID, old: Mapping[str, Value] | None, event: Event) -> Names:
    """Return the names of a rule's condition; of a deleted record the values it had."""
    reserved = reserved_names(act, entity, record, old, event)
    if event.kind == "record.deleted" and old is not None:
        return act.scope_of(Row(act.rows, entity, record, old), reserved)
    return act.scope(entity, record, reserved)


def reserved_names(
    act: Act, entity: str, record: UUID, old: Mapping[str, Value] | None, event: Event
) -> dict[str, Any]:
    """Return `old` and `event` for the expressions of a rule."""
    before = None if old is None else Row(act.rows, entity, record, old)
    return {"old": before, "event": {"kind": event.kind, "at": event.at, "cause": event.cause, **event.data}}


def _may_run(act: Act, rule: EventRule, event: Event, record: UUID) -> bool:
    """Keep the loop bounded, and write down what was cut."""
    present = act.rows.stored(event.entity, record).get("version", event.version)
    place = (rule.id, record, present)
    if event.depth >= DEPTH_LIMIT:
        _cut(act, rule, event, f"deeper than {DEPTH_LIMIT} reactions")
        return False
    if place in act.done:
        _cut(act, rule, event, "ran on this version of the record already")
        return False
    act.done[place] = None
    return True


def first_time(act: Act, rule: EventRule, record: UUID) -> bool:
    """Say whether a rule that acts once in a record's life, or for an episode, has still to act; noting that it
    does.
    """
    return bool(first_times(act, rule, [record]))


def first_times(act: Act, rule: EventRule, records: Sequence[UUID]) -> Collection[UUID]:
    """Return those of some records on which a rule has still to act; noting that it does."""
    if rule.once_per is OncePer.EVENT:
        return records
    episode = rule.once_per is OncePer.EPISODE
    return runs.first_time(act.context.conn, rule.id, records, act.context.now, episode=episode)


def _end_episodes(
    act: Act, entity: str, record: UUID, old: Mapping[str, Value] | None, events: Sequence[Event]
) -> None:
    """End the episodes of the rules whose conditions a change has made false, whatever starts these rules."""
    change = next((event for event in events if event.kind in _CHANGES), None)
    watching = rules_of(act.app).episodes(entity)
    if change is None or not watching:
        return
    scope = rule_scope(act, entity, record, old, change)
    ended = [rule.id for rule in watching if not rule.holds(scope)]
    if ended:
        runs.end_episodes(act.context.conn, ended, record)


def _cut(act: Act, rule: EventRule, event: Event, why: str) -> None:
    run = run_of(act, rule, event)
    run.state, run.trace = "cut", {"why": why}
    act.runs.append(run)
    log.debug("rule cut", app=act.app.key, rule=rule.key, record=str(event.record), why=why)


def run_of(act: Act, rule: EventRule, event: Event) -> Run:
    """Return the run of a rule at an event, before it has done anything."""
    return Run(
        id=uuid7(),
        rule_id=rule.id,
        rule_key=rule.key,
        entity_id=act.app.entities[event.entity].id,
        record=event.record,
        version=event.version,
        event=event.kind,
        cause=act.context.cause,
        depth=event.depth,
    )


def run_rule(
    act: Act,
    verdict: Considered,
    record: UUID,
    old: Mapping[str, Value] | None,
    missed: Sequence[Considered] = (),
    *,
    left_out: Mapping[int, str] | None = None,
    attempt: int = 1,
) -> Run:
    """Carry out a rule's steps under a savepoint; a step that fails undoes the rule and is written down.

    When a person pressed a button for it, the failure is the answer instead. `left_out` are the places of steps
    that are not taken this time, with the reason; `attempt` counts how often the rule was tried at this event.
    """
    rule, event = verdict.rule, verdict.event
    run = run_of(act, rule, event)
    run.trace = {
        "why": verdict.why,
        "values": {key: json_plain(value) for key, value in verdict.values.items()},
        "not_matched": [
            {
                "rule": one.rule.key,
                "why": one.why,
                "values": {key: json_plain(value) for key, value in one.values.items()},
            }
            for one in missed
        ],
        "happened": {"data": dict(event.data), "old": kept_old(act.app, event, old)},
    }
    site = Site(
        entity=event.entity,
        record=record,
        cause=f"rule:{rule.key}",
        key=f"{run.id}/0",
        depth=event.depth,
        reserved=reserved_names(act, event.entity, record, old, event),
        event=event,
        run=run.id,
    )
    act.runs.append(run)
    if event.kind in _ASKED_BY_A_PERSON:
        carry_out_steps(act, run, rule.steps, site, left_out, attempt)
        return run
    try:
        with act.undone_when_refused():
            carry_out_steps(act, run, rule.steps, site, left_out, attempt)
    except DougongError as error:
        run.state, run.trace["undone"] = "failed", True
        for step in (*run.steps, *run.inner):
            if step.state in ("done", "waiting"):
                step.state = "undone"
        log.warning("rule failed", app=act.app.key, rule=rule.key, record=str(record), error=error.detail)
    return run
