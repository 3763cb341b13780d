"""Server: the factory that uvicorn calls in each web process."""

from __future__ import annotations

from fastapi import FastAPI

from dougong.api.application import create
from dougong.collector import settle
from dougong.database import Database
from dougong.errors import Unavailable
from dougong.logs import configure
from dougong.settings import settings


def create_app() -> FastAPI:
    """Build the application from the environment; DATABASE_URL must be set (`dougong serve` sets it)."""
    ours = settings()
    configure(ours.dougong_log, ours.dougong_log_level)
    if ours.database_url is None:
        raise Unavailable("Set DATABASE_URL, or use `dougong serve`, which starts an embedded database.")
    database = Database(
        ours.database_url,
        ours.workspace_schema,
        threads=ours.dougong_threads,
        replica_url=ours.database_replica_url,
    )
    application = create(ours, database)
    settle()
    return application
