"""The registry: every function has help and examples that hold, and the page of functions is current."""

from __future__ import annotations

from pathlib import Path

import pytest

from dougong_formula import PUBLIC_FUNCTIONS, Function, parse_expression, to_python
from dougong_formula.reference import functions_page
from dougong_formula.template import value_text
from tests.engines.formula.cases import VOCABULARY, load, scope

ROOT = Path(__file__).parents[3]
PURE = [
    (function, formula, answer)
    for function in PUBLIC_FUNCTIONS.values()
    for formula, answer in function.examples
    if answer
]


def test_the_page_of_functions_is_current() -> None:
    assert (ROOT / "docs/reference/functions.md").read_text("utf-8") == functions_page(), (
        "Write docs/reference/functions.md with dougong_formula.reference.functions_page()."
    )


@pytest.mark.parametrize("function", PUBLIC_FUNCTIONS.values(), ids=lambda function: function.name)
def test_a_function_has_help_in_both_languages_and_an_example(function: Function) -> None:
    assert function.help["en"].endswith(".")
    assert function.help["zh"].endswith("。")
    assert function.examples
    assert function.signature.startswith(function.name)


@pytest.mark.parametrize(("function", "formula", "answer"), PURE, ids=lambda value: str(value)[:50])
def test_an_example_gives_what_it_says(function: Function, formula: str, answer: str) -> None:
    row = scope({"$now": "2026-01-01T00:00:00Z", "$today": "2026-01-01", "$zone": "UTC"})
    assert value_text(to_python(parse_expression(formula, VOCABULARY))(row)) == answer


def test_every_function_is_used_by_a_conformance_case() -> None:
    texts = " ".join(case.expression for case in load())
    missing = [name for name in PUBLIC_FUNCTIONS if f"{name}(" not in texts]
    assert missing == []
