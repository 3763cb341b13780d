"""An event finds the rules it concerns, in their order, with the reason why each acts or does not."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from dougong_model import Event, uuid7
from dougong_rule import Phase, RuleIndex, considered, parse_event_rule
from tests.engines.rule.lead import SURROUNDINGS, rule

RECORD = UUID(int=7)


def event(
    kind: str = "record.changed", *, changed: dict[str, tuple[object, object]] | None = None, **data: object
) -> Event:
    return Event(
        id=uuid7(),
        kind=kind,
        at=datetime(2026, 11, 22, tzinfo=UTC),
        entity="lead",
        record=RECORD,
        changed=changed or {},
        data=data,
    )


def index(*documents: dict[str, object]) -> RuleIndex:
    return RuleIndex(parse_event_rule(document, SURROUNDINGS) for document in documents)


def keys(found: RuleIndex, *events: Event) -> list[str]:
    return [one.key for one, _ in found.candidates(Phase.AFTER, events)]


def test_rules_come_by_priority_then_key():
    found = index(
        rule(key="b", id="b0000000"), rule(key="c", id="c0000000", priority=1), rule(key="a", id="a0000000")
    )
    assert keys(found, event("record.created")) == ["c", "a", "b"]


def test_a_rule_hears_only_of_its_fields():
    found = index(rule(on={"changed": {"fields": ["score", "region"]}}))
    assert keys(found, event(changed={"score": (1, 2)})) == ["a_rule"]
    assert keys(found, event(changed={"company": ("a", "b")})) == []
    assert keys(found, event("record.created", changed={"score": (None, 2)})) == []


def test_from_and_to_narrow_a_change():
    found = index(rule(on={"changed": {"fields": ["status"], "from": ["new", "open"], "to": "done"}}))
    assert keys(found, event(changed={"status": ("open", "done")})) == ["a_rule"]
    assert keys(found, event(changed={"status": ("held", "done")})) == []
    assert keys(found, event(changed={"status": ("open", "held")})) == []


def test_states_forms_and_flows_are_told_apart_by_their_data():
    found = index(
        rule(on={"state_entered": ["sql", "mql"]}, key="state"),
        rule(on={"form_submitted": "web"}, key="form", id="fo000000"),
        rule(on={"flow": {"event": "finished", "outcome": "approved"}}, key="flow", id="fl000000"),
    )
    assert keys(found, event("state.entered", state="sql")) == ["state"]
    assert keys(found, event("form.submitted", form="web")) == ["form"]
    assert keys(found, event("form.submitted", form="demo")) == []
    assert keys(found, event("flow.finished", flow="approval", outcome="approved")) == ["flow"]
    assert keys(found, event("flow.finished", flow="approval", outcome="rejected")) == []


def test_a_rule_with_two_fitting_events_acts_once():
    found = index(rule(on={"created": True, "state_entered": "new"}))
    assert keys(found, event("record.created"), event("state.entered", state="new")) == ["a_rule"]


def test_a_rule_that_is_switched_off_does_not_exist():
    assert keys(index(rule(enabled=False)), event("record.created")) == []


def test_the_reason_says_what_the_condition_saw():
    read = parse_event_rule(rule(when='score > settings.sql_min AND region = "East"'), SURROUNDINGS)
    scope = {"score": Decimal(60), "region": "East", "settings": {"sql_min": Decimal(60)}}
    missed = considered(read, event("record.created"), scope)
    assert not read.holds(scope)
    assert not missed.matched
    assert missed.why == "condition false"
    assert missed.values == {"score": Decimal(60), "region": "East"}
    assert considered(read, event("record.created"), {**scope, "score": Decimal(61)}).matched
    assert read.holds({**scope, "score": Decimal(61)})


def test_a_condition_that_fails_does_not_match_and_says_so():
    read = parse_event_rule(rule(when="1 / employees > 0"), SURROUNDINGS)
    failed = considered(read, event("record.created"), {"employees": Decimal(0)})
    assert not read.holds({"employees": Decimal(0)})
    assert not failed.matched
    assert "#DIV/0!" in failed.why


@pytest.mark.parametrize(("narrow", "holding"), [(True, 63), (False, 500)])
def test_a_thousand_rules_are_matched_in_under_a_millisecond(narrow, holding):
    fields = ["score", "region", "channel", "employees", "company", "status", "quality", "owner"]
    found = index(
        *(
            rule(
                key=f"r{at}",
                id=f"r{at:07d}",
                on={"changed": {"fields": [fields[at % 8]]} if narrow else True},
                when=f"score > {at}",
            )
            for at in range(1000)
        )
    )
    scope = {"score": Decimal(500)}
    happened = [event(changed={"region": ("a", "b")})]
    best = min(_timed(found, happened, scope, holding) for _ in range(20))
    assert best < 0.001


def _timed(found: RuleIndex, happened: list[Event], scope: dict[str, object], holding: int) -> float:
    started = time.perf_counter()
    matched = [one for one, _ in found.candidates(Phase.AFTER, happened) if one.holds(scope)]
    spent = time.perf_counter() - started
    assert len(matched) == holding
    return spent
