"""Run rules apart from a save: those that a large one left over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from dougong.actions.act import Act, json_plain
from dougong.actions.apply import new_act
from dougong.actions.events import event_about
from dougong.actions.old_values import old_again
from dougong.actions.reactions import first_time, rule_scope, run_of, run_rule
from dougong.automation.definitions import rules_of
from dougong.automation.runs import Run
from dougong.context import Context
from dougong.metadata import App
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
        verdict = ask_again(act, rule, record, one["event"], one["data"], old)
        if not verdict.matched:
            act.runs.append(_skipped(act, verdict))
            continue
        if first_time(act, rule, record):
            run_rule(act, verdict, record, old_again(act.app, rule.entity, old))
        if rule.stop:
            return


def find_rule(app: App, key: str) -> EventRule | None:
    """Return an enabled rule of an app by its key."""
    return next((rule for rule in rules_of(app).rules if rule.key == key), None)


def ask_again(
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
