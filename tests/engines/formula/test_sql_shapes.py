"""The SQL of a filter is what a person would write: plain comparisons, bound values, EXISTS."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from dougong_formula import BOOLEAN, FormulaError, parse_expression, to_condition, to_sql
from tests.engines.formula.cases import VOCABULARY, scope
from tests.engines.formula.database import CaseResolver

ROW: dict[str, Any] = {
    "user": {"id": "bob", "reports": [{"id": "ann"}]},
    "settings": {"limit": "5"},
    "$today": "2026-01-31",
    "$zone": "UTC",
}


def condition(text: str) -> str:
    """Return the SQL of a condition, tables and parameters given short names."""
    expression = parse_expression(text, VOCABULARY, BOOLEAN)
    compiled = to_condition(expression, CaseResolver(scope(ROW)))
    written = str(compiled.compile(dialect=postgresql.dialect()))
    written = re.sub(r"FROM \(SELECT.*?\) AS anon_\d+\)? AS anon_\d+ ", "FROM t ", written, flags=re.DOTALL)
    return " ".join(re.sub(r"%\(\w+\)s(::\w+)*", "?", re.sub(r"anon_\d+\.", "", written)).split())


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ('name = "East"', "name = ?"),
        ("amount > 1000", "amount > ?"),
        ("qty >= 10", "qty >= ?"),
        ('amount > 1000 AND name = "East"', "amount > ? AND name = ?"),
        ("owner = user", "owner = ?"),
        ("owner IN user.reports", "owner = ANY (?[])"),
        ("amount > settings.limit", "amount > ?"),
        ('name IN ("a", "b")', "name IN (__[POSTCOMPILE_param_1])"),
        ('note = ""', "note IS NULL"),
        ("ISBLANK(note)", "note IS NULL"),
        ("NOT(amount > 1000)", "NOT coalesce(amount > ?, false)"),
        ("day >= TODAY()", "day >= ?"),
        ("day <= TODAY() + 7", "day <= CASE"),
        ("day <= WORKDAY(TODAY(), 3)", "day <= CASE"),
    ],
)
def test_a_filter_stands_plain(text: str, sql: str) -> None:
    written = condition(text)
    expected = (sql, sql.replace("__[POSTCOMPILE_param_1]", "?, ?"))
    assert written in expected or (sql.endswith("CASE") and written.startswith(sql))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('COUNTIF(lines, kind = "B") = 0', "NOT (EXISTS"),
        ('COUNTIF(lines, kind = "B") > 0', "EXISTS"),
        ("ISBLANK(lines)", "NOT"),
        ("SUM(lines, qty) > 3", "sum("),
        ('"vip" IN tags', "tags @>"),
    ],
)
def test_lists_become_subqueries(text: str, word: str) -> None:
    assert word in condition(text)


def test_whole_numbers_meet_whole_columns_uncast() -> None:
    expression = parse_expression("qty > 3", VOCABULARY)
    compiled = to_condition(expression, CaseResolver(scope(ROW)))
    assert isinstance(compiled, sa.BinaryExpression)
    assert isinstance(compiled.right.type, sa.BigInteger)


def test_values_never_stand_in_the_text_of_the_statement() -> None:
    hostile = "x'; DROP TABLE person; --"
    compiled = to_sql(parse_expression(f'name & "{hostile}"', VOCABULARY), CaseResolver(scope(ROW)))
    assert "DROP" not in str(compiled.value.compile(dialect=postgresql.dialect()))


def test_a_formula_too_involved_for_the_database_is_refused() -> None:
    text = "amount"
    for _ in range(20):
        text = f"ROUNDUP(MROUND({text}, 2), 1)"
    with pytest.raises(FormulaError) as refusal:
        to_sql(parse_expression(text, VOCABULARY), CaseResolver(scope(ROW)))
    assert refusal.value.problems[0].code == "too_complex"


def test_a_measure_aggregates_the_rows_of_a_group(connection: sa.Connection) -> None:
    table = sa.values(sa.column("amount", sa.Numeric), sa.column("name", sa.Text)).data(
        [(1, "a"), (2, "a"), (None, "b"), (4, None)]
    )
    source = table.alias("t")

    class Group(CaseResolver):
        def __init__(self) -> None:
            super().__init__(scope(ROW))
            self.root.element = source

    texts = {
        "SUM(amount)": 7,
        "COUNT()": 4,
        "COUNT(amount)": 3,
        "COUNT_DISTINCT(name)": 2,
        'SUMIF(name = "a", amount) / COUNT()': 0.75,
        "AVERAGE(amount * 3)": 5.25,
        "MEDIAN(amount)": 2,
        "COUNTIF(amount > 1)": 2,
        "MAX(SUM(amount), 100)": 100,
    }
    for text, expected in texts.items():
        resolver = Group()
        compiled = to_sql(parse_expression(text, VOCABULARY, measure=True), resolver)
        statement = sa.select(compiled.value).select_from(resolver.root.from_clause())
        assert float(connection.execute(statement).scalar_one()) == expected, text
