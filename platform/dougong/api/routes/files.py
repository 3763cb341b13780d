"""Uploads and downloads. The right to a file is the right to read a field that holds it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, UploadFile
from starlette.responses import FileResponse

from dougong.actions.open_file import may_open_file
from dougong.api.answers.base import answered, file_of
from dougong.api.answers.records import StoredFile
from dougong.api.deps import MemberContext, settings_of
from dougong.api.opening import ContextRoute
from dougong.errors import NotFound
from dougong.files.store import IMAGES, describe, open_file, store

router = APIRouter(route_class=ContextRoute, prefix="/files", tags=["Files"])


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


@router.head("/{file_id}", include_in_schema=False)
@router.get("/{file_id}", response_class=FileResponse, responses=file_of("*/*"))
def download(file_id: UUID, request: Request, context: MemberContext) -> FileResponse:
    """Send a file as an attachment; only raster images may show inline. HEAD tells its name and size."""
    found = describe(context.conn, [file_id]).get(file_id)
    if found is None or not may_open_file(context, file_id, uploaded_by=found["uploaded_by"]):
        raise NotFound()
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
