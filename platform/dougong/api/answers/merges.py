"""Answers about records that are one: groups of possible duplicates, plans of merges, merges and their undoing."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from dougong.api.answers.base import Answer, Title
from dougong.api.answers.records import Duplicate, RecordItem
from dougong.api.problems import ProblemItem


class MergeChoice(Answer):
    """A field whose values differ: whose may be taken, whether all can be, and what is taken unless asked."""

    field: str
    sources: list[UUID]
    unites: bool
    usual: UUID | Literal["all"]


class MergeMove(Answer):
    """How many records, or rows of a sub-table, point to the merged records by one field."""

    entity: str
    field: str
    name: str
    label: str
    count: int


class MergePreview(Answer):
    """A merge before it is done. `left_back` counts values of the merged records that the caller may not take."""

    keep: UUID
    suggested: UUID
    records: list[RecordItem]
    fields: list[MergeChoice]
    moves: list[MergeMove]
    comments: int
    files: int
    left_back: int
    obstacles: list[ProblemItem]
    undo_days: int


class Merged(Answer):
    """A merge that was done: the kept record, and until when it can be taken back."""

    merge: UUID
    record: RecordItem
    undo_until: datetime


class MergeOfRecord(Answer):
    """A merge into a record."""

    id: UUID
    at: datetime
    by: str
    records: list[Duplicate]
    undo_until: datetime
    undone_at: datetime | None
    undone_by: str | None
    may_undo: bool


class MergesOfRecord(Answer):
    """What lives on in a record, or the record in which it lives on itself."""

    into: Duplicate | None
    merges: list[MergeOfRecord]


class LeftAlone(Answer):
    """What an undoing leaves as it is, and why."""

    entity: str
    id: UUID
    title: str
    field: str
    code: str
    message: str
    by: str
    at: datetime | None


class MergeUndone(Answer):
    """What went back, and what was left alone."""

    records: int
    fields: int
    references: int
    left: int
    problems: list[LeftAlone]


class DuplicateRecord(Answer):
    """A record of a group: its title, the fields that are compared and a few that tell it apart."""

    id: UUID
    title: str
    values: dict[str, Any]
    labels: dict[str, Title]


class DuplicateGroup(Answer):
    """Records that count as the same (`exact`), or are much alike (`similar`, with the least score of a pair)."""

    kind: Literal["exact", "similar"]
    fields: list[str]
    score: int
    count: int
    records: list[DuplicateRecord]


class DuplicateScan(Answer):
    """The last look for similar records."""

    job: UUID
    state: str
    at: datetime | None
    compared: int | None
    pairs: int | None


class DuplicateGroups(Answer):
    """A page of groups of possible duplicates, and when similar ones were last looked for."""

    groups: list[DuplicateGroup]
    next: str | None
    columns: list[str]
    matched: list[list[str]]
    similar: list[list[str]]
    scan: DuplicateScan | None
