"""Shares of a record: with whom people shared it, to share it and to take that back."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from dougong.actions.share_record import list_shares, share_record, unshare_record
from dougong.api.answers.base import answered
from dougong.api.answers.records import ShareList
from dougong.api.bodies import Closed
from dougong.api.deps import MemberContext
from dougong.api.opening import ContextRoute
from dougong.metadata import published

router = APIRouter(
    route_class=ContextRoute, prefix="/apps/{app}/entities/{entity}/records/{record}/shares", tags=["Records"]
)

Kind = Literal["person", "department", "team"]


class Shared(Closed):
    """What a holder may do; seeing is always among it."""

    rights: list[Literal["see", "change"]] = Field(default_factory=list, max_length=2)


@router.get("", responses=answered(ShareList))
def get_shares(context: MemberContext, app: str, entity: str, record: UUID) -> dict[str, Any]:
    """Return with whom people shared a record."""
    return {"items": list_shares(context, published(context.conn, app), entity, record)}


@router.put("/{kind}/{holder}", responses=answered(ShareList))
def put_share(
    context: MemberContext, app: str, entity: str, record: UUID, kind: Kind, holder: UUID, body: Shared
) -> dict[str, Any]:
    """Share a record with a person, department or team; again replaces what was given before."""
    live = published(context.conn, app)
    return {"items": share_record(context, live, entity, record, kind, holder, body.rights)}


@router.delete("/{kind}/{holder}", responses=answered(ShareList))
def delete_share(
    context: MemberContext, app: str, entity: str, record: UUID, kind: Kind, holder: UUID
) -> dict[str, Any]:
    """Take back what was shared with a person, department or team."""
    return {"items": unshare_record(context, published(context.conn, app), entity, record, kind, holder)}
