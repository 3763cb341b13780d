"""Conditions that are clicked and the text of an expression are two views of one tree: nothing gets lost."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from dougong_formula import BOOLEAN, FormulaError, parse, parse_expression, to_python
from tests.engines.formula.browser import ROOT, node
from tests.engines.formula.cases import VOCABULARY, answer, load, scope
from tests.engines.formula.expressions import expressions, rows

Rewrite = Callable[[str], str | None]


@pytest.fixture(scope="module")
def rewritten() -> Iterator[Rewrite]:
    """Shows a text as conditions and writes those again, with the code of the browser."""
    process = subprocess.Popen(
        [node(), "--no-warnings", str(Path(__file__).parent / "rewritten.mjs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )

    def rewrite(text: str) -> str | None:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"text": text}) + "\n")
        process.stdin.flush()
        found: str | None = json.loads(process.stdout.readline())
        return found

    yield rewrite
    process.communicate(timeout=10)


def holds(text: str, values: dict[str, Any]) -> Any:
    """Return whether a condition holds, or its error; blank holds no more than FALSE."""
    found = answer(to_python(parse_expression(text, VOCABULARY, BOOLEAN))(values))
    return found or False


@settings(
    max_examples=250,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(text=expressions("boolean"), row=rows())
def test_a_text_means_the_same_after_it_was_shown_as_conditions(
    rewritten: Rewrite, text: str, row: dict[str, Any]
) -> None:
    written = rewritten(text)
    assert written is not None, text
    values = scope(row)
    assert holds(written, values) == holds(text, values), (text, written)
    assert rewritten(written) == written


def test_the_browser_reads_every_text_that_the_server_reads(rewritten: Rewrite) -> None:
    """Every conformance case, and none of those that are no expression."""
    for case in load():
        if not case.expression.strip():
            continue
        try:
            parse(case.expression)
            reads = True
        except FormulaError:
            reads = False
        assert (rewritten(case.expression) is not None) == reads, case.expression


CLICKED = [
    'BETWEEN(DAYS(TODAY(), due), 0, 89) AND NOT(name = "x")',
    "DAYS(due, TODAY()) = 0 OR DAYS(TODAY(), at) = 1",
    "BETWEEN(DAYS(at, TODAY()) + MOD(WEEKDAY(TODAY()) + 5, 7), -7, -1)",
    "EOMONTH(due, 0) = EOMONTH(TODAY(), 1)",
    "QUARTER_START(at) = EDATE(QUARTER_START(TODAY()), -3)",
    "YEAR(due) = YEAR(TODAY()) - 1",
    "due >= EDATE(TODAY(), -3)",
    "COUNTIF(lines, BETWEEN(DAYS(parent.day, day), 0, 89) AND price > parent.price) >= 2",
    "NOT(EXISTS(lines, urgent OR EXISTS(parts, count > parent.qty AND name = this.name)))",
    "BETWEEN(SUMIF(lines, NOT(ISBLANK(product)), qty * price), 1, 1000)",
    "amount NOT IN (1, 2) AND NOT(amount = 3)",
    '"vip" IN tags OR NOT("new" IN tags OR "old" IN tags)',
    'ENDSWITH(name, "e") AND owner = user.id AND owner IN user.reports',
]


@pytest.mark.parametrize("text", CLICKED)
def test_what_is_clicked_is_an_expression(rewritten: Rewrite, text: str) -> None:
    """The forms that the builder writes type, and are read again as they were."""
    assert parse_expression(text, VOCABULARY, BOOLEAN).type == BOOLEAN
    assert rewritten(text) == text
