"""Notices: what the signed-in person was told."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from dougong.api.answers.base import answered
from dougong.api.answers.people import NoticePage, Unread
from dougong.api.bodies import Closed
from dougong.api.deps import MemberContext
from dougong.api.opening import ContextRoute
from dougong.notify import notices

router = APIRouter(route_class=ContextRoute, prefix="/notices", tags=["Notices"])


class Read(Closed):
    """Which notices have been read."""

    ids: list[UUID] | Literal["all"] = Field(max_length=500)


@router.get("", responses=answered(NoticePage))
def list_notices(context: MemberContext, cursor: UUID | None = None) -> dict[str, Any]:
    """Return a page of notices, newest first, and how many are unread."""
    assert context.principal.person is not None
    items = notices.listed(context, after=cursor)
    following = items[-1]["id"] if len(items) == notices.PAGE else None
    return {
        "items": items,
        "next": following,
        "unread": notices.unread(context.conn, context.principal.person),
    }


@router.post("/read", responses=answered(Unread))
def mark_read(context: MemberContext, body: Read) -> dict[str, int]:
    """Mark notices as read; returns how many are left."""
    assert context.principal.person is not None
    notices.mark_read(context, None if body.ids == "all" else body.ids)
    return {"unread": notices.unread(context.conn, context.principal.person)}
