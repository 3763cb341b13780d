"""Limits: length, depth, fuel and texts; data of the wrong type; speed."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from dougong_formula import FormulaError, parse, parse_expression, to_python
from dougong_model import ErrorCode, FormulaErrorValue
from tests.engines.formula.cases import VOCABULARY


def code(text: str) -> str:
    """Return the code with which a formula is refused."""
    with pytest.raises(FormulaError) as refusal:
        parse_expression(text, VOCABULARY)
    return refusal.value.problems[0].code


def test_a_formula_may_have_8000_characters() -> None:
    assert code("1+" * 4000 + "1") == "too_long"
    assert to_python(parse_expression("1+" * 3999 + "1", VOCABULARY))({}) == 4000


def test_a_formula_nests_at_most_64_levels() -> None:
    assert code("ABS(" * 64 + "1" + ")" * 64) == "too_deep"
    assert to_python(parse_expression("ABS(" * 60 + "-1" + ")" * 60, VOCABULARY))({}) == 1
    assert code("(" * 3990 + "1" + ")" * 3990) == "too_deep"
    assert code("a.b" * 1000) == "unknown_name"


def test_nested_sums_are_typed_in_no_time() -> None:
    started = time.perf_counter()
    parse_expression("SUM(" * 30 + "1" + ")" * 30, VOCABULARY)
    assert time.perf_counter() - started < 1


def test_aggregates_have_fuel() -> None:
    rows = [{"id": None, "qty": Decimal(1), "parts": [{"count": Decimal(1)}] * 2000}] * 1000
    formula = to_python(parse_expression("SUM(lines, SUM(parts, count))", VOCABULARY))
    assert formula({"lines": rows}) == FormulaErrorValue(ErrorCode.NUMBER)
    assert formula({"lines": rows[:10]}) == 20000


@pytest.mark.parametrize("wrong", [object(), "many", [1], {"a": 1}, b"x"])
def test_a_row_of_other_types_gives_an_error_value(wrong: object) -> None:
    formula = to_python(parse_expression("amount * 2 + LEN(name)", VOCABULARY))
    assert formula({"amount": wrong, "name": wrong}) == FormulaErrorValue(ErrorCode.VALUE)


def test_money_integers_and_floats_count_as_numbers() -> None:
    formula = to_python(parse_expression("amount * 2", VOCABULARY))
    assert [formula({"amount": amount}) for amount in (3, 1.5, "2.5", Decimal("0.1"))] == [
        6,
        3,
        5,
        Decimal("0.2"),
    ]


def test_evil_patterns_are_refused_or_linear() -> None:
    assert code('REGEXMATCH(name, "(a*)*b")') == "bad_pattern"
    formula = to_python(parse_expression('REGEXMATCH(name, "^(a|b)*a?a?a?a?a?a?c$")', VOCABULARY))
    started = time.perf_counter()
    assert formula({"name": "a" * 50000}) is False
    assert time.perf_counter() - started < 1


def test_a_simple_condition_is_fast() -> None:
    """The bound is a fifth of the target, so that a busy machine does not fail it."""
    formula = to_python(parse_expression('amount > 1000 AND name = "East"', VOCABULARY))
    row = {"amount": Decimal("1200.5"), "name": "East"}
    started = time.perf_counter()
    for _ in range(100_000):
        formula(row)
    assert 100_000 / (time.perf_counter() - started) > 200_000


def test_positions_count_code_points() -> None:
    with pytest.raises(FormulaError) as refusal:
        parse('"😀中" & @')
    assert refusal.value.problems[0].position == 7
