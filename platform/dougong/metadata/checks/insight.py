"""Check of datasets, metrics and dashboards: the report engine reads and types them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from dougong.metadata.checks.surroundings import Surroundings
from dougong_model import DocumentError, Problem
from dougong_report import (
    check_dashboard,
    check_dataset,
    check_metric,
    parse_dashboard,
    parse_dataset,
    parse_metric,
)

T = TypeVar("T")


def check_dataset_document(body: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with a dataset."""
    try:
        yield from check_dataset(parse_dataset(body), around.vocabulary_of)
    except DocumentError as error:
        yield from error.problems


def check_metric_document(body: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with a metric."""
    try:
        yield from check_metric(parse_metric(body), around.vocabulary_of)
    except DocumentError as error:
        yield from error.problems


def check_dashboard_document(body: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with a dashboard; datasets and metrics that cannot be read tell it themselves."""
    try:
        dashboard = parse_dashboard(body)
    except DocumentError as error:
        yield from error.problems
        return
    datasets = _readable(around.of("dataset"), parse_dataset)
    metrics = _readable(around.of("metric"), parse_metric)
    yield from check_dashboard(dashboard, datasets, metrics)
    yield from around.unknown("role", body.get("roles", ()), "/roles")


def _readable(
    documents: Mapping[str, Mapping[str, Any]], parse: Callable[[Mapping[str, Any]], T]
) -> dict[str, T]:
    found = {}
    for key, body in documents.items():
        try:
            found[key] = parse(body)
        except DocumentError:
            continue
    return found
