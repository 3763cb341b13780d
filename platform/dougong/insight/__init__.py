"""Insight: reads made of reads. Datasets, metrics and dashboards, always under the viewer's scopes.

Uses access (names, row scopes), metadata, dougong_report. Public: `query` (a dataset document or key),
`metric_data`, `dashboard_data`, `drill_query`, `drill_widget`, `visible_dashboards`, `dashboard_document`,
and for administrators `held_records` and `waiting_seats`, what depends on a person.
Everything runs in the caller's read-only transaction, see `reading`.
"""

from dougong.insight.dashboards import dashboard_data, dashboard_document, drill_widget, visible_dashboards
from dougong.insight.holdings import HeldRecords, held_records, waiting_seats
from dougong.insight.queries import drill_query, metric_data, query
from dougong.insight.reading import reading

__all__ = [
    "HeldRecords",
    "dashboard_data",
    "dashboard_document",
    "drill_query",
    "drill_widget",
    "held_records",
    "metric_data",
    "query",
    "reading",
    "visible_dashboards",
    "waiting_seats",
]
