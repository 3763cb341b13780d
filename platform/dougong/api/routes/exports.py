"""Export of a list as a CSV file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import StreamingResponse

from dougong.actions.export_records import export_csv
from dougong.api.answers.base import file_of
from dougong.api.deps import Credential, database_of, settings_of
from dougong.api.opening import ContextRoute
from dougong.errors import BadRequest
from dougong.records.query import parse_query

router = APIRouter(
    route_class=ContextRoute,
    prefix="/apps/{app}/entities/{entity}/records/export",
    tags=["Import and export"],
)

Text = Annotated[str | None, Query(max_length=8000)]


@router.get("", response_class=StreamingResponse, responses=file_of("text/csv"))
def export(
    request: Request,
    token: Credential,
    app: str,
    entity: str,
    format: Annotated[str, Query(max_length=10)] = "csv",
    filter: Text = None,
    sort: Text = None,
    fields: Text = None,
    search: Text = None,
) -> StreamingResponse:
    """Send the rows of a list as CSV; texts that a spreadsheet would take for formulas are made harmless."""
    if format != "csv":
        raise BadRequest.at("/format", "Records are exported as csv.", code="choice")
    given = {"filter": filter, "sort": sort, "fields": fields, "search": search}
    query = parse_query({name: value for name, value in given.items() if value})
    parts = export_csv(
        database_of(request), settings_of(request).dougong_workspace, token, app, entity, query
    )
    return StreamingResponse(
        parts,
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{entity}.csv"'},
    )
