"""Saved views of lists."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from dougong.api.answers.base import answered
from dougong.api.answers.views import SavedView, SavedViews, Total, ViewKind
from dougong.api.bodies import Closed
from dougong.api.deps import MemberContext
from dougong.api.opening import ContextRoute
from dougong.metadata import published
from dougong.records import view_choices, views

router = APIRouter(route_class=ContextRoute, prefix="/views", tags=["Views"])

Key = Annotated[str, Query(max_length=48)]


FieldKey = Annotated[str, Field(max_length=200)]


class ViewGroup(Closed):
    """A field by which rows stand in groups; of a date, by spans of time."""

    field: FieldKey
    period: Literal["day", "week", "month", "quarter", "year"] | None = None
    descending: bool | None = None


class ViewColour(Closed):
    """A colour that rows take, or one cell of them, where a condition holds."""

    when: str = Field(min_length=1, max_length=2000)
    colour: Literal["grey", "blue", "green", "amber", "red", "teal"]
    field: FieldKey | None = None


class Definition(Closed):
    """What a view shows and how."""

    columns: list[str] = Field(default_factory=list, max_length=200)
    filter: str | None = Field(None, max_length=8000)
    sort: list[str] = Field(default_factory=list, max_length=5)
    kind: ViewKind = "table"
    group: str | None = Field(None, max_length=200)
    card: list[str] | None = Field(None, max_length=20)
    sum: str | None = Field(None, max_length=200)
    widths: dict[str, int] = Field(default_factory=dict, max_length=200)
    groups: list[ViewGroup] | None = Field(None, max_length=3)
    totals: dict[FieldKey, Total] | None = Field(None, max_length=30)
    frozen: int | None = Field(None, ge=0, le=5)
    density: Literal["compact", "usual", "tall"] | None = None
    colours: list[ViewColour] | None = Field(None, max_length=10)
    start_field: FieldKey | None = None
    end_field: FieldKey | None = None
    colour_field: FieldKey | None = None
    picture_field: FieldKey | None = None
    parent_field: FieldKey | None = None
    after_field: FieldKey | None = None
    progress_field: FieldKey | None = None
    place_field: FieldKey | None = None
    rows_field: FieldKey | None = None

    def kept(self) -> dict[str, Any]:
        """Return the members that say something."""
        return self.model_dump(exclude_none=True)


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


class Choice(Closed):
    """How somebody likes to see a view."""

    keys: list[FieldKey] | None = Field(None, max_length=200)
    widths: dict[FieldKey, int] | None = Field(None, max_length=200)
    frozen: int | None = Field(None, ge=0, le=5)
    density: Literal["compact", "usual", "tall"] | None = None
    totals: dict[FieldKey, Total | None] | None = Field(None, max_length=30)


class ArrangedView(Closed):
    """A view and how the caller likes it; without a choice it is as it was made."""

    app: str = Field(max_length=48)
    entity: str = Field(max_length=48)
    view: str = Field(min_length=1, max_length=48)
    choice: Choice | None = None


class FirstView(Closed):
    """The view that opens first; none in particular without one."""

    app: str = Field(max_length=48)
    entity: str = Field(max_length=48)
    view: str | None = Field(None, min_length=1, max_length=48)


@router.get("", responses=answered(SavedViews))
def list_views(context: MemberContext, app: Key, entity: Key) -> dict[str, Any]:
    """Return the caller's views of an entity, those shared with everybody, and how he arranged any of them."""
    live = published(context.conn, app)
    choices, opens = view_choices.view_choices(context, live, entity)
    return {"items": views.list_views(context, live, entity), "choices": choices, "opens": opens}


@router.post("", status_code=201, responses=answered(SavedView, status=201))
def create_view(context: MemberContext, body: NewView) -> dict[str, Any]:
    """Keep a view."""
    live = published(context.conn, body.app)
    return views.create_view(context, live, body.entity, body.name, body.shared, body.definition.kept())


@router.put("/choice", status_code=204)
def keep_choice(context: MemberContext, body: ArrangedView) -> None:
    """Keep how the caller has arranged a view, on every device of his."""
    choice = None if body.choice is None else body.choice.model_dump(exclude_unset=True)
    live = published(context.conn, body.app)
    view_choices.keep_choice(context, live, body.entity, body.view, choice)


@router.put("/first", status_code=204)
def open_first(context: MemberContext, body: FirstView) -> None:
    """Let a view open first for the caller."""
    view_choices.open_first(context, published(context.conn, body.app), body.entity, body.view)


@router.patch("/{view}", responses=answered(SavedView))
def change_view(context: MemberContext, view: UUID, body: ChangedView) -> dict[str, Any]:
    """Change a view of one's own."""
    return views.change_view(context, view, body.model_dump(exclude_none=True))


@router.delete("/{view}", status_code=204)
def delete_view(context: MemberContext, view: UUID) -> None:
    """Remove a view of one's own."""
    views.delete_view(context, view)
