"""Import of a file: how it is read, what its columns mean, and the job that takes it in or takes it back."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from dougong.actions.import_records import preview_import, start_import
from dougong.actions.import_wish import ImportWish
from dougong.actions.past_imports import imports_of, start_undo, undo_outlook
from dougong.api.answers.base import answered
from dougong.api.answers.imports import ImportPreview, PastImports, UndoOutlook
from dougong.api.bodies import Closed
from dougong.api.deps import MemberContext, settings_of
from dougong.api.opening import ContextRoute
from dougong.errors import Conflict
from dougong.metadata import published
from dougong.sheets.table import Reading

router = APIRouter(
    route_class=ContextRoute,
    prefix="/apps/{app}/entities/{entity}/records/import",
    tags=["Import and export"],
)

Text = Annotated[str, Field(max_length=1000)]
Key = Annotated[str, Field(max_length=48)]


class ReadingAsked(Closed):
    """How a file is to be read; what is not said is recognised.

    `header` is the row that names the columns, 0 for none: they are then called by letters.
    """

    sheet: str | None = Field(default=None, max_length=100)
    header: int | None = Field(default=None, ge=0, le=1000)
    encoding: str | None = Field(default=None, max_length=20)
    separator: str | None = Field(default=None, max_length=1)

    def reading(self) -> Reading:
        """Return it as the reader takes it."""
        return Reading(sheet=self.sheet, header=self.header, encoding=self.encoding, separator=self.separator)


class PreviewAsked(Closed):
    """An uploaded file to be looked into."""

    file: UUID
    reading: ReadingAsked = Field(default_factory=ReadingAsked)


class ImportAsked(Closed):
    """An import: the columns' fields, values to be read as others, keys that find records that are there.

    `policy` says what a row does whose record is there (by `match`, with `duplicates` also by what the entity
    declares): update it, skip the row, fill its blanks, create another one. References named in
    `create_missing` make the records that they do not find.
    """

    file: UUID
    mapping: dict[Text, Key | list[Key] | None] = Field(max_length=500)
    values: dict[Key, dict[Text, Text]] = Field(default_factory=dict, max_length=200)
    match: list[Key] = Field(default_factory=list, max_length=5)
    dry_run: bool = False
    create_missing: list[Key] = Field(default_factory=list, max_length=50)
    policy: Literal["update", "skip", "fill", "create"] = "update"
    duplicates: bool = False
    reading: ReadingAsked = Field(default_factory=ReadingAsked)
    rules: bool = True


class JobStarted(BaseModel):
    """The job to be watched."""

    job: UUID


@router.post("/preview", responses=answered(ImportPreview))
def preview(
    context: MemberContext, request: Request, app: str, entity: str, body: PreviewAsked
) -> dict[str, Any]:
    """Return how the file is read, its columns with samples and suggested fields, and how many rows it has."""
    compiled = published(context.conn, app)
    return preview_import(context, settings_of(request), compiled, entity, body.file, body.reading.reading())


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
        policy=body.policy,
        duplicates=body.duplicates,
        create_missing=body.create_missing,
        reading=body.reading.reading(),
    )
    return JobStarted(
        job=start_import(context, settings_of(request), published(context.conn, app), entity, wish)
    )


@router.get("", responses=answered(PastImports))
def listed(context: MemberContext, app: str, entity: str) -> dict[str, Any]:
    """Return the imports that the caller may undo, newest first: his own, to an administrator everybody's."""
    return {"items": imports_of(context, published(context.conn, app), entity)}


@router.get("/{batch}/undo", responses=answered(UndoOutlook))
def outlook(context: MemberContext, app: str, entity: str, batch: UUID) -> dict[str, Any]:
    """Return what taking an import back would do for the caller: how many records he may take back, and not."""
    return undo_outlook(context, published(context.conn, app), entity, batch)


@router.post("/{batch}/undo", status_code=202, responses=answered(JobStarted, Conflict))
def undo(context: MemberContext, app: str, entity: str, batch: UUID) -> JobStarted:
    """Take an import back, as a job: what it made goes to the trash, what it changed gets its old values.

    What was changed since, or may not be undone by the caller, is left alone and told in the job's result; as
    long as something is left, it may be asked again.
    """
    return JobStarted(job=start_undo(context, published(context.conn, app), entity, batch))
