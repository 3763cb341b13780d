"""Possible duplicates of an entity: groups of equal and of similar records, and what people say of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from dougong.actions.find_similar import start_find_similar
from dougong.actions.show_duplicate_groups import say_different, show_groups
from dougong.api.answers.base import answered
from dougong.api.answers.merges import DuplicateGroups
from dougong.api.bodies import Closed
from dougong.api.deps import MemberContext
from dougong.api.opening import ContextRoute
from dougong.api.problems import responses
from dougong.api.routes.imports import JobStarted
from dougong.errors import Conflict
from dougong.metadata import published

router = APIRouter(
    route_class=ContextRoute, prefix="/apps/{app}/entities/{entity}/duplicates", tags=["Records"]
)


class Said(Closed):
    """Records of which somebody says that they are different, or no more."""

    records: list[UUID] = Field(min_length=2, max_length=20)
    different: bool = True


@router.get("", responses=answered(DuplicateGroups))
def groups(
    context: MemberContext,
    app: str,
    entity: str,
    kind: Annotated[Literal["exact", "similar"], Query()] = "exact",
    cursor: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> dict[str, Any]:
    """Return groups of records that count as the same, or that were found to be much alike."""
    return show_groups(context, published(context.conn, app), entity, kind, cursor)


@router.post("/similar", status_code=202, responses=answered(JobStarted, Conflict, status=202))
def look(context: MemberContext, app: str, entity: str) -> JobStarted:
    """Start the job that compares all records of the entity with one another."""
    return JobStarted(job=start_find_similar(context, published(context.conn, app), entity))


@router.post("/different", status_code=204, responses=responses())
def different(context: MemberContext, app: str, entity: str, body: Said) -> Response:
    """Keep that records are different, so that they are not shown again, or take that back."""
    say_different(context, published(context.conn, app), entity, body.records, different=body.different)
    return Response(status_code=204)
