"""Follows: records and conditions of which somebody wants to be told."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from dougong.actions import follow_records
from dougong.api.answers.base import answered
from dougong.api.answers.views import Follow, Follows
from dougong.api.bodies import Closed
from dougong.api.deps import MemberContext
from dougong.api.opening import ContextRoute
from dougong.metadata import published

router = APIRouter(route_class=ContextRoute, prefix="/follows", tags=["Notices"])

Key = Annotated[str, Query(max_length=48)]


class FollowedRecord(Closed):
    """A record to be followed."""

    app: str = Field(max_length=48)
    entity: str = Field(max_length=48)
    record: UUID


class FollowedCondition(Closed):
    """A condition to be followed: records that come to meet it are told of."""

    app: str = Field(max_length=48)
    entity: str = Field(max_length=48)
    condition: str = Field(min_length=1, max_length=2000)
    name: str = Field(min_length=1, max_length=80)


@router.get("", responses=answered(Follows))
def list_follows(context: MemberContext, app: Key, entity: Key, record: UUID | None = None) -> dict[str, Any]:
    """Return what the caller follows of an entity, or whether he follows one record."""
    live = published(context.conn, app)
    return {"items": follow_records.own_follows(context, live, entity, record)}


@router.post("/record", status_code=201, responses=answered(Follow, status=201))
def follow_record(context: MemberContext, body: FollowedRecord) -> dict[str, Any]:
    """Follow a record: the caller is told what others change on it and say about it."""
    live = published(context.conn, body.app)
    return follow_records.follow_record(context, live, body.entity, body.record)


@router.post("/condition", status_code=201, responses=answered(Follow, status=201))
def follow_condition(context: MemberContext, body: FollowedCondition) -> dict[str, Any]:
    """Follow a condition: the caller is told of records that come to meet it."""
    live = published(context.conn, body.app)
    return follow_records.follow_condition(context, live, body.entity, body.condition, body.name)


@router.delete("/{follow}", status_code=204)
def unfollow(context: MemberContext, follow: UUID) -> None:
    """Follow something no more."""
    follow_records.unfollow(context, follow)
