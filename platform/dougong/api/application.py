"""The application: routes, errors, edge and pages put together for one process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio.to_thread
from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi

from dougong import __version__
from dougong.api import error_pages, pages, problems, reference, short_link_pages
from dougong.api.compression import Compression
from dougong.api.deps import check_access
from dougong.api.middleware import Edge
from dougong.api.routes import ROUTERS
from dougong.database import Database
from dougong.settings import Settings

API = "/api/v1"
DESCRIPTION = "Everything the interface does, it does through this API; there is no private one."


def create(settings: Settings, database: Database) -> FastAPI:
    """Build the application over an open database; refuses to start with a route that declares no access."""

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.dougong_threads
        yield

    app = FastAPI(
        title="Dougong",
        version=__version__,
        description=DESCRIPTION,
        lifespan=life,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        responses=problems.responses(),
    )
    app.state.settings, app.state.database = settings, database
    api = APIRouter(prefix=API)
    for router in ROUTERS:
        api.include_router(router)
    app.include_router(api)
    app.include_router(pages.health)
    app.include_router(reference.router)
    app.include_router(error_pages.router)
    app.include_router(short_link_pages.router)
    problems.install(app)
    _describe(app)
    check_access(app)
    pages.mount(app)
    app.add_middleware(Compression)
    app.add_middleware(
        Edge,
        body_limit=settings.dougong_body_limit,
        file_limit=settings.dougong_file_limit,
        secure=settings.public_url.startswith("https:"),
    )
    return app


def _describe(app: FastAPI) -> None:
    """Give the OpenAPI document the shape of problems, which routes refer to by name."""

    def openapi() -> dict[str, object]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes
            )
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            for name, schema in problems.schemas().items():
                schemas.setdefault(name, schema)
            _named_answers(document)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _named_answers(document: dict[str, Any]) -> None:
    """Keep of each answer the model that its route names, and each kind of problem in one place."""
    shared = document["components"].setdefault("responses", {})
    for path in document["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                if problems.MEDIA_TYPE in answer.get("content", {}):
                    shared[f"Problem{status}"] = answer
                    operation["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}
                    continue
                for content in answer.get("content", {}).values():
                    for member in ("$ref", "anyOf"):
                        if member in content["schema"]:
                            content["schema"] = {member: content["schema"][member]}
