"""Definitions: an app's datasets, metrics and dashboards, parsed once per published version."""

from __future__ import annotations

from collections.abc import Mapping

from dougong.access.kept import kept
from dougong.errors import NotFound
from dougong.metadata import App
from dougong_report import (
    Dashboard,
    Dataset,
    Metric,
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


def metric_datasets(app: App) -> Mapping[str, Dataset]:
    """Return each metric of an app as a dataset, by the metric's key."""
    return kept(
        app,
        "insight_metric_datasets",
        lambda: {key: metric.dataset() for key, metric in metrics(app).items()},
    )


def own_dataset(app: App, dataset: Dataset) -> bool:
    """Say whether a dataset is the app's own, and not one that somebody wrote in a request."""
    return dataset is datasets(app).get(dataset.key) or dataset is metric_datasets(app).get(dataset.key)


def dataset_of(app: App, key: str) -> Dataset:
    """Return a dataset by its key, or the dataset of a metric; raises NotFound."""
    found = datasets(app).get(key)
    if found is not None:
        return found
    found = metric_datasets(app).get(key)
    if found is None:
        raise NotFound.at("/dataset", "There is no such dataset.")
    return found
