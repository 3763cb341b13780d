"""Report documents: what is read, and what is refused with its place."""

from __future__ import annotations

from typing import Any

import pytest

from dougong_model import DocumentError
from dougong_report import (
    check_dashboard,
    check_dataset,
    check_metric,
    parse_dashboard,
    parse_dataset,
    parse_metric,
)
from tests.engines.report.deals import Viewer

DATASET = {
    "id": "aaaaaaaa",
    "key": "deals",
    "name": {"en": "Deals"},
    "source": "deal",
    "date": "closed_on",
    "dimensions": [
        {"key": "stage", "formula": "stage"},
        {"key": "month", "formula": "closed_on", "bucket": "month"},
    ],
    "measures": [{"key": "amount", "formula": "SUM(amount)"}],
}
METRIC = {
    "id": "bbbbbbbb",
    "key": "won",
    "name": {},
    "source": "deal",
    "value": "SUM(amount)",
    "date": "closed_on",
}


def codes(error: pytest.ExceptionInfo[DocumentError]) -> dict[str, str]:
    return {one.pointer: one.code for one in error.value.problems}


def names(entity: str) -> Any:
    return Viewer().vocabulary(entity) if entity == "deal" else None


def test_a_dataset_has_exactly_one_kind_of_source() -> None:
    with pytest.raises(DocumentError) as error:
        parse_dataset({**DATASET, "stages": [{"key": "a", "source": "deal"}]})
    assert codes(error)[""] == "one_source"


def test_keys_are_keys_and_stand_once() -> None:
    bad = {**DATASET, "measures": [{"key": 'a" FROM x --', "formula": "COUNT()"}, *DATASET["measures"] * 2]}  # type: ignore[operator]
    with pytest.raises(DocumentError) as error:
        parse_dataset(bad)
    assert codes(error) == {"/measures/0/key": "key", "/measures/2/key": "duplicate_key"}


def test_every_part_of_a_union_has_every_dimension() -> None:
    part = {"source": "deal", "dimensions": {"stage": "stage"}, "values": {"n": "COUNT()"}}
    other = {"source": "deal", "dimensions": {}, "values": {}}
    document = {
        "id": "x",
        "key": "u",
        "name": {},
        "union": [part, other],
        "dimensions": [{"key": "stage"}],
        "measures": [{"key": "n", "formula": "SUM(n)"}],
    }
    with pytest.raises(DocumentError) as error:
        parse_dataset(document)
    assert codes(error) == {"/union/1/dimensions": "missing_dimension"}


@pytest.mark.parametrize(
    ("member", "formula", "pointer", "code"),
    [
        ("measures", "SUM(profit)", "/measures/0/formula", "unknown_name"),
        ("measures", "amount", "/measures/0/formula", "not_allowed_here"),
        ("dimensions", "stage +", "/dimensions/0/formula", "syntax"),
    ],
)
def test_an_expression_that_does_not_type_is_told_with_its_place(
    member: str, formula: str, pointer: str, code: str
) -> None:
    problems = check_dataset(parse_dataset({**DATASET, member: [{"key": "one", "formula": formula}]}), names)
    assert [(one.pointer, one.code) for one in problems] == [(pointer, code)]


def test_only_dates_are_cut_into_buckets() -> None:
    document = {**DATASET, "dimensions": [{"key": "stage", "formula": "stage", "bucket": "month"}]}
    assert [one.code for one in check_dataset(parse_dataset(document), names)] == ["bucket"]


def test_a_date_that_is_none_is_refused() -> None:
    assert [one.pointer for one in check_dataset(parse_dataset({**DATASET, "date": "stage"}), names)] == [
        "/date"
    ]


def test_an_unknown_entity_is_told() -> None:
    assert [one.code for one in check_dataset(parse_dataset({**DATASET, "source": "ship"}), names)] == [
        "unknown_entity"
    ]


def test_a_metric_points_at_its_value() -> None:
    problems = check_metric(parse_metric({**METRIC, "value": "SUM(profit)"}), names)
    assert [(one.pointer, one.code) for one in problems] == [("/value", "unknown_name")]


def dashboard(*widgets: dict[str, Any]) -> list[str]:
    made = parse_dashboard({"id": "cccccccc", "key": "d", "name": {}, "widgets": list(widgets)})
    found = check_dashboard(made, {"deals": parse_dataset(DATASET)}, {"won": parse_metric(METRIC)})
    return [f"{one.pointer} {one.code}" for one in found]


def test_a_dashboard_names_what_there_is() -> None:
    good = {"id": "w1", "kind": "bar", "dataset": "deals", "x": "month", "y": ["amount"], "at": [0, 0, 6, 3]}
    assert dashboard(good, {"id": "w2", "kind": "kpi", "metric": "won", "at": [6, 0, 3, 2]}) == []
    assert dashboard({**good, "x": "year"}) == ["/widgets/0 unknown_reference"]
    assert dashboard({**good, "dataset": "ships"}) == ["/widgets/0/dataset unknown_reference"]
    assert dashboard({**good, "sort": ["-profit"]}) == ["/widgets/0/sort unknown_reference"]


@pytest.mark.parametrize(
    ("widget", "code"),
    [
        ({"kind": "kpi", "at": [0, 0, 3, 2]}, "metric_expected"),
        ({"kind": "bar", "dataset": "deals", "y": ["amount"], "at": [0, 0, 3, 2]}, "chart_shape"),
        ({"kind": "pie", "dataset": "deals", "x": "stage", "at": [0, 0, 3, 2]}, "chart_shape"),
        ({"kind": "table", "rows": ["stage"], "at": [0, 0, 3, 2]}, "dataset_expected"),
        ({"kind": "text", "at": [10, 0, 3, 2]}, "place"),
        ({"kind": "tower", "at": [0, 0, 3, 2]}, "unknown_word"),
    ],
)
def test_a_widget_has_what_its_kind_shows(widget: dict[str, Any], code: str) -> None:
    with pytest.raises(DocumentError) as error:
        parse_dashboard({"id": "c", "key": "d", "name": {}, "widgets": [{"id": "w", **widget}]})
    assert [one.code for one in error.value.problems] == [code]
