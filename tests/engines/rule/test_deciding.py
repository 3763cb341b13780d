"""Score cards, decision tables and selectors of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from dougong_model import DocumentError, FormulaErrorValue
from dougong_rule import (
    Hours,
    Kept,
    Pick,
    choose_people,
    decide,
    evaluate_card,
    parse_decision_table,
    parse_people,
    parse_score_card,
)
from tests.engines.rule.lead import SURROUNDINGS

EAST, SALES = UUID(int=100), UUID(int=101)
ANN, BOB, CID, BOSS = (UUID(int=at) for at in range(1, 5))


def card(**members: object) -> dict[str, object]:
    return {
        "format": 1,
        "id": "sc000001",
        "key": "score",
        "entity": "lead",
        "name": {"en": "Score"},
        "into": "score",
        "lines": [
            {"id": "l0000001", "when": "employees > 100", "points": 15, "reason": {"en": "Size"}},
            {
                "id": "l0000002",
                "when": 'COUNTIF(activities, kind = "call") > 0',
                "points": 25,
                "reason": {"en": "Call"},
            },
            {
                "id": "l0000003",
                "event": "form.submitted",
                "form": "demo",
                "points": 30,
                "reason": {"en": "Demo"},
            },
            {
                "id": "l0000004",
                "event": "hook.received",
                "name": "visit",
                "points": 10,
                "cap": 20,
                "reason": {"en": "Visit"},
            },
        ],
        "bands": [{"from": 0, "key": "cold", "label": {}}, {"from": 61, "key": "hot", "label": {}}],
        **members,
    }


def score(
    employees: int | None, kinds: Sequence[str], counts: dict[str, int]
) -> tuple[Decimal, str | None, list[str]]:
    read = parse_score_card(card(), SURROUNDINGS)
    scope = {
        "employees": None if employees is None else Decimal(employees),
        "activities": [{"kind": kind} for kind in kinds],
    }
    kept = {line: Kept(matched=True, count=count) for line, count in counts.items()}
    result = evaluate_card(read, scope, kept, date(2026, 11, 23))
    assert result.maximum == 90
    return (
        result.total,
        result.band and result.band.key,
        [one.line.id[-1] for one in result.lines if one.matched],
    )


def test_a_score_adds_what_is_true_and_what_has_happened():
    assert score(101, ["call", "call"], {"l0000003": 1, "l0000004": 1}) == (80, "hot", ["1", "2", "3", "4"])
    assert score(100, [], {}) == (0, "cold", [])
    assert score(None, ["mail"], {}) == (0, "cold", [])


def test_an_event_counts_once_unless_its_cap_says_more():
    assert score(1, [], {"l0000003": 5})[0] == 30
    assert score(1, [], {"l0000004": 5})[0] == 20


def test_the_bands_begin_where_they_say():
    assert score(101, ["call"], {"l0000004": 2})[:2] == (60, "cold")
    assert score(101, ["call"], {"l0000003": 1})[:2] == (70, "hot")


def test_a_line_has_a_condition_or_an_event_and_the_total_a_number_field():
    wrong = card(into="company", lines=[{"id": "l1", "points": "x", "reason": {}}])
    with pytest.raises(DocumentError) as caught:
        parse_score_card(wrong, SURROUNDINGS)
    assert {(one.pointer, one.code) for one in caught.value.problems} == {
        ("/lines/0", "when_or_event"),
        ("/lines/0/points", "number_expected"),
        ("/into", "wrong_field"),
    }


def table(rows: list[tuple[list[str], list[str]]], **members: object) -> dict[str, object]:
    return {
        "format": 1,
        "id": "ta000001",
        "key": "region",
        "entity": "lead",
        "name": {"en": "Table"},
        "hit": "first",
        "inputs": [{"key": "region"}, {"key": "employees"}],
        "outputs": [{"key": "team"}],
        "rows": [{"id": f"row{at}", "in": cells, "out": out} for at, (cells, out) in enumerate(rows)],
        **members,
    }


@pytest.mark.parametrize(
    ("cell", "yes", "no"),
    [
        ("-", [None, 5], []),
        ("", [5], []),
        ("> 10", [11], [10, None]),
        ("<= 10", [10], [11]),
        ("[1..5)", [1, 4], [5, 0]),
        ("(1..5]", [5], [1]),
        ("5", [5], [6, None]),
        ("5, 7", [5, 7], [6]),
        ("NOT(> 10)", [10], [11]),
        ("<> 3", [4], [3]),
    ],
)
def test_cells_are_conditions_on_the_input(cell: str, yes: list[int | None], no: list[int | None]):
    read = parse_decision_table(table([(["-", cell], ["1"])]), SURROUNDINGS)
    for value, expected in [*((one, True) for one in yes), *((one, False) for one in no)]:
        scope = {"region": None, "employees": None if value is None else Decimal(value)}
        assert decide(read, scope).rows[0].matched is expected, (cell, value)


def test_the_first_row_wins_and_the_trace_says_why():
    read = parse_decision_table(
        table([(['"East"', "> 100"], ["settings.east"]), (['"East", "North"', "-"], ["settings.sales"])]),
        SURROUNDINGS,
    )
    decision = decide(
        read, {"region": "East", "employees": Decimal(5), "settings": {"east": EAST, "sales": SALES}}
    )
    assert decision.outputs == {"team": SALES}
    assert [(row.row, row.matched, row.failed) for row in decision.rows] == [
        ("row0", False, 1),
        ("row1", True, None),
    ]
    assert decide(read, {"region": "West", "employees": None, "settings": {}}).outputs == {"team": None}


def test_hit_policies():
    rows = [(["-", "> 1"], ["1"]), (["-", "> 2"], ["2"])]
    scope = {"region": None, "employees": Decimal(3)}
    unique = decide(parse_decision_table(table(rows, hit="unique"), SURROUNDINGS), scope)
    assert unique.conflict
    assert isinstance(unique.outputs["team"], FormulaErrorValue)
    assert decide(
        parse_decision_table(table([rows[0], rows[0]], hit="any"), SURROUNDINGS), scope
    ).outputs == {"team": 1}
    for collect, expected in (("list", (1, 2)), ("sum", 3), ("min", 1), ("max", 2), ("count", 2)):
        read = parse_decision_table(table(rows, hit="collect", collect=collect), SURROUNDINGS)
        assert decide(read, scope).outputs == {"team": expected}


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (
            [(['"East"', "-"], ["1"]), (['"Eastern nonsense"', "-"], ["1"])],
            ("unknown_option", "/rows/1/in/0"),
        ),
        ([(['NOT("East", "west")', "-"], ["1"])], ("unknown_option", "/rows/0/in/0")),
        ([(["-", "-"], ["settings.east"]), (["-", "-"], ['"east"'])], ("output_type", "/rows/1/out/0")),
        ([(["-", "-"], ["1"]), (["-", "-"], ["settings.east"])], ("output_type", "/rows/1/out/0")),
        ([(["-", "> ?"], ["1"])], ("unfinished", "/rows/0/in/1")),
    ],
)
def test_nonsense_in_a_table_is_told_with_its_row_and_column(
    rows: list[tuple[list[str], list[str]]], fault: tuple[str, str]
):
    with pytest.raises(DocumentError) as refused:
        parse_decision_table(table(rows), SURROUNDINGS)
    assert [(problem.code, problem.pointer) for problem in refused.value.problems] == [fault]


def test_a_collected_sum_takes_numbers_alone():
    with pytest.raises(DocumentError) as refused:
        parse_decision_table(table([(["-", "-"], ['"much"'])], hit="collect", collect="sum"), SURROUNDINGS)
    assert [problem.pointer for problem in refused.value.problems] == ["/rows/0/out/0"]


def test_an_output_may_be_blank_and_a_function_may_have_its_texts():
    rows = [(["-", "-"], ["settings.east"]), (['IF(demo, "East", "North")', "-"], ['""'])]
    assert len(parse_decision_table(table(rows), SURROUNDINGS).rows) == 2


def test_a_cell_over_several_values_holds_when_one_of_them_is_there():
    inputs = [{"key": "tags", "expression": "tags"}]
    read = parse_decision_table(table([(['"vip", "new"'], ["1"])], inputs=inputs), SURROUNDINGS)
    assert decide(read, {"tags": ["new"]}).outputs == {"team": Decimal(1)}
    assert decide(read, {"tags": []}).outputs == {"team": None}
    with pytest.raises(DocumentError) as refused:
        parse_decision_table(table([(['"old"'], ["1"])], inputs=inputs), SURROUNDINGS)
    assert [problem.code for problem in refused.value.problems] == ["unknown_option"]


def test_a_cell_of_the_wrong_type_is_told_with_its_place():
    with pytest.raises(DocumentError) as caught:
        parse_decision_table(table([(["> 5", "-"], ["1"])]), SURROUNDINGS)
    assert {one.pointer for one in caught.value.problems} == {"/rows/0/in/0"}


class Office:
    """A small organisation: the east team is Ann, Bob and Cid; everybody answers to the boss."""

    def __init__(self, last: dict[str, UUID] | None = None, absent: frozenset[UUID] = frozenset()) -> None:
        self.turns, self.absent = last or {}, absent
        self.owed: dict[str, Mapping[UUID, Decimal]] = {}

    def person(self, person: UUID) -> bool:
        return person in {ANN, BOB, CID, BOSS} - self.absent

    def team(self, team: UUID) -> Sequence[UUID] | None:
        members = {EAST: (ANN, BOB, CID), SALES: ()}.get(team)
        return members and tuple(one for one in members if one not in self.absent)

    def role(self, key: str) -> Sequence[UUID]:
        return (BOB, CID)

    def supervisor(self, person: UUID, levels: int) -> UUID | None:
        return BOSS if levels == 1 and person != BOSS else None

    def last(self, name: str) -> UUID | None:
        return self.turns.get(name)

    def shares(self, name: str) -> Mapping[UUID, Decimal]:
        return self.owed.get(name, {})


class Busy:
    """Cid has nothing to do, the others much."""

    def load(self, people: Sequence[UUID]) -> Mapping[UUID, int]:
        return {one: 5 for one in people if one != CID}

    def given_today(self, people: Sequence[UUID]) -> Mapping[UUID, int]:
        raise AssertionError("no limit asks for it")

    def away(self, people: Sequence[UUID]) -> frozenset[UUID]:
        raise AssertionError("no limit asks for it")

    def off_work(self, people: Sequence[UUID], hours: Hours) -> Mapping[UUID, str]:
        raise AssertionError("no limit asks for it")

    def previous(self) -> frozenset[UUID]:
        raise AssertionError("no limit asks for it")


def chosen(body: list[dict[str, object]], office: Office, **scope: object):
    selectors = parse_people(body, "lead", SURROUNDINGS, pick=Pick.ROUND_ROBIN)
    tables = {"region": parse_decision_table(table([(['"East"', "-"], ["settings.east"])]), SURROUNDINGS)}
    names = {
        "settings": {"east": EAST, "sales": SALES},
        "region": None,
        "employees": None,
        "owner": None,
        **scope,
    }
    return choose_people(selectors, names, office, tables, Busy())


def test_a_team_takes_turns():
    office = Office()
    taken = []
    for _ in range(4):
        choice = chosen([{"team": "settings.east"}], office)
        office.turns[choice.cursor[0]] = choice.cursor[1]
        taken.append(choice.people[0])
    assert taken == [ANN, BOB, CID, ANN]


def test_who_left_is_passed_over_and_the_turn_goes_on():
    name = chosen([{"team": "settings.east"}], Office()).cursor[0]
    assert chosen([{"team": "settings.east"}], Office({name: ANN}, frozenset({BOB}))).people == (CID,)


def test_strategies_are_tried_until_one_finds_somebody():
    body = [
        {"table": "region", "output": "team"},
        {"team": "settings.sales"},
        {"person": "owner"},
        {"supervisor": 1, "of": "user.id"},
    ]
    assert chosen(body, Office(), region="East").people == (ANN,)
    west = chosen(body, Office(), region="West", user={"id": BOB})
    assert west.people == (BOSS,)
    assert [note["found"] for note in west.explain] == [0, 0, 0, 1]


def test_a_table_that_gives_a_list_names_everybody_on_it():
    rows = [(['"East"', "-"], ["settings.east"]), (["-", "-"], ["settings.sales"])]
    for hit in ("rule_order", "collect"):
        read = parse_decision_table(table(rows, hit=hit), SURROUNDINGS)
        scope = {"region": "East", "employees": None, "settings": {"east": EAST, "sales": BOSS}}
        selectors = parse_people([{"table": "region", "output": "team"}], "lead", SURROUNDINGS)
        assert choose_people(selectors, scope, Office(), {"region": read}, Busy()).people == (
            ANN,
            BOB,
            CID,
            BOSS,
        )


def test_rows_that_contradict_each_other_name_nobody_and_it_is_told():
    rows = [(['"East"', "-"], ["settings.east"]), (["-", "-"], ["settings.sales"])]
    scope = {"region": "East", "employees": None, "settings": {"east": EAST, "sales": BOSS}}
    selectors = parse_people([{"table": "region", "output": "team"}, {"role": "sales"}], "lead", SURROUNDINGS)
    read = parse_decision_table(table(rows, hit="unique"), SURROUNDINGS)
    choice = choose_people(selectors, scope, Office(), {"region": read}, Busy())
    assert choice.people == (BOB, CID)
    assert (choice.explain[0]["conflict"], choice.explain[0]["numbers"]) == (True, [1, 2])


def test_a_total_names_nobody_and_is_refused():
    with pytest.raises(DocumentError) as refused:
        parse_people(
            [{"table": "region", "output": "team"}], "lead", replace(SURROUNDINGS, totals={"region"})
        )
    assert [(one.code, one.pointer) for one in refused.value.problems] == [("total_output", "/0/table")]


def test_conditions_and_picks():
    assert chosen([{"role": "sales", "pick": "least_loaded"}], Office()).people == (CID,)
    assert chosen([{"role": "sales", "pick": "all"}], Office()).people == (BOB, CID)
    body = [{"person": "owner", "when": 'quality = "high"'}, {"role": "sales"}]
    assert chosen(body, Office(), owner=ANN, quality="high").people == (ANN,)
    assert chosen(body, Office(), owner=ANN, quality="low").people == (BOB,)
