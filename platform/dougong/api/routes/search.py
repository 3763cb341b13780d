"""Search over everything the caller may see."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from dougong.api.answers.base import answered
from dougong.api.answers.records import SearchHits
from dougong.api.deps import MemberContext
from dougong.api.opening import ContextRoute
from dougong.records.everywhere import search_everywhere

router = APIRouter(route_class=ContextRoute, prefix="/search", tags=["Records"])


@router.get("", responses=answered(SearchHits))
def search(context: MemberContext, q: Annotated[str, Query(max_length=200)] = "") -> dict[str, Any]:
    """Return records of any entity whose searched fields match."""
    return {"items": search_everywhere(context, q)}
