"""Answers about the runs of rules: what each saw and did, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from dougong.api.answers.base import Actor, Answer, Localised, absent


class RunStep(Answer):
    """A step that a rule took, about the record of the run or, inside another step, about another one."""

    kind: str
    entity: str
    record: UUID | None
    state: str
    result: dict[str, Any] | None
    error: str | None
    milliseconds: int
    attempt: int
    tried_at: datetime | None
    depth: int
    position: int


class NotMatched(Answer):
    """A rule that looked and did not act."""

    rule: str
    rule_name: Localised
    rule_deleted: bool
    why: str | None
    values: dict[str, Any] = absent()


class SetCounts(Answer):
    """How many records a run over a set was to act on, and what became of them."""

    chosen: int
    done: int
    failed: int
    skipped: int


class Followed(Answer):
    """What somebody made of a failed run: the run that took its place, or why it was left."""

    run: UUID | None
    reason: str | None
    by: str | None


RunState = Literal[
    "done", "failed", "cut", "refused", "waiting", "retrying", "skipped", "retried", "dismissed", "running"
]


class Run(Answer):
    """One rule at one event, or over the set that the clock chose: what it saw, why it acted, what it did.

    `repeatable`: what it stands for is there and switched on, so that it can act again.
    """

    id: UUID
    at: datetime
    rule: str
    rule_name: Localised
    rule_deleted: bool
    state: RunState
    matched: bool
    undone: bool
    repeatable: bool
    entity: str
    record: UUID | None
    title: str | None
    labels: dict[str, str]
    version: int | None
    event: str
    cause: str
    depth: int
    actor: Actor
    due_at: datetime | None
    records: SetCounts | None
    error: str | None
    why: str | None
    values: dict[str, Any]
    not_matched: list[NotMatched]
    steps: list[RunStep]
    followed: Followed | None


class RunPage(Answer):
    """A page of runs, newest first."""

    items: list[Run]
    next: UUID | None


class RunRule(Answer):
    """What has runs: a rule, button, flow or sequence, by the key it had last."""

    rule: str
    rule_name: Localised
    rule_deleted: bool


class RunRules(Answer):
    """What the runs of an app are of."""

    items: list[RunRule]


class SetRecord(Answer):
    """A record of a run over a set, and what became of it there."""

    record: UUID
    title: str | None
    state: Literal["pending", "done", "failed", "skipped"]
    error: str | None
    at: datetime


class SetRecordPage(Answer):
    """A page of the records of a run over a set."""

    items: list[SetRecord]
    next: UUID | None


class StartedRun(Answer):
    """The run that was started."""

    run: UUID
