"""Branches: parallel and inclusive gateways, ends, and what goes back out of a region."""

from __future__ import annotations

import pytest

from dougong_flow import InstanceState, Jump, SeatState, Skip, VerbRefused, allowed_actions, parse_flow
from dougong_model import DocumentError
from tests.engines.flow.drawn import approve, case, drawn
from tests.engines.flow.scene import (
    ADMIN,
    DIRECTOR,
    LEAD,
    MANAGER,
    REP,
    VICE,
    VOCABULARY,
    Case,
    broken_invariants,
)

PARALLEL = """
    start first
    first split
    split a
    split b
    a join
    b c
    c join
    join last
    last end
"""
GATE = {"kind": "parallel"}


def region(**options: object) -> Case:
    """Return a case before, in and after a parallel region: first | (a ‖ b, c) | last."""
    verbs = ["approve", "reject", "return", "transfer", "delegate", "add_before", "add_after"]
    return case(
        PARALLEL,
        options.pop("options", None),
        first=approve("lead", verbs=verbs, **options),
        split=GATE,
        a=approve("manager", verbs=verbs, **options),
        b=approve("directors", mode="any", verbs=verbs, **options),
        c=approve("boss", verbs=verbs, **options),
        join=GATE,
        last=approve("manager", verbs=verbs, **options),
    )


def inside() -> Case:
    """Return the case with both branches begun."""
    made = region()
    made.decide(LEAD, "approve")
    return made


def test_a_join_waits_for_every_branch_once() -> None:
    made = inside()
    assert made.asked == {MANAGER, DIRECTOR, VICE}
    made.decide(DIRECTOR, "approve")
    made.decide(VICE, "approve")
    assert made.asked == {MANAGER}
    assert made.path[-1] == "join"
    made.decide(MANAGER, "approve")
    assert made.path[-1] == "last"
    (opened,) = made.instance.regions
    assert (opened.expected, opened.arrived) == (2, 2)
    made.decide(MANAGER, "approve")
    assert made.instance.state is InstanceState.APPROVED
    assert broken_invariants(made) == []


def test_a_rejection_without_a_way_ends_all_branches() -> None:
    made = inside()
    made.decide(DIRECTOR, "reject")
    assert made.instance.running
    made.decide(VICE, "reject")
    assert made.instance.state is InstanceState.REJECTED
    assert made.seat(MANAGER).state is SeatState.CANCELLED_BY_END
    assert broken_invariants(made) == []


def test_back_within_a_branch_leaves_the_other_alone() -> None:
    made = inside()
    made.decide(DIRECTOR, "approve")
    seats = allowed_actions(
        made.flow, made.instance, VICE, now=made.now, surroundings=made.surroundings()
    ).returns
    assert list(seats.values()) == [("b", "first", "initiator")]
    made.decide(VICE, "return", to="b")
    assert made.asked == {MANAGER, DIRECTOR, VICE}
    made.decide(MANAGER, "approve")
    made.decide(DIRECTOR, "approve")
    made.decide(VICE, "approve")
    assert made.path[-1] == "last"
    assert broken_invariants(made) == []


def test_back_out_of_a_region_cancels_all_of_it() -> None:
    made = inside()
    made.decide(DIRECTOR, "approve")
    made.decide(VICE, "return", to="first")
    assert made.asked == {LEAD}
    assert made.seat(MANAGER).state is SeatState.CANCELLED_BY_RETURN
    made.decide(LEAD, "approve")
    assert made.asked == {MANAGER, DIRECTOR, VICE}
    assert len(made.instance.regions) == 2
    assert broken_invariants(made) == []


def test_a_sibling_branch_is_no_target() -> None:
    made = inside()
    with pytest.raises(VerbRefused) as refused:
        made.decide(MANAGER, "return", to="b")
    assert refused.value.allowed == ("first", "initiator")
    made.decide(MANAGER, "return")
    assert made.asked == {REP}
    assert broken_invariants(made) == []


def test_behind_a_region_its_nodes_are_no_targets() -> None:
    made = inside()
    made.decide(DIRECTOR, "approve")
    made.decide(VICE, "approve")
    made.decide(MANAGER, "approve")
    with pytest.raises(VerbRefused) as refused:
        made.decide(MANAGER, "return", to="a")
    assert refused.value.allowed == ("first", "initiator")
    made.decide(MANAGER, "return", to="first")
    assert made.asked == {LEAD}
    assert broken_invariants(made) == []


def test_a_jump_back_leaves_out_what_was_decided() -> None:
    made = case(
        "start a\na b\nb c\nc end",
        a=approve("lead"),
        b=approve("manager"),
        c=approve("boss", after_return="jump_back"),
    )
    made.decide(LEAD, "approve")
    made.decide(MANAGER, "approve")
    made.decide(VICE, "return", to="a")
    made.decide(LEAD, "approve")
    assert made.asked == {VICE}
    made.decide(VICE, "approve")
    assert made.path == ["start", "a", "b", "c", "a", "c", "end"]


def test_a_jump_back_is_walked_when_a_gateway_between_would_say_something_else() -> None:
    ways = """
        start a
        a which
        which b [amount > 100]
        which c [else]
        b c
        c end
    """
    made = case(
        ways,
        {"amount": 10},
        a=approve("lead"),
        which={"kind": "exclusive"},
        b=approve("manager"),
        c=approve("boss", after_return="jump_back"),
    )
    made.decide(LEAD, "approve")
    made.decide(VICE, "return", to="a")
    made.record["amount"] = 5000
    made.decide(LEAD, "approve")
    assert made.asked == {MANAGER}
    assert "replay" in made.verbs


def test_a_jump_back_out_of_a_region_is_walked() -> None:
    made = region(after_return="jump_back")
    made.decide(LEAD, "approve")
    made.decide(MANAGER, "return", to="first")
    made.decide(LEAD, "approve")
    assert made.asked == {MANAGER, DIRECTOR, VICE}


INCLUSIVE = """
    start split
    split a [amount > 100]
    split b [amount > 1000]
    split c [else]
    a join
    b join
    c join
    join last
    last end
"""


@pytest.mark.parametrize(("amount", "asked"), [(10, {VICE}), (500, {LEAD}), (5000, {LEAD, MANAGER})])
def test_an_inclusive_gateway_takes_every_way_that_holds(amount: int, asked: set[object]) -> None:
    made = case(
        INCLUSIVE,
        {"amount": amount},
        split={"kind": "inclusive"},
        a=approve("lead"),
        b=approve("manager"),
        c=approve("boss"),
        join={"kind": "inclusive"},
        last=approve("directors", mode="any"),
    )
    assert made.asked == asked
    for who in sorted(asked, key=str):
        assert "last" not in made.path
        made.decide(who, "approve")  # type: ignore[arg-type]
    assert made.path[-1] == "last"
    assert broken_invariants(made) == []


def test_an_inclusive_join_does_not_wait_for_a_branch_that_ended() -> None:
    ways = INCLUSIVE.replace("b join", "b stop:rejected\n b join:approved")
    made = case(
        ways,
        {"amount": 5000},
        split={"kind": "inclusive"},
        a=approve("lead"),
        b=approve("manager"),
        c=approve("boss"),
        join={"kind": "inclusive"},
        last=approve("directors", mode="any"),
        stop={"kind": "end"},
    )
    made.decide(LEAD, "approve")
    made.decide(MANAGER, "reject")
    assert made.path[-1] == "last"
    made.decide(DIRECTOR, "approve")
    assert made.instance.state is InstanceState.REJECTED


def test_a_terminating_end_ends_the_other_branches() -> None:
    made = case(
        "start split\nsplit a\nsplit b\na join:approved\na stop:rejected\nb join\njoin end",
        split=GATE,
        a=approve("lead"),
        b=approve("manager"),
        join=GATE,
        stop={"kind": "end", "terminate": True},
    )
    made.decide(LEAD, "reject")
    assert made.instance.state is InstanceState.REJECTED
    assert made.seat(MANAGER).state is SeatState.CANCELLED_BY_END


def problems(ways: str, **nodes: dict[str, object]) -> list[tuple[str, str, str | None]]:
    """Return code, place and hint of what is refused."""
    with pytest.raises(DocumentError) as refused:
        parse_flow(drawn(ways, **nodes), VOCABULARY)
    return [(one.code, one.pointer, one.hint) for one in refused.value.problems]


def test_a_join_that_can_never_fill_is_refused_with_the_way() -> None:
    found = problems(
        "start split\nsplit a\nsplit b\na join:approved\na stop:rejected\nb join\njoin end",
        split=GATE,
        a=approve("lead"),
        b=approve("manager"),
        join=GATE,
        stop={"kind": "end"},
    )
    assert found == [("join_never_fills", "/nodes/3", "split → a → stop")]


def test_a_choice_before_a_join_is_refused() -> None:
    found = problems(
        "start which\nwhich a [amount > 1]\nwhich b [else]\na join\nb join\njoin end",
        which={"kind": "exclusive"},
        a=approve("lead"),
        b=approve("manager"),
        join=GATE,
    )
    assert found[0][:2] == ("join_without_split", "/nodes/3")


def test_branches_that_meet_before_their_join_are_refused() -> None:
    found = problems(
        "start split\nsplit a\nsplit b\nsplit c\na mix\nb mix\nmix join\nc join\njoin end",
        split=GATE,
        a=approve("lead"),
        b=approve("manager"),
        c=approve("boss"),
        mix={"kind": "cc", "who": [{"role": "manager"}]},
        join=GATE,
    )
    assert found == [("join_overfilled", "/nodes/5", "mix → join")]


def test_two_splits_may_share_a_join() -> None:
    made = case(
        "start split\nsplit a\nsplit inner\ninner b\ninner c\na join\nb join\nc join\njoin end",
        split=GATE,
        inner=GATE,
        a=approve("lead"),
        b=approve("manager"),
        c=approve("boss"),
        join=GATE,
    )
    for who in (LEAD, MANAGER, VICE):
        made.decide(who, "approve")
    assert made.instance.state is InstanceState.APPROVED
    assert broken_invariants(made) == []


def test_a_circle_is_told_with_its_way() -> None:
    found = problems(
        "start a\na which\nwhich do [amount > 1]\nwhich end [else]\ndo which",
        a=approve("lead"),
        which={"kind": "exclusive"},
        do={"kind": "action", "do": [{"SetFields": {"name": '"x"'}}]},
    )
    assert ("circle", "/nodes/1", "which → do → which") in found


def test_an_administrator_leads_a_token_on() -> None:
    made = case("start a\na b\nb end", a=approve("nobody", fallback="stop"), b=approve("manager"))
    (incident,) = made.instance.incidents
    made.send(Skip(incident=incident.id, person=ADMIN, comment="nobody there"))
    assert made.asked == {MANAGER}
    visit = made.instance.visits[-1].id
    made.send(Jump(visit=visit, person=ADMIN, to="end", comment="enough"))
    assert made.instance.state is InstanceState.APPROVED
