"""Answers about moving running requests to another version of their flow."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from dougong.api.answers.base import Answer, Localised, PersonRef


class VersionNode(Answer):
    """A step of a version of a flow."""

    key: str
    name: Localised
    kind: str


class OlderVersion(Answer):
    """An older version in which requests run; `plan` proposes which of its steps becomes which."""

    version: int
    at: datetime
    running: int
    nodes: list[VersionNode]
    plan: dict[str, str]


class MigrationBatch(Answer):
    """A job that moved requests; `revertible` of them may still go back, as nobody has decided since."""

    job: UUID
    at: datetime
    person: PersonRef
    from_: int = Field(alias="from")
    to: int
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    moved: int
    refused: int
    revertible: int


class FlowVersions(Answer):
    """The published version of a flow (null when nothing was started in it) and what runs in older ones."""

    name: Localised
    version: int | None
    nodes: list[VersionNode]
    older: list[OlderVersion]
    batches: list[MigrationBatch]


class MigrationObjection(Answer):
    """Why a request may not go over, and at which step of its version."""

    code: Literal["not_mapped", "other_kind", "region_changed", "limit_gone", "order_changed"]
    node: str
    message: str


class MigrationVerdict(Answer):
    """A request in an older version: where it is, whether it may go over, which fields it would then ask for."""

    instance: UUID
    record: UUID
    entity: str
    title: str
    initiator: PersonRef
    started_at: datetime
    steps: list[str]
    allowed: bool
    objections: list[MigrationObjection]
    required: list[str]


class MigrationPage(Answer):
    """A page of verdicts; `next` is where the next begins."""

    items: list[MigrationVerdict]
    next: UUID | None
