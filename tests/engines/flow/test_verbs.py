"""Verbs: what people may do with a seat besides deciding, in every mode, and before, in and behind a region."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from dougong_flow import (
    AddApprovers,
    AddSign,
    Copy,
    Decide,
    Delegate,
    FlowError,
    InstanceState,
    InstanceSuspended,
    MarkRead,
    NotTheSeatsPerson,
    PersonRefused,
    PickMissing,
    Reassign,
    Remind,
    RemindRefused,
    RemoveAdded,
    RemoveApprover,
    Resume,
    SeatState,
    Suspend,
    TakeBack,
    TakeBackRefused,
    Transfer,
    Verb,
    VerbRefused,
    allowed_actions,
    check_picks,
)
from tests.engines.flow.drawn import ALL_VERBS, approve, case
from tests.engines.flow.scene import (
    ADMIN,
    COMPANY,
    DIRECTOR,
    GONE,
    LEAD,
    MANAGER,
    REP,
    VICE,
    Case,
    broken_invariants,
)

POSITIONS = {
    "before": "start work\nwork split\nsplit a\nsplit b\na join\nb join\njoin end",
    "in": "start split\nsplit work\nsplit b\nwork a\na join\nb join\njoin end",
    "after": "start split\nsplit a\nsplit b\na join\nb join\njoin work\nwork end",
}
MODES: dict[str, dict[str, Any]] = {
    "all": {},
    "any": {"mode": "any"},
    "ratio": {"mode": "ratio", "ratio": 51},
    "in turn": {"order": "sequential"},
}


@pytest.fixture(params=POSITIONS)
def position(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def place(position: str, *people: str, passed: bool = True, **members: Any) -> Case:
    """Return a case whose node `work`, of some people, is open at a position of a parallel region."""
    members = {"verbs": ALL_VERBS, **members}
    made = case(
        POSITIONS[position],
        work=approve(*(people or ("directors",)), **members),
        split={"kind": "parallel"},
        a=approve("lead", verbs=ALL_VERBS),
        b=approve("manager", verbs=ALL_VERBS),
        join={"kind": "parallel"},
    )
    if position == "after" and passed:
        made.decide(LEAD, "approve")
        made.decide(MANAGER, "approve")
    return made


def finish(made: Case) -> None:
    """Let everybody approve until the end."""
    for _ in range(20):
        if not made.instance.running:
            break
        seat = made.instance.open_seats()[0]
        verb = "advise" if seat.origin == "delegate" else "approve"
        made.decide(seat.person, verb, comment="fine")
        assert broken_invariants(made) == []
    assert made.instance.state is InstanceState.APPROVED


def at_work(made: Case) -> dict[UUID, SeatState]:
    """Return the states of the seats of the last visit of `work`, by person."""
    visit = [one for one in made.instance.visits if one.node == "work"][-1]
    return {seat.person: seat.state for seat in made.instance.seats_of(visit.id)}


def test_a_seat_is_transferred(position: str, mode: str) -> None:
    made = place(position, **MODES[mode])
    made.send(Transfer(seat=made.seat(DIRECTOR).id, person=DIRECTOR, to=ADMIN, comment="yours"))
    assert at_work(made)[ADMIN] is SeatState.OPEN
    assert DIRECTOR not in at_work(made)
    assert made.seat(ADMIN).origin == "transfer"
    finish(made)


def test_a_delegate_is_heard_and_the_owner_decides(position: str, mode: str) -> None:
    made = place(position, **MODES[mode])
    made.send(Delegate(seat=made.seat(DIRECTOR).id, person=DIRECTOR, to=ADMIN))
    assert at_work(made)[DIRECTOR] is SeatState.WAITING_DELEGATE
    with pytest.raises(VerbRefused):
        made.decide(ADMIN, "approve")
    with pytest.raises(VerbRefused):
        made.decide(ADMIN, "advise")
    made.decide(ADMIN, "advise", "too dear")
    assert at_work(made)[DIRECTOR] is SeatState.OPEN
    finish(made)


@pytest.mark.parametrize("after", [False, True])
def test_added_people_decide_for_the_seat_that_asked_them(position: str, mode: str, after: bool) -> None:
    made = place(position, **MODES[mode])
    made.send(AddSign(seat=made.seat(DIRECTOR).id, person=DIRECTOR, people=(ADMIN,), after=after))
    assert at_work(made)[DIRECTOR] is SeatState.WAITING_ADDED
    verbs = allowed_actions(made.flow, made.instance, ADMIN).seats[made.seat(ADMIN).id]
    assert verbs == (Verb.APPROVE, Verb.REJECT, Verb.RETURN, Verb.TRANSFER)
    made.decide(ADMIN, "approve")
    assert at_work(made)[DIRECTOR] is (SeatState.DONE if after else SeatState.OPEN)
    finish(made)


@pytest.mark.parametrize("after", [False, True])
def test_a_reject_of_somebody_added_is_a_reject_of_who_asked(position: str, after: bool) -> None:
    made = place(position, reject="initiator")
    made.send(AddSign(seat=made.seat(DIRECTOR).id, person=DIRECTOR, people=(ADMIN,), after=after))
    made.decide(ADMIN, "reject")
    assert made.asked == {REP}
    assert made.seat(DIRECTOR).verb == "reject"
    assert broken_invariants(made) == []


def test_added_people_do_not_swing_a_vote() -> None:
    made = place("before", "directors", "manager", mode="ratio", ratio=60)
    made.send(AddSign(seat=made.seat(DIRECTOR).id, person=DIRECTOR, people=(ADMIN, LEAD)))
    made.decide(ADMIN, "approve")
    made.decide(LEAD, "approve")
    made.decide(VICE, "reject")
    assert made.instance.state is InstanceState.RUNNING
    made.decide(DIRECTOR, "reject")
    assert made.instance.state is InstanceState.REJECTED


def test_who_asked_somebody_may_take_it_back_until_he_decides() -> None:
    made = place("in")
    made.send(AddSign(seat=made.seat(DIRECTOR).id, person=DIRECTOR, people=(ADMIN,)))
    with pytest.raises(FlowError):
        made.send(RemoveAdded(seat=made.seat(ADMIN).id, person=VICE))
    made.send(RemoveAdded(seat=made.seat(ADMIN).id, person=DIRECTOR))
    assert at_work(made)[DIRECTOR] is SeatState.OPEN
    finish(made)


def test_nobody_gets_a_second_seat_and_nobody_who_is_away() -> None:
    made = place("before")
    seat = made.seat(DIRECTOR).id
    for to in (VICE, DIRECTOR, GONE):
        with pytest.raises(PersonRefused):
            made.send(Transfer(seat=seat, person=DIRECTOR, to=to))
        with pytest.raises(PersonRefused):
            made.send(AddSign(seat=seat, person=DIRECTOR, people=(to,)))


def test_a_verb_must_be_offered() -> None:
    made = place("before", verbs=["approve"])
    with pytest.raises(VerbRefused):
        made.send(Transfer(seat=made.seat(DIRECTOR).id, person=DIRECTOR, to=ADMIN))


@pytest.mark.parametrize("ratio", [(50, 1), (51, 2), (100, 2)])
def test_a_ratio_is_rounded_up(ratio: tuple[float, int]) -> None:
    made = case("start work\nwork end", work=approve("directors", mode="ratio", ratio=ratio[0]))
    made.decide(DIRECTOR, "approve")
    assert made.instance.running == (ratio[1] > 1)


def test_weights_count_and_a_vote_ends_when_it_is_lost() -> None:
    who = [{"role": "director", "weight": 1}, {"role": "manager", "weight": 3}]
    made = case("start work\nwork end", work={"kind": "approve", "who": who, "mode": "ratio", "ratio": 50})
    made.decide(MANAGER, "reject")
    assert made.instance.state is InstanceState.REJECTED


def test_in_turn_the_next_is_asked_when_the_one_before_has_decided() -> None:
    made = place("in", "directors", "helpers", order="sequential")
    assert at_work(made) == {DIRECTOR: SeatState.OPEN, VICE: SeatState.WAITING_TURN}
    with pytest.raises(FlowError):
        made.decide(VICE, "approve")
    made.decide(DIRECTOR, "approve")
    assert at_work(made)[VICE] is SeatState.OPEN
    made.decide(VICE, "reject")
    assert made.instance.state is InstanceState.REJECTED


def test_work_is_claimed_by_one_of_a_pool() -> None:
    made = place("in", claim=True)
    assert allowed_actions(made.flow, made.instance, VICE).seats == {made.seat(VICE).id: (Verb.CLAIM,)}
    with pytest.raises(VerbRefused):
        made.decide(VICE, "approve")
    made.decide(VICE, "claim")
    assert at_work(made)[DIRECTOR] is SeatState.WAITING_CLAIM
    made.decide(VICE, "release")
    made.decide(DIRECTOR, "claim")
    made.decide(DIRECTOR, "approve")
    assert at_work(made)[VICE] is SeatState.CANCELLED_BY_OUTCOME
    finish(made)


def test_a_decision_is_taken_back_while_the_step_is_open(position: str, mode: str) -> None:
    options = MODES[mode] | ({"mode": "ratio", "ratio": 100} if mode in ("any", "ratio") else {})
    made = place(position, **options)
    made.decide(DIRECTOR, "approve")
    made.send(TakeBack(seat=made.seat(DIRECTOR).id, person=DIRECTOR))
    assert at_work(made)[DIRECTOR] is SeatState.OPEN
    made.decide(DIRECTOR, "reject")
    assert made.instance.state is InstanceState.REJECTED
    assert broken_invariants(made) == []


def test_the_sole_person_of_a_closed_step_takes_his_decision_back(position: str) -> None:
    made = place(position, "boss")
    if position == "after":
        made = place("before", "boss")
    made.decide(VICE, "approve")
    made.send(TakeBack(seat=made.seat(VICE).id, person=VICE))
    assert at_work(made) == {VICE: SeatState.OPEN}
    assert broken_invariants(made) == []
    finish(made)


def test_a_join_that_he_opened_himself_closes_again() -> None:
    made = place("after", passed=False)
    made.decide(LEAD, "approve")
    made.decide(MANAGER, "approve")
    assert made.asked == {DIRECTOR, VICE}
    with pytest.raises(TakeBackRefused):
        made.send(TakeBack(seat=made.seat(LEAD).id, person=LEAD))
    made.send(TakeBack(seat=made.seat(MANAGER).id, person=MANAGER))
    assert made.asked == {MANAGER}
    assert broken_invariants(made) == []
    finish(made)


def test_it_is_too_late_when_somebody_or_something_has_gone_on() -> None:
    made = place("before", "boss")
    made.decide(VICE, "approve")
    seat = made.seat(VICE).id
    made.decide(LEAD, "approve")
    with pytest.raises(TakeBackRefused):
        made.send(TakeBack(seat=seat, person=VICE))
    acted = case(
        "start work\nwork mark\nmark last\nlast end",
        work=approve("boss"),
        mark={"kind": "action", "do": [{"SetFields": {"name": '"x"'}}]},
        last=approve("manager"),
    )
    acted.decide(VICE, "approve")
    with pytest.raises(TakeBackRefused):
        acted.send(TakeBack(seat=acted.seat(VICE).id, person=VICE))
    with pytest.raises(TakeBackRefused):
        acted.send(TakeBack(seat=acted.seat(VICE).id, person=LEAD))


def test_people_are_reminded_once_an_hour_and_so_often_as_the_node_says() -> None:
    made = place("in", remind_limit=2)
    seat = made.seat(DIRECTOR).id
    with pytest.raises(RemindRefused):
        made.send(Remind(seat=seat, person=ADMIN))
    made.send(Remind(seat=seat, person=REP))
    with pytest.raises(RemindRefused):
        made.send(Remind(seat=seat, person=ADMIN, administrator=True))
    made.now += timedelta(hours=1)
    made.send(Remind(seat=seat, person=ADMIN, administrator=True))
    made.now += timedelta(hours=1)
    with pytest.raises(RemindRefused):
        made.send(Remind(seat=seat, person=REP))
    assert [effect.arguments["person"] for effect in made.effects if effect.kind == "Notify"] == [
        str(DIRECTOR)
    ] * 2


def test_copies_are_given_and_read_and_decide_nothing() -> None:
    made = case(
        "start tell\ntell work\nwork end",
        tell={"kind": "cc", "who": [{"role": "manager"}]},
        work=approve("boss"),
    )
    assert made.asked == {VICE}
    copy = made.seat(MANAGER)
    assert copy.state is SeatState.COPIED
    made.send(MarkRead(seat=copy.id, person=MANAGER))
    made.send(Copy(person=VICE, people=(LEAD, MANAGER)))
    assert made.seat(LEAD).state is SeatState.COPIED
    with pytest.raises(FlowError):
        made.decide(LEAD, "approve")
    made.decide(VICE, "approve")
    assert made.instance.state is InstanceState.APPROVED
    assert broken_invariants(made) == []


def test_a_proxy_acts_for_who_is_away_but_not_in_his_own_request() -> None:
    away = replace(COMPANY, proxies={VICE: ADMIN, DIRECTOR: REP})
    made = case("start work\nwork end", {"organisation": away}, work=approve("directors"))
    actions = allowed_actions(made.flow, made.instance, ADMIN, now=made.now, surroundings=made.surroundings())
    assert list(actions.seats) == [made.seat(VICE).id]
    made.send(Decide(seat=made.seat(VICE).id, person=ADMIN, verb=Verb.APPROVE))
    assert (made.history[-1].actor, made.history[-1].on_behalf_of) == (ADMIN, VICE)
    with pytest.raises(NotTheSeatsPerson):
        made.send(Decide(seat=made.seat(DIRECTOR).id, person=REP, verb=Verb.APPROVE))


def test_who_has_left_is_replaced_by_who_took_over() -> None:
    left = replace(COMPANY, successors={GONE: MANAGER})
    made = case(
        "start work\nwork end", {"organisation": left, "helpers": ({"id": GONE},)}, work=approve("helpers")
    )
    assert made.asked == {MANAGER}
    assert [line["step"] for line in made.instance.visits[-1].trace] == ["rule", "inactive", "stand_in"]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ({"supervisors": 2}, {LEAD, MANAGER}),
        ({"supervisors": "top"}, {LEAD, MANAGER, DIRECTOR}),
        ({"supervisors": {"role": "manager"}}, {LEAD, MANAGER}),
        ({"department_head": 1}, {LEAD}),
        ({"department_head": 2}, {DIRECTOR}),
        ({"formula": "IF(amount > 5, settings.boss, owner)"}, {VICE}),
    ],
)
def test_people_are_found_along_lines_and_by_formulas(rule: dict[str, Any], found: set[UUID]) -> None:
    made = case("start work\nwork end", work={"kind": "approve", "who": [rule]})
    assert made.asked == found


def test_people_are_chosen_by_who_comes_before() -> None:
    chosen = {"kind": "approve", "who": [{"chosen": "initiator"}]}
    later = {"kind": "approve", "who": [{"chosen": "previous"}]}
    made = case("start a\na b\nb end", {"chosen": {"a": (VICE,)}}, a=chosen, b=later)
    assert made.asked == {VICE}
    with pytest.raises(VerbRefused):
        made.decide(VICE, "approve", chosen={"a": (LEAD,)})
    made.decide(VICE, "approve", chosen={"b": (LEAD, MANAGER)})
    assert made.asked == {LEAD, MANAGER}


LATER: dict[str, Any] = {"kind": "approve", "who": [{"chosen": "previous"}]}
BETWEEN: dict[str, dict[str, Any]] = {
    "b": approve("manager"),
    "pause": {"kind": "timer", "after": {"days": 2}},
    "mark": {"kind": "action", "do": [{"SetFields": {"status": '"seen"'}}]},
    "split": {"kind": "parallel"},
    "join": {"kind": "parallel"},
    "large": {"kind": "exclusive"},
}


@pytest.mark.parametrize(
    ("way", "later", "verb", "lacks"),
    [
        ("a later", {}, "approve", True),
        ("a later", {}, "return", False),
        ("a later", {"fallback": "auto_pass"}, "approve", False),
        ("a later", {"fallback": [{"role": "director"}]}, "approve", False),
        ("a later", {"who": [{"chosen": "previous"}, {"role": "director"}]}, "approve", False),
        ("a pause\npause mark\nmark later", {}, "approve", True),
        ("a b\nb later", {}, "approve", False),
        ("a large\nlarge later [amount > 5]\nlarge end [else]", {}, "approve", True),
        ("a large\nlarge later [amount > 500]\nlarge end [else]", {}, "approve", False),
        ("a split\nsplit b\nsplit later\nb join\nlater join\njoin end", {}, "approve", True),
        ("a end:approved\na later:rejected", {}, "reject", True),
        ("a end:approved\na later:rejected", {}, "approve", False),
    ],
)
def test_whoever_decides_picks_people_where_nobody_else_is_meant(
    way: str, later: dict[str, Any], verb: str, lacks: bool
) -> None:
    nodes = {key: node for key, node in BETWEEN.items() if key in way.split()}
    ways = f"start a\n{way}" + ("" if "later end" in way or "later join" in way else "\nlater end")
    made = case(ways, a=approve("lead"), **{**nodes, "later": {**LATER, **later}})
    seat = made.instance.open_seats()[0]

    def lacking(**chosen: tuple[UUID, ...]) -> tuple[str, ...]:
        command = Decide(seat=seat.id, person=LEAD, verb=Verb(verb), chosen=chosen)
        try:
            check_picks(made.flow, made.instance, command, made.now, made.surroundings())
        except PickMissing as error:
            return error.nodes
        return ()

    assert lacking() == (("later",) if lacks else ())
    assert lacking(later=(VICE,)) == ()


def test_only_the_last_of_several_must_pick() -> None:
    made = case("start a\na later\nlater end", a=approve("directors", "lead"), later=LATER)
    people = sorted(made.asked)
    for person in people:
        seat = next(one for one in made.instance.open_seats() if one.person == person)
        command = Decide(seat=seat.id, person=person, verb=Verb.APPROVE)
        if person == people[-1]:
            with pytest.raises(PickMissing):
                check_picks(made.flow, made.instance, command, made.now, made.surroundings())
        else:
            check_picks(made.flow, made.instance, command, made.now, made.surroundings())
            made.decide(person, "approve")


@pytest.mark.parametrize(
    ("fallback", "asked"),
    [([{"role": "director"}], {DIRECTOR, VICE}), ("flow_admin", {ADMIN}), ("auto_pass", set())],
)
def test_nobody_found_goes_where_the_node_says(fallback: Any, asked: set[UUID]) -> None:
    made = case("start work\nwork end", work=approve("nobody", fallback=fallback))
    assert made.asked == asked
    assert made.instance.running == bool(asked)


def test_who_approved_anywhere_before_is_not_asked_again() -> None:
    ways = "start a\na b\nb c\nc end"
    again = {"same_person": "instance"}
    made = case(ways, a=approve("boss"), b=approve("lead"), c=approve("boss", **again))
    made.decide(VICE, "approve")
    made.decide(LEAD, "approve")
    assert made.instance.state is InstanceState.APPROVED
    back = case(ways, a=approve("boss"), b=approve("lead"), c=approve("boss", **again))
    back.decide(VICE, "approve")
    back.record["version"] += 1
    back.decide(LEAD, "approve")
    assert back.asked == {VICE}


@pytest.mark.parametrize("sent_back", ["return", "reject"])
@pytest.mark.parametrize("scope", ["consecutive", "instance"])
def test_who_gets_a_request_back_is_asked_again(scope: str, sent_back: str) -> None:
    made = case(
        "start a\na b\nb c\nc end",
        a=approve("boss"),
        b=approve("boss", same_person=scope),
        c=approve("manager", reject="previous", verbs=ALL_VERBS),
    )
    made.decide(VICE, "approve")
    assert made.asked == {MANAGER}
    made.decide(MANAGER, sent_back, **({"to": "b"} if sent_back == "return" else {}))
    assert made.asked == {VICE}
    made.decide(VICE, "approve")
    finish(made)


def test_time_begins_anew_when_a_request_comes_back() -> None:
    made = case(
        "start a\na b\nb end",
        a=approve("lead", limits=[{"after": {"hours": 4}, "do": "reject"}]),
        b=approve("boss", verbs=ALL_VERBS),
    )
    made.later(hours=3)
    made.decide(LEAD, "approve")
    made.decide(VICE, "return", to="a")
    made.later(hours=3)
    assert made.asked == {LEAD}
    made.later(hours=2)
    assert made.instance.state is InstanceState.REJECTED


@pytest.mark.parametrize(("reject", "to", "asked"), [("previous", None, {VICE}), ("node", "a", {LEAD})])
def test_a_rejection_goes_back_where_the_node_says(reject: str, to: str | None, asked: set[UUID]) -> None:
    members = {"reject": reject} | ({"reject_to": to} if to else {})
    made = case(
        "start a\na b\nb c\nc end", a=approve("lead"), b=approve("boss"), c=approve("manager", **members)
    )
    made.decide(LEAD, "approve")
    made.decide(VICE, "approve")
    made.decide(MANAGER, "reject")
    assert made.asked == asked


def test_the_same_people_are_asked_again_when_the_node_says_so() -> None:
    made = case(
        "start a\na b\nb end",
        {"helpers": ({"id": LEAD},)},
        a=approve("helpers", people_on_return="same"),
        b=approve("boss"),
    )
    made.decide(LEAD, "approve")
    made.record["helpers"] = ({"id": MANAGER},)
    made.decide(VICE, "return", to="a")
    assert made.asked == {LEAD}


def test_targets_of_return_are_those_the_node_offers() -> None:
    made = case(
        "start a\na b\nb c\nc end",
        a=approve("lead"),
        b=approve("boss"),
        c=approve("manager", return_to=["previous", "initiator"]),
    )
    made.decide(LEAD, "approve")
    made.decide(VICE, "approve")
    with pytest.raises(VerbRefused) as refused:
        made.decide(MANAGER, "return", to="a")
    assert refused.value.allowed == ("b", "initiator")
    made.decide(MANAGER, "return", to="previous")
    assert made.asked == {VICE}


def test_what_a_step_did_is_undone_on_return_and_done_again() -> None:
    made = case(
        "start a\na mark\nmark b\nb end",
        a=approve("lead"),
        mark={
            "kind": "action",
            "do": [{"SetFields": {"name": '"booked"'}}],
            "compensate": [{"SetFields": {"name": '"free"'}}],
        },
        b=approve("boss"),
    )
    made.decide(LEAD, "approve")
    assert made.record["name"] == "booked"
    made.decide(VICE, "return", to="a")
    assert made.record["name"] == "free"
    made.decide(LEAD, "approve")
    assert made.record["name"] == "booked"
    assert broken_invariants(made) == []


def test_an_administrator_gives_adds_and_removes_seats(position: str) -> None:
    made = place(position)
    visit = made.seat(DIRECTOR).visit
    made.send(Reassign(seat=made.seat(DIRECTOR).id, person=ADMIN, to=ADMIN, comment="ill"))
    made.send(AddApprovers(visit=visit, person=ADMIN, people=(DIRECTOR,), comment="he too"))
    made.send(RemoveApprover(seat=made.seat(ADMIN).id, person=ADMIN, comment="not me"))
    made.send(RemoveApprover(seat=made.seat(VICE).id, person=ADMIN, comment="away"))
    with pytest.raises(PersonRefused):
        made.send(RemoveApprover(seat=made.seat(DIRECTOR).id, person=ADMIN, comment="last"))
    finish(made)


def test_a_suspended_request_waits_for_an_administrator() -> None:
    made = place("in", limits=[{"after": {"hours": 2}, "do": "approve"}])
    made.send(Suspend(person=ADMIN, comment="audit"))
    with pytest.raises(InstanceSuspended):
        made.decide(DIRECTOR, "approve")
    made.later(hours=5)
    assert "auto_approve" not in made.verbs
    made.send(Resume(person=ADMIN))
    made.later(hours=1)
    assert "auto_approve" not in made.verbs
    made.later(hours=2)
    assert made.verbs.count("auto_approve") == 2
