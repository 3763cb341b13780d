"""Answers about the history of a record."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from dougong.api.answers.base import Actor, Answer, JsonValue, Title, absent


class RecordVersion(Answer):
    """A version of a record: who made it, when, and which fields changed, of those the reader reads."""

    version: int
    at: datetime
    kind: Literal["create", "update", "delete", "restore"]
    actor: Actor | None
    cause: str
    fields: list[str]


class RecordVersions(Answer):
    """Versions of a record, newest first; `next` is the version to go on before."""

    items: list[RecordVersion]
    next: int | None


class Difference(Answer):
    """A field that was something else: then (`old`), now (`new`), and whether the caller may bring it back."""

    field: str
    label: str
    old: JsonValue
    new: JsonValue
    old_label: Title = absent()
    new_label: Title = absent()
    may: bool


class PastValue(Answer):
    """A value that a record had."""

    field: str
    value: JsonValue
    label: Title


class RecordMoment(Answer):
    """A record as it was: since when it stood so, its values, and what differs from the present version."""

    version: int
    at: datetime
    present: int
    differs: list[Difference]
    values: list[PastValue]


class Reason(Answer):
    """Why a field has the value that stands there now: who or what gave it, when, and for which reason."""

    field: str
    label: str
    new: JsonValue
    new_label: Title = absent()
    at: datetime
    actor: Actor
    cause: str
    why: list[str]


class Reasons(Answer):
    """Why a record has its values, as fields stand in the entity."""

    items: list[Reason]
