"""Every conformance case in Python: answers, errors, refusals with their position."""

from __future__ import annotations

import pytest

from dougong_formula import FormulaError, parse_expression, to_python
from tests.engines.formula.cases import VOCABULARY, Case, answer, expected_answer, load, scope

CASES = list(load())


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 600


@pytest.mark.parametrize("case", [case for case in CASES if case.refused is None], ids=lambda case: case.name)
def test_python_gives_the_expected_answer(case: Case) -> None:
    expression = parse_expression(case.expression, VOCABULARY)
    assert answer(to_python(expression)(scope(case.row))) == expected_answer(case, expression.type)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.refused is not None], ids=lambda case: case.name
)
def test_a_wrong_formula_is_refused_at_its_place(case: Case) -> None:
    assert case.refused is not None
    with pytest.raises(FormulaError) as refusal:
        parse_expression(case.expression, VOCABULARY)
    problem = refusal.value.problems[0]
    assert (problem.code, problem.position) == (case.refused["code"], case.refused["position"])
    assert problem.message
