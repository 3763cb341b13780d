"""Decision tables of the draft as sheets: taken as XLSX or CSV, read from one, and cells pasted into them."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from dougong.actions.table_sheet import MOST_TABLE_ROWS, paste_cells, read_sheet, table_sheet
from dougong.api.answers.base import answered, file_of
from dougong.api.answers.table_sheets import CellsPasted, SheetRead
from dougong.api.bodies import Closed
from dougong.api.deps import DesignerContext, settings_of
from dougong.api.opening import ContextRoute

router = APIRouter(route_class=ContextRoute, prefix="/apps/{app}/draft/table/{key}", tags=["Builder"])
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV = "text/csv; charset=utf-8"


class SheetGiven(Closed):
    """An uploaded file, XLSX or CSV, and the sheet of it that is read (the first that is not empty)."""

    file: UUID
    sheet: Annotated[str | None, Field(max_length=80)] = None


class CellsGiven(Closed):
    """A table as its builder has it, cells as copied from a spreadsheet, and where the first of them goes."""

    document: dict[str, Any]
    cells: Annotated[
        list[Annotated[list[Annotated[str, Field(max_length=8000)]], Field(max_length=200)]],
        Field(min_length=1, max_length=MOST_TABLE_ROWS),
    ]
    row: Annotated[int, Field(ge=0, le=MOST_TABLE_ROWS)]
    column: Annotated[int, Field(ge=0, le=200)]


@router.get("/sheet", response_class=Response, responses=file_of(_XLSX, "text/csv"))
def get_sheet(
    context: DesignerContext, app: str, key: str, format: Literal["xlsx", "csv"] = "xlsx"
) -> Response:
    """Return a table of the draft as a file in the reader's language, which can be brought back."""
    return Response(
        table_sheet(context, app, key, format),
        media_type=_XLSX if format == "xlsx" else _CSV,
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(key)}.{format}"},
    )


@router.post("/sheet", responses=answered(SheetRead))
def post_sheet(
    context: DesignerContext, request: Request, app: str, key: str, body: SheetGiven
) -> dict[str, Any]:
    """Return what a file would make of a table: its document, the problems by cell, and the difference."""
    return read_sheet(context, settings_of(request), app, key, body.file, body.sheet)


@router.post("/cells", responses=answered(CellsPasted))
def post_cells(context: DesignerContext, app: str, key: str, body: CellsGiven) -> dict[str, Any]:
    """Return the given table with cells pasted into it, read as they are meant."""
    return paste_cells(context, app, body.document, body.cells, body.row, body.column)
