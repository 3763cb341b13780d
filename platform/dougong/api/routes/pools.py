"""Pools: the pool of a record, claiming records out of it, and giving one back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from dougong.actions.claim_records import claim_records, hand_out, release_record, show_pool
from dougong.api.answers.base import answered
from dougong.api.answers.pools import Claims, PoolState, Released
from dougong.api.bodies import Closed
from dougong.api.deps import MemberContext
from dougong.api.opening import ContextRoute
from dougong.metadata import published

router = APIRouter(route_class=ContextRoute, prefix="/apps/{app}/entities/{entity}", tags=["Records"])


class Claimed(Closed):
    """The records to claim."""

    records: list[UUID] = Field(min_length=1, max_length=200)


class Back(Closed):
    """Why a record is given back, and to which of the pools that its own names; to the first without it."""

    reason: str | None = Field(None, max_length=500)
    pool: str | None = Field(None, max_length=48)


class HandedOut(Closed):
    """Records, the person who gets them, and why."""

    records: list[UUID] = Field(min_length=1, max_length=200)
    person: UUID
    reason: str | None = Field(None, max_length=500)


@router.get("/records/{record}/pool", responses=answered(PoolState))
def get_pool(context: MemberContext, app: str, entity: str, record: UUID) -> dict[str, Any]:
    """Return the pool of a record, whose it is and until when, and what the caller may do."""
    return show_pool(context, published(context.conn, app), entity, record)


@router.post("/records/claim", responses=answered(Claims))
def claim(context: MemberContext, app: str, entity: str, body: Claimed) -> dict[str, Any]:
    """Claim up to two hundred records, each by itself; a result for each."""
    return {"items": claim_records(context, published(context.conn, app), entity, body.records)}


@router.post("/records/hand-out", responses=answered(Claims))
def give(context: MemberContext, app: str, entity: str, body: HandedOut) -> dict[str, Any]:
    """Give up to two hundred records of pools to a person, as their administrator; a result for each."""
    live = published(context.conn, app)
    return {"items": hand_out(context, live, entity, body.records, body.person, body.reason)}


@router.post("/records/{record}/release", responses=answered(Released))
def release(context: MemberContext, app: str, entity: str, record: UUID, body: Back) -> dict[str, Any]:
    """Give a record back to its pool."""
    live = published(context.conn, app)
    return {"id": record, "version": release_record(context, live, entity, record, body.reason, body.pool)}
