"""Dashboards and metrics: their documents, their numbers for the caller, the records behind a number."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from dougong.api.answers.base import answered
from dougong.api.answers.insight import DashboardAnswer, DashboardData, Figure
from dougong.api.deps import DatabaseOf, MemberContext
from dougong.api.opening import ContextRoute
from dougong.insight import dashboard_data, dashboard_document, metric_data, reading
from dougong.metadata.published import published

router = APIRouter(route_class=ContextRoute, prefix="/apps/{app}", tags=["Insight"])

FILTERS = {
    "parameters": [
        {
            "name": "filters",
            "in": "query",
            "required": False,
            "style": "form",
            "explode": True,
            "schema": {"type": "object", "additionalProperties": {"type": "string"}},
        }
    ]
}


def chosen_filters(request: Request) -> dict[str, str]:
    """Return the query parameters as values of a dashboard's filters."""
    return {key: value[:200] for key, value in request.query_params.items()}


@router.get("/dashboards/{key}", responses=answered(DashboardAnswer))
def read_dashboard(context: MemberContext, app: str, key: str) -> dict[str, Any]:
    """Return a dashboard's document."""
    document = dashboard_document(context, published(context.conn, app), key)
    return {"document": document, "name": document["name"]}


@router.get("/dashboards/{key}/data", openapi_extra=FILTERS, responses=answered(DashboardData))
def read_dashboard_data(
    request: Request, context: MemberContext, database: DatabaseOf, app: str, key: str
) -> dict[str, Any]:
    """Return the numbers of every widget; each filter of the dashboard is a query parameter of its key."""
    live = published(context.conn, app)
    with reading(database, context) as conn:
        return dashboard_data(context, live, conn, key, chosen_filters(request))


@router.get("/metrics/{key}", responses=answered(Figure))
def read_metric(
    context: MemberContext,
    database: DatabaseOf,
    app: str,
    key: str,
    period: Annotated[str, Query(max_length=60)] = "all",
    compare: Annotated[str | None, Query(pattern="^previous_(period|year)$")] = None,
) -> dict[str, Any]:
    """Return the value of a metric in a period."""
    live = published(context.conn, app)
    with reading(database, context) as conn:
        return metric_data(context, live, conn, key, period, compare)
