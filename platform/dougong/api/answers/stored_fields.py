"""Answers about stored computed fields."""

from __future__ import annotations

from uuid import UUID

from dougong.api.answers.base import Answer, Localised


class MadeOf(Answer):
    """Fields of an entity that a stored value is made of."""

    entity: str
    fields: list[str]


class StoredField(Answer):
    """A computed field that is kept in its records; `job` is at work on it, to be asked for under /jobs.

    Until it is `filled` its values are computed when they are read.
    """

    entity: str
    field: str
    label: Localised
    filled: bool
    made_of: list[MadeOf]
    job: UUID | None


class StoredFields(Answer):
    """The stored computed fields of an app."""

    items: list[StoredField]


class Started(Answer):
    """A job that was started."""

    job: UUID
