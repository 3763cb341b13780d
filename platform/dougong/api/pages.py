"""Pages: the built frontend, the public form's light page, and the health endpoints."""

from __future__ import annotations

import secrets
from pathlib import Path

import sqlalchemy as sa
from fastapi import APIRouter, FastAPI, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from dougong import resources
from dougong.api.answers.base import Health, answered
from dougong.api.built_files import BuiltFiles
from dougong.api.credentials import given_credential
from dougong.api.deps import OpenToAll, database_of
from dougong.api.opened_pages import head_for
from dougong.api.opening import ContextRoute
from dougong.api.public_forms import frames_of
from dougong.errors import Unavailable

health = APIRouter(route_class=ContextRoute, tags=["Health"])
_NONCE, _VISITOR = "__CSP_NONCE__", "__VISITOR__"


@health.get("/healthz", dependencies=[OpenToAll], responses=answered(Health))
def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@health.get(
    "/readyz", dependencies=[OpenToAll], responses={**answered(Health), **answered(Health, status=503)}
)
def readyz(request: Request) -> JSONResponse:
    """The process can serve: the database answers."""
    try:
        with database_of(request).begin() as conn:
            conn.execute(sa.select(1))
    except Unavailable as error:
        return JSONResponse({"status": "unavailable", "detail": error.detail}, status_code=503)
    return JSONResponse({"status": "ready"})


@health.get("/metrics", dependencies=[OpenToAll], include_in_schema=False)
def metrics() -> Response:
    """Figures for Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


class _PagePath(PathConvertor):
    """A path outside the API: what the API does not have is not found, whatever the method."""

    regex = "(?!api/).*"


register_url_convertor("page", _PagePath())


def mount(app: FastAPI) -> None:
    """Serve the built frontend: `/assets`, the form page below `/f/`, and the application for all other paths."""
    dist = resources.path("frontend/dist")
    app.mount("/assets", BuiltFiles(directory=dist / "assets", check_dir=False), name="assets")

    def page(request: Request) -> Response:
        path = request.url.path
        if path.count("/") == 1 and (file := _public_file(dist, path)) is not None:
            return Response(file.read_bytes(), media_type=_TYPES[file.suffix])
        if path.startswith("/f/"):
            return answer_page(dist / "form.html", frames=_frames(request, path.split("/")[2]))
        visitor = given_credential(request) is None
        return answer_page(dist / "index.html", visitor=visitor, head="" if visitor else head_for(dist, path))

    app.router.routes.append(Route("/{path:page}", page, methods=["GET"], include_in_schema=False))


_TYPES = {
    ".svg": "image/svg+xml",
    ".ico": "image/x-icon",
    ".webmanifest": "application/manifest+json",
    ".png": "image/png",
    ".txt": "text/plain",
}


def _public_file(dist: Path, path: str) -> Path | None:
    name = path.removeprefix("/")
    known = {file.name: file for file in dist.glob("*") if file.suffix in _TYPES} if name else {}
    return known.get(name)


def _frames(request: Request, token: str) -> tuple[str, ...]:
    """Return the origins that may show a public form in a frame."""
    with database_of(request).begin() as conn:
        return frames_of(conn, token)


def answer_page(
    file: Path, *, frames: tuple[str, ...] = (), visitor: bool = True, head: str = ""
) -> Response:
    """Answer an HTML page with a fresh nonce, the only way a style element of ours is accepted.

    Besides our own pages only those of `frames` may show it in a frame. It says whether it was asked for without
    a session: the application then asks nothing that would be refused. `head` are lines that its head ends with.
    """
    if not file.exists():
        return HTMLResponse(
            "<!doctype html><title>Dougong</title><p>The frontend is not built. Run <code>make frontend</code>.",
            status_code=503,
        )
    nonce = secrets.token_urlsafe(16)
    around = " ".join(["'self'", *frames])
    policy = (
        "default-src 'none'; script-src 'self'; "
        f"style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; "
        "media-src 'self' blob:; "
        "font-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self' blob:; "
        "form-action 'self'; base-uri 'none'; frame-src 'self'; "
        f"frame-ancestors {around}"
    )
    text = file.read_text().replace(_NONCE, nonce).replace(_VISITOR, "yes" if visitor else "no")
    return HTMLResponse(
        text.replace("</head>", f"{head}</head>", 1),
        headers={"content-security-policy": policy, "cache-control": "no-cache"},
    )
