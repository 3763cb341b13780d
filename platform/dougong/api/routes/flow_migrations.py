"""Flow migrations: requests that run in older versions of a flow, moved to the published one and back."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from dougong.actions.migrate_flows import (
    AT_ONCE,
    passage,
    show_versions,
    start_migration,
    start_revert,
    try_migration,
)
from dougong.api.answers.base import answered
from dougong.api.answers.flow_migrations import FlowVersions, MigrationPage
from dougong.api.answers.stored_fields import Started
from dougong.api.bodies import Closed
from dougong.api.deps import AdministratorContext
from dougong.api.opening import ContextRoute
from dougong.errors import Conflict, Invalid
from dougong.metadata import published

router = APIRouter(route_class=ContextRoute, prefix="/apps/{app}/flows/{flow}", tags=["Flows"])


class MigrationAsked(Closed):
    """The older version, and which of its steps becomes which (by key); without a plan the proposed one."""

    version: int = Field(ge=1)
    plan: dict[str, str] | None = Field(None, max_length=1000)


class MigrationWanted(MigrationAsked):
    """Which requests are to go over: those named, or all."""

    instances: list[UUID] | None = Field(None, max_length=10_000)


class MigrationUndone(Closed):
    """The job whose requests are to go back."""

    batch: UUID


@router.get("/versions", responses=answered(FlowVersions))
def versions(context: AdministratorContext, app: str, flow: str) -> dict[str, Any]:
    """Return the published version, the older ones in which requests run with a proposed plan, and past moves."""
    return show_versions(context, published(context.conn, app), flow)


@router.post("/migration/check", responses=answered(MigrationPage, Conflict, Invalid))
def check(
    context: AdministratorContext,
    app: str,
    flow: str,
    body: MigrationAsked,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=AT_ONCE)] = AT_ONCE,
) -> dict[str, Any]:
    """Return, page by page, which requests may go over to the published version, and why others may not."""
    live = published(context.conn, app)
    way = passage(context, live, flow, body.version, body.plan)
    return try_migration(context, live, way, after=after, limit=limit)


@router.post("/migration", status_code=202, responses=answered(Started, Conflict, Invalid, status=202))
def migrate(context: AdministratorContext, app: str, flow: str, body: MigrationWanted) -> dict[str, Any]:
    """Start moving requests to the published version, as a job; those that may not stay, and the job says why."""
    live = published(context.conn, app)
    way = passage(context, live, flow, body.version, body.plan)
    return {"job": start_migration(context, live, way, body.version, body.instances)}


@router.post("/migration/revert", status_code=202, responses=answered(Started, Invalid, status=202))
def undo(context: AdministratorContext, app: str, flow: str, body: MigrationUndone) -> dict[str, Any]:
    """Start taking back what a job has moved, where nobody has decided since."""
    return {"job": start_revert(context, published(context.conn, app), flow, body.batch)}
