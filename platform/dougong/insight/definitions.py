"""Definitions: an app's datasets, metrics and dashboards, parsed once per published version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dougong.access.kept import kept
from dougong.access.shapes import has_entity
from dougong.errors import NotFound
from dougong.metadata import App
from dougong_formula import Vocabulary
from dougong_model import DocumentError, Problem
from dougong_report import (
    Dashboard,
    Dataset,
    Metric,
    check_dashboard,
    check_dataset,
    check_metric,
    parse_dashboard,
    parse_dataset,
    parse_metric,
)


def datasets(app: App) -> Mapping[str, Dataset]:
    """Return the datasets of an app by key."""
    return kept(
        app,
        "insight_datasets",
        lambda: {key: parse_dataset(body) for key, body in app.documents("dataset").items()},
    )


def metrics(app: App) -> Mapping[str, Metric]:
    """Return the metrics of an app by key."""
    return kept(
        app,
        "insight_metrics",
        lambda: {key: parse_metric(body) for key, body in app.documents("metric").items()},
    )


def dashboards(app: App) -> Mapping[str, Dashboard]:
    """Return the dashboards of an app by key."""
    return kept(
        app,
        "insight_dashboards",
        lambda: {key: parse_dashboard(body) for key, body in app.documents("dashboard").items()},
    )


def dataset_of(app: App, key: str) -> Dataset:
    """Return a dataset by its key, or the dataset of a metric; raises NotFound."""
    found = datasets(app).get(key)
    if found is not None:
        return found
    metric = metrics(app).get(key)
    if metric is None:
        raise NotFound("There is no such dataset.")
    return metric.dataset()


def check_documents(app: App) -> list[Problem]:
    """Return what is wrong with the datasets, metrics and dashboards of an app that otherwise compiles."""

    def names(entity: str) -> Vocabulary | None:
        return app.vocabulary(entity, "user", "settings") if has_entity(app, entity) else None

    problems: list[Problem] = []
    sets: dict[str, Dataset] = {}
    numbers: dict[str, Metric] = {}
    for key, body in app.documents("dataset").items():
        try:
            sets[key] = parse_dataset(body)
            problems += _in_file(f"datasets/{key}.json", check_dataset(sets[key], names))
        except DocumentError as error:
            problems += _in_file(f"datasets/{key}.json", error.problems)
    for key, body in app.documents("metric").items():
        try:
            numbers[key] = parse_metric(body)
            problems += _in_file(f"metrics/{key}.json", check_metric(numbers[key], names))
        except DocumentError as error:
            problems += _in_file(f"metrics/{key}.json", error.problems)
    for key, body in app.documents("dashboard").items():
        try:
            problems += _in_file(
                f"dashboards/{key}.json", check_dashboard(parse_dashboard(body), sets, numbers)
            )
        except DocumentError as error:
            problems += _in_file(f"dashboards/{key}.json", error.problems)
    return problems


def _in_file(file: str, problems: list[Problem] | tuple[Problem, ...]) -> list[Problem]:
    return [replace(one, file=file) for one in problems]
