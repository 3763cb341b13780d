"""Answers about simulations: what a rule, a table or a card would have done."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from dougong.api.answers.base import Answer, Localised, absent


class FieldCount(Answer):
    """A field, and in how many cases it would have changed."""

    entity: str
    field: str
    count: int


class Beside(Answer):
    """A value before and after."""

    old: Any
    new: Any


class SimulatedChange(Answer):
    """A record that would have been written, with the fields that would differ."""

    entity: str
    record: UUID
    kind: Literal["create", "update", "delete", "restore"]
    fields: dict[str, Beside]


class SimulatedCase(Answer):
    """One record or event: what would have come of it; `repeated` when the rule acted there before and does so once only."""

    record: UUID
    event: str | None
    at: datetime | None
    state: Literal["done", "failed", "skipped"]
    why: str | None
    error: str | None
    values: dict[str, Any]
    changes: list[SimulatedChange]
    assigned: list[str]
    told: list[str]
    sent: list[str]
    outputs: dict[str, Beside]
    rows: list[dict[str, Any]]
    repeated: bool


class SimulationResult(Answer):
    """What a simulation found: counts over all cases, and the first that something came of."""

    looked_at: int
    acted: int
    failed: int
    not_matched: int
    repeated: int
    records: int
    told: int
    sent: int
    fields: list[FieldCount]
    forgotten: list[str]
    items: list[SimulatedCase]
    labels: dict[str, str]


class SimulationStarted(Answer):
    """The result of a simulation on one record; of a longer one the job, whose result it will be."""

    job: UUID | None
    result: SimulationResult | None


class TestDifference(Answer):
    """What a test expected and what it found. `about`, of a rule: outcome, set (a field), holds, made (an entity), told
    or sent; of a table: outcome or output, as its rows are written; of a card: score or band.
    """

    about: Literal["outcome", "set", "holds", "made", "told", "sent", "output", "score", "band"]
    key: str | None
    expected: Any
    found: Any
    error: str | None = absent()


class TestResult(Answer):
    """What came of a test; `error` when it could not be run."""

    kind: Literal["rule", "table", "scorecard"]
    key: str
    place: int
    test: str
    name: Localised
    passed: bool
    differences: list[TestDifference]
    why: str | None
    error: str | None
    milliseconds: int


class TestResults(Answer):
    """What came of the tests of a document, in their order."""

    items: list[TestResult]


class TestProposal(Answer):
    """A simulation as a test: the members that are added to its id and name; `happened` of a card."""

    at: datetime
    given: dict[str, Any]
    happened: dict[str, int] = absent()
    expect: dict[str, Any]
