"""Periods, shapes of answers, and the way from a number to its records."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from dougong_formula import DATE, NUMBER, TEXT
from dougong_report import (
    Bucket,
    Column,
    Measure,
    Period,
    Query,
    ReportError,
    drill,
    named_period,
    parse_dataset,
    shape,
)

TODAY = date(2026, 5, 20)
STAGE = Column(key="stage", kind="dimension", type=TEXT, label={"en": "Stage"})
MONTH = Column(key="month", kind="dimension", type=DATE, label={}, bucket=Bucket.MONTH)
COUNT = Column(key="count", kind="measure", type=NUMBER, label={})


@pytest.mark.parametrize(
    ("name", "first", "last", "before"),
    [
        ("this_month", "2026-05-01", "2026-05-31", ("2026-04-01", "2026-04-30")),
        ("this_quarter", "2026-04-01", "2026-06-30", ("2026-01-01", "2026-03-31")),
        ("last_quarter", "2026-01-01", "2026-03-31", ("2025-10-01", "2025-12-31")),
        ("this_year", "2026-01-01", "2026-12-31", ("2025-01-01", "2025-12-31")),
        ("last_week", "2026-05-11", "2026-05-17", ("2026-05-04", "2026-05-10")),
        ("last_30_days", "2026-04-21", "2026-05-20", ("2026-03-22", "2026-04-20")),
        ("today", "2026-05-20", "2026-05-20", ("2026-05-19", "2026-05-19")),
        ("2026-02-01..2026-02-10", "2026-02-01", "2026-02-10", ("2026-01-22", "2026-01-31")),
    ],
)
def test_periods_and_the_ones_before(name: str, first: str, last: str, before: tuple[str, str]) -> None:
    period, bucket = named_period(name, TODAY)
    assert (str(period.first), str(period.last)) == (first, last)
    earlier = period.before(bucket)
    assert earlier is not None
    assert (str(earlier.first), str(earlier.last)) == before


def test_open_periods_have_none_before() -> None:
    assert named_period("all", TODAY)[0].before(None) is None
    assert named_period("2026-01-01..", TODAY)[0].filters("at") == ('(at) >= "2026-01-01"',)


@pytest.mark.parametrize("name", ["tomorrow", "2026-13-01..2026-12-31", "2026-05-02..2026-05-01", "..x"])
def test_what_is_no_period_is_refused(name: str) -> None:
    with pytest.raises(ReportError):
        named_period(name, TODAY)


def test_cells_are_json_values_with_exact_numbers() -> None:
    moment = datetime(2026, 5, 1, 8, tzinfo=UTC)
    assert [shape.cell(one) for one in (Decimal("12.500"), 3, None, True, TODAY, moment)] == [
        "12.5",
        "3",
        None,
        True,
        "2026-05-20",
        "2026-05-01T08:00:00Z",
    ]


def test_a_funnel_has_rates_and_blanks_for_nothing() -> None:
    answer = shape.funnel([STAGE, COUNT], [("leads", 40), ("mql", 10), ("sql", 0), ("won", 0)], {})
    assert answer["rows"] == [
        ["leads", "40", None, "1"],
        ["mql", "10", "0.25", "0.25"],
        ["sql", "0", "0", "0"],
        ["won", "0", None, "0"],
    ]
    assert [column["key"] for column in answer["columns"]] == ["stage", "count", "rate", "overall"]


def test_a_figure_is_compared_and_a_change_from_nothing_is_blank() -> None:
    assert shape.kpi(COUNT, Decimal(30), Decimal(20), True)["change"] == "0.5"
    assert shape.kpi(COUNT, Decimal(30), Decimal(0), True)["change"] is None
    assert shape.kpi(COUNT, None, Decimal(20), True)["value"] is None


def test_a_line_does_not_skip_a_month() -> None:
    rows = [(date(2026, 1, 1), 5), (date(2026, 4, 1), 7), (None, 1)]
    assert [row[0] for row in shape.with_gaps([MONTH, COUNT], rows)] == [
        date(2026, 1, 1),
        date(2026, 2, 1),
        date(2026, 3, 1),
        date(2026, 4, 1),
        None,
    ]


def test_groups_of_a_select_field_come_in_the_order_of_its_options() -> None:
    rows = [("won", 9), ("new", 1), (None, 4), ("open", 2)]
    ordered = shape.in_option_order([STAGE, COUNT], rows, {"stage": ["new", "open", "won"]})
    assert [row[0] for row in ordered] == ["new", "open", "won", None]


DATASET = parse_dataset(
    {
        "id": "d",
        "key": "d",
        "name": {},
        "source": "deal",
        "date": "closed_on",
        "filter": "amount > 0",
        "dimensions": [
            {"key": "stage", "formula": "stage"},
            {"key": "size", "formula": "ROUND(amount, -3)"},
            {"key": "month", "formula": "closed_on", "bucket": "month"},
        ],
    }
)


def test_a_number_leads_to_its_records() -> None:
    query = Query(dataset=DATASET, period=Period(date(2026, 1, 1), None), filters=("open",))
    types = {"stage": TEXT, "size": NUMBER, "month": DATE}
    found = drill(query, {"stage": 'a "b"', "month": "2026-02-01", "size": "1000"}, types)
    assert found.entity == "deal"
    assert found.filter == (
        '(amount > 0) AND (open) AND ((closed_on) >= "2026-01-01") AND (stage = "a ""b""") AND '
        '((closed_on) >= "2026-02-01") AND ((closed_on) < "2026-03-01") AND ((ROUND(amount, -3)) = 1000)'
    )


def test_the_blank_group_leads_to_blank_records() -> None:
    assert drill(Query(dataset=DATASET), {"stage": None}, {"stage": TEXT}).filter == (
        "(amount > 0) AND (ISBLANK(stage))"
    )


@pytest.mark.parametrize("at", [{"month": "soon"}, {"size": "much"}, {"region": "x"}])
def test_what_cannot_be_a_value_is_refused(at: dict[str, str]) -> None:
    with pytest.raises(ReportError):
        drill(Query(dataset=DATASET), at, {"size": NUMBER, "month": DATE})


@pytest.mark.parametrize(
    ("formula", "condition"),
    [
        ("COUNT()", None),
        ("SUM(amount)", None),
        ("COUNTIF(won)", "won"),
        ('SUMIF(stage = "won", amount) * 2', 'stage = "won"'),
        ("AVERAGEIF(won, days)", "(won) AND (NOT(ISBLANK(days)))"),
        ("COUNTIFS(a, b OR c)", "(a) AND (b OR c)"),
        ("COUNTIF(a) / COUNTIF(b)", "(a) OR (b)"),
        ("COUNTIF(a) / COUNT()", None),
        ("SUM(COUNTIF(a), COUNTIF(b))", "(a) OR (b)"),
        ("COUNT(amount)", "NOT(ISBLANK(amount))"),
        ("SUM(COUNTIF(lines, qty > 2))", None),
    ],
)
def test_a_number_takes_its_own_condition_along(formula: str, condition: str | None) -> None:
    dataset = replace(DATASET, filter=None, measures={"it": Measure(key="it", formula=formula, label={})})
    assert drill(Query(dataset=dataset), {}, {}, "it").filter == (condition or "")


def test_a_number_of_a_union_leads_to_the_part_that_computes_it() -> None:
    dataset = parse_dataset(
        {
            "id": "u",
            "key": "u",
            "name": {},
            "dimensions": [{"key": "channel"}],
            "union": [
                {
                    "source": "lead",
                    "dimensions": {"channel": "origin"},
                    "values": {"leads": "COUNT()", "good": "COUNTIF(score > 60)"},
                },
                {
                    "source": "deal",
                    "filter": "NOT(deleted)",
                    "dimensions": {"channel": "lead.origin"},
                    "values": {"won": 'SUMIF(stage = "won", amount)'},
                },
            ],
            "measures": [
                {"key": "good_rate", "formula": "SUM(good) / SUM(leads)"},
                {"key": "good", "formula": "SUM(good)"},
                {"key": "value", "formula": "SUM(won)"},
                {"key": "each", "formula": "SUM(won) / SUM(leads)"},
            ],
        }
    )
    query, types = Query(dataset=dataset, filters=('channel <> "x"',)), {"channel": TEXT}

    def found(measure: str) -> tuple[str, str]:
        records = drill(query, {"channel": "a"}, types, measure)
        return records.entity, records.filter

    assert found("good") == ("lead", '((origin) <> "x") AND (origin = "a") AND (score > 60)')
    assert found("good_rate") == ("lead", '((origin) <> "x") AND (origin = "a")')
    assert found("value") == (
        "deal",
        '(NOT(deleted)) AND ((lead.origin) <> "x") AND (lead.origin = "a") AND (stage = "won")',
    )
    with pytest.raises(ReportError, match="several entities"):
        found("each")
