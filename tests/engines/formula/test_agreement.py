"""The property: for any formula and any row, Python, PostgreSQL and the browser give the same answer."""

from __future__ import annotations

import os
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dougong_formula import FormulaError, parse_expression, to_json, to_python
from tests.engines.formula.browser import Browser, encode
from tests.engines.formula.cases import VOCABULARY, answer, scope
from tests.engines.formula.database import evaluate
from tests.engines.formula.expressions import expressions, rows

_FRESH = int(os.environ.get("FORMULA_EXAMPLES", "0"))
_FORMULAS = st.sampled_from(["number", "text", "boolean", "date", "datetime"]).flatmap(expressions)


def _sample(examples: int) -> settings:
    """Return how many examples are drawn: always the same ones, unless FORMULA_EXAMPLES asks for fresh ones.

    Shrinking an expression through three runtimes takes gigabytes: the failing one is shown as it was found.
    """
    return settings(
        max_examples=_FRESH or examples,
        derandomize=not _FRESH,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )


@_sample(120)
@given(text=_FORMULAS, row=rows())
def test_all_three_runtimes_agree(
    connection: sa.Connection, browser: Browser, text: str, row: dict[str, Any]
) -> None:
    _agree(connection, browser, text, row)


@pytest.mark.soak
@_sample(20_000)
@given(text=_FORMULAS, row=rows())
def test_all_three_runtimes_agree_on_very_many(
    connection: sa.Connection, browser: Browser, text: str, row: dict[str, Any]
) -> None:
    _agree(connection, browser, text, row)


def _agree(connection: sa.Connection, browser: Browser, text: str, row: dict[str, Any]) -> None:
    expression = parse_expression(text, VOCABULARY)
    values = scope(row)
    in_python = answer(to_python(expression)(values))
    assert browser.evaluate(to_json(expression), encode(values)) == in_python, (text, row)
    try:
        ((in_database, matched),) = evaluate(connection, [expression], values)
    except FormulaError as refusal:
        # Nested as no person nests, a formula may be too much for one statement.
        if refusal.problems[0].code == "too_complex":
            return
        raise
    assert in_database == in_python, (text, row)
    assert matched in (None, in_python is True), (text, row)
