"""Dependencies: each route takes exactly one of the contexts below, and so declares who may use it.

A context is an open transaction with its caller. The thread that runs the handler opens it and ends it before
the answer is sent (opening.py), so that an answer of success means committed
(docs/decisions/0003-one-transaction-per-request.md). `check_access` refuses to start an application with a
route that declares nothing, or that would be given a context that nobody opens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import orjson
import structlog
from fastapi import Depends, FastAPI, Header, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from pydantic import BaseModel
from starlette.responses import Response

from dougong.api.credentials import given_credential
from dougong.api.language import accepted
from dougong.api.opening import ContextRoute, Opening
from dougong.context import Context, Principal
from dougong.database import Database
from dougong.errors import NotAllowed, NotSignedIn, VersionRequired
from dougong.idempotency import Answer, once
from dougong.identity.people import organisation_row
from dougong.identity.sessions import principal_of, signed_in, touch
from dougong.settings import Settings

TOUCH_EVERY = timedelta(minutes=1)


def database_of(request: Request) -> Database:
    """Return the process's database."""
    database: Database = request.app.state.database
    return database


def settings_of(request: Request) -> Settings:
    """Return the process's settings."""
    settings: Settings = request.app.state.settings
    return settings


def credential(request: Request) -> str:
    """Return the bearer token or session cookie of a request; raises NotSignedIn when there is neither."""
    token = given_credential(request)
    if token is None:
        raise NotSignedIn("Sign in first.")
    return token


@contextmanager
def member_transaction(request: Request, *, reads: bool = False) -> Iterator[Context]:
    """Open a transaction as the person behind the request's cookie or token.

    `reads` says that the route changes nothing, whatever its method: a token needs no scope to write.
    """
    settings = settings_of(request)
    token = credential(request)
    with database_of(request).begin() as conn:
        who = signed_in(conn, token, settings.dougong_workspace)
        request.state.language = who.language
        now = datetime.now(UTC)
        if who.seen_at is None or now - who.seen_at > TOUCH_EVERY:
            touch(conn, token, now)
        principal = principal_of(conn, who)
        _check_scope(principal, "read" if reads or request.method in {"GET", "HEAD"} else "write")
        yield Context(
            conn=conn,
            principal=principal,
            now=now,
            zone=ZoneInfo(who.zone),
            language=who.language,
            request_id=structlog.contextvars.get_contextvars().get("request_id"),
        )


def _check_scope(principal: Principal, needed: str) -> None:
    if principal.token_scopes is not None and needed not in principal.token_scopes:
        raise NotAllowed(f"This token does not have the scope “{needed}”.")


@contextmanager
def _administrator_transaction(request: Request) -> Iterator[Context]:
    with member_transaction(request) as context:
        if not context.principal.holds("administer"):
            raise NotAllowed("Only an administrator may do this.")
        yield context


@contextmanager
def _designer_transaction(request: Request) -> Iterator[Context]:
    with member_transaction(request) as context:
        if not context.principal.holds("design"):
            raise NotAllowed("Only somebody with the right to design this app may do this.")
        yield context


@contextmanager
def _public_transaction(request: Request) -> Iterator[Context]:
    with database_of(request).begin() as conn:
        home = organisation_row(conn)
        request.state.home_language = home.language
        yield Context(
            conn=conn,
            principal=Principal(kind="public_form", name="anonymous", revision=home.revision),
            now=datetime.now(UTC),
            zone=ZoneInfo(home.zone),
            language=accepted(request.headers) or home.language,
            request_id=structlog.contextvars.get_contextvars().get("request_id"),
        )


def _opening(request: Request, transaction: Callable[[Request], AbstractContextManager[Context]]) -> Opening:
    opening = Opening(partial(transaction, request))
    request.state.opening = opening
    return opening


async def member(request: Request) -> Opening:
    """Somebody signed in, or a token of his."""
    credential(request)
    return _opening(request, member_transaction)


async def reader(request: Request) -> Opening:
    """Somebody signed in, or a token of his, on a route that only reads though it is a POST."""
    credential(request)
    return _opening(request, partial(member_transaction, reads=True))


async def administrator(request: Request) -> Opening:
    """An administrator of the workspace."""
    credential(request)
    return _opening(request, _administrator_transaction)


async def designer(request: Request) -> Opening:
    """Somebody who may change apps: an administrator, or a token of his with the scope `design`."""
    credential(request)
    return _opening(request, _designer_transaction)


async def public(request: Request) -> Opening:
    """Anybody: the route itself limits what can be reached (a form's token, the sign-in)."""
    return _opening(request, _public_transaction)


async def open_to_all() -> None:
    """Nothing about the caller is needed: health, schemas, descriptions."""


async def reading(request: Request) -> str:
    """A read of records: the compiled statement itself looks up the session behind this credential."""
    return credential(request)


MemberContext = Annotated[Context, Depends(member)]
ReaderContext = Annotated[Context, Depends(reader)]
AdministratorContext = Annotated[Context, Depends(administrator)]
DesignerContext = Annotated[Context, Depends(designer)]
PublicContext = Annotated[Context, Depends(public)]
OpenToAll = Depends(open_to_all)
Credential = Annotated[str, Depends(reading)]
DatabaseOf = Annotated[Database, Depends(database_of)]
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key")]

_ACCESS = {
    member: "member",
    reader: "member",
    administrator: "administrator",
    designer: "designer",
    public: "public",
    open_to_all: "open",
    reading: "member",
}


def if_match(request: Request) -> int:
    """Return the version that If-Match names; raises VersionRequired without one."""
    given = request.headers.get("if-match", "").strip().removeprefix("W/").strip('"')
    if not given.isdigit():
        raise VersionRequired('Send the version you read, as If-Match: "3".')
    return int(given)


def answer_once(context: Context, key: str | None, request: bytes, act: Callable[[], Answer]) -> Response:
    """Answer a POST that honours Idempotency-Key."""
    answer = once(context.conn, context.principal.label, key, request, act)
    return Response(answer.body, status_code=answer.status, media_type="application/json")


def answer_object_once(
    context: Context,
    request: Request,
    key: str | None,
    body: BaseModel | None,
    act: Callable[[], Mapping[str, Any]],
    status: int = 200,
) -> Response:
    """Answer a POST that honours Idempotency-Key and whose act returns a plain object."""
    asked = f"{request.method} {request.url.path} {'' if body is None else body.model_dump_json()}".encode()
    return answer_once(context, key, asked, lambda: Answer(status, orjson.dumps(act(), default=str)))


def access_of(route: RouteContext) -> set[str]:
    """Return the kinds of access that a route declares."""
    found: set[str] = set()

    def visit(dependant: Dependant) -> None:
        if dependant.call in _ACCESS:
            found.add(_ACCESS[dependant.call])
        for inner in dependant.dependencies:
            visit(inner)

    visit(route.dependant)
    return found


def check_access(app: FastAPI) -> None:
    """Refuse to start when a route declares no access, or two, or when no route is found at all."""
    routes = api_routes(app)
    wrong = [
        str(route.path)
        for route in routes
        if len(access_of(route)) != 1 or not isinstance(route.original_route, ContextRoute)
    ]
    if wrong or not routes:
        raise RuntimeError("these need ContextRoute and one context of api.deps each: " + ", ".join(wrong))


def api_routes(app: FastAPI) -> list[RouteContext]:
    """Return every route of the API, those of included routers under their whole path."""
    return [one for one in iter_route_contexts(app.routes) if isinstance(one.original_route, APIRoute)]
