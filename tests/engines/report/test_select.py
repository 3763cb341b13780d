"""From a query to its SELECT: what a person would write, under the viewer's rows and names."""

from __future__ import annotations

from datetime import date

import pytest

from dougong_formula import FormulaError
from dougong_report import Query, ReportError, named_period, parse_dataset, select
from tests.engines.report.deals import Viewer, sql

DEALS = parse_dataset(
    {
        "id": "aaaaaaaa",
        "key": "deals",
        "name": {},
        "source": "deal",
        "date": "closed_on",
        "params": [{"key": "least", "type": "number", "default": 5}],
        "dimensions": [
            {"key": "stage", "formula": "stage"},
            {"key": "month", "formula": "closed_on", "bucket": "month"},
            {"key": "made", "formula": "created_at", "bucket": "day"},
            {"key": "owner", "formula": "owner"},
        ],
        "measures": [
            {"key": "amount", "formula": "SUM(amount)"},
            {"key": "deals", "formula": "COUNT()"},
            {"key": "rate", "formula": 'COUNTIF(stage = "won") / COUNT()'},
        ],
    }
)


def test_group_and_sum_is_the_plain_statement() -> None:
    assert sql(Query(dataset=DEALS, rows=("stage",), values=("amount",))) == (
        "SELECT deal.stage AS g_stage, coalesce(sum(deal.amount), CAST(0 AS NUMERIC)) AS g_amount "
        "FROM deal AS deal GROUP BY g_stage "
        "ORDER BY g_amount DESC NULLS LAST, g_stage ASC NULLS LAST LIMIT 1000"
    )


def test_a_period_is_a_plain_range_of_days() -> None:
    period, _ = named_period("2017-01-01..2017-03-31", date(2020, 1, 1))
    text = sql(Query(dataset=DEALS, values=("amount",), period=period))
    assert "WHERE deal.closed_on >= '2017-01-01' AND deal.closed_on < '2017-04-01'" in text
    assert "GROUP BY" not in text


def test_dates_are_cut_and_ascend() -> None:
    text = sql(Query(dataset=DEALS, rows=("month",), values=("deals",)))
    assert "date_trunc('month', CAST(deal.closed_on AS TIMESTAMP WITHOUT TIME ZONE))" in text
    assert "ORDER BY g_month ASC NULLS LAST" in text


def test_a_moment_is_cut_in_the_viewers_zone() -> None:
    selected = select(Query(dataset=DEALS, rows=("made",), values=("deals",)), Viewer())
    assert "timezone(:now_zone" in str(selected.statement)


def test_rows_of_the_viewer_and_further_conditions_go_into_where() -> None:
    text = sql(
        Query(dataset=DEALS, values=("deals",), filters=("amount > params.least",)), Viewer(narrow=True)
    )
    assert "WHERE deal.open AND deal.amount > 5" in text


def test_an_order_and_a_limit_as_asked() -> None:
    text = sql(Query(dataset=DEALS, rows=("stage",), values=("amount",), sort=("-stage",), limit=3))
    assert text.endswith("ORDER BY g_stage DESC NULLS LAST LIMIT 3")


def test_a_field_the_viewer_may_not_read_is_unknown_to_him() -> None:
    viewer = Viewer(hidden=("amount",))
    with pytest.raises(FormulaError) as error:
        sql(Query(dataset=DEALS, values=("amount",)), viewer)
    assert error.value.problems[0].code == "unknown_name"
    assert "count(*)" in sql(Query(dataset=DEALS, values=("deals",)), viewer)


@pytest.mark.parametrize(
    "query",
    [
        Query(dataset=DEALS),
        Query(dataset=DEALS, rows=("region",), values=("amount",)),
        Query(dataset=DEALS, values=("profit",)),
        Query(dataset=DEALS, rows=("stage",), values=("amount",), sort=("deals",)),
    ],
)
def test_what_the_dataset_does_not_have_is_refused(query: Query) -> None:
    with pytest.raises(ReportError):
        sql(query)


def test_a_funnel_is_one_statement_with_its_stages_in_order() -> None:
    funnel = parse_dataset(
        {
            "id": "f",
            "key": "f",
            "name": {},
            "stages": [
                {"key": "all", "source": "deal", "date": "closed_on"},
                {"key": "won", "source": "deal", "filter": 'stage = "won"', "value": "SUM(amount)"},
            ],
        }
    )
    text = sql(Query(dataset=funnel))
    assert text.count("UNION ALL") == 1
    assert "deal.stage = 'won'" in text
    assert text.endswith("ORDER BY stages.place")
    with pytest.raises(FormulaError):
        sql(Query(dataset=funnel), Viewer(hidden=("amount",)))
    assert "sum(" not in sql(Query(dataset=funnel, values=("count",)), Viewer(hidden=("amount",)))


def test_a_union_groups_each_part_and_then_all() -> None:
    union = parse_dataset(
        {
            "id": "u",
            "key": "u",
            "name": {},
            "dimensions": [{"key": "stage"}],
            "union": [
                {"source": "deal", "dimensions": {"stage": "stage"}, "values": {"deals": "COUNT()"}},
                {"source": "deal", "dimensions": {"stage": "stage"}, "values": {"amount": "SUM(amount)"}},
            ],
            "measures": [
                {"key": "deals", "formula": "SUM(deals)"},
                {"key": "mean", "formula": "SUM(amount) / SUM(deals)"},
            ],
        }
    )
    text = sql(Query(dataset=union, rows=("stage",), values=("deals", "mean")))
    assert text.count("GROUP BY") == 3
    assert "sum(" in text
    # A value that nobody asks for is not computed, so nobody needs the right to it.
    assert "amount" not in sql(
        Query(dataset=union, rows=("stage",), values=("deals",)), Viewer(hidden=("amount",))
    )
