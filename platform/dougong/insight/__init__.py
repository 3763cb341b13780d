"""Insight: reads made of reads. Datasets, metrics and dashboards, always under the viewer's scopes.

Uses access (names, row scopes), metadata, dougong_report. Public: `query` (a dataset document or key),
`metric_data`, `dashboard_data`, `drill_query`, `drill_widget`, `visible_dashboards`, `dashboard_document`.
Everything runs in the caller's read-only transaction, see `reading`.
"""

from dougong.insight.dashboards import dashboard_data, dashboard_document, drill_widget, visible_dashboards
from dougong.insight.queries import drill_query, metric_data, query
from dougong.insight.reading import reading

__all__ = [
    "dashboard_data",
    "dashboard_document",
    "drill_query",
    "drill_widget",
    "metric_data",
    "query",
    "reading",
    "visible_dashboards",
]
