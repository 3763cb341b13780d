"""The states that a record was in, with the days spent in each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from dougong.api.answers.base import answered
from dougong.api.answers.states import StateTimes
from dougong.api.deps import MemberContext
from dougong.api.opening import ContextRoute
from dougong.metadata import published
from dougong.records.state_times import state_times

router = APIRouter(
    route_class=ContextRoute, prefix="/apps/{app}/entities/{entity}/records/{record}", tags=["Records"]
)


@router.get("/states", responses=answered(StateTimes))
def get_states(context: MemberContext, app: str, entity: str, record: UUID) -> dict[str, Any]:
    """Return the states that a record was in: since when, for how many days, and who led it there."""
    found = state_times(context, published(context.conn, app), entity, record)
    return {"items": [{**one, "days": round(float(one["days"]), 3)} for one in found]}
