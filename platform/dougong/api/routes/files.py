"""Uploads and downloads. The right to a file is the right to read a field that holds it."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Request, UploadFile
from starlette.responses import FileResponse, Response

from dougong.actions.open_file import may_open_file
from dougong.api.answers.base import answered, file_of
from dougong.api.answers.files import FileTable, StoredFile
from dougong.api.deps import MemberContext, settings_of
from dougong.api.opening import Afterwards, ContextRoute
from dougong.api.problems import responses
from dougong.context import Context
from dougong.errors import Invalid, NotFound, TooLarge, Unavailable, UnsupportedMedia
from dougong.files.previews import previewed_as, text_of
from dougong.files.store import IMAGES, describe, open_file, store
from dougong.sheets.preview import is_table, preview_table
from dougong.sheets.table import Reading

router = APIRouter(route_class=ContextRoute, prefix="/files", tags=["Files"])

Encoding = Literal["utf-8", "utf-16", "gb18030", "big5", "windows-1252"]
Separator = Literal[",", ";", "\t", "|"]


@router.post("", status_code=201, responses=answered(StoredFile, status=201))
def upload(file: UploadFile, request: Request, context: MemberContext) -> dict[str, Any]:
    """Keep a file; only its uploader sees it until a record holds it."""
    settings = settings_of(request)
    return store(
        context.conn,
        settings.home,
        file.file,
        name=file.filename or "file",
        actor=context.principal.uploader,
        now=context.now,
        limit=settings.dougong_file_limit,
    )


@router.get(
    "/{file_id}/preview", response_class=Response, responses=file_of("*/*") | responses(UnsupportedMedia)
)
def preview(file_id: UUID, request: Request, context: MemberContext) -> Response:
    """Show a file inside a page: pictures and PDF as they are, text as plain text that is cut when it is long.

    What a browser could run is never sent as what it is: the type comes from the first bytes, text goes as
    text/plain, and the page around may only be one of ours.
    """
    found = _opened(context, file_id)
    path = open_file(settings_of(request).home, file_id)
    kind = previewed_as(found["name"], found["type"])
    if kind == "text":
        return Response(
            text_of(path), media_type="text/plain; charset=utf-8", headers=_shown(found["name"], _SHUT)
        )
    if kind is None:
        raise UnsupportedMedia("Files of this kind have no preview. Download it instead.")
    policy = _PDF if kind == "pdf" else _SHUT
    return FileResponse(path, media_type=found["type"], headers=_shown(found["name"], policy))


@router.get(
    "/{file_id}/table", responses=answered(FileTable, Invalid, TooLarge, Unavailable, UnsupportedMedia)
)
def table(
    file_id: UUID,
    request: Request,
    context: MemberContext,
    sheet: Annotated[str | None, Query(max_length=100)] = None,
    encoding: Encoding | None = None,
    separator: Separator | None = None,
) -> Any:
    """Return the first rows and columns of a workbook or a CSV file; what is not said of how it is read is
    recognised: the first sheet that is not empty, how the characters are coded, what separates the cells.
    """
    found = _opened(context, file_id)
    if not is_table(found["name"]):
        raise UnsupportedMedia("Files of this kind have no preview. Download it instead.")
    path = open_file(settings_of(request).home, file_id)
    reading = Reading(sheet=sheet, encoding=encoding, separator=separator)
    return Afterwards(lambda: preview_table(path, found["name"], reading))


_SHUT = "sandbox; default-src 'none'; frame-ancestors 'self'"
_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""A browser's own viewer of PDF does not work inside a sandbox; nothing else of the file may be loaded or run."""


def _shown(name: str, policy: str) -> dict[str, str]:
    return {
        "content-disposition": f"inline; filename*=UTF-8''{quote(name)}",
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "cache-control": "private, max-age=300",
    }


def _opened(context: Context, file_id: UUID) -> dict[str, Any]:
    """Return the description of a file that the caller may have; raises NotFound otherwise."""
    found = describe(context.conn, [file_id]).get(file_id)
    if found is None or not may_open_file(context, file_id, uploaded_by=found["uploaded_by"]):
        raise NotFound()
    return found


@router.head("/{file_id}", include_in_schema=False)
@router.get("/{file_id}", response_class=FileResponse, responses=file_of("*/*"))
def download(file_id: UUID, request: Request, context: MemberContext) -> FileResponse:
    """Send a file as an attachment; only raster images may show inline. HEAD tells its name and size."""
    found = _opened(context, file_id)
    disposition = "inline" if found["type"] in IMAGES else "attachment"
    return FileResponse(
        open_file(settings_of(request).home, file_id),
        media_type=found["type"],
        headers={
            "content-disposition": f"{disposition}; filename*=UTF-8''{quote(found['name'])}",
            "content-security-policy": "sandbox; default-src 'none'",
            "cache-control": "private, max-age=300",
        },
    )
