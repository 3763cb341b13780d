"""Export of a list: as CSV at once, or as a file of any length that a job writes."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import StreamingResponse

from dougong.actions.export_file import MOST_PICKED, start_export
from dougong.actions.export_records import export_csv
from dougong.api.answers.base import answered, file_of
from dougong.api.bodies import Closed
from dougong.api.deps import Credential, MemberContext, database_of, settings_of
from dougong.api.opening import ContextRoute
from dougong.api.routes.imports import JobStarted
from dougong.errors import BadRequest, Conflict
from dougong.metadata import published
from dougong.records.query import parse_query

router = APIRouter(
    route_class=ContextRoute,
    prefix="/apps/{app}/entities/{entity}/records/export",
    tags=["Import and export"],
)

Text = Annotated[str | None, Query(max_length=8000)]


class ExportAsked(Closed):
    """A list to be written to a file; without `fields`, all that the person reads.

    `names` calls columns, options and records by their labels, for people, or by keys, for programs. `records`
    are those of the list that were chosen by hand; without them all of it is written.
    """

    format: Literal["csv", "xlsx"] = "xlsx"
    names: Literal["labels", "keys"] = "labels"
    filter: str | None = None
    sort: str | list[str] | None = None
    fields: list[str] | None = None
    search: str | None = None
    batch: str | None = None
    records: list[UUID] | None = Field(default=None, min_length=1, max_length=MOST_PICKED)


@router.post("", status_code=202, responses=answered(JobStarted, Conflict))
def start(context: MemberContext, app: str, entity: str, body: ExportAsked) -> JobStarted:
    """Start the job that writes the file; its result names the file, how long it is kept, and the rows."""
    asked = body.model_dump(include={"filter", "sort", "fields", "search", "batch"}, exclude_none=True)
    compiled = published(context.conn, app)
    return JobStarted(
        job=start_export(context, compiled, entity, asked, body.format, body.names, body.records)
    )


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
