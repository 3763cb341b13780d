"""Query: a dataset of the app, or one of the caller's, grouped and sorted as asked; and drilling down."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field

from dougong.api.answers.base import answered
from dougong.api.answers.insight import RecordsBehind, Table
from dougong.api.bodies import Closed
from dougong.api.deps import DatabaseOf, ReaderContext
from dougong.api.opening import ContextRoute
from dougong.api.reading_requests import refuse_parameters
from dougong.api.routes.dashboards import FILTERS, chosen_filters
from dougong.errors import BadRequest
from dougong.insight import drill_query, drill_widget, query, reading
from dougong.metadata.published import published
from dougong_report import Dataset, Query, ReportError, named_period

router = APIRouter(route_class=ContextRoute, prefix="/apps/{app}", tags=["Insight"])

Key = Annotated[str, Field(max_length=48)]
_NONE = Dataset(id="", key="", name={})


class DatasetQuery(Closed):
    """A dataset, by key or as a document, with the dimensions and measures wanted of it (all when absent)."""

    dataset: Key | dict[str, Any]
    rows: list[Key] = Field(default_factory=list, max_length=10)
    values: list[Key] = Field(default_factory=list, max_length=50)
    filter: str | None = Field(None, max_length=8000)
    period: str = Field("all", max_length=60)
    sort: list[Key] = Field(default_factory=list, max_length=10)
    limit: int | None = Field(None, ge=1, le=10_000)
    totals: bool = False
    params: dict[Key, Any] = Field(default_factory=dict, max_length=50)


class Drill(Closed):
    """A number of a dataset, or of a dashboard's widget, by the values of its dimensions."""

    dataset: Key | dict[str, Any] | None = None
    dashboard: Key | None = None
    widget: Key | None = None
    at: dict[Key, Any] = Field(default_factory=dict, max_length=10)
    measure: Key | None = None
    filter: str | None = Field(None, max_length=8000)
    period: str = Field("all", max_length=60)


@router.post("/query", responses=answered(Table))
def run_query(context: ReaderContext, database: DatabaseOf, app: str, body: DatasetQuery) -> dict[str, Any]:
    """Return columns and rows of a dataset under the caller's scopes."""
    live = published(context.conn, app)
    asked = _asked(context, body)
    with reading(database, context) as conn:
        return query(context, live, conn, body.dataset, asked, totals=body.totals)


def _asked(context: ReaderContext, body: DatasetQuery) -> Query:
    try:
        period, _ = named_period(body.period, context.today)
    except ReportError as error:
        raise BadRequest.at(error.pointer, error.message, code=error.code) from None
    return Query(
        dataset=_NONE,
        rows=tuple(body.rows),
        values=tuple(body.values),
        filters=(body.filter,) if body.filter else (),
        period=period,
        sort=tuple(body.sort),
        limit=body.limit,
        parameters=body.params,
    )


@router.post("/query/drill", openapi_extra=FILTERS, responses=answered(RecordsBehind))
def drill(request: Request, context: ReaderContext, app: str, body: Drill) -> dict[str, str]:
    """Return the entity and the filter under which the list of records shows what a number counts.

    Of a widget, each filter of its dashboard is a query parameter, as for the numbers themselves.
    """
    live = published(context.conn, app)
    if body.widget is not None and body.dashboard is not None:
        chosen = chosen_filters(request)
        found = drill_widget(context, live, body.dashboard, body.widget, body.at, chosen, body.measure)
    elif body.dataset is not None:
        refuse_parameters(request.query_params, frozenset())
        asked = _asked(context, DatasetQuery(dataset="", filter=body.filter, period=body.period, limit=None))
        found = drill_query(context, live, body.dataset, body.at, asked, body.measure)
    else:
        other = "dataset" if body.widget is None else "dashboard"
        lacking = other if body.dashboard is None else "widget"
        message = "Name a dataset, or a dashboard and one of its widgets."
        raise BadRequest.at(f"/{lacking}", message, code="required")
    return {"entity": found.entity, "filter": found.filter}
