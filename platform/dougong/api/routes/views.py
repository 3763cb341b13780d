"""Saved views of lists."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from dougong.api.answers.base import answered
from dougong.api.answers.records import SavedView, SavedViews
from dougong.api.bodies import Closed
from dougong.api.deps import MemberContext
from dougong.api.opening import ContextRoute
from dougong.metadata import published
from dougong.records import views

router = APIRouter(route_class=ContextRoute, prefix="/views", tags=["Views"])

Key = Annotated[str, Query(max_length=48)]


class Definition(Closed):
    """What a view shows and how."""

    columns: list[str] = Field(default_factory=list, max_length=200)
    filter: str | None = Field(None, max_length=8000)
    sort: list[str] = Field(default_factory=list, max_length=5)
    kind: Annotated[str, Field(pattern="^(table|kanban)$")] = "table"
    group: str | None = Field(None, max_length=200)
    card: list[str] | None = Field(None, max_length=20)
    sum: str | None = Field(None, max_length=200)
    widths: dict[str, int] = Field(default_factory=dict, max_length=200)


class NewView(Closed):
    """A view to be kept."""

    app: str = Field(max_length=48)
    entity: str = Field(max_length=48)
    name: str = Field(min_length=1, max_length=80)
    shared: bool = False
    definition: Definition


class ChangedView(Closed):
    """What of a view is to change."""

    name: str | None = Field(None, min_length=1, max_length=80)
    shared: bool | None = None
    definition: Definition | None = None


@router.get("", responses=answered(SavedViews))
def list_views(context: MemberContext, app: Key, entity: Key) -> dict[str, Any]:
    """Return the caller's views of an entity and those shared with everybody."""
    return {"items": views.list_views(context, published(context.conn, app), entity)}


@router.post("", status_code=201, responses=answered(SavedView, status=201))
def create_view(context: MemberContext, body: NewView) -> dict[str, Any]:
    """Keep a view."""
    live = published(context.conn, body.app)
    return views.create_view(context, live, body.entity, body.name, body.shared, body.definition.model_dump())


@router.patch("/{view}", responses=answered(SavedView))
def change_view(context: MemberContext, view: UUID, body: ChangedView) -> dict[str, Any]:
    """Change a view of one's own."""
    return views.change_view(context, view, body.model_dump(exclude_none=True))


@router.delete("/{view}", status_code=204)
def delete_view(context: MemberContext, view: UUID) -> None:
    """Remove a view of one's own."""
    views.delete_view(context, view)
