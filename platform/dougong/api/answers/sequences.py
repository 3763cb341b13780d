"""Answers about sequences: where records are in them, what became of them there, and how many there are."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from dougong.api.answers.base import Answer, Localised, PersonRef
from dougong.api.answers.pools import ClaimRefusal
from dougong.api.problems import ProblemItem


class SequencePart(Answer):
    """A sequence, a step or an exit by key and name; one that is gone has no name."""

    key: str
    name: Localised


class SequencePlace(SequencePart):
    """A step with its number, the first is 1; null when it is gone."""

    number: int | None


class Enrolment(Answer):
    """A record in a sequence: the step that comes next and when, or how it ended.

    `title` is null for a record that the caller does not see; `why` says who or what paused or stopped it, `error` what
    was wrong with a step.
    """

    id: UUID
    at: datetime
    sequence: SequencePart
    enabled: bool
    version: int
    record: UUID
    title: str | None
    state: Literal["running", "paused", "finished", "exited", "stopped"]
    step: SequencePlace | None
    steps: int
    due_at: datetime | None
    ended_at: datetime | None
    exit: SequencePart | None
    why: Literal["hand", "failed", "left", "deleted", "removed"] | None
    error: str | None
    may_change: bool


class RecordSequences(Answer):
    """The sequences that a record is or was in, and those that the caller may let it enter."""

    items: list[Enrolment]
    offered: list[SequencePart]


class EnrolmentPage(Answer):
    """A page of enrolments, the last one first."""

    items: list[Enrolment]
    next: UUID | None


class EnrolmentEvent(Answer):
    """What happened to a record in a sequence; by hand it has a person."""

    at: datetime
    kind: Literal[
        "enrolled", "done", "skipped", "failed", "paused", "resumed", "finished", "exited", "stopped"
    ]
    step: SequencePart | None
    person: PersonRef | None


class EnrolmentHistory(Answer):
    """What happened to a record in a sequence, the first thing first."""

    items: list[EnrolmentEvent]


class SequenceCounts(Answer):
    """How many records are in each state of a sequence, left by each exit, and took each step."""

    states: dict[str, int]
    exits: dict[str, int]
    steps: dict[str, int]


class EnrolRefused(Answer):
    """A record that did not enter."""

    id: UUID
    error: ClaimRefusal


class Enrolled(Answer):
    """A record that entered."""

    id: UUID


class EnrolledRecords(Answer):
    """What became of each record, in their order."""

    items: list[EnrolRefused | Enrolled]


class SequenceTimes(Answer):
    """When the steps would come in a time zone, or what is wrong with their times."""

    zone: str
    times: list[datetime]
    problems: list[ProblemItem]
