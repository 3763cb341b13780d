"""The draft of an app: its documents, check, plan, publishing, versions, uses and renames."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Path, Request
from pydantic import Field
from starlette.responses import Response

from dougong.actions.plan_app import plan_app
from dougong.actions.publish_app import publish_app
from dougong.actions.rename_element import rename_element
from dougong.api.answers.base import Changed, answered, file_of
from dougong.api.answers.builder import (
    DocumentRead,
    DocumentWritten,
    Draft,
    DraftCheck,
    Plan,
    PublishedVersion,
    UseList,
    VersionDocument,
    VersionList,
)
from dougong.api.authors import authors
from dougong.api.bodies import Closed
from dougong.api.deps import DesignerContext, IdempotencyKey, answer_object_once, if_match
from dougong.api.opening import ContextRoute
from dougong.api.problems import item, responses
from dougong.context import Context
from dougong.errors import NotFound, Stale, VersionRequired
from dougong.metadata.check import check_document, check_documents
from dougong.metadata.document_changes import changed_documents
from dougong.metadata.documents import zipped
from dougong.metadata.drafts import (
    DraftDocument,
    app_row,
    delete_document,
    discard,
    draft,
    draft_documents,
    read_document,
    write_document,
)
from dougong.metadata.publish import restore, versions
from dougong.metadata.published import version_documents
from dougong.metadata.references import where_used
from dougong_model import Problem

router = APIRouter(route_class=ContextRoute, prefix="/apps/{app}", tags=["Builder"])

Key = Field(max_length=48)


class DocumentBody(Closed):
    """A document to be stored in the draft."""

    document: dict[str, Any]


class PublishRequest(Closed):
    """The plan that was seen, and the steps that were accepted by name."""

    plan: str = Field(max_length=64)
    accept: list[str] = Field(default=[], max_length=1000)
    note: str = Field(default="", max_length=2000)


class RenameRequest(Closed):
    """An element and its new key; `entity` says whose field it is. Buttons of one key are renamed together."""

    kind: str = Key
    key: str = Key
    to: str = Key
    entity: str | None = Field(default=None, max_length=48)


@router.get("/draft", responses=answered(Draft))
def get_draft(app: str, context: DesignerContext) -> dict[str, Any]:
    """List the documents of the draft with their versions and how many problems each has."""
    row = app_row(context.conn, app)
    found = draft(context.conn, app)
    documents = tuple(one.document for one in found)
    counts: dict[str, int] = {}
    for problem in check_documents(documents):
        counts[problem.file or ""] = counts.get(problem.file or "", 0) + (problem.severity.value == "error")
    live = version_documents(context.conn, app, row.live_version) if row.live_version else ()
    return {
        "revision": row.revision,
        "live_version": row.live_version or None,
        "changed": len(changed_documents(live, documents)),
        "documents": [
            {
                "kind": one.document.kind,
                "key": one.document.key,
                "id": one.document.body.get("id"),
                "version": one.version,
                "name": one.document.body.get("name"),
                "problems": counts.get(one.document.path, 0),
            }
            for one in found
        ],
    }


@router.get("/draft/plan", responses=answered(Plan))
def get_plan(app: str, context: DesignerContext) -> dict[str, Any]:
    """Return what publishing the draft would do."""
    made = plan_app(context, app)
    return {
        "hash": made.hash,
        "version": made.version,
        "summary": made.summary,
        "problems": [item(one, context.language) for one in made.problems],
        "steps": [
            {
                "kind": step.kind,
                "title": step.title,
                "detail": step.detail or None,
                "severity": step.severity,
                "rows": step.rows,
                "accept": step.accept,
                "field": step.field,
            }
            for step in made.steps
        ],
    }


@router.post("/draft/check", responses=answered(DraftCheck))
def post_check(app: str, context: DesignerContext) -> dict[str, Any]:
    """Return everything that is known to be wrong with the draft."""
    problems = check_documents(draft_documents(context.conn, app), context.language)
    return {"problems": [item(one, context.language) for one in problems]}


@router.post("/draft/discard", responses=answered(Changed))
def post_discard(
    app: str, request: Request, context: DesignerContext, key: IdempotencyKey = None
) -> Response:
    """Make the draft equal to the live version again."""
    return answer_object_once(context, request, key, None, lambda: {"changed": discard(context, app)})


@router.get("/draft/{kind}/{key}", responses=answered(DocumentRead))
def get_document(
    app: str, kind: str, key: str, context: DesignerContext, response: Response
) -> dict[str, Any]:
    """Return one document of the draft; its version is the ETag."""
    found = read_document(context.conn, app, kind, key)
    response.headers["etag"] = f'"{found.version}"'
    return {
        "document": found.document.body,
        "version": found.version,
        "changed_by": authors(context, [found.changed_by])[found.changed_by],
        "changed_at": found.changed_at,
    }


@router.put(
    "/draft/{kind}/{key}",
    responses={**answered(DocumentWritten), **answered(DocumentWritten, Stale, VersionRequired, status=201)},
)
def put_document(
    app: str,
    kind: str,
    key: str,
    body: DocumentBody,
    request: Request,
    response: Response,
    context: DesignerContext,
) -> dict[str, Any]:
    """Write a document: over the version of If-Match, or a new one with `If-None-Match: *`.

    It is stored even when it has problems, which the answer tells; publishing is what they prevent.
    """
    version = None if request.headers.get("if-none-match", "").strip() == "*" else if_match(request)
    written = write_document(context, app, kind, key, body.document, version)
    response.status_code = 201 if version is None else 200
    response.headers["etag"] = f'"{written.version}"'
    return _answer(context, app, written)


def _answer(context: Context, app: str, written: DraftDocument) -> dict[str, Any]:
    one = written.document
    problems: list[Problem] = check_document(
        draft_documents(context.conn, app), one.kind, one.key, context.language
    )
    return {
        "document": one.body,
        "version": written.version,
        "problems": [item(problem, context.language) for problem in problems],
    }


@router.delete("/draft/{kind}/{key}", status_code=204, responses=responses(Stale, VersionRequired))
def remove_document(app: str, kind: str, key: str, request: Request, context: DesignerContext) -> None:
    """Take a document out of the draft."""
    if not request.headers.get("if-match"):
        raise VersionRequired('Send the version you read, as If-Match: "3".')
    delete_document(context, app, kind, key, if_match(request))


@router.post("/publish", responses=answered(PublishedVersion))
def post_publish(
    app: str,
    body: PublishRequest,
    request: Request,
    context: DesignerContext,
    key: IdempotencyKey = None,
) -> Response:
    """Carry out the plan whose hash is given."""

    def act() -> dict[str, int]:
        return {"version": publish_app(context, app, body.plan, body.accept, body.note)}

    return answer_object_once(context, request, key, body, act)


@router.get("/versions", responses=answered(VersionList))
def get_versions(app: str, context: DesignerContext) -> dict[str, Any]:
    """List published versions, the latest first."""
    rows = versions(context.conn, app)
    names = authors(context, [str(row["author"]) for row in rows])
    return {"items": [{**row, "author": names[str(row["author"])]} for row in rows]}


@router.get("/versions/{version}/{kind}/{key}", responses=answered(VersionDocument))
def get_version_document(
    app: str,
    kind: str,
    key: str,
    context: DesignerContext,
    version: int = Path(ge=1, le=2_000_000_000),
) -> dict[str, Any]:
    """Return one document of a published version."""
    documents = version_documents(context.conn, app, version)
    found = next((one for one in documents if (one.kind, one.key) == (kind, key)), None)
    if found is None:
        raise NotFound("There is no such document.")
    return {"document": found.body}


@router.post("/versions/{version}/restore", responses=answered(Changed))
def post_restore(
    app: str,
    request: Request,
    context: DesignerContext,
    version: int = Path(ge=1, le=2_000_000_000),
    key: IdempotencyKey = None,
) -> Response:
    """Make the draft equal to an earlier version; publish it to use it."""
    return answer_object_once(
        context, request, key, None, lambda: {"changed": restore(context, app, version)}
    )


@router.get("/where-used/{element}", responses=answered(UseList))
def get_where_used(app: str, element: str, context: DesignerContext) -> dict[str, Any]:
    """Return every place of the draft that names an element, by its id."""
    found = where_used(draft_documents(context.conn, app), element)
    return {
        "items": [
            {
                "kind": use.document.kind,
                "key": use.document.key,
                "name": use.document.body.get("name"),
                "pointer": use.pointer,
                "text": use.text,
            }
            for use in found
        ]
    }


@router.post("/rename", responses=answered(Changed))
def post_rename(
    app: str,
    body: RenameRequest,
    request: Request,
    context: DesignerContext,
    key: IdempotencyKey = None,
) -> Response:
    """Give an element another key in the draft and rewrite every use of it."""

    def act() -> dict[str, int]:
        return {"changed": rename_element(context, app, body.kind, body.key, body.to, body.entity)}

    return answer_object_once(context, request, key, body, act)


@router.get("/export", response_class=Response, responses=file_of("application/zip"))
def get_export(app: str, context: DesignerContext) -> Response:
    """Return the live version (the draft when there is none) as a zip of its folder."""
    row = app_row(context.conn, app)
    documents = (
        version_documents(context.conn, app, row.live_version)
        if row.live_version
        else draft_documents(context.conn, app)
    )
    name = f"{row.key}-{row.live_version}.zip"
    return Response(
        zipped(documents),
        media_type="application/zip",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )
