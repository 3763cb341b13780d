"""Answers about how the requests of a flow went; times are seconds."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from dougong.api.answers.base import Answer, Localised, PersonRef


class FlowTotals(Answer):
    """All requests of the period: how they ended, how long they took, the share that was sent back at least once."""

    started: int
    running: int
    approved: int
    rejected: int
    withdrawn: int
    terminated: int
    mean: float | None
    p90: float | None
    reworked: int
    rework: float | None


class NodeFigures(Answer):
    """A step: visits that are over and open, visits that came back to it, times, seats that are or were overdue."""

    node: str
    name: Localised
    done: int
    open: int
    again: int
    rework: float | None
    mean: float | None
    p90: float | None
    overdue: int


class PersonFigures(Answer):
    """Somebody who was asked: what waits for him, how much of it is overdue, what he decided and how fast."""

    person: PersonRef
    open: int
    overdue: int
    decided: int
    mean: float | None


class FlowAnalytics(Answer):
    """How the requests went that were started in a period and whose records the caller sees."""

    from_: date = Field(alias="from")
    to: date
    name: Localised
    total: FlowTotals
    nodes: list[NodeFigures]
    people: list[PersonFigures]
