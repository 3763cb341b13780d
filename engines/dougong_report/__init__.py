"""Reports: datasets, metrics and dashboards as documents, and the SELECT each of them means for a viewer.

Uses dougong_model (problems, rounding) and dougong_formula (expressions, their SQL). Builds SQLAlchemy
expression objects; knows no connection: the rows a viewer may see come from a `Sight`.
Public: `parse_dataset`, `parse_metric`, `parse_dashboard` (documents → definitions), `check_dataset`,
`check_metric`, `check_dashboard` (what is wrong with them in an app), `select` (a Query → a statement with
its columns), `shape` (rows → answers), `drill` (a number → the records behind it), `periods`.
"""

from dougong_report.check import check_dashboard, check_dataset, check_metric
from dougong_report.definition import (
    Bucket,
    Dashboard,
    DashboardFilter,
    Dataset,
    Dimension,
    Direction,
    FilterType,
    Measure,
    Metric,
    Parameter,
    Part,
    Stage,
    Widget,
    WidgetKind,
)
from dougong_report.drill import Records, drill, equal
from dougong_report.errors import ReportError
from dougong_report.parse import parse_dashboard, parse_dataset, parse_metric
from dougong_report.periods import NAMED, Period, named_period
from dougong_report.select import Selected, Sight, select
from dougong_report.typed import Column, Query

__all__ = [
    "NAMED",
    "Bucket",
    "Column",
    "Dashboard",
    "DashboardFilter",
    "Dataset",
    "Dimension",
    "Direction",
    "FilterType",
    "Measure",
    "Metric",
    "Parameter",
    "Part",
    "Period",
    "Query",
    "Records",
    "ReportError",
    "Selected",
    "Sight",
    "Stage",
    "Widget",
    "WidgetKind",
    "check_dashboard",
    "check_dataset",
    "check_metric",
    "drill",
    "equal",
    "named_period",
    "parse_dashboard",
    "parse_dataset",
    "parse_metric",
    "select",
]
