"""Answers about views: what one shows and how, those that were saved, how somebody arranged them for himself."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from dougong.api.answers.base import Answer, absent

Total = Literal["sum", "average", "min", "max", "filled", "blank", "distinct"]


class ViewGroup(Answer):
    """A field by which rows stand in groups; of a date, by spans of time."""

    field: str
    period: Literal["day", "week", "month", "quarter", "year"] = absent()
    descending: bool = absent()


class ViewColour(Answer):
    """A colour that rows take, or one cell of them, where a condition holds."""

    when: str
    colour: Literal["grey", "blue", "green", "amber", "red", "teal"]
    field: str = absent()


ViewKind = Literal["table", "kanban", "calendar", "gantt", "gallery", "tree", "map", "rows"]


class ViewDefinition(Answer):
    """What a view shows and how."""

    kind: ViewKind = absent()
    columns: list[str] = absent()
    filter: str | None = absent()
    sort: list[str] = absent()
    group: str | None = absent()
    card: list[str] | None = absent()
    sum: str | None = absent()
    widths: dict[str, int] = absent()
    groups: list[ViewGroup] = absent()
    totals: dict[str, Total] = absent()
    frozen: int = absent()
    density: Literal["compact", "usual", "tall"] = absent()
    colours: list[ViewColour] = absent()
    start_field: str = absent()
    end_field: str = absent()
    colour_field: str = absent()
    picture_field: str = absent()
    parent_field: str = absent()
    after_field: str = absent()
    progress_field: str = absent()
    place_field: str = absent()
    rows_field: str = absent()


class SavedView(Answer):
    """A view that somebody kept."""

    id: UUID
    app: str
    entity: str
    name: str
    shared: bool
    definition: ViewDefinition
    mine: bool
    version: int


class ViewChoice(Answer):
    """How somebody has arranged a view for himself."""

    keys: list[str] = absent()
    widths: dict[str, int] = absent()
    frozen: int = absent()
    density: Literal["compact", "usual", "tall"] = absent()
    totals: dict[str, Total | None] = absent()


class SavedViews(Answer):
    """The views of an entity that were saved, how the caller has arranged views, and which opens first."""

    items: list[SavedView]
    choices: dict[str, ViewChoice]
    opens: str | None


class Follow(Answer):
    """What somebody follows: a record, or a condition; `failed` tells why it cannot be asked any more."""

    id: UUID
    record: UUID | None
    condition: str | None
    name: str
    failed: str | None


class Follows(Answer):
    """What somebody follows."""

    items: list[Follow]
