"""Dashboards: which a viewer may open, the numbers of all widgets in one answer, and the way behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from dougong.access.grants import element_grants, held_roles
from dougong.context import Context, Principal
from dougong.errors import BadRequest, NotAllowed, NotFound
from dougong.insight.about import counted
from dougong.insight.definitions import dashboards, datasets, metric_datasets, metrics
from dougong.insight.queries import answer, behind, figure, readable, refusal
from dougong.insight.sight import ViewerSight
from dougong.messages import translated
from dougong.metadata import App
from dougong_form import escape
from dougong_formula import FormulaError
from dougong_model import Problem
from dougong_report import (
    Dashboard,
    DashboardFilter,
    Dataset,
    FilterType,
    Period,
    Query,
    Records,
    ReportError,
    Widget,
    WidgetKind,
    equal,
    named_period,
)

_CLOSED = "It speaks of what your roles do not open to you."
_LINES = frozenset({WidgetKind.LINE, WidgetKind.AREA, WidgetKind.BAR})


def visible_dashboards(app: App, principal: Principal) -> list[str]:
    """Return the keys of the dashboards that a person may open, in the order of the keys."""
    everything = dashboards(app)
    if principal.administrator:
        return sorted(everything)
    held = held_roles(app, principal)
    named = {
        str(grant["dashboard"])
        for role in held
        for grant in element_grants(app).get(role, ())
        if "dashboard" in grant and "see" in grant.get("actions", ())
    }
    return sorted(named & everything.keys())


def dashboard_document(context: Context, app: App, key: str) -> Mapping[str, Any]:
    """Return the document of a dashboard; raises NotFound when there is none, or none for him."""
    _opened(context, app, key)
    return app.documents("dashboard")[key]


def _opened(context: Context, app: App, key: str) -> Dashboard:
    if key not in visible_dashboards(app, context.principal):
        raise NotFound("There is no such dashboard.")
    return dashboards(app)[key]


def dashboard_data(
    context: Context, app: App, conn: sa.Connection, key: str, chosen: Mapping[str, str]
) -> dict[str, Any]:
    """Return the numbers of every widget by its id; `chosen` are the filters' values by key.

    A widget that this viewer cannot be shown (a field or an entity he may not read) says so in `error`
    and leaves the others alone. Raises NotFound, BadRequest for a value that no filter can take.
    """
    dashboard = _opened(context, app, key)
    sight = ViewerSight(context, app, conn)
    filters = _Filters(dashboard, chosen)
    filters.check(context)
    try:
        return {
            "widgets": {widget.id: _widget_data(sight, widget, filters) for widget in dashboard.widgets},
            "filters": filters.values,
        }
    except ReportError as error:
        raise refusal(error) from None


class _Filters:
    """The values of a dashboard's filters, turned into conditions of each dataset or metric."""

    def __init__(self, dashboard: Dashboard, chosen: Mapping[str, str]) -> None:
        self._filters = dashboard.filters
        self._unknown = [key for key in chosen if key not in {one.key for one in dashboard.filters}]
        self.values: dict[str, Any] = {one.key: chosen.get(one.key, one.default) for one in dashboard.filters}
        self._period = next((one for one in dashboard.filters if one.type is FilterType.DATE_RANGE), None)

    def check(self, context: Context) -> None:
        """Raise BadRequest for a value of no filter and for a period that cannot be read."""
        if self._unknown:
            problems = [
                Problem(
                    code="unknown_parameter",
                    pointer=f"/{escape(key[:60])}",
                    message=f"There is no parameter “{key[:60]}”.",
                )
                for key in self._unknown
            ]
            raise BadRequest(problems[0].message, problems=problems)
        try:
            named_period(self.period, context.today)
        except ReportError as error:
            raise refusal(error, f"/{self._period.key}" if self._period else "") from None

    @property
    def period(self) -> str:
        """Return the name of the chosen period."""
        return str(self.values.get(self._period.key) or "all") if self._period else "all"

    def date(self, key: str, dataset: Dataset) -> str | None:
        """Return the expression that the period limits: the filter's binding, else the dataset's date."""
        bound = self._period.binds.get(key) if self._period else None
        if bound is not None and bound in dataset.dimensions:
            return dataset.dimensions[bound].formula
        return bound or dataset.date

    def conditions(self, key: str, dataset: Dataset) -> tuple[str, ...]:
        """Return the conditions of the other filters on a dataset or metric."""
        found: list[str] = []
        for one in self._filters:
            value = self.values.get(one.key)
            if one.type is not FilterType.DATE_RANGE and value not in (None, "", "all") and key in one.binds:
                found += equal(_formula(one, key, dataset), value, None)
        return tuple(found)


def _formula(one: DashboardFilter, key: str, dataset: Dataset) -> str:
    bound = one.binds[key]
    return dataset.dimensions[bound].formula if bound in dataset.dimensions and not dataset.union else bound


def _widget_data(sight: ViewerSight, widget: Widget, filters: _Filters) -> dict[str, Any]:
    if widget.kind is WidgetKind.TEXT:
        return {"kind": widget.kind.value, "columns": [], "rows": []}
    try:
        shown = {"kind": widget.kind.value, **_shown(sight, widget, filters)}
        about = _about(sight, widget, filters)
        return {**shown, "about": about} if about else shown
    except FormulaError as error:
        # To whom the document is closed, the name of a field he may not read is no news worth telling.
        first = error.problems[0]
        message = first.message if sight.context.principal.administrator else _CLOSED
        return _refused(sight, widget, first.code, message)
    except NotAllowed as error:
        return _refused(sight, widget, error.code, error.detail)


def _about(sight: ViewerSight, widget: Widget, filters: _Filters) -> dict[str, str] | None:
    """Return what a widget counts in words; what is chosen in the filters stands in them already."""
    own = (
        metric_datasets(sight.app)[widget.metric]
        if widget.metric
        else datasets(sight.app)[str(widget.dataset)]
    )
    extra = (widget.filter,) if widget.filter else ()
    return counted(sight, own, filters=extra, date=filters.date(own.key, own))


def _refused(sight: ViewerSight, widget: Widget, code: str, message: str) -> dict[str, Any]:
    told = {"code": code, "message": translated(message, sight.context.language)}
    columns = []
    if widget.metric is not None:
        named = metrics(sight.app)[widget.metric].name
        columns = [{"key": "value", "kind": "measure", "label": named, "type": "number"}]
    return {"kind": widget.kind.value, "columns": columns, "rows": [], "error": told}


def _shown(sight: ViewerSight, widget: Widget, filters: _Filters) -> dict[str, Any]:
    if widget.metric is not None:
        metric = metrics(sight.app)[widget.metric]
        own = metric_datasets(sight.app)[metric.key]
        extra = (widget.filter,) if widget.filter else ()
        return figure(
            sight,
            metric,
            period=filters.period,
            compare=widget.compare,
            date=filters.date(metric.key, own),
            filters=(*extra, *filters.conditions(metric.key, own)),
        )
    wanted, hidden = readable(sight, widget_query(sight, widget, filters))
    shown = answer(sight, wanted, totals=widget.totals, gaps=widget.kind in _LINES)
    return {**shown, "hidden": hidden} if hidden else shown


def widget_query(sight: ViewerSight, widget: Widget, filters: _Filters) -> Query:
    """Return what a widget asks of its dataset under the filters chosen."""
    dataset = datasets(sight.app)[str(widget.dataset)]
    period: Period
    period, _ = named_period(filters.period, sight.context.today)
    extra = (widget.filter,) if widget.filter else ()
    return Query(
        dataset=dataset,
        rows=(*widget.rows, *((widget.split,) if widget.split else ())),
        values=widget.values,
        filters=(*extra, *filters.conditions(dataset.key, dataset)),
        period=period,
        date=filters.date(dataset.key, dataset),
        sort=widget.sort,
        limit=widget.top,
    )


def drill_widget(
    context: Context,
    app: App,
    dashboard_key: str,
    widget_id: str,
    at: Mapping[str, Any],
    chosen: Mapping[str, str],
    measure: str | None = None,
) -> Records:
    """Return the records behind one number of a widget; raises NotFound, BadRequest."""
    if dashboard_key not in visible_dashboards(app, context.principal):
        raise NotFound.at("/dashboard", "There is no such dashboard.")
    dashboard = dashboards(app)[dashboard_key]
    widget = next((one for one in dashboard.widgets if one.id == widget_id), None)
    if widget is None or widget.kind is WidgetKind.TEXT:
        raise NotFound.at("/widget", "There is no such widget.")
    sight = ViewerSight(context, app, context.conn)
    filters = _Filters(dashboard, chosen)
    filters.check(context)
    try:
        if widget.metric is not None:
            own = metric_datasets(app)[widget.metric]
            period, _ = named_period(filters.period, context.today)
            extra = (widget.filter,) if widget.filter else ()
            wanted = Query(
                dataset=own,
                period=period,
                date=filters.date(own.key, own),
                filters=(*extra, *filters.conditions(own.key, own)),
            )
        else:
            wanted = widget_query(sight, widget, filters)
    except ReportError as error:
        raise refusal(error) from None
    return behind(sight, wanted, at, measure or _only(widget))


def _only(widget: Widget) -> str | None:
    """Return the measure of a widget that shows one number."""
    if widget.metric is not None:
        return "value"
    return widget.values[0] if len(widget.values) == 1 else None
