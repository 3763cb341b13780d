"""Answers about fields: what a change of type would do to values, and what was removed and can come back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from dougong.api.answers.base import Answer, Localised
from dougong.api.answers.builder import Author


class TypeName(Answer):
    """A field type."""

    name: str
    label: Localised


class ConversionExample(Answer):
    """One value before and after."""

    before: str
    after: str


class UnfitValue(Answer):
    """A value that does not fit, in how many records it stands, and why."""

    value: str
    count: int
    reason: str


class UnfitRecord(Answer):
    """A record whose value does not fit."""

    record: UUID
    title: str
    value: str
    code: str
    reason: str


class Conversion(Answer):
    """What a change of type would do: how many living records have a value, how many of them fit.

    `possible` is false when the old type cannot become the new one (`ways` are those that it can become).
    `reads` is false when every value stays as it stands. `items` is a page of the records that do not fit.
    """

    before: TypeName
    after: TypeName
    possible: bool
    reads: bool
    ways: list[str]
    filled: int
    fits: int
    unfit: int
    examples: list[ConversionExample]
    values: list[UnfitValue]
    items: list[UnfitRecord]
    next: str | None


class RemovedItem(Answer):
    """A field or a data table that can be brought back.

    `reason` is removed, or converted for the values of a field as they were before it became another type.
    """

    kind: str
    element: str
    entity: str
    key: str
    name: Localised
    definition: dict[str, Any]
    reason: str
    values: int
    author: Author
    at: datetime
    until: datetime


class RemovedList(Answer):
    """What was removed and can be brought back, the latest first; `days` is for how long it is kept."""

    items: list[RemovedItem]
    days: int


class BroughtBack(Answer):
    """The document of the draft in which it stands again."""

    kind: str
    key: str
