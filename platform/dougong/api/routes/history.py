"""The history of a record: its versions, the record as it was, and bringing that back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from dougong.actions.show_history import bring_back, show_moment, show_versions
from dougong.api.answers.base import answered
from dougong.api.answers.history import RecordMoment, RecordVersions
from dougong.api.answers.records import RecordItem
from dougong.api.bodies import Closed
from dougong.api.deps import MemberContext, if_match
from dougong.api.opening import ContextRoute
from dougong.errors import Stale, VersionRequired
from dougong.metadata import published
from dougong.records.shown import shown_in

router = APIRouter(
    route_class=ContextRoute, prefix="/apps/{app}/entities/{entity}/records/{record}", tags=["Records"]
)

Version = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


class BringBack(Closed):
    """The version to be brought back; without `fields`, all of it that the caller may write."""

    version: int = Field(ge=1, le=2**31 - 1)
    fields: list[str] | None = Field(None, max_length=500)


@router.get("/versions", responses=answered(RecordVersions))
def versions(
    context: MemberContext, app: str, entity: str, record: UUID, before: Version = None
) -> dict[str, Any]:
    """Return the versions of a record, newest first, with who made them and the fields that changed."""
    return show_versions(context, published(context.conn, app), entity, record, before)


@router.get("/moment", responses=answered(RecordMoment))
def moment(
    context: MemberContext,
    app: str,
    entity: str,
    record: UUID,
    version: Version = None,
    at: datetime | None = None,
) -> dict[str, Any]:
    """Return a record as it was at a version or at a moment, and what differs from now."""
    return show_moment(context, published(context.conn, app), entity, record, version, at)


@router.post("/bring-back", responses=answered(RecordItem, Stale, VersionRequired))
def bring(
    context: MemberContext, request: Request, app: str, entity: str, record: UUID, body: BringBack
) -> Response:
    """Give a record its values of a version again, as a change of the caller's; If-Match names the present one."""
    expected = if_match(request)
    live = published(context.conn, app)
    applied = bring_back(context, live, entity, record, body.version, body.fields, expected)
    return Response(
        shown_in(context, live, entity, record),
        media_type="application/json",
        headers={"etag": f'"{applied.written[0].version}"'},
    )
