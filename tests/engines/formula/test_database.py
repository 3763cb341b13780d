"""Every conformance case on a real PostgreSQL, many in one statement: its answer, and its WHERE."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from dougong_formula import parse_expression
from dougong_formula.typed import Aggregate, Node, below
from tests.engines.formula.cases import VOCABULARY, Case, expected_answer, load, scope
from tests.engines.formula.database import TogetherResolver, evaluate

CASES = [case for case in load() if case.refused is None]
_AT_ONCE = 40


@pytest.fixture(scope="module")
def answers(connection: sa.Connection) -> Mapping[str, Any]:
    """The answers by the names of the cases; of a case that the database refuses, what it says."""
    rows: dict[str, list[Case]] = {}
    for case in CASES:
        rows.setdefault(json.dumps(case.row, default=str, sort_keys=True), []).append(case)
    return {name: found for cases in rows.values() for name, found in _answers(connection, cases)}


def _answers(connection: sa.Connection, cases: Sequence[Case]) -> Iterator[tuple[str, Any]]:
    for start in range(0, len(cases), _AT_ONCE):
        batch = cases[start : start + _AT_ONCE]
        found: Sequence[Any]
        try:
            found = _of_one_row(connection, batch)
        except sa.exc.DBAPIError:
            found = [_alone(connection, case) for case in batch]
        yield from zip((case.name for case in batch), found, strict=True)


def _of_one_row(connection: sa.Connection, cases: Sequence[Case]) -> list[tuple[Any, bool | None]]:
    expressions = [parse_expression(case.expression, VOCABULARY) for case in cases]
    return evaluate(connection, expressions, scope(cases[0].row))


def _alone(connection: sa.Connection, case: Case) -> Any:
    try:
        return _of_one_row(connection, [case])[0]
    except sa.exc.DBAPIError as error:
        return str(error)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_postgresql_gives_the_expected_answer(answers: Mapping[str, Any], case: Case) -> None:
    kind = parse_expression(case.expression, VOCABULARY).type
    matched = case.expected is True if kind.kind == "boolean" else None
    assert answers[case.name] == (expected_answer(case, kind), matched)


def _sums_rows(node: Node) -> bool:
    return isinstance(node, Aggregate) or any(_sums_rows(one) for one in below(node))


def test_lists_summed_up_together_give_the_same(connection: sa.Connection) -> None:
    """Where a statement looks at many rows, lists are grouped and joined: every case answers as it does alone."""
    cases = [case for case in CASES if _sums_rows(parse_expression(case.expression, VOCABULARY).tree)]
    assert len(cases) > 100
    for case in cases:
        expression = parse_expression(case.expression, VOCABULARY)
        found = evaluate(connection, [expression], scope(case.row), TogetherResolver)
        matched = case.expected is True if expression.type.kind == "boolean" else None
        assert (case.name, *found) == (case.name, (expected_answer(case, expression.type), matched))
