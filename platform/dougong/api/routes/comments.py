"""The timeline of a record, comments on it, and the records that count as the same."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from dougong.actions.comment_record import comment_record, show_readers
from dougong.actions.show_duplicates import show_duplicates
from dougong.actions.show_timeline import show_timeline
from dougong.api.answers.base import answered
from dougong.api.answers.records import Duplicates, Readers, TimelineItem, TimelinePage
from dougong.api.bodies import Closed
from dougong.api.deps import MemberContext
from dougong.api.opening import ContextRoute
from dougong.metadata import published

router = APIRouter(
    route_class=ContextRoute, prefix="/apps/{app}/entities/{entity}/records/{record}", tags=["Records"]
)


class NewComment(Closed):
    """A comment; people mentioned are told when they may see the record, and `warnings` name the others."""

    text: str = Field(min_length=1, max_length=10_000)
    mentions: list[UUID] = Field(default_factory=list, max_length=20)


@router.get("/timeline", responses=answered(TimelinePage))
def timeline(
    context: MemberContext,
    app: str,
    entity: str,
    record: UUID,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> dict[str, Any]:
    """Return what happened to a record, newest first."""
    return show_timeline(context, published(context.conn, app), entity, record, cursor)


@router.post("/comments", status_code=201, responses=answered(TimelineItem, status=201))
def add_comment(
    context: MemberContext, app: str, entity: str, record: UUID, body: NewComment
) -> dict[str, Any]:
    """Comment on a record and return the comment as it stands in the timeline."""
    return comment_record(context, published(context.conn, app), entity, record, body.text, body.mentions)


@router.get("/readers", responses=answered(Readers))
def readers(
    context: MemberContext,
    app: str,
    entity: str,
    record: UUID,
    search: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> dict[str, Any]:
    """Return who may be mentioned in a comment: the active people who may see the record."""
    return show_readers(context, published(context.conn, app), entity, record, search, limit)


@router.get("/duplicates", responses=answered(Duplicates))
def duplicates(context: MemberContext, app: str, entity: str, record: UUID) -> dict[str, Any]:
    """Return the records that count as the same as one and that the caller sees, the oldest first."""
    return show_duplicates(context, published(context.conn, app), entity, record)
