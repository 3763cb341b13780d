"""Decision tables in formulas: DECIDE gives what the table itself decides, and refuses what it cannot give."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dougong_formula import (
    BLANK_TYPE,
    TABLES,
    DecisionMember,
    FormulaError,
    Member,
    Vocabulary,
    describe,
    parse_expression,
    policy_of,
    to_json,
    to_python,
)
from dougong_model import FormulaErrorValue
from dougong_rule import cell_expression, decide, parse_decision_table
from tests.engines.rule.lead import SURROUNDINGS

ROWS: list[tuple[list[str], list[str]]] = [
    (['"East"', "[10..50)"], ["10", '"small"']),
    (['"East", "North"', ">= 50"], ["20 + employees / 10", '"large"']),
    (["-", "> 100"], ["30", '"huge"']),
    (['NOT("South")', "-"], ["1", '"any"']),
]


def document(rows: list[tuple[list[str], list[str]]] = ROWS, **members: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "id": "ta000001",
        "key": "size",
        "entity": "lead",
        "name": {"en": "Size table", "zh": "规模表"},
        "hit": "first",
        "inputs": [{"key": "region"}, {"key": "size", "expression": "employees"}],
        "outputs": [{"key": "points"}, {"key": "name"}],
        "rows": [{"id": f"row{at}", "in": cells, "out": out} for at, (cells, out) in enumerate(rows)],
        **members,
    }


class Names:
    """The names of a lead, with tables among them."""

    def __init__(self, *documents: dict[str, Any], root: str = "lead") -> None:
        base = SURROUNDINGS.entities.vocabulary("lead")
        assert base is not None
        self.base: Vocabulary = base
        self.root = root
        self.prefixes = base.prefixes
        self.tables = {one["key"]: self._member(one) for one in documents}

    @staticmethod
    def _member(body: dict[str, Any]) -> DecisionMember:
        return DecisionMember(
            key=body["key"],
            type=BLANK_TYPE,
            label=body["name"],
            entity=body["entity"],
            inputs=tuple(one.get("expression", one["key"]) for one in body["inputs"]),
            outputs=tuple(one["key"] for one in body["outputs"]),
            rows=tuple(
                (tuple(None if cell == "-" else cell for cell in row["in"]), tuple(row["out"]))
                for row in body["rows"]
            ),
            policy=policy_of(body),
            cell=cell_expression,
        )

    def members(self, entity: str) -> Mapping[str, Member]:
        return self.tables if entity == TABLES else self.base.members(entity)


def asked(body: dict[str, Any], text: str, **scope: Any) -> Any:
    row = {"region": None, "employees": None, "tags": [], **scope}
    return to_python(parse_expression(text, Names(body)))(row)


@given(
    region=st.sampled_from([None, "", "East", "North", "South"]),
    employees=st.none() | st.integers(0, 200).map(Decimal),
    policy=st.sampled_from(
        [{"hit": "first"}, *({"hit": "collect", "collect": how} for how in ("sum", "min", "max", "count"))]
    ),
)
def test_a_formula_gives_what_the_table_decides(
    region: str | None, employees: Decimal | None, policy: dict[str, str]
) -> None:
    scope = {"region": region, "employees": employees}
    body = document(**policy)
    table = decide(
        parse_decision_table(
            document([(i, o[:1]) for i, o in ROWS], outputs=[{"key": "points"}], **policy), SURROUNDINGS
        ),
        scope,
    )
    assert asked(body, 'DECIDE("size", "points")', **scope) == table.outputs["points"]


def test_rows_that_contradict_each_other_are_an_error() -> None:
    body = document(hit="unique")
    assert asked(body, 'DECIDE("size", "name")', region="East", employees=Decimal(20)) == FormulaErrorValue(
        "#N/A"
    )
    assert asked(body, 'DECIDE("size", "name")', region="South", employees=Decimal(200)) == "huge"
    assert asked(body, 'DECIDE("size", "name")', region="South", employees=Decimal(2)) is None
    assert asked(body, 'IFERROR(DECIDE("size", "points"), 0) + 1', region="East", employees=Decimal(20)) == 1


def test_several_values_and_one_output() -> None:
    body = document(
        [(['"vip"'], ["1"]), (["-"], ["2"])], inputs=[{"key": "tags"}], outputs=[{"key": "points"}]
    )
    assert asked(body, 'DECIDE("size") * 2', tags=["new", "vip"]) == 2
    assert asked(body, 'DECIDE("size") * 2', tags=["new"]) == 4


def test_it_is_typed_read_and_sent_as_plain_conditions() -> None:
    names = Names(document())
    found = parse_expression('DECIDE("size", "points") > 5', names)
    assert found.type.kind == "boolean"
    assert {key for _, key in found.references} == {"region", "employees"}
    assert describe(found, "en", names) == "what “Size table” gives as points is more than 5"
    assert describe(found, "zh", names) == "“规模表”的 points 大于 5"
    assert "DECIDE" not in str(to_json(found)["tree"])


@pytest.mark.parametrize(
    ("text", "members", "fault"),
    [
        ('DECIDE("sizes", "points")', {}, ("unknown_table", 7)),
        ('1 + DECIDE("size", "price")', {}, ("unknown_output", 19)),
        ('DECIDE("size")', {}, ("output_expected", 7)),
        ("DECIDE(region)", {}, ("type_mismatch", 7)),
        ('DECIDE("size", "points")', {"entity": "activity"}, ("wrong_entity", 7)),
        ('DECIDE("size", "points")', {"hit": "rule_order"}, ("list_output", 7)),
        ('DECIDE("size", "points")', {"hit": "collect"}, ("list_output", 7)),
        ('DECIDE("size", "points") & "x" > 3', {}, ("type_mismatch", 33)),
        ('2 * DECIDE("size", "name")', {}, ("type_mismatch", 4)),
        (
            'DECIDE("size", "points")',
            {"inputs": [{"key": "region"}, {"key": "nothing"}]},
            ("table_not_here", 0),
        ),
        (
            'DECIDE("size", "points")',
            {"inputs": [{"key": "region"}, {"key": "a", "expression": 'DECIDE("size", "points")'}]},
            ("cycle", 0),
        ),
        (
            'DECIDE("size", "points")',
            {"rows": [{"in": ["-", "-"], "out": ["1", '"a"']}] * 201},
            ("too_complex", 7),
        ),
    ],
)
def test_what_cannot_be_asked_is_told_with_its_place(
    text: str, members: dict[str, Any], fault: tuple[str, int]
) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_expression(text, Names(document(**members)))
    assert (caught.value.problems[0].code, caught.value.problems[0].position) == fault
