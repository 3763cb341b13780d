"""Import of a CSV file: what its columns mean, and the job that reads it."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from dougong.actions.import_records import ImportWish, preview_import, start_import
from dougong.api.answers.base import answered
from dougong.api.answers.records import ImportPreview
from dougong.api.bodies import Closed
from dougong.api.deps import MemberContext, settings_of
from dougong.api.opening import ContextRoute
from dougong.metadata import published

router = APIRouter(
    route_class=ContextRoute,
    prefix="/apps/{app}/entities/{entity}/records/import",
    tags=["Import and export"],
)

Text = Annotated[str, Field(max_length=1000)]
Key = Annotated[str, Field(max_length=48)]


class PreviewAsked(Closed):
    """An uploaded file to be looked into."""

    file: UUID


class ImportAsked(Closed):
    """An import: the columns' fields, values to be read as others, keys that find records to be changed."""

    file: UUID
    mapping: dict[Text, Key | list[Key] | None] = Field(max_length=500)
    values: dict[Key, dict[Text, Text]] = Field(default_factory=dict, max_length=200)
    match: list[Key] = Field(default_factory=list, max_length=5)
    dry_run: bool = False
    create_missing: Literal[False] = False
    rules: bool = True


class JobStarted(BaseModel):
    """The job to be watched."""

    job: UUID


@router.post("/preview", responses=answered(ImportPreview))
def preview(
    context: MemberContext, request: Request, app: str, entity: str, body: PreviewAsked
) -> dict[str, Any]:
    """Return the file's columns with samples and suggested fields, and how many rows it has."""
    return preview_import(context, settings_of(request), published(context.conn, app), entity, body.file)


@router.post("", status_code=202)
def start(context: MemberContext, request: Request, app: str, entity: str, body: ImportAsked) -> JobStarted:
    """Start the import or its dry run."""
    mapping = {
        column: [keys] if isinstance(keys, str) else keys for column, keys in body.mapping.items() if keys
    }
    wish = ImportWish(
        file=body.file,
        mapping=mapping,
        values=body.values,
        match=body.match,
        dry_run=body.dry_run,
        rules=body.rules,
    )
    return JobStarted(
        job=start_import(context, settings_of(request), published(context.conn, app), entity, wish)
    )
