"""Every conformance case on a real PostgreSQL, and the shapes of the SQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from dougong_formula import parse_expression, to_condition, to_sql
from dougong_model import ErrorCode, FormulaErrorValue

from tests.engines.formula.cases import VOCABULARY, Case, answer, expected_answer, load, scope
from tests.engines.formula.database import CaseResolver

CASES = [case for case in load() if case.refused is None]


@pytest.fixture(scope="session")
def connection(server: sa.URL) -> Iterator[sa.Connection]:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def evaluate(connection: sa.Connection, text: str, row: dict[str, object]) -> object:
    """Evaluate a formula in PostgreSQL and return its answer."""
    expression = parse_expression(text, VOCABULARY)
    resolver = CaseResolver(row)
    compiled = to_sql(expression, resolver)
    error = sa.null() if compiled.error is None else compiled.error
    found = connection.execute(sa.select(compiled.value, error).select_from(resolver.root.from_clause())).one()
    return answer(found[0] if found[1] is None else FormulaErrorValue(ErrorCode(found[1])))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_postgresql_gives_the_expected_answer(connection: sa.Connection, case: Case) -> None:
    expression = parse_expression(case.expression, VOCABULARY)
    assert evaluate(connection, case.expression, scope(case.row)) == expected_answer(case, expression.type)
    if expression.type.kind == "boolean":
        resolver = CaseResolver(scope(case.row))
        condition = to_condition(expression, resolver)
        matched = sa.select(sa.func.count()).select_from(resolver.root.from_clause()).where(condition)
        assert connection.execute(matched).scalar_one() == (1 if case.expected is True else 0)
