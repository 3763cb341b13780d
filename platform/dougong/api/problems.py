"""Problems: every error leaves as RFC 9457 `application/problem+json`, rendered here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import psycopg
import sqlalchemy as sa
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.responses import Response

from dougong.api.language import language_of
from dougong.errors import (
    ERRORS,
    BadRequest,
    Conflict,
    DougongError,
    Invalid,
    MethodNotAllowed,
    NotFound,
    Unavailable,
    WrongOrigin,
)
from dougong.logs import log
from dougong.messages import translated
from dougong_form import escape
from dougong_formula import FormulaError
from dougong_model import DocumentError, Problem

MEDIA_TYPE = "application/problem+json"


class ProblemItem(BaseModel):
    """One fault and its place."""

    model_config = ConfigDict(extra="forbid")
    pointer: str
    code: str
    message: str
    hint: str | None = None
    file: str | None = None
    position: int | None = None
    severity: str | None = None


class ProblemDocument(BaseModel):
    """RFC 9457 problem details; some problems bring members of their own, such as `current` of a stale version."""

    model_config = ConfigDict(extra="allow")
    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ProblemItem]
    request_id: str | None


def responses(*errors: type[DougongError]) -> dict[int | str, dict[str, Any]]:
    """Describe the problem answers of a route for OpenAPI; most are possible anywhere."""
    common = [
        error for error in ERRORS if error.status not in {405, 412, 428, 500} and error is not WrongOrigin
    ]
    return {
        error.status: {
            "description": error.title,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
        }
        for error in (*common, *errors)
    }


def item(problem: Problem, language: str) -> dict[str, Any]:
    """Write one problem as JSON, in the language of its reader."""
    members = {
        "pointer": problem.pointer,
        "code": problem.code,
        "message": translated(problem.message, language),
        "hint": problem.hint and translated(problem.hint, language),
        "file": problem.file,
        "position": problem.position,
        "severity": problem.severity.value,
    }
    return {key: value for key, value in members.items() if value is not None}


def problem_response(
    *,
    language: str,
    status: int,
    code: str,
    title: str,
    detail: str = "",
    problems: Sequence[Problem] = (),
    path: str = "",
    extra: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Render one problem answer; its words are translated here."""
    body = {
        "type": f"/docs/errors/{code}",
        "title": translated(title, language),
        "status": status,
        "detail": translated(detail, language),
        "instance": path,
        "errors": [item(problem, language) for problem in problems],
        "request_id": structlog.contextvars.get_contextvars().get("request_id"),
        **(extra or {}),
    }
    return Response(
        orjson.dumps(body, default=str),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers=dict(headers or {}),
    )


def refusal(request: Request, error: Exception) -> Response:
    """Answer a refusal in the words of its reader; one without words of its own has those of its kind."""
    assert isinstance(error, DougongError)
    if error.status >= 500 and not isinstance(error, Unavailable):
        log.error("failed", path=request.url.path, exc_info=error)
    return problem_response(
        language=language_of(request, ask=not isinstance(error, Unavailable)),
        status=error.status,
        code=error.code,
        title=error.title,
        detail=error.detail or error.advice,
        path=request.url.path,
        problems=error.problems,
        extra=error.extra,
        headers=error.headers,
    )


def _document(request: Request, error: Exception) -> Response:
    assert isinstance(error, DocumentError)
    return refusal(request, Invalid("The document is refused.", problems=error.problems))


def _formula(request: Request, error: Exception) -> Response:
    assert isinstance(error, FormulaError)
    return refusal(
        request,
        BadRequest("The expression is refused.", problems=[one.to_problem() for one in error.problems]),
    )


def _shape(request: Request, error: Exception) -> Response:
    """The request envelope does not fit: 400 for JSON that cannot be read, 422 for members that do not fit."""
    assert isinstance(error, RequestValidationError)
    faults = error.errors()
    broken = any(fault["type"] in {"json_invalid", "model_attributes_type"} for fault in faults)
    problems = [_fault(fault) for fault in faults]
    kind = BadRequest if broken else Invalid
    return refusal(request, kind("The request does not have the expected shape.", problems=problems))


def _fault(fault: Mapping[str, Any]) -> Problem:
    """Say one fault with its place; broken JSON has no places but a position."""
    if fault["type"] == "json_invalid":
        position = next((part for part in fault["loc"][1:] if isinstance(part, int)), 0)
        reason = str(fault.get("ctx", {}).get("error", ""))
        message = f"The body is not JSON: {reason} (character {position})."
        return Problem(code="json_invalid", pointer="", message=message, position=position)
    pointer = "".join(f"/{escape(str(part))}" for part in fault["loc"][1:])
    return Problem(code=str(fault["type"]), message=str(fault["msg"]), pointer=pointer)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return refusal(request, NotFound("There is nothing at this address. Check how it is written."))
    if error.status_code == 405:
        return refusal(request, MethodNotAllowed(headers=error.headers))
    known = next((one for one in ERRORS if one.status == error.status_code), None)
    return problem_response(
        language=language_of(request),
        status=error.status_code,
        code=known.code if known else f"http_{error.status_code}",
        title=known.title if known else str(error.detail),
        detail=str(error.detail),
        path=request.url.path,
        headers=error.headers,
    )


def _database(request: Request, error: Exception) -> Response:
    """A value that PostgreSQL itself refuses (a NUL in text, a number beyond its column) is the caller's."""
    # Compiled reads and bulk writes speak to the driver itself; its errors come without a wrapping.
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    if isinstance(cause, psycopg.DataError):
        return refusal(
            request,
            Invalid(
                "A value cannot be stored: it is out of range or has a character that text may not hold."
            ),
        )
    if isinstance(cause, psycopg.errors.ForeignKeyViolation):
        return refusal(
            request, Invalid("It refers to something that does not exist, or others still refer to it.")
        )
    if isinstance(cause, psycopg.errors.NotNullViolation):
        name = cause.diag.column_name or ""
        return refusal(
            request,
            Invalid(
                "Something that is needed is missing.",
                problems=[
                    Problem(
                        code="required", pointer=f"/{name.removesuffix('_id')}", message="This is required."
                    )
                ],
            ),
        )
    if isinstance(cause, psycopg.errors.UniqueViolation):
        return refusal(request, Conflict("Something with the same key or name exists already."))
    if isinstance(cause, psycopg.errors.UndefinedColumn | psycopg.errors.UndefinedTable):
        # The app was published anew while this request, compiled for the version before, was on its way.
        return refusal(
            request,
            Unavailable("The app has just changed. Send the request again.", headers={"Retry-After": "1"}),
        )
    if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        return refusal(
            request,
            Unavailable("The database does not answer. Try again in a moment.", headers={"Retry-After": "2"}),
        )
    return unexpected(request, error)


def unexpected(request: Request, error: Exception) -> Response:
    """Answer a fault of ours: it goes to the log, and nothing of it to the caller."""
    log.error("unexpected", path=request.url.path, exc_info=error)
    return problem_response(
        language=language_of(request),
        status=500,
        code="internal",
        title="Something went wrong",
        detail="The server met something it did not expect. It is in the log under this request id.",
        path=request.url.path,
    )


def install(app: FastAPI) -> None:
    """Make the application answer every error as a problem."""
    app.add_exception_handler(DougongError, refusal)
    app.add_exception_handler(DocumentError, _document)
    app.add_exception_handler(FormulaError, _formula)
    app.add_exception_handler(RequestValidationError, _shape)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(sa.exc.DBAPIError, _database)
    app.add_exception_handler(psycopg.Error, _database)


def schemas() -> dict[str, Any]:
    """Return the JSON Schemas of problem answers for the OpenAPI document."""
    document = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    parts = document.pop("$defs", {})
    return {"ProblemDocument": document, **parts}
