"""Assignments: strategies with limits that fall through, and shares that are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dougong_model import DocumentError
from dougong_rule import Choice, Hours, choose_people, parse_assignment
from tests.engines.rule.lead import SURROUNDINGS

EAST, SALES = UUID(int=100), UUID(int=101)
ANN, BOB, CID, DAN = PEOPLE = tuple(UUID(int=at) for at in range(1, 5))


class Company:
    """Four people in the east, Dan alone in sales; what they have in hand and were given, who is away."""

    def __init__(self, **facts: Any) -> None:
        self.turns: dict[str, UUID] = {}
        self.owed: dict[str, Mapping[UUID, Decimal]] = {}
        self.hand: Counter[UUID] = Counter(facts.get("hand", {}))
        self.today: Counter[UUID] = Counter(facts.get("today", {}))
        self.gone: frozenset[UUID] = frozenset(facts.get("gone", ()))
        self.off: Mapping[UUID, str] = facts.get("off", {})
        self.had: frozenset[UUID] = frozenset(facts.get("had", ()))
        self.team_east: Sequence[UUID] = facts.get("east", PEOPLE)

    def person(self, person: UUID) -> bool:
        return person in PEOPLE

    def team(self, team: UUID) -> Sequence[UUID] | None:
        return {EAST: self.team_east, SALES: (DAN,)}.get(team)

    def role(self, key: str) -> Sequence[UUID]:
        return (BOB,)

    def supervisor(self, person: UUID, levels: int) -> UUID | None:
        return None

    def last(self, name: str) -> UUID | None:
        return self.turns.get(name)

    def shares(self, name: str) -> Mapping[UUID, Decimal]:
        return self.owed.get(name, {})

    def load(self, people: Sequence[UUID]) -> Mapping[UUID, int]:
        return {one: self.hand[one] for one in people}

    def given_today(self, people: Sequence[UUID]) -> Mapping[UUID, int]:
        return {one: self.today[one] for one in people}

    def away(self, people: Sequence[UUID]) -> frozenset[UUID]:
        return self.gone

    def off_work(self, people: Sequence[UUID], hours: Hours) -> Mapping[UUID, str]:
        return self.off

    def previous(self) -> frozenset[UUID]:
        return self.had

    def take(self, body: dict[str, Any]) -> Choice:
        """Assign once, and remember what it leads to."""
        names = {"settings": {"east": EAST, "sales": SALES, "sql_min": Decimal(2)}, "owner": None}
        how = parse_assignment(body, "lead", SURROUNDINGS)
        choice = choose_people(how.strategies, names, self, {}, self)
        if choice.cursor is not None:
            self.turns[choice.cursor[0]] = choice.cursor[1]
            self.owed[choice.cursor[0]] = choice.shares or {}
        for one in choice.people[:1]:
            self.hand[one] += 1
            self.today[one] += 1
        return choice


def east(**members: Any) -> dict[str, Any]:
    return {"strategies": [{"team": "settings.east", **members}]}


def passed(choice: Choice, at: int = 0) -> dict[UUID, tuple[Any, ...]]:
    """Return whom a strategy passed over, and why."""
    return {
        one["person"]: (one["why"], *(one[key] for key in ("has", "most") if key in one))
        for one in choice.explain[at].get("passed", ())
    }


def test_every_limit_passes_over_and_says_why():
    office = Company(hand={ANN: 2}, today={BOB: 3}, gone={CID}, had={DAN})
    limits = {"hold": "settings.sql_min", "per_day": "3", "present": True, "not_previous": True}
    choice = office.take({**east(), "limits": limits})
    assert choice.people == ()
    assert passed(choice) == {
        DAN: ("not_previous",),
        CID: ("present",),
        BOB: ("per_day", 3, 3),
        ANN: ("hold", 2, 2),
    }
    assert (choice.explain[0]["found"], choice.explain[0]["left"]) == (4, 0)


def test_hours_pass_over_who_is_not_at_work():
    office = Company(off={ANN: "07:30", BOB: "08:00"})
    choice = office.take({**east(), "limits": {"hours": {"from": "09:00", "to": "18:00"}}})
    assert choice.people == (CID,)
    assert passed(choice) == {ANN: ("hours", "07:30"), BOB: ("hours", "08:00")}


def test_it_falls_through_and_a_strategy_has_limits_of_its_own():
    office = Company(hand=dict.fromkeys(PEOPLE, 9))
    body = {
        "strategies": [{"team": "settings.east"}, {"team": "settings.sales", "limits": {}}],
        "limits": {"hold": "9"},
    }
    choice = office.take(body)
    assert choice.people == (DAN,)
    assert [note["left"] for note in choice.explain] == [0, 1]
    assert office.take({"strategies": body["strategies"][:1], "limits": body["limits"]}).people == ()


def test_a_turn_passes_over_who_is_away_and_comes_back_to_the_next():
    """Bob is full and had the last turn: the next is Cid, not the first of the team."""
    office = Company(hand={BOB: 1})
    body = {**east(), "limits": {"hold": "2"}}
    assert [office.take(body).people[0] for _ in range(4)] == [ANN, BOB, CID, DAN]
    assert [office.take(body).people[0] for _ in range(3)] == [ANN, CID, DAN]


def test_whoever_left_the_team_leaves_his_place_behind():
    office = Company()
    assert [office.take(east()).people[0] for _ in range(2)] == [ANN, BOB]
    office.team_east = (ANN, CID, DAN)
    assert office.take(east()).people == (CID,)


def test_the_least_loaded_take_turns_among_equals():
    office = Company(hand={ANN: 1})
    body = east(pick="least_loaded")
    assert [office.take(body).people[0] for _ in range(3)] == [BOB, CID, DAN]
    office.hand = Counter()
    assert [office.take(body).people[0] for _ in range(2)] == [ANN, BOB]


def test_the_first_is_the_first_left():
    office = Company(gone={ANN})
    assert office.take({**east(pick="first"), "limits": {"present": True}}).people == (BOB,)


@given(weights=st.lists(st.integers(0, 5), min_size=4, max_size=4).filter(any), turns=st.integers(1, 60))
def test_shares_follow_the_weights_in_every_run_of_turns(weights: list[int], turns: int) -> None:
    """After any number of turns nobody is further than one from his share."""
    office = Company()
    body = east(
        pick="weighted",
        weights=[
            {"person": f'"{one}"', "weight": str(weight)} for one, weight in zip(PEOPLE, weights, strict=True)
        ],
    )
    taken = Counter(office.take(body).people[0] for _ in range(turns))
    for one, weight in zip(PEOPLE, weights, strict=True):
        assert abs(taken[one] - Decimal(turns * weight) / sum(weights)) < 1


@given(st.lists(st.sets(st.sampled_from(PEOPLE)), min_size=1, max_size=40))
def test_no_limit_is_ever_passed(absences: list[set[UUID]]) -> None:
    """Whoever is away from turn to turn, nobody gets more than he may, and somebody is found as long as one may."""
    office = Company()
    body = {**east(), "limits": {"hold": "3", "per_day": "5", "present": True}}
    for gone in absences:
        office.gone = frozenset(gone)
        free = [one for one in PEOPLE if one not in gone and office.hand[one] < 3]
        choice = office.take(body)
        assert bool(choice.people) == bool(free)
        assert set(choice.people) <= set(free)
    assert max(office.hand.values(), default=0) <= 3


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"strategies": [], "field": "owner"}, ("selectors_expected", "/strategies")),
        ({**east(), "field": "company"}, ("member_expected", "/field")),
        ({**east(), "limits": {"held": "1"}}, ("unknown_limit", "/limits/held")),
        ({**east(), "limits": {"hold": "company"}}, ("type_mismatch", "/limits/hold")),
        (east(limits={"per_day": "x"}), ("unknown_name", "/strategies/0/limits/per_day")),
        (
            {**east(), "limits": {"hours": {"from": "9", "to": "18:00"}}},
            ("time_expected", "/limits/hours/from"),
        ),
        (
            {**east(), "limits": {"hours": {"from": "09:00", "to": "09:00"}}},
            ("hours_empty", "/limits/hours/to"),
        ),
        ({**east(), "load": {"entity": "nothing"}}, ("unknown_entity", "/load/entity")),
        ({**east(), "load": {"entity": "activity"}}, ("member_expected", "/load/field")),
        ({**east(), "load": {"when": "old.score > 1"}}, ("not_of_record", "/load/when")),
        ({**east(), "otherwise": "someone"}, ("unknown_otherwise", "/otherwise")),
        (
            east(pick="weighted", weights=[{"role": "sales"}]),
            ("expression_expected", "/strategies/0/weights/0/weight"),
        ),
    ],
)
def test_what_cannot_be_is_told_with_its_place(body: dict[str, Any], fault: tuple[str, str]) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_assignment(body, "lead", SURROUNDINGS)
    assert fault in [(one.code, one.pointer) for one in caught.value.problems]
