"""Answers about the states that a record was in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from dougong.api.answers.base import Answer, Localised


class Mover(Answer):
    """Who led a record into a state."""

    id: UUID
    name: str


class StateTime(Answer):
    """One stay in a state; `days` count until now for the present one, whose `left_at` is null."""

    state: str
    label: Localised | None
    entered_at: datetime
    left_at: datetime | None
    days: float
    person: Mover | None


class StateTimes(Answer):
    """The states of a record, the first one first."""

    items: list[StateTime]
