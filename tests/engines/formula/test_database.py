"""Every conformance case on a real PostgreSQL, and the shapes of the SQL."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from dougong_formula import parse_expression, to_condition
from tests.engines.formula.cases import VOCABULARY, Case, expected_answer, load, scope
from tests.engines.formula.database import CaseResolver, evaluate

CASES = [case for case in load() if case.refused is None]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_postgresql_gives_the_expected_answer(connection: sa.Connection, case: Case) -> None:
    expression = parse_expression(case.expression, VOCABULARY)
    assert evaluate(connection, case.expression, scope(case.row)) == expected_answer(case, expression.type)
    if expression.type.kind == "boolean":
        resolver = CaseResolver(scope(case.row))
        condition = to_condition(expression, resolver)
        matched = sa.select(sa.func.count()).select_from(resolver.root.from_clause()).where(condition)
        assert connection.execute(matched).scalar_one() == (1 if case.expected is True else 0)
