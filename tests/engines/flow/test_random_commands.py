"""Random commands on random flows keep the invariants: no lost token, no stuck case, no second decision."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dougong_flow import (
    Complete,
    Decide,
    FlowError,
    Retry,
    SeatState,
    Terminate,
    Verb,
    Withdraw,
    allowed_actions,
)
from tests.engines.flow.scene import (
    ADMIN,
    DIRECTOR,
    LEAD,
    MANAGER,
    REP,
    VICE,
    Case,
    broken_invariants,
    document,
    flow,
)

PEOPLE = (REP, LEAD, MANAGER, DIRECTOR, VICE, ADMIN)
WHO: tuple[list[dict[str, Any]], ...] = (
    [{"supervisor": 1}],
    [{"supervisor": 3}],
    [{"role": "director"}],
    [{"role": "nobody"}],
    [{"team": "settings.buyers"}],
    [{"field": "owner"}],
    [{"role": "manager"}, {"person": "settings.boss"}],
)


@st.composite
def nodes(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "who": draw(st.sampled_from(WHO)),
        "mode": draw(st.sampled_from(["all", "any"])),
        "any_reject": draw(st.sampled_from(["all", "first"])),
        "initiator": draw(st.sampled_from(["superior", "self", "skip"])),
        "same_person": draw(st.sampled_from(["off", "consecutive"])),
    }


@given(
    lead=nodes(),
    director=nodes(),
    amount=st.sampled_from([10, 5000]),
    initiator=st.sampled_from(PEOPLE),
    withdraw=st.sampled_from(["before_first_decision", "until_end", "never"]),
    saved=st.booleans(),
    data=st.data(),
)
def test_random_commands_keep_the_invariants(
    lead: dict[str, Any],
    director: dict[str, Any],
    amount: int,
    initiator: Any,
    withdraw: str,
    saved: bool,
    data: st.DataObject,
) -> None:
    definition = flow({**document(lead=lead, director=director), "withdraw": withdraw})
    case = Case(definition, amount=amount, initiator=initiator, saved=saved)
    assert broken_invariants(case) == []
    for _ in range(data.draw(st.integers(1, 12))):
        before = case.instance
        kind = data.draw(
            st.sampled_from(["decide", "decide", "decide", "decide", "withdraw", "wrong", "terminate"])
        )
        try:
            if kind == "decide" and before.open_seats():
                seat = data.draw(st.sampled_from(before.open_seats()))
                verbs = allowed_actions(definition, before, seat.person).seats[seat.id]
                case.send(Decide(seat=seat.id, person=seat.person, verb=data.draw(st.sampled_from(verbs))))
            elif kind == "withdraw":
                case.send(Withdraw(person=data.draw(st.sampled_from(PEOPLE))))
            elif kind == "wrong" and before.seats:
                seat = data.draw(st.sampled_from(before.seats))
                case.send(
                    data.draw(
                        st.sampled_from(
                            [
                                Decide(
                                    seat=seat.id,
                                    person=data.draw(st.sampled_from(PEOPLE)),
                                    verb=data.draw(st.sampled_from(Verb)),
                                ),
                                Complete(visit=seat.visit),
                                Retry(incident=seat.id, person=ADMIN),
                            ]
                        )
                    )
                )
            elif kind == "terminate" and data.draw(st.integers(0, 5)) == 0:
                case.send(Terminate(person=ADMIN, comment="enough"))
        except FlowError:
            assert case.instance is before
        assert broken_invariants(case) == []
        if not case.instance.running:
            assert not case.instance.open_seats()
            assert {seat.state for seat in case.instance.seats} <= set(SeatState) - {SeatState.OPEN}
