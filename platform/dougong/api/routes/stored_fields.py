"""Stored fields: computed values that are kept in their records, whether they are filled, computing them anew."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import Field

from dougong.actions.recompute import start_recompute, stored_fields
from dougong.api.answers.base import answered
from dougong.api.answers.stored_fields import Started, StoredFields
from dougong.api.bodies import Closed
from dougong.api.deps import DesignerContext
from dougong.api.opening import ContextRoute
from dougong.errors import NotFound
from dougong.metadata import published

router = APIRouter(route_class=ContextRoute, prefix="/apps/{app}/stored-fields", tags=["Builder"])


class GivenField(Closed):
    """A stored field of an entity."""

    entity: str = Field(max_length=60)
    field: str = Field(max_length=60)


class GivenFields(Closed):
    """The stored fields to be computed anew."""

    fields: list[GivenField] = Field(min_length=1, max_length=500)


@router.get("", responses=answered(StoredFields))
def get_stored_fields(app: str, context: DesignerContext) -> dict[str, Any]:
    """Return the stored computed fields of the live version, and the job that is at work on each."""
    return {"items": stored_fields(context, published(context.conn, app))}


@router.post("/recompute", status_code=202, responses=answered(Started, NotFound, status=202))
def post_recompute(app: str, body: GivenFields, context: DesignerContext) -> dict[str, Any]:
    """Compute stored fields, and those made of them, anew for every record; the job tells how far it is."""
    places = [(one.entity, one.field) for one in body.fields]
    return {"job": start_recompute(context, published(context.conn, app), places)}
