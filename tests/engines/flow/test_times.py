"""Times: limits on people, timers, waits, decisions, sub-flows, and steps that fail."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from dougong_flow import (
    Calendar,
    ChildEnded,
    Decided,
    FlowError,
    Happened,
    InstanceState,
    Retry,
    SeatState,
    Signal,
    StepRefused,
    TimerDue,
    VisitState,
    play,
    preview,
)
from dougong_flow.cycles import next_moment
from dougong_flow.play import Played, Turn
from dougong_flow.spans import Span, Unit, later
from tests.engines.flow.drawn import approve, case
from tests.engines.flow.scene import (
    ADMIN,
    LEAD,
    MANAGER,
    NOW,
    RECORD,
    VICE,
    Case,
    broken_invariants,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHINA = Calendar(
    zone=SHANGHAI, holidays=frozenset({date(2026, 10, 1)}), workdays=frozenset({date(2026, 10, 10)})
)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI).astimezone(UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("begin", "span", "end"),
    [
        (local(2026, 9, 30, 17), Span(2, Unit.WORK_HOURS), local(2026, 10, 2, 10)),
        (local(2026, 9, 30, 20), Span(1, Unit.WORK_HOURS), local(2026, 10, 2, 10)),
        (local(2026, 9, 30, 17), Span(1, Unit.WORK_DAYS), local(2026, 10, 2, 17)),
        (local(2026, 10, 9, 12), Span(1, Unit.WORK_DAYS), local(2026, 10, 10, 12)),
        (local(2026, 10, 9, 12), Span(2, Unit.DAYS), local(2026, 10, 11, 12)),
        (local(2026, 10, 9, 12), Span(90, Unit.MINUTES), local(2026, 10, 9, 13, 30)),
    ],
)
def test_spans_pass_on_the_working_calendar(begin: datetime, span: Span, end: datetime) -> None:
    assert later(span, begin, CHINA) == end


def test_days_keep_the_time_of_day_over_a_change_of_the_clock() -> None:
    berlin = Calendar(zone=ZoneInfo("Europe/Berlin"))
    begin = datetime(2026, 3, 28, 9, tzinfo=berlin.zone)
    assert later(Span(1, Unit.DAYS), begin, berlin) == datetime(2026, 3, 29, 9, tzinfo=berlin.zone)
    assert next_moment("30 9 * * *", begin, berlin.zone) == datetime(2026, 3, 28, 9, 30, tzinfo=berlin.zone)


def limited(*limits: dict[str, Any], ways: str = "start work\nwork end", **members: Any) -> Case:
    return case(ways, work=approve("directors", limits=list(limits), **members))


def test_people_are_reminded_as_often_as_the_limit_says() -> None:
    made = limited({"after": {"hours": 1}, "do": "remind", "every": {"hours": 2}, "times": 3})
    made.later(hours=24)
    assert made.verbs.count("remind") == 6
    assert made.verbs.count("timer_due") == 3


def test_a_late_timer_fires_once_and_says_when_it_was_due() -> None:
    made = limited({"after": {"hours": 1}, "do": "remind", "every": {"hours": 2}, "times": 3})
    (timer,) = made.instance.timers
    with pytest.raises(StepRefused):
        made.send(TimerDue(timer=timer.id))
    made.now += timedelta(days=9)
    made.send(TimerDue(timer=timer.id))
    due = next(event for event in made.history if event.verb == "timer_due")
    assert due.payload["due_at"] == timer.due_at.isoformat()
    assert [one.due_at > made.now for one in made.instance.timers if one.pending] == [True]
    with pytest.raises(StepRefused):
        made.send(TimerDue(timer=timer.id))


@pytest.mark.parametrize(
    ("do", "state"), [("approve", InstanceState.APPROVED), ("reject", InstanceState.REJECTED)]
)
def test_a_limit_decides(do: str, state: InstanceState) -> None:
    made = limited({"after": {"hours": 1}, "do": do}, order="sequential")
    made.later(hours=2)
    assert made.instance.state is state
    assert broken_invariants(made) == []


def test_a_limit_hands_the_seat_on() -> None:
    made = case(
        "start work\nwork end", work=approve("lead", limits=[{"after": {"hours": 1}, "do": "escalate"}])
    )
    made.later(hours=2)
    assert made.asked == {MANAGER}
    moved = limited({"after": {"hours": 1}, "do": "transfer", "to": [{"role": "manager"}]})
    moved.later(hours=2)
    assert moved.asked == {MANAGER, VICE}


def test_a_limit_takes_its_edge_and_a_decision_stops_it() -> None:
    ways = "start work\nwork end:approved\nwork late:timeout\nlate end"
    limit = {"after": {"hours": 1}, "do": "edge"}
    made = case(ways, work=approve("directors", limits=[limit]), late=approve("boss"))
    made.later(hours=2)
    assert made.asked == {VICE}
    early = case(ways, work=approve("lead", limits=[limit]), late=approve("boss"))
    assert early.seat(LEAD).due_at == NOW + timedelta(hours=1, minutes=1)
    early.decide(LEAD, "approve")
    early.later(hours=2)
    assert early.instance.state is InstanceState.APPROVED
    assert early.path == ["start", "work", "end"]


def timer(**members: Any) -> Case:
    return case("start rest\nrest end", rest={"kind": "timer", **members})


def test_a_timer_waits_for_a_duration_a_date_or_the_next_of_a_cycle() -> None:
    made = timer(after={"hours": 3})
    made.later(hours=2)
    assert made.instance.running
    made.later(hours=2)
    assert made.instance.state is InstanceState.APPROVED
    dated = case("start rest\nrest end", {"due": date(2026, 12, 1)}, rest={"kind": "timer", "until": "due"})
    assert dated.instance.timers[0].due_at == datetime(2026, 12, 1, tzinfo=UTC)
    past = case("start rest\nrest end", {"due": date(2020, 1, 1)}, rest={"kind": "timer", "until": "due"})
    assert past.instance.state is InstanceState.APPROVED
    cycled = timer(cycle="0 8 * * 1", when='status = "ready"')
    assert cycled.instance.timers[0].due_at == datetime(2026, 11, 23, 8, tzinfo=UTC)
    cycled.later(days=10)
    assert cycled.instance.running
    cycled.record["status"] = "ready"
    cycled.later(days=10)
    assert cycled.instance.state is InstanceState.APPROVED


def test_a_blank_date_is_an_incident_that_can_be_mended() -> None:
    made = timer(until="due")
    (incident,) = made.instance.incidents
    assert incident.code == "no_date"
    made.record["due"] = date(2020, 1, 1)
    made.send(Retry(incident=incident.id, person=ADMIN))
    assert made.instance.state is InstanceState.APPROVED


@pytest.mark.parametrize(
    ("members", "right", "wrong"),
    [
        ({"message": "paid"}, Signal(kind="message", name="paid"), Signal(kind="message", name="other")),
        ({"webhook": "bank"}, Signal(kind="webhook", name="bank"), Signal(kind="message", name="bank")),
    ],
)
def test_a_wait_ends_by_what_it_waits_for(members: dict[str, Any], right: Signal, wrong: Signal) -> None:
    made = case("start rest\nrest end", rest={"kind": "wait", **members})
    with pytest.raises(StepRefused):
        made.send(wrong)
    made.send(right)
    assert made.instance.state is InstanceState.APPROVED


def test_a_wait_ends_when_the_record_is_so_or_its_time_is_over() -> None:
    ways = "start rest\nrest end\nrest late:timeout\nlate end"
    rest = {"kind": "wait", "when": "amount > 100", "limit": {"days": 1}}
    made = case(ways, rest=rest, late=approve("boss"))
    made.send(Signal(kind="record"))
    assert made.instance.running
    made.record["amount"] = Decimal(500)
    made.send(Signal(kind="record"))
    assert made.path == ["start", "rest", "end"]
    slow = case(ways, rest=rest, late=approve("boss"))
    slow.later(days=2)
    assert slow.asked == {VICE}
    full = case(ways, {"amount": 500}, rest=rest, late=approve("boss"))
    assert full.instance.state is InstanceState.APPROVED


def test_the_preview_tells_where_a_request_waits_and_takes_the_way_on_from_there() -> None:
    made = case(
        "start paid\npaid rest\npaid late:timeout\nrest below\nbelow over\nover ready\nover late:timeout\nready end\nready late:timeout\nlate end",
        paid={"kind": "wait", "message": "paid", "limit": {"days": 1}},
        late=approve("boss"),
        rest={"kind": "timer", "after": {"hours": 3}},
        below={"kind": "sub_flow", "flow": "other"},
        over={"kind": "wait", "when": "amount < 100", "limit": {"days": 9}},
        ready={"kind": "wait", "when": "amount > 100", "limit": {"days": 1}},
    )
    seen = made.surroundings()
    walked = preview(made.flow, record=RECORD, initiator=LEAD, now=NOW, surroundings=seen)
    assert [(stop.node, stop.waits, stop.until) for stop in walked] == [
        ("start", None, None),
        ("paid", "wait", None),
        ("rest", "timer", NOW + timedelta(hours=3)),
        ("below", "sub_flow", None),
        ("over", None, None),
        ("ready", "wait", None),
    ]


def test_in_a_test_run_a_record_is_as_a_step_waits_for_it_when_that_has_happened() -> None:
    made = case(
        "start ready\nready more\nmore end",
        ready={"kind": "wait", "when": "amount > 100"},
        more={"kind": "wait", "when": "amount > 200"},
    )

    def played(*turns: Turn) -> Played:
        made.numbers = count(1)
        seen = made.surroundings()
        return play(made.flow, turns, record=RECORD, initiator=LEAD, now=NOW, surroundings=seen)

    begun = played().instance
    once = played(Happened(visit=begun.visits[-1].id)).instance
    assert [(visit.node, visit.waits_for) for visit in once.visits[-2:]] == [
        ("ready", None),
        ("more", "record"),
    ]
    turns = [Happened(visit=visit.id) for visit in once.visits[-2:]]
    assert played(*turns).instance.state is InstanceState.APPROVED


def decision(conflict: bool = False, ways: str = "ask end", **outputs: Any) -> Case:
    made = case(
        "start a\na ask\n" + ways,
        a=approve("boss"),
        ask={"kind": "decision", "table": "rates", "set": {"name": "word", "amount": "sum"}},
    )
    made.tables["rates"] = Decided(outputs=outputs, rows=("r1", "r3"), numbers=(1, 3), conflict=conflict)
    made.decide(VICE, "approve")
    return made


def test_a_decision_writes_what_the_table_says() -> None:
    made = decision(word='say "yes"', sum=Decimal("-12.5"))
    (effect,) = (one for one in made.effects if one.arguments.get("name"))
    assert effect.arguments == {"name": '"say ""yes"""', "amount": "-12.5"}
    blank = decision(word=None, sum=None)
    (effect,) = (one for one in blank.effects if one.arguments.get("name"))
    assert effect.arguments == {"name": '""', "amount": "IF(FALSE, 0)"}
    assert made.instance.state is InstanceState.APPROVED


def test_rows_that_contradict_each_other_are_an_incident_or_lead_elsewhere() -> None:
    made = decision(conflict=True, word="x", sum=None)
    (incident,) = made.instance.incidents
    assert incident.code == "decision_conflict"
    assert incident.message == "Rows 1, 3 of the decision table contradict each other."
    led = decision(True, "ask end\nask a:error", word="x")
    assert led.asked == {VICE}


def sub_flow(children: int = 1, **members: Any) -> Case:
    each = {"each": "helpers"} if children > 1 else {}
    return case(
        "start below\nbelow end:approved\nbelow mend:rejected\nmend end",
        {"helpers": tuple({"id": UUID(int=one)} for one in range(50, 50 + children))},
        below={"kind": "sub_flow", "flow": "other", **each, **members},
        mend=approve("boss"),
    )


def ended(made: Case, outcome: str, at: int = 0) -> None:
    visit = next(one for one in made.instance.visits if one.node == "below")
    made.send(ChildEnded(visit=visit.id, child=UUID(visit.children[at]["instance"]), outcome=outcome))


def test_a_flow_waits_for_its_sub_flow() -> None:
    made = sub_flow()
    (start,) = (one for one in made.effects if one.kind == "StartFlow")
    assert start.arguments["flow"] == "other"
    assert made.instance.running
    ended(made, "approved")
    assert made.instance.state is InstanceState.APPROVED
    refused = sub_flow()
    ended(refused, "withdrawn")
    assert refused.asked == {VICE}


@pytest.mark.parametrize(("mode", "asked"), [("all", {VICE}), ("any", set())])
def test_sub_flows_of_rows_count_together(mode: str, asked: set[UUID]) -> None:
    made = sub_flow(3, mode=mode)
    for at, outcome in enumerate(["approved", "rejected", "approved"]):
        assert made.path[-1] == "below"
        ended(made, outcome, at)
    assert made.asked == asked
    with pytest.raises(FlowError):
        ended(made, "approved")


def test_a_flow_does_not_wait_when_it_is_told_so() -> None:
    assert sub_flow(wait=False).instance.state is InstanceState.APPROVED


def test_a_return_ends_the_sub_flows_it_leaves() -> None:
    made = case(
        "start split\nsplit below\nsplit b\nbelow join\nb join\njoin end",
        split={"kind": "parallel"},
        below={"kind": "sub_flow", "flow": "other"},
        b=approve("boss"),
        join={"kind": "parallel"},
    )
    made.decide(VICE, "return")
    (signal,) = (one for one in made.effects if one.kind == "SignalFlow")
    assert signal.arguments["signal"] == "terminate"


ACTION = {"kind": "action", "do": [{"SetFields": {"name": '"x"'}}]}


def test_a_step_that_fails_stops_the_request_and_is_tried_again() -> None:
    made = case("start a\na mark\nmark end", a=approve("boss"), mark=ACTION)
    made.failing = True
    made.record["name"] = None
    made.decide(VICE, "approve")
    (incident,) = made.instance.incidents
    assert incident.code == "step_failed"
    assert made.instance.running
    made.failing = False
    made.send(Retry(incident=incident.id, person=ADMIN))
    assert made.instance.state is InstanceState.APPROVED
    assert made.record["name"] == "x"


def test_a_step_that_fails_may_have_a_way_of_its_own() -> None:
    made = case(
        "start a\na mark\nmark end\nmark mend:error\nmend end",
        a=approve("boss"),
        mark=ACTION,
        mend=approve("manager"),
    )
    made.failing = True
    made.decide(VICE, "approve")
    assert made.asked == {MANAGER}
    assert made.visit_of(made.seat(VICE).visit).state is VisitState.DONE
    assert made.seat(MANAGER).state is SeatState.OPEN
